import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, leave, missing, prefer, screenshot, scrollsSideways, settled, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(stopAll);

test('the administrator sees the state of the system first, with what to do', options, async () => {
  for (const size of ['laptop', 'phone']) {
    for (const [lang, head, found] of [['vi', 'Tình trạng hệ thống', 'chưa lần nào thử khôi phục đạt'], ['en', 'State of the system', 'no restore was tried that held']]) {
      const page = await visitor(browser, { size: sizes[size] });
      await prefer(page, { lang });
      await signInAs(page, server.address, 'administrator');
      await page.goto(`${server.address}/office/`);
      await page.getByRole('heading', { name: head }).waitFor();
      await page.getByText(found).waitFor();
      await settled(page);
      assert.deepEqual(await axe(page), []);
      assert.equal(await scrollsSideways(page), false);
      await screenshot(page, `health-${size}-${lang}`, { fullPage: true });
      await leave(page);
    }
  }
});
