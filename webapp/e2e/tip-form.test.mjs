// The form for tips in a browser without script: written, sealed, its receipt kept,
// the answer of the desk read, and nothing else believed.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash, createPublicKey, sign } from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';
import { openDesk } from './desk.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

let browser, address, desk;

before(async () => {
  if (missing) return;
  browser = await startBrowser();
  ({ address } = await startServer({ fresh: true }));
  desk = await openDesk(browser, address);
});
after(stopAll);

const still = { skip: missing || false };

/** Somebody without script; axe brings its own into a page that has none. */
const sender = (size) => visitor(browser, { size, javaScriptEnabled: false });

async function look(page, name) {
  await screenshot(page, name, { fullPage: true });
  // The same page with script, which it does not use, so that axe can look at it.
  const html = await page.content();
  const twin = await visitor(browser, { size: page.viewportSize() });
  await twin.route('**/*', (route) => (route.request().resourceType() === 'document'
    ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }) : route.continue()));
  await twin.goto(page.url());
  assert.deepEqual(await axe(twin), [], name);
  assert.equal(await scrollsSideways(twin), false, `${name} scrolls sideways`);
  await twin.unrouteAll();
  await leave(twin);
}

const open = async (b64, ...keys) => {
  const d = new Decrypter();
  keys.forEach((k) => d.addIdentity(k));
  return d.decrypt(Buffer.from(b64, 'base64'));
};
const unframe = (b) => JSON.parse(Buffer.from(b).subarray(4, 4 + Buffer.from(b).readUInt32BE(0)).toString());
const canonical = (o) => JSON.stringify(Object.fromEntries(Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1))));

/** Opens what waits at the desk, as its officer. */
async function opened(reason) {
  const { officer } = desk;
  const { slots } = await callApi(officer, 'GET', `/tips/desks/${desk.id}/slots`);
  if (slots.length > 0) await callApi(officer, 'POST', `/tips/desks/${desk.id}/sort`, { tips: slots.map((s) => ({ case: s.case })), empty: [] });
  const { cases } = await callApi(officer, 'GET', `/tips/desks/${desk.id}/cases`);
  const got = await callApi(officer, 'POST', `/tips/cases/${cases[0].case}/open`, { reason });
  const key = Buffer.from(await open(got.key, desk.epoch)).toString().trim();
  return { of: cases[0].case, key, items: got.items, body: unframe(await open(got.items[0].bytes, key)) };
}

/** Answers a sender. */
async function answer({ of, key, body }, text) {
  const spki = createPublicKey(desk.sign).export({ format: 'jwk' }).x;
  const message = { case: of, dir: 'out', seq: 0, day: body.day, text, files: [], key: createHash('sha256').update(Buffer.from(spki, 'base64url')).digest('hex').slice(0, 16) };
  const hash = createHash('sha256').update(canonical(message)).digest();
  message.sig = sign(null, Buffer.concat([Buffer.from('phendau-tip-reply-v1\0'), hash]), desk.sign).toString('base64url');
  const json = Buffer.from(canonical(message)), frame = Buffer.alloc(16384);
  frame.writeUInt32BE(json.length, 0);
  json.copy(frame, 4);
  const e = new Encrypter();
  const { identityToRecipient } = await import('age-encryption');
  e.addRecipient(await identityToRecipient(key));
  e.addRecipient(body.receipt);
  const bytes = Buffer.from(await e.encrypt(frame)).toString('base64');
  await callApi(desk.officer, 'POST', `/tips/cases/${of}/acts`, { verb: 'check' });
  await callApi(desk.officer, 'POST', `/tips/cases/${of}/acts`, { verb: 'feedback', items: [{ kind: 'out', bytes }] });
}

