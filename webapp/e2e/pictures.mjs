// Takes the pictures of README and the guides into docs/images: the real
// program, the demo book, Vietnamese. All, or those named on the command line.
// It ends with an error when a picture grows beyond what a guide should carry.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choosePIN, enrolPhone, home, newTeam, officer, synced } from './field.mjs';
import { buildProgram, callApi, leave, missing, passkeys, signInAs, sizes, startBrowser, startEmpty, startPhone, startServer, startStoppable, stopAll, visitor } from './harness.mjs';
import { inPalette } from './palette.mjs';
import { tipPictures } from './tip-pictures.mjs';

const images = fileURLToPath(new URL('../../docs/images', import.meta.url));
const largest = 150 * 1024;
const named = new Set(process.argv.slice(2));

const review = 'place=047@2024-02-29&period=2019-01-01/2024-02-29';
const month = 'template=monthly&period=2023-05&calendar=civil';

/** Screens that open by an address: name, role, path, and a word that says it is there. */
const screens = [
  ['dashboard', 'commune_verifier', '/', 'Số liệu tính đến'],
  ['record-kinds', 'commune_clerk', '/ghi', 'Hay ghi nhất'],
  ['entries', 'commune_clerk', '/so', 'Xem thêm'],
  ['explorer', 'upper_officer', `/so-lieu?${review}&by=place:commune&indicator=patrol.post`, 'Số liệu tính đến'],
  ['series', 'upper_officer', `/so-lieu?${review}&by=year&indicator=patrol.post,trail_clearing`, 'Số liệu tính đến'],
  ['completeness', 'upper_officer', '/day-du?period=2023', 'Phải báo cáo'],
  ['plans', 'commune_verifier', '/ke-hoach?period=2023', 'Số liệu tính đến'],
  ['registers', 'registry_editor', '/danh-muc', 'Bản đồ ngày'],
  ['teams', 'registry_editor', '/danh-muc?muc=team', 'Có hiệu lực ngày'],
  ['search', 'commune_clerk', '/tim?q=dinh+phong', 'kết quả'],
  ['audit', 'inspector', '/nhat-ky?muc=tat-ca', 'Trong phạm vi địa bàn'],
  ['people', 'administrator', '/quan-tri', 'Cấp quyền'],
  ['dashboard-phone', 'commune_verifier', '/', 'Số liệu tính đến', sizes.phone],
];

