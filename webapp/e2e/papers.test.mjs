import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { axe, leave, missing, screenshot, scrollsSideways, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser;
let address;
before(async () => {
  if (missing) return;
  browser = await startBrowser();
  ({ address } = await startServer());
});
after(stopAll);

/** The text of the page in the frame. */
async function paper(page) {
  const frame = page.frameLocator('iframe');
  await frame.locator('main').waitFor();
  return frame.locator('main').innerText();
}

test('a receipt is made from gifts chosen in the list, by keyboard, and kept as a file', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, address, 'upper_officer');
  await page.goto(`${address}/office/so?kind=gift`);
  const boxes = page.getByRole('checkbox', { name: /^Chọn quà tặng/ });
  await boxes.first().focus();
  await page.keyboard.press('Space');
  await boxes.nth(1).focus();
  await page.keyboard.press('Space');
  await page.getByText('Đã chọn 2 bản ghi').waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'papers-choice');
  await page.getByRole('link', { name: 'Lập văn bản' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Văn bản', level: 1 }).waitFor();
  const text = await paper(page);
  for (const said of ['GIẤY XÁC NHẬN', 'bằng chữ', 'Lập từ bản ghi: BG-']) assert.ok(text.includes(said), `${said} is missing in ${text}`);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'papers');
  await page.setViewportSize(sizes.phone);
  assert.equal(await scrollsSideways(page), false);
  await screenshot(page, 'papers-phone', { fullPage: true });
  await page.setViewportSize(sizes.laptop);

  await page.getByText('Ngày, nơi nhận, người ký').click();
  await page.getByLabel('Họ tên người ký').fill('Nông Văn Mẫu');
  await page.getByRole('button', { name: 'Cập nhật bản xem' }).click();
  await page.frameLocator('iframe').getByText('Nông Văn Mẫu').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'DOCX' }).click()]);
  assert.match(file.suggestedFilename(), /^giay-xac-nhan-du-thao-.*\.docx$/);
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK');

  // The code at the foot leads back to its entry.
  const code = /BG-[0-9A-Z-]+/.exec(text)[0];
  await page.goto(`${address}/m/${code}`);
  await page.waitForURL(/\/so\/[0-9a-f-]+\/[0-9a-f-]+/);
  await page.getByRole('heading', { level: 1, name: /quà tặng/i }).waitFor();
  await leave(page);
});

test('an entry offers its papers in a menu, and says nothing where none fits', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, address, 'upper_officer');
  await page.goto(`${address}/office/so?kind=twinning_visit`);
  await page.locator('tbody a').first().click();
  await page.getByRole('button', { name: 'Văn bản' }).focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('link', { name: 'Giấy xác nhận đã nhận ủng hộ' });
  await item.waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'papers-menu');
  await page.keyboard.press('Enter');
  assert.match(await paper(page), /GIẤY XÁC NHẬN/);

  await page.goto(`${address}/office/so?kind=patrol`);
  const answered = page.waitForResponse((r) => r.url().includes('/api/v1/papers?'));
  await page.locator('tbody a').first().click();
  assert.deepEqual(await (await answered).json(), []);
  assert.equal(await page.getByRole('button', { name: 'Văn bản' }).count(), 0);
  await leave(page);
});
