// How long the way from an empty directory to a locked report is, by a strict
// reckoning: 5 seconds for a click, a field or a passkey, 15 for reading a
// screen, 20 for typing a name. Three people walk it as the screens lead them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { leave, missing, passkeys, startBrowser, startEmpty, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };
const seconds = { act: 5, screen: 15, name: 20, passkey: 5 };
const mostMinutes = 15;

let browser;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

/** Acts on pages and counts what they cost. */
function reckoning() {
  const spent = { act: 0, screen: 0, name: 0, passkey: 0 };
  const count = (what) => { spent[what]++; };
  return {
    spent,
    minutes: () => Object.entries(spent).reduce((sum, [what, n]) => sum + n * seconds[what], 0) / 60,
    passkey: () => count('passkey'),
    /** A screen or dialog that is to be read. */
    screen: async (locator) => { await locator.waitFor(); count('screen'); },
    click: async (locator) => { await locator.click(); count('act'); },
    choose: async (locator, label) => { await locator.selectOption({ label }); count('act'); },
    number: async (locator, text) => { await locator.fill(text); count('act'); },
    /** A name costs its field and its typing. */
    name: async (locator, text) => { await locator.fill(text); count('act'); count('name'); },
  };
}

const title = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const step = (page, name) => page.getByRole('region', { name: 'Bắt đầu với sổ mới' }).getByRole('link', { name });

async function keepCodes(w, page) {
  w.passkey();
  await w.screen(title(page, 'Mười mã dự phòng'));
  await Promise.all([page.waitForEvent('download'), w.click(button(page, 'Tải tệp'))]);
  await w.click(button(page, 'Đã cất, vào làm việc'));
  await w.screen(title(page, 'Việc cần làm'));
}

async function setUp(w, page, address) {
  await passkeys(page);
  await page.goto(address);
  await w.screen(title(page, 'Thiết lập sổ mới'));
  const commune = page.getByRole('group', { name: 'Xã, phường', exact: true });
  await w.name(page.getByRole('group', { name: 'Tỉnh, thành phố' }).getByLabel('Tên'), 'Cao Bằng');
  await w.name(commune.getByLabel('Tên', { exact: true }), 'Đình Phong');
  await w.name(commune.getByLabel('Tên các xóm'), 'Bản Mẫu, Nà Mẫu');
  await w.name(commune.getByLabel('Đồn biên phòng phụ trách'), 'Mẫu');
  await w.name(page.getByLabel('Họ và tên'), 'Nông Thị Mẫu');
  await w.name(page.getByLabel('Chức vụ'), 'Chánh Văn phòng');
  await w.click(button(page, 'Lập sổ và đăng ký khóa của tôi'));
  await keepCodes(w, page);
}

/** Adds people in a row; returns the addresses of their invitations. */
async function invite(w, page, people) {
  const out = [];
  await w.click(step(page, 'Mời người'));
  for (const [i, [name, job, role]] of people.entries()) {
    if (i > 0) await w.click(button(page, 'Thêm người nữa'));
    await w.screen(page.getByRole('dialog', { name: 'Thêm người' }));
    await w.name(page.getByRole('dialog').getByLabel('Họ và tên'), name);
    await w.name(page.getByRole('dialog').getByLabel('Chức vụ'), job);
    if (i > 0) await w.choose(page.getByLabel('Vai trò'), role);
    await w.click(button(page, 'Thêm và mời'));
    const link = page.getByRole('link', { name: /\/office\/loi-moi#/ });
    await w.screen(link);
    await w.click(button(page, 'Chép địa chỉ'));
    out.push(await link.getAttribute('href'));
  }
  return out;
}

async function enrol(w, address) {
  const page = await visitor(browser);
  await passkeys(page);
  await page.goto(address);
  await w.screen(title(page, 'Đăng ký đăng nhập'));
  await w.click(button(page, 'Tạo khóa truy cập'));
  await keepCodes(w, page);
  return page;
}

/** Records one entry in the form of a kind; first: the place is still to be chosen. */
async function record(w, page, kind, { first, numbers }) {
  await w.screen(title(page, 'Ghi mới'));
  await w.click(page.locator(`a[href*="/ghi/${kind}?"]`).first());
  await w.screen(page.getByRole('heading', { level: 2, name: 'Nơi và thời gian' }));
  if (first) {
    await w.click(page.getByRole('combobox', { name: 'Nơi diễn ra' }));
    await w.click(page.getByRole('option', { name: /Bản Mẫu/ }));
  }
  for (const [label, n] of numbers) await w.number(page.getByLabel(label).first(), n);
  await w.click(button(page, 'Kiểm tra lại'));
  await w.screen(page.getByText('Đọc lại lần cuối'));
  await w.click(button(page, 'Gửi'));
  await w.screen(page.getByText('Đã gửi').first());
}

async function verify(w, page) {
  await w.click(step(page, 'Mở Chờ thẩm định'));
  await w.screen(page.locator('#shown-title'));
  for (let i = 0; i < 2; i++) {
    const before = await page.locator('#shown-title').textContent();
    await w.click(button(page, 'Thẩm định'));
    if (i === 0) await page.waitForFunction((was) => document.querySelector('#shown-title')?.textContent !== was, before);
  }
  await w.click(page.getByRole('navigation', { name: 'Các mục chính' }).getByRole('link', { name: 'Báo cáo', exact: true }));
}

async function lock(w, page) {
  await w.screen(title(page, 'Báo cáo'));
  await page.frameLocator('iframe').getByText('BÁO CÁO', { exact: true }).waitFor();
  await w.click(button(page, 'Ký và khóa báo cáo'));
  const dialog = page.getByRole('dialog', { name: 'Ký và khóa báo cáo này' });
  await w.screen(dialog);
  await w.click(button(dialog, 'Ký và khóa'));
  w.passkey();
  await w.screen(page.getByText('Việc tiếp theo: tải DOCX'));
  const [file] = await Promise.all([page.waitForEvent('download'), w.click(page.getByRole('link', { name: 'Tải DOCX' }))]);
  assert.match(file.suggestedFilename(), /\.docx$/);
}

test('three people get from an empty directory to a locked report in under fifteen minutes', options, async (x) => {
  const { setup } = await startEmpty();
  const w = reckoning();
  const page = await visitor(browser);
  await setUp(w, page, setup);
  const [forClerk, forVerifier] = await invite(w, page, [['Lý Văn Ghi', 'Công chức', 'Cán bộ xã ghi chép'], ['Bế Thị Duyệt', 'Phó Chủ tịch', 'Cán bộ xã thẩm định']]);
  const clerk = await enrol(w, forClerk);
  await w.click(step(clerk, 'Ghi mới'));
  await record(w, clerk, 'outreach', { first: true, numbers: [[/^số buổi/i, '3'], [/^(số )?lượt người/i, '128']] });
  await w.click(clerk.getByRole('link', { name: 'Ghi loại khác' }));
  await record(w, clerk, 'trail_clearing', { first: false, numbers: [[/^chiều dài/i, '2'], [/^(số )?lượt người/i, '25']] });
  const verifier = await enrol(w, forVerifier);
  await verify(w, verifier);
  await lock(w, verifier);
  x.diagnostic(`${w.minutes().toFixed(1)} minutes: ${JSON.stringify(w.spent)}`);
  assert.ok(w.minutes() < mostMinutes, `${w.minutes()} minutes: ${JSON.stringify(w.spent)}`);
  await Promise.all([page, clerk, verifier].map(leave));
});