test('a tip is written, its receipt kept, its answer read, without script', still, async () => {
  const page = await sender(sizes.phone);
  await page.goto(`${address}/tin-bao`);
  await look(page, 'tip-form');
  await page.getByText('trên máy chủ').first().waitFor();
  // Sent too early: what was typed stays. The browser's own checks are passed over.
  await page.getByLabel('Tôi nghe người khác nói').check();
  await page.getByLabel('Việc xảy ra khi nào?').fill('sáng hôm qua');
  await page.getByLabel('Chuyện gì đã xảy ra?').fill('Có đống hàng phủ bạt bên đường mòn, gần suối.');
  await page.getByLabel('Chỗ nào trong xã?').fill('x'.repeat(150));
  await page.getByLabel('Ở xã nào?').selectOption({ index: 1 });
  await page.getByLabel('Ảnh 1').setInputFiles({ name: 'anh.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg/>') });
  await page.getByLabel('Việc gấp: cần xem ngay').check();
  await page.getByRole('button', { name: 'Niêm phong và gửi' }).click();
  await page.getByText('Có ảnh không đọc được').waitFor();
  assert.equal(await page.getByLabel('Việc xảy ra khi nào?').inputValue(), 'sáng hôm qua');
  assert.equal(await page.getByLabel('Tôi nghe người khác nói').isChecked(), true);
  await look(page, 'tip-form-wrong');
  await page.getByLabel('Chỗ nào trong xã?').fill('đường mòn cạnh suối');
  await page.getByRole('button', { name: 'Niêm phong và gửi' }).click();

  await page.getByRole('heading', { level: 1, name: 'Mã biên nhận của bạn' }).waitFor();
  assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/tin-bao');
  await page.getByRole('link', { name: desk.phone }).waitFor();
  await look(page, 'tip-receipt');
  const receipt = (await page.locator('.tip-receipt span').allTextContents()).join(' ');
  assert.match(receipt, /^(\d{4} ){4}\d{4}$/);
  await page.getByLabel(/4 số cuối/).fill('0000' === receipt.slice(-4) ? '1111' : '0000');
  await page.getByRole('button', { name: 'Tôi đã chép mã' }).click();
  await page.getByText('không phải bốn số cuối').waitFor();
  await look(page, 'tip-again');
  await page.getByLabel(/4 số cuối/).fill(receipt.slice(-4));
  await page.getByRole('button', { name: 'Tôi đã chép mã' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã gửi tin báo' }).waitFor();
  await look(page, 'tip-sent');
  await leave(page);

  const tip = await opened('new');
  assert.equal(tip.body.via, 'form');
  assert.match(tip.body.text, /đống hàng phủ bạt/);
  await answer(tip, 'Đồn đã nhận tin và đang kiểm tra. Cảm ơn bạn.\nNếu thấy thêm gì, hãy viết ở đây.');

  const reader = await sender(sizes.laptop);
  await reader.goto(`${address}/tin-bao/doc`);
  await look(reader, 'tip-ask');
  await reader.getByLabel('Mã biên nhận, 20 số').fill('1234 5678');
  await reader.getByRole('button', { name: 'Đọc trả lời' }).click();
  await reader.getByText('Mã chưa đúng').waitFor();
  await reader.getByLabel('Mã biên nhận, 20 số').fill(receipt);
  await reader.getByRole('button', { name: 'Đọc trả lời' }).click();
  await reader.getByText('Đồn đã nhận tin và đang kiểm tra.').waitFor();
  await reader.getByText('Đồn không bao giờ hẹn gặp riêng qua tin báo.').waitFor();
  assert.doesNotMatch(reader.url(), /\d{4}$/);
  await look(reader, 'tip-dialogue');
  await reader.getByLabel('Điều bạn muốn nói thêm').fill('Chiều nay còn thêm một xe.');
  await reader.getByRole('button', { name: 'Niêm phong và gửi' }).click();
  await reader.getByText('Đã niêm phong và gửi cho bàn tiếp nhận.').waitFor();
  await reader.getByText('Rút lại tin báo').click();
  await reader.getByRole('button', { name: 'Rút tin báo', exact: true }).click();
  await reader.getByText('Đã rút tin báo.').waitFor();
  assert.equal(await reader.getByLabel('Điều bạn muốn nói thêm').count(), 0, 'nobody writes into what he withdrew');
  await look(reader, 'tip-withdrawn');
  await reader.getByRole('button', { name: 'Tôi muốn giữ lại' }).click();
  await reader.getByText('Tin báo được giữ lại.').waitFor();
  await reader.getByLabel('Điều bạn muốn nói thêm').waitFor();
  await leave(reader);

  const again = await opened('work');
  const later = again.items.find((i) => i.kind === 'in');
  assert.equal(unframe(await open(later.bytes, again.key)).text, 'Chiều nay còn thêm một xe.');
});

test('the form speaks English, fits both sizes, and leads back', still, async () => {
  for (const [name, size] of Object.entries(sizes)) {
    const page = await sender(size);
    await page.goto(`${address}/tin-bao`);
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { level: 1, name: 'Send a tip' }).waitFor();
    await look(page, `tip-form-en-${name}`);
    assert.equal((await page.context().cookies()).length, 0);
    await leave(page);
  }
});
