// Tips on a phone: which keys it takes (vectors of Go), its outbox of eight slots
// that nothing tells apart, when it sends, and what it does with answers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './load.mjs';

const [k, pace, box, c, state, sealer, { NotTaken }] = await Promise.all(['shared/tip/keys', 'field/tip/pace', 'field/tip/box', 'field/tip/courier', 'field/tip/state', 'shared/tip/sealer', 'shared/tip/door'].map((m) => load(`${m}.ts`)));
const { signersOn } = await load('shared/tip/grace.ts'), log = await load('shared/tip/log.ts');
const v = JSON.parse(readFileSync(new URL('../../internal/tip/testdata/keys.json', import.meta.url), 'utf8'));

/** A store in memory with as much of the real one as is asked here. */
function memory() {
  const stores = new Map();
  const of = (n) => stores.get(n) ?? stores.set(n, new Map()).get(n);
  const sorted = (n) => [...of(n)].sort(([a], [b]) => (a < b ? -1 : 1));
  const store = (n) => ({ put: async (v, key) => void of(n).set(key, v), get: async (key) => of(n).get(key), delete: async (key) => void of(n).delete(key), getAll: async () => sorted(n).map(([, x]) => x), count: async () => of(n).size });
  return {
    get: async (n, key) => of(n).get(key), getAll: async (n) => sorted(n).map(([, x]) => x), getAllKeys: async (n) => sorted(n).map(([key]) => key), count: async (n) => of(n).size,
    transaction: () => ({ objectStore: store, done: Promise.resolve(), abort() {} }),
  };
}

/** Chances that repeat. */
function chances(seed) {
  let x = seed;
  return () => (x = (x * 1103515245 + 12345) % 2147483648) / 2147483648;
}

const slotOf = (n) => new Uint8Array(32_768).fill(n);

test('every record of a small log is found in it, and nowhere else', async () => {
  for (const l of v.logs) {
    await log.checkInclusion(l, l);
    const wrong = [{ ...l, index: l.index + 1 }, { ...l, leaf: l.root }, { ...l, proof: l.proof.slice(1) }, { ...l, proof: [...l.proof, l.leaf] }];
    for (const w of wrong) if (w.index !== l.index || w.proof.length !== l.proof.length || w.leaf !== l.leaf) await assert.rejects(log.checkInclusion(w, l), `size ${l.size} index ${l.index}`);
  }
});

test('every small log is found to have grown out of those before, and out of no other', async () => {
  for (const g of v.grown) {
    const seen = { size: g.old, root: g.old_root }, now = { size: g.size, root: g.root };
    await log.checkConsistency(seen, now, g.proof);
    for (const [a, b, proof] of [[{ ...seen, root: g.root }, now, g.proof], [seen, { ...now, root: g.old_root }, g.proof]].filter(() => g.old !== g.size)) await assert.rejects(log.checkConsistency(a, b, proof), `${g.old} to ${g.size}`);
    for (const proof of [[...g.proof, g.root], g.proof.slice(1)].filter((p) => p.length !== g.proof.length)) await assert.rejects(log.checkConsistency(seen, now, proof), `${g.old} to ${g.size}: ${proof.length} steps`);
    if (g.old < g.size) await assert.rejects(log.checkConsistency(now, seen, g.proof), `back from ${g.size} to ${g.old}`);
  }
});

test('a log that forks, or that no witness of this phone signed, brings no key', async () => {
  const first = await k.accept(v.desk, v.first, undefined, v.day);
  for (const { why, reply } of v.attacks) {
    assert.deepEqual(await k.accept(v.desk, reply, first, v.day), { ...first, doubt: true }, why);
  }
  const unmet = await k.accept(v.desk, v.attacks[0].reply, undefined, v.day);
  assert.deepEqual([unmet.records, unmet.size, unmet.doubt], [[], 0, true]);
  assert.equal((await k.accept(v.desk, v.second, unmet, v.day)).records.length, 2, 'the first answer that holds is the first contact');
});

test('a new witness is taken beside one that is kept, and then holds alone', async () => {
  const first = await k.accept(v.desk, v.first, undefined, v.day), both = await k.accept(v.desk, v.rotated, first, v.day);
  assert.equal(both.doubt, undefined);
  assert.deepEqual(both.witnesses.map((w) => w.split('+')[0]).sort(), ['front.example', 'province.example']);
  assert.deepEqual((await k.accept(v.desk, { ...v.rotated, witnesses: [] }, first, v.day)).witnesses, v.first.witnesses, 'a kept one that signed is never forgotten');
});

