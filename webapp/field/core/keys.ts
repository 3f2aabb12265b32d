// The keys of a device: made in the browser, never exported; public keys of
// devices and nodes; the words two people compare.
import { base64url, fromBase64url, sha256, utf8, type Bytes } from '../../shared/bytes.ts';
import words from '../../../internal/syncing/words.json';

/** The two algorithms of the protocol; the enrolled device has one of them. */
export type Alg = 'ed25519' | 'p256';

export interface PublicKey { alg: Alg; public_key: string }

const make: Record<Alg, AlgorithmIdentifier | EcKeyGenParams> = { ed25519: 'Ed25519', p256: { name: 'ECDSA', namedCurve: 'P-256' } };
const signing: Record<Alg, AlgorithmIdentifier | EcdsaParams> = { ed25519: 'Ed25519', p256: { name: 'ECDSA', hash: 'SHA-256' } };

/** A new key: Ed25519, or P-256 where the browser lacks it. */
export async function newDeviceKey(algs: Alg[] = ['ed25519', 'p256']): Promise<PublicKey & { key: CryptoKey }> {
  const [alg, ...others] = algs;
  if (!alg) throw new Error('this browser makes no signing keys');
  let pair: CryptoKeyPair;
  try {
    pair = (await crypto.subtle.generateKey(make[alg], false, ['sign', 'verify'])) as CryptoKeyPair;
  } catch {
    return newDeviceKey(others);
  }
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { alg, public_key: base64url(raw), key: pair.privateKey };
}

/** A signature in base64url. */
export async function sign(alg: Alg, key: CryptoKey, text: Bytes): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign(signing[alg], key, text)));
}

/** Whether a signature is of this key; anything unreadable is not. */
export async function verify(by: PublicKey, text: Bytes, sig: string): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', fromBase64url(by.public_key), make[by.alg], false, ['verify']);
    return await crypto.subtle.verify(signing[by.alg], key, fromBase64url(sig), text);
  } catch {
    return false;
  }
}

/** How many words are compared. */
export const fingerprintWords = 6;

/** A key as words: the phone shows its own, never those a server sends. */
export async function fingerprint(k: PublicKey): Promise<string[]> {
  const sum = await sha256(utf8(`phendau/device/1\n${k.alg}\n${k.public_key}`));
  return [...sum.slice(0, fingerprintWords)].map((b) => words[b] as string);
}
