// From an empty directory to a locked monthly report as DOCX, as a newcomer
// goes: set-up, two people with passkeys, an entry recorded, verified, in a
// figure, opened from the figure, in the report. Once on a directory with one
// process, once on PostgreSQL with a process for each of the two.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { leave, missing, passkeys, screenshot, startBrowser, startEmpty, startPostgres, stopAll, unzipped, visitor } from './harness.mjs';
import { closeInvitation, enrol, invite, keepCodes, setUp } from './people.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser;
before(async () => { if (!missing) browser = await startBrowser(); });
after(stopAll);

/** The month before this one, in Việt Nam: a report is locked when it is over. */
function lastMonth() {
  const now = new Date(Date.now() + 7 * 3_600_000);
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
  return { year: first.getUTCFullYear(), month: first.getUTCMonth() + 1 };
}

async function walk(first, second) {
  const { year, month } = lastMonth();
  const period = `${year}-${String(month).padStart(2, '0')}`;
  const page = await visitor(browser);
  await passkeys(page);
  await page.goto(first.setup);
  await setUp(page);
  await page.getByRole('button', { name: 'Lập sổ và đăng ký khóa của tôi' }).click();
  await keepCodes(page);
  await page.goto(`${first.address}/office/quan-tri`);
  const forClerk = await invite(page, 'Lý Văn Ghi', 'Cán bộ xã ghi chép');
  await closeInvitation(page);
  const forVerifier = await invite(page, 'Bế Thị Duyệt', 'Cán bộ xã thẩm định');
  await closeInvitation(page);
  const clerk = await enrol(browser, forClerk);
  const verifier = await enrol(browser, forVerifier.replace(first.address, second.address));

  // The clerk records three sessions of outreach on one day.
  await clerk.goto(`${first.address}/office/ghi/outreach`);
  await clerk.getByLabel('Ngày', { exact: true }).fill(`05/${month}/${year}`);
  await clerk.getByLabel('Ngày', { exact: true }).press('Tab');
  const where = clerk.getByRole('combobox', { name: 'Nơi diễn ra' });
  await where.click();
  await where.fill('ban mau');
  await clerk.getByRole('option', { name: /Bản Mẫu/ }).first().click();
  await clerk.getByLabel(/^số buổi/i).fill('3');
  await clerk.getByLabel(/^(số )?lượt người/i).first().fill('128');
  await screenshot(clerk, 'whole-record', { fullPage: true });
  await clerk.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await clerk.getByText('Đọc lại lần cuối').waitFor();
  await clerk.getByRole('button', { name: 'Gửi', exact: true }).click();
  await clerk.getByText('Đã gửi').first().waitFor();

  // The verifier, at the other process, looks and verifies.
  await verifier.goto(`${second.address}/office/cho-duyet`);
  await verifier.locator('#shown-title').waitFor();
  await screenshot(verifier, 'whole-review');
  await verifier.keyboard.press('d');
  const answered = verifier.waitForResponse((r) => /\/verify$/.test(r.url()));
  await verifier.getByRole('navigation', { name: 'Các mục chính' }).getByRole('link', { name: 'Số liệu', exact: true }).click(); // leaving sends at once
  assert.equal((await answered).status(), 200);

  // In the figure, and from the figure to the entry.
  await verifier.goto(`${second.address}/office/so-lieu?period=${period}&indicator=outreach&status=verified:2`);
  await verifier.getByRole('table').getByRole('link', { name: /128/ }).first().click();
  await verifier.getByRole('heading', { level: 2, name: 'Bản ghi nằm sau con số' }).waitFor();
  await screenshot(verifier, 'whole-drill', { fullPage: true });
  await verifier.locator('a[href*="/office/so/"]').first().click();
  await verifier.getByText('Lý Văn Ghi').first().waitFor();

  // In the report, signed and locked, taken away as DOCX.
  await verifier.goto(`${second.address}/office/bao-cao?template=monthly&period=${period}&calendar=civil`);
  await verifier.frameLocator('iframe').getByText('BÁO CÁO', { exact: true }).waitFor();
  await verifier.getByRole('button', { name: 'Ký và khóa báo cáo' }).click();
  const dialog = verifier.getByRole('dialog', { name: 'Ký và khóa báo cáo này' });
  await dialog.getByText('ký thay mặt').waitFor();
  for (const box of await dialog.getByRole('textbox').all()) await box.fill('Đã đối chiếu với sổ.');
  await dialog.getByRole('button', { name: 'Ký và khóa' }).click();
  await verifier.getByText('không thay đổi từ khi khóa').waitFor();
  await verifier.getByText('Chữ ký và kiểm tra').click();
  await verifier.getByText('Chữ ký đúng, tệp nguyên vẹn').waitFor();
  await screenshot(verifier, 'whole-locked', { fullPage: true });
  const folder = mkdtempSync(join(tmpdir(), 'phendau-e2e-'));
  try {
    const [file] = await Promise.all([verifier.waitForEvent('download'), verifier.getByRole('link', { name: 'DOCX' }).click()]);
    await file.saveAs(join(folder, 'report.docx'));
    const text = unzipped(join(folder, 'report.docx'), 'word/document.xml').replace(/<[^>]*>/g, '');
    assert.match(text, /Đình Phong/i);
    assert.match(text, /128/, 'the report holds the number of the entry');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await Promise.all([leave(page), leave(clerk), leave(verifier)]);
}

test('a newcomer gets from an empty directory to a locked monthly report', options, async () => {
  const server = await startEmpty();
  await walk(server, server);
});

test('the same with two processes on one PostgreSQL', options, async () => {
  const database = await startPostgres();
  const root = mkdtempSync(join(tmpdir(), 'phendau-e2e-'));
  try {
    const [a, b] = ['a', 'b'].map((n) => join(root, n));
    const first = await startEmpty({ args: ['--database', database, '--keys', a] });
    await mkdir(b, { mode: 0o700 });
    await copyFile(join(a, 'root.key'), join(b, 'root.key'));
    const second = await startEmpty({ args: ['--database', database, '--keys', b], set: false });
    await walk(first, second);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