test('a phone that comes after sixty days shows the log it saw then, and nothing else of itself', async () => {
  const first = await k.accept(v.desk, v.first, undefined, v.day), asked = [];
  const door = (reply) => ({ keys: async (desk, from) => { asked.push([desk, from]); if (reply instanceof Error) throw reply; return reply; } });
  assert.equal((await k.renewed(door(v.second), v.desk, first, '2026-05-09')).records.length, 2);
  await k.renewed(door(v.first), v.desk, undefined, v.day);
  const lost = await k.renewed(door(new NotTaken(400)), v.desk, first, v.day);
  assert.deepEqual(lost, { ...first, doubt: true }, 'a server that lost its log');
  assert.deepEqual(asked, [[v.desk, 4], [v.desk, 0], [v.desk, 4]]);
  const old = { ...first, size: 5, root: v.first.log_key };
  delete old.witnesses;
  const met = await k.renewed(door(v.second), v.desk, old, v.day);
  assert.deepEqual([asked.at(-1)[1], met.doubt, met.witnesses], [0, undefined, v.second.witnesses], 'a phone of before meets its first witness');
});

test('a phone that is told to meets a restored log, keeps its keys, and takes no other authority', async () => {
  const first = await k.accept(v.desk, v.first, undefined, v.day);
  const lost = { ...first, size: 1000, root: '00'.repeat(32), doubt: true };
  assert.equal((await k.accept(v.desk, v.second, lost, v.day)).doubt, true, 'not by itself');
  const asked = [], door = { keys: async (_, from) => { asked.push(from); return v.second; } };
  const met = await k.renewed(door, v.desk, k.anew(lost), v.day);
  assert.deepEqual([asked, met.doubt, met.authority, met.records.length], [[0], undefined, first.authority, 2]);
  const other = await k.accept(v.desk, { ...v.second, authority: v.first.authority.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }, k.anew(lost), v.day);
  assert.deepEqual([other.doubt, other.authority, other.records], [true, first.authority, first.records]);
});

test('the keys of Go are taken, the newest in force is sealed to, and its time is kept', async () => {
  const first = await k.accept(v.desk, v.first, undefined, v.day);
  assert.equal(first.records.length, 1);
  assert.equal(first.doubt, undefined);
  const second = await k.accept(v.desk, v.second, first, v.day);
  assert.equal(second.records.length, 2);
  const epochOn = async (day) => (await k.deskOn(second, day))?.epoch;
  assert.deepEqual(await Promise.all(['2025-12-31', '2026-01-01', '2026-03-01', '2026-03-02', '2026-10-28', '2026-10-29'].map(epochOn)), [undefined, 1, 1, 2, 2, undefined]);
});

test('a key signs for fourteen days beside the next one, and only the last has the grace', async () => {
  const days = (keys) => k.signKeys(keys).map(({ from, to }) => ({ from, to }));
  const first = await k.accept(v.desk, v.first, undefined, v.day), second = await k.accept(v.desk, v.second, first, v.day);
  assert.deepEqual([days(first), days(second)], [v.first.signing, v.second.signing]);
  const [gone, next] = k.signKeys(second), on = (day) => signersOn([next, gone], day).map((key) => key === gone.key);
  assert.deepEqual([on('2026-03-01'), on('2026-03-02'), on('2026-03-16'), on('2026-03-17')], [[true], [false, true], [false, true], [false]], 'who left signs nothing from the fifteenth day');
});

test('answers of a desk to which a case went are believed, those under another authority only where it was met', async () => {
  const mine = await k.accept(v.desk, v.first, undefined, v.day), there = { ...mine, authority: 'another' };
  const desks = [{ id: v.desk, name: 'một' }, { id: '0'.repeat(32), name: 'hai' }, { id: '1'.repeat(32), name: 'ba' }];
  const by = async (keys, reply) => (await k.answering({ keys: reply }, { desks, keys }, v.desk, mine, v.day)).map((s) => s.by);
  const away = () => Promise.reject(new Error('no line'));
  assert.deepEqual(await by({}, away), ['một']);
  assert.deepEqual(await by({ [desks[1].id]: there }, away), ['một', 'hai'], 'what the phone has kept is believed');
  assert.deepEqual(await by({}, () => Promise.resolve({ ...v.first, authority: 'another' })), ['một'], 'a stranger names himself');
});

