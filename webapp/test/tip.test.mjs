// Tips are sealed and opened as Go does it: by its vectors, and by slots made
// here that Go opens (internal/tip/testdata/sealed-js.json, written with
// TIP_VECTORS=write).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './load.mjs';

const [s, r, l, m, { hex, utf8, textOf, sha256 }, { encode }] = await Promise.all(['shared/tip/seal.ts', 'shared/tip/receipt.ts', 'shared/tip/slot.ts', 'shared/tip/message.ts', 'shared/bytes.ts', 'shared/canon.ts'].map(load));
const data = new URL('../../internal/tip/testdata/', import.meta.url);
const vectors = (name) => JSON.parse(readFileSync(new URL(name, data), 'utf8'));
const raw = (text) => Uint8Array.from(Buffer.from(text, 'base64'));
const unhex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const refuses = (what, ...codes) => assert.rejects(what, (e) => codes.includes(e.code));

test('receipts derive what Go derives; mistyped ones are refused', async () => {
  const { rows, rejected } = vectors('receipt.json');
  for (const x of rows.slice(0, 6)) {
    const got = await r.derive(r.parseReceipt(x.receipt), unhex(x.instance));
    assert.deepEqual([got.identity, hex(got.access), hex(got.lookup), await s.recipientOf(got.identity)], [x.identity, x.access, x.lookup, x.recipient]);
  }
  for (const x of rejected) assert.throws(() => r.parseReceipt(x.text), (e) => e.code === 'wrong_receipt', x.why);
  for (let i = 0; i < 100; i++) {
    const one = r.newReceipt();
    assert.equal(r.parseReceipt(r.groups(one)), one);
  }
  assert.equal(r.damm('572'), 4);
});

const broken = { truncated: (b) => b.slice(0, -1), head: (b) => b.map((v, i) => (i === 22 + 18 + 100 ? v ^ 1 : v)), payload: (b) => b.map((v, i) => (i === b.length - 1 ? v ^ 1 : v)) };
const expected = { truncated: ['wrong_size'], head: ['no_key', 'damaged'], payload: ['damaged'] };

for (const name of ['sealed-go.json', 'sealed-js.json']) {
  test(`${name} opens, and nothing broken does`, async () => {
    const v = vectors(name);
    const [one, two, dummy] = ['ordinary', 'two_person', 'dummy'].map((k) => l.parseSlot(raw(v.slots[k])));
    const key = await s.openKey(one.keyA, v.desk);
    assert.equal(s.identityOf(key.seed), v.case);
    const halves = await Promise.all([s.openKey(two.keyA, v.desk), s.openKey(two.keyB, v.second)]);
    assert.deepEqual(halves.map((h) => h.kind), ['share', 'share']);
    assert.equal(s.identityOf(s.xor(halves[0].seed, halves[1].seed)), v.case);
    assert.equal((await s.openKey(dummy.keyA, v.desk)).kind, 'dummy');
    await refuses(s.openKey(one.keyA, v.second), 'no_key');
    const body = await l.openBody(one.body, one.case, v.case);
    assert.equal(encode(body), encode(v.body));
    await refuses(l.openBody(one.body, unhex('00'.repeat(16)), v.case), 'other_case');
    assert.equal((await l.openJSON(one.mine, s.mineSize, v.reader)).case, hex(one.case));
    assert.deepEqual(await l.openFile(raw(v.file), body.files[0], v.case), raw(v.content));
    const reply = await l.openJSON(raw(v.reply), s.textSize, v.reader);
    assert.ok(await m.signedBy(reply, raw(v.sign_key)));
    assert.ok(!await m.signedBy({ ...reply, text: 'hãy đến đồn lúc 22 giờ' }, raw(v.sign_key)));
    for (const [b, size] of [[one.keyA, s.keySize], [one.mine, s.mineSize], [one.body, s.textSize], [raw(v.reply), s.textSize], [raw(v.file), s.fileSizes[0]]]) {
      for (const [kind, change] of Object.entries(broken)) await refuses(s.open(change(b), size, v.desk, v.case, v.reader), ...expected[kind]);
    }
  });
}

