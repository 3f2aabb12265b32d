import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

/** Opens a screen as somebody and waits for its head. */
async function open(page, address, path, heading) {
  await page.goto(`${address}/office${path}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

test('the merger wizard shows before and after, writes once, and the history stays', options, async () => {
  const { address } = await startServer({ fresh: true });
  const page = await visitor(browser);
  await signInAs(page, address, 'registry_editor');
  const found = await callApi(page, 'GET', '/places?q=Dinh%20Phong');
  const old = found.items.find((p) => p.alive && p.level === 'commune');
  const other = (await callApi(page, 'GET', `/places?q=${encodeURIComponent('Trùng Khánh')}`)).items.find((p) => p.alive && p.level === 'commune');

  await open(page, address, `/danh-muc/dia-ban/${old.id}`, old.name);
  assert.deepEqual(await axe(page), []);
  assert.ok(await page.locator('section').filter({ hasText: 'Đơn vị trực thuộc' }).getByRole('link', { name: /^xóm / }).count() > 0, 'the page of a commune lists its hamlets');
  await page.getByRole('link', { name: 'Sáp nhập, chia tách, giải thể' }).click();
  await page.getByRole('heading', { level: 1, name: `Sắp xếp ${old.name}` }).waitFor();
  await page.getByLabel('Ngày có hiệu lực', { exact: true }).fill('01/01/2027');
  await page.getByLabel('Văn bản', { exact: true }).fill('Nghị quyết số 01/NQ-UBTVQH16 (minh họa)');
  const units = page.getByRole('combobox', { name: 'Thêm đơn vị' });
  await units.fill('trung khanh');
  await page.getByRole('option', { name: new RegExp(other.name) }).first().click();
  const fresh = page.getByRole('group', { name: 'Đơn vị mới' });
  await fresh.getByLabel('Tên', { exact: true }).fill('Phong Châu Mới');
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await page.getByRole('heading', { name: 'Trước và sau' }).waitFor();
  await page.getByText(`${old.name} kết thúc ngày 31/12/2026`).waitFor();
  await page.getByText('xã Phong Châu Mới bắt đầu').waitFor();
  assert.deepEqual(await axe(page), []);
  assert.equal(await scrollsSideways(page), false);
  await screenshot(page, 'registers-reform', { fullPage: true });

  // What was shown counts only as long as nothing is changed.
  await page.getByLabel('Lý do').fill('Sắp xếp');
  assert.equal(await page.getByRole('heading', { name: 'Trước và sau' }).count(), 0);
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await page.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByRole('heading', { level: 1, name: 'xã Phong Châu Mới' }).waitFor();
  const before = await callApi(page, 'GET', `/places/${old.id}?day=2026-12-31`);
  assert.equal(before.alive, true);
  assert.equal(before.followed[0].name, 'xã Phong Châu Mới');
  await open(page, address, `/danh-muc/dia-ban/${old.id}`, old.name);
  await page.getByText('xã Phong Châu Mới').waitFor();
  await page.getByText(/Lịch sử thay đổi/).click();
  await page.getByText('Ghi kế thừa').waitFor();

  // A slip in a name is mended for all its days, and the history says so.
  await page.getByRole('button', { name: /^Sửa lỗi gõ: xã/ }).first().click();
  const slip = page.getByRole('dialog');
  await slip.getByRole('button', { name: 'Sửa lỗi gõ' }).click();
  await slip.getByText('Chưa có gì thay đổi để ghi.').waitFor();
  await slip.getByLabel('Tên', { exact: true }).fill('');
  await slip.getByRole('button', { name: 'Sửa lỗi gõ' }).click();
  await slip.getByText('Còn thiếu: Tên.').waitFor();
  assert.equal(await slip.getByLabel('Tên', { exact: true }).evaluate((e) => e === document.activeElement), true, 'it goes to what is missing');
  await screenshot(page, 'registers-correct-lacks');
  await slip.getByLabel('Tên', { exact: true }).fill('Đình Phông');
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'registers-correct');
  await slip.getByRole('button', { name: 'Sửa lỗi gõ' }).click();
  await page.getByRole('heading', { level: 1, name: 'xã Đình Phông' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Gõ nhầm: xã Đình Phong' }).getByText('Sửa lỗi gõ', { exact: true }).waitFor();
  await screenshot(page, 'registers-corrected', { fullPage: true });
  await leave(page);
});

test('a name is found by keyboard alone, from everywhere', options, async () => {
  const { address } = await startServer();
  const page = await visitor(browser);
  await signInAs(page, address, 'commune_clerk');
  await open(page, address, '/danh-muc', 'Danh mục');
  await page.keyboard.press('/');
  await page.getByRole('heading', { level: 1, name: 'Tìm' }).waitFor();
  await page.keyboard.type('đinhf phong');
  await page.getByRole('link', { name: 'xã Đình Phong' }).first().waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'search', { fullPage: true });
  assert.match(page.url(), /q=/);
  await page.keyboard.press('ArrowDown');
  assert.match(await page.evaluate(() => document.activeElement?.textContent), /Đình Phong/);
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'q');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: /Đình Phong/ }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'xã Đình Phong' }).first().waitFor();
  // In a field the key is a letter like any other.
  await page.getByLabel('Tìm tên, số văn bản, mã').fill('15');
  await page.keyboard.press('/');
  assert.equal(await page.getByLabel('Tìm tên, số văn bản, mã').inputValue(), '15/');
  await leave(page);
});

test('every register opens on laptop and phone, without a fault', options, async () => {
  const { address } = await startServer();
  for (const [name, size] of Object.entries(sizes)) {
    const page = await visitor(browser, { size });
    await signInAs(page, address, 'registry_editor');
    await open(page, address, '/danh-muc', 'Danh mục');
    for (const tab of ['Địa bàn', 'Cơ quan, đơn vị', 'Tổ tự quản', 'Ban chỉ đạo', 'Kết nghĩa, đỡ đầu', 'Đường dây nóng', 'Sổ theo dõi khác', 'Loại hoạt động']) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
      await page.getByRole('tabpanel').locator('table, ul.tree').first().waitFor();
      assert.deepEqual(await axe(page), [], tab);
      assert.equal(await scrollsSideways(page), false, `${tab} on ${name}`);
      await screenshot(page, `registers-${name}-${tab}`);
    }
    // A former place with everything that is known of it, and a row's form.
    const former = (await callApi(page, 'GET', '/places?q=Dinh%20Phong')).items.find((p) => !p.alive && p.level === 'commune');
    await open(page, address, `/danh-muc/dia-ban/${former.id}`, former.name);
    await page.getByRole('heading', { name: 'Đơn vị kế thừa' }).waitFor();
    assert.deepEqual(await axe(page), []);
    assert.equal(await scrollsSideways(page), false);
    await screenshot(page, `registers-${name}-place`, { fullPage: true });
    await open(page, address, '/danh-muc?muc=team', 'Danh mục');
    await page.getByRole('button', { name: /^Tổ tự quản/ }).first().click();
    await page.getByRole('dialog').getByLabel('Lý do').waitFor();
    assert.deepEqual(await axe(page), []);
    await screenshot(page, `registers-${name}-row`);
    await leave(page);
  }
});

test('a catalogue file is checked with its lines', options, async () => {
  const { address } = await startServer();
  const page = await visitor(browser);
  await signInAs(page, address, 'registry_editor');
  await open(page, address, '/danh-muc?muc=tep', 'Danh mục');
  await page.getByLabel('Chọn tệp').setInputFiles({ name: 'dac-thu.yaml', mimeType: 'text/yaml', buffer: Buffer.from('kinds:\n  letter:\n    name: thư\n    mesures:\n      times:\n') });
  await page.getByText(/điểm cần sửa/).waitFor();
  await screenshot(page, 'registers-file', { fullPage: true });
  assert.deepEqual(await axe(page), []);
  await leave(page);
});

test('the log shows what I did, and to those with the right the rest', options, async () => {
  const { address } = await startServer();
  const page = await visitor(browser);
  await signInAs(page, address, 'inspector');
  await open(page, address, '/nhat-ky', 'Nhật ký');
  await page.getByRole('cell', { name: 'đăng nhập' }).first().waitFor();
  for (const tab of ['Ai đã xem', 'Toàn bộ', 'Điểm kiểm tra']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel').locator('table, .notice, .empty, section').first().waitFor();
    assert.deepEqual(await axe(page), [], tab);
    await screenshot(page, `audit-${tab}`);
  }
  await leave(page);
  const clerk = await visitor(browser, { size: sizes.phone });
  await signInAs(clerk, address, 'commune_clerk');
  await open(clerk, address, '/nhat-ky', 'Nhật ký');
  await clerk.getByRole('table').waitFor();
  assert.equal(await clerk.getByRole('tab', { name: 'Toàn bộ' }).count(), 0);
  assert.equal(await scrollsSideways(clerk), false);
  await screenshot(clerk, 'audit-phone');
  await leave(clerk);
});

test('a place is given its point with a decimal comma, and its last day later', options, async () => {
  const { address } = await startServer({ fresh: true });
  const page = await visitor(browser, { size: sizes.phone });
  await signInAs(page, address, 'registry_editor');
  const at = (await callApi(page, 'GET', '/places?q=Dinh%20Phong')).items.find((p) => p.alive && p.level === 'commune');
  await open(page, address, `/danh-muc/dia-ban/${at.id}`, at.name);
  await page.getByRole('button', { name: 'Thêm dòng' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Loại', { exact: true }).selectOption('points');
  await dialog.getByLabel('Vĩ độ').fill('22°24');
  await dialog.getByText('không ghi phút, giây').waitFor();
  await dialog.getByLabel('Vĩ độ').fill('22,403964');
  await dialog.getByLabel('Kinh độ').fill('105,9');
  await dialog.getByLabel('Nguồn của tọa độ').fill('Máy định vị của đồn');
  await dialog.getByLabel('Lý do').fill('Bổ sung tọa độ');
  assert.deepEqual(await axe(page), []);
  assert.equal(await scrollsSideways(page), false);
  await screenshot(page, 'registers-point', { fullPage: true });
  await dialog.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByText('22,403964; 105,9').first().waitFor();
  assert.equal(await scrollsSideways(page), false);
  await screenshot(page, 'registers-pointed', { fullPage: true });
  await page.getByRole('button', { name: 'Kết thúc: 22,403964; 105,9' }).click();
  await dialog.getByRole('textbox', { name: 'Đến hết ngày' }).fill('31/12/2026');
  await dialog.getByLabel('Lý do').fill('Xã dời trụ sở');
  await dialog.getByRole('button', { name: 'Kết thúc', exact: true }).click();
  await page.locator('section').filter({ hasText: 'Tọa độ' }).getByText('31/12/2026').waitFor();
  await leave(page);
});
