import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, callApi, leave, missing, prefer, screenshot, scrollsSideways, settled, signInAs, sizes, startBrowser, startServer, stopAll, unzipped, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser, folder;
before(async () => {
  if (missing) return;
  folder = mkdtempSync(join(tmpdir(), 'phendau-reports-'));
  [server, browser] = await Promise.all([startServer({ fresh: true }), startBrowser()]);
});
after(async () => {
  await stopAll();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const month = 'period=2023-05&calendar=civil';
let lockAddress = '';

test('a monthly report is previewed with its gaps, signed and locked', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, server.address, 'commune_verifier');
  await page.goto(`${server.address}/office/bao-cao?template=five-year-review`);
  await page.getByText('Hãy chọn địa bàn và kỳ').waitFor();

  // Without a period the last one that may be locked is offered; one later is not over.
  await page.goto(`${server.address}/office/bao-cao`);
  const field = page.getByRole('group', { name: 'Kỳ', exact: true });
  await field.getByText('Kỳ gần nhất đã hết, khóa được ngay: tháng ').waitFor();
  await page.getByRole('button', { name: 'Ký và khóa báo cáo' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await field.getByRole('button', { name: 'Kỳ sau' }).press('Enter');
  await page.getByText(/^Kỳ tháng .* chưa kết thúc; ký và khóa được từ ngày 15\//).waitFor();
  await screenshot(page, 'reports-not-over');
  await page.getByRole('button', { name: /^Lập báo cáo tháng / }).click();
  await page.getByRole('button', { name: 'Ký và khóa báo cáo' }).waitFor();

  // The choosers write what the server reads; what they do not know is typed.
  await field.getByLabel('Loại kỳ').selectOption('Quý');
  await page.waitForURL(/period=\d{4}-Q[1-4]/);
  await field.getByLabel('Loại kỳ').selectOption('Tự ghi');
  await field.getByRole('textbox', { name: 'Kỳ', exact: true }).fill('5/2023');
  await field.getByRole('textbox', { name: 'Kỳ', exact: true }).press('Tab');
  await page.waitForURL(/period=5%2F2023/);
  await page.frameLocator('iframe').getByText('BÁO CÁO', { exact: true }).waitFor();

  await page.goto(`${server.address}/office/bao-cao?template=monthly&${month}`);
  const paper = page.frameLocator('iframe');
  await paper.getByText('BÁO CÁO', { exact: true }).waitFor();
  await page.getByRole('heading', { name: /Câu hỏi về số liệu|Chưa có số liệu/ }).first().waitFor();
  assert.match(await paper.locator('a.figure').first().getAttribute('href'), /^\/office\/so-lieu\/o\?c=/);
  assert.equal(await scrollsSideways(page), false);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'reports-builder', { fullPage: true });
  // What ends the work stays in sight beside a long list.
  await page.evaluate(() => { scrollTo(0, document.body.scrollHeight); });
  const act = await page.getByRole('button', { name: 'Ký và khóa báo cáo' }).boundingBox();
  assert.ok(act.y > 0 && act.y + act.height < sizes.laptop.height);
  await screenshot(page, 'reports-builder-end');

  await page.getByText('Số, ngày, nơi nhận, người ký').click();
  await page.getByLabel('Số văn bản').fill('7');
  await page.getByRole('button', { name: 'Cập nhật bản xem' }).click();
  await paper.getByText('Số: 07/BC-UBND').waitFor();

  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'DOCX' }).click()]);
  const path = join(folder, 'report.docx');
  await file.saveAs(path);
  assert.match(file.suggestedFilename(), /^bao-cao-07-BC-UBND/);
  const xml = unzipped(path, 'word/document.xml');
  assert.ok(xml.replace(/<[^>]*>/g, '').includes('Số: 07/BC-UBND'), 'the document carries its number');

  await page.getByRole('button', { name: 'Ký và khóa báo cáo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ký và khóa báo cáo này' });
  await dialog.getByText('ký thay mặt').waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'reports-lock');
  await dialog.getByRole('button', { name: 'Ký và khóa' }).click();
  await page.getByText('không thay đổi từ khi khóa').waitFor();
  lockAddress = page.url();
  await page.frameLocator('iframe').getByText('Số: 07/BC-UBND').waitFor();
  await page.getByText('Chữ ký và kiểm tra').click();
  await page.getByText('Chữ ký đúng, tệp nguyên vẹn').waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'snapshots-one', { fullPage: true });
  await leave(page);
});

test('a correction after the lock leaves the signed number; the comparison names old, new, who and why', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, server.address, 'commune_verifier');
  const entries = await callApi(page, 'GET', '/entries?kind=outreach&from=2023-05-01&to=2023-05-31&status=verified&limit=200');
  let done;
  for (const e of entries.items) {
    const seen = await callApi(page, 'GET', `/entries/${e.ledger_id}/${e.id}`);
    const turns = seen.content.measures?.participant_turns;
    if (!turns || e.level !== 2 || seen.content.parts) continue; // parts would have to fit the new total
    const value = { ...turns, v: turns.v + 9 };
    await callApi(page, 'POST', `/records/${e.ledger_id}/${e.id}/correct`, { base: seen.base, set: { measures: { participant_turns: value } }, why: 'Đếm lại theo danh sách ca trực.' });
    done = e;
    break;
  }
  assert.ok(done, 'the month has a session to correct');
  await page.goto(lockAddress);
  await page.getByText('có 1 thay đổi sau khi khóa').waitFor();
  await page.getByRole('link', { name: 'So với hiện nay' }).click();
  const change = page.getByRole('listitem').filter({ hasText: 'tuyên truyền' }).filter({ hasText: '(lượt)' }).first();
  await change.getByText('Đính chính').first().waitFor();
  await change.getByText('Đếm lại theo danh sách ca trực.').first().waitFor();
  await change.getByText('xã Trà Lĩnh (minh họa)').first().waitFor();
  await screenshot(page, 'snapshots-corrected');
  await leave(page);
});

