// What an officer sees of a case: each piece is judged by itself, and a broken one
// hides no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const [o, e, s, l, m, r, d, { base64, fromBase64, hex, random, sha256, utf8 }, { encode }, sign, { visible }] = await Promise.all(
  ['office/screens/tips/opened.ts', 'shared/tip/epoch.ts', 'shared/tip/seal.ts', 'shared/tip/slot.ts', 'shared/tip/message.ts', 'shared/tip/receipt.ts', 'office/screens/tips/desks.ts', 'shared/bytes.ts', 'shared/canon.ts', 'shared/tip/sign.ts', 'shared/visible.ts'].map(load));

const day = '2026-11-30', authority = s.newSeed(), officer = { seed: s.newSeed(), sign: s.newSeed() };

/** A desk whose only key the officer holds. */
async function desk() {
  const seed = s.newSeed(), id = hex(random(16));
  const record = await e.signEpoch(await e.newEpoch(seed, id, '2026-10-01', '2026-12-31'), authority);
  const members = base64(await s.seal(s.keyBytes({ kind: 'whole', seed }), await s.recipientOf(s.identityOf(officer.seed))));
  const view = { id: 'post', hex: id, name: 'Đồn', authority_id: 'above', member: true, epochs: [{ epoch: 1, record: e.recordText(record), hash: await e.recordHash(record), members }] };
  return { seed, record, view };
}

/** A case with one answer, one further message, a note and a photo, as the server hands it out. */
async function world() {
  const at = await desk(), own = s.newSeed(), to = await s.recipientOf(s.identityOf(own)), id = hex(random(16));
  const secrets = await r.derive(r.newReceipt(), random(16));
  const photo = await l.sealFile(utf8('ảnh'), to), files = [{ id: hex(random(16)), sha256: hex(await sha256(photo)), kind: 'photo', real: true }];
  const slot = await l.sealTip({ case: id, how: 'saw', text: 'Có người lạ.', via: 'phone', day, files }, own, secrets, { id: random(16), epoch: 1, recipient: at.record.recipient, record: '' });
  const { pair, raw } = await sign.pairOf(await e.signSeed(at.seed));
  const answer = await m.sealMessage(await m.sign({ case: id, dir: 'out', seq: 0, seen: { seq: 0, sha256: hex(await sha256(slot.body)) }, day, text: 'Đã nhận.', files: [] }, pair, raw), to, await s.recipientOf(secrets.identity));
  const more = await m.sealMessage({ case: id, dir: 'in', seq: 1, prev: hex(await sha256(slot.body)), seen: { seq: 0, sha256: hex(await sha256(answer)) }, day, text: 'Ba người.', files: [] }, to);
  const note = await s.seal(s.frame(utf8(encode({ v: 1, text: 'Đã đi xem.' })), s.textSize), to);
  const item = (kind, seq, b) => ({ kind, seq, day, bytes: base64(b) });
  const opened = { case: { case: id, state: 'opened', owner: 'post', day, clocks: [] }, key: base64(slot.keyA), items: [item('body', 0, slot.body), item('in', 1, more), item('out', 0, answer), item('note', 0, note)], files: [{ id: files[0].id, size: photo.length }], openings: [] };
  const view = { desks: [at.view] };
  const held = { officer, desks: [await d.openDesk(at.view, await sign.publicOf(authority), s.identityOf(officer.seed))], authorities: {} };
  return { opened, view, held, own, at };
}

const spoiled = (text) => { const b = fromBase64(text); b[b.length - 1] ^= 1; return base64(b); };

test('a case is read in the order in which it was said, and the next answer follows the last', async () => {
  const w = await world(), c = await o.readCase(w.opened, w.held, w.view);
  assert.deepEqual([c.body.text, c.said.map((x) => [x.dir, x.message?.text, x.why]), c.notes[0].note.text, c.files.length], ['Có người lạ.', [['out', 'Đã nhận.', ''], ['in', 'Ba người.', '']], 'Đã đi xem.', 1]);
  assert.deepEqual(c.next, { seq: 1, prev: hex(await sha256(fromBase64(w.opened.items[2].bytes))), seen: { seq: 1, sha256: hex(await sha256(fromBase64(w.opened.items[1].bytes))) } });
});

