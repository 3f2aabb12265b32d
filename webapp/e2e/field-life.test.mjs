// What becomes of a phone: given back, set back to an old copy, updated, open
// twice, and one whose browser knows less. Real program, real browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { atWork, entriesOf, goTo, home, picture, recordClearing, synced, today, unlock, writeOut } from './field.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, startBrowser, startNewer, startStoppable, stopAll } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  server = await startStoppable();
  browser = await startBrowser();
});
beforeEach(async () => { await server?.start(); });
after(stopAll);

async function fine(page, name) {
  await screenshot(page, `field-${name}`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

/** The officer takes a file of a phone on the page of phones. */
async function take(clerk, path) {
  await clerk.goto(`${server.address}/office/dien-thoai`);
  await clerk.getByRole('button', { name: 'Nhập tệp từ điện thoại' }).click();
  await clerk.getByRole('dialog').locator('input[type=file]').setInputFiles({ name: 'phen-dau.phendau', mimeType: 'application/octet-stream', buffer: readFileSync(path) });
  await clerk.getByText(/điện thoại sẽ tự nhận mã/).waitFor();
}

const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name));

test('a phone that is given back sends what it has, and only then wipes itself', options, async () => {
  const { phone, team, clerk, row } = await atWork(browser, server.address);
  const { page } = phone;
  await synced(page);
  await phone.context.setOffline(true);
  await recordClearing(page, 120, 3);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor();
  await callApi(clerk, 'POST', `/devices/${row.id}/revoke`, { mode: 'retired', why: 'Đổi máy mới' });
  await phone.context.setOffline(false); // it sends by itself when there is a line
  await page.getByRole('heading', { name: 'Máy này đã trả' }).waitFor();
  await fine(page, 'retired');
  assert.deepEqual(await databases(page), []);
  const all = await entriesOf(clerk, team);
  assert.equal(all.length, 1);
  assert.equal(all[0].status, 'submitted');
  await phone.close();
  await leave(clerk);
});

test('a phone that was set back to an old copy loses nothing in silence, and both sides are told', options, async () => {
  const { phone, team, clerk, row } = await atWork(browser, server.address);
  await synced(phone.page);
  await phone.keepCopy();
  await phone.page.goto(`${server.address}/field/`);
  await unlock(phone.page, team.people[0].name);
  await recordClearing(phone.page, 130, 3);
  await synced(phone.page);
  await phone.page.getByText('Đã nhận (1)').waitFor();

  await server.stop();
  await phone.setBack();
  const { page } = phone;
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await recordClearing(page, 140, 4); // the same numbers once more, with other content
  await server.start();
  await goTo(page, 'Hộp gửi');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await page.getByText('Chờ cán bộ xem (1)').waitFor();
  await fine(page, 'set-back-outbox');
  await goTo(page, 'Hôm nay');
  await page.getByText('Máy này phải đăng ký lại').waitFor();
  await fine(page, 'set-back');

  assert.equal((await entriesOf(clerk, team)).length, 1, 'what was received stays, and the other is no entry yet');
  const seen = (await callApi(clerk, 'GET', '/devices')).find((d) => d.id === row.id);
  assert.equal(seen.state, 'forked');
  assert.ok(seen.waiting > 0, 'the officer sees what waits');
  await clerk.goto(`${server.address}/office/dien-thoai`);
  const panel = clerk.locator('li.panel').filter({ hasText: 'bị sao chép' });
  await panel.getByRole('button', { name: /thao tác chờ xem/ }).click();
  await panel.getByText(/bị sao chép hoặc khôi phục/).first().waitFor();
  await screenshot(clerk, 'office-devices-forked');
  assert.deepEqual(await axe(clerk), []);

  // What it holds goes out as a file; only then may the phone be emptied.
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('button', { name: 'Trả máy, xóa dữ liệu' }).click();
  await page.getByText(/Chưa được: còn 1 việc/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Hủy' }).click();
  await goTo(page, 'Hôm nay');
  const path = await writeOut(page);
  await take(clerk, path);
  await clerk.getByText('2 thao tác chờ cán bộ xem').waitFor();
  await goTo(page, 'Hôm nay');
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('button', { name: 'Trả máy, xóa dữ liệu' }).click();
  await page.getByText(/Chỉ xóa khi cán bộ đã nhập tệp/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Trả máy, xóa dữ liệu' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đăng ký điện thoại' }).waitFor();
  await phone.close();
  await leave(clerk);
});

test('what was planned for the team stands on Today, and becomes its entry', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  const { page } = phone;
  const content = { kind: 'trail_clearing', place_id: team.place, day: today(), owner_body_id: team.body, measures: { length_m: { v: 400 } }, note: 'Từ mốc đến suối' };
  const plan = await callApi(clerk, 'POST', '/plans/activities', { id: await clerk.evaluate(() => crypto.randomUUID()), content });
  await synced(page);
  await goTo(page, 'Hôm nay');
  await page.getByRole('heading', { name: 'Việc được giao' }).waitFor();
  await fine(page, 'tasks');
  await page.getByRole('link', { name: /phát quang.*Từ mốc đến suối/i }).click();
  await page.getByRole('heading', { level: 1, name: 'Ngày nào?' }).waitFor();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  assert.equal(await page.locator('input.num').inputValue(), '', 'what was planned was not counted');
  for (const n of ['380', '7']) {
    await page.locator('input.num').fill(n);
    await page.getByRole('button', { name: 'Tiếp' }).click();
  }
  await page.getByText('Từ mốc đến suối').waitFor();
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await goTo(page, 'Hôm nay');
  await home(page);
  await page.getByRole('heading', { name: 'Việc được giao' }).waitFor({ state: 'hidden' });
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  const now = await callApi(clerk, 'GET', `/plans/activities/${plan.ledger_id}/${plan.id}`);
  assert.equal(now.state, 'done');
  await phone.close();
  await leave(clerk);
});

