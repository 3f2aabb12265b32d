import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, settled, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer({ fresh: true }), startBrowser()]);
});
after(stopAll);

/** Signs in as the first commune verifier for whom at least so many records wait. */
async function busyVerifier(page, least) {
  for (let i = 0; i < 40; i++) {
    await signInAs(page, server.address, 'commune_verifier', i);
    const list = await callApi(page, 'GET', '/review?limit=200');
    if (list.items.length >= least) return list.items;
  }
  throw new Error(`nobody has ${least} records to review`);
}

const shown = (page) => page.locator('#shown-title');
const open = (page) => new URL(page.url()).searchParams.get('open');
const stateOf = async (page, key) => {
  const [ledger, id] = key.split('.');
  return callApi(page, 'GET', `/review/${ledger}/${id}`);
};

test('five records are reviewed with the keyboard alone, one given back and one act taken back', options, async () => {
  const page = await visitor(browser);
  await page.clock.install({ time: new Date() });
  await busyVerifier(page, 6);
  await page.goto(`${server.address}/office/cho-duyet`);
  await shown(page).waitFor();
  const keys = await page.locator('.list a').evaluateAll((links) => links.map((a) => new URL(a.href).searchParams.get('open')));
  const current = async (key) => { await page.waitForFunction((k) => document.querySelector('.list [aria-current]')?.href.includes(k), key); await shown(page).waitFor(); };
  await page.keyboard.press('j');
  await current(keys[1]);
  await page.keyboard.press('k');
  await current(keys[0]);

  await page.keyboard.press('d'); // the first, taken back
  await current(keys[1]);
  await page.keyboard.press('z');
  await current(keys[0]);
  await page.clock.runFor(15_000);
  assert.equal((await stateOf(page, keys[0])).status, 'submitted', 'what was taken back is not sent');

  await page.keyboard.press('t'); // the first again, given back with a typed reason
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter'); // without a reason nothing is given back
  await page.getByText('Cần nêu lý do.').waitFor();
  for (let i = 0; i < 12 && !(await page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA')); i++) await page.keyboard.press('Tab');
  await page.keyboard.type('Số người chưa khớp danh sách');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await current(keys[1]);
  for (const key of keys.slice(1, 5)) {
    await current(key);
    await page.keyboard.press('d');
  }
  await current(keys[5]);
  await screenshot(page, 'review-undo');
  await page.clock.runFor(11_000);
  await page.waitForFunction(() => document.querySelectorAll('.toast').length === 0);
  await settled(page); // what the toasts held back is sent and answered
  for (const key of keys.slice(1, 5)) assert.equal((await stateOf(page, key)).status, 'verified');
  const returned = await stateOf(page, keys[0]);
  assert.equal(returned.status, 'returned');
  assert.equal(returned.timeline.at(-1).why, 'Số người chưa khớp danh sách');

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Phím tắt' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.querySelector('dialog[open]')), null);
  await leave(page);
});

test('leaving the page sends what waits at once', options, async () => {
  const page = await visitor(browser);
  await busyVerifier(page, 1);
  await page.goto(`${server.address}/office/cho-duyet`);
  await page.locator('.acts').getByRole('button', { name: 'Thẩm định', exact: true }).waitFor();
  const key = open(page) ?? await page.locator('.list [aria-current]').evaluate((a) => new URL(a.href).searchParams.get('open'));
  const sent = page.waitForResponse((r) => r.url().endsWith('/verify'));
  await page.locator('.acts').getByRole('button', { name: 'Thẩm định', exact: true }).click();
  await page.getByRole('navigation', { name: 'Các mục chính' }).getByRole('link', { name: 'Số liệu', exact: true }).click();
  assert.equal((await sent).status(), 200);
  await page.getByRole('heading', { level: 1, name: 'Số liệu', exact: true }).waitFor();
  await settled(page);
  assert.equal((await stateOf(page, key)).status, 'verified');
  await leave(page);
});

for (const [size, viewport] of Object.entries(sizes)) {
  test(`review, joint acts and the board are accessible and stay inside the page: ${size}`, options, async () => {
    const page = await visitor(browser, { size: viewport });
    const items = await busyVerifier(page, 2);
    await page.goto(`${server.address}/office/cho-duyet`);
    await page.locator('.list a').first().waitFor();
    assert.deepEqual(await axe(page), []);
    assert.equal(await scrollsSideways(page), false);
    await screenshot(page, `review-list-${size}`);
    await page.goto(`${server.address}/office/cho-duyet?open=${items[0].ledger_id}.${items[0].id}`);
    await shown(page).waitFor();
    assert.deepEqual(await axe(page), []);
    assert.equal(await scrollsSideways(page), false);
    await screenshot(page, `review-one-${size}`, { fullPage: true });
    await page.locator('.acts').getByRole('button', { name: 'Trả lại' }).click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await axe(page), []);
    await screenshot(page, `review-return-${size}`);
    await signInAs(page, server.address, 'upper_officer');
    await page.goto(`${server.address}/office/cho-duyet/cung-viec?from=2023-10-01&to=2024-02-29`);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    assert.deepEqual(await axe(page), []);
    assert.equal(await scrollsSideways(page), false);
    await screenshot(page, `joint-${size}`);
    await page.goto(`${server.address}/office/day-du?period=2023`);
    await page.getByRole('table').waitFor();
    assert.deepEqual(await axe(page), []);
    assert.equal(await scrollsSideways(page), false);
    await screenshot(page, `board-${size}`);
    await leave(page);
  });
}

test('a verified record is corrected in the open: old number, new number, reason', options, async () => {
  const page = await visitor(browser);
  let record;
  for (let i = 0; i < 20 && !record; i++) {
    await signInAs(page, server.address, 'commune_verifier', i);
    const { items } = await callApi(page, 'GET', '/duplicates?limit=200&from=2023-03-01&to=2024-02-29');
    for (const side of items.flatMap((p) => [p.main, p.member]).filter((s) => s.status === 'verified')) {
      const d = await callApi(page, 'GET', `/review/${side.ledger_id}/${side.id}`);
      if (d.may.correct && Object.values(d.content.measures ?? {}).some((m) => typeof m.v === 'number' && !m.q)) { record = d; break; }
    }
  }
  assert.ok(record, 'the demo holds a record to correct');
  const path = `/review/${record.ledger_id}/${record.id}`;
  await page.goto(`${server.address}/office/cho-duyet/${record.ledger_id}/${record.id}`);
  await page.getByRole('button', { name: 'Đính chính' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Hiện ghi:').first().waitFor();
  assert.deepEqual(await axe(page), []);
  const number = dialog.getByRole('textbox').first();
  const before = Number((await number.inputValue()).replaceAll('.', ''));
  await number.fill(String(before + 1));
  await dialog.getByRole('button', { name: 'Đính chính' }).click();
  await dialog.getByText('Cần nêu lý do.').waitFor();
  await dialog.getByLabel('Lý do đính chính').fill('Đếm lại theo danh sách');
  await screenshot(page, 'correct-laptop');
  await dialog.getByRole('button', { name: 'Đính chính' }).click();
  await page.getByText('Đã đính chính.').waitFor();
  const now = await callApi(page, 'GET', path);
  const step = now.timeline.at(-1);
  assert.equal(step.verb, 'correct');
  assert.equal(step.why, 'Đếm lại theo danh sách');
  assert.equal(step.changes.length, 1);
  await page.getByText('Đếm lại theo danh sách').waitFor();
  await leave(page);
});

test('a joint act is answered side by side: the same act counts once', options, async () => {
  const page = await visitor(browser);
  for (let i = 0; i < 20; i++) {
    await signInAs(page, server.address, 'commune_verifier', i);
    const { items } = await callApi(page, 'GET', '/duplicates?from=2023-03-01&to=2024-02-29');
    if (!items.some((p) => p.may_propose && p.may_confirm)) continue;
    await page.goto(`${server.address}/office/cho-duyet/cung-viec?from=2023-03-01&to=2024-02-29`);
    const pair = page.locator('.pair').filter({ has: page.getByRole('button', { name: 'Cùng một việc' }) }).first();
    await pair.waitFor();
    const [main] = await pair.locator('thead a').evaluateAll((links) => links.map((a) => new URL(a.href).pathname.split('/').slice(-2)));
    await pair.getByRole('button', { name: 'Cùng một việc' }).click();
    await page.getByText('Số chung chỉ tính một lần').waitFor();
    const event = await callApi(page, 'GET', `/events/${main.join('/')}`);
    assert.deepEqual(event.entries.map((e) => e.state), ['main', 'joined']);
    await leave(page);
    return;
  }
  throw new Error('the demo holds no pair to answer');
});
