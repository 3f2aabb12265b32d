import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './load.mjs';

const [{ read, write, hashOf, preimage, OpRefused }, { encode, decode }, { fingerprint, newDeviceKey, sign, verify }, { checkReceipt, codeOf, rootOf }, { base64url, utf8, hex, sha256 }, { checkBlobReceipt }] =
  await Promise.all(['field/core/op', 'shared/canon', 'field/core/keys', 'field/core/receipt', 'shared/bytes', 'field/core/photo'].map((m) => load(`${m}.ts`)));

const folder = new URL('../../internal/ledger/testdata/ops/', import.meta.url);
// The key of the vectors: the seed is the bytes 01 to 20 (hex).
const vectorKey = { alg: 'ed25519', public_key: base64url(Buffer.from('79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664', 'hex')) };

function vector(name, from = folder) {
  const bytes = readFileSync(new URL(name, from));
  const cut = bytes.indexOf('\n\n');
  const head = Object.fromEntries(bytes.subarray(0, cut).toString().split('\n').map((l) => l.split(': ')));
  return { head, body: new Uint8Array(bytes.subarray(cut + 2)) };
}

/** What comes of received bytes: canonical form, signature, chain. */
async function classOf({ head, body }) {
  let op;
  try {
    op = read(body);
  } catch (e) {
    if (e instanceof OpRefused) return e.code;
    throw e;
  }
  const text = new TextDecoder().decode(body);
  assert.equal(write(op), text);
  if (!(await verify(vectorKey, preimage(text), head.sig))) return 'bad_signature';
  if (head.hash) assert.equal(await hashOf(text), head.hash);
  return head.prev && op.device_prev !== head.prev ? 'forked_device' : 'ok';
}

test('operations of the vector files are taken or refused by their class, as in Go', async () => {
  const files = readdirSync(folder).filter((f) => f.endsWith('.txt'));
  assert.ok(files.length >= 20);
  for (const f of files) {
    const v = vector(f);
    assert.equal(await classOf(v), v.head.class, f);
  }
});

test('receipts of photos of the vector files are believed by their class, as in Go', async () => {
  const blobs = new URL('../blobs/', folder);
  const files = readdirSync(blobs).filter((f) => f.endsWith('.txt'));
  assert.ok(files.length >= 5);
  for (const f of files) {
    const { head, body } = vector(f, blobs);
    const receipt = new TextDecoder().decode(body), said = JSON.parse(receipt);
    const believed = checkBlobReceipt(said, { receipt, sig: head.sig }, [{ id: said.node_id, alg: 'ed25519', public_key: head.key }]);
    if (head.class === 'ok') assert.equal((await believed).keep_until_ms, said.keep_until_ms);
    else await assert.rejects(believed, head.class === 'bad_signature' ? /signed/ : /spelling|is not of/, f);
    for (const other of ['sha256', 'size', 'ledger_id', 'device_id']) await assert.rejects(checkBlobReceipt({ ...said, [other]: 'x' }, { receipt, sig: head.sig }, []), f);
  }
});

test('equal content has equal bytes', () => {
  assert.equal(encode({ b: 'Đa\u0300m <&>', a: 3, c: {}, d: undefined }), '{"a":3,"b":"Đàm <&>","c":{}}');
  assert.equal(encode('\u001f\n"\\'), '"\\u001f\\n\\"\\\\"');
  for (const bad of [1.5, null, false, 2 ** 53, { A: 1 }, '\ud800', Number.NaN]) assert.throws(() => encode(bad), String(bad));
  for (const bad of ['{"a":1,"a":2}', '{"a":-0}', '{"a":"\\/"}', '{"a":"\\u0041"}', '{"a":1} ', '', '['.repeat(20) + ']'.repeat(20)]) assert.throws(() => decode(utf8(bad)), bad);
  assert.deepEqual(decode(utf8('{"a":"Phát quang","b":[1,-2,{"c_1":true}]}')), { a: 'Phát quang', b: [1, -2, { c_1: true }] });
});

test('a key of either algorithm signs, is not exported, and has its six words', async () => {
  for (const algs of [['ed25519'], ['p256']]) {
    const k = await newDeviceKey(algs);
    const text = utf8('Phên Dậu');
    assert.equal(await verify(k, text, await sign(k.alg, k.key, text)), true);
    assert.equal(await verify(k, utf8('khác'), await sign(k.alg, k.key, text)), false);
    await assert.rejects(crypto.subtle.exportKey('pkcs8', k.key));
    assert.equal((await fingerprint(k)).length, 6);
  }
  // Computed by the Go package syncing for the key of the vectors.
  assert.deepEqual(await fingerprint(vectorKey), ['yến', 'chì', 'lán', 'buồm', 'chim', 'thỏ']);
});

test('a receipt is believed only when it is of these very bytes and of a node of the book', async () => {
  const node = { ...(await newDeviceKey(['p256'])), id: 'n' };
  const of = { op_id: 'o', op_hash: hex(await sha256(utf8('x'))), ledger_id: 'l' };
  const make = async (change = {}, by = node) => {
    const receipt = encode({ v: 1, ...of, class: 'ordered', epoch: 1, ledger_seq: 4, accepted_ms: 5, ledger_hash: 'h', node_id: 'n', ...change });
    return { receipt, sig: await sign(by.alg, by.key, utf8(`phendau/receipts/1\n${await rootOf(receipt, [])}`)) };
  };
  assert.equal((await checkReceipt(of, await make(), [node])).ledger_seq, 4);
  const other = await newDeviceKey(['p256']);
  for (const wire of [undefined, await make({ op_id: 'p' }), await make({ op_hash: 'y' }), await make({ ledger_id: 'm' }), await make({ class: 'custody' }), await make({ node_id: 'z' }), await make({}, other), { ...(await make()), sig: '' }, { ...(await make()), steps: [`r${'A'.repeat(43)}`] }]) {
    await assert.rejects(checkReceipt(of, wire, [node]));
  }
});

test('receipts of one answer reach the root they were signed under, as in Go', async () => {
  const all = JSON.parse(readFileSync(new URL('../receipts/together.json', folder), 'utf8'));
  assert.ok(all.length >= 5);
  for (const { texts, root, steps } of all) {
    for (const [i, text] of texts.entries()) {
      assert.equal(await rootOf(text, steps[i]), root);
      assert.notEqual(await rootOf(`${text} `, steps[i]), root);
    }
  }
  for (const bad of ['', 'r', `x${'A'.repeat(43)}`, `r${'A'.repeat(42)}`, `r${'A'.repeat(44)}`]) await assert.rejects(rootOf('a', [bad]), bad);
  await assert.rejects(rootOf('a', Array(21).fill(`r${'A'.repeat(43)}`)));
});

test('the code people read is the first 30 bits of the hash', () => {
  assert.equal(codeOf('0'.repeat(64)), '000-000');
  assert.equal(codeOf('f'.repeat(64)), 'ZZZ-ZZZ');
  assert.equal(codeOf(`00000004${'0'.repeat(56)}`), '000-001');
});
