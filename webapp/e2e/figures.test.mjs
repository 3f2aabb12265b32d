import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, leave, missing, screenshot, scrollsSideways, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(stopAll);

const review = 'place=047@2024-02-29&period=2019-01-01/2024-02-29';

// One sign-in for each role: the server lets nobody try often.
const signedIn = {};

/** Opens a screen as a role and waits until the word ready is there. */
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

for (const [size, viewport] of Object.entries(sizes)) {
  for (const [name, role, path, ready] of [
    ['dashboard', 'commune_verifier', '/', 'Số liệu tính đến'],
    ['explorer', 'upper_officer', `/so-lieu?${review}&by=place:commune&indicator=patrol.post`, 'Số liệu tính đến'],
    ['series', 'upper_officer', `/so-lieu?${review}&by=year&indicator=patrol.post,trail_clearing`, 'Số liệu tính đến'],
    ['plans', 'commune_verifier', '/ke-hoach?period=2023', 'Số liệu tính đến'],
  ]) {
    test(`${name} is accessible and stays on the page: ${size}`, options, async () => {
      const page = await open(role, path, ready, { size: viewport });
      assert.equal(await scrollsSideways(page), false);
      assert.deepEqual(await axe(page), []);
      await screenshot(page, `figures-${name}-${size}`, { fullPage: true });
      await leave(page);
    });
  }
}

test('a number of the dashboard opens down to an entry by keyboard alone', options, async () => {
  const page = await open('commune_verifier', '/', 'Số liệu tính đến');
  const figure = page.getByRole('table').getByRole('link').first();
  await figure.focus();
  const printed = (await figure.innerText()).split(/\s/)[0];
  await page.keyboard.press('Enter');
  const h1 = page.getByRole('heading', { level: 1 });
  await page.getByRole('heading', { level: 2, name: 'Bản ghi nằm sau con số' }).waitFor();
  assert.ok((await h1.innerText()).startsWith(printed));
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'figures-drill', { fullPage: true });
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => /^\/office\/so\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/.test(new URL(document.activeElement?.href ?? 'x:').pathname))) break;
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/office\/so\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/);
  await leave(page);
});

for (const [size, viewport] of Object.entries(sizes)) {
  test(`kilometres of the line stand beside their rules and open to the patrols: ${size}`, options, async () => {
    const page = await open('inspector', '/so-lieu?place=01489&period=2026-10&indicator=line.covered,line.share,markers.reached', 'Tính từ vết đi trong hành lang 150 m', { size: viewport });
    await page.getByText('Là mức ít nhất').first().waitFor();
    await screenshot(page, `figures-line-${size}`, { fullPage: true });
    await page.getByRole('link', { name: /km|,\d/ }).first().click();
    await page.getByText('một mình').first().waitFor();
    assert.equal(await scrollsSideways(page), false);
    assert.deepEqual(await axe(page), []);
    await screenshot(page, `figures-line-drill-${size}`, { fullPage: true });
    await leave(page);
  });
}

test('the basis of 11.645 stands in words, and 2.926 opens without an entry', options, async () => {
  const page = await open('inspector', `/so-lieu?${review}&indicator=patrol.post`, '11.645');
  await page.getByRole('link', { name: /^11\.645/ }).first().click();
  await page.getByRole('heading', { level: 2, name: 'Căn cứ số liệu' }).waitFor();
  for (const name of ['theo danh sách', 'đếm tại chỗ', 'theo định mức', 'ước tính', 'theo văn bản']) await page.getByText(name).first().waitFor();
  await screenshot(page, 'figures-basis', { fullPage: true });
  await page.goto(`${server.address}/office/so-lieu?${review}&indicator=tips.valuable`);
  await page.getByRole('link', { name: /^2\.926/ }).first().click();
  await page.getByText('không được liệt kê từng bản ghi').waitFor();
  assert.equal(await page.locator('a[href*="/office/so/"]').count(), 0);
  await screenshot(page, 'figures-tips', { fullPage: true });
  await leave(page);
});

test('two calendars stand in the address and give two labelled numbers', options, async () => {
  const page = await open('upper_officer', `/so-lieu?place=047@2024-02-29&period=2023&indicator=patrol.with_residents&status=submitted%2B`, '01/01/2023');
  const first = await page.getByRole('table').getByRole('link').first().innerText();
  await page.getByLabel('Cách tính tháng', { exact: true }).selectOption('official');
  await page.locator('caption', { hasText: '15/12/2022' }).waitFor(); // the field says it before the table does
  assert.match(page.url(), /calendar=official/);
  assert.notEqual(await page.getByRole('table').getByRole('link').first().innerText(), first);

  // Who names no indicator gets those that hold entries, and their number is said.
  await page.goto(`${server.address}/office/so-lieu`);
  const button = page.getByRole('button', { name: /^Chọn chỉ tiêu \([1-9]/ });
  const n = Number(/\d+/.exec(await button.innerText())[0]);
  await screenshot(page, 'figures-default', { fullPage: true });
  await button.click();
  assert.equal(await page.getByRole('dialog').getByRole('checkbox', { checked: true }).count(), n);
  await leave(page);
});

test('somebody without internal figures is told where his work is', options, async () => {
  const page = await open('administrator', '/', 'Mở phần quản trị');
  assert.deepEqual(await axe(page), []);
  await leave(page);
});
