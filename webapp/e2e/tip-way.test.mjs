// The whole way of a tip: told on a shared phone without a line, opened by one
// officer, asked about, answered from another phone, referred and taken over,
// concluded, and counted in a figure. It goes through screens; four more tips are
// sent by a program, and the outcomes are verified and the figure is read by the
// API. Days of waiting are moved into the past.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { atWork, picture, synced, unlock as unlockPhone } from './field.mjs';
import { atOrigin, callApi, leave, missing, startBrowser, stopAll, until, visitor } from './harness.mjs';
import { button, makeKeys, openDesk, people, sender, unlock } from './tips.mjs';
import { comes, leaveReceipt, readyForTips, steady, tell } from './tip-phone.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };
let browser;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

/** What ended did so in a quarter that was released. Nobody looks at a page meanwhile: it would miss the server. */
async function quarterPasses({ server, address, admin, keeper, one, two, second }, ...more) {
  for (const p of [admin, keeper, one, two, second]) await p.goto('about:blank');
  await server.stop();
  const done = spawnSync('go', ['run', './internal/store/storetest/earlier', server.book, ...more], { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0' } });
  assert.equal(done.status, 0, done.stderr);
  await server.start();
  await atOrigin(admin, address);
}

async function desk(page, address) {
  await page.goto(`${address}/office/tin-bao`);
  await unlock(page, 'Khóa lại ngay');
  await page.getByRole('tab', { name: /^Tất cả/ }).click();
}

async function open(page, name, reason) {
  await page.getByRole('link', { name: `Vụ việc ${name}` }).click();
  await page.getByText(reason, { exact: true }).click();
  await button(page, 'Mở vụ việc').click();
  await page.getByRole('heading', { name: 'Nội dung tin báo' }).waitFor();
}

/** Presses a button and the same one in its dialog. */
async function confirm(page, name) {
  await button(page, name).click();
  const dialog = page.getByRole('dialog', { name });
  await button(dialog, name).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Concludes an open case as true and valuable, and tells its sender. */
async function conclude(page, commune) {
  await confirm(page, 'Kiểm tra tin này');
  await button(page, 'Kết luận').click();
  const dialog = page.getByRole('dialog', { name: 'Kết luận' });
  await dialog.getByText('Đúng như tin báo', { exact: true }).click();
  await dialog.getByRole('group', { name: 'Đã kiểm chứng từ nguồn thứ hai?' }).getByText('Có', { exact: true }).click();
  await dialog.getByRole('group', { name: 'Tin có giá trị?' }).getByText('Có', { exact: true }).click();
  await dialog.getByRole('combobox', { name: 'Xã mà tin nói đến' }).fill(commune);
  await dialog.getByRole('listbox').getByRole('option').first().click();
  await dialog.getByLabel('Nội dung khái quát').selectOption({ index: 3 });
  await dialog.getByLabel('Cách báo tin').selectOption({ label: 'tin niêm phong' });
  await dialog.getByLabel('Nơi nhận tin').selectOption({ label: 'đồn biên phòng' });
  await button(dialog, 'Kết luận').click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByLabel('Câu trả lời có sẵn').selectOption({ label: 'Đã xử lý' });
  await button(page, 'Gửi trả lời và đóng vụ việc').click();
  await page.getByText('Đã đóng', { exact: true }).first().waitFor();
}

/** Puts the outcomes of the quarter that is over into the figures. */
async function count(page, address, n) {
  await desk(page, address);
  await page.getByRole('button', { name: /^Tổng hợp/ }).click();
  await button(page, `Mở ${n} vụ việc`).click();
  await button(page, 'Đưa vào số liệu').click();
  await page.getByText(new RegExp(`^Đã đưa vào số liệu .* từ ${n} vụ việc`)).waitFor();
}

/** Verifies what waits of a kind as somebody who gets the right for it. */
async function verifyAll({ admin, address }, kind, grant) {
  const id = crypto.randomUUID();
  await callApi(admin, 'POST', '/people', { id, name: 'Hoàng Văn Duyệt', grant: { clearance: 'restricted', ...grant } });
  const page = await visitor(browser);
  await atOrigin(page, address);
  await callApi(page, 'POST', '/session/try', { person_id: id });
  const { items } = await callApi(page, 'GET', `/review?kind=${kind}&limit=50`);
  for (const x of items) await callApi(page, 'POST', `/records/${x.ledger_id}/${x.id}/verify`, { base: x.base, level: x.turn });
  return { page, verified: items.length };
}

/** A figure as it is printed for the quarter into which the cases were moved. */
async function figure(page, indicator, place) {
  const then = new Date(Date.now() + 7 * 3_600_000 - 115 * 86_400_000);
  const period = `${then.getUTCFullYear()}-Q${Math.floor(then.getUTCMonth() / 3) + 1}`;
  const table = await callApi(page, 'GET', `/figures?indicator=${indicator}&period=${period}&place=${place}`);
  return table.cells[0].printed;
}

test('a tip goes from a shared phone without a line to a figure that names nobody', options, async () => {
  const h = await people(browser), { address } = h;
  for (const p of [h.keeper, h.one, h.second]) await makeKeys(p, address);
  await h.keeper.goto(`${address}/office/tin-bao/cap-tren`);
  await unlock(h.keeper, 'Tạo khóa ký');
  await button(h.keeper, 'Tạo khóa ký').click();
  await button(h.keeper, 'Mở bàn tiếp nhận').waitFor();
  await openDesk(h, h.at.province, h.second);
  await openDesk(h, h.at.post, h.one, { phone: '0206 3999 999' });

  const { phone, team, clerk } = await atWork(browser, address, { prepare: steady });
  await synced(phone.page);
  await readyForTips(phone.page);
  await phone.context.setOffline(true);
  await phone.page.reload();
  await phone.page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  const photo = await picture(phone.page);
  const receipt = await tell(phone.page, { text: 'Có người lạ vác hàng qua lối mòn.' }, async () => {
    await phone.page.getByLabel('Thêm ảnh').setInputFiles(photo);
    await phone.page.getByRole('img', { name: 'ảnh 1' }).waitFor();
  });
  await leaveReceipt(phone.page, receipt);
  await phone.restart();
  await steady(phone);
  await phone.page.goto(`${address}/field/`);
  await comes(phone.page, 'due_ms');
  await Promise.all([phone.page.waitForResponse((r) => /\/t\/1\/slot$/.test(r.url()) && r.ok()), unlockPhone(phone.page, team.people[0].name)]);
  await until(phone.page, () => new Promise((done) => {
    const asked = indexedDB.open('phendau-field');
    asked.onsuccess = () => { asked.result.transaction('meta').objectStore('meta').get('tip').onsuccess = (e) => { asked.result.close(); done(e.target.result.pace.file_ms > 0); }; };
  }));
  // Set first: where the courier still looks at its pace, the file goes at once.
  await Promise.all([phone.page.waitForResponse((r) => /\/t\/1\/file$/.test(r.url()) && r.ok()), comes(phone.page, 'file_ms').then(() => synced(phone.page))]);
  await phone.close();

  await desk(h.one, address);
  const name = (await h.one.getByRole('link', { name: /^Vụ việc / }).first().textContent()).replace('Vụ việc ', '').trim();
  await open(h.one, name, 'Tin mới đến');
  await h.one.getByText('Có người lạ vác hàng qua lối mòn.').waitFor();
  await button(h.one, 'Xem ảnh').click();
  await h.one.getByRole('img', { name: 'Ảnh' }).waitFor();
  await h.one.getByLabel('Trả lời người báo tin').fill('Họ đi về hướng nào?');
  await button(h.one, 'Gửi trả lời').click();
  await h.one.locator('li.out').getByText('Họ đi về hướng nào?').waitFor();

  const other = await atWork(browser, address, { prepare: steady });
  await synced(other.phone.page);
  await readyForTips(other.phone.page);
  const page = other.phone.page;
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  await page.getByRole('button', { name: 'Báo tin' }).click();
  await page.getByRole('button', { name: /xem trả lời/ }).click();
  await page.getByLabel('Mã biên nhận 20 chữ số').fill(receipt);
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  await page.getByText('Họ đi về hướng nào?').waitFor();
  await page.getByLabel('Viết thêm cho bàn tiếp nhận').fill('Về phía mốc.');
  await page.getByRole('button', { name: 'Niêm phong và gửi' }).click();
  await page.getByText('Bạn đã viết 2 lần cho vụ việc này.').waitFor();

  await desk(h.one, address);
  await open(h.one, name, 'Đang xử lý');
  await h.one.getByText('Về phía mốc.').waitFor();
  await button(h.one, 'Chuyển bàn khác').click();
  const refer = h.one.getByRole('dialog', { name: 'Chuyển bàn khác' });
  await refer.getByLabel('Tôi đã đọc lại').check();
  await refer.getByLabel('Chuyển đến').selectOption({ label: h.at.province.body });
  await refer.getByLabel('Phiếu chuyển').fill('Việc của cấp trên.');
  await button(refer, 'Chuyển bàn khác').click();
  await h.one.getByText('Đã chuyển, chờ nhận', { exact: true }).first().waitFor();
  await desk(h.second, address);
  await open(h.second, name, 'Tin mới đến');
  await h.second.getByText('Việc của cấp trên.').waitFor();
  await confirm(h.second, 'Nhận vụ việc');
  await conclude(h.second, 'Đình Phong');

  // Four more came to the post: a cell of fewer than five is shown to nobody.
  for (const text of ['Xe lạ ở bãi đất.', 'Người lạ hỏi đường.', 'Thuyền lạ trên sông.', 'Có tiếng máy ban đêm.']) {
    const s = await sender(address, h.at.post.body_id, { text });
    await desk(h.one, address);
    await open(h.one, s.name, 'Tin mới đến');
    await conclude(h.one, 'Đình Phong');
  }
  await quarterPasses(h);
  await count(h.one, address, 4);
  await count(h.second, address, 1);
  const { body_id, place_id } = h.at.province;
  const post = await verifyAll(h, 'tip', { role: 'post_commander', body_id: h.at.post.body_id, place_id, level: 3 });
  const above = await verifyAll(h, 'tip', { role: 'upper_officer', body_id, place_id, level: 4 });
  assert.deepEqual([post.verified, above.verified], [1, 1]);
  assert.notEqual(await figure(above.page, 'tips.valuable', h.at.province.place_id), '5', 'verified behind its release, it waits for the next');
  for (const { page } of [post, above]) await page.goto('about:blank');
  await quarterPasses(h, 'released');
  await atOrigin(above.page, address);
  assert.equal(await figure(above.page, 'tips.valuable', h.at.province.place_id), '5');
  await page.getByRole('button', { name: 'Xong, rời trang' }).click();
  await other.phone.close();
  for (const p of [clerk, other.clerk, post.page, above.page, h.keeper, h.one, h.two, h.second, h.admin]) await leave(p);
});