test('after the demo\'s correction the comparison names old, new, who and why', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, server.address, 'upper_officer');
  await page.goto(`${server.address}/office/khoa-so`);
  await page.getByRole('heading', { level: 1, name: 'Báo cáo đã khóa' }).waitFor();
  const changed = page.getByRole('row').filter({ hasText: 'thay đổi sau khi khóa' }).filter({ hasText: '2021' });
  await changed.first().waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'snapshots-list');
  await changed.first().getByRole('link').click();
  await page.getByRole('link', { name: 'So với hiện nay' }).click();
  await page.getByRole('heading', { level: 1, name: 'So sánh số liệu' }).waitFor();
  await page.getByText('Nhập nhầm đơn vị').first().waitFor();
  await page.getByText('Đính chính').first().waitFor();
  assert.equal(await scrollsSideways(page), false);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'snapshots-compare', { fullPage: true });
  await leave(page);
});

test('a locked report is withdrawn with a reason, in both sizes and languages readable', options, async () => {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const lang of ['vi', 'en']) {
      const page = await visitor(browser, { size: viewport, scheme: lang === 'en' ? 'dark' : 'light' });
      await prefer(page, { lang });
      await signInAs(page, server.address, 'commune_verifier');
      for (const where of [`/office/bao-cao?template=monthly&${month}`, new URL(lockAddress).pathname, `${new URL(lockAddress).pathname}/so-sanh?with=now`, '/office/nhap-so-lieu']) {
        await page.goto(server.address + where);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await settled(page);
        assert.equal(await scrollsSideways(page), false, where);
        assert.deepEqual(await axe(page), [], `${where} ${size} ${lang}`);
        await screenshot(page, `reports-${size}-${lang}-${where.split('?')[0].split('/').at(-1).slice(0, 12)}`);
      }
      await leave(page);
    }
  }
  const page = await visitor(browser);
  await signInAs(page, server.address, 'commune_verifier');
  await page.goto(lockAddress);
  await page.getByRole('button', { name: 'Thu hồi' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Thu hồi' }).click();
  await dialog.getByText('Còn thiếu: Lý do.').waitFor();
  await dialog.getByLabel('Lý do').fill('Lập lại theo mẫu mới.');
  await dialog.getByRole('button', { name: 'Thu hồi' }).click();
  await page.getByText('đã thu hồi').first().waitFor();
  await leave(page);
});

const head = 'Chỉ tiêu;Số đo;Địa bàn;Từ ngày;Đến ngày;Số liệu;Đơn vị tính;Loại văn bản;Số văn bản;Trang;Trích dẫn;Trả lời\n';
const row = (place, from, to, value) => ['outreach', 'sessions', place, from, to, value, '', 'báo cáo', '12/BC-UBND', '3', '', ''].join(';') + '\n';

test('an import tells errors by cell, asks, keeps the answer and is confirmed', options, async () => {
  const page = await visitor(browser);
  const me = await signInAs(page, server.address, 'commune_clerk');
  const place = me.grants.find((g) => g.role === 'commune_clerk').place;
  const bad = join(folder, 'sai.csv');
  const good = join(folder, 'so-lieu.csv');
  writeFileSync(bad, head + row(place, '1/8/2025', '31/12/2025', '2.6'));
  writeFileSync(good, head + row(place, '1/8/2025', '31/12/2025', '120') + row(place, '1/10/2025', '28/2/2026', '120'));

  await page.goto(`${server.address}/office/nhap-so-lieu`);
  await page.getByLabel('Tệp bảng tính').setInputFiles(bad);
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'Gửi và kiểm tra' }).click();
  await page.getByText('· F2 ·').waitFor();
  assert.equal(await page.getByRole('button', { name: /Xác nhận nhập/ }).count(), 0);
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'imports-errors');

  await page.getByRole('link', { name: 'Gửi tệp khác' }).click();
  await page.getByLabel('Tệp bảng tính').setInputFiles(good);
  await page.getByRole('button', { name: 'Gửi và kiểm tra' }).click();
  const answers = page.getByLabel('Trả lời hoặc nêu nguồn');
  await answers.first().waitFor();
  for (const field of await answers.all()) await field.fill('Đã đối chiếu với văn bản gốc.');
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'imports-doubts', { fullPage: true });
  await page.getByRole('button', { name: 'Xác nhận nhập 2 dòng' }).click();
  await page.getByText('Đã ghi 2 bản ghi').waitFor();
  const list = await callApi(page, 'GET', '/imports');
  assert.equal(list.filter((f) => f.done).length, 1);
  await leave(page);
});
