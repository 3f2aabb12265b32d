// The keyboard alone, on every screen of the office: Tab reaches every control
// once, in the order it is read, with a ring that is seen and not behind the
// bar; nothing holds it; the skip link leads to the screen; dialogs and menus
// close with Escape and give the focus back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { leave, missing, settled, sizes, startBrowser, stopAll, visitor } from './harness.mjs';
import { prepare, screens, setUpScreen } from './screens.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser, house;
before(async () => {
  if (missing) return;
  browser = await startBrowser();
  house = await prepare(browser);
});
after(stopAll);

/**
 * Numbers the controls of the page in its order and returns their names. Of a
 * group of radio buttons one is a stop of Tab.
 */
function controls() {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0 && !e.closest('[inert]') && !e.disabled && e.tabIndex >= 0;
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex], audio[controls]')].filter(seen);
  const groups = new Set();
  const stops = all.filter((e) => {
    if (e.type !== 'radio') return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(e.name)}"]`)].filter((x) => x.form === e.form);
    const stop = group.find((x) => x.checked) ?? group[0];
    if (groups.has(stop)) return false;
    groups.add(stop);
    return e === stop;
  });
  stops.forEach((e, i) => { e.dataset.stop = String(i); });
  return stops.map((e) => `${e.localName} ${(e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 50)}${e.getAttribute('tabindex') > 0 ? ' (tabindex)' : ''}`);
}

/** Where the focus is, and what is wrong with how it is seen there. */
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body) return { at: -1 };
  const at = Number(e.dataset.stop ?? -2);
  if (e.localName === 'iframe') return { at, frame: true };
  const wrong = [];
  // What is seen of a hidden input is its label.
  const shown = e.matches('input') && (e.getBoundingClientRect().width < 4 || getComputedStyle(e).opacity === '0') ? (e.labels?.[0] ?? e) : e;
  const ring = [shown, e, ...shown.querySelectorAll(':scope > *')].some((x) => { const s = getComputedStyle(x); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && !/, 0\)$/.test(s.outlineColor); });
  if (!ring) wrong.push('no ring');
  const [r] = [...shown.getClientRects()].filter((x) => x.width > 0 && x.height > 0);
  const box = r && { left: Math.max(r.left, 0), right: Math.min(r.right, innerWidth), top: Math.max(r.top, 0), bottom: Math.min(r.bottom, innerHeight) };
  const points = box ? [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.15, 0.85].map((y) => [box.left + (box.right - box.left) * x, box.top + (box.bottom - box.top) * y])) : [];
  const hit = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (shown.contains(top) || top.contains(shown)); });
  if (!hit) wrong.push('hidden');
  return { at, wrong };
}

/** Notes in the page, whenever Tab is let go, where the focus is. */
function listen(look) {
  window.walked = [];
  window.addEventListener('keyup', (e) => { if (e.key === 'Tab') window.walked.push(look()); }, true);
}

/** Presses Tab so often without waiting for each, and returns what was noted. */
async function tab(page, keys, times) {
  const key = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 };
  await Promise.all(Array.from({ length: times }, () => ['rawKeyDown', 'keyUp'].map((type) => keys.send('Input.dispatchKeyEvent', { type, ...key }))).flat());
  return page.evaluate(() => window.walked.splice(0));
}

/** The same one by one: a frame takes the keys while it has the focus. */
async function tabOnce(page) {
  await page.keyboard.press('Tab');
  return [await page.evaluate(focused)];
}

