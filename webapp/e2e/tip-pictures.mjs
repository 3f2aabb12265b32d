// The pictures of tips for the guides: a desk set up by its people, a tip from a phone
// and three more, opened, answered and read; the keepers, and who watches.
import { atWork, synced } from './field.mjs';
import { leave, signInAs, visitor } from './harness.mjs';
import { button, dummies, makeKeys, openDesk, people, sender, unlock } from './tips.mjs';
import { comes, leaveReceipt, readyForTips, steady, tell } from './tip-phone.mjs';

const tips = [
  { text: 'Sáng nay cột mốc phụ bị nghiêng, đất quanh chân mốc bị xói sau mưa.', where: 'đầu suối', how: 'saw' },
  { text: 'Hai đêm liền có xe tải không biển số đỗ ở bãi đất trống gần lối mòn.', where: 'bãi đất trống', topic: 'smuggling', urgent: true },
  { text: 'Có người rủ thanh niên trong bản sang bên kia làm thuê.', where: 'chợ phiên', how: 'heard' },
];
const said = { text: 'Khoảng 22 giờ có bốn người vác bao hàng theo lối mòn sau bản, đi về phía suối.', when: 'đêm qua, khoảng 22 giờ', where: 'lối mòn sau bản' };

/** Takes them; take(page, name) keeps one. */
export async function tipPictures(browser, take) {
  const h = await people(browser), { address } = h;
  for (const p of [h.keeper, h.one, h.second]) await makeKeys(p, address);
  await h.keeper.goto(`${address}/office/tin-bao/cap-tren`);
  await unlock(h.keeper, 'Tạo khóa ký');
  await button(h.keeper, 'Tạo khóa ký').click();
  await button(h.keeper, 'Mở bàn tiếp nhận').waitFor();
  await openDesk(h, h.at.post, h.one, { phone: '0206 3999 999' });
  await keepers(h, take);

  const phone = await atWork(browser, address, { prepare: steady, deviceScaleFactor: 1 });
  const receipt = await told(phone.phone.page, take);
  for (const t of tips) await sender(address, h.at.post.body_id, t);
  await dummies(address, h.at.post.body_id, 4);
  await answered(h, take);
  await read(phone.phone.page, receipt, take);
  await phone.phone.close();
  await watched(browser, address, take);
}

/** The recovery key, laid with two others. */
async function keepers({ one, address }, take) {
  await one.goto(`${address}/office/tin-bao/khoi-phuc`);
  await unlock(one, 'Lập nhóm giữ khóa');
  await button(one, 'Lập nhóm giữ khóa').click();
  const dialog = one.getByRole('dialog', { name: 'Lập nhóm giữ khóa' });
  await dialog.getByLabel('Nông Văn Ký').check();
  await dialog.getByLabel('Hà Văn Tỉnh').check();
  await dialog.getByLabel('Cần mấy người cùng đồng ý').selectOption({ label: '2 trong 2 người' });
  await take(one, 'tip-keepers');
  await button(dialog, 'Chia khóa').click();
  await one.getByText('Bất kỳ 2 trong 2 người').waitFor();
}

/** A tip written on the phone, its receipt, and its way to the desk. */
async function told(page, take) {
  await synced(page);
  await readyForTips(page);
  await today(page);
  const receipt = await tell(page, said, async () => {
    await page.getByLabel('Việc gì đã xảy ra?').scrollIntoViewIfNeeded();
    await take(page, 'tip-phone-write');
  });
  await take(page, 'tip-phone-receipt');
  await leaveReceipt(page, receipt);
  await comes(page, 'due_ms');
  await Promise.all([page.waitForResponse((r) => /\/t\/1\/slot$/.test(r.url()) && r.ok()), synced(page)]);
  return receipt;
}

/** The list of the desk, a case with its reason, opened, asked about. */
async function answered({ one, address }, take) {
  await one.goto(`${address}/office/tin-bao`);
  await unlock(one, 'Khóa lại ngay');
  await one.getByRole('tab', { name: /^Tất cả/ }).click();
  const names = one.getByRole('link', { name: /^Vụ việc / });
  await names.nth(3).waitFor();
  await take(one, 'tip-list');
  for (let i = 0; i < 4; i++) { // which is that of the phone, the list does not tell; those not opened yet come first
    await names.first().click();
    await one.getByText('Tin mới đến', { exact: true }).click();
    if (i === 0) await take(one, 'tip-why');
    await button(one, 'Mở vụ việc').click();
    await one.getByRole('heading', { name: 'Nội dung tin báo' }).waitFor();
    if (await one.getByText(said.text).count() > 0) break;
    await one.goto(`${address}/office/tin-bao`);
    await unlock(one, 'Khóa lại ngay');
    await one.getByRole('tab', { name: /^Tất cả/ }).click();
    await names.nth(3).waitFor();
  }
  await take(one, 'tip-case');
  await one.getByLabel('Trả lời người báo tin').fill('Cảm ơn bạn. Họ đi về hướng nào, có mang theo đèn không?');
  await button(one, 'Gửi trả lời').click();
  await one.locator('li.out').getByText('Họ đi về hướng nào').waitFor();
}

const today = (page) => page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();

async function read(page, receipt, take) {
  await today(page);
  await page.getByRole('button', { name: 'Báo tin' }).click();
  await page.getByRole('button', { name: /xem trả lời/ }).click();
  await page.getByLabel('Mã biên nhận 20 chữ số').fill(receipt);
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  await page.getByText('Họ đi về hướng nào').waitFor();
  await take(page, 'tip-phone-answer');
  await page.getByRole('button', { name: 'Thoát nhanh' }).click();
}

async function watched(browser, address, take) {
  const page = await visitor(browser);
  await signInAs(page, address, 'ombudsperson');
  await page.goto(`${address}/office/giam-sat-tin-bao`);
  await page.getByRole('table').first().waitFor();
  await take(page, 'tip-watch');
  await leave(page);
}
