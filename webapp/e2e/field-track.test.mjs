// A patrol walked with the phone: its track outlives a killed browser, is told
// with its gaps, and arrives once. Real program, real browser, a made position.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { choosePIN, enrolPhone, entriesOf, goTo, home, kept, newTeam, officer, pin, synced, unlock } from './field.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, startBrowser, startPhone, startStoppable, stopAll } from './harness.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let server, browser;
before(async () => {
  if (missing) return;
  server = await startStoppable();
  browser = await startBrowser();
});
after(stopAll);
// A test that failed while its server was away says nothing about the next one.
beforeEach(() => server?.start());

async function fine(page, name) {
  await screenshot(page, name);
  await screenshot(page, `${name}-whole`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

/** Up the hill: 111 m for each step. */
const place = (step, accuracy = 8) => ({ latitude: 22.8496 + step * 0.001, longitude: 106.7242, accuracy });

async function atWork(phone) {
  const team = await newTeam(browser, server.address);
  const clerk = await officer(browser, server.address);
  await enrolPhone(phone, clerk, server.address, team);
  await choosePIN(phone.page, team.people[0].name);
  await home(phone.page);
  await kept(phone.page);
  return { team, clerk };
}

/** A small photograph of the page's own making. */
async function picture(page) {
  const text = await page.evaluate(async () => {
    const c = new OffscreenCanvas(400, 300);
    c.getContext('2d').fillRect(40, 40, 90, 200);
    return btoa(String.fromCharCode(...new Uint8Array(await (await c.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())));
  });
  return { name: 'moc.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(text, 'base64') };
}

async function begin(page) {
  await page.getByRole('main').getByRole('link', { name: /^tuần tra/i }).click();
  await page.getByRole('button', { name: 'Bắt đầu' }).waitFor();
  await fine(page, 'field-track-start');
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
}

/** Half a minute later somewhere else; waits until the screen says what it should. */
async function walkTo(phone, where, says) {
  await phone.page.clock.fastForward(30_000);
  await phone.context.setGeolocation(where);
  await (typeof says === 'string' ? phone.page.getByText(says) : says).waitFor();
}

/** A phone may tell one place twice; the kilometres do not change by it. */
const kilometres = (page, km) => page.getByText(km, { exact: true });
const pointsOf = async (page) => Number(/đã ghi (\d+) điểm/.exec(await page.getByRole('main').innerText())[1]);

async function checkIn(page, photo) {
  await page.getByRole('button', { name: 'Đến mốc' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mốc nào?' }).waitFor();
  await page.getByRole('radio').first().check();
  if (photo) {
    await page.getByText(/Vị trí tốt, sai số khoảng 8 m/).waitFor();
    await page.getByLabel('Chụp').setInputFiles(photo);
    await page.getByText('Đã có 1 ảnh.').waitFor();
    await fine(page, 'field-track-marker');
  }
  await page.getByRole('button', { name: 'Xong' }).click();
  await page.getByRole('button', { name: 'Đến mốc' }).waitFor();
}

/** Holds the button that ends a patrol for as long as it asks. */
async function hold(page) {
  await page.getByRole('button', { name: 'Kết thúc' }).dispatchEvent('pointerdown');
  await page.clock.fastForward(2_000);
  await page.getByRole('heading', { level: 1, name: 'Kết thúc cuộc tuần tra?' }).waitFor();
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

async function reopen(phone, person, time) {
  await phone.restart();
  await phone.page.clock.install({ time });
  await phone.page.goto(`${server.address}/field/`);
  await unlock(phone.page, person.name);
  return phone.page;
}

/** Not so late that the patrol would end on the next day, and never back: the clock of a phone does not follow. */
const began = () => Date.now() + (new Date(Date.now() + 7 * 3600_000).getUTCHours() === 23 ? 3600_000 : 0);
const minute = 60_000;

test('a patrol outlives a killed browser and arrives nine days later: one entry, its track whole, its gaps told', options, async () => {
  const phone = await startPhone({ permissions: ['geolocation'], geolocation: place(0) });
  const { team, clerk } = await atWork(phone);
  const [person] = team.people;
  const start = began();
  await server.stop();
  let page = await reopen(phone, person, start);
  await begin(page);
  await page.getByText('Vị trí tốt, đã ghi 1 điểm.').waitFor();
  for (let step = 1; step < 4; step++) await walkTo(phone, place(step), `đã ghi ${step + 1} điểm`);
  await walkTo(phone, place(4, 120), 'Vị trí kém, đã ghi 4 điểm.');
  await walkTo(phone, place(5), 'đã ghi 5 điểm');
  await kilometres(page, '0,56').waitFor();
  await checkIn(page, await picture(page));
  await page.getByText(/vị trí tốt, có ảnh/).waitFor();
  await fine(page, 'field-track-walk');

  page = await reopen(phone, person, start + 12 * minute);
  await page.getByText('Đang có cuộc tuần tra chưa kết thúc').waitFor();
  await fine(page, 'field-track-open');
  await phone.context.setGeolocation(place(15));
  await page.getByRole('link', { name: 'Tiếp tục' }).click();
  await page.getByText(/đã ghi [67] điểm/).waitFor();
  await walkTo(phone, place(16), kilometres(page, '0,67'));
  const had = await pointsOf(page);
  await page.getByRole('button', { name: 'Tạm dừng' }).click();
  await page.getByText('Đang tạm dừng').waitFor();
  await page.clock.fastForward(10 * minute);
  await phone.context.setGeolocation(place(30));
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await page.waitForFunction((n) => Number(/đã ghi (\d+) điểm/.exec(document.body.innerText)?.[1]) > n, had);
  await walkTo(phone, place(31), kilometres(page, '0,78')); // 5 steps, 1 and 1: nothing over the gaps
  const walked = await pointsOf(page);
  await hold(page);
  await page.getByText('Trong những khoảng này máy không có vị trí').waitFor();
  await fine(page, 'field-track-finish');
  await page.getByRole('button', { name: 'Kết thúc và ghi sổ' }).click();
  await lastQuestions(page);
  await page.getByText(/Kèm vết đi gồm \d phần/).waitFor();
  await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
  await fine(page, 'field-track-review');
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await goTo(page, 'Hôm nay');
  assert.equal(await page.getByText('Đang có cuộc tuần tra chưa kết thúc').count(), 0);

  await server.start();
  await phone.restart();
  page = phone.page;
  const sent = new Map();
  page.on('request', (r) => {
    const at = new URL(r.url());
    const hash = r.method() === 'PUT' && /\/sync\/v1\/blobs\/([0-9a-f]{64})$/.exec(at.pathname)?.[1];
    if (hash) sent.set(hash, Buffer.concat([sent.get(hash) ?? Buffer.alloc(0), r.postDataBuffer()]));
  });
  await page.clock.install({ time: start + 9 * 24 * 60 * minute });
  await page.goto(`${server.address}/field/`);
  await unlock(page, person.name);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText('ảnh 1/1 đã nhận').waitFor();
  await page.getByText(/vết đi (\d)\/\1 phần đã nhận/).waitFor();
  await fine(page, 'field-track-received');
  await synced(page);

  const all = await entriesOf(clerk, team);
  assert.equal(all.length, 1);
  const entry = await callApi(clerk, 'GET', `/entries/${all[0].ledger_id}/${all[0].id}`);
  assert.deepEqual(entry.evidence.map((e) => e.type), ['image/jpeg']);
  const files = [...sent.entries()];
  for (const [hash, b] of files) assert.equal(createHash('sha256').update(b).digest('hex'), hash);
  const tracks = files.filter(([, b]) => b.subarray(0, 5).toString() === 'PDTK1');
  assert.deepEqual(files.map(([hash]) => hash), [...tracks.map(([hash]) => hash), entry.evidence[0].sha256], 'tracks go before photos');
  const { points, metres, gaps, pieces, waiting } = entry.track;
  assert.deepEqual({ points, metres, gaps, pieces, waiting }, { points: walked, metres: 778, gaps: 2, pieces: tracks.length, waiting: undefined });
  assert.ok(pieces >= 3, 'a piece is at most five minutes');
  for (const [hash] of tracks) {
    const status = await clerk.evaluate(async (at) => (await fetch(at)).status, `/blob/${entry.ledger_id}/${hash}?entry=${entry.id}`);
    assert.equal(status, 404, 'somebody may read a track');
  }
  await clerk.goto(`${server.address}/office/so/${entry.ledger_id}/${entry.id}`);
  await clerk.getByText(/0,78 km, 2 khoảng đứt/).waitFor();
  await screenshot(clerk, 'office-track', { fullPage: true });
  assert.deepEqual(await axe(clerk), []);
  await phone.close();
  await leave(clerk);
});

test('without permission the phone says what to do, and a marker is recorded without a position', options, async () => {
  const phone = await startPhone();
  const { clerk } = await atWork(phone);
  const { page } = phone;
  const cdp = await phone.context.newCDPSession(page);
  await cdp.send('Browser.setPermission', { permission: { name: 'geolocation' }, setting: 'denied', origin: server.address });
  await page.clock.install();
  await begin(page);
  await page.getByText('Máy chưa cho phép lấy vị trí').waitFor();
  await checkIn(page);
  await page.getByText(/không có vị trí, không có ảnh/).waitFor();
  await fine(page, 'field-track-denied');
  await hold(page);
  await page.getByText('Không có khoảng đứt nào.').waitFor();
  await page.getByRole('button', { name: 'Quay lại tuần tra' }).click();
  await page.getByRole('button', { name: 'Đến mốc' }).waitFor();
  await phone.close();
  await leave(clerk);
});

/** A file as OsmAnd writes it: one point each half minute, 111 m apart. */
function gpx(points, { from = 0, broken = false } = {}) {
  const lines = Array.from({ length: points }, (_, i) => `<trkpt lat="${(22.8496 + (from + i) * 0.001).toFixed(4)}" lon="106.7242"><ele>612</ele><time>2026-11-30T0${3 + Math.floor((from + i) / 120)}:${String(Math.floor((from + i) / 2) % 60).padStart(2, '0')}:${i % 2 ? '30' : '00'}Z</time></trkpt>`);
  if (broken) lines[2] = '<trkpt lat="NaN" lon="106.7242"/>';
  return `<?xml version="1.0"?>\n<gpx version="1.1"><trk><trkseg>\n${lines.join('\n')}\n</trkseg></trk></gpx>`;
}

test('a file shared by another app without a line becomes the track of an entry; a bad one is refused with its line', options, async () => {
  const phone = await startPhone();
  const { team, clerk } = await atWork(phone);
  const { page } = phone;
  await server.stop();
  await page.evaluate((text) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: '/field/share', enctype: 'multipart/form-data' });
    const field = Object.assign(document.createElement('input'), { type: 'file', name: 'file' });
    const files = new DataTransfer();
    files.items.add(new File([text], 'tuyen.gpx', { type: 'application/gpx+xml' }));
    field.files = files.files;
    form.append(field);
    document.body.append(form);
    form.submit();
  }, gpx(12));
  await page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  await page.getByLabel('Mã PIN 6 chữ số').fill(pin);
  await page.getByRole('button', { name: 'Mở máy' }).click();
  await page.getByRole('heading', { level: 1, name: 'Tệp vừa chia sẻ' }).waitFor();
  await fine(page, 'field-track-shared');
  await page.getByRole('button', { name: /Việc mới: tuần tra/ }).click();
  await lastQuestions(page);
  await page.getByText('Kèm vết đi gồm 2 phần.').waitFor();
  const file = (name, text) => ({ name, mimeType: 'application/gpx+xml', buffer: Buffer.from(text) });
  await page.getByLabel('Thêm từ tệp GPX').setInputFiles(file('hong.gpx', gpx(5, { broken: true })));
  await page.getByText('Tệp có tọa độ sai. Xem dòng 5 của tệp.').waitFor();
  await page.getByLabel('Thêm từ tệp GPX').setInputFiles(file('tiep.gpx', gpx(4, { from: 30 })));
  await page.getByText('Đã thêm 4 điểm, 0,33 km, 0 khoảng đứt.').waitFor();
  await fine(page, 'field-track-file');
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
  await server.start();
  await synced(page);
  await page.getByText('vết đi 3/3 phần đã nhận').waitFor();
  const [one] = await entriesOf(clerk, team);
  const { track } = await callApi(clerk, 'GET', `/entries/${one.ledger_id}/${one.id}`);
  assert.deepEqual([track.points, track.metres, track.gaps, track.pieces], [16, 1557, 1, 3]);
  await phone.close();
  await leave(clerk);
});
