// Every screen of the phone: in three themes, in both languages, at 320 and
// 360 px and with the largest type, without a violation of WCAG 2.2 AA or of
// the policy.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { choosePIN, enrolPhone, entriesOf, goTo, home, kept, newTeam, officer, pin, synced } from './field.mjs';
import { axe, leave, missing, screenshot, scrollsSideways, startBrowser, startPhone, startStoppable, stopAll } from './harness.mjs';

const options = { skip: missing || false };
const least = 48;

/** What an operator supplies: a few marked texts, a word of the catalogue, one recording. No language of anybody. */
function languages() {
  const folder = mkdtempSync(join(tmpdir(), 'phendau-languages-'));
  gone = () => rmSync(folder, { recursive: true });
  mkdirSync(join(folder, 'qaa/prompts'), { recursive: true });
  writeFileSync(join(folder, 'qaa/texts.json'), JSON.stringify({ name: 'Tiếng thử', texts: { 'field.home': 'Trang thử', 'field.unsent': '{n} thử {other}' }, words: { 'tuần tra biên giới': 'từ thử' } }));
  writeFileSync(join(folder, 'qaa/prompts/day.webm'), 'sound');
  return folder;
}

let gone = () => undefined;
let server, browser, phone, clerk, team;
before(async () => {
  if (missing) return;
  server = await startStoppable({ args: ['--languages', languages()] });
  browser = await startBrowser();
  phone = await startPhone();
  team = await newTeam(browser, server.address);
  clerk = await officer(browser, server.address);
  await enrolPhone(phone, clerk, server.address, team);
  await choosePIN(phone.page, team.people[0].name);
  await home(phone.page);
  await kept(phone.page);
});
after(async () => { await stopAll(); gone(); });

/** What can be pressed is as large as a thumb. */
const tooSmall = (page) => page.evaluate((least) => [...document.querySelectorAll('main a, main button, main summary, main select, main input:not([type=radio], [type=checkbox], [type=date]), main label:has(input), nav a')]
  .filter((e) => e.checkVisibility() && !e.closest('.visually-hidden')).map((e) => [e, e.getBoundingClientRect()])
  .filter(([, r]) => r.height < least - 0.5 || r.width < least - 0.5).map(([e, r]) => `${e.tagName} "${(e.textContent || e.getAttribute('aria-label') || e.id).trim().slice(0, 30)}" ${Math.round(r.width)}x${Math.round(r.height)}`), least);

async function fine(page, name) {
  await screenshot(page, `field-${name}`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
  assert.deepEqual(await tooSmall(page), [], name);
}

test('a patrol is recorded one question a page, with its markers from the list', options, async () => {
  const { page } = phone;
  await goTo(page, 'Hôm nay');
  await page.getByRole('link', { name: 'tuần tra biên giới' }).click();
  await page.getByRole('link', { name: 'Ghi lại cuộc đã đi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ngày nào?' }).waitFor();
  await fine(page, 'q-day');
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('heading', { level: 1, name: 'hình thức tuần tra' }).waitFor();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByText('Hãy chọn một mục.').waitFor();
  await fine(page, 'q-dim');
  await page.getByRole('radio', { name: 'nhân dân phối hợp tuần tra' }).check();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('button', { name: /^5/ }).click();
  await page.getByRole('button', { name: 'Thêm', exact: true }).click();
  await fine(page, 'q-number');
  while (await page.getByRole('heading', { level: 1, name: 'Đã đến những mốc nào?' }).count() === 0) {
    const before = await page.getByRole('heading', { level: 1 }).textContent();
    await page.getByRole('button', { name: 'Tiếp' }).click();
    await page.waitForFunction((was) => document.querySelector('h1')?.textContent !== was, before);
  }
  const first = page.getByRole('checkbox').first();
  await first.check();
  await fine(page, 'q-markers');
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('heading', { level: 1, name: 'Xem lại' }).waitFor();
  await page.getByText('6 lượt (đếm tại chỗ)').waitFor();
  await page.getByText('Ghi thêm (không bắt buộc)').click();
  await fine(page, 'review');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Đã đến những mốc nào?' }).waitFor();
  assert.equal(await first.isChecked(), true, 'going back loses nothing');
  await page.goForward();
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  const [entry] = await entriesOf(clerk, team);
  assert.equal(entry.kind, 'patrol');
});

test('the next entry of a kind shows what was said the last time', options, async () => {
  const { page } = phone;
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: 'tuần tra biên giới' }).click();
  await page.getByRole('button', { name: 'Tiếp' }).click();
  assert.equal(await page.getByRole('radio', { name: 'nhân dân phối hợp tuần tra' }).isChecked(), true);
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.locator('input.num').first().waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  await page.getByRole('link', { name: /nháp/ }).click();
  await page.getByRole('button', { name: 'Bỏ bản nháp' }).click();
  await home(page);
  await page.getByText('Không có việc nào trả lại hay ghi dở.').waitFor();
});

