// Sealing of tips, the other side of the Go package tip: the same sizes, the
// same refusals. Loaded on the pages of tips only.
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { random, textOf, utf8, type Bytes } from '../bytes.ts';

/** Why something sealed was refused; the words of Go. */
export type TipCode = 'wrong_id' | 'wrong_size' | 'wrong_magic' | 'not_hybrid' | 'no_key' | 'damaged' | 'wrong_frame' | 'wrong_text' | 'too_long' | 'other_case' |
  'out_of_order' | 'not_signed' | 'wrong_receipt' | 'wrong_epoch' | 'opens_separated' | 'shares_missing' | 'shares_refused';

export class TipError extends Error {
  constructor(readonly code: TipCode) { super(`tip: ${code}`); }
}

const chunk = 65_536;

/** Bytes that n > 0 bytes take when sealed to r recipients. */
export const sealedSize = (n: number, r: number): number => 1643 + 1557 * (r - 1) + n + 16 * Math.ceil(n / chunk);

/** Seals to hybrid recipients and to no others: the library would take a weaker one beside them in silence. */
export async function seal(plain: Bytes, ...to: string[]): Promise<Bytes> {
  if (plain.length === 0 || to.length === 0) throw new TipError('wrong_size');
  if (!to.every((r) => /^age1pq1[02-9ac-hj-np-z]{1952}$/.test(r))) throw new TipError('not_hybrid');
  const e = new Encrypter();
  to.forEach((r) => e.addRecipient(r));
  const out = await e.encrypt(plain) as Bytes;
  if (out.length !== sealedSize(plain.length, to.length)) throw new TipError('wrong_size');
  return out;
}

/** Opens a file that holds exactly so many bytes. */
export async function open(sealed: Bytes, size: number, ...identities: string[]): Promise<Bytes> {
  checkSealed(sealed, size);
  const d = new Decrypter();
  identities.forEach((i) => d.addIdentity(i));
  let plain: Bytes;
  try {
    plain = await d.decrypt(sealed, 'uint8array') as Bytes;
  } catch (e) {
    throw new TipError(e instanceof Error && /no identity matched/.test(e.message) ? 'no_key' : 'damaged');
  }
  if (plain.length !== size) throw new TipError('damaged');
  return plain;
}

const version = 'age-encryption.org/v1\n', hybrid = '-> mlkem768x25519 ';

/** Looks at a sealed file as whoever cannot open it can. */
export function checkSealed(sealed: Bytes, size: number): void {
  const rest = sealed.length - sealedSize(size, 1);
  if (rest < 0 || rest % 1557 !== 0) throw new TipError('wrong_size');
  const recipients = rest / 1557 + 1;
  const text = String.fromCharCode(...sealed.subarray(0, 80 + 1557 * recipients));
  const end = text.indexOf('\n--- ');
  if (end < 0 || !text.startsWith(version)) throw new TipError('not_hybrid');
  const stanzas = text.slice(version.length, end).split('\n').filter((l) => l.startsWith('-> '));
  if (stanzas.length !== recipients || !stanzas.every((l) => l.startsWith(hybrid))) throw new TipError('not_hybrid');
}

const part = 'age-secret-key-pq-', letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** The checksum of Bech32 (BIP 173) over groups of five bits. */
function polymod(values: number[]): number {
  let sum = 1;
  for (const v of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ v;
    [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].forEach((g, i) => { if ((top >>> i) & 1) sum ^= g; });
  }
  return sum >>> 0;
}

const partBits = [...[...part].map((c) => c.charCodeAt(0) >> 5), 0, ...[...part].map((c) => c.charCodeAt(0) & 31)];

/** The identity of a seed of 32 bytes, as age writes it. */
export function identityOf(seed: Bytes): string {
  const bits = [...seed].map((b) => b.toString(2).padStart(8, '0')).join('').padEnd(260, '0');
  const values = (bits.match(/.{5}/g) ?? []).map((x) => parseInt(x, 2));
  const sum = polymod([...partBits, ...values, 0, 0, 0, 0, 0, 0]) ^ 1;
  const text = [...values, ...Array.from({ length: 6 }, (_, i) => (sum >>> (5 * (5 - i))) & 31)].map((v) => letters[v]).join('');
  return `${part}1${text}`.toUpperCase();
}

/** The seed of an identity: what it was made of makes it again. */
export function seedOf(identity: string): Bytes {
  const bits = [...identity.toLowerCase().slice(part.length + 1, -6)].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const seed = Uint8Array.from((bits.slice(0, 256).match(/.{8}/g) ?? []).map((x) => parseInt(x, 2)));
  if (identity.length !== keySize || seed.length !== 32 || identityOf(seed) !== identity) throw new TipError('wrong_text');
  return seed;
}

export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity);

export const newSeed = (): Bytes => random(32);

export const xor = (a: Bytes, b: Bytes): Bytes => a.map((v, i) => v ^ (b[i] ?? 0));

/** Sizes of what is sealed. */
export const keySize = 77, mineSize = 4_096, textSize = 16_384;
export const fileSizes = [131_072, 1_048_576, 4_194_304];

/** Lays bytes into a fixed size: length in `head` bytes, bytes, zeros. */
export function frame(b: Bytes, size: number, head: 4 | 8 = 4): Bytes {
  if (b.length > size - head) throw new TipError('too_long');
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(head - 4, b.length);
  out.set(b, head);
  return out;
}

/** Takes them out again; padding that is not zero is refused. */
export function unframe(f: Bytes, head: 4 | 8 = 4): Bytes {
  const view = new DataView(f.buffer, f.byteOffset);
  const n = f.length < head ? Infinity : view.getUint32(head - 4);
  if (n > f.length - head || (head === 8 && view.getUint32(0) !== 0) || f.subarray(head + n).some((b) => b !== 0)) throw new TipError('wrong_frame');
  return f.slice(head, head + n);
}

/** The smallest bucket that holds a file. */
export function frameFile(b: Bytes): Bytes {
  const size = fileSizes.find((s) => b.length <= s - 8);
  if (!size) throw new TipError('too_long');
  return frame(b, size, 8);
}

/** What one of the two key files of a slot holds. */
export type Key = { kind: 'whole' | 'share'; seed: Bytes } | { kind: 'none' | 'dummy' };

const words = { none: 'PHENDAU-NONE-1', dummy: 'PHENDAU-DUMMY-1', share: 'PHENDAU-SHARE-1 ' };
const base64 = (b: Bytes): string => btoa(String.fromCharCode(...b)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

export function keyBytes(k: Key): Bytes {
  const text = k.kind === 'whole' ? identityOf(k.seed) : k.kind === 'share' ? words.share + base64(k.seed) : words[k.kind];
  return utf8(text.padEnd(keySize, ' '));
}

export function parseKey(b: Bytes): Key {
  const text = textOf(b).replace(/ +$/, '');
  if (b.length !== keySize) throw new TipError('wrong_size');
  if (text === words.none) return { kind: 'none' };
  if (text === words.dummy) return { kind: 'dummy' };
  if (!text.startsWith(words.share)) return { kind: 'whole', seed: seedOf(text) };
  const share = /^[A-Za-z0-9_-]{43}$/.test(text.slice(words.share.length)) ? Uint8Array.from(atob(text.slice(words.share.length).replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)) : new Uint8Array();
  if (share.length !== 32 || base64(share) !== text.slice(words.share.length)) throw new TipError('wrong_text');
  return { kind: 'share', seed: share };
}

export const openKey = async (sealed: Bytes, ...identities: string[]): Promise<Key> => parseKey(await open(sealed, keySize, ...identities));
