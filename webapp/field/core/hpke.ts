// Sealing for somebody whose public key is known: HPKE (RFC 9180) in base mode,
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. WebCrypto has its parts.
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { joined, utf8, type Bytes } from './bytes.ts';

const curve: EcKeyImportParams = { name: 'ECDH', namedCurve: 'P-256' };
const none: Bytes = new Uint8Array();
/** The numbers of the algorithms, as the RFC writes them into its labels. */
const kem = joined(utf8('KEM'), Uint8Array.of(0, 0x10));
const suite = joined(utf8('HPKE'), Uint8Array.of(0, 0x10, 0, 1, 0, 2));
const keyBytes = 32, nonceBytes = 12;

const labelled = (id: Bytes, label: string, ikm: Bytes, salt: Bytes = none): Bytes => extract(sha256, joined(utf8('HPKE-v1'), id, utf8(label), ikm), salt) as Bytes;
const stretched = (id: Bytes, prk: Bytes, label: string, info: Bytes, n: number): Bytes => expand(sha256, prk, joined(Uint8Array.of(n >> 8, n & 255), utf8('HPKE-v1'), id, utf8(label), info), n) as Bytes;

/** Seals one text after the other; enc is what the receiver needs first. */
export interface Sender { enc: Bytes; seal(plain: Bytes): Promise<Bytes> }

/** Throws when the key is no point of the curve. */
export async function sender(receiver: Bytes, info: string): Promise<Sender> {
  const to = await crypto.subtle.importKey('raw', receiver, curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const enc = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey));
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: to }, own.privateKey, 256));
  const shared = stretched(kem, labelled(kem, 'eae_prk', dh), 'shared_secret', joined(enc, receiver), 32);
  const context = joined(Uint8Array.of(0), labelled(suite, 'psk_id_hash', none), labelled(suite, 'info_hash', utf8(info)));
  const secret = labelled(suite, 'secret', none, shared);
  const key = await crypto.subtle.importKey('raw', stretched(suite, secret, 'key', context, keyBytes), 'AES-GCM', false, ['encrypt']);
  const base = stretched(suite, secret, 'base_nonce', context, nonceBytes);
  let n = 0;
  return { enc, seal: async (plain) => new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nth(base, n++) }, key, plain)) };
}

/** The nonce of the n-th text: the base with the number laid over its end. */
function nth(base: Bytes, n: number): Bytes {
  const out = base.slice(), end = new DataView(out.buffer, nonceBytes - 4);
  end.setUint32(0, (end.getUint32(0) ^ n) >>> 0);
  return out;
}