test('a weaker recipient beside a hybrid one is refused, though the library takes it', async () => {
  const pq = await s.recipientOf(s.identityOf(s.newSeed()));
  await refuses(s.seal(new Uint8Array(77), pq, 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'), 'not_hybrid');
});

test('a thread shows no reply that is forged, missing or moved', async () => {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const of = 'ab'.repeat(16), to = await s.recipientOf(s.identityOf(s.newSeed()));
  const made = [];
  for (let seq = 0; seq < 3; seq++) {
    const msg = await m.sign({ case: of, dir: 'out', seq, day: '2026-12-01', text: `${seq}`, files: [], ...(seq ? { prev: hex(await sha256(made[seq - 1].b)) } : {}) }, pair, key);
    made.push({ msg, b: await m.sealMessage(msg, to) });
  }
  const codes = async (...order) => {
    const t = await m.Thread.begin(of, null, () => [key]);
    const out = [];
    for (const i of order) out.push(await t.next(made[i].b, 'out', made[i].msg).then(() => '', (e) => e.code));
    return out;
  };
  assert.deepEqual(await codes(0, 1, 2), ['', '', '']);
  assert.deepEqual(await codes(0, 2), ['', 'out_of_order']);
  assert.deepEqual(await codes(0, 0, 1), ['', 'out_of_order', '']);
  const t = await m.Thread.begin(of, null, () => []);
  await refuses(t.next(made[0].b, 'out', made[0].msg), 'not_signed');
  // What somebody forged stands for nothing, and what follows rightly is shown all the same.
  const stranger = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']), foreign = new Uint8Array(await crypto.subtle.exportKey('raw', stranger.publicKey));
  const next = { case: of, dir: 'out', seq: 1, day: '2026-12-01', text: 'hãy đến đồn lúc 22 giờ', files: [], prev: hex(await sha256(made[0].b)) };
  for (const [name, msg, want] of [
    ['other words', { ...made[1].msg, text: next.text }, 'not_signed'],
    ['no signature', { ...next }, 'not_signed'],
    ['a stranger', await m.sign({ ...next }, stranger, foreign), 'not_signed'],
    ['a stranger under the name of the key', { ...await m.sign({ ...next }, stranger, foreign), key: made[0].msg.key }, 'not_signed'],
    ['another case', await m.sign({ ...next, case: 'cd'.repeat(16) }, pair, key), 'other_case'],
    ['the other side', await m.sign({ ...next, dir: 'in' }, pair, key), 'other_case'],
    ['another before', await m.sign({ ...next, prev: '0'.repeat(64) }, pair, key), 'out_of_order'],
    ['nothing before', await m.sign({ ...next, prev: undefined }, pair, key), 'out_of_order'],
    ['an answer to what was held back', await m.sign({ ...next, seen: { seq: 7, sha256: '0'.repeat(64) } }, pair, key), 'out_of_order'],
  ]) {
    const thread = await m.Thread.begin(of, new Uint8Array([1]), (day) => (day === '2026-12-01' ? [key] : []));
    await thread.next(made[0].b, 'out', made[0].msg);
    const b = await m.sealMessage(msg, to);
    assert.equal(await thread.next(b, 'out', msg).then(() => '', (e) => e.code), want, name);
  }
  const other = await m.sign({ ...next, seq: 0, day: '2027-01-01', prev: undefined }, pair, key);
  await refuses((await m.Thread.begin(of, null, (day) => (day === '2026-12-01' ? [key] : []))).next(await m.sealMessage(other, to), 'out', other), 'not_signed');
});

test('what is too long or padded with anything is refused', async () => {
  assert.throws(() => s.frame(new Uint8Array(s.textSize - 3), s.textSize), (e) => e.code === 'too_long');
  const f = s.frame(utf8('x'), 64);
  f[63] = 1;
  assert.throws(() => s.unframe(f), (e) => e.code === 'wrong_frame');
  assert.equal(textOf(s.unframe(s.frame(utf8('tiếng'), 64))), 'tiếng');
});

/** A set of vectors as Go writes them, made here. */
async function make() {
  const [desk, second, own] = [s.newSeed(), s.newSeed(), s.newSeed()].map(s.identityOf);
  const secrets = await r.derive(r.newReceipt(), unhex('01'.repeat(16)));
  const to = async (identity, epoch) => ({ id: crypto.getRandomValues(new Uint8Array(16)), epoch, recipient: await s.recipientOf(identity), record: '0'.repeat(64) });
  const [a, b] = [await to(desk, 3), await to(second, 1)];
  const content = utf8('một tấm ảnh\n'), file = await l.sealFile(content, await s.recipientOf(own));
  const said = { case: hex(crypto.getRandomValues(new Uint8Array(16))), how: 'heard', when: 'tối qua', where: 'khe suối "sau" xóm', text: 'Có người lạ\nđi về phía mốc <2001>.', via: 'phone', day: '2026-11-30',
    files: [{ id: hex(crypto.getRandomValues(new Uint8Array(16))), sha256: hex(await sha256(file)), kind: 'photo', real: true }] };
  const one = await l.sealTip(said, s.seedOf(own), secrets, a), two = await l.sealTip(said, s.seedOf(own), secrets, a, b);
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']), key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const reply = await m.sign({ case: said.case, dir: 'out', seq: 0, day: '2026-12-01', text: 'Đồn đã nhận tin.', files: [] }, pair, key);
  const out = (x) => Buffer.from(x).toString('base64');
  return { by: 'js', desk, second, case: own, reader: secrets.identity, body: JSON.parse(encode(await l.openBody(one.body, one.case, own))),
    slots: { ordinary: out(l.slotBytes(one)), two_person: out(l.slotBytes(two)), dummy: out(l.slotBytes(await l.sealDummy(a))) },
    reply: out(await m.sealMessage(reply, await s.recipientOf(own), await s.recipientOf(secrets.identity))), sign_key: out(key), file: out(file), content: out(content) };
}

if (process.env.TIP_VECTORS === 'write') writeFileSync(new URL('sealed-js.json', data), `${JSON.stringify(await make(), null, 1)}\n`);
