import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, leave, missing, screenshot, scrollsSideways, settled, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(stopAll);

// One sign-in for each role: the server lets nobody try often.
const signedIn = {};

async function open(role, path, ready, visit = {}) {
  const page = await visitor(browser, visit);
  if (signedIn[role]) await page.context().addCookies(signedIn[role]);
  else {
    await signInAs(page, server.address, role);
    signedIn[role] = await page.context().cookies();
  }
  await page.goto(`${server.address}/office${path}`);
  await page.getByText(ready).first().waitFor();
  return page;
}

const year = `period=${new Date().getFullYear()}-01-01/${new Date().getFullYear()}-12-31&status=submitted%2B`;

// The same in light, of the province and of a commune: screens.test.mjs.
for (const [size, viewport] of Object.entries(sizes)) {
  for (const [name, role, path, ready, visit] of [
    ['strip-post', 'post_officer', `/duong?${year}`, 'Theo đoạn trong kỳ', {}],
    ['map-commune', 'commune_clerk', '/duong/ban-do', 'Lớp và chú giải', {}],
    ['map-dark', 'post_officer', '/duong/ban-do?status=submitted%2B', 'Lớp và chú giải', { colorScheme: 'dark' }],
    ['strip-dark', 'upper_officer', '/duong?status=submitted%2B', 'Theo đoạn trong kỳ', { colorScheme: 'dark' }],
  ]) {
    test(`${name} is accessible and stays on the page: ${size}`, options, async () => {
      const page = await open(role, path, ready, { size: viewport, ...visit });
      await settled(page);
      assert.equal(await scrollsSideways(page), false);
      assert.deepEqual(await axe(page), []);
      await screenshot(page, `line-${name}-${size}`, { fullPage: true });
      await leave(page);
    });
  }
}

test('a stretch on the strip opens the entry of its patrol by keyboard', options, async () => {
  const page = await open('post_officer', '/duong?status=submitted%2B', 'Theo đoạn trong kỳ');
  const bar = page.locator('svg a[href^="/office/so/"]').first();
  await bar.waitFor();
  assert.match(await bar.getAttribute('aria-label'), /^Tuần tra \d\d\/\d\d\/\d{4}, Đoạn \d+.*, km /);
  await bar.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/office\/so\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/);
  await leave(page);
});

test('what was walked by trail is told beside the line, in picture and table', options, async () => {
  const page = await open('upper_officer', `/duong?${year}`, 'Chỉ theo đường tuần tra (km)');
  const bar = page.locator('svg a[aria-label*="đường tuần tra"]').first();
  await bar.waitFor();
  assert.match(await bar.getAttribute('aria-label'), /theo đường tuần tra, Đoạn 1 .*, ứng với km /);
  await page.locator('summary', { hasText: 'Từng chuyến trong kỳ' }).click();
  await page.getByText(', theo đường tuần tra').first().waitFor();
  assert.match(await page.getByText('Chỉ đi theo đường tuần tra phía sau').textContent(), /chỉ tính theo đường biên giới/);
  await leave(page);
});

test('the commune is shown no patrol and no gap', options, async () => {
  const page = await open('commune_clerk', '/duong?status=submitted%2B', 'theo đoạn 500 m');
  await page.locator('.picture svg').waitFor();
  assert.equal(await page.locator('svg a').count(), 0);
  assert.equal(await page.getByText('Từng chuyến trong kỳ').count(), 0);
  await leave(page);
});

test('without a line the page says how to import one', options, async () => {
  const page = await open('upper_officer', '/', 'Số liệu tính đến');
  const message = 'Chưa có đường nào được đăng ký cho ngày cuối kỳ. Hãy nhập đường bằng “phendau import line” rồi hỏi lại.';
  await page.route('**/api/v1/line?*', (r) => r.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify({ code: 'not_found', message }) }));
  for (const path of ['/duong', '/duong/ban-do']) {
    await page.goto(`${server.address}/office${path}`);
    await page.getByText('phendau import line').waitFor();
    assert.equal(await page.locator('canvas, .picture svg').count(), 0);
    assert.deepEqual(await axe(page), []);
  }
  await screenshot(page, 'line-none', { fullPage: true });
  await leave(page);
});

test('the map stands on paper, asks nobody else and moves by buttons and keys', options, async () => {
  const page = await open('post_officer', '/duong/ban-do?status=submitted%2B', 'Lớp và chú giải');
  const asked = [];
  page.on('request', (r) => asked.push(r.url()));
  await page.locator('canvas').waitFor();
  assert.equal(await page.locator('.leaflet-container img, .leaflet-container svg').count(), 0);
  await page.getByText('không phải tài liệu biên giới').first().waitFor();
  await page.locator('figcaption').getByText('dữ liệu minh họa').waitFor();
  const scale = page.locator('figcaption .scale');
  const before = await scale.innerText();
  await page.getByRole('button', { name: 'Phóng to' }).press('Enter');
  await page.getByRole('button', { name: 'Phóng to' }).press('Enter');
  assert.notEqual(await scale.innerText(), before);
  const box = page.getByRole('application');
  const shot = async () => (await page.locator('canvas').evaluate((c) => c.toDataURL())).length;
  const drawn = await shot();
  await box.focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((n) => document.querySelector('canvas').toDataURL().length !== n, drawn);
  await page.getByRole('button', { name: 'Xem cả đường' }).press('Enter');
  const whole = await shot();
  await page.getByLabel('Đoạn các chuyến trong kỳ đã tuần tra').check();
  await page.waitForFunction((n) => document.querySelector('canvas').toDataURL().length !== n, whole);
  await screenshot(page, 'line-map-patrols');
  assert.deepEqual(asked.filter((u) => !u.startsWith(server.address)), []);
  await leave(page);
});

test('hamlets stand on the map, above the strip and in the table, and can be hidden', options, async () => {
  const page = await open('upper_officer', '/duong?status=submitted%2B', 'Theo đoạn trong kỳ');
  await page.locator('.picture svg').waitFor();
  assert.ok(await page.locator('.picture svg text').filter({ hasText: '(minh họa)' }).count() > 3);
  await page.getByText('Xóm, địa bàn gần đường (29)').click();
  await page.getByText('xóm Hoa Gạo (minh họa)').waitFor();
  await page.getByText('Ngày đi khép kín theo đoạn').click();
  await settled(page);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'line-hamlets-table', { fullPage: true });
  await page.goto(`${server.address}/office/duong/ban-do?status=submitted%2B`);
  const layer = page.getByLabel('Xóm, địa bàn gần đường');
  await layer.waitFor();
  await page.getByRole('button', { name: 'Phóng to' }).press('Enter');
  await page.locator('.map-label.place span').first().waitFor();
  await screenshot(page, 'line-map-hamlets', { fullPage: true });
  await layer.uncheck();
  await page.waitForFunction(() => document.querySelectorAll('.map-label.place').length === 0);
  await leave(page);
});