test('without a line what was recorded goes out as a sealed file, and the receipts come at the next contact', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  const { page } = phone;
  await synced(page);
  await phone.context.setOffline(true);
  await recordClearing(page, 135, 4, '', async () => {
    await page.getByLabel('Chọn ảnh').setInputFiles([await picture(page)]);
    await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
  });
  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor();
  const path = await writeOut(page);
  await fine(page, 'export');
  const bytes = readFileSync(path);
  assert.ok(!bytes.includes('trail_clearing') && !bytes.includes('JFIF'), 'nothing can be read in it');

  await take(clerk, path);
  await clerk.getByText('3 thao tác đã vào sổ').waitFor();
  await clerk.getByText(/1 tệp kèm theo .* đã nhận/).waitFor();
  await screenshot(clerk, 'office-devices-took');
  assert.deepEqual(await axe(clerk), []);
  const [entry] = await entriesOf(clerk, team);
  assert.equal(entry.status, 'submitted');
  const { evidence } = await callApi(clerk, 'GET', `/entries/${entry.ledger_id}/${entry.id}`);
  assert.deepEqual(evidence.map((e) => e.waiting), [undefined]);
  await take(clerk, path);
  await clerk.getByText('3 thao tác đã có từ trước').waitFor();

  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor(); // a file brings no receipt
  await phone.context.setOffline(false);
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText('ảnh 1/1 đã nhận').waitFor();
  assert.equal((await entriesOf(clerk, team)).length, 1);
  await phone.close();
  await leave(clerk);
});

test('a new version waits for the button, and a draft outlives it', options, async () => {
  const newer = await startNewer(server.address);
  const { phone, team, clerk } = await atWork(browser, server.address, { at: newer.address });
  const { page } = phone;
  await synced(page);
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: 'phát quang, sửa chữa đường tuần tra' }).click();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.locator('input.num').fill('275');
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.locator('input.num').fill('6');

  await page.evaluate(() => { globalThis.stillHere = true; });
  newer.bump();
  await page.evaluate(async () => {
    const r = await navigator.serviceWorker.getRegistration();
    await r.update();
    for (const w = r.installing ?? r.waiting; w.state === 'installing';) await new Promise((done) => w.addEventListener('statechange', done, { once: true }));
  });
  assert.equal(await page.getByRole('button', { name: 'Cập nhật' }).count(), 0, 'never under somebody\'s hands');
  assert.equal(await page.locator('input.num').inputValue(), '6');
  await goTo(page, 'Hôm nay');
  await page.getByText('Có bản mới').waitFor();
  assert.equal(await page.evaluate(() => globalThis.stillHere), true, 'it did not change by itself');
  await fine(page, 'new-version');
  await page.getByRole('button', { name: 'Cập nhật' }).click();
  await unlock(page, team.people[0].name);
  assert.equal(await page.evaluate(() => globalThis.stillHere), undefined);
  assert.deepEqual((await page.evaluate(() => caches.keys())).map((k) => k.at(-1)), ['1'], 'of the old version nothing is left');
  assert.equal(await page.getByText('Có bản mới').count(), 0);
  await page.getByRole('link', { name: /nháp/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Ngày nào?' }).waitFor();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  assert.equal(await page.locator('input.num').inputValue(), '275');
  await phone.close();
  await leave(clerk);
});

test('one page of the browser is the phone; another says so, and takes over when the first is closed', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  const second = await phone.context.newPage();
  await second.goto(`${server.address}/field/`);
  await second.getByRole('heading', { name: 'Ứng dụng đang mở ở chỗ khác' }).waitFor();
  await fine(second, 'elsewhere');
  await recordClearing(phone.page, 150, 2);
  await synced(phone.page);
  await phone.page.getByText('Đã nhận (1)').waitFor();
  await phone.page.close();
  await unlock(second, team.people[0].name);
  await home(second);
  await recordClearing(second, 160, 2);
  await synced(second);
  await second.getByText('Đã nhận (2)').waitFor();
  assert.equal((await entriesOf(clerk, team)).length, 2);
  phone.page = second;
  await phone.close();
  await leave(clerk);
});

test('a browser without Ed25519 enrols with P-256, and believes its receipts', options, async () => {
  const prepare = (phone) => phone.page.addInitScript(() => {
    const lacks = (name) => { const real = crypto.subtle[name].bind(crypto.subtle); crypto.subtle[name] = (...args) => (args.some((a) => a === 'Ed25519' || a?.name === 'Ed25519') ? Promise.reject(new DOMException('unknown', 'NotSupportedError')) : real(...args)); };
    for (const name of ['generateKey', 'importKey', 'sign', 'verify']) lacks(name);
  });
  const { phone, team, clerk } = await atWork(browser, server.address, { prepare });
  const { page } = phone;
  await recordClearing(page, 170, 5);
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText(/mã [0-9A-Z]{3}\u2011[0-9A-Z]{3}/).waitFor();
  assert.equal((await entriesOf(clerk, team)).length, 1);
  await phone.close();
  await leave(clerk);
});
