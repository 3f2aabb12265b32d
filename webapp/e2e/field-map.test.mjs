// The map of a phone: fetched with the lists, kept sealed, opened without a
// server; where one stands is shown and neither kept nor sent. Real program,
// real browser, a made position.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { atWork, goTo, pin, synced, today, unlock } from './field.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, signInAs, startBrowser, startStoppable, stopAll, visitor } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  server = await startStoppable();
  browser = await startBrowser();
});
after(stopAll);

async function fine(page, name) {
  await page.getByRole('main').evaluate((m) => m.scrollTo(0, 0));
  await screenshot(page, name);
  await screenshot(page, `${name}-whole`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
  const small = await page.locator('main a, main button, main summary, main label:has(input)').evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect()).filter((r) => r.width < 47.5 || r.height < 47.5).length);
  assert.equal(small, 0, `${name}: something is smaller than a thumb`);
}

/** What lies in the store of the phone under a key of its references, as text. */
const kept = (page, key) => page.evaluate(async (k) => {
  const done = (r) => new Promise((yes, no) => { r.onsuccess = () => yes(r.result); r.onerror = () => no(r.error); });
  const db = await done(indexedDB.open('phendau-field'));
  const found = await done(db.transaction('reference').objectStore('reference').get(k));
  db.close();
  return found ? { keys: Object.keys(found).sort(), text: new TextDecoder('latin1').decode(found.cipher), size: found.cipher.length } : null;
}, key);

/** How many pixels the canvas of the map has drawn. */
const drawn = (page) => page.locator('.leaflet-overlay-pane canvas').evaluate((c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 3 && v > 0).length);

/** The post in whose area the team is gives it a patrol over a stretch and to a marker. */
async function plan(team, stretch, marker) {
  const page = await visitor(browser);
  for (let i = 0; ; i++) {
    await signInAs(page, server.address, 'post_officer', i);
    if ((await callApi(page, 'GET', `/pick/places?ids=${team.place}&for=write`)).items.length > 0) break;
  }
  const toDay = new Date(Date.parse(today()) + 6 * 86_400_000).toISOString().slice(0, 10);
  const content = { kind: 'patrol', place_id: team.place, day: today(), to_day: toDay, owner_body_id: team.body, dims: { patrol_form: ['with_residents'] } };
  await callApi(page, 'POST', '/plans/activities', { id: await page.evaluate(() => crypto.randomUUID()), content, along: { stretches: [stretch], positions: [marker] } });
  await leave(page);
}

