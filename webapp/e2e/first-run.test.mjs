import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axe, leave, missing, passkeys, screenshot, scrollsSideways, sizes, startBrowser, startEmpty, stopAll, unzipped, visitor } from './harness.mjs';
import { closeInvitation, enrol, invite, keepCodes, setUp } from './people.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

test('from an empty directory: set-up, two people invited with passkeys, signing out and in again', options, async () => {
  const { setup, address } = await startEmpty();
  const page = await visitor(browser);
  const posted = [];
  page.on('request', (r) => { if (r.method() === 'POST') posted.push(r.postData() ?? ''); });
  await passkeys(page);

  // Without the key the page says only what to do; with it the book is made.
  await page.goto(`${address}/office/`);
  await page.getByText('cần địa chỉ đầy đủ').waitFor();
  assert.equal(await page.locator('form').count(), 0, 'nothing to fill in that would be refused');
  await screenshot(page, 'first-run-no-key');
  await page.goto(setup); // the same page but for what stands behind #
  await page.getByRole('heading', { level: 1, name: 'Thiết lập sổ mới' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await setUp(page);
  await page.getByLabel('Đồn biên phòng phụ trách').fill('Đồn Biên phòng Mẫu');
  await screenshot(page, 'first-run-setup', { fullPage: true });
  await page.getByRole('button', { name: 'Lập sổ và đăng ký khóa của tôi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mười mã dự phòng' }).waitFor(); // the press registered the passkey too
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'first-run-codes', { fullPage: true });
  await keepCodes(page);
  await page.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Thêm đồn biên phòng: đã xong' }).waitFor();

  // The set-up is shut now.
  const again = await visitor(browser);
  await again.goto(setup);
  await again.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor();
  await screenshot(again, 'sign-in');
  await leave(again);

  // Two people, each with an address that works once.
  await page.goto(`${address}/office/quan-tri`);
  await page.getByRole('button', { name: 'Thêm người' }).click();
  const button = await page.getByRole('button', { name: 'Thêm và mời' }).boundingBox();
  assert.ok(button.y + button.height < sizes.laptop.height, 'the button of a long dialog stays in sight');
  await screenshot(page, 'people-add');
  // A body nobody chose follows the role.
  const body = page.getByRole('combobox', { name: 'Cơ quan, đơn vị' });
  const shows = (name) => page.waitForFunction((n) => [...document.querySelectorAll('dialog input')].some((x) => x.value === n), name);
  for (const [role, name] of [['Chỉ huy đồn', 'Đồn Biên phòng Mẫu'], ['Cán bộ xã ghi chép', 'UBND xã Đình Phong'], ['Chỉ huy đồn', 'Đồn Biên phòng Mẫu'], ['Cán bộ xã thẩm định', 'UBND xã Đình Phong']]) {
    await page.getByLabel('Vai trò').selectOption({ label: role });
    await shows(name);
  }
  // One chosen by hand stays where the role can be given for it, and for the next person.
  await page.getByLabel('Vai trò').selectOption({ label: 'Cán bộ xã ghi chép' });
  await body.click();
  await page.getByRole('option', { name: /Ủy ban MTTQ/ }).click();
  await page.getByLabel('Vai trò').selectOption({ label: 'Cán bộ xã thẩm định' });
  const addresses = [await invite(page, 'Lý Văn Ghi', 'Cán bộ xã ghi chép', { open: true })];
  await screenshot(page, 'invite-1');
  await page.getByRole('button', { name: 'Thêm người nữa' }).click();
  await shows('Ủy ban MTTQ xã Đình Phong');
  addresses.push(await invite(page, 'Bế Thị Duyệt', 'Cán bộ xã thẩm định', { open: true }));
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'invite-2');
  // Opened where somebody is signed in, an invitation leads back too.
  await page.getByRole('link', { name: /\/office\/loi-moi#/ }).click();
  await page.getByText('Lời mời dành cho người khác').waitFor();
  await screenshot(page, 'invited-in');
  await page.getByRole('link', { name: 'Trở lại, không đăng xuất' }).click();
  await page.getByText('do một người quản trị khác cấp').waitFor();
  await page.getByRole('button', { name: 'Sửa tên, chức vụ: Bế Thị Duyệt' }).click();
  const naming = page.getByRole('dialog');
  await naming.getByLabel('Họ và tên').fill('Bế Thị Duyên');
  await screenshot(page, 'people-rename');
  await naming.getByRole('button', { name: 'Sửa tên, chức vụ' }).click();
  await page.getByText('Bế Thị Duyên').waitFor();
  await screenshot(page, 'people', { fullPage: true });

  // Who only administers is not led to figures, and told who sees them.
  assert.equal(await page.getByRole('navigation', { name: 'Các mục chính' }).getByRole('link', { name: 'Số liệu', exact: true }).count(), 0);
  await page.goto(`${address}/office/so-lieu`);
  await page.getByText('Vai trò của anh/chị không xem số liệu').waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'figures-not-yours');

  // He finds his own work on the first page.
  await page.getByRole('link', { name: 'Việc cần làm' }).click();
  await page.getByRole('link', { name: '2 lời mời chưa dùng' }).waitFor();
  await page.getByRole('region', { name: 'Anh/chị vừa làm' }).getByRole('cell', { name: 'thêm cán bộ' }).first().waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'home-administrator', { fullPage: true });
  await page.setViewportSize(sizes.phone);
  assert.equal(await scrollsSideways(page), false);
  await screenshot(page, 'home-administrator-phone', { fullPage: true });
  await page.setViewportSize(sizes.laptop);

  const clerk = await enrol(browser, addresses[0]);
  const used = await visitor(browser);
  await used.goto(addresses[0]);
  await used.getByText('Lời mời đã dùng').waitFor();
  await leave(used);
  const verifier = await enrol(browser, addresses[1]);

  // Out and in again by passkey; the clerk sees no administration.
  await clerk.goto(`${address}/office/cai-dat`);
  await screenshot(clerk, 'settings', { fullPage: true });
  assert.deepEqual(await axe(clerk), []);
  await clerk.getByRole('button', { name: 'In mười mã mới' }).click();
  await clerk.getByRole('dialog', { name: 'Mười mã dự phòng' }).waitFor();
  await screenshot(clerk, 'settings-codes');
  await printsAlone(clerk, 'settings-codes-paper');
  await clerk.getByLabel('Tôi đã cất các mã').check();
  await clerk.getByRole('button', { name: 'Đã cất, vào làm việc' }).click();
  await clerk.getByRole('main').getByRole('button', { name: 'Đăng xuất', exact: true }).click();
  await clerk.getByRole('button', { name: 'Đăng nhập bằng khóa truy cập' }).click();
  await clerk.getByRole('heading', { level: 1, name: 'Cài đặt' }).waitFor();

  // No answer of a passkey carried the result of an extension.
  assert.ok(posted.some((b) => b.includes('attestationObject')));
  for (const b of posted) assert.ok(!/"prf"|"hmacGetSecret"/.test(b), b);
  await Promise.all([leave(page), leave(clerk), leave(verifier)]);
});

