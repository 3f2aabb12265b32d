// A tip somebody brought by mouth or on paper: written down by an officer, sealed in
// his browser, read and answered like any other, its receipt on a slip.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, leave, missing, prefer, screenshot, scrollsSideways, settled, signInAs, sizes, startBrowser, stopAll, visitor } from './harness.mjs';
import { button, dummies, makeKeys, openDesk, people, unlock } from './tips.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };
const canary = 'Canary-5d1c: hai xe tải lạ đỗ ở bãi đất trống';
let browser, h;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

/** A picture at both sizes, and what is wrong with the screen. */
async function look(page, name) {
  await settled(page);
  assert.deepEqual(await axe(page), [], name);
  for (const [size, box] of Object.entries(sizes)) {
    await page.setViewportSize(box);
    await page.evaluate(() => scrollTo(0, 0));
    assert.equal(await scrollsSideways(page), false, `${name} ${size}`);
    await screenshot(page, `hand-${name}-${size}`, { fullPage: true });
  }
  await page.setViewportSize(sizes.laptop);
}

/** A picture of a paper, as a camera writes it. */
const paper = (page) => page.evaluate(async () => {
  const canvas = new OffscreenCanvas(1200, 900), on = canvas.getContext('2d');
  on.fillStyle = '#eee';
  on.fillRect(0, 0, 1200, 900);
  on.fillStyle = '#123';
  on.font = '60px sans-serif';
  on.fillText('Hai xe tải lạ', 120, 200);
  return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())];
});

test('an officer is told when nothing waits at his desk, and how much when something does', options, async () => {
  h = await people(browser);
  for (const p of [h.keeper, h.one]) await makeKeys(p, h.address);
  await h.keeper.goto(`${h.address}/office/tin-bao/cap-tren`);
  await unlock(h.keeper, 'Tạo khóa ký');
  await button(h.keeper, 'Tạo khóa ký').click();
  await h.keeper.getByText('Mã nhận dạng của khóa ký').waitFor();
  await openDesk(h, h.at.post, h.one, { phone: '0206 3999 999' });
  await h.one.goto(`${h.address}/office/`);
  const told = () => button(h.one, 'Xem số lượng').click();
  await told();
  await h.one.getByRole('link', { name: `Tin báo, ${h.at.post.body}: không có việc chờ` }).waitFor();
  await dummies(h.address, h.at.post.body_id, 2);
  await h.one.reload();
  await told();
  await h.one.getByRole('link', { name: `Tin báo, ${h.at.post.body}: 2 gói chưa phân loại, 0 vụ việc quá hạn` }).waitFor();
  await look(h.one, 'dashboard');
  // Who stands above the desk learns of late clocks only.
  const above = await visitor(browser);
  await signInAs(above, h.address, 'post_commander');
  await above.goto(`${h.address}/office/`);
  await settled(above);
  assert.equal(await above.getByText('gói chưa phân loại').count(), 0);
  await leave(above);
});

test('the poster of a desk is on the screen of its keys', options, async () => {
  await h.one.goto(`${h.address}/office/tin-bao/ban/${h.at.post.body_id}`);
  await h.one.getByRole('button', { name: /^Mở khóa bằng/ }).first().click();
  const [file] = await Promise.all([h.one.waitForEvent('download'), h.one.getByRole('link', { name: 'Tờ dán tháng này' }).click()]);
  assert.equal(file.suggestedFilename(), 'to-roi-tin-bao.pdf');
  await h.one.getByRole('link', { name: 'Tờ dán tháng sau' }).waitFor();
  await look(h.one, 'poster');
});

