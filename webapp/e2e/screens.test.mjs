// Every screen of the office, at both sizes, in both languages and looks: it
// opens without a fault or a refused request, says what it is, stays on the
// page and is accessible. What the screens do is tested beside their areas.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { axe, leave, missing, prefer, screenshot, scrollsSideways, sizes, startBrowser, stopAll, visitor } from './harness.mjs';
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

/** Opens a screen on a fresh page of the role and returns what is wrong. */
async function look(page, address, words, name, checks) {
  const answer = await page.goto(address);
  const wrong = [];
  if (!/require-trusted-types-for 'script'/.test(answer.headers()['content-security-policy'])) wrong.push('no policy');
  await page.locator('main').getByText(words).filter({ visible: true }).first().waitFor({ timeout: 8_000 }).catch(() => wrong.push(`no "${words}"`));
  if (await page.locator('h1').count() !== 1) wrong.push('not one h1');
  if (!/.+ - Phên Dậu$/.test(await page.title())) wrong.push(`title ${await page.title()}`);
  if (await scrollsSideways(page)) wrong.push('scrolls sideways');
  if (checks) wrong.push(...await axe(page));
  await screenshot(page, name, { fullPage: true });
  return wrong.map((w) => `${name}: ${w}`);
}

// axe looks once at each size: at the laptop in the light, at
// the phone in the dark.
describe('screens', { concurrency: 2 }, () => {
  for (const [size, lang, scheme] of [['laptop', 'vi', 'light'], ['laptop', 'en', 'dark'], ['phone', 'vi', 'light'], ['phone', 'en', 'dark']]) {
    test(`every screen stands: ${size}, ${lang}, ${scheme}`, options, async () => {
      const wrong = [];
      for (const role of new Set(screens.map((s) => s[1]))) {
        const page = await visitor(browser, { size: sizes[size], scheme, storageState: house.kept[role] });
        await prefer(page, { lang });
        page.on('response', (r) => { if (r.status() >= 400) page.faults.push(`${r.status()} ${r.url()}`); });
        for (const [name, , path, ...words] of screens.filter((s) => s[1] === role)) {
          const at = page.faults.length;
          wrong.push(...await look(page, `${house.address}/office${house.open(path)}`, words[lang === 'vi' ? 0 : 1], `${name}-${size}-${lang}`, (size === 'phone') === (lang === 'en')).catch((e) => [`${name}: ${e.message.split('\n')[0]}`]));
          wrong.push(...page.faults.splice(at).map((f) => `${name}: ${f}`));
        }
        await leave(page);
      }
      const [name, ...words] = setUpScreen;
      const page = await visitor(browser, { size: sizes[size], scheme });
      await prefer(page, { lang });
      wrong.push(...await look(page, house.setup, words[lang === 'vi' ? 0 : 1], `${name}-${size}-${lang}`, (size === 'phone') === (lang === 'en')));
      await leave(page);
      assert.deepEqual(wrong, []);
    });
  }
});
