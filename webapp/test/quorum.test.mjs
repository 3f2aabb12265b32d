// Shares of a recovery key are those of Go: vectors made here, which Go puts
// together (internal/tip/testdata/quorum-js.json, written with
// TIP_VECTORS=write), and ones made by Go.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './load.mjs';

const [q, s, { base64url, fromBase64url }] = await Promise.all(['shared/tip/quorum.ts', 'shared/tip/seal.ts', 'shared/bytes.ts'].map(load));
const data = new URL('../../internal/tip/testdata/', import.meta.url);
const vectors = (name) => JSON.parse(readFileSync(new URL(name, data), 'utf8'));
const refuses = (what, code) => assert.throws(what, (x) => x.code === code);

for (const name of ['quorum-go.json', 'quorum-js.json']) {
  test(`${name}: every group puts the secret together, the proofs are those of the shares`, async () => {
    for (const v of vectors(name)) {
      const shares = v.shares.map((x) => ({ ...x, seed: fromBase64url(x.seed) }));
      const groups = q.groupsOf(v.n, v.k);
      assert.deepEqual([...new Set(shares.map((x) => x.group.join()))], groups.map(String));
      for (const g of groups) {
        const own = shares.filter((x) => x.group.join() === g.join());
        assert.equal(base64url(q.combine(own)), v.secret);
        refuses(() => q.combine(own.slice(1)), 'shares_missing');
        refuses(() => q.combine([own[0], ...own.slice(0, -1)]), 'shares_missing');
      }
      for (const [i, check] of v.checks.entries()) {
        const proof = await q.shareProof(shares.filter((x) => x.custodian === i).map((x) => x.seed));
        assert.deepEqual([base64url(proof), await q.shareCheck(proof)], [v.proofs[i], check]);
      }
    }
  });
}

test('too few, too many, and one alone are no quorum', () => {
  for (const [n, k] of [[3, 1], [2, 3], [8, 2]]) refuses(() => q.groupsOf(n, k), 'shares_refused');
  assert.deepEqual(q.groupsOf(3, 2), [[0, 1], [0, 2], [1, 2]]);
  assert.equal(q.split(s.newSeed(), 7, 4).length, 140);
});

async function make(n, k) {
  const secret = s.newSeed(), shares = q.split(secret, n, k);
  const proofs = await Promise.all(Array.from({ length: n }, (_, i) => q.shareProof(shares.filter((x) => x.custodian === i).map((x) => x.seed))));
  return { n, k, secret: base64url(secret), shares: shares.map((x) => ({ ...x, seed: base64url(x.seed) })), proofs: proofs.map(base64url), checks: await Promise.all(proofs.map(q.shareCheck)) };
}

if (process.env.TIP_VECTORS === 'write') writeFileSync(new URL('quorum-js.json', data), `${JSON.stringify(await Promise.all([[2, 2], [3, 2], [4, 3]].map(([n, k]) => make(n, k))))}\n`);
