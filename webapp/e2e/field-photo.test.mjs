// A photo from the field: kept with its entry, sent in pieces after it, and
// called received only when it is. Real program, real browser.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { atWork, entriesOf, goTo, recordClearing, synced, unlock } from './field.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, startBrowser, startStoppable, stopAll } from './harness.mjs';

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
  await screenshot(page, name, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

const secret = 'GPS 22.8496N 106.7242E';

/** A photograph as a camera writes it: large, lying on its side, with a position in its Exif part. */
async function camera(page, seed, width = 2400, height = 1800) {
  const text = await page.evaluate(async ([n, w, h]) => {
    const c = new OffscreenCanvas(w, h), on = c.getContext('2d');
    let x = n;
    for (let i = 0; i < 20_000; i++) {
      x = (x * 1103515245 + 12345) % 2147483648;
      on.fillStyle = `rgb(${x % 256} ${(x >> 8) % 256} ${(x >> 16) % 256})`;
      on.fillRect(x % w, (x >> 9) % h, 30, 30);
    }
    const b = new Uint8Array(await (await c.convertToBlob({ type: 'image/jpeg', quality: 0.9 })).arrayBuffer());
    let s = '';
    for (const v of b) s += String.fromCharCode(v);
    return btoa(s);
  }, [seed, width, height]);
  const jpeg = Buffer.from(text, 'base64');
  const tiff = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0', 'latin1');
  const part = Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from(secret)]);
  const head = Buffer.from([0xff, 0xe1, (part.length + 2) >> 8, (part.length + 2) & 255]);
  return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), head, part, jpeg.subarray(2)]) };
}

/** Begins a patrol and answers what is asked, up to the page on which everything is read once more. */
async function patrolUpToReview(page) {
  await goTo(page, 'Ghi');
  await page.getByRole('link', { name: /^tuần tra/i }).first().click();
  for (let i = 0; i < 12; i++) {
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (await page.getByRole('heading', { level: 1, name: 'Xem lại' }).count() > 0) return;
    const before = await page.getByRole('heading', { level: 1 }).textContent();
    const number = page.locator('input.num');
    if (await number.count() > 0) await number.first().fill('5');
    else if (await page.getByRole('radio').count() > 0 && await page.getByRole('radio', { checked: true }).count() === 0) await page.getByRole('radio').first().check();
    await page.getByRole('button', { name: 'Tiếp' }).click();
    await page.waitForFunction((was) => document.querySelector('h1')?.textContent !== was, before);
  }
  assert.fail('the patrol asks without end');
}

async function save(page) {
  await page.getByRole('button', { name: 'Lưu và gửi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã lưu trên máy' }).waitFor();
}

test('a photo is resumed after the browser was killed in the middle, and is one photo in the office', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  let { page } = phone;
  const picture = await camera(page, 7);
  await patrolUpToReview(page);
  await page.getByLabel('Chụp ảnh').setInputFiles(picture);
  await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
  await fine(page, 'field-photo-taken');

  // One piece is let through; the next one never ends.
  const pieces = /\/sync\/v1\/blobs\/[0-9a-f]{64}\?/;
  let through = 0;
  await page.route(pieces, (route) => (through++ === 0 ? route.continue() : undefined));
  await save(page);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Đã nhận, còn ảnh trên máy (1)').waitFor();
  await page.getByText(/ảnh 0\/1 đã nhận, đang gửi [1-9][0-9]? %/).waitFor();
  await page.getByText('1 ảnh chưa gửi').first().waitFor();
  await fine(page, 'field-photo-sending');
  const [entry] = await entriesOf(clerk, team);
  assert.equal(entry.status, 'submitted', 'the text did not wait');
  const before = await callApi(clerk, 'GET', `/entries/${entry.ledger_id}/${entry.id}`);
  assert.deepEqual(before.evidence.map((e) => e.waiting), [true]);
  await clerk.goto(`${server.address}/office/so/${entry.ledger_id}/${entry.id}`);
  await clerk.getByText(/ảnh chưa tới/).waitFor();
  await screenshot(clerk, 'office-photo-awaited', { fullPage: true });
  assert.deepEqual(await axe(clerk), []);

  await phone.restart();
  page = phone.page;
  const offsets = [];
  page.on('request', (r) => { if (pieces.test(r.url())) offsets.push(Number(new URL(r.url()).searchParams.get('offset'))); });
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Đã nhận (1)').waitFor();
  await page.getByText('ảnh 1/1 đã nhận').waitFor();
  assert.ok(offsets[0] > 0 && offsets.every((o, i) => i === 0 || o > offsets[i - 1]), `sent again from the beginning: ${offsets}`);
  await fine(page, 'field-photo-received');
  await page.getByRole('link', { name: /ảnh 1\/1 đã nhận/ }).click();
  await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
  await fine(page, 'field-photo-one');

  const { evidence } = await callApi(clerk, 'GET', `/entries/${entry.ledger_id}/${entry.id}`);
  assert.equal(evidence.length, 1);
  assert.equal(evidence[0].waiting, undefined);
  const bytes = Buffer.from(await clerk.evaluate(async (at) => {
    let s = '';
    for (const v of new Uint8Array(await (await fetch(at)).arrayBuffer())) s += String.fromCharCode(v);
    return btoa(s);
  }, `/blob/${entry.ledger_id}/${evidence[0].sha256}?entry=${entry.id}`), 'base64');
  assert.equal(createHash('sha256').update(bytes).digest('hex'), evidence[0].sha256);
  assert.equal(bytes.length, evidence[0].size);
  assert.ok(!bytes.includes('GPS') && !bytes.includes('Exif'), 'the camera\'s words are still in it');
  const [w, h] = await clerk.evaluate(async (at) => { const b = await createImageBitmap(await (await fetch(at)).blob()); return [b.width, b.height]; }, `/blob/${entry.ledger_id}/${evidence[0].sha256}?entry=${entry.id}`);
  assert.deepEqual([w, h], [1200, 1600], 'upright, and at most 1600 a side');
  await clerk.reload();
  await clerk.locator('img[src*="thumb"]').waitFor();
  await clerk.waitForFunction(() => [...document.images].every((i) => i.complete && i.naturalWidth > 0));
  await screenshot(clerk, 'office-photo-here', { fullPage: true });
  await phone.close();
  await leave(clerk);
});

