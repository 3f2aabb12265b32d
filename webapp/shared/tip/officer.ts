// The two secrets of an officer, and how they are kept: sealed under what one of
// his passkeys gives. The server holds nothing that opens them.
import { joined, textOf, utf8, type Bytes } from '../bytes.ts';
import { identityOf, newSeed, recipientOf, TipError } from './seal.ts';
import { publicOf } from './sign.ts';

/** Seeds of 32 bytes: one opens what is sealed to him, one signs. */
export interface Officer { seed: Bytes; sign: Bytes }

const magic = 'PDWRAP1\n', info = 'phendau officer wrap v1', nonceSize = 12, secretSize = 64, tagSize = 16;

/** Bytes of a wrap: magic, nonce, two seeds, tag. */
export const wrapSize = magic.length + nonceSize + secretSize + tagSize;

export const newOfficer = (): Officer => ({ seed: newSeed(), sign: newSeed() });

/** What others may know of him: whom to seal to, and whose signature it is. */
export const publicPart = async (o: Officer): Promise<{ recipient: string; sign: string }> =>
  ({ recipient: await recipientOf(identityOf(o.seed)), sign: await publicOf(o.sign) });

async function keyOf(secret: Bytes): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) }, from, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

// The person is bound in: a wrap put under another name opens for nobody.
const form = (iv: Bytes, person: string): AesGcmParams => ({ name: 'AES-GCM', iv, additionalData: utf8(person) });

/** Seals the secrets of a person under what a passkey gave. */
export async function wrap(o: Officer, person: string, secret: Bytes, nonce: Bytes = crypto.getRandomValues(new Uint8Array(nonceSize))): Promise<Bytes> {
  const sealed = await crypto.subtle.encrypt(form(nonce, person), await keyOf(secret), joined(o.seed, o.sign));
  return joined(utf8(magic), nonce, new Uint8Array(sealed));
}

/** Opens them; a wrong passkey, person or byte is no_key. */
export async function unwrap(b: Bytes, person: string, secret: Bytes): Promise<Officer> {
  if (b.length !== wrapSize) throw new TipError('wrong_size');
  const head = b.slice(0, magic.length);
  if (textOf(head) !== magic) throw new TipError('wrong_magic');
  try {
    const plain = new Uint8Array(await crypto.subtle.decrypt(form(b.slice(magic.length, magic.length + nonceSize), person), await keyOf(secret), b.slice(magic.length + nonceSize)));
    return { seed: plain.slice(0, 32), sign: plain.slice(32) };
  } catch {
    throw new TipError('no_key');
  }
}
