// A tip from a shared phone: told without PIN and without a line, sealed before it
// is stored, sent by itself, answered, and read by receipt on another phone. Real
// program, real browser; the keys of the desk lie in the test.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { atWork, picture, synced, unlock } from './field.mjs';
import { axe, callApi, leave, missing, screenshot, scrollsSideways, startBrowser, startStoppable, stopAll, until } from './harness.mjs';
import { comes, keptTips, leaveReceipt, ofAnotherLog, readyForTips, steady, tell, uncovered, withoutBox } from './tip-phone.mjs';
import { answerCase, openAttachment, openCase, openDesk, sortSlots, stranger } from './tip.mjs';

if (missing) console.log(missing);
const options = { skip: missing || false };

let gone = () => undefined;
let server, browser, desk;
before(async () => {
  if (missing) return;
  server = await startStoppable({ args: ['--languages', languages()] });
  browser = await startBrowser();
  desk = await openDesk(browser, server.address);
});
after(async () => {
  if (desk) await leave(desk.page);
  await stopAll();
  gone();
});

/** A language of nobody, with one recording: of the answer that the desk is checking. */
function languages() {
  const folder = mkdtempSync(join(tmpdir(), 'phendau-languages-'));
  gone = () => rmSync(folder, { recursive: true });
  mkdirSync(join(folder, 'qaa/prompts'), { recursive: true });
  writeFileSync(join(folder, 'qaa/texts.json'), JSON.stringify({ name: 'Tiếng thử' }));
  writeFileSync(join(folder, 'qaa/prompts/tip_answer.checking.webm'), 'sound');
  return folder;
}

async function fine(page, name) {
  await screenshot(page, `field-tip-${name}`, { fullPage: true });
  assert.deepEqual(await axe(page), [], name);
  assert.equal(await scrollsSideways(page), false, name);
}

async function shared(more = {}) {
  const at = await atWork(browser, server.address, { prepare: steady, ...more });
  await synced(at.phone.page);
  await readyForTips(at.phone.page);
  return at;
}

/** Which of some texts stand anywhere in a folder, in either width of letters. */
function found(folder, texts) {
  const all = [];
  const into = (at) => {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      let s;
      try { s = statSync(path); } catch { continue; } // a file of a browser that has ended
      if (s.isDirectory()) into(path);
      else if (s.isFile()) all.push(readFileSync(path));
    }
  };
  into(folder);
  return texts.filter((t) => all.some((b) => b.includes(Buffer.from(t, 'utf8')) || b.includes(Buffer.from(t, 'utf16le'))));
}

const canary = 'Chim-yen-7319-bay-qua', place = 'Goc-da-4417-ben-suoi';