test('a key that fails is ignored, and the last good one goes on', async () => {
  const first = await k.accept(v.desk, v.first, undefined, v.day);
  const change = (f) => { const r = structuredClone(v.second); f(r); return r; };
  const cases = {
    'of another authority': v.foreign,
    'of another authority from now on': change((r) => { r.authority = v.first.log_key.slice(-43); }),
    'not in the log': change((r) => { r.epochs[1].leaf = r.epochs[0].leaf; }),
    'without a proof': change((r) => { delete r.epochs[1].leaf; delete r.epochs[1].proof; }),
    'with a changed record': change((r) => { r.epochs[1].record = r.epochs[1].record.replace('2026-03-02', '2026-03-03'); }),
    'from a log that was not seen': change((r) => { r.consistency = []; }),
    'with an unsigned checkpoint': change((r) => { r.checkpoint = r.checkpoint.replace(/\n6\n/, '\n7\n'); }),
    'without a checkpoint': change((r) => { delete r.checkpoint; }),
  };
  for (const [why, reply] of Object.entries(cases)) {
    const got = await k.accept(v.desk, reply, first, v.day);
    assert.equal(got.doubt, true, why);
    assert.deepEqual(got.records, first.records, why);
    assert.equal((await k.deskOn(got, v.day)).epoch, 1, why);
    const good = { ...v.second, consistency: got.size === first.size ? v.second.consistency : [] };
    assert.equal((await k.accept(v.desk, good, got, v.day)).doubt, undefined, `${why}, then a good one`);
  }
  const second = await k.accept(v.desk, v.second, first, v.day);
  assert.equal((await k.accept(v.desk, v.first, second, v.day)).doubt, true, 'the log went back');
  assert.equal((await k.accept('00'.repeat(16), v.second, undefined, v.day)).records.length, 0, 'the key of another desk');
});

test('whatever is sealed and sent, the outbox holds eight slots of one size without marks', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const db = memory(), chance = chances(seed);
    let made = 0, model = Array.from({ length: 8 }, () => slotOf(made++));
    assert.equal(await box.filled(db), false);
    await box.fill(db, model);
    for (let step = 0; step < 40; step++) {
      const front = await box.front(db), act = chance();
      assert.deepEqual(front, model[0]);
      const next = slotOf(made++);
      if (act < 0.4) {
        await box.putSlot(db, next);
        model = [next, ...model].slice(0, 8);
      } else {
        const between = chance() < 0.3 ? slotOf(made++) : null; // somebody seals while one is sent
        if (between) await box.putSlot(db, between);
        await box.takeSlot(db, front, next);
        model = [...(between ? [between, ...model].slice(0, 8) : model).filter((s) => s !== front), next].slice(-8);
      }
      const rows = await db.getAll('tip_slots');
      assert.deepEqual([rows.length, await db.getAllKeys('tip_slots')], [8, [0, 1, 2, 3, 4, 5, 6, 7]]);
      assert.ok(rows.every((r) => r instanceof Uint8Array && r.length === 32_768 && Object.keys(Object.getOwnPropertyDescriptors(r)).length === 32_768), 'nothing but the bytes');
      assert.deepEqual(rows.map((r) => r[0]), model.map((r) => r[0]));
    }
  }
});