test('a note that is spoken is kept, sent before photos, and heard in the office', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address, { permissions: ['microphone'], args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
  const { page } = phone;
  await recordClearing(page, 90, 2, '', async () => {
    await page.getByRole('button', { name: 'Nói thay cho viết' }).click();
    await page.getByText('Đang ghi âm: 1 trên 60 giây').waitFor();
    await fine(page, 'field-voice-running');
    await page.getByRole('button', { name: 'Xong, giữ lại' }).click();
    await page.locator('audio').waitFor();
    await fine(page, 'field-voice');
  });
  await synced(page);
  await page.getByText('lời ghi âm đã nhận').waitFor();
  const [entry] = await entriesOf(clerk, team);
  const { evidence: [voice] } = await callApi(clerk, 'GET', `/entries/${entry.ledger_id}/${entry.id}`);
  assert.deepEqual([voice.type, voice.role, voice.waiting], ['audio/webm', 'voice', undefined]);
  await clerk.goto(`${server.address}/office/so/${entry.ledger_id}/${entry.id}`);
  await clerk.locator('audio').waitFor();
  assert.deepEqual(await axe(clerk), []);
  const played = await clerk.locator('audio').evaluate((a) => new Promise((done) => { a.onloadeddata = () => done('heard'); a.onerror = () => done(a.error.message); a.load(); a.play().catch(() => undefined); }));
  assert.equal(played, 'heard');
  await screenshot(clerk, 'office-voice', { fullPage: true });
  await phone.close();
  await leave(clerk);
});

test('without a line a draft keeps its photo over a killed browser; a full phone refuses photos and keeps the entry', options, async () => {
  const { phone, team, clerk } = await atWork(browser, server.address);
  let { page } = phone;
  const picture = await camera(page, 11), other = await camera(page, 12);
  await server.stop();
  await patrolUpToReview(page);
  await page.getByLabel('Chọn ảnh').setInputFiles([picture]);
  await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
  await phone.restart();
  page = phone.page;
  await page.goto(`${server.address}/field/`);
  await unlock(page, team.people[0].name);
  await page.getByRole('link', { name: /nháp/ }).click();
  for (const next = page.getByRole('button', { name: 'Tiếp' }); await page.getByRole('heading', { level: 1, name: 'Xem lại' }).count() === 0;) {
    const was = await page.getByRole('heading', { level: 1 }).textContent();
    await next.click();
    await page.waitForFunction((x) => document.querySelector('h1')?.textContent !== x, was);
  }
  await page.getByRole('img', { name: 'ảnh 1' }).waitFor();

  // First the browser says that little is left, then that there is nothing.
  const said = page.getByText(/Máy hết chỗ nên không giữ được ảnh này/);
  await page.evaluate(() => {
    const real = navigator.storage.estimate.bind(navigator.storage);
    navigator.storage.estimate = async () => ({ usage: 90, quota: 100 });
    globalThis.roomAgain = () => { navigator.storage.estimate = real; };
  });
  await page.getByLabel('Chọn ảnh').setInputFiles([other]);
  await said.waitFor();
  await fine(page, 'field-photo-full');
  await page.evaluate(() => {
    globalThis.roomAgain();
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...args) {
      if (this.name === 'photo_bytes') throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
  await said.evaluate((p) => { p.dataset.before = ''; });
  await page.getByLabel('Chọn ảnh').setInputFiles([other]);
  await page.locator('p:not([data-before])').filter({ hasText: 'Máy hết chỗ nên không giữ được ảnh này' }).waitFor(); // said anew
  assert.equal(await page.getByRole('img', { name: 'ảnh 2' }).count(), 0);
  await save(page);
  await goTo(page, 'Hộp gửi');
  await page.getByText('Trên máy, chưa gửi (1)').waitFor();
  await page.getByText('ảnh 0/1 đã nhận').waitFor();
  await server.start();
  await synced(page);
  await page.getByText('ảnh 1/1 đã nhận').waitFor();
  const [entry] = await entriesOf(clerk, team);
  const { evidence } = await callApi(clerk, 'GET', `/entries/${entry.ledger_id}/${entry.id}`);
  assert.equal(evidence.length, 1);
  await phone.close();
  await leave(clerk);
});
