// Keys of officers and desks are those of Go: vectors made here, which Go opens
// and verifies (internal/tip/testdata/desk-js.json, written with
// TIP_VECTORS=write), and one made by Go.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './load.mjs';

const [o, e, f, g, s, { base64url, fromBase64url }] = await Promise.all(['shared/tip/officer.ts', 'shared/tip/epoch.ts', 'shared/tip/fingerprint.ts', 'shared/tip/sign.ts', 'shared/tip/seal.ts', 'shared/bytes.ts'].map(load));
const data = new URL('../../internal/tip/testdata/', import.meta.url);
const vectors = (name) => JSON.parse(readFileSync(new URL(name, data), 'utf8'));
const refuses = (what, code) => assert.rejects(what, (x) => x.code === code);
const person = '01890a5d-ac96-7000-8000-0000000000aa';

for (const name of ['desk-go.json', 'desk-js.json']) {
  test(`${name}: the wrap opens for its person and passkey only, the records are signed and follow`, async () => {
    const v = vectors(name), [wrapped, secret] = [fromBase64url(v.wrap), fromBase64url(v.secret)];
    const officer = await o.unwrap(wrapped, v.person, secret);
    assert.deepEqual([base64url(officer.seed), base64url(officer.sign)], [v.seed, v.sign_seed]);
    await refuses(o.unwrap(wrapped, person, secret), 'no_key');
    await refuses(o.unwrap(wrapped, v.person, s.newSeed()), 'no_key');
    await refuses(o.unwrap(wrapped.map((b, i) => (i === 60 ? b ^ 1 : b)), v.person, secret), 'no_key');
    await refuses(o.unwrap(wrapped.slice(1), v.person, secret), 'wrong_size');
    const [first, second] = v.records.map(e.parseRecord);
    assert.deepEqual([await e.signedEpoch(first, v.authority), await e.signedEpoch(second, v.authority), second.prev], [true, true, await e.recordHash(first)]);
    assert.equal(await e.signedEpoch({ ...first, not_after: '2099-12-31' }, v.authority), false);
    assert.equal(await e.signedEpoch({ ...first, sig: undefined }, v.authority), false);
    assert.deepEqual([await e.ofSeed(first, fromBase64url(v.epoch_seed)), await e.ofSeed(second, fromBase64url(v.epoch_seed))], [true, false]);
    assert.equal(await f.fingerprint(v.authority), v.fingerprint);
  });
}

test('a quarter is one of the calendar', () => {
  assert.deepEqual(e.quarterOf('2026-11-30'), { from: '2026-10-01', to: '2026-12-31', n: 4, year: 2026 });
  assert.deepEqual(e.quarterOf('2028-02-29'), { from: '2028-01-01', to: '2028-03-31', n: 1, year: 2028 });
});

test('a text that is not in the one form is no record', () => {
  assert.throws(() => e.parseRecord('{ "v": 1 }'), (x) => x.code === 'wrong_epoch');
});

async function make() {
  const officer = o.newOfficer(), secret = s.newSeed(), authority = s.newSeed(), seed = s.newSeed(), who = '01890a5d-ac96-7000-8000-0000000000bb';
  const first = await e.signEpoch(await e.newEpoch(seed, 'ab'.repeat(16), '2026-10-01', '2026-12-31'), authority);
  const second = await e.signEpoch(await e.newEpoch(s.newSeed(), 'ab'.repeat(16), '2026-11-30', '2026-12-31', first), authority);
  const key = await g.publicOf(authority);
  return { person: who, secret: base64url(secret), wrap: base64url(await o.wrap(officer, who, secret)), seed: base64url(officer.seed), sign_seed: base64url(officer.sign),
    authority: key, fingerprint: await f.fingerprint(key), epoch_seed: base64url(seed), records: [first, second].map(e.recordText) };
}

if (process.env.TIP_VECTORS === 'write') writeFileSync(new URL('desk-js.json', data), `${JSON.stringify(await make(), null, 1)}\n`);
