// AES-256-GCM with a fresh nonce each time. What is sealed for one place (its
// store and key, the `where`) opens nowhere else.
import { random, textOf, utf8, type Bytes } from '../../shared/bytes.ts';

export interface Sealed { nonce: Bytes; cipher: Bytes }

const aes = (nonce: Bytes, where: string): AesGcmParams => ({ name: 'AES-GCM', iv: nonce, additionalData: utf8(where) });

export async function seal(key: CryptoKey, where: string, plain: Bytes): Promise<Sealed> {
  const nonce = random(12);
  return { nonce, cipher: new Uint8Array(await crypto.subtle.encrypt(aes(nonce, where), key, plain)) };
}

/** Throws when key, place or bytes are not those it was sealed with. */
export async function unseal(key: CryptoKey, where: string, s: Sealed): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.decrypt(aes(s.nonce, where), key, s.cipher));
}

export const sealValue = (key: CryptoKey, where: string, value: unknown): Promise<Sealed> => seal(key, where, utf8(JSON.stringify(value)));

export async function unsealValue<T>(key: CryptoKey, where: string, s: Sealed): Promise<T> {
  return JSON.parse(textOf(await unseal(key, where, s))) as T;
}

/** A key of raw bytes for sealing; not exported again. */
export const sealingKey = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** A key that never leaves this browser. */
export const newPhoneKey = (): Promise<CryptoKey> => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

/** A key from secrets, told apart by what it is for. */
export async function derivedKey(secret: Bytes, info: string): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