/** Walks a page with Tab from its beginning and returns what is wrong. */
async function walk(page) {
  const names = await page.evaluate(controls);
  const wrong = names.filter((n) => n.endsWith('(tabindex)'));
  const reached = new Set();
  let last = -1, ended = false;
  const note = (f, pressed) => {
    if (f.at === -1 || reached.has(f.at) && !f.frame) {
      if (reached.size < names.length && reached.has(f.at) && f.at !== 0) wrong.push(`held at ${names[f.at]}`);
      ended = true;
    } else if (f.frame) {
      reached.add(f.at);
      if (pressed > 600 + names.length) { wrong.push('the frame holds the focus'); ended = true; }
    } else if (f.at === -2) {
      wrong.push('focus on what is no control');
      ended = pressed > 2 * names.length;
    } else {
      if (f.at < last) wrong.push(`${names[f.at]} comes after ${names[last]}`);
      for (const w of f.wrong) wrong.push(`${names[f.at]}: ${w}`);
      reached.add(f.at);
      last = f.at;
    }
  };
  await page.evaluate(() => { document.activeElement?.blur(); document.documentElement.setAttribute('tabindex', '-1'); document.documentElement.focus(); document.documentElement.removeAttribute('tabindex'); scrollTo(0, 0); });
  const framed = names.some((n) => n.startsWith('iframe'));
  const keys = framed ? null : await page.context().newCDPSession(page);
  await page.evaluate(`(${listen})(${focused})`);
  for (let pressed = 0; !ended;) {
    const more = framed ? await tabOnce(page) : await tab(page, keys, names.length + 1);
    if (more.length === 0) { wrong.push('Tab is not heard'); break; }
    for (const f of more) if (!ended) note(f, ++pressed);
  }
  await keys?.detach();
  names.forEach((n, i) => { if (!reached.has(i)) wrong.push(`${n}: not reached`); });
  return wrong;
}

/** The skip link is first, is seen, and leads past the navigation. */
async function skips(page) {
  const wrong = [];
  await page.locator('a.skip').focus();
  if (await page.locator('a.skip').evaluate((e) => e.getBoundingClientRect().top < 0 || e !== document.querySelector('a, button'))) wrong.push('the skip link is not first or not seen');
  await page.keyboard.press('Enter');
  if (await page.evaluate(() => document.activeElement?.id) !== 'main') wrong.push('the skip link does not lead to the screen');
  await page.keyboard.press('Tab');
  if (!await page.evaluate(() => document.activeElement === document.body || document.querySelector('main').contains(document.activeElement))) wrong.push('after the skip link Tab is not in the screen');
  return wrong;
}

async function check(page, address, words, name) {
  await page.goto(address);
  await page.locator('main').getByText(words).filter({ visible: true }).first().waitFor();
  await settled(page);
  return [...await skips(page), ...await walk(page)].map((w) => `${name}: ${w}`);
}

describe('keyboard', { concurrency: 2 }, () => {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`Tab reaches everything on every screen: ${size}`, options, async () => {
      const wrong = [];
      for (const role of new Set(screens.map((s) => s[1]))) {
        const page = await visitor(browser, { size: viewport, storageState: house.kept[role] });
        for (const [name, , path, words] of screens.filter((s) => s[1] === role)) {
          wrong.push(...await check(page, `${house.address}/office${house.open(path)}`, words, name).catch((e) => [`${name}: ${e.message.split('\n')[0]}`]));
        }
        await leave(page);
      }
      const page = await visitor(browser, { size: viewport });
      wrong.push(...await check(page, house.setup, setUpScreen[1], setUpScreen[0]));
      await leave(page);
      assert.deepEqual(wrong, []);
    });
  }
});

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

test('a dialog takes the focus, keeps it, closes with Escape and gives it back', options, async () => {
  const wrong = [];
  for (const [screen, label] of dialogs) {
    const [, role, path] = screens.find(([n]) => n === screen);
    const page = await visitor(browser, { storageState: house.kept[role] });
    await page.goto(`${house.address}/office${house.open(path)}`);
    const button = page.locator('main').getByRole('button', { name: label }).filter({ visible: true }).first();
    const at = `${screen}, ${label}`;
    try {
      await button.waitFor({ timeout: 8_000 });
      await button.focus();
      await page.keyboard.press('Enter');
      await page.locator('dialog[open]').waitFor({ timeout: 4_000 });
      const inside = () => page.evaluate(() => document.querySelector('dialog[open]')?.contains(document.activeElement) || document.activeElement === document.body);
      for (let i = 0; i < 30; i++) {
        if (!await inside()) { wrong.push(`${at}: the focus leaves the dialog`); break; }
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached', timeout: 4_000 });
      if (!await button.evaluate((e) => e === document.activeElement)) wrong.push(`${at}: the focus is not given back, it is on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))}`);
    } catch (e) {
      wrong.push(`${at}: ${e.message.split('\n')[0]}; there are ${(await page.locator('main').getByRole('button').allInnerTexts()).slice(0, 30).join(' | ')}`);
    }
    await leave(page);
  }
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
