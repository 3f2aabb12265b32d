import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, leave, missing, screenshot, scrollsSideways, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser;
let address;
before(async () => {
  if (missing) return;
  browser = await startBrowser();
  ({ address } = await startServer({ fresh: true }));
});
after(stopAll);

/** Chooses in a field that is searched by typing. */
async function pick(page, label, text, option) {
  const field = page.getByRole('combobox', { name: label }).first();
  await field.click();
  await field.fill(text);
  await page.getByRole('option', { name: option }).first().click();
}

test('a festival and its 84 packages are planned, carried out without retyping, and linked both ways', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, address, 'commune_clerk');
  await page.goto(`${address}/office/ke-hoach`);
  await pick(page, 'Dự kiến một việc', 'ngay hoi', /^Ngày hội Biên phòng toàn dân/);
  await page.getByRole('heading', { level: 1, name: /Dự kiến một việc: Ngày hội/ }).waitFor();
  await page.getByLabel('Ngày', { exact: true }).fill('3/9/2026');
  await page.getByLabel('Ngày', { exact: true }).press('Tab');
  await pick(page, 'Nơi diễn ra', 'tra linh', /xã Trà Lĩnh/);
  await page.getByLabel(/cấp tổ chức ngày hội/).selectOption('commune');
  await page.getByLabel(/lượt người/).first().fill('620');
  assert.equal(await page.getByLabel('Căn cứ số liệu').count(), 0, 'a planned number is known in no way yet');
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'plan-form', { fullPage: true });
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('đã qua ngày, chưa ghi').waitFor();
  const festival = page.url();

  // Its gifts: what does not sum is asked about, once.
  await page.getByLabel('Dự kiến thêm một phần của việc này').selectOption({ label: 'quà tặng' });
  await page.getByText('Thuộc: Ngày hội Biên phòng toàn dân, xã Trà Lĩnh').waitFor();
  assert.equal(await page.getByLabel('Ngày', { exact: true }).inputValue(), '03/09/2026');
  await page.getByLabel(/suất quà/).first().fill('84');
  await page.getByText(/suất quà.*theo nơi nhận/).first().click();
  const part = (value) => page.locator(`[id="parts.packages/gift_recipient/${value}"]`);
  for (const [value, n] of [['household_group', '25'], ['pupils', '20'], ['respected_people', '24'], ['post', '14']]) {
    await page.locator('details[open] select').filter({ has: page.locator(`option[value="${value}"]`) }).last().selectOption(value);
    await part(value).fill(n);
  }
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByText('Xin xem lại. Bấm Lưu lần nữa nếu vẫn giữ.').waitFor();
  await screenshot(page, 'plan-parts-do-not-sum', { fullPage: true });
  await part('post').fill('15');
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.waitForURL(festival);
  const gifts = page.getByRole('link', { name: /^quà tặng, xã Trà Lĩnh/ });
  await gifts.waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'plan-festival', { fullPage: true });

  // The festival first: the form is filled in, and only how a number is known is asked.
  await page.getByRole('link', { name: 'Ghi kết quả' }).click();
  await page.getByText(/Đã điền sẵn từ kế hoạch/).waitFor();
  assert.equal(await page.getByLabel(/lượt người/).first().inputValue(), '620');
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await page.getByRole('alert').first().waitFor();
  await screenshot(page, 'plan-entry-basis', { fullPage: true });
  await page.getByLabel('Căn cứ số liệu').last().selectOption('counted');
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await page.getByText('Đọc lại lần cuối').waitFor();
  await page.getByRole('button', { name: 'Gửi', exact: true }).click();
  await page.getByRole('link', { name: 'Xem kế hoạch' }).last().click();
  await page.getByText('đã thực hiện', { exact: true }).waitFor();

  // Then its gifts: the link to the festival is there without choosing it.
  await gifts.click();
  await page.getByRole('link', { name: 'Ghi kết quả' }).click();
  await page.getByText(/Đã điền sẵn từ kế hoạch/).waitFor();
  for (const select of await page.getByLabel('Căn cứ số liệu').all()) if (await select.inputValue() === '') await select.selectOption('listed');
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await page.getByText('Đọc lại lần cuối').waitFor();
  await page.getByRole('button', { name: 'Gửi', exact: true }).click();
  await page.getByRole('link', { name: 'Xem bản ghi' }).click();
  await page.getByRole('link', { name: /^Ngày hội Biên phòng toàn dân/ }).first().waitFor();
  await page.getByRole('link', { name: /^quà tặng, xã Trà Lĩnh/ }).waitFor();
  await screenshot(page, 'plan-entry', { fullPage: true });

  await page.goto(`${address}/office/ke-hoach`);
  await page.getByRole('heading', { name: 'Việc dự kiến' }).waitFor();
  await page.getByText('Tuần 31/08/2026 - 06/09/2026').waitFor();
  assert.equal(await page.getByText('đã thực hiện', { exact: true }).count(), 2);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'plan-list', { fullPage: true });
  await leave(page);
});

test('why a planned activity was not carried out is said on a telephone', options, async () => {
  const page = await visitor(browser, { size: sizes.phone });
  await signInAs(page, address, 'post_officer');
  await page.goto(`${address}/office/ke-hoach/viec/patrol`);
  await page.getByLabel('Ngày', { exact: true }).fill('3/9/2026');
  await page.getByLabel('Ngày', { exact: true }).press('Tab');
  await pick(page, 'Nơi diễn ra', 'tra linh', /xã Trà Lĩnh/);
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  await page.getByRole('button', { name: 'Báo không thực hiện được' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Vì sao').selectOption('weather');
  await dialog.getByLabel('Nói rõ thêm').fill('Mưa lớn, đường sạt');
  await dialog.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('không thực hiện (do thời tiết)').waitFor();
  assert.equal(await scrollsSideways(page), false);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'plan-not-done-phone', { fullPage: true });
  await page.goto(`${address}/office/ke-hoach`);
  await page.getByText('không thực hiện (do thời tiết)').waitFor();
  assert.equal(await scrollsSideways(page), false);
  await screenshot(page, 'plan-list-phone', { fullPage: true });
  await leave(page);
});