/** The last day that a report which may be locked today counts: the 14th, once it is over. */
function lastClosedDay() {
  const now = new Date(Date.now() + 7 * 3_600_000);
  const [y, m, d] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const day = new Date(Date.UTC(y, d > 14 ? m : m - 1, 14)).toISOString();
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** Paper holds the codes alone, below whose they are. */
async function printsAlone(page, name) {
  const codes = await page.locator('ol.codes li').allTextContents();
  await page.emulateMedia({ media: 'print' });
  assert.deepEqual((await page.locator('body').innerText()).split('\n').slice(1).filter(Boolean), codes);
  await screenshot(page, name);
  await page.emulateMedia({ media: null });
}

/** The spare codes go into a file and onto paper, each alone; nothing is demanded by hand but a tick. */
async function codesAreKept(page) {
  const codes = await page.locator('ol.codes li').allTextContents();
  await page.getByRole('button', { name: 'Đã cất, vào làm việc' }).click();
  await page.getByText('sau trang này không xem lại được').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Tải tệp' }).click()]);
  const text = readFileSync(await file.path(), 'utf8');
  assert.match(file.suggestedFilename(), /^ma-du-phong-\d{4}-\d\d-\d\d\.txt$/);
  assert.match(text, /^Phên Dậu .* của Nông Thị Mẫu, lập ngày \d\d\/\d\d\/\d{4}/);
  assert.deepEqual(text.match(/(?<=^ ?\d+\. )\S+/gm), codes);
  await printsAlone(page, 'first-run-codes-paper');
  await page.getByText('Đã tải tệp mã về máy này').waitFor();
  assert.equal(await page.getByLabel('Tôi đã cất các mã').count(), 0, 'who saved a file is not asked again');
}

test('a newcomer reads only the screen and is led to a locked report', options, async () => {
  const { setup } = await startEmpty();
  const page = await visitor(browser);
  const { cdp, authenticatorId } = await passkeys(page, { isUserVerified: false });
  let n = 0;
  const look = (name) => screenshot(page, `newcomer-${String(++n).padStart(2, '0')}-${name}`);
  const steps = page.getByRole('region', { name: 'Bắt đầu với sổ mới' });
  const step = (text, state) => steps.getByRole('listitem').filter({ hasText: `${text}: ${state}` });
  const home = () => page.getByRole('link', { name: 'Việc cần làm' }).click();

  // An empty form names what it lacks, each by its field, and goes to the first.
  await page.goto(setup);
  await page.getByRole('button', { name: 'Lập sổ và đăng ký khóa của tôi' }).click();
  await page.getByText('Hãy ghi họ và tên của anh/chị.').waitFor();
  const [left, right] = await Promise.all([page.getByRole('group', { name: 'Tỉnh, thành phố' }).getByLabel('Tên'), page.getByRole('group', { name: 'Tỉnh, thành phố' }).getByLabel('Mã đơn vị hành chính')].map((x) => x.boundingBox()));
  assert.equal(left.y, right.y, 'an error leaves the fields of its line in line');
  assert.equal(await page.locator('[aria-invalid="true"]').count(), 3);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'province');
  assert.deepEqual(await axe(page), []);
  await look('setup-empty');
  await setUp(page);
  assert.equal(await page.locator('[aria-invalid="true"]').count(), 0, 'what is filled in is blamed no longer');
  await page.getByText('xóm Bản Mẫu, xóm Nà Mẫu').waitFor();
  await page.getByLabel('Đồn biên phòng phụ trách').fill('Đàm Thủy');
  await page.getByText('Đồn Biên phòng Đàm Thủy', { exact: true }).waitFor();
  await page.getByLabel('Đồn biên phòng phụ trách').fill('');
  for (const work of ['Tôi cũng ghi chép', 'Tôi cũng thẩm định, ký và khóa báo cáo']) await page.getByLabel(work, { exact: true }).check();
  await look('setup');
  await page.getByRole('button', { name: 'Lập sổ và đăng ký khóa của tôi' }).click();
  // The machine asked at once and got no answer: the button remains.
  await page.getByText('Chưa xong').waitFor();
  await page.getByText('Bước 2/3').waitFor();
  assert.equal(await page.getByText('Lời mời này dành cho').count(), 0, 'nobody invited the first person');
  await look('enrol');
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  await passkeys(page);
  await page.getByRole('button', { name: 'Tạo khóa truy cập' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mười mã dự phòng' }).waitFor();
  await look('codes');
  await codesAreKept(page);
  await page.getByRole('button', { name: 'Đã cất, vào làm việc' }).click();

  await step('Ghi hoạt động đầu tiên', 'chưa làm').waitFor();
  assert.deepEqual(await axe(page), []);
  await look('steps');

  await steps.getByRole('link', { name: 'Mở danh mục' }).click();
  await page.getByRole('button', { name: 'Thêm cơ quan, đơn vị' }).click();
  const body = page.getByRole('dialog');
  await body.getByLabel('Loại', { exact: true }).selectOption({ label: 'đồn biên phòng' });
  await body.getByLabel('Tên', { exact: true }).fill('Đồn Biên phòng Mẫu');
  assert.match(await body.getByRole('combobox', { name: 'Địa bàn phụ trách' }).inputValue(), /Đình Phong/, 'a new post is in charge where its maker is');
  await look('post');
  await body.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByRole('button', { name: 'Đồn Biên phòng Mẫu' }).waitFor();
  await home();
  await step('Thêm đồn biên phòng', 'đã xong').waitFor();

  await steps.getByRole('link', { name: 'Mời người' }).click();
  await invite(page, 'Lý Văn Ghi', 'Cán bộ xã ghi chép', { open: true });
  await page.getByText('chỉ mở được trên máy tính đang dùng').waitFor();
  await look('invite');
  await closeInvitation(page);
  await home();
  await step('Mời người cùng làm', 'đã xong').waitFor();
  await look('steps-two-done');

  // An entry of a day that the report which may be locked now counts.
  await steps.getByRole('link', { name: 'Ghi mới' }).click();
  await look('kinds');
  await page.getByRole('link', { name: 'Tuyên truyền, phổ biến pháp luật' }).or(page.locator('a[href*="/ghi/outreach"]')).first().click();
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await page.getByText(/chỗ cần sửa/).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'place_id', 'the day is there already; the place is the first that is missing');
  await look('entry-empty');
  assert.equal(await page.getByLabel('Ngày', { exact: true }).inputValue(), lastClosedDay(), 'the form starts on a day that the report named there counts');
  await page.getByRole('combobox', { name: 'Nơi diễn ra' }).click();
  await look('entry-place');
  await page.getByRole('option', { name: /Bản Mẫu/ }).click();
  await page.getByLabel(/^số buổi/i).fill('3');
  await page.getByLabel(/^(số )?lượt người/i).first().fill('128');
  await page.getByRole('button', { name: 'Thêm lực lượng tham gia' }).click();
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await page.getByText('Hãy chọn cơ quan, đơn vị cùng tham gia, hoặc bỏ dòng này.').first().waitFor();
  await page.getByRole('combobox', { name: 'Cơ quan, đơn vị' }).click();
  await page.getByRole('option', { name: /Đồn Biên phòng Mẫu/ }).click();
  await look('entry');
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await page.getByText('Đọc lại lần cuối').waitFor();
  await page.getByText('Đồn Biên phòng Mẫu (phối hợp)').waitFor();
  await look('entry-check');
  await page.getByRole('button', { name: 'Gửi', exact: true }).click();
  await page.getByText('Đã gửi').first().waitFor();
  await look('entry-sent');
  await page.reload();
  await page.getByText('Đã gửi').first().waitFor();
  assert.equal(new URL(page.url()).searchParams.has('nhap'), false, 'no draft is asked for that is gone');
  // What is recorded next starts on the same day at the same place.
  await page.getByRole('link', { name: 'Ghi loại khác' }).click();
  await page.getByLabel('Tìm loại hoạt động').fill('tuan tra');
  await page.getByRole('main').getByRole('link', { name: /tuần tra/i }).first().click();
  await page.getByRole('combobox', { name: 'Nơi diễn ra' }).waitFor();
  assert.match(await page.getByRole('combobox', { name: 'Nơi diễn ra' }).inputValue(), /Bản Mẫu/);
  assert.equal(await page.getByLabel('Ngày', { exact: true }).inputValue(), lastClosedDay());
  await home();
  await step('Ghi hoạt động đầu tiên', 'đã xong').waitFor();

  await steps.getByRole('link', { name: 'Mở Chờ thẩm định' }).click();
  await page.locator('#shown-title').waitFor();
  await look('review');
  await page.getByRole('button', { name: 'Thẩm định', exact: true }).click();
  await look('review-done');
  const answered = page.waitForResponse((r) => /\/verify$/.test(r.url()));
  await home(); // leaving sends at once
  assert.equal((await answered).status(), 200);
  await step('Thẩm định bản ghi', 'đã xong').waitFor();

  await steps.getByRole('link', { name: 'Lập báo cáo' }).click();
  await page.frameLocator('iframe').getByText('BÁO CÁO', { exact: true }).waitFor();
  await look('report');
  // A figure without a number leads to its signed zero, with place and days filled in.
  await page.getByRole('link', { name: 'Báo không phát sinh' }).first().click();
  await page.getByRole('heading', { level: 1, name: 'Báo không phát sinh' }).waitFor();
  for (const name of ['Từ ngày', 'Đến ngày']) assert.match(await page.getByLabel(name, { exact: true }).inputValue(), /^\d\d\/\d\d\/\d{4}$/);
  assert.match(await page.getByRole('combobox', { name: 'Nơi diễn ra' }).inputValue(), /Đình Phong|Mẫu/);
  await page.goBack();
  await page.frameLocator('iframe').getByText('BÁO CÁO', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ký và khóa báo cáo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ký và khóa báo cáo này' });
  await dialog.getByText('ký thay mặt').waitFor();
  await look('lock');
  await dialog.getByRole('button', { name: 'Ký và khóa' }).click();
  await page.getByText('không thay đổi từ khi khóa').waitFor();
  await look('locked');
  const folder = mkdtempSync(join(tmpdir(), 'phendau-e2e-'));
  try {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'DOCX' }).click()]);
    await file.saveAs(join(folder, 'report.docx'));
    assert.match(unzipped(join(folder, 'report.docx'), 'word/document.xml').replace(/<[^>]*>/g, ''), /128/, 'the report holds the number of the entry');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await home();
  await page.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();
  await page.getByText('Báo cáo khóa gần nhất').waitFor();
  await page.getByRole('region', { name: 'Việc tiếp theo' }).getByRole('link', { name: 'Tải DOCX' }).waitFor();
  assert.equal(await steps.count(), 0, 'the steps go away when all are done');
  await page.getByText(/^Bảng này tính theo tháng dương lịch \(01\/\d\d-\d\d\/\d\d\); báo cáo tháng .* tính từ 15\/\d\d đến 14\/\d\d\.$/).waitFor();
  await look('home-after');
  await page.setViewportSize(sizes.phone);
  assert.equal(await scrollsSideways(page), false);
  await look('home-after-phone');
  await page.goto(`${new URL(setup).origin}/office/khoa-so`);
  const state = await page.getByText('không thay đổi từ khi khóa').boundingBox();
  assert.ok(state.x + state.width <= sizes.phone.width, 'the state of a locked report is in sight on a phone');
  await look('locks-phone');
  await page.setViewportSize(sizes.laptop);
  // The month that is locked leads to its report and says when the next one may be.
  await page.getByRole('link', { name: 'Báo cáo', exact: true }).click();
  await page.getByText(/^Đã khóa tháng .* Kỳ sau, tháng .*, khóa được từ ngày 15\/\d\d\/\d{4}\.$/).waitFor();
  await look('report-after');
  await page.getByRole('link', { name: 'Mở báo cáo đã khóa' }).click();
  await page.getByText('Việc tiếp theo: tải DOCX').waitFor();
  await leave(page);
});

test('the first run looks right on a phone', options, async () => {
  const { setup } = await startEmpty();
  const page = await visitor(browser, { size: sizes.phone });
  await page.goto(setup);
  await page.getByRole('heading', { level: 1, name: 'Thiết lập sổ mới' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'first-run-phone', { fullPage: true });
  await leave(page);
});
