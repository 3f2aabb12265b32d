// A desk for sealed tips: its keys, its officer, and what a browser of his does,
// with keys that lie in the test.
import { createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto';
import { load } from '../test/load.mjs';
import { atOrigin, callApi, leave, passkeys, signInAs, visitor } from './harness.mjs';

const [seal, slot, message, { encode }] = await Promise.all(['shared/tip/seal.ts', 'shared/tip/slot.ts', 'shared/tip/message.ts', 'shared/canon.ts'].map(load));

const base64 = (b) => Buffer.from(b).toString('base64');
const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));

/** An Ed25519 key of a seed of 32 bytes. */
function signer(seed) {
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { public: raw.toString('base64url'), raw: new Uint8Array(raw), sign: (b) => sign(null, Buffer.from(b), key).toString('base64url') };
}

/** Signs a page in to the demo book as somebody by id, with two passkeys and keys for tips; returns his recipient. */
async function keeper(page, address, person) {
  await atOrigin(page, address);
  await page.evaluate(async (id) => {
    const answer = await fetch('/api/v1/session/try', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person_id: id }) });
    if (!answer.ok) throw new Error(await answer.text());
  }, person);
  const credentials = [];
  for (const transport of ['internal', 'usb']) {
    const { cdp, authenticatorId } = await passkeys(page, { transport });
    credentials.push(await addPasskey(page));
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  }
  const seed = seal.newSeed(), recipient = await seal.recipientOf(seal.identityOf(seed));
  await callApi(page, 'POST', '/tips/identity', { recipient, sign: signer(Buffer.from(seal.newSeed())).public, wraps: credentials.map((credential) => ({ credential, bytes: base64(new Uint8Array(277)) })) });
  return recipient;
}

