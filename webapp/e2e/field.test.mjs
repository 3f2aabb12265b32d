// A phone that never loses an entry: real program, real browser, and the
// program really stopped.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { atWork, choosePIN, enrolPhone, entriesOf, goTo, home, judge, kept, newTeam, officer, recordClearing, synced, today, unlock } from './field.mjs';
import { axe, leave, missing, screenshot, scrollsSideways, startBrowser, startPhone, startStoppable, stopAll } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  server = await startStoppable();
  browser = await startBrowser();
});
// A test that failed may have left it stopped.
beforeEach(async () => { await server?.start(); });
after(stopAll);

async function fine(page, name) {
  await screenshot(page, `field-${name}`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

async function fineOffice(page, name) {
  await screenshot(page, `office-${name}`);
  assert.deepEqual(await axe(page), [], name);
}

/** Why the browser would not install the app. */
async function installErrors(phone) {
  const cdp = await phone.context.newCDPSession(phone.page);
  const { errors } = await cdp.send('Page.getAppManifest');
  return [...errors, ...(await cdp.send('Page.getInstallabilityErrors')).installabilityErrors];
}

test('an entry of nine days without a line arrives exactly once, over a killed browser and a stopped server', options, async () => {
  const phone = await startPhone();
  const team = await newTeam(browser, server.address);
  const clerk = await officer(browser, server.address);
  await enrolPhone(phone, clerk, server.address, team);
  let { page } = phone;
  await fine(page, 'pin');
  await choosePIN(page, team.people[0].name);
  await home(page);
  await fine(page, 'home');
  await kept(page);
  assert.deepEqual(await installErrors(phone), [], 'the browser offers to install it');

  await server.stop();
  await phone.restart();
  page = phone.page;
  await page.goto(`${server.address}/field/`); // no server answers: the worker does
  await fine(page, 'locked');
  await unlock(page, team.people[0].name);
  await recordClearing(page, 350, 7);
  await fine(page, 'saved');
  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor();
  await page.getByText('1 việc chưa gửi').first().waitFor();
  assert.equal(await page.getByText('đã nhận').count(), 0);
  await fine(page, 'outbox-offline');

  await phone.restart();
  page = phone.page;
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor();

  await server.start();
  await phone.restart();
  page = phone.page;
  await page.clock.install({ time: Date.now() + 9 * 86_400_000 });
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText(/đã nhận .* mã [0-9A-Z]{3}\u2011[0-9A-Z]{3}/).waitFor();
  await fine(page, 'outbox-received');
  await synced(page);

  const all = await entriesOf(clerk, team);
  assert.equal(all.length, 1);
  assert.match(JSON.stringify(all[0].measures), /350/);
  const verifier = await officer(browser, server.address, 'commune_verifier');
  await judge(verifier, all[0], 'verify');
  await synced(page);
  await goTo(page, 'Của tôi');
  await page.getByText('đã thẩm định').waitFor();
  await fine(page, 'mine-verified');
  await phone.close();
  await leave(verifier);
  await leave(clerk);
});

test('a returned entry is corrected without a server, and the reviewer sees the change', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  const { page } = phone;
  await recordClearing(page, 500, 9);
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  const [entry] = await entriesOf(clerk, team);
  const verifier = await officer(browser, server.address, 'commune_verifier');
  await judge(verifier, entry, 'return', { why: 'Ghi thiếu người' });
  await synced(page);
  await goTo(page, 'Hôm nay');
  await page.getByText(/trả lại: Ghi thiếu người/).waitFor();
  await fine(page, 'home-returned');

  await server.stop();
  await page.getByRole('link', { name: /phát quang.*Ghi thiếu người/i }).click();
  await page.getByRole('link', { name: 'Sửa', exact: true }).waitFor();
  await fine(page, 'returned');
  await page.getByRole('link', { name: 'Sửa', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Xem lại' }).waitFor();
  await fine(page, 'mend');
  await page.getByRole('button', { name: /Sửa lượt người tham gia/i }).click();
  await page.locator('input.num').fill('12');
  await page.getByRole('button', { name: 'Xong' }).click();
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await page.getByText('1 việc chưa gửi').first().waitFor();
  await server.start();
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText('chờ thẩm định').waitFor();
  const all = await entriesOf(clerk, team);
  assert.equal(all.length, 1);
  assert.equal(all[0].status, 'submitted');
  assert.match(JSON.stringify(all[0].measures), /12/);
  await phone.close();
  await leave(verifier);
  await leave(clerk);
});

test('two people on one phone each see their own drafts only', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  const { page } = phone;
  const [one, two] = team.people.map((p) => p.name);
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('button', { name: 'Thêm người dùng máy' }).click();
  await page.getByRole('dialog').getByLabel('Mã PIN 6 chữ số').fill('805316');
  await page.getByRole('dialog').getByLabel('Gõ lại mã PIN').fill('805316');
  await page.getByRole('dialog').getByRole('button', { name: 'Đặt mã và bắt đầu' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await fine(page, 'settings');
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: 'phát quang, sửa chữa đường tuần tra' }).click();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.locator('input.num').waitFor();
  await goTo(page, 'Hôm nay');
  await page.getByText(/nháp/).waitFor();
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('button', { name: 'Khóa máy' }).click();
  await page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  await page.getByRole('radio', { name: two }).check();
  await page.getByLabel('Mã PIN 6 chữ số').fill('111111');
  await page.getByRole('button', { name: 'Mở máy' }).click();
  await page.getByText('Mã PIN chưa đúng.').waitFor();
  await fine(page, 'wrong-pin');
  await unlock(page, two, '805316');
  await goTo(page, 'Hôm nay');
  await page.getByText('Không có việc nào trả lại hay ghi dở.').waitFor();
  assert.equal(await page.getByText(/nháp/).count(), 0);
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('button', { name: 'Khóa máy' }).click();
  await unlock(page, one);
  await goTo(page, 'Hôm nay');
  await page.getByRole('link', { name: /nháp/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Ngày nào?' }).waitFor();
  await phone.close();
  await leave(clerk);
});

test('an ended lease locks reading; recording and sending go on', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  let { page } = phone;
  await recordClearing(page, 210, 4);
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  await server.stop();
  await phone.restart();
  page = phone.page;
  const real = today().split('-').reverse().join('/');
  await page.clock.install({ time: Date.now() + 20 * 86_400_000 });
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await page.getByText('Đã lâu chưa gặp máy chủ').waitFor();
  await fine(page, 'lease-over');
  await recordClearing(page, 220, 5, real);
  await server.start();
  await synced(page);
  await page.getByText('Đã nhận (2)').waitFor();
  await goTo(page, 'Hôm nay');
  await page.getByText('Đã lâu chưa gặp máy chủ').waitFor({ state: 'hidden' });
  assert.equal((await entriesOf(clerk, team)).length, 2);
  await phone.close();
  await leave(clerk);
});

test('the office enrols, approves and ends a phone; a lost one wipes itself', options, async () => {
  const phone = await startPhone();
  const team = await newTeam(browser, server.address);
  const clerk = await officer(browser, server.address);
  await clerk.goto(`${server.address}/office/dien-thoai`);
  await clerk.getByRole('button', { name: 'Đăng ký điện thoại mới' }).click();
  const box = clerk.getByRole('combobox', { name: 'Tổ, đơn vị' });
  await box.fill(team.bodyName);
  await clerk.getByRole('option').first().click();
  for (const p of team.people) await clerk.getByRole('checkbox', { name: p.name }).first().check();
  await fineOffice(clerk, 'devices-begin');
  await clerk.getByRole('button', { name: 'Tạo hình dùng một lần' }).click();
  const code = (await clerk.locator('.code').textContent()).replace(/\D/g, '');
  await fineOffice(clerk, 'devices-picture');
  const { page } = phone;
  await page.goto(`${server.address}/field/`);
  await page.getByLabel('Mã 8 chữ số').fill('1234');
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByText('Hãy gõ đủ 8 chữ số.').waitFor();
  await fine(page, 'enrol');
  await page.getByLabel('Mã 8 chữ số').fill(code);
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('heading', { name: 'So sáu từ' }).waitFor();
  await fine(page, 'words');
  await clerk.getByRole('heading', { name: 'So sáu từ' }).waitFor();
  const [here, there] = await Promise.all([page.locator('ol li').allTextContents(), clerk.locator('dialog ol li').allTextContents()]);
  assert.deepEqual(here.map((w) => w.trim()), there.map((w) => w.trim()));
  await fineOffice(clerk, 'devices-words');
  await clerk.getByRole('button', { name: 'Giống nhau, xác nhận' }).click();
  await page.getByRole('heading', { name: 'Đặt mã PIN' }).waitFor();
  await choosePIN(page, team.people[0].name);
  await home(page);

  const verifier = await officer(browser, server.address, 'commune_verifier');
  await verifier.goto(`${server.address}/office/dien-thoai`);
  await fineOffice(verifier, 'devices');
  await verifier.getByRole('button', { name: /Chấp thuận/ }).last().click();
  await verifier.getByText('đang dùng').first().waitFor();

  await clerk.reload();
  await clerk.getByRole('button', { name: /^Kết thúc Máy của/ }).first().click();
  await clerk.getByRole('radio', { name: /Máy bị mất/ }).check();
  await clerk.getByLabel('Lý do').fill('Rơi khi đi tuần tra');
  await fineOffice(clerk, 'devices-end');
  await clerk.getByRole('dialog').getByRole('button', { name: 'Kết thúc' }).click();
  await clerk.getByText('1 điện thoại đã kết thúc').waitFor();
  await goTo(page, 'Hộp gửi');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await page.getByRole('heading', { name: 'Máy này đã báo mất' }).waitFor();
  await fine(page, 'wiped');
  assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name)), []);
  await phone.close();
  await leave(verifier);
  await leave(clerk);
});
