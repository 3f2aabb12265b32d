// The keyboard alone: dialogs and menus close with Escape and give the focus
// back, and the walk with Tab that screens.test.mjs takes on every screen sees
// what may be wrong there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { leave, missing, sizes, startBrowser, stopAll, visitor } from './harness.mjs';
import { prepare, screens } from './screens.mjs';
import { tabs, walk } from './walk.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser, house;
before(async () => {
  if (missing) return;
  browser = await startBrowser();
  house = await prepare(browser);
});
after(stopAll);

test('the walk sees a missing ring, a hidden control, a trap and a strange order', options, async () => {
  const page = await visitor(browser, { storageState: house.kept.upper_officer });
  const spoilt = {
    'no ring': () => { const s = new CSSStyleSheet(); s.replaceSync('main a:focus-visible { outline: none !important; }'); document.adoptedStyleSheets.push(s); },
    hidden: () => { document.querySelector('header').style.setProperty('min-height', '100vh'); },
    'not reached': () => { document.querySelector('main a').addEventListener('keydown', (e) => e.key === 'Tab' && e.preventDefault()); },
    tabindex: () => { document.querySelector('main a').tabIndex = 5; },
  };
  for (const [fault, spoil] of Object.entries(spoilt)) {
    await page.goto(`${house.address}/office/`);
    await page.locator('main').getByText('Số liệu tính đến').first().waitFor();
    await page.evaluate(spoil);
    assert.ok((await walk(page)).some((w) => w.includes(fault)), fault);
  }
  await leave(page);
});

// Buttons that open a dialog: the screen they stand on, and their words.
const dialogs = [
  ['review', 'Trả lại'], ['review', 'Phím tắt'], ['review-one', 'Trả lại'], ['lock', 'Thu hồi'],
  ['plans', /Thêm/], ['figures', /chỉ tiêu/], ['report', 'Ký và khóa báo cáo'],
  ['register-co-quan', /Thêm/], ['register-team', /Thêm/], ['register-dia-ban', /Thêm/], ['place', /Thêm|Sửa/],
  ['people', 'Thêm người'], ['people', /Cấp quyền|Giao/], ['entry', /Rút|Đề nghị/],
];

const inDialog = () => document.querySelector('dialog[open]')?.contains(document.activeElement) || document.activeElement === document.body;

test('a dialog takes the focus, keeps it, closes with Escape and gives it back', options, async () => {
  const wrong = [], pages = {};
  for (const [screen, label] of dialogs) {
    const [, role, path] = screens.find(([n]) => n === screen);
    const page = pages[role] ??= await visitor(browser, { storageState: house.kept[role] });
    await page.goto(`${house.address}/office${house.open(path)}`);
    const button = page.locator('main').getByRole('button', { name: label }).filter({ visible: true }).first();
    const at = `${screen}, ${label}`;
    try {
      await button.waitFor({ timeout: 8_000 });
      await button.focus();
      await page.keyboard.press('Enter');
      await page.locator('dialog[open]').waitFor({ timeout: 4_000 });
      const kept = [await page.evaluate(inDialog), ...await tabs(page, inDialog, 30)];
      if (kept.length !== 31 || kept.includes(false)) wrong.push(`${at}: the focus leaves the dialog`);
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached', timeout: 4_000 });
      if (!await button.evaluate((e) => e === document.activeElement)) wrong.push(`${at}: the focus is not given back, it is on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))}`);
    } catch (e) {
      wrong.push(`${at}: ${e.message.split('\n')[0]}; there are ${(await page.locator('main').getByRole('button').allInnerTexts()).slice(0, 30).join(' | ')}`);
    }
  }
  for (const page of Object.values(pages)) await leave(page);
  assert.deepEqual(wrong, []);
});

test('a menu opens by key, closes with Escape and gives the focus back', options, async () => {
  for (const size of Object.values(sizes)) {
    const page = await visitor(browser, { size, storageState: house.kept.upper_officer });
    await page.goto(`${house.address}/office/`);
    await page.locator('main').getByText('Số liệu tính đến').first().waitFor();
    for (const button of await page.locator('header .tools button[popovertarget]').all()) {
      await button.focus();
      await page.keyboard.press('Enter');
      // The place of toasts is a popover of its own kind, always there.
      await page.locator('[popover]:not([popover=manual]):popover-open').waitFor();
      await page.waitForFunction(() => document.querySelector(':popover-open:not([popover=manual])')?.contains(document.activeElement));
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Escape');
      assert.equal(await button.evaluate((e) => e === document.activeElement), true);
    }
    await leave(page);
  }
});
