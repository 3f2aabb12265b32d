import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, leave, missing, screenshot, sizes, startBrowser, startServer, stopAll, signInAs, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
});
after(stopAll);

test('a breach of the policy fails the test that saw it', options, async () => {
  for (const breach of [
    () => document.body.setAttribute('style', 'color: red'),
    () => { try { document.body.innerHTML = '<b>x</b>'; } catch { /* refused, and reported */ } },
  ]) {
    const page = await visitor(browser);
    await page.goto(`${server.address}/office/`);
    await page.evaluate(breach);
    await assert.rejects(leave(page), /policy: /);
  }
});

test('links change the screen, the title and the focus, and keep the bar of the page', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, server.address, 'upper_officer');
  await page.goto(`${server.address}/office/?place=047&tab=x`);
  await page.getByRole('navigation', { name: 'Các mục chính' }).getByRole('link', { name: 'Báo cáo', exact: true }).click();
  const h1 = page.getByRole('heading', { level: 1, name: 'Báo cáo' });
  await h1.waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  assert.equal(await page.title(), 'Báo cáo - Phên Dậu');
  assert.equal(new URL(page.url()).search, '?place=047');
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();
  await leave(page);
});

test('on a phone the sections are behind a menu that the keyboard opens', options, async () => {
  const page = await visitor(browser, { size: sizes.phone });
  await signInAs(page, server.address, 'upper_officer');
  await page.goto(`${server.address}/office/`);
  const opener = page.getByRole('button', { name: 'Mục lục' });
  await opener.press('Enter');
  await screenshot(page, 'office-phone-menu');
  assert.deepEqual(await axe(page), []);
  await page.getByRole('link', { name: 'Danh mục' }).click();
  await page.getByRole('heading', { level: 1, name: 'Danh mục' }).waitFor();
  assert.equal(await opener.getAttribute('aria-expanded'), 'false');
  await leave(page);
});

test('whoever is not signed in, asks for nothing or finds no server is told so', options, async () => {
  const page = await visitor(browser);
  await page.goto(`${server.address}/office/so`);
  await page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'sign-in-demo');
  await page.route('**/api/v1/session', (route) => route.abort());
  await page.reload();
  await page.getByRole('alert').getByText('Không nối được với máy chủ').waitFor();
  await screenshot(page, 'no-server');
  await page.unroute('**/api/v1/session');
  await page.getByRole('button', { name: 'Thử lại' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor();
  await signInAs(page, server.address, 'upper_officer');
  await page.goto(`${server.address}/office/so`);
  await page.getByRole('heading', { level: 1, name: 'Sổ', exact: true }).waitFor();
  await page.goto(`${server.address}/office/khong-co`);
  await page.getByRole('heading', { level: 1, name: 'Không có trang này' }).waitFor();
  assert.deepEqual(await axe(page), []);
  await leave(page);
});
