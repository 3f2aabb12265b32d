// A desk for sealed tips in a demo book, opened as three people would: who keeps
// desks, who administers rights, and an officer of the post with two passkeys.
// The keys lie in the test, as they would in browsers.
import { generateKeyPairSync, hkdfSync, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { callApi, leave, passkeys, signInAs, visitor } from './harness.mjs';

const base64 = (b) => Buffer.from(b).toString('base64');
const base64url = (b) => Buffer.from(b).toString('base64url');
const keySize = 77;

async function seal(text, recipient) {
  const e = new Encrypter();
  e.addRecipient(recipient);
  return base64(await e.encrypt(new TextEncoder().encode(text.padEnd(keySize, ' '))));
}

/** Canonical JSON of flat records: keys in order, no white space. */
const canonical = (o) => JSON.stringify(Object.fromEntries(Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1))));

const raw = (key) => Buffer.from(key.export({ format: 'jwk' }).x, 'base64url');

/** The desk's signing key of an epoch. */
function signKey(identity) {
  const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
  let bits = 0n;
  const data = identity.toLowerCase().slice('age-secret-key-pq-1'.length, -6);
  for (const c of data) bits = bits << 5n | BigInt(letters.indexOf(c));
  const spare = BigInt(data.length * 5 - 256);
  const seed = Buffer.from((bits >> spare).toString(16).padStart(64, '0'), 'hex');
  const key = Buffer.from(hkdfSync('sha256', seed, new Uint8Array(), 'phendau desk sign v1', 32));
  return createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), key]), format: 'der', type: 'pkcs8' });
}

const day = (n) => new Date(Date.now() + 7 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10);

/** Registers a passkey of the signed-in person; returns its id. */
async function addPasskey(page, transport) {
  const { cdp, authenticatorId } = await passkeys(page, { transport });
  const begun = await callApi(page, 'POST', '/me/passkeys/begin');
  const answer = await page.evaluate(async (options) => {
    const made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) });
    return { ...made.toJSON(), clientExtensionResults: {} };
  }, begun.options);
  await callApi(page, 'POST', '/me/passkeys', { key: begun.key, answer, label: transport });
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  return answer.id;
}

/** Opens the desk of a post; returns its id, its keys and a page signed in as its officer. */
export async function openDesk(browser, address, { phone = '0206 3999 999' } = {}) {
  const page = await visitor(browser);
  const post = (await signInAs(page, address, 'post_officer')).grants.find((g) => g.role === 'post_officer');
  const officerID = (await callApi(page, 'GET', '/session')).person.id;
  const { place_id } = (await signInAs(page, address, 'administrator')).grants.find((g) => g.role === 'administrator');
  await callApi(page, 'POST', `/people/${officerID}/grants`, { role: 'tip_officer', body_id: post.body_id, place_id });

  await signInAs(page, address, 'post_officer');
  const credentials = [await addPasskey(page, 'internal'), await addPasskey(page, 'usb')];
  const officer = await generateHybridIdentity();
  const recipient = await identityToRecipient(officer);
  const own = generateKeyPairSync('ed25519');
  await callApi(page, 'POST', '/tips/identity', { recipient, sign: base64url(raw(own.publicKey)), wraps: credentials.map((credential) => ({ credential, bytes: base64(new Uint8Array(277)) })) });

  const keeper = (await signInAs(page, address, 'upper_officer')).grants.find((g) => g.role === 'upper_officer');
  const keeperID = (await callApi(page, 'GET', '/session')).person.id;
  const authority = generateKeyPairSync('ed25519');
  await callApi(page, 'POST', '/tips/authorities', { body_id: keeper.body_id, key: base64url(raw(authority.publicKey)), wraps: [{ person_id: keeperID, bytes: await seal('PHENDAU-NONE-1', recipient) }] });
  await callApi(page, 'POST', '/tips/desks', { body_id: post.body_id, authority_id: keeper.body_id, phone, ledger_id: crypto.randomUUID() });

  await signInAs(page, address, 'post_officer');
  const epoch = await generateHybridIdentity();
  const record = { v: 1, desk: post.body_id.replaceAll('-', ''), epoch: 1, recipient: await identityToRecipient(epoch), sign: base64url(raw(createPublicKey(signKey(epoch)))), not_before: day(0), not_after: day(91) };
  await callApi(page, 'POST', `/tips/desks/${post.body_id}/epochs`, { record: canonical(record), members: await seal(epoch, recipient), to: [officerID] });
  const sig = base64url(sign(null, Buffer.from(`phendau-tip-epoch-v1\0${canonical(record)}`), authority.privateKey));
  await signInAs(page, address, 'upper_officer');
  await callApi(page, 'POST', `/tips/desks/${post.body_id}/epochs/sign`, { record: canonical({ ...record, sig }) });
  await signInAs(page, address, 'post_officer');
  return { id: post.body_id, name: post.body, phone, epoch, sign: signKey(epoch), officer: page, close: () => leave(page) };
}
