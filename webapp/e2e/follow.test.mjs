// A damaged marker as people of several levels see it: told at once, followed
// up through the talks, closed.
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

const day = (shift) => new Date(Date.now() + 7 * 3_600_000 + shift * 86_400_000).toISOString().slice(0, 10);
const shown = (d) => d.split('-').reverse().join('/');

let place; // a hamlet of the post's area

/** The incident that a team of the post's area, or the post itself, found yesterday and sent in. */
async function incidentOf(page, role = 'team_leader') {
  const who = await signInAs(page, address, role);
  const grant = who.grants.find((g) => g.role === role);
  if (role === 'team_leader') place = grant.place_id;
  return callApi(page, 'POST', '/entries', { id: crypto.randomUUID(), submit: true, content: {
    kind: 'incident', place_id: place, owner_body_id: grant.body_id, day: day(-1), follow_up: day(-1), place_note: 'mốc nghiêng về phía nam',
    dims: { incident_class: ['agreement_violation'], incident_kind: ['marker_damage'], found_by: ['resident'], case_state: ['found'], fault: ['unclear'] } } });
}

/** A person of a role who may read the entry. */
async function readerOf(page, role, entry) {
  for (let i = 0; i < 12; i++) {
    await signInAs(page, address, role, i);
    const { items } = await callApi(page, 'GET', '/entries?kind=incident&limit=200');
    if (items.some((e) => e.id === entry.id)) return;
  }
  throw new Error(`no ${role} reads it`);
}

test('an incident comes up at once on the open page of the post and goes when it was opened', options, async () => {
  const post = await visitor(browser);
  const team = await visitor(browser);
  const first = await incidentOf(team);
  await readerOf(post, 'post_officer', first);
  await post.goto(`${address}/office/so/${first.ledger_id}/${first.id}`); // the post has seen this one
  await post.getByText('Bản ghi hạn chế').waitFor();
  await post.goto(`${address}/office/`);
  await post.getByRole('heading', { level: 1, name: 'Việc cần làm' }).waitFor();
  const alerts = post.getByRole('region', { name: 'Cần xem ngay' });
  assert.equal(await alerts.count(), 0);

  const live = post.waitForResponse((r) => r.url().endsWith('/api/v1/alerts'));
  const second = await incidentOf(team);
  await live;
  const link = alerts.getByRole('link', { name: /vụ việc/i });
  await link.waitFor(); // without a reload
  // Going from screen to screen asks nothing: what stands is known.
  let asked = 0;
  post.on('request', (r) => { if (r.url().endsWith('/api/v1/alerts')) asked += 1; });
  await post.getByRole('link', { name: 'Sổ', exact: true }).click();
  await post.getByRole('heading', { level: 1, name: 'Sổ' }).waitFor();
  await post.getByRole('link', { name: 'Việc cần làm' }).first().click();
  await link.waitFor();
  assert.equal(asked, 0);
  assert.equal(await link.count(), 1);
  assert.equal(await post.locator('[role=status]').filter({ has: alerts }).count(), 1);
  assert.match(await alerts.innerText(), /nhận lúc .* \((vừa xong|\d+ phút trước)\)/);
  for (const [size, viewport] of Object.entries(sizes)) {
    await post.setViewportSize(viewport);
    assert.deepEqual(await axe(post), []);
    assert.equal(await scrollsSideways(post), false);
    await screenshot(post, `alert-${size}`);
  }
  await post.setViewportSize(sizes.laptop);
  await post.getByRole('link', { name: 'Sổ', exact: true }).click();
  await alerts.getByRole('link', { name: /^Cần xem ngay: vụ việc/ }).click();
  await alerts.getByRole('link', { name: /vụ việc/i }).click();
  await post.getByText('mốc nghiêng về phía nam').waitFor();
  assert.ok(post.url().includes(second.id));
  await post.getByRole('link', { name: 'Việc cần làm' }).first().click();
  await post.getByText('bản ghi đến ngày theo dõi').waitFor();
  await alerts.waitFor({ state: 'detached' }); // remembered as opened
  await leave(post);
  await leave(team);
});

