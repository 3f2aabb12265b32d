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

// Opened once at each size, in a language and look of its own, and turned to the
// others; axe looks as it was opened, the keys walk in Vietnamese.
const day = { lang: 'vi', scheme: 'light' }, night = { lang: 'en', scheme: 'dark' };
const opened = { laptop: [day, night], phone: [night, day] };

/** One screen in both languages and looks; returns what is wrong. */
async function visit(page, size, address, [name, ...words]) {
  const wrong = await open(page, address), first = opened[size][0];
  for (const state of opened[size]) {
    if (state !== first) await turn(page, state);
    wrong.push(...await look(page, words[state.lang === 'vi' ? 0 : 1], `${name}-${size}-${state.lang}`));
    if (state === first) wrong.push(...await axe(page));
    if (state === day) wrong.push(...await keys(page));
  }
  return wrong;
}

/** The screens of one role on a page of its own; the next begins in the language the first began in. */
async function visitAll(size, storageState, list) {
  const [first] = opened[size], wrong = [];
  const page = await visitor(browser, { size: sizes[size], scheme: first.scheme, ...(storageState && { storageState }) });
  await prefer(page, { lang: first.lang });
  page.on('response', (r) => { if (r.status() >= 400) page.faults.push(`${r.status()} ${r.url()}`); });
  for (const [address, screen] of list) {
    const at = page.faults.length;
    await page.emulateMedia({ colorScheme: first.scheme });
    const found = await visit(page, size, address, screen).catch((e) => [e.message.split('\n')[0]]);
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