test('that nothing happened is signed and received', options, async () => {
  const { page } = phone;
  await goTo(page, 'Hôm nay');
  await page.getByRole('link', { name: 'Báo không phát sinh' }).click();
  await page.getByRole('checkbox').nth(1).check();
  await fine(page, 'nil');
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await synced(page);
  await page.getByText('Đã nhận (2)').waitFor();
  await page.getByRole('link', { name: /Báo không phát sinh/ }).click();
  await fine(page, 'one-nil');
});

test('a language the operator supplies is kept on the phone, speaks, and falls back to Vietnamese', options, async () => {
  const { page } = phone;
  await goTo(page, 'Hôm nay');
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('radio', { name: 'Tiếng thử' }).check();
  await page.getByRole('navigation').getByRole('link', { name: 'Trang thử' }).waitFor();
  await fine(page, 'tongue-settings');
  await phone.context.setOffline(true);
  await page.goto(`${server.address}/field/`);
  await page.getByLabel('Mã PIN 6 chữ số').fill(pin);
  await page.getByRole('button', { name: 'Mở máy' }).click();
  await page.getByRole('heading', { level: 1, name: 'Trang thử' }).waitFor();
  await page.getByText('0 việc chưa gửi').waitFor(); // a text that asks for what is not given is not taken
  await page.getByRole('navigation').getByRole('link', { name: 'Ghi', exact: true }).click();
  await page.evaluate(() => { HTMLMediaElement.prototype.play = async function () { globalThis.played = this.src; }; });
  await page.getByRole('link', { name: 'từ thử' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ngày nào?' }).waitFor();
  await page.getByRole('button', { name: 'Nghe đọc' }).click();
  await page.waitForFunction(() => globalThis.played?.startsWith('blob:'));
  await fine(page, 'tongue-day');
  await page.getByRole('button', { name: 'Tiếp' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ngày nào?' }).waitFor({ state: 'hidden' });
  assert.equal(await page.getByRole('button', { name: 'Nghe đọc' }).count(), 0, 'a question without a recording is silent');
  await phone.context.setOffline(false);
  await page.getByRole('navigation').getByRole('link', { name: 'Trang thử' }).click();
  await page.getByRole('link', { name: /nháp/ }).click();
  await page.getByRole('button', { name: 'Bỏ bản nháp' }).click();
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('radio', { name: 'Tiếng Việt' }).check();
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).waitFor();
});

test('every screen is accessible in every theme, at 320 px and in the largest type, in both languages', options, async () => {
  const { page } = phone;
  const looks = [['Nắng: đen trên trắng', 'Rất to', 320], ['Tối', 'To', 360], ['Sáng', 'Vừa', 360]];
  for (const [look, size, width] of looks) {
    await page.setViewportSize({ width, height: 740 });
    await goTo(page, 'Hôm nay');
    await page.getByRole('link', { name: 'Cài đặt' }).click();
    await page.getByRole('radio', { name: look }).check();
    await page.getByRole('radio', { name: size, exact: true }).check();
    await fine(page, `settings-${width}-${size}`);
    await page.getByRole('link', { name: 'Xuất dữ liệu ra tệp' }).click();
    await page.getByText('Mọi việc đã được nhận. Không có gì phải mang đi.').waitFor();
    await fine(page, `export-${width}-${size}`);
    for (const [place, heading] of [['Hôm nay', 'Hôm nay'], ['Ghi', 'Ghi'], ['Hộp gửi', 'Hộp gửi'], ['Của tôi', 'Của tôi']]) {
      await goTo(page, place);
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
      await fine(page, `${heading}-${width}-${size}`);
    }
    await page.getByRole('link', { name: /tuần tra biên giới/i }).first().click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await fine(page, `one-${width}-${size}`);
  }
  await goTo(page, 'Hôm nay');
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  for (const place of ['Today', 'Record', 'Outbox', 'Mine']) {
    await goTo(page, place);
    await page.getByRole('heading', { level: 1, name: place, exact: true }).waitFor();
    await fine(page, `en-${place}`);
  }
  await goTo(page, 'Today');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Give back and delete' }).click();
  await fine(page, 'en-sign-out');
  await page.getByRole('dialog').getByRole('button', { name: 'Give back and delete' }).click();
  await page.getByRole('heading', { level: 1, name: 'Enrol this phone' }).waitFor();
  await phone.close();
  await leave(clerk);
});