const addPasskey = (page) => page.evaluate(async () => {
  const post = async (path, body) => {
    const r = await fetch(`/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!r.ok) throw new Error(`${path}: ${await r.text()}`);
    return r.json();
  };
  const un = (s) => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const en = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const { key, options } = await post('/me/passkeys/begin');
  const o = options.publicKey;
  const c = await navigator.credentials.create({ publicKey: { ...o, challenge: un(o.challenge), user: { ...o.user, id: un(o.user.id) }, excludeCredentials: [] } });
  await post('/me/passkeys', { key, answer: { id: c.id, rawId: en(c.rawId), type: c.type, response: { clientDataJSON: en(c.response.clientDataJSON), attestationObject: en(c.response.attestationObject), transports: ['internal'] }, clientExtensionResults: {} } });
  return c.id;
});

/** Opens a desk at the post of the demo book; returns its officer's page and what he does. */
export async function openDesk(browser, address) {
  const admin = await visitor(browser);
  await signInAs(admin, address, 'administrator');
  const people = await admin.evaluate(async () => (await fetch('/api/v1/session/try')).json());
  const grantOf = (role) => people.flatMap((p) => p.grants.map((g) => ({ ...g, person: p.id }))).find((g) => g.role === role);
  const post = grantOf('post_officer'), upper = grantOf('upper_officer');
  const person = await admin.evaluate(() => crypto.randomUUID());
  await callApi(admin, 'POST', '/people', { id: person, name: 'Bế Văn Mẫu', grant: { role: 'tip_officer', body_id: post.body_id, place_id: upper.place_id } });
  await leave(admin);
  const [above, page] = [await visitor(browser), await visitor(browser)];
  const aboveKey = await keeper(above, address, upper.person), own = await keeper(page, address, person);
  const authority = signer(Buffer.from(seal.newSeed()));
  await callApi(above, 'POST', '/tips/authorities', { body_id: upper.body_id, key: authority.public, wraps: [{ person_id: upper.person, bytes: base64(await seal.seal(seal.keyBytes({ kind: 'share', seed: seal.newSeed() }), aboveKey)) }] });
  await callApi(above, 'POST', '/tips/desks', { body_id: post.body_id, authority_id: upper.body_id, phone: '0206 3999 999', ledger_id: await above.evaluate(() => crypto.randomUUID()) });
  const desk = post.body_id.replaceAll('-', ''), epoch = seal.newSeed();
  const key = signer(Buffer.from(hkdfSync('sha256', epoch, '', 'phendau desk sign v1', 32)));
  const day = (n) => new Date(Date.now() + 7 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10);
  const bare = { v: 1, desk, epoch: 1, recipient: await seal.recipientOf(seal.identityOf(epoch)), sign: key.public, not_before: day(0), not_after: day(92) };
  await callApi(page, 'POST', `/tips/desks/${post.body_id}/epochs`, { record: encode(bare), members: base64(await seal.seal(seal.keyBytes({ kind: 'whole', seed: epoch }), own)), to: [person] });
  const sig = authority.sign(Buffer.concat([Buffer.from('phendau-tip-epoch-v1\0'), Buffer.from(encode(bare))]));
  await callApi(above, 'POST', `/tips/desks/${post.body_id}/epochs/sign`, { record: encode({ ...bare, sig }) });
  await leave(above);
  return { page, id: post.body_id, hex: desk, identity: seal.identityOf(epoch), key, day: day(0) };
}

/** Tells tips from slots that hold nothing; returns both. */
export async function sortSlots(desk) {
  const { slots } = await callApi(desk.page, 'GET', `/tips/desks/${desk.id}/slots`);
  const tips = [], empty = [];
  for (const s of slots ?? []) {
    const k = await seal.openKey(bytes(s.bytes ?? s.key), desk.identity);
    if (k.kind === 'dummy') empty.push(s.case);
    else tips.push({ case: s.case, two: k.kind === 'share' });
  }
  await callApi(desk.page, 'POST', `/tips/desks/${desk.id}/sort`, { tips, empty });
  return { tips: tips.map((t) => t.case), empty };
}

/** Opens a case as its officer: what was said, and the files that are here. */
export async function openCase(desk, id) {
  const got = await callApi(desk.page, 'POST', `/tips/cases/${id}/open`, { reason: 'new' });
  const key = await seal.openKey(bytes(got.key), desk.identity), identity = seal.identityOf(key.seed);
  const of = new Uint8Array(Buffer.from(id, 'hex'));
  const body = await slot.openBody(bytes(got.items.find((i) => i.kind === 'body').bytes), of, identity);
  const more = [];
  for (const i of got.items.filter((x) => x.kind === 'in')) more.push(await slot.openJSON(bytes(i.bytes), seal.textSize, identity));
  return { body, more, identity, files: got.files ?? [] };
}

/** An attachment in the clear. */
export async function openAttachment(desk, id, file, identity) {
  const got = await callApi(desk.page, 'POST', `/tips/cases/${id}/files/${file.id}/open`, {});
  return slot.openFile(bytes(got.bytes), file, identity);
}

/** Answers a case; by lets somebody else sign. */
export async function answerCase(desk, id, opened, text, { seq = 0, prev, prepared, by = desk.key } = {}) {
  const m = { case: id, dir: 'out', seq, ...(prev ? { prev } : {}), day: desk.day, text, files: [], ...(prepared ? { prepared } : {}), key: await message.keyId(by.raw) };
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(encode(m))));
  const signed = { ...m, sig: by.sign(Buffer.concat([Buffer.from('phendau-tip-reply-v1\0'), hash])) };
  const sealed = await message.sealMessage(signed, await seal.recipientOf(opened.identity), opened.body.receipt);
  if (seq === 0) await callApi(desk.page, 'POST', `/tips/cases/${id}/acts`, { verb: 'check' });
  await callApi(desk.page, 'POST', `/tips/cases/${id}/acts`, { verb: 'feedback', items: [{ kind: 'out', bytes: base64(sealed) }] });
  return Buffer.from(await crypto.subtle.digest('SHA-256', sealed)).toString('hex');
}

/** Somebody who is no desk. */
export const stranger = () => signer(Buffer.from(seal.newSeed()));