test('the map of the phone opens without a server, with its line, its markers and where one stands', options, async () => {
  const answers = [], asked = [];
  const { phone, team, clerk } = await atWork(browser, server.address, { permissions: ['geolocation'], geolocation: { latitude: 10.5, longitude: 106.5, accuracy: 8 }, prepare: ({ page }) => {
    page.on('response', (r) => { if (r.url().includes('/sync/v1/map')) answers.push(r.json()); });
    page.on('request', (r) => { if (new URL(r.url()).pathname.startsWith('/sync/')) asked.push({ path: new URL(r.url()).pathname, body: `${r.url()} ${r.postData() ?? ''}` }); });
  } });
  const { page } = phone;
  await synced(page);
  const sheet = JSON.parse((await answers[0]).map);
  const markers = sheet.features.filter((f) => f.properties.layer === 'marker');
  assert.ok(markers.length > 5 && sheet.features.some((f) => f.properties.layer === 'own'), 'the demo has markers and a stretch of the team');
  const stored = await kept(page, 'map');
  assert.deepEqual(stored.keys, ['cipher', 'nonce']);
  assert.ok(!stored.text.includes('FeatureCollection') && stored.size > 1000, 'the map lies open');

  const aim = markers.find((m) => !m.properties.closed);
  await plan(team, { segment_id: aim.properties.segment_id, from_dm: 12_000, to_dm: 36_000 }, aim.properties.id);
  await synced(page);
  await goTo(page, 'Hôm nay');
  await page.getByText('Việc được giao').waitFor();
  await server.stop();
  await page.reload();
  await unlock(page, team.people[0].name);
  await page.getByRole('link', { name: 'Bản đồ' }).click();
  await page.getByRole('heading', { level: 1, name: 'Bản đồ' }).waitFor();
  await page.getByRole('application').waitFor();
  await page.getByText('Đường phục vụ lập kế hoạch công tác, không phải tài liệu biên giới. dữ liệu minh họa').waitFor();
  assert.ok(await drawn(page) > 500, 'nothing is drawn');
  assert.ok((await page.getByRole('application').boundingBox()).height > 200 && (await page.locator('figure').boundingBox()).height > 350, 'the map is pressed together');
  const rows = page.locator('ul.rows li');
  assert.equal(await rows.count(), markers.length);
  await fine(page, 'field-map');

  const [lon, lat] = aim.geometry.coordinates;
  await phone.context.setGeolocation({ latitude: lat - 0.001, longitude: lon, accuracy: 8 });
  const blank = await drawn(page);
  await page.getByRole('button', { name: 'Vị trí của tôi' }).click();
  await page.getByText('Đã có vị trí, sai số khoảng 8 m.').waitFor();
  assert.notEqual(await drawn(page), blank);
  await page.getByRole('radio', { name: 'Gần tôi nhất' }).check();
  const list = await rows.allTextContents();
  const first = list.findIndex((t) => t.includes(`Mốc ${aim.properties.name}`) && t.includes('cách 110 m, hướng bắc'));
  assert.ok(first >= 0 && first < 3, list.slice(0, 4).join('\n'));
  await rows.nth(first).getByRole('button').click();
  await page.locator('#map-told').getByText(`Mốc ${aim.properties.name}`).waitFor();
  await page.getByText('Chú giải').click();
  await fine(page, 'field-map-here');

  // The position ends with the page.
  await goTo(page, 'Hôm nay');
  await page.getByRole('link', { name: 'Bản đồ' }).click();
  await page.getByText('Vị trí chỉ ở trên máy này').waitFor();
  assert.equal(await page.getByRole('radio', { name: 'Gần tôi nhất' }).isDisabled(), true);
  await goTo(page, 'Hôm nay');

  // On the way of a patrol, and back to it.
  await page.getByRole('link', { name: /tuần tra.*km/i }).click();
  await page.getByText('Theo kế hoạch').waitFor();
  await page.getByRole('link', { name: 'Bản đồ' }).click();
  await page.getByRole('application').waitFor();
  assert.equal(await rows.getByText('theo kế hoạch').count(), 1);
  await page.getByText('Chú giải').click();
  await page.getByText('đoạn theo kế hoạch').waitFor();
  await fine(page, 'field-map-plan');
  await page.goBack();
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  await page.getByRole('link', { name: 'Bản đồ' }).click();
  await page.getByRole('application').waitFor();
  await page.getByRole('link', { name: 'Quay lại tuần tra' }).click();
  await page.getByRole('button', { name: 'Tạm dừng' }).waitFor();

  await server.start();
  asked.length = 0;
  await synced(page);
  assert.deepEqual(asked.filter((r) => /push|blobs/.test(r.path)), [], 'something was sent');
  for (const r of asked) assert.ok(!r.body.includes(String(lat - 0.001)) && !r.body.includes(String(lon)), `${r.path} tells the position`);

  // In the other language and in the sun.
  await page.evaluate(() => { localStorage['phendau.lang'] = 'en'; localStorage['phendau.field.look'] = 'sun'; });
  await page.goto(`${server.address}/field/ban-do`);
  await page.locator('form input:not([type=radio])').fill(pin);
  await page.locator('form button[type=submit]').click();
  await page.getByRole('heading', { level: 1, name: 'Map' }).waitFor();
  await page.getByText('Lines serve the planning of work; they are no border document. demo data').waitFor();
  await fine(page, 'field-map-en-sun');
  await phone.close();
  await leave(clerk);
});
