// What the page that seals does by itself: codes typed by hand, places to choose,
// and the promise of the server, which is kept only when it is of this slot.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import { load } from './load.mjs';

const [{ areasOf, codeOf }, { proofOf }, { encode }] = await Promise.all(['seal/choice.ts', 'seal/proof.ts', 'shared/canon.ts'].map(load));

test('a code has six digits, with spaces or without; anything else is told, not sent', () => {
  assert.deepEqual(['', ' ', '123456', '123 456', ' 12-34-56 ', '12345', '1234567', 'abcdef', '１２３４５６'].map(codeOf), ['', '', '123456', '123456', '123456', null, null, null, null]);
});

test('places stand under their desk; a desk without places is chosen by its name', () => {
  const [a, b] = areasOf([{ id: 'aa', name: 'Đồn A', commune_names: ['xã Một', 'xã Hai'] }, { id: 'bb', name: 'Đồn B' }]);
  assert.deepEqual(a.choices.map((c) => [c.value, c.place, c.desk]), [['aa 0', 'xã Một', 'aa'], ['aa 1', 'xã Hai', 'aa']]);
  assert.deepEqual(b.choices, [{ value: 'bb', name: 'Đồn B', desk: 'bb', place: '' }]);
});

test('a promise is kept only when the server signed it for this slot', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const slot = new Uint8Array(32_768).fill(7), sum = (...b) => createHash('sha256').update(Buffer.concat(b)).digest();
  const leaf = sum(Buffer.from('phendau tip v1'), slot.subarray(24, 40), sum(slot)).toString('hex');
  const bare = { day: '2026-03-10', key: publicKey.export({ format: 'jwk' }).x, leaf };
  const signed = (p) => ({ ...p, sig: sign(null, Buffer.concat([Buffer.from('phendau-tip-promise-v1\0'), Buffer.from(encode(p))]), privateKey).toString('base64url') });
  const good = signed(bare);
  assert.deepEqual(JSON.parse(await proofOf(slot, good)), good);
  assert.equal(await proofOf(slot, { ...good, day: '2026-03-11' }), null, 'another day');
  assert.equal(await proofOf(new Uint8Array(32_768), good), null, 'another slot');
  assert.equal(await proofOf(slot, signed({ ...bare, leaf: '00'.repeat(32) })), null, 'another leaf');
});