test('one slot goes for every day with a sync, within six hours of it', () => {
  const hour = 3_600_000, day = (n) => `2026-03-${String(n + 1).padStart(2, '0')}`;
  const chance = chances(7);
  let p = pace.noPace, files = 0;
  for (let n = 0; n < 31; n++) {
    const at = n * 24 * hour + 20 * hour;
    p = pace.met(p, at, day(n), chance);
    assert.ok(p.due_ms >= at && p.due_ms < at + 6 * hour);
    assert.deepEqual(pace.met(p, at + hour, day(n), chance), p, 'a second sync of the day changes nothing');
    const sent = p.due_ms;
    p = pace.slotSent(p, sent, day(n + (sent > (n + 1) * 24 * hour ? 1 : 0)), false, chance);
    assert.equal(p.due_ms, 0);
    assert.equal(pace.met(p, at + 2 * hour, day(n), chance).due_ms, 0, 'the day has its slot');
    if (p.file_ms > 0) files++;
    p = pace.fileSent(p, sent, false, chance);
    assert.equal(p.file_ms, 0);
  }
  assert.ok(files > 0 && files < 12, `${files} empty files in a month`);
  assert.ok(pace.slotSent(pace.noPace, 0, day(0), true, () => 0.999).file_ms > 0, 'a waiting file is sent');
  assert.equal(pace.slotSent(pace.noPace, 0, day(0), false, () => 0.5).day, day(0), 'sent because somebody asked, it is the slot of the day');
  assert.equal(pace.met({ day: day(0), due_ms: 999 * hour, file_ms: 0 }, hour, day(0)).due_ms, hour, 'a clock set back does not stop it');
  assert.equal(pace.wait(pace.noPace, 0), null);
  assert.equal(pace.wait({ day: '', due_ms: 50, file_ms: 20 }, 30), 0);
});

/** A phone with one desk, its world in the test's hands. */
function phone({ chance = () => 0.5 } = {}) {
  const db = memory(), sent = [], files = [];
  const world = { now: Date.parse(`${v.day}T01:00:00Z`), line: true, refuse: 0, timer: null, made: 0, keys: v.first, cover: true };
  const ask = (act) => async (...a) => {
    if (!world.line) throw new TypeError('no line');
    if (world.refuse) throw new NotTaken(world.refuse);
    return act(...a);
  };
  const around = {
    now: () => world.now, chance, later: (act, ms) => { world.timer = { act, at: world.now + ms }; },
    work: () => ({ dummies: async () => [slotOf(++world.made)], dummyFile: async () => new Uint8Array(132_779), end() {} }),
    door: {
      desks: ask(async () => ({ instance: '11'.repeat(16), desks: [{ id: v.desk, name: 'Đồn mẫu', ...(world.cover ? {} : { no_cover: true }) }], topics: [] })), keys: ask(async () => world.keys),
      slot: ask(async (code, slot) => { sent.push(slot[0]); assert.equal(slot.length, 32_768); }), file: ask(async (b) => { files.push(b.length); }),
    },
  };
  const courier = new c.Courier(db, around);
  return { db, world, sent, files, courier, at: async (ms) => { world.now = ms; const t = world.timer; world.timer = null; t.act(); await courier.next(async () => undefined); } };
}

test('the courier fills the outbox, sends at its moment, and what fails waits for the next sync', async () => {
  const p = phone();
  await p.courier.met();
  assert.equal((await p.db.getAll('tip_slots')).length, 8);
  assert.deepEqual(p.sent, []);
  assert.equal(p.world.timer.at, p.world.now + 3 * 3_600_000);
  await box.putSlot(p.db, slotOf(200));
  p.world.line = false;
  await p.at(p.world.timer.at);
  assert.deepEqual([p.sent, p.world.timer], [[], null]);
  p.world.line = true;
  await p.courier.met();
  assert.deepEqual(p.sent, [200], 'the tip took the place of the empty one');
  assert.equal((await p.db.getAll('tip_slots')).length, 8);
  await p.courier.met();
  assert.deepEqual(p.sent, [200], 'one a day');
  await box.putSlot(p.db, slotOf(201));
  assert.equal(await p.courier.sendNow(), true);
  assert.deepEqual(p.sent, [200, 201]);
  p.world.refuse = 507;
  assert.equal(await p.courier.sendNow(), false);
  const before = (await p.db.getAll('tip_slots'))[0][0];
  p.world.refuse = 400;
  assert.equal(await p.courier.sendNow(), false, 'refused is not sent');
  assert.notEqual((await p.db.getAll('tip_slots'))[0][0], before, 'but nothing stands in the way of the next');
});

test('files go after their slot, one by one, and only then', async () => {
  const p = phone({ chance: () => 0.5 });
  await p.courier.met();
  await box.putSlot(p.db, slotOf(200), [new Uint8Array(132_779), new Uint8Array(132_779)]);
  await p.at(p.world.timer.at);
  assert.deepEqual([p.sent, p.files], [[200], []]);
  await p.at(p.world.timer.at);
  assert.equal(p.files.length, 1);
  await p.at(p.world.timer.at);
  assert.equal(p.files.length, 2);
  assert.equal(await box.filesWaiting(p.db), 0);
  assert.equal(p.world.timer, null);
});

