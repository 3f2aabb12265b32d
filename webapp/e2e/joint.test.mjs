// A joint act from the proposal to the way out, as the two bodies and the
// verifier go through it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let browser;
let address;
before(async () => {
  if (missing) return;
  browser = await startBrowser();
  ({ address } = await startServer({ fresh: true }));
});
after(stopAll);

const days = 'from=2023-03-01&to=2024-02-29';

/** The joint figures of patrols at the place and month of an entry. */
async function figures(page, side) {
  const { cells } = await callApi(page, 'GET', `/figures?place=${side.place_id}&period=${side.from.slice(0, 7)}&indicator=patrol.post&indicator=patrol.bilateral&indicator=patrol.with_residents&status=submitted%2B`);
  return Object.fromEntries(cells.map((c) => [`${c.indicator} ${c.measure}`, c.printed]));
}

test('a joint act is proposed, confirmed, settled and left; the figure follows', options, async () => {
  const page = await visitor(browser);
  let pair;
  for (let i = 0; i < 20 && !pair; i++) {
    await signInAs(page, address, 'commune_verifier', i);
    const { items } = await callApi(page, 'GET', `/duplicates?limit=200&${days}`);
    pair = items.find((p) => p.may_propose && p.may_confirm && p.rows.length > 1);
  }
  assert.ok(pair, 'the demo holds two reports of one patrol');
  const before = await figures(page, pair.main);
  await page.goto(`${address}/office/cho-duyet/cung-viec?${days}`);
  const shown = page.locator('.pair').filter({ has: page.locator(`a[href*="${pair.main.id}"]`) }).filter({ has: page.locator(`a[href*="${pair.member.id}"]`) }).first();
  await shown.getByRole('button', { name: 'Cùng một việc' }).click();
  await page.getByText('Số chung chỉ tính một lần').waitFor();
  const joined = await figures(page, pair.main);
  assert.notDeepEqual(joined, before);

  // From the entry's own page to the act.
  await page.goto(`${address}/office/so/${pair.member.ledger_id}/${pair.member.id}`);
  await page.getByRole('link', { name: /Xem cạnh nhau/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Một việc chung' }).waitFor();
  await page.getByText(`${pair.member.owner}: đã ghép`).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'Thống nhất số' }).click();
  const turns = page.locator('[id="measures.person_turns"]');
  await turns.fill('77');
  await turns.press('Tab');
  await page.getByRole('button', { name: 'Ghi số thống nhất' }).click();
  await page.getByText('Hãy nêu căn cứ').waitFor();
  await page.getByLabel('Căn cứ thống nhất').fill('Biên bản đối chiếu số 05/BB');
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    assert.deepEqual(await axe(page), []);
    assert.equal(await scrollsSideways(page), false);
    await screenshot(page, `joint-settle-${size}`, { fullPage: true });
  }
  await page.setViewportSize(sizes.laptop);
  await page.getByRole('button', { name: 'Ghi số thống nhất' }).click();
  await page.getByText('Đã ghi số thống nhất').waitFor();
  const event = await callApi(page, 'GET', `/events/${pair.main.ledger_id}/${pair.main.id}`);
  assert.equal(event.agreed.person_turns.v, 77);
  const settled = await figures(page, pair.main);
  const changed = Object.keys(joined).filter((k) => joined[k] !== settled[k]);
  assert.ok(changed.length > 0 && changed.every((k) => k.endsWith(' person_turns')), `changed: ${changed}`);

  await page.getByRole('button', { name: `Tách bản ghi của ${pair.member.owner} ra` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Tách ra' }).click();
  await dialog.getByText('Hãy nêu lý do.').waitFor();
  assert.deepEqual(await axe(page), []);
  await dialog.getByLabel('Lý do').fill('Hai buổi khác nhau');
  await dialog.getByRole('button', { name: 'Tách ra' }).click();
  await page.getByText('Hai việc lại tính riêng').waitFor();
  await page.getByText('Lý do: Hai buổi khác nhau').waitFor();
  const apart = await figures(page, pair.main);
  for (const k of Object.keys(before).filter((x) => x.endsWith(' times'))) assert.equal(apart[k], before[k]);
  await screenshot(page, 'joint-left', { fullPage: true });
  await leave(page);
});
