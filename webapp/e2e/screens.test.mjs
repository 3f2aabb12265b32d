// Every screen of the office, at both sizes, in both languages and looks: it
// opens without a fault or a refused request, says what it is, stays on the
// page, is accessible, and Tab reaches all of it. What the screens do is tested
// beside their areas.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, leave, missing, prefer, screenshot, scrollsSideways, settled, sizes, startBrowser, stopAll, visitor } from './harness.mjs';
import { prepare, screens, setUpScreen } from './screens.mjs';
import { skips, walk } from './walk.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser, house;
before(async () => {
  if (missing) return;
  browser = await startBrowser();
  house = await prepare(browser);
});
after(stopAll);

/** Opens an address; returns what is wrong with how it is served. */
async function open(page, address) {
  const answer = await page.goto(address);
  return /require-trusted-types-for 'script'/.test(answer.headers()['content-security-policy']) ? [] : ['no policy'];
}

/** Goes to an address inside the office, as Back does. */
async function go(page, address) {
  await page.evaluate((to) => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate', { state: {} })); }, address);
  await settled(page);
  return [];
}

/** What is wrong with the screen as it is seen. */
async function look(page, words, name) {
  const wrong = [];
  await page.locator('main').getByText(words).filter({ visible: true }).first().waitFor({ timeout: 8_000 }).catch(() => wrong.push(`no "${words}"`));
  if (await page.locator('h1').count() !== 1) wrong.push('not one h1');
  if (!/.+ - Phên Dậu$/.test(await page.title())) wrong.push(`title ${await page.title()}`);
  if (await scrollsSideways(page)) wrong.push('scrolls sideways');
  await screenshot(page, name, { fullPage: true });
  return wrong;
}

/** Walks the screen by keys alone and leaves it as it was found. */
async function keys(page) {
  await settled(page);
  const wrong = [...await skips(page), ...await walk(page)];
  await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
  return wrong;
}

const languages = { vi: 'Tiếng Việt', en: 'English' };

/** Chooses the other language in the bar, as people do, under the other look of the system. */
async function turn(page, { lang, scheme }) {
  await page.emulateMedia({ colorScheme: scheme });
  const [now] = Object.entries(languages).find(([l]) => l !== lang);
  await page.locator('header .tools').getByRole('button', { name: languages[now], exact: true }).click();
  await page.locator('header .tools [popover]:popover-open').getByText(languages[lang], { exact: true }).click();
  await page.locator(`html[lang=${lang}]`).waitFor();
  await settled(page);
}

// A laptop opens each screen by its address, in Vietnamese and light; a phone goes
// from one to the next, in the language the last was left in. Each is turned to the
// other state. axe looks at the laptop in the light and at the phone in the dark,
// the keys walk in Vietnamese.
const day = { lang: 'vi', scheme: 'light' }, night = { lang: 'en', scheme: 'dark' };
const seenBy = { laptop: day, phone: night };

/** One screen in both languages and looks, first as the page is; returns what is wrong. */
async function visit(page, size, address, [name, ...words]) {
  const wrong = await (page.state && size === 'phone' ? go : open)(page, address);
  const first = page.state ?? seenBy[size];
  for (const state of first === day ? [day, night] : [night, day]) {
    if (state !== first) await turn(page, state);
    page.state = size === 'phone' ? state : undefined;
    wrong.push(...await look(page, words[state.lang === 'vi' ? 0 : 1], `${name}-${size}-${state.lang}`));
    if (state === seenBy[size]) wrong.push(...await axe(page));
    if (state === day) wrong.push(...await keys(page));
  }
  return wrong;
}

/** The screens of one role on a page of its own. */
async function visitAll(size, storageState, list) {
  const { lang, scheme } = seenBy[size], wrong = [];
  const page = await visitor(browser, { size: sizes[size], scheme, ...(storageState && { storageState }) });
  await prefer(page, { lang });
  page.on('response', (r) => { if (r.status() >= 400) page.faults.push(`${r.status()} ${r.url()}`); });
  for (const [address, screen] of list) {
    const at = page.faults.length;
    if (!page.state) await page.emulateMedia({ colorScheme: scheme });
    const found = await visit(page, size, address, screen).catch((e) => { page.state = undefined; return [e.message.split('\n')[0]]; });
    wrong.push(...[...found, ...page.faults.splice(at)].map((w) => `${screen[0]}: ${w}`));
  }
  await leave(page);
  return wrong;
}

describe('screens', { concurrency: 2 }, () => {
  for (const size of Object.keys(sizes)) {
    test(`every screen stands and is reached by keys: ${size}`, options, async () => {
      const wrong = [];
      for (const role of new Set(screens.map((s) => s[1]))) {
        const mine = screens.filter((s) => s[1] === role);
        wrong.push(...await visitAll(size, house.kept[role], mine.map(([name, , path, ...words]) => [`${house.address}/office${house.open(path)}`, [name, ...words]])));
      }
      wrong.push(...await visitAll(size, undefined, [[house.setup, setUpScreen]]));
      assert.deepEqual(wrong, []);
    });
  }
});