/** Screens that something is done on first. */
const acts = {
  'record': ['commune_clerk', '/ghi/trail_clearing', async (page) => {
    await day(page, '3/9/2026');
    await pick(page, 'Nơi diễn ra', 'tra linh', /xã Trà Lĩnh/);
    await page.getByRole('heading', { name: 'Số lượng' }).scrollIntoViewIfNeeded();
  }],
  'record-phone': ['commune_clerk', '/ghi/outreach', async (page) => {
    await day(page, '3/9/2026');
    await pick(page, 'Nơi diễn ra', 'tra linh', /xã Trà Lĩnh/);
  }, sizes.phone],
  'nil': ['commune_clerk', '/ghi/khong-phat-sinh', async (page) => {
    await page.getByRole('textbox', { name: 'Từ ngày' }).fill('01/08/2026');
    await page.getByRole('textbox', { name: 'Đến ngày' }).fill('31/08/2026');
    await pick(page, 'Nơi diễn ra', 'tra linh', /xã Trà Lĩnh/);
  }],
  'entry': ['commune_verifier', '/so?kind=festival&status=verified', async (page) => {
    await page.locator('tbody a').first().click();
    await page.getByRole('heading', { name: 'Đang ở đâu' }).waitFor();
  }],
  'review-queue': ['commune_verifier', '/cho-duyet', async (page) => {
    await page.locator('#shown-title').waitFor();
  }],
  'review-return': ['commune_verifier', '/cho-duyet', async (page) => {
    await page.locator('.acts').getByRole('button', { name: 'Trả lại' }).click();
    await page.getByRole('dialog').waitFor();
  }],
  'joint-acts': ['commune_verifier', '/cho-duyet/cung-viec?from=2023-03-01&to=2024-02-29', async (page) => {
    await page.getByRole('button', { name: 'Cùng một việc' }).first().scrollIntoViewIfNeeded();
  }],
  'drill': ['inspector', `/so-lieu?${review}&indicator=patrol.post`, async (page) => {
    await page.getByRole('link', { name: /^11\.645/ }).first().click();
    await page.getByRole('heading', { level: 2, name: 'Căn cứ số liệu' }).waitFor();
  }],
  'report-builder': ['commune_verifier', `/bao-cao?${month}`, async (page) => {
    await page.frameLocator('iframe').getByText('BÁO CÁO', { exact: true }).waitFor();
    await page.getByRole('heading', { name: /Câu hỏi về số liệu|Chưa có số liệu/ }).first().waitFor();
  }],
  'report-lock': ['commune_verifier', `/bao-cao?${month}`, async (page) => {
    await page.frameLocator('iframe').getByText('BÁO CÁO', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Ký và khóa báo cáo' }).click();
    await page.getByRole('dialog').getByText('ký thay mặt').waitFor();
  }],
  'locked': ['upper_officer', '/khoa-so', changed],
  'locked-compare': ['upper_officer', '/khoa-so', async (page) => {
    await changed(page);
    await page.getByRole('link', { name: 'So với hiện nay' }).click();
    await page.getByText('Nhập nhầm đơn vị').first().waitFor();
  }],
  'merger': ['registry_editor', '/danh-muc', merger],
  'import-errors': ['commune_clerk', '/nhap-so-lieu', async (page) => {
    await page.getByLabel('Tệp bảng tính').setInputFiles({ name: 'so-lieu-2025.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) });
    await page.getByRole('button', { name: 'Gửi và kiểm tra' }).click();
    await page.getByText('· F2 ·').waitFor();
  }],
  'invite': ['administrator', '/quan-tri', async (page) => {
    await page.getByRole('button', { name: 'Thêm người' }).click();
    await page.getByLabel('Họ và tên').fill('Lý Văn Ghi');
    await page.getByLabel('Vai trò').selectOption({ label: 'Cán bộ xã ghi chép' });
  }],
};

const sheet = 'Chỉ tiêu;Số đo;Địa bàn;Từ ngày;Đến ngày;Số liệu;Đơn vị tính;Loại văn bản;Số văn bản;Trang;Trích dẫn;Trả lời\n'
  + 'outreach;sessions;xã Trà Lĩnh;1/8/2025;31/12/2025;2.6;;báo cáo;12/BC-UBND;3;;\n'
  + 'outreach;buổi họp;xã Trà Lĩnh;1/8/2025;31/13/2025;120;;báo cáo;12/BC-UBND;3;;\n';

async function day(page, text) {
  await page.getByLabel('Ngày', { exact: true }).fill(text);
  await page.getByLabel('Ngày', { exact: true }).press('Tab');
}

/** Chooses in a field that is searched by typing. */
async function pick(page, label, text, option) {
  const field = page.getByRole('combobox', { name: label }).first();
  await field.fill(text);
  await page.getByRole('option', { name: option }).first().click();
}

/** The demo's yearly report that was corrected after its lock. */
async function changed(page) {
  const row = page.getByRole('row').filter({ hasText: 'thay đổi sau khi khóa' }).filter({ hasText: '2021' }).first();
  await row.getByRole('link').click();
  await page.getByRole('link', { name: 'So với hiện nay' }).waitFor();
}

async function merger(page) {
  const { items } = await callApi(page, 'GET', '/places?q=Dinh%20Phong');
  const old = items.find((p) => p.alive && p.level === 'commune');
  await page.goto(new URL(`/office/danh-muc/dia-ban/${old.id}/sap-xep`, page.url()).href);
  await page.getByLabel('Ngày có hiệu lực', { exact: true }).fill('01/01/2027');
  await page.getByLabel('Văn bản', { exact: true }).fill('Nghị quyết số 01/NQ-UBTVQH16 (minh họa)');
  await pick(page, 'Thêm đơn vị', 'trung khanh', /Trùng Khánh/);
  await page.getByRole('group', { name: 'Đơn vị mới' }).getByLabel('Tên', { exact: true }).fill('Phong Châu Mới');
  await page.getByRole('button', { name: 'Xem trước' }).click();
  await page.getByRole('heading', { name: 'Trước và sau' }).scrollIntoViewIfNeeded();
}

let total = 0;
const heavy = [];

async function take(page, name) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  const path = join(images, `${name}.png`);
  writeFileSync(path, await inPalette(page, await page.screenshot()));
  const { size } = statSync(path);
  total += size;
  if (size > largest) heavy.push(`${name}: ${size} bytes`);
  console.log(`${name} ${Math.round(size / 1024)} KB`);
}

// One sign-in for each role: the server lets nobody try often.
const signedIn = {};

async function enter(browser, address, role, size) {
  const page = await visitor(browser, { size, deviceScaleFactor: 1 });
  if (signedIn[role]) await page.context().addCookies(signedIn[role]);
  else {
    await signInAs(page, address, role);
    await page.waitForLoadState('networkidle');
    signedIn[role] = await page.context().cookies();
  }
  return page;
}

const wanted = (name) => named.size === 0 || named.has(name);

async function picture(browser, address, name, [role, path, prepare, size = sizes.laptop]) {
  if (!wanted(name)) return;
  const page = await enter(browser, address, role, size);
  await page.goto(`${address}/office${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await prepare(page);
  await take(page, name);
  await leave(page);
}

/** An empty book: its set-up, printed codes, settings, and the sign-in of its people. */
async function firstRun(browser) {
  const { setup, address } = await startEmpty();
  const page = await visitor(browser);
  await passkeys(page);
  await page.goto(setup);
  await page.getByRole('heading', { level: 1, name: 'Thiết lập sổ mới' }).waitFor();
  await page.getByRole('group', { name: 'Tỉnh, thành phố' }).getByLabel('Tên').first().fill('Cao Bằng');
  const commune = page.getByRole('group', { name: 'Xã, phường', exact: true });
  await commune.getByLabel('Tên', { exact: true }).fill('Đình Phong');
  await commune.getByLabel('Tên các xóm').fill('xóm Bản Mẫu\nxóm Nà Mẫu');
  await page.evaluate(() => scrollTo(0, 0));
  await take(page, 'set-up');
  await page.getByLabel('Họ và tên').fill('Nông Thị Mẫu');
  await page.getByLabel('Chức vụ').fill('Chánh Văn phòng');
  await page.getByRole('button', { name: 'Lập sổ và đăng ký khóa của tôi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mười mã dự phòng' }).waitFor();
  await take(page, 'printed-codes');
  await page.getByLabel('Tôi đã cất các mã').check();
  await page.getByRole('button', { name: 'Đã cất, vào làm việc' }).click();
  await page.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();
  await page.goto(`${address}/office/cai-dat`);
  await page.getByText('Dự phòng').first().waitFor();
  await take(page, 'settings');
  await leave(page);
  const other = await visitor(browser);
  await other.goto(`${address}/office/`);
  await other.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).waitFor();
  await take(other, 'sign-in');
  await leave(other);
}

async function publicPage(browser, address) {
  const page = await visitor(browser);
  await page.goto(`${address}/`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await take(page, 'public');
  await leave(page);
}

/** A phone from its first words to its outbox, and the office's list of phones. */
async function phones(browser) {
  const { address } = await startStoppable();
  const phone = await startPhone({ deviceScaleFactor: 1 });
  const { page } = phone;
  const team = await newTeam(browser, address);
  const clerk = await officer(browser, address);
  await enrolPhone(phone, clerk, address, team, () => take(page, 'phone-words'));
  await choosePIN(page, team.people[0].name);
  await home(page);
  await take(page, 'phone-home');
  await page.getByRole('link', { name: 'tuần tra biên giới' }).click();
  await page.getByRole('link', { name: 'Ghi lại cuộc đã đi' }).click();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('radio', { name: 'nhân dân phối hợp tuần tra' }).check();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('button', { name: /^5/ }).click();
  await take(page, 'phone-number');
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('heading', { level: 1, name: 'Xem lại' }).waitFor();
  await take(page, 'phone-review');
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  await take(page, 'phone-outbox');
  await phone.close();
  await clerk.goto(`${address}/office/dien-thoai`);
  await clerk.getByText('chờ cán bộ thứ hai').first().waitFor();
  await take(clerk, 'devices');
  await leave(clerk);
}

async function all() {
  mkdirSync(images, { recursive: true });
  const [browser, { address }] = [await startBrowser(), await startServer()];
  for (const [name, role, path, ready, size] of screens) {
    await picture(browser, address, name, [role, path, (page) => page.getByText(ready).first().waitFor(), size]);
  }
  for (const [name, how] of Object.entries(acts)) await picture(browser, address, name, how);
  if (wanted('public')) await publicPage(browser, address);
  if (wanted('sign-in')) await firstRun(browser);
  if (wanted('phones')) await phones(browser);
  if (wanted('tips')) await tipPictures(browser, take);
}

if (missing) throw new Error(missing);
const folder = mkdtempSync(join(tmpdir(), 'phendau-pictures-'));
try {
  process.env.PHENDAU_BINARY ??= buildProgram(folder);
  await all();
  console.log(`${Math.round(total / 1024)} KB in all`);
  if (heavy.length > 0) throw new Error(`too large for a guide:\n${heavy.join('\n')}`);
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