test('what somebody told is sealed in the browser, sent without the session, and its receipt stands on a slip', options, async () => {
  const sent = [];
  h.one.on('request', (r) => { if (r.method() !== 'GET') sent.push(r); });
  await h.one.goto(`${h.address}/office/tin-bao`);
  // No key is needed to write down what somebody says.
  await h.one.getByRole('link', { name: 'Ghi tin người dân đến báo' }).click();
  await button(h.one, 'Niêm phong và gửi').click();
  await h.one.getByText('Hãy chọn vì sao người báo biết.').waitFor();
  await look(h.one, 'refused');
  assert.equal(await h.one.getByRole('textbox', { name: /tên|điện thoại/i }).count(), 0);
  await h.one.getByText('Nghe người khác nói').click();
  await h.one.getByLabel('Khi nào').fill('tối qua');
  await h.one.getByLabel('Ở đâu').fill('bãi đất trống');
  await h.one.getByLabel('Việc đã xảy ra').fill(canary);
  await h.one.getByLabel('Nội dung khái quát').selectOption({ index: 3 });
  await h.one.getByLabel('Việc khẩn, cần xử lý ngay').check();
  await h.one.locator('input[type=file]').setInputFiles({ name: 'giấy của ai.png', mimeType: 'image/png', buffer: Buffer.from(await paper(h.one)) });
  await h.one.getByRole('img', { name: 'ảnh 1' }).waitFor();
  await look(h.one, 'form');
  // Going away asks first.
  await h.one.getByRole('link', { name: 'Về danh sách' }).click();
  await h.one.getByRole('dialog', { name: 'Bỏ những gì đang có trên trang?' }).waitFor();
  await look(h.one, 'leave');
  await button(h.one, 'Ở lại').click();
  await h.one.goBack();
  await h.one.getByRole('dialog', { name: 'Bỏ những gì đang có trên trang?' }).waitFor();
  await button(h.one, 'Ở lại').click();
  assert.equal(await h.one.getByLabel('Việc đã xảy ra').inputValue(), canary);

  // The line breaks once: the same bytes go again.
  let first = true;
  await h.one.route('**/t/1/slot', async (route) => {
    if (first) await route.fetch();
    await (first ? route.abort() : route.continue());
    first = false;
  });
  await button(h.one, 'Niêm phong và gửi').click();
  await h.one.getByText('Chưa gửi được.').waitFor();
  assert.equal(await h.one.getByLabel('Việc đã xảy ra').isDisabled(), true);
  await button(h.one, 'Gửi lại').click();
  await h.one.getByRole('heading', { name: 'Đã niêm phong và gửi' }).waitFor();
  await h.one.unroute('**/t/1/slot');
  const door = sent.filter((r) => r.url().includes('/t/1/'));
  assert.deepEqual(door.map((r) => new URL(r.url()).pathname), ['/t/1/slot', '/t/1/slot', '/t/1/file']);
  assert.deepEqual(door[0].postDataBuffer(), door[1].postDataBuffer());
  for (const r of door) assert.equal((await r.allHeaders()).cookie, undefined);
  for (const r of sent) assert.equal((r.postDataBuffer() ?? Buffer.alloc(0)).includes('Canary-5d1c'), false, r.url());

  const slip = h.one.getByRole('region', { name: 'Phiếu biên nhận' });
  h.receipt = (await slip.locator('.digits').textContent()).replace(/\D/g, '');
  assert.match(h.receipt, /^\d{20}$/);
  const said = await slip.textContent();
  for (const part of [h.at.post.body, '0206 3999 999', '/tin-bao/doc', 'Giữ kín phiếu này']) assert.ok(said.includes(part), part);
  await look(h.one, 'receipt');
  await h.one.emulateMedia({ media: 'print' });
  await screenshot(h.one, 'hand-slip');
  assert.equal(await h.one.getByRole('heading', { level: 1 }).isVisible(), false, 'the slip alone is printed');
  await h.one.emulateMedia({ media: 'screen' });

  await h.one.getByLabel('Gõ lại 4 chữ số cuối').fill(h.receipt.slice(-4) === '0000' ? '1111' : '0000');
  await h.one.getByText('Chưa đúng.').waitFor();
  assert.equal(await button(h.one, 'Đã đưa mã, về danh sách').isDisabled(), true);
  await h.one.getByLabel('Gõ lại 4 chữ số cuối').fill(h.receipt.slice(-4));
  await button(h.one, 'Đã đưa mã, về danh sách').click();
  await h.one.getByRole('button', { name: /^Mở khóa bằng/ }).first().waitFor();
  const kept = await h.one.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases(), await caches.keys(), location.href, history.state]));
  assert.equal(kept.includes(h.receipt.slice(0, 8)) || kept.includes('Canary'), false, kept);
});

test('the desk finds it among what came, marked as written down by an officer, and its receipt reads the answer', options, async () => {
  await unlock(h.one, 'Khóa lại ngay');
  await h.one.getByRole('link', { name: /^Vụ việc / }).first().waitFor();
  await look(h.one, 'list');
  await h.one.getByRole('link', { name: /^Vụ việc / }).first().click();
  await h.one.getByText('Tin mới đến', { exact: true }).click();
  await button(h.one, 'Mở vụ việc').click();
  await h.one.getByText(canary).waitFor();
  await h.one.getByText('Cán bộ ghi hộ').waitFor();
  await button(h.one, 'Xem ảnh').click();
  await h.one.getByRole('img', { name: 'Ảnh' }).waitFor();
  await look(h.one, 'opened');
  await button(h.one, 'Kiểm tra tin này').click();
  await h.one.getByRole('dialog').getByRole('button', { name: 'Kiểm tra tin này' }).click();
  await h.one.getByLabel('Câu trả lời có sẵn').selectOption({ label: 'Đang kiểm tra' });
  await button(h.one, 'Gửi trả lời').click();
  await h.one.locator('li.out').getByText('Bàn tiếp nhận đang kiểm tra tin của bạn').waitFor();
  const reader = await visitor(browser);
  await reader.goto(`${h.address}/tin-bao/doc`);
  await reader.locator('#bienlai').fill(h.receipt);
  await reader.locator('form button').first().click();
  await reader.getByText('Bàn tiếp nhận đang kiểm tra tin của bạn').waitFor();
  await leave(reader);
});

test('the same screens stand in English', options, async () => {
  await prefer(h.one, { lang: 'en' });
  await h.one.goto(`${h.address}/office/tin-bao/ghi-ho`);
  await h.one.getByText('Saw it').click();
  await look(h.one, 'en-form');
  await h.one.getByLabel('What happened').fill('Two strange lorries.');
  await button(h.one, 'Seal and send').click();
  await h.one.getByRole('heading', { name: 'Sealed and sent' }).waitFor();
  await look(h.one, 'en-receipt');
  for (const p of [h.keeper, h.one, h.two, h.second, h.admin]) await leave(p);
});