test('without cover what lay in the outbox still goes, then only what was sealed, and no empty file', async () => {
  const p = phone({ chance: () => 0.01 });
  const day = async () => {
    p.world.now += 24 * 3_600_000;
    await p.courier.met();
    while (p.world.timer) await p.at(p.world.timer.at);
  };
  await day();
  assert.deepEqual([p.sent.length, p.files.length], [1, 1], 'with cover both go');
  await box.putSlot(p.db, slotOf(200));
  p.world.cover = false;
  for (let n = 0; n < 12; n++) await day();
  assert.deepEqual([p.sent.length, p.sent[1], p.files.length], [9, 200, 1], 'all eight, of which nobody knows which are tips');
  await state.count(p.db, 1);
  await box.putSlot(p.db, slotOf(201), [new Uint8Array(132_779)]);
  for (let n = 0; n < 3; n++) await day();
  assert.deepEqual([p.sent.length, p.sent.at(-1), p.files.length], [10, 201, 2]);
  assert.equal((await p.db.getAll('tip_slots')).length, 8, 'the outbox looks as ever');
  p.world.cover = true;
  for (let n = 0; n < 3; n++) await day();
  assert.equal(p.sent.length, 13);
});

test('without a key that holds there is no outbox, and nothing is sent', async () => {
  const p = phone();
  p.world.keys = { ...v.first, checkpoint: '' };
  await p.courier.met();
  assert.equal((await p.db.getAll('tip_slots')).length, 0);
  assert.equal(await p.courier.sendNow(), false);
  assert.equal((await state.tipState(p.db)).keys[v.desk].doubt, true);
});

test('a receipt is shown before the press; two files have a stand-in; nobody but its holder reads', async () => {
  const keys = await k.accept(v.desk, v.first, undefined, v.day), to = await k.deskOn(keys, v.day);
  const receipt = await sealer.begin(new Uint8Array(16).fill(0x11));
  assert.match(receipt, /^\d{20}$/);
  const files = [{ kind: 'photo', bytes: new Uint8Array(50_000).fill(7) }, { kind: 'voice', bytes: new Uint8Array(90_000).fill(8) }];
  const out = await sealer.finish({ how: 'saw', text: 'Có xe lạ.', day: v.day }, files, to);
  assert.equal(out.slot.length, 32_768);
  assert.deepEqual(out.files.map((f) => f.length), [132_779, 132_779, 132_779]);
  sealer.forget();
  await assert.rejects(sealer.finish({ how: 'saw', text: 'x', day: v.day }, [], to), 'a receipt is of one tip');
  assert.ok(sealer.isReceipt(receipt) && !sealer.isReceipt(receipt.slice(1)) && !sealer.isReceipt(''));
  await assert.rejects(sealer.derived('1234', new Uint8Array(16)), (e) => e.code === 'wrong_receipt');
  const mine = out.slot.slice(3_536, 9_291), answer = (m) => new Uint8Array([...new TextEncoder().encode('PDREAD1\n'), 0, 0, 0, 4, ...m, ...new Uint8Array(4 * 19_600), ...new Uint8Array(4 * 36).fill(1, 4, 36)]);
  await sealer.derived(receipt, new Uint8Array(16).fill(0x11));
  assert.equal(await sealer.deskOf(answer(mine)), v.desk);
  assert.equal(await sealer.deskOf(answer(new Uint8Array(5_755).fill(9))), '', 'noise is no case');
  assert.deepEqual(await sealer.dialogue(answer(mine), k.signKeys(keys)), { lines: [], own: 1 });
  assert.equal((await sealer.reply('Thêm một xe nữa.', v.day)).length, 18_043);
});

test('a proof of filing holds for its slot and log only', async () => {
  const { filedOn } = await load('shared/tip/filed.ts');
  const { holds, not } = JSON.parse(readFileSync(new URL('../../internal/tip/testdata/filed.json', import.meta.url), 'utf8'));
  assert.equal(await filedOn(holds, holds.log_key), '2026-03-03');
  await assert.rejects(filedOn(holds, not.at(-1).log_key));
  for (const f of not) await assert.rejects(filedOn(f, f.log_key), JSON.stringify(f));
});
