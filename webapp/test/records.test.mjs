import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const [{ changes, records }, { newPhoneKey }] = await Promise.all(['records', 'seal'].map((m) => load(`field/core/${m}.ts`)));

/** The store of blocks, as far as records.ts asks it. */
class Blocks {
  rows = new Map();
  getAllKeys = async () => [...this.rows.keys()].sort((a, b) => a - b);
  getAll = async () => (await this.getAllKeys()).map((k) => this.rows.get(k));
  get = async (_store, key) => this.rows.get(key);
  getAllKeysFromIndex = async (_store, _index, id) => (await this.getAll()).filter((b) => b.ids.includes(id)).map((b) => b.key);

  /** As pull.ts writes a page. */
  async take(data, page, s) {
    const now = page.restart ? { round: s.round + 1, sweeping: true } : s;
    const { put, drop } = await changes(this, data, page, now, 7);
    assert.equal(new Set([...put.map((b) => b.key), ...drop]).size, put.length + drop.length, 'a block is written once');
    put.forEach((b) => this.rows.set(b.key, b));
    drop.forEach((k) => this.rows.delete(k));
    if (!now.sweeping || page.more) return now;
    for (const b of await this.getAll()) if (b.round !== now.round) this.rows.delete(b.key);
    return { ...now, sweeping: false };
  }
}

/** Numbers that are the same in every run (mulberry32). */
function random(seed) {
  return (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

test('what a phone reads are the records it was told, whatever pages they came in', async () => {
  const data = await newPhoneKey();
  for (let seed = 1; seed <= 12; seed++) {
    const r = random(seed), db = new Blocks();
    let state = { round: 0, sweeping: false }, told = new Map(), stamp = 0;
    const record = (id) => ({ id: `r${id}`, content: { n: ++stamp } });
    for (let step = 0; step < 25; step++) {
      const anew = r(6) === 0, pages = anew ? 1 + r(4) : 1;
      const before = told;
      if (anew) told = new Map();
      for (let p = 0; p < pages; p++) {
        const page = { records: Array.from({ length: r(3) === 0 ? r(260) : r(4) }, () => record(r(700))), gone: [], more: p + 1 < pages, restart: anew && p === 0 };
        page.records = [...new Map(page.records.map((x) => [x.id, x])).values()];
        for (let g = r(4); g > 0; g--) {
          const id = `r${r(700)}`;
          if (!page.records.some((x) => x.id === id)) page.gone.push({ id });
        }
        page.records.forEach((x) => told.set(x.id, x.content.n));
        page.gone.forEach((x) => told.delete(x.id));
        state = await db.take(data, page, state);
        const read = new Map((await records(db, { data })).map((x) => [x.id, x.content.n]));
        if (state.sweeping) {
          for (const [id, n] of told) assert.equal(read.get(id), n, `${seed}/${step}: ${id} while a pull begins anew`);
          for (const id of read.keys()) assert.ok(told.has(id) || before.has(id), `${seed}/${step}: ${id} was never told`);
        } else assert.deepEqual([...read].sort(), [...told].sort(), `${seed}/${step}`);
        for (const b of db.rows.values()) assert.ok(b.ids.length > 0 && b.ids.length <= 100);
      }
      // What left or changed outside a pull that began anew is nowhere on the phone.
      if (!anew && !state.sweeping && step > 0) {
        const kept = [...db.rows.values()].flatMap((b) => b.ids);
        for (const id of kept) assert.ok(told.has(id), `${seed}/${step}: a block still holds ${id}`);
      }
    }
  }
});

test('ten thousand records are a hundred blocks, and nobody reads them without the key', async () => {
  const data = await newPhoneKey(), db = new Blocks();
  let state = { round: 0, sweeping: false };
  for (let p = 0; p < 10; p++) {
    state = await db.take(data, { records: Array.from({ length: 1000 }, (_, i) => ({ id: `r${p * 1000 + i}`, content: {} })), more: p < 9, restart: p === 0 }, state);
  }
  assert.equal(db.rows.size, 100);
  assert.equal((await records(db, { data })).length, 10_000);
  assert.equal(await records(db, { data: null }), null);
  await assert.rejects(records(db, { data: await newPhoneKey() }));
  const [first, second] = await db.getAll();
  db.rows.set(first.key, { ...first, sealed: second.sealed });
  await assert.rejects(records(db, { data }), 'a block opens only at its own place');
});
