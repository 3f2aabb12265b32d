// Ed25519 keys made of their seeds of 32 bytes.
import { base64url, fromBase64url, joined, utf8, type Bytes } from '../bytes.ts';

/** What stands before the seed in PKCS #8. */
const head = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);

const keyOf = (seed: Bytes, extractable: boolean): Promise<CryptoKey> => crypto.subtle.importKey('pkcs8', joined(head, seed), 'Ed25519', extractable, ['sign']);

/** The public key of a seed, base64url. */
export async function publicOf(seed: Bytes): Promise<string> {
  return (await crypto.subtle.exportKey('jwk', await keyOf(seed, true))).x ?? '';
}

/** A seed as a pair of keys, and the public one's bytes. */
export async function pairOf(seed: Bytes): Promise<{ pair: CryptoKeyPair; raw: Bytes }> {
  const raw = fromBase64url(await publicOf(seed));
  const publicKey = await crypto.subtle.importKey('raw', raw, 'Ed25519', true, ['verify']);
  return { pair: { privateKey: await keyOf(seed, false), publicKey }, raw };
}

export async function signWith(seed: Bytes, message: Bytes): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign('Ed25519', await keyOf(seed, false), message)));
}

/** Whether a key signed; a key or signature that is none is a no. */
export async function verified(key: string, message: Bytes, sig: string | undefined): Promise<boolean> {
  try {
    const k = await crypto.subtle.importKey('raw', fromBase64url(key), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', k, fromBase64url(sig ?? ''), message);
  } catch {
    return false;
  }
}

/** Derives 32 bytes of a secret for one use. */
export async function derived(secret: Bytes, info: string): Promise<Bytes> {
  const from = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(info) }, from, 256));
}
