// The shared components under the office's real policy: built into a folder
// of the test and shown at an address of the real server.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'vite';
import { appConfig } from '../vite.config.js';
import { axe, leave, missing, prefer, screenshot, scrollsSideways, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

const options = { skip: missing || false };
const base = '/office/gallery/';
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const folder = mkdtempSync(join(tmpdir(), 'phendau-gallery-'));

let server, browser, headers;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer(), startBrowser(), build(appConfig('e2e/gallery', folder, base))]);
  headers = Object.fromEntries((await fetch(`${server.address}/office/`)).headers);
  assert.ok(headers['content-security-policy']);
});
after(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

async function gallery(looks = {}) {
  const page = await visitor(browser, looks);
  await prefer(page, { lang: 'vi' });
  await page.route(`**${base}**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice(base.length) || 'index.html';
    return route.fulfill({ body: readFileSync(join(folder, name)), headers: { 'content-security-policy': headers['content-security-policy'], 'content-type': types[extname(name)] } });
  });
  await page.goto(server.address + base);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const told = (page, name) => page.locator('output').getAttribute(`data-${name}`);

for (const [size, viewport] of Object.entries(sizes)) {
  for (const scheme of ['light', 'dark']) {
    test(`every component is accessible and fits: ${size}, ${scheme}`, options, async () => {
      const page = await gallery({ size: viewport, scheme });
      assert.deepEqual(await axe(page), []);
      assert.equal(await scrollsSideways(page), false);
      await screenshot(page, `gallery-${size}-${scheme}`, { fullPage: true });
      await page.getByRole('button', { name: 'Trả lại' }).click();
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await axe(page), []);
      await screenshot(page, `gallery-dialog-${size}-${scheme}`);
      await leave(page);
    });
  }
}

test('a number is read in base units and a doubtful one is asked about', options, async () => {
  const page = await gallery();
  const field = page.getByLabel('Chiều dài phát quang');
  assert.equal(await field.inputValue(), '93,783');
  await field.fill('1.234,5');
  assert.equal(await told(page, 'length'), '1234500');
  await field.fill('1.5');
  await field.blur();
  await page.getByText('1,5 hay 1.500?').waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.equal(await told(page, 'length'), 'null');
  await leave(page);
});

test('a day is typed as people write it', options, async () => {
  const page = await gallery();
  const field = page.getByLabel('Ngày làm', { exact: true });
  assert.equal(await field.inputValue(), '03/03/2024');
  await field.fill('5/2/2024');
  await field.blur();
  assert.equal(await told(page, 'day'), '2024-02-05');
  await field.fill('30/2/2024');
  await field.blur();
  await page.getByText('Hãy viết ngày như 03/03/2024.').waitFor();
  assert.equal(await told(page, 'day'), '');
  await leave(page);
});

test('a place is found without marks, by keys alone', options, async () => {
  const page = await gallery();
  const field = page.locator('form.panel').getByRole('combobox', { name: 'Địa bàn' });
  await field.focus();
  await page.keyboard.type('dam thuy');
  await page.getByRole('option', { name: 'Xã Đàm Thủy' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await field.inputValue(), 'Xã Đàm Thủy');
  assert.equal(await told(page, 'place'), '0');
  await field.fill('');
  await field.blur();
  assert.equal(await told(page, 'place'), '');
  await leave(page);
});

test('errors are spoken and lead to the first of their fields', options, async () => {
  const page = await gallery();
  await page.getByRole('button', { name: 'Lưu', exact: true }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'length');
  await page.getByLabel('Ghi chú').focus();
  await alert.getByRole('link').click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'length');
  await leave(page);
});

test('a dialog keeps the focus inside and gives it back', options, async () => {
  const page = await gallery();
  const opener = page.getByRole('button', { name: 'Trả lại' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Trả lại bản ghi A7K-3QD' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  assert.equal(await opener.evaluate((e) => e === document.activeElement), true);
  await leave(page);
});

test('tabs, menus and undo work from the keyboard', options, async () => {
  const page = await gallery();
  await page.getByRole('tab', { name: 'Danh sách' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText('Chưa có tuần tra nào tháng này.').waitFor();
  await page.getByRole('button', { name: 'Xuất tệp' }).press('Enter');
  await page.waitForFunction(() => document.activeElement?.textContent === 'Bảng tính XLSX');
  await screenshot(page, 'gallery-menu');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Tệp CSV');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Thẩm định' }).click();
  await page.getByRole('button', { name: 'Hoàn tác' }).press('Enter');
  assert.equal(await told(page, 'undone'), 'yes');
  await leave(page);
});