test('a tip without PIN and line leaves nothing on a shared phone, arrives, and is answered on another', options, async () => {
  const { phone, team } = await shared();
  let { page } = phone;
  await phone.context.setOffline(true);
  await page.reload();
  await page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  const history = await page.evaluate(() => window.history.length), address = page.url();
  const photo = await picture(page);
  const receipt = await tell(page, { text: `Có người lạ vác hàng. ${canary}`, where: place }, async () => {
    await page.getByLabel('Thêm ảnh').setInputFiles(photo);
    await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
    await page.getByRole('button', { name: 'Che bớt ảnh 1' }).click();
    await page.getByLabel('Che bớt').click({ position: { x: 90, y: 70 } });
    await fine(page, 'write');
    await page.getByRole('button', { name: 'Xong, giữ ảnh đã che' }).click();
    await page.getByRole('img', { name: 'ảnh 1' }).waitFor();
    await page.getByRole('checkbox', { name: 'Việc gấp, đang xảy ra' }).check();
    await page.getByRole('link', { name: '0206 3999 999' }).waitFor();
    await fine(page, 'urgent');
    await page.getByRole('checkbox', { name: 'Việc gấp, đang xảy ra' }).uncheck();
  });
  assert.match(receipt, /^\d{20}$/);
  await fine(page, 'receipt');
  await page.getByRole('button', { name: 'Gửi ngay' }).click();
  await page.getByText('Chưa gửi được').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Đã chép mã, rời trang' }).isDisabled(), true);
  await page.getByLabel(/Gõ lại 4 chữ số cuối/).fill('0000' === receipt.slice(-4) ? '1111' : '0000');
  await page.getByText('Chưa đúng').waitFor();
  await page.getByRole('button', { name: 'Thoát nhanh' }).waitFor();
  await leaveReceipt(page, receipt);
  await page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  assert.equal(await page.evaluate(() => window.history.length), history, 'the browser remembers no page more');
  assert.equal(page.url(), address, 'and no address');
  const waiting = await keptTips(page);
  assert.deepEqual([waiting.slots, waiting.files], [Array(8).fill(32_768), [132_779]]);

  await phone.restart();
  page = phone.page;
  const groups = receipt.match(/.{4}/g).join(' ');
  assert.deepEqual(found(phone.profile, ['Điện thoại tổ', canary, place, receipt, groups, receipt.slice(0, 12)]), ['Điện thoại tổ'], 'what the phone may keep is found, and nothing of the tip');

  await steady(phone);
  await page.goto(`${server.address}/field/`);
  await page.getByRole('heading', { name: 'Máy đang khóa' }).waitFor();
  assert.equal((await callApi(desk.page, 'GET', `/tips/desks/${desk.id}/slots`)).slots.length, 0, 'its moment has not come');
  await comes(page, 'due_ms');
  const headers = [];
  page.on('request', (r) => { if (/\/t\/1\//.test(r.url()) && r.method() === 'POST') headers.push(r.headers()); });
  const [sent] = await Promise.all([page.waitForResponse(/\/t\/1\/slot$/), unlock(page, team.people[0].name)]);
  assert.equal(sent.status(), 200);
  assert.ok(headers.every((h) => !h.authorization && !h.cookie && !h.referer && !Object.keys(h).some((n) => n.startsWith('phendau'))), JSON.stringify(headers));
  const { tips } = await sortSlots(desk);
  assert.equal(tips.length, 1);
  await until(page, () => new Promise((done) => {
    const open = indexedDB.open('phendau-field');
    open.onsuccess = () => { open.result.transaction('meta').objectStore('meta').get('tip').onsuccess = (e) => { open.result.close(); done(e.target.result.pace.file_ms > 0); }; };
  }));
  // Set first: where the courier still looks at its pace, the file goes at once.
  const [file] = await Promise.all([page.waitForResponse(/\/t\/1\/file$/), comes(page, 'file_ms').then(() => synced(page))]);
  assert.equal(file.status(), 200);
  await until(page, () => new Promise((done) => {
    const open = indexedDB.open('phendau-field');
    open.onsuccess = () => { const c = open.result.transaction('tip_files').objectStore('tip_files').count(); c.onsuccess = () => { open.result.close(); done(c.result === 0); }; };
  }));
  const after = await keptTips(page);
  assert.deepEqual([after.slots, after.keys], [waiting.slots, waiting.keys], 'a phone that has sent looks like one that waits');

  const cached = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (n) => (await (await caches.open(n)).keys()).map((r) => new URL(r.url).pathname)))).flat());
  assert.ok(cached.length > 20);
  assert.deepEqual(cached.filter((p) => /^\/(t|tin-bao)(\/|$)/.test(p)), [], 'what is sent to the door of tips is kept in no cache');

  const opened = await openCase(desk, tips[0]);
  assert.match(opened.body.text, new RegExp(canary));
  assert.deepEqual([opened.body.how, opened.body.where, opened.body.via, opened.body.files.length], ['saw', place, 'phone', 1]);
  const jpeg = await openAttachment(desk, tips[0], opened.body.files[0], opened.identity);
  assert.equal(Buffer.from(jpeg.slice(0, 3)).toString('hex'), 'ffd8ff');
  const first = await answerCase(desk, tips[0], opened, 'Đồn đã nhận tin, đang kiểm tra.', { prepared: 'checking' });
  await answerCase(desk, tips[0], opened, 'Hãy đến đồn lúc 22 giờ.', { seq: 1, prev: first, by: stranger() });
  await phone.close();

  const other = await shared();
  page = other.phone.page;
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('radio', { name: 'Tiếng thử' }).check();
  await page.evaluate(() => { HTMLMediaElement.prototype.play = async function () { globalThis.played = this.src; }; });
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  await fine(page, 'home');
  await page.getByRole('button', { name: 'Báo tin' }).click();
  await page.getByRole('button', { name: /xem trả lời/ }).click();
  await page.getByLabel('Mã biên nhận 20 chữ số').fill(`${receipt.slice(0, 19)}${(Number(receipt[19]) + 1) % 10}`);
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  await page.getByText('Mã chưa đúng').waitFor();
  await fine(page, 'read');
  await page.getByLabel('Mã biên nhận 20 chữ số').fill(groups);
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Trả lời của bàn tiếp nhận' }).waitFor();
  await page.getByText('Đồn đã nhận tin, đang kiểm tra.').waitFor();
  await page.getByText('Đồn không bao giờ hẹn gặp riêng qua tin báo.').waitFor();
  await page.getByText('Lời này không phải của bàn tiếp nhận.').waitFor();
  assert.equal(await page.getByText('22 giờ').count(), 0);
  await page.getByRole('button', { name: 'Nghe đọc' }).click();
  await page.waitForFunction(() => globalThis.played?.startsWith('blob:'));
  assert.equal(await page.getByRole('button', { name: 'Nghe đọc' }).count(), 1, 'words of somebody’s own have no recording');
  await fine(page, 'answers');
  await page.getByLabel('Viết thêm cho bàn tiếp nhận').fill('Họ đi về phía mốc.');
  await page.getByRole('button', { name: 'Niêm phong và gửi' }).click();
  await page.getByText('Bạn đã viết 2 lần cho vụ việc này.').waitFor();
  await page.getByRole('button', { name: 'Rút tin' }).click();
  await page.getByText('Đã báo rút tin.').waitFor();
  assert.equal(await page.getByLabel('Viết thêm cho bàn tiếp nhận').count(), 0, 'nobody writes into what he withdrew');
  await page.getByRole('button', { name: 'Lấy lại tin đã rút' }).click();
  await page.getByText('Đã báo lấy lại tin.').waitFor();
  await page.getByRole('button', { name: 'Kiểm tra bằng chứng' }).click();
  await page.getByText('Chưa có bằng chứng.').waitFor();
  await fine(page, 'proof');
  await page.getByRole('button', { name: 'Xong, rời trang' }).click();
  const again = await openCase(desk, tips[0]);
  assert.deepEqual(again.more.map((m) => [m.seq, m.text]), [[1, 'Họ đi về phía mốc.']]);
  await other.phone.close();
  assert.deepEqual(found(other.phone.profile, [receipt, groups, 'đang kiểm tra.', tips[0]]), [], 'the other phone keeps nothing of it either');
  for (const { clerk } of [other]) await leave(clerk);
});

