// A tip sealed in the browser of somebody without the app: at a desk and on a
// phone, nothing readable on the wire, nothing left in the browser, answered and
// read there. Real program, real browser; the keys of the desk lie in the test.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { picture } from './field.mjs';
import { axe, leave, missing, screenshot, scrollsSideways, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';
import { answerCase, openAttachment, openCase, openDesk, sortSlots } from './tip.mjs';

const options = { skip: missing || false };

let browser, server, address, desk;
/** Of a tip that was sent. */
let receipt;
before(async () => {
  if (missing) return;
  browser = await startBrowser();
  server = await startServer({ fresh: true });
  ({ address } = server);
  desk = await openDesk(browser, address);
});
after(async () => {
  if (desk) await leave(desk.page);
  await stopAll();
});

async function fine(page, name) {
  await screenshot(page, `tip-seal-${name}`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

/** Somebody whose browser holds a cookie of this host; wire holds what was asked. */
async function sender(size) {
  const page = await visitor(browser, { size, acceptDownloads: true });
  await page.context().addCookies([{ name: 'session', value: 'of-somebody', url: address }]);
  page.wire = [];
  page.on('request', (r) => page.wire.push(r));
  return page;
}

/** Everything a browser keeps of a page. */
const kept = (page) => page.evaluate(async () => ({
  databases: (await indexedDB.databases()).length, caches: await caches.keys(), local: { ...localStorage }, session: { ...sessionStorage },
  workers: (await navigator.serviceWorker.getRegistrations()).length, cookies: document.cookie,
}));
const nothing = { databases: 0, caches: [], local: {}, session: {}, workers: 0, cookies: 'session=of-somebody' };

/** Which of some texts went over the line, in an address or a body; and that no request to the door told who asks. */
async function seen(page, texts) {
  const all = page.wire.flatMap((r) => [Buffer.from(r.url()), Buffer.from(decodeURIComponent(r.url())), r.postDataBuffer() ?? Buffer.alloc(0)]);
  const door = page.wire.filter((r) => /\/t\/1\//.test(r.url()));
  assert.ok(door.length > 0);
  for (const r of door) {
    const headers = await r.allHeaders();
    assert.ok(!headers.cookie && !headers.referer && !headers.authorization, JSON.stringify(headers));
  }
  return texts.filter((t) => all.some((b) => b.includes(Buffer.from(t, 'utf8')) || b.includes(Buffer.from(t, 'utf16le'))));
}

const canary = 'Chim-yen-7319-bay-qua', place = 'Goc-da-4417-ben-suoi';

async function tell(page) {
  await page.getByRole('radio', { name: 'Tôi thấy' }).check();
  await page.getByLabel('Khi nào?').fill('đêm qua');
  await page.getByLabel('Ở đâu?').fill(place);
  await page.getByLabel('Việc gì đã xảy ra?').fill(`Có người lạ vác hàng. ${canary}`);
}

/** Chooses the first commune; returns the letters to compare. */
async function choose(page) {
  await page.getByLabel('Việc xảy ra ở xã nào?').selectOption({ index: 1 });
  await page.getByRole('heading', { name: 'So khóa với tờ dán' }).waitFor();
  const letters = page.locator('.letters');
  await letters.filter({ hasText: /\w/ }).waitFor();
  return letters.textContent();
}

for (const [name, size] of Object.entries(sizes)) {
  test(`a tip with a photo is sealed in the browser (${name}), arrives, is answered, and leaves nothing`, options, async () => {
    const { fingerprint } = await (await fetch(`${address}/t/1/keys/${desk.hex}`)).json();
    let page = await sender(size);
    await page.goto(`${address}/tin-bao`);
    await page.getByRole('link', { name: 'Niêm phong ngay trên máy này' }).click();
    await page.getByRole('heading', { level: 1, name: 'Báo tin cho bàn tiếp nhận' }).waitFor();
    const photo = await picture(page);
    const send = page.getByRole('button', { name: 'Niêm phong và gửi' });
    await send.click();
    await page.getByText('Hãy chọn xã để biết').waitFor();
    assert.equal(await choose(page), fingerprint);
    await tell(page);
    await page.getByLabel('Mã của xóm').fill('12');
    await send.click();
    await page.getByText('Mã của xóm có 6 chữ số.').waitFor();
    await page.getByLabel('Mã của xóm').fill('');
    await page.getByLabel('Thêm ảnh').setInputFiles(photo);
    await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
    await fine(page, `write-${name}`);

    await page.route('**/t/1/file', (route) => route.abort());
    await send.click();
    await page.getByRole('heading', { level: 1, name: 'Đã niêm phong' }).waitFor();
    await page.getByText('Máy chủ đã nhận phần chữ, chưa nhận đủ').waitFor();
    receipt = (await page.locator('.digits span').allTextContents()).join('');
    assert.match(receipt, /^\d{20}$/);
    await page.getByLabel(/Gõ lại 4 chữ số cuối/).fill(receipt.slice(-4));
    assert.equal(await page.getByRole('button', { name: 'Đã chép mã, rời trang' }).isDisabled(), true, 'a photo has not gone');
    await page.unroute('**/t/1/file');
    await page.getByRole('button', { name: 'Gửi tiếp' }).click();
    await page.getByText('Máy chủ đã nhận đủ.').waitFor();
    await fine(page, `receipt-${name}`);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Lưu bằng chứng' }).click()]);
    assert.deepEqual(Object.keys(JSON.parse(readFileSync(await file.path(), 'utf8'))), ['day', 'key', 'leaf', 'sig']);
    await page.getByRole('button', { name: 'Đã chép mã, rời trang' }).click();
    await page.getByRole('heading', { level: 1, name: 'Đã gửi tin báo' }).waitFor();
    await fine(page, `done-${name}`);
    assert.deepEqual(await kept(page), nothing);
    assert.deepEqual(await seen(page, [canary, place, 'JFIF', receipt, receipt.match(/.{4}/g).join(' ')]), []);
    await leave(page);

    const { tips: [of] } = await sortSlots(desk);
    const opened = await openCase(desk, of);
    assert.match(opened.body.text, new RegExp(canary));
    assert.deepEqual([opened.body.how, opened.body.where, opened.body.via, opened.body.files.length], ['saw', place, 'phone', 1]);
    assert.notEqual(opened.body.place ?? '', '');
    const jpeg = await openAttachment(desk, of, opened.body.files[0], opened.identity);
    assert.equal(Buffer.from(jpeg.slice(0, 3)).toString('hex'), 'ffd8ff');
    await answerCase(desk, of, opened, 'Đồn đã nhận tin, đang kiểm tra.');

    page = await sender(size);
    await page.goto(`${address}/tin-bao/niem-phong/`);
    await page.getByRole('button', { name: /xem trả lời/ }).click();
    await page.getByLabel('Mã biên nhận 20 chữ số').fill(receipt);
    await page.getByRole('button', { name: 'Xem', exact: true }).click();
    await page.getByText('Đồn đã nhận tin, đang kiểm tra.').waitFor();
    await page.locator('.letters').filter({ hasText: fingerprint }).waitFor();
    await page.getByLabel('Viết thêm cho bàn tiếp nhận').fill(`Họ đi về phía mốc. ${canary}`);
    await fine(page, `answers-${name}`);
    await page.getByRole('button', { name: 'Niêm phong và gửi' }).click();
    await page.getByText('Bạn đã viết 2 lần cho vụ việc này.').waitFor();
    await page.getByRole('button', { name: 'Kiểm tra bằng chứng' }).click();
    await page.getByText('Chưa có bằng chứng.').waitFor();
    await fine(page, `proof-${name}`);
    assert.deepEqual(await kept(page), nothing);
    assert.deepEqual(await seen(page, [canary, receipt, 'đang kiểm tra']), []);
    await page.getByRole('button', { name: 'Xong, rời trang' }).click();
    await page.getByRole('heading', { level: 1, name: 'Báo tin cho bàn tiếp nhận' }).waitFor();
    await leave(page);
    assert.equal((await openCase(desk, of)).more.length, 1);
  });
}

test('leaving warns, the quick way out takes the place of the page, and a page brought back is empty', options, async () => {
  const page = await sender(sizes.laptop);
  await page.goto(`${address}/tin-bao/niem-phong/`);
  await page.getByLabel('Việc gì đã xảy ra?').fill(canary);
  const [asked] = await Promise.all([page.waitForEvent('dialog'), page.close({ runBeforeUnload: true })]);
  assert.equal(asked.type(), 'beforeunload');
  await asked.dismiss();
  await page.getByRole('button', { name: 'Bỏ, không báo nữa' }).click();
  await page.getByRole('dialog').getByText(/mất những gì đang có/).waitFor();
  await page.getByRole('button', { name: 'Ở lại' }).click();
  assert.equal(await page.getByLabel('Việc gì đã xảy ra?').inputValue(), canary);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await page.waitForFunction(() => document.querySelector('textarea')?.value === '');

  await page.getByLabel('Việc gì đã xảy ra?').fill(canary);
  const pages = await page.evaluate(() => history.length);
  await page.getByRole('button', { name: 'Thoát nhanh' }).click();
  await page.waitForURL(`${address}/`);
  assert.equal(await page.evaluate(() => history.length), pages);
  await leave(page);
});

test('the page that seals speaks English and fits both sizes', options, async () => {
  for (const [name, size] of Object.entries(sizes)) {
    const page = await sender(size);
    await page.goto(`${address}/tin-bao?lang=en`);
    await page.getByRole('link', { name: 'Seal on this device' }).click();
    await page.getByLabel('In which commune did it happen?').selectOption({ index: 1 });
    await page.getByRole('heading', { name: 'Compare the key with the poster' }).waitFor();
    await fine(page, `en-${name}`);
    await page.getByLabel(/What happened/).fill(canary);
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    assert.equal(await page.getByLabel('Việc gì đã xảy ra?').inputValue(), canary, 'the other language takes nothing away');
    assert.deepEqual(await kept(page), nothing);
    await leave(page);
  }
});

/** Opens the answers of the tip and asks for its proof. */
async function askProof(page) {
  await page.goto(`${address}/tin-bao/niem-phong/`);
  await page.getByRole('button', { name: /xem trả lời/ }).click();
  await page.getByLabel('Mã biên nhận 20 chữ số').fill(receipt);
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  await page.getByRole('button', { name: 'Kiểm tra bằng chứng' }).click();
}

test('the proof of filing is checked and saved from the next day on; where no witness was seen it is not called false', options, async () => {
  await server.stop();
  const done = spawnSync('go', ['run', './internal/store/storetest/earlier', server.book], { cwd: fileURLToPath(new URL('../..', import.meta.url)), encoding: 'utf8', env: { ...process.env, CGO_ENABLED: '0' } });
  assert.equal(done.status, 0, done.stderr);
  await server.start();
  for (const [name, size] of Object.entries(sizes)) {
    const page = await sender(size);
    await askProof(page);
    await page.getByText('nhật ký của máy chủ ghi nhận tin này trước ngày').waitFor();
    await fine(page, `proof-is-${name}`);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Lưu bằng chứng' }).click()]);
    assert.ok(JSON.parse(readFileSync(await file.path(), 'utf8')).checkpoint);
    await page.route('**/t/1/keys/*', async (route) => {
      const answer = await route.fetch(), { checkpoint, log_key, witnesses, ...rest } = await answer.json();
      assert.ok(checkpoint && log_key && witnesses);
      await route.fulfill({ response: answer, json: { ...rest, witnesses: [] } });
    });
    await askProof(page);
    await page.getByText('nhưng không kiểm tra được ở đây').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Lưu bằng chứng' }).count(), 0);
    await fine(page, `proof-unknown-${name}`);
    await leave(page);
  }
});
