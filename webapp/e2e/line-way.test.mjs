// The whole way of a patrol along the line: the stretches longest unvisited are
// found, planned and given to a team; its phone walks them; once verified, plan
// and coverage say so. Real program, real browser, positions made along the
// fictional line of the demo.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { atWork, entriesOf, goTo, judge, officer, synced, today, unlock } from './field.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, settled, signInAs, sizes, startBrowser, startServer, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

/**
 * The clock of the phone, for good: one that went back would not be followed. A
 * patrol that ends on a day the server has not reached yet is not done, so near
 * midnight the phone is twenty minutes behind; that is asked about, and verified.
 */
const behind = process.env.E2E_LATE || new Date(Date.now() + 7 * 3600_000).toISOString().slice(11, 16) >= '23:40' ? 20 * 60_000 : 0;
const prepare = (phone) => behind > 0 && phone.page.clock.install({ time: Date.now() - behind });

let address, browser;
before(async () => {
  if (missing) return;
  ({ address } = await startServer({ fresh: true }));
  browser = await startBrowser();
});
after(stopAll);

async function fine(page, name) {
  await screenshot(page, name, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

/** A screen of the office at both sizes. */
async function fineAtAll(page, name) {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await fine(page, `${name}-${size}`);
  }
  await page.setViewportSize(sizes.laptop);
}

/** The demo's line: a vertex each ten metres, and chainage along it. */
const vertices = readFileSync(new URL('../../internal/demo/line/line.csv', import.meta.url), 'utf8').split('\n').filter((l) => /^\d/.test(l)).map((l) => l.split(',').map((x) => Number(x) / 1e6));

/** Places along a stretch, at most so many metres apart, its ends among them. */
function along(stretch, segments, apart = 60) {
  const before = segments.slice(0, segments.findIndex((s) => s.id === stretch.segment_id)).reduce((n, s) => n + s.declared_dm, 0);
  const declared = segments.reduce((n, s) => n + s.declared_dm, 0);
  const at = (dm) => vertices[Math.round(((before + dm) * (vertices.length - 1)) / declared)];
  const n = Math.ceil((stretch.to_dm - stretch.from_dm) / (10 * apart));
  return Array.from({ length: n + 1 }, (_, i) => at(stretch.from_dm + ((stretch.to_dm - stretch.from_dm) * i) / n)).map(([latitude, longitude]) => ({ latitude, longitude, accuracy: 25 })); // some stones stand forty metres beside the line
}

/** The segments in the order of the line, as somebody sees them who sees all. */
async function segmentsOf() {
  const page = await visitor(browser);
  await signInAs(page, address, 'upper_officer');
  const { segments } = await callApi(page, 'GET', `/coverage?period=${today()}/${today()}`);
  await leave(page);
  return segments;
}

/** The post officer in whose area the team is. */
async function postOf(team) {
  const page = await visitor(browser);
  for (let i = 0; ; i++) {
    page.area = (await signInAs(page, address, 'post_officer', i)).grants[0].place_id;
    const found = await callApi(page, 'GET', `/pick/places?ids=${team.place}&for=write`);
    if (found.items.length > 0) return page;
  }
}

/** The line of the post's area this month: as a figure, and as the monthly report tells it. */
async function covered(page) {
  const month = today().slice(0, 7);
  // The post's own report leaves out what a team walked; the joint view has it.
  const { cells } = await callApi(page, 'GET', `/figures?place=${page.area}&period=${month}&indicator=line.covered&status=verified:2`);
  const cell = cells.find((c) => c.measure === 'covered_km');
  const report = await page.evaluate(async (at) => (await (await fetch(at)).text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), `/api/v1/reports/page?template=post-monthly&place_id=${page.area}&period=${month}&calendar=civil&status=verified:2&viewpoint=joint`);
  return { km: Number(cell.printed.replace('.', '').replace(',', '.')) || 0, report: /Vết đi của các chuyến[^.]*\./.exec(report)?.[0] ?? report.slice(0, 3000) };
}

/** What the plan's page is asked to show before anybody went. */
async function planned(page, team) {
  await page.goto(`${address}/office/duong/ke-hoach`);
  await page.getByRole('heading', { level: 1, name: 'Tuần tra theo đường biên' }).waitFor();
  await page.getByText('Chưa có kế hoạch tuần tra theo đường biên').waitFor();
  await fineAtAll(page, 'line-plans-empty');
  await page.getByRole('link', { name: 'Lập kế hoạch tuần tra' }).click();
  const walk = page.getByLabel('Một ngày đi được');
  await walk.fill('1');
  await Promise.all([page.waitForResponse(/suggestions\?.*walk_m=1000/), walk.press('Tab')]);
  await settled(page);
  const boxes = page.getByRole('group', { name: 'Chọn quãng cho chuyến tới' }).getByRole('checkbox');
  for (let i = 0; i < 5; i++) await boxes.nth(i).check();
  await page.getByText(/Đã chọn 5 quãng/).waitFor();
  await fineAtAll(page, 'line-suggestions');
  await page.getByRole('button', { name: 'Lập kế hoạch' }).press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Lập kế hoạch' }).waitFor();
  const owner = page.getByRole('combobox', { name: 'Giao cho' });
  await owner.fill(team.bodyName);
  await page.getByRole('option', { name: team.bodyName }).first().click();
  const day = new Date(Date.parse(today()) + 6 * 86_400_000).toISOString().slice(0, 10).split('-').reverse().join('/');
  await page.getByRole('textbox', { name: 'Đến ngày' }).fill(day);
  await page.getByRole('textbox', { name: 'Đến ngày' }).press('Tab');
  await page.getByLabel(/hình thức tuần tra/).selectOption('with_residents');
  await page.getByLabel('Ghi chú').fill('Chuyến đầu tháng');
  await fineAtAll(page, 'line-plan-form');
  await page.getByRole('button', { name: 'Gửi kế hoạch' }).click();
  await page.getByRole('heading', { level: 2, name: 'Từng quãng' }).waitFor();
  assert.ok(await page.getByText('còn lại').count() > 0);
  await fineAtAll(page, 'line-plan-open');
  const [ledger, id] = new URL(page.url()).pathname.split('/').slice(-2);
  return callApi(page, 'GET', `/line/plans/${ledger}/${id}`);
}

/** Walks the phone through places, six seconds each; far ones are a gap. */
async function walkThrough(phone, places) {
  for (const [i, place] of places.entries()) {
    await phone.page.clock.fastForward(6_000);
    await phone.context.setGeolocation(place);
    await phone.page.waitForFunction((n) => Number(/đã ghi (\d+) điểm/.exec(document.body.innerText)?.[1] ?? 0) > n, i);
  }
}

/** Answers what is still asked, up to the page on which everything is read once more. */
async function lastQuestions(page) {
  for (let i = 0; i < 12; i++) {
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (await page.getByRole('heading', { level: 1, name: 'Xem lại' }).count() > 0) return;
    const was = await page.getByRole('heading', { level: 1 }).textContent();
    const number = page.locator('input.num');
    if (await number.count() > 0) await number.first().fill('5');
    else if (await page.getByRole('radio').count() > 0 && await page.getByRole('radio', { checked: true }).count() === 0) await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Tiếp' }).click();
    await page.waitForFunction((x) => document.querySelector('h1')?.textContent !== x, was);
  }
  assert.fail('the patrol asks without end');
}

test('a post plans the stretches longest unvisited, a team walks them with its phone, and plan and coverage show it', options, async () => {
  const { phone, team, clerk } = await atWork(browser, address, { prepare, permissions: ['geolocation'], geolocation: { latitude: 22.4, longitude: 105.5, accuracy: 8 } });
  const segments = await segmentsOf();
  const post = await postOf(team);
  const { plan, result: open } = await planned(post, team);
  assert.equal(open.walked_dm, 0);
  assert.equal(open.left_dm, open.planned_dm);
  assert.equal(plan.place_id, team.place);

  let { page } = phone;
  await synced(page);
  await page.clock.install({ time: Date.now() - behind });
  await page.goto(`${address}/field/`);
  await unlock(page, team.people[0].name);
  await page.getByRole('heading', { name: 'Việc được giao' }).waitFor();
  const stretches = plan.along.stretches;
  for (const s of stretches) assert.ok(await page.getByText(/km \d/).count() >= stretches.length, s.name);
  await fine(page, 'line-phone-task');
  await page.getByRole('link', { name: /tuần tra.*km/i }).click();
  await page.getByText('Theo kế hoạch').waitFor();
  await fine(page, 'line-phone-start');
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  await walkThrough(phone, stretches.flatMap((s) => along(s, segments)));
  await fine(page, 'line-phone-walk');
  await page.getByRole('button', { name: 'Kết thúc' }).dispatchEvent('pointerdown');
  await page.clock.fastForward(2_000);
  await page.getByRole('button', { name: 'Kết thúc và ghi sổ' }).click();
  await lastQuestions(page);
  await page.getByText(/Kèm vết đi gồm \d+ phần/).waitFor();
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await synced(page);
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText(/vết đi (\d+)\/\1 phần đã nhận/).waitFor();
  await goTo(page, 'Hôm nay');
  await page.getByText('đã đi 1 lần').waitFor();

  const [entry] = await entriesOf(clerk, team);
  const { plan: named } = await callApi(clerk, 'GET', `/entries/${entry.ledger_id}/${entry.id}`).then((e) => ({ plan: e.content.plan_id }));
  assert.equal(named, plan.id);
  const verifier = await officer(browser, address, 'commune_verifier');
  const before = await covered(post);
  await judge(verifier, entry, 'verify');
  const after = await covered(post);
  assert.ok(after.km > before.km, `the figure went from ${before.km} to ${after.km} km`);
  assert.match(after.report, /Vết đi của các chuyến tuần tra phủ qua/);
  assert.notEqual(after.report, before.report);

  await post.reload();
  await post.getByText('đã đi', { exact: true }).first().waitFor();
  await fineAtAll(post, 'line-plan-walked');
  const { result } = await callApi(post, 'GET', `/line/plans/${plan.ledger_id}/${plan.id}`);
  assert.ok(result.walked_dm > 0.99 * result.planned_dm, `${result.walked_dm} of ${result.planned_dm}`);
  assert.equal(result.patrols, 1);
  assert.ok(result.acts[0].named);
  assert.equal(result.kept, result.positions, 'every marker on the way was passed');
  const coverage = await callApi(post, 'GET', `/coverage?place=${post.area}&period=${today()}/${today()}`);
  assert.ok(coverage.total.covered_dm >= result.walked_dm);

  // The strip of those days leads to the patrol's entry, and the map draws it.
  await post.getByRole('link', { name: 'Dải tuần tra' }).click();
  await post.locator(`a[href*="${entry.id}"]`).first().waitFor();
  await post.getByRole('navigation', { name: 'Các trang của đường biên' }).getByRole('link', { name: 'Bản đồ', exact: true }).click();
  await post.getByText('Lớp và chú giải').first().waitFor();
  await screenshot(post, 'line-plan-map');
  await post.goBack();
  await post.goBack();
  await post.getByRole('heading', { level: 2, name: 'Từng quãng' }).waitFor();

  // What is left could not be walked: the reason is kept beside what was.
  const left = post.getByRole('button', { name: /^Không đi được/ });
  if (await left.count() > 0) {
    await left.first().click();
    await post.getByRole('dialog').getByLabel('Vì sao').selectOption('closed');
    await post.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click();
    await post.getByText('không đi được, có lý do').first().waitFor();
  }
  await post.goto(`${address}/office/duong/ke-hoach`);
  await post.getByText(/Đường:/).waitFor();
  await fineAtAll(post, 'line-plans');
  await phone.close();
  for (const p of [post, clerk, verifier]) await leave(p);
});

test('a patrol reports a damaged stone, and the commander notes it with the entry as its source', { skip: missing || false }, async () => {
  const officer = await visitor(browser);
  const me = await signInAs(officer, address, 'post_officer');
  const { items } = await callApi(officer, 'GET', `/line/suggestions?place=${me.grants[0].place_id}`);
  const at = items.find((s) => s.positions.length > 0);
  const marker = at.positions[0];
  const content = { kind: 'patrol', place_id: at.place_id, day: today(), owner_body_id: me.grants[0].body_id, markers: [marker.id],
    dims: { patrol_form: ['own_regular'], marker_found: ['damaged'] }, measures: { person_turns: { v: 5, basis: 'counted' } } };
  await callApi(officer, 'POST', '/entries', { id: await officer.evaluate(() => crypto.randomUUID()), content, submit: true });
  await leave(officer);
  const commander = await visitor(browser);
  await signInAs(commander, address, 'post_commander');
  await commander.goto(`${address}/office/duong/moc`);
  await commander.getByText('đang ghi nguyên vẹn, được báo hư hỏng').waitFor();
  await fineAtAll(commander, 'line-stones');
  await commander.getByRole('link', { name: `Cột mốc ${marker.name}` }).first().click();
  await commander.getByRole('button', { name: /^Ghi nhận/ }).first().click();
  await commander.getByText(/^Từ .*hư hỏng, theo/).waitFor();
  await commander.getByRole('heading', { level: 3, name: /: hư hỏng/ }).waitFor();
  await fineAtAll(commander, 'line-marker');
  await leave(commander);
});