test('a spoken tip is recorded on the page, names no device, and waits in the size of a photo', options, async () => {
  const { phone, clerk } = await shared({ permissions: ['microphone'], args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
  const { page } = phone;
  await page.evaluate(() => {
    const make = URL.createObjectURL;
    window.made = [];
    URL.createObjectURL = (b) => { window.made.push(b); return make(b); };
  });
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  let label = '';
  await withoutBox(page);
  const receipt = await tell(page, { text: 'Nghe trong lời nói.' }, async () => {
    await page.getByRole('button', { name: 'Nói vào máy' }).click();
    await page.getByText('Đang ghi âm: 1 trên 60 giây').waitFor();
    label = await page.evaluate(async () => (await navigator.mediaDevices.enumerateDevices()).find((d) => d.kind === 'audioinput').label);
    await fine(page, 'voice-running');
    await page.getByRole('button', { name: 'Xong', exact: true }).click();
    await page.getByText('Người nghe có thể nhận ra giọng của bạn.').waitFor();
    await fine(page, 'voice');
  });
  const spoken = Buffer.from(await page.evaluate(async () => [...new Uint8Array(await window.made.at(-1).arrayBuffer())]));
  assert.equal(spoken.toString('hex', 0, 4), '1a45dfa3');
  // Title, tags, date of making, and the names the browser knows for microphone and machine.
  const agent = await page.evaluate(() => navigator.userAgent.match(/\(([^)]*)\)/)[1]);
  assert.ok(label.length > 3);
  for (const name of ['7ba9', '1254c367', '4461', Buffer.from(label).toString('hex'), Buffer.from(agent).toString('hex')]) {
    assert.equal(spoken.subarray(0, 512).includes(Buffer.from(name, 'hex')), false, `the head of a recording holds ${name}`);
  }
  const waiting = await keptTips(page);
  assert.deepEqual([waiting.slots, waiting.files], [Array(8).fill(32_768), [132_779]], 'it waits as a photo does, in an outbox made with it');
  await leaveReceipt(page, receipt);
  await phone.close();
  await leave(clerk);
});

test('leaving warns, a lost key is said, and the page shows what the phone pays for cover', options, async () => {
  const { phone, clerk } = await shared();
  const { page } = phone;
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  await page.getByRole('button', { name: 'Báo tin' }).click();
  await page.getByRole('button', { name: 'Niêm phong' }).click();
  await page.getByText('Hãy chọn vì sao bạn biết.').waitFor();
  await page.getByLabel('Việc gì đã xảy ra?').fill('Một việc.');
  await page.getByRole('button', { name: 'Bỏ, không báo nữa' }).click();
  await page.getByRole('dialog').getByText(/mất những gì đang có/).waitFor();
  await fine(page, 'leave');
  await page.getByRole('button', { name: 'Ở lại' }).click();
  assert.equal(await page.getByLabel('Việc gì đã xảy ra?').inputValue(), 'Một việc.');
  await page.getByRole('button', { name: 'Thoát nhanh' }).click();
  await page.getByRole('heading', { level: 1, name: 'Hôm nay' }).waitFor();
  await page.getByRole('button', { name: 'Báo tin' }).click();
  assert.equal(await page.getByLabel('Việc gì đã xảy ra?').inputValue(), '', 'gone at once');
  await page.getByRole('button', { name: 'Thoát nhanh' }).click();
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByRole('heading', { name: 'Tin báo và dung lượng' }).waitFor();
  await fine(page, 'cover');
  await ofAnotherLog(page);
  await synced(page);
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByText('không kiểm tra được, nên máy không nhận').waitFor();
  await fine(page, 'log-doubt');
  await page.getByRole('button', { name: 'Gặp lại nhật ký máy chủ' }).click();
  await page.getByRole('dialog').getByText('đừng bấm').waitFor();
  await fine(page, 'log-anew');
  await page.getByRole('dialog').getByRole('button', { name: 'Gặp lại nhật ký máy chủ' }).click();
  await page.getByText('Đã gặp lại nhật ký của máy chủ.').waitFor();
  await fine(page, 'log-met');
  // As the phone is behind the sync that tells that cover was turned off.
  await uncovered(page);
  await page.getByRole('navigation').getByRole('link', { name: 'Hôm nay' }).click();
  await page.getByRole('button', { name: 'Báo tin' }).click();
  await page.getByText('Bàn tiếp nhận ở đây đã tắt gói rỗng').waitFor();
  await fine(page, 'no-cover');
  await page.getByRole('button', { name: 'Thoát nhanh' }).click();
  await page.getByRole('link', { name: 'Cài đặt' }).click();
  await page.getByText('máy chỉ gửi khi có tin báo').waitFor();
  await fine(page, 'cover-off');
  await phone.close();
  await leave(clerk);
});

test('sealing a text and a photo stays under a second on a processor six times slower', options, async () => {
  const { phone, clerk } = await shared();
  const { page } = phone;
  const cdp = await phone.context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  // The throttle holds the page back and not its workers: the worker's own script runs in the page.
  const ms = await page.evaluate(async (hex) => {
    const kept = (await Promise.all((await caches.keys()).map(async (n) => (await (await caches.open(n)).keys()).map((r) => r.url)))).flat();
    await import(kept.find((u) => /tip\.worker/.test(u)));
    const tip = await new Promise((done) => {
      const open = indexedDB.open('phendau-field');
      open.onsuccess = () => { open.result.transaction('meta').objectStore('meta').get('tip').onsuccess = (e) => { open.result.close(); done(e.target.result); }; };
    });
    const { recipient, epoch } = JSON.parse(tip.keys[hex].records[0]);
    let n = 0;
    const call = (name, ...args) => new Promise((done) => {
      const id = --n;
      addEventListener('message', function heard(e) {
        if (e.data.id !== id || e.data.name) return;
        removeEventListener('message', heard);
        done(e.data.done);
      });
      postMessage({ id, name, args });
    });
    const photo = crypto.getRandomValues(new Uint8Array(65_536)), bytes = new Uint8Array(131_000);
    bytes.set(photo);
    const t0 = performance.now();
    await call('begin', new Uint8Array(16));
    const t1 = performance.now();
    // The least of three: what sealing takes, not what else the machine does.
    const took = [];
    let out;
    for (let i = 0; i < 3; i++) {
      const from = performance.now();
      out = await call('finish', { how: 'saw', text: 'Có người lạ.', day: '2026-03-10' }, [{ kind: 'photo', bytes }], { id: new Uint8Array(16), epoch, recipient, record: '00'.repeat(32) });
      took.push(performance.now() - from);
    }
    return { begin: t1 - t0, finish: Math.min(...took), slot: out.slot.length };
  }, desk.hex);
  console.log(`six times slower: receipt and key ${Math.round(ms.begin)} ms, sealing ${Math.round(ms.finish)} ms`);
  assert.equal(ms.slot, 32_768);
  assert.ok(ms.finish <= 1000, `${ms.finish} ms`);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await phone.close();
  await leave(clerk);
});