test('a broken piece is named and hides no other', async () => {
  for (const broken of [0, 1, 2, 3]) {
    const w = await world();
    w.opened.items[broken].bytes = spoiled(w.opened.items[broken].bytes);
    const c = await o.readCase(w.opened, w.held, w.view);
    assert.equal(c.body === null, broken === 0);
    assert.equal(c.said.find((x) => x.dir === 'in').message === null, broken === 1);
    assert.equal(c.said.find((x) => x.dir === 'out').message === null, broken === 2);
    assert.equal(c.notes[0].note === null, broken === 3);
  }
});

test('an answer signed by nobody’s key is not shown as the desk’s', async () => {
  const w = await world();
  w.view.desks[0].epochs[0].record = e.recordText(await e.newEpoch(s.newSeed(), w.at.view.hex, '2026-10-01', '2026-12-31'));
  const c = await o.readCase(w.opened, w.held, w.view);
  assert.deepEqual(c.said.map((x) => x.why), ['not_signed', '']);
});

test('a half alone opens nothing; with the half sealed to the officer it opens', async () => {
  const w = await world(), half = s.newSeed();
  const sealed = async (seed, to) => base64(await s.seal(s.keyBytes({ kind: 'share', seed }), to));
  w.opened.key = await sealed(half, w.at.record.recipient);
  assert.equal((await o.readCase(w.opened, w.held, w.view)).seed, null);
  w.opened.share = await sealed(s.xor(w.own, half), await s.recipientOf(s.identityOf(officer.seed)));
  assert.equal((await o.readCase(w.opened, w.held, w.view)).body.text, 'Có người lạ.');
});

test('a key of the desk that is another’s, unsigned, or not ours though we are inside is foreign', async () => {
  const at = await desk(), key = await sign.publicOf(authority), me = s.identityOf(officer.seed);
  const look = async (epochs) => (await d.openDesk({ ...at.view, epochs }, key, me)).epochs.map((x) => x.foreign);
  const [own] = at.view.epochs;
  const second = async (seed, by) => { const x = await e.signEpoch(await e.newEpoch(seed, at.view.hex, '2026-11-30', '2026-12-31', at.record), by); return { epoch: 2, record: e.recordText(x) }; };
  assert.deepEqual(await look([own]), [false]);
  assert.deepEqual(await look([own, await second(s.newSeed(), authority)]), [false, true]);
  assert.deepEqual(await look([own, { ...await second(s.newSeed(), authority), members: own.members }]), [false, true]);
  assert.deepEqual(await look([{ ...own, record: (await second(at.seed, s.newSeed())).record }]), [true]);
  // Who was never let in learns nothing, and has nothing to be alarmed of.
  assert.deepEqual(await look([{ ...own, members: undefined }]), [false]);
});

test('who came and who left is told by people, also where the number stays', () => {
  const desk = (now, sealed_to, known_by, seed = s.newSeed()) => ({ view: { officers: now.map((person_id) => ({ person_id, name: '', recipient: 'age1pq1' })) }, epochs: [{ seed, sealedTo: sealed_to, knownBy: known_by }] });
  for (const [now, to, known, came, left] of [
    [['a', 'b'], ['a', 'b'], ['a', 'b'], false, false],
    [['a', 'c'], ['a', 'b'], ['a', 'b'], true, true], // b went as c came
    [['a', 'c'], ['a', 'c'], ['a', 'b', 'c'], false, true], // c was let in, b still knows it
    [['a', 'b', 'c'], ['a', 'b'], ['a', 'b'], true, false],
    [['a'], ['a', 'b'], ['a', 'b'], false, true],
  ]) assert.deepEqual(d.turnover(desk(now, to, known)), { came, left }, `${now} of ${known}`);
  assert.deepEqual(d.turnover(desk(['c'], ['a'], ['a'], null)), { came: false, left: false });
});

test('what hides in a text is seen, and its lines stay', () => {
  assert.equal(visible('đến\u202eđồn\u200b\r\nlúc\t22 giờ 👍'), 'đến[U+202E]đồn[U+200B]\nlúc\t22 giờ 👍');
  assert.equal(visible('\u{e0041}\u0007\u2028'), '[U+E0041][U+0007][U+2028]');
});
