// Steps of tips on a phone that tests share.
import { until } from './harness.mjs';

/** Chance without chance: a slot goes 5.4 hours after a sync, and no empty file follows. */
export const steady = (phone) => phone.context.addInitScript(() => { Math.random = () => 0.9; });

/** What the phone keeps of tips: the sizes of its slots, its waiting files, its state. */
export const keptTips = (page) => page.evaluate(() => new Promise((done, failed) => {
  const open = indexedDB.open('phendau-field');
  open.onerror = () => failed(open.error);
  open.onsuccess = () => {
    const tx = open.result.transaction(['meta', 'tip_slots', 'tip_files']);
    const [slots, files, tip] = [tx.objectStore('tip_slots').getAll(), tx.objectStore('tip_files').getAll(), tx.objectStore('meta').get('tip')];
    tx.oncomplete = () => { open.result.close(); done({ slots: slots.result.map((s) => s.length), files: files.result.map((f) => f.length), pace: tip.result?.pace, keys: Object.keys(tip.result ?? {}).sort() }); };
  };
}));

/** Changes what the phone keeps of tips, in one transaction: the app may be at it, too. */
const change = (page, how, what) => page.evaluate(([how, what]) => new Promise((done, failed) => {
  const ways = {
    comes: (tip) => ({ ...tip, pace: { ...tip.pace, [what]: 1 } }),
    uncovered: (tip) => ({ ...tip, desks: tip.desks.map((d) => ({ ...d, no_cover: true })) }),
    ofAnotherLog: (tip) => ({ ...tip, asked_day: '', keys: Object.fromEntries(Object.entries(tip.keys).map(([id, k]) => [id, { ...k, size: 1_000_000, root: '00'.repeat(32) }])) }),
  };
  const open = indexedDB.open('phendau-field');
  open.onerror = () => failed(open.error);
  open.onsuccess = () => {
    const tx = open.result.transaction('meta', 'readwrite'), meta = tx.objectStore('meta');
    meta.get('tip').onsuccess = (e) => meta.put(ways[how](e.target.result), 'tip');
    tx.oncomplete = () => { open.result.close(); done(); };
  };
}), [how, what]);

/** Lets a moment of the pace come. */
export const comes = (page, what) => change(page, 'comes', what);

/** Lets the desks the phone knows have no cover. */
export const uncovered = (page) => change(page, 'uncovered');

/** The server lost its log since: what the phone saw of it is none of its sizes. It asks again at the next sync. */
export const ofAnotherLog = (page) => change(page, 'ofAnotherLog');

/** The phone has keys, eight slots, and the part of the app that seals. */
export async function readyForTips(page) {
  await until(page, async () => {
    const names = (await caches.keys()).filter((k) => k.startsWith('phendau-field-'));
    const kept = (await Promise.all(names.map(async (n) => (await (await caches.open(n)).keys()).map((r) => r.url)))).flat();
    return kept.some((u) => /tip\.worker/.test(u));
  });
  await until(page, () => new Promise((done) => {
    const open = indexedDB.open('phendau-field');
    open.onsuccess = () => {
      const asked = open.result.transaction('tip_slots').objectStore('tip_slots').count();
      asked.onsuccess = () => { open.result.close(); done(asked.result === 8); };
    };
  }));
}

/** A phone that lost its line between the keys and the first eight slots. */
export const withoutBox = (page) => page.evaluate(() => new Promise((done) => {
  const open = indexedDB.open('phendau-field');
  open.onsuccess = () => {
    const tx = open.result.transaction('tip_slots', 'readwrite');
    tx.objectStore('tip_slots').clear();
    tx.oncomplete = () => { open.result.close(); done(); };
  };
}));

/** Fills the page of tips; more is done before it is sealed. Returns the receipt. */
export async function tell(page, { text, when = 'đêm qua', where = 'lối mòn sau bản' }, more = async () => {}) {
  await page.getByRole('button', { name: 'Báo tin' }).click();
  await page.getByRole('heading', { level: 1, name: 'Báo tin cho bàn tiếp nhận' }).waitFor();
  await page.getByRole('radio', { name: 'Tôi thấy' }).check();
  await page.getByLabel('Khi nào?').fill(when);
  await page.getByLabel('Ở đâu?').fill(where);
  await page.getByLabel('Việc gì đã xảy ra?').fill(text);
  await more();
  await page.getByRole('button', { name: 'Niêm phong' }).click();
  await page.getByRole('heading', { level: 1, name: 'Đã niêm phong' }).waitFor();
  return (await page.locator('.digits span').allTextContents()).join('');
}

export async function leaveReceipt(page, receipt) {
  await page.getByLabel(/Gõ lại 4 chữ số cuối/).fill(receipt.slice(-4));
  await page.getByRole('button', { name: 'Đã chép mã, rời trang' }).click();
}