test('a case reminds, is followed by talks, put off and closed', options, async () => {
  const page = await visitor(browser);
  await incidentOf(page); // finds the place
  const e = await incidentOf(page, 'post_officer');
  await page.goto(`${address}/office/`);
  await page.getByRole('link', { name: /bản ghi đến ngày theo dõi/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Sổ' }).waitFor();
  await page.locator(`a[href*="${e.id}"]`).first().click();
  await page.getByText(`Đã đến ngày theo dõi tiếp ${shown(day(-1))}, quá hạn 1 ngày.`).first().waitFor();

  await page.getByRole('link', { name: /^Ghi hội đàm.* cho vụ việc này/ }).click();
  await page.getByRole('heading', { level: 1, name: /hội đàm/i }).waitFor();
  await page.getByText(new RegExp(`vụ việc, ${shown(day(-1))}`)).waitFor();
  await screenshot(page, 'follow-record', { fullPage: true });
  await callApi(page, 'POST', '/entries', { id: crypto.randomUUID(), submit: true, content: {
    kind: 'talks', place_id: e.place_id, day: day(0), dims: { talks_level: ['post'] }, measures: { occasions: { v: 1, basis: 'counted' } },
    links: [{ kind: 'incident', ledger_id: e.ledger_id, entry_id: e.id }], documents: [{ type: 'minutes', number: '02/BB-ĐBP' }] } });

  await page.goto(`${address}/office/so/${e.ledger_id}/${e.id}`);
  const chain = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Chuỗi việc' }) });
  await chain.getByRole('link', { name: /^hội đàm/i }).first().waitFor();
  assert.equal(await chain.locator('li').count(), 2);
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    assert.deepEqual(await axe(page), []);
    assert.equal(await scrollsSideways(page), false);
    await screenshot(page, `follow-entry-${size}`, { fullPage: true });
  }
  await page.setViewportSize(sizes.laptop);
  await chain.getByRole('link', { name: /^hội đàm/i }).first().click();
  await page.getByRole('heading', { level: 1, name: /hội đàm/i }).waitFor();
  await chain.getByRole('link', { name: /^vụ việc/i }).waitFor();

  // Its recorder, who may not change what was submitted, asks; who answers for it puts it off, then closes it.
  assert.equal(await page.getByRole('button', { name: 'Theo dõi tiếp' }).count(), 0);
  await page.goto(`${address}/office/so/${e.ledger_id}/${e.id}`);
  await page.getByRole('button', { name: 'Đề nghị cập nhật theo dõi' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Hội đàm xong, đề nghị xem lại sau năm ngày.');
  await page.getByRole('dialog').getByRole('button', { name: 'Đề nghị cập nhật theo dõi' }).click();
  await page.getByText('Hội đàm xong, đề nghị xem lại sau năm ngày.').waitFor();
  await signInAs(page, address, 'post_commander');
  await page.goto(`${address}/office/so/${e.ledger_id}/${e.id}`);
  await page.getByRole('button', { name: 'Theo dõi tiếp' }).click();
  const dialog = page.getByRole('dialog');
  assert.deepEqual(await axe(page), []);
  await screenshot(page, 'follow-dialog');
  await dialog.getByRole('textbox', { name: /^Ngày theo dõi tiếp/ }).fill(shown(day(5)));
  await dialog.getByLabel('Lý do').fill('Chờ kết quả hội đàm');
  await dialog.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await page.getByText(`Theo dõi tiếp vào ${shown(day(5))}.`).waitFor();
  const { base } = await callApi(page, 'GET', `/entries/${e.ledger_id}/${e.id}`);
  await callApi(page, 'POST', `/records/${e.ledger_id}/${e.id}/verify`, { base });
  await page.reload();
  await page.getByRole('button', { name: 'Theo dõi tiếp' }).click();
  await dialog.getByLabel(/tình trạng/).selectOption('closed');
  await dialog.getByLabel('Lý do').fill('Kết quả hội đàm 02/BB-ĐBP');
  await dialog.getByRole('button', { name: 'Lưu thay đổi' }).click();
  await page.getByText('việc đã kết thúc nên không nhắc nữa').waitFor();
  await page.getByText('Kết quả hội đàm 02/BB-ĐBP').waitFor();
  await leave(page);
});
