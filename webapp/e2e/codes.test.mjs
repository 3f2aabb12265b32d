// What is printed on paper opens in the office: a code or its picture leads
// who is signed in, and who signs in on the way, to that figure as it was
// locked. Addresses of the earlier pages still lead to their screens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, callApi, leave, missing, scrollsSideways, signInAs, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

const options = { skip: missing || false };
let server, browser;
const lock = {};
before(async () => {
  if (missing) return;
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  const page = await visitor(browser);
  await signInAs(page, server.address, 'upper_officer');
  const { items } = await callApi(page, 'GET', '/locks?limit=200');
  const row = items.find((l) => l.changes > 0) ?? items[0];
  Object.assign(lock, await callApi(page, 'GET', `/locks/${row.ledger_id}/${row.id}`));
  const file = await callApi(page, 'GET', `/locks/${row.ledger_id}/${row.id}/file?format=json`);
  lock.code = /"text":"([\w-]+\.T\d+\.[0-9A-Z]{2})"/.exec(JSON.stringify(file))?.[1];
  await page.context().close();
});
after(stopAll);

test('a printed code asks who is there and then opens what it is of', options, async () => {
  assert.ok(lock.code, 'the locked report prints a code');
  const page = await visitor(browser);
  await page.goto(`${server.address}/m/${lock.code}`);
  assert.equal(new URL(page.url()).searchParams.get('c'), lock.code);
  await page.getByRole('heading', { level: 1, name: 'Đăng nhập' }).waitFor();
  await page.getByRole('button', { name: /tỉnh/ }).first().click();
  await page.waitForURL(/\/office\/khoa-so\/|\/so-lieu\/o\?/);
  await page.getByText(lock.title).first().waitFor();
  await leave(page);
});

test('a figure of a locked report opens as it was locked, and from there as it is now', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, server.address, 'upper_officer');
  const cell = lock.cells.find((c) => c.state === 'value');
  await page.goto(`${server.address}/office/khoa-so/${lock.ledger_id}/${lock.id}`);
  await page.locator('summary', { hasText: 'số liệu đã khóa' }).click();
  await page.getByRole('table').locator(`a[href*="${cell.drill}"]`).first().click();
  await page.getByText('Con số này như khi báo cáo được khóa').waitFor();
  assert.ok((await page.locator('h1').textContent()).includes(cell.printed.split('/')[0].trim().slice(0, 4)), 'the figure as printed');
  assert.deepEqual(await axe(page), []);
  assert.equal(await scrollsSideways(page), false);
  assert.ok((await page.locator('main a.figure').first().getAttribute('href')).includes(`lock=${lock.id}`), 'its parts open at the same position');
  await page.getByRole('link', { name: 'Xem con số hiện nay' }).click();
  await page.getByText('Con số này như khi báo cáo được khóa').waitFor({ state: 'detached' });
  await page.goBack();
  await page.getByRole('link', { name: lock.title }).click();
  await page.waitForURL(/\/khoa-so\//);
  await leave(page);
});

test('a mistyped code says so; an address of the earlier pages leads to its screen', options, async () => {
  const page = await visitor(browser);
  await signInAs(page, server.address, 'upper_officer');
  await page.goto(`${server.address}/m/${lock.code}X`);
  await page.getByText('Chỉ báo cáo đã khóa mới mở được bằng mã').waitFor();
  assert.deepEqual(await axe(page), []);
  const cell = lock.cells.find((c) => c.state === 'value');
  await page.goto(`${server.address}/xem/o?c=${cell.drill}&by=month`);
  await page.getByText('Con số này đếm gì').waitFor();
  assert.equal(new URL(page.url()).pathname, '/office/so-lieu/o');
  await page.goto(`${server.address}/xem/khoa/${lock.id}`);
  await page.waitForURL(/\/office\/khoa-so\//);
  await leave(page);
});
