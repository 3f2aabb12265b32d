// The PIN and what it opens. A PIN of six digits is a lock against curious
// hands; the phone's own key, which cannot be exported, and the lease protect
// against more. Per person: wraps of the outbox key (PIN and phone key), of
// the data key (PIN, lease and phone key) and a key for the own drafts.
import { fromBase64url, joined, random, type Bytes } from '../../shared/bytes.ts';
import { durably, keyOf, type DB, type PersonKeys } from './db.ts';
import { derivedKey, seal, sealingKey, unseal, type Sealed } from './seal.ts';

/** Argon2id; memory in KiB. In the app it runs in a worker. */
export type Stretch = (pin: string, salt: Bytes, memory: number, rounds: number) => Promise<Bytes>;

/** How hard a PIN is to try, on this phone. */
export interface Cost { memory: number; rounds: number }

/** What is open while somebody has unlocked the phone. */
export interface Ring {
  person: string;
  outbox: CryptoKey;
  draft: CryptoKey;
  /** Null while the lease is over: reading is locked, recording is not. */
  data: CryptoKey | null;
  raw: { outbox: Bytes; data: Bytes | null };
  stretched: Bytes;
}

export class WrongPIN extends Error {
  constructor(/** When the next try is taken. */ readonly notBeforeMs: number) { super('wrong PIN'); }
}

const id = (person: string) => `person:${person}`;

/** Who has a PIN on this phone. */
export async function peopleWithPIN(db: DB): Promise<string[]> {
  return (await db.getAllKeys('keys')).filter((k) => k.startsWith('person:')).map((k) => k.slice(7));
}

/**
 * Gives a person a PIN. The first one makes the phone's keys; everybody after
 * needs the ring of somebody who has them.
 */
export async function setPIN(db: DB, person: string, pin: string, cost: Cost, stretch: Stretch, from?: Ring): Promise<Ring> {
  const [phone, lease] = await Promise.all([keyOf(db, 'phone'), keyOf(db, 'lease')]);
  const outbox = from?.raw.outbox ?? random(32), data = from ? from.raw.data : random(32), draft = random(32);
  if (!phone || !lease || !data) throw new Error('no keys to share while reading is locked');
  const salt = random(16);
  const stretched = await stretch(pin, salt, cost.memory, cost.rounds);
  const wrap = wrapper(phone, person, stretched);
  const keys: PersonKeys = { salt, ...cost, outbox: await wrap('outbox', outbox), draft: await wrap('draft', draft), data: await wrap('data', data, fromBase64url(lease.key)), wrong: 0, not_before_ms: 0 };
  await durably(db, ['keys'], async (tx) => {
    if (!from && (await tx.objectStore('keys').getAllKeys()).some((k) => String(k).startsWith('person:'))) throw new Error('the phone has keys already');
    await tx.objectStore('keys').put(keys, id(person));
  });
  return ring(person, stretched, outbox, draft, data);
}

/** How many wrong PINs in a row are free; after them each takes longer. */
const freeTries = 5;
const firstDelayMs = 30_000;
const longestDelayMs = 15 * 60_000;

/** Opens the phone for a person. Never deletes anything. */
export async function unlock(db: DB, person: string, pin: string, nowMs: number, stretch: Stretch): Promise<Ring> {
  const keys = (await db.get('keys', id(person))) as PersonKeys | undefined;
  const phone = await keyOf(db, 'phone');
  if (!keys || !phone) throw new Error('no PIN');
  if (nowMs < keys.not_before_ms) throw new WrongPIN(keys.not_before_ms);
  const stretched = await stretch(pin, keys.salt, keys.memory, keys.rounds);
  const open = opener(phone, person, stretched);
  let outbox: Bytes;
  try {
    outbox = await open('outbox', keys.outbox);
  } catch {
    throw await failed(db, person, keys, nowMs);
  }
  if (keys.wrong > 0) await keep(db, person, { ...keys, wrong: 0, not_before_ms: 0 });
  const draft = await open('draft', keys.draft);
  return ring(person, stretched, outbox, draft, await openData(db, person, stretched, nowMs));
}

/** Opens reading again when a lease has come back, without another PIN. */
export async function reread(db: DB, r: Ring, nowMs: number): Promise<Ring> {
  const data = await openData(db, r.person, r.stretched, nowMs);
  return { ...r, data: data && (await sealingKey(data)), raw: { ...r.raw, data } };
}

async function openData(db: DB, person: string, stretched: Bytes, nowMs: number): Promise<Bytes | null> {
  const [keys, phone, lease] = [(await db.get('keys', id(person))) as PersonKeys | undefined, await keyOf(db, 'phone'), await keyOf(db, 'lease')];
  if (!keys || !phone || !lease || lease.key === '') return null;
  if (nowMs > lease.until_ms) {
    // The end of the lease is kept, its key is not.
    await durably(db, ['keys'], async (tx) => { await tx.objectStore('keys').put({ key: '', until_ms: lease.until_ms }, 'lease'); });
    return null;
  }
  return opener(phone, person, stretched)('data', keys.data, fromBase64url(lease.key));
}

async function failed(db: DB, person: string, keys: PersonKeys, nowMs: number): Promise<WrongPIN> {
  const wrong = keys.wrong + 1;
  const delay = wrong < freeTries ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (wrong - freeTries));
  await keep(db, person, { ...keys, wrong, not_before_ms: nowMs + delay });
  return new WrongPIN(nowMs + delay);
}

const keep = (db: DB, person: string, keys: PersonKeys): Promise<void> =>
  durably(db, ['keys'], async (tx) => { await tx.objectStore('keys').put(keys, id(person)); });

async function ring(person: string, stretched: Bytes, outbox: Bytes, draft: Bytes, data: Bytes | null): Promise<Ring> {
  return { person, stretched, outbox: await sealingKey(outbox), draft: await sealingKey(draft), data: data && (await sealingKey(data)), raw: { outbox, data } };
}

const place = (person: string, what: string) => `keys:${person}:${what}`;
const nonceBytes = 12;

/** Wraps under the PIN (and the lease), then under the phone's own key. */
const wrapper = (phone: CryptoKey, person: string, stretched: Bytes) => async (what: string, key: Bytes, lease: Bytes = new Uint8Array()): Promise<Sealed> => {
  const inner = await seal(await derivedKey(joined(stretched, lease), `phendau/${what}`), place(person, what), key);
  return seal(phone, place(person, what), joined(inner.nonce, inner.cipher));
};

const opener = (phone: CryptoKey, person: string, stretched: Bytes) => async (what: string, s: Sealed, lease: Bytes = new Uint8Array()): Promise<Bytes> => {
  const inner = await unseal(phone, place(person, what), s);
  return unseal(await derivedKey(joined(stretched, lease), `phendau/${what}`), place(person, what), { nonce: inner.slice(0, nonceBytes), cipher: inner.slice(nonceBytes) });
};
