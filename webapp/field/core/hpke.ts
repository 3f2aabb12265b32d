// Sealing for somebody whose public key is known: HPKE (RFC 9180) in base mode,
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. WebCrypto has its parts.
import { joined, utf8, type Bytes } from '../../shared/bytes.ts';

const curve: EcKeyImportParams = { name: 'ECDH', namedCurve: 'P-256' };
const none: Bytes = new Uint8Array();
/** No salt, as the RFC of HKDF writes it: browsers take no empty key. */
const noSalt: Bytes = new Uint8Array(32);
/** The numbers of the algorithms, as the RFC writes them into its labels. */
const kem = joined(utf8('KEM'), Uint8Array.of(0, 0x10));
const suite = joined(utf8('HPKE'), Uint8Array.of(0, 0x10, 0, 1, 0, 2));
const keyBytes = 32, nonceBytes = 12;

async function hmac(key: Bytes, ...text: Bytes[]): Promise<Bytes> {
  const k = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', k, joined(...text)));
}

const extract = (id: Bytes, label: string, ikm: Bytes, salt = noSalt): Promise<Bytes> => hmac(salt, utf8('HPKE-v1'), id, utf8(label), ikm);
/** At most 32 bytes: the first block of HKDF is all. */
const expand = async (id: Bytes, prk: Bytes, label: string, info: Bytes, n: number): Promise<Bytes> => (await hmac(prk, Uint8Array.of(0, n), utf8('HPKE-v1'), id, utf8(label), info, Uint8Array.of(1))).slice(0, n);

/** Seals one text after the other; enc is what the receiver needs first. */
export interface Sender { enc: Bytes; seal(plain: Bytes): Promise<Bytes> }

/** Throws when the key is no point of the curve. */
export async function sender(receiver: Bytes, info: string): Promise<Sender> {
  const to = await crypto.subtle.importKey('raw', receiver, curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const enc = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey));
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: to }, own.privateKey, 256));
  const shared = await expand(kem, await extract(kem, 'eae_prk', dh), 'shared_secret', joined(enc, receiver), 32);
  const context = joined(Uint8Array.of(0), await extract(suite, 'psk_id_hash', none), await extract(suite, 'info_hash', utf8(info)));
  const secret = await extract(suite, 'secret', none, shared);
  const key = await crypto.subtle.importKey('raw', await expand(suite, secret, 'key', context, keyBytes), 'AES-GCM', false, ['encrypt']);
  const base = await expand(suite, secret, 'base_nonce', context, nonceBytes);
  let n = 0;
  return { enc, seal: async (plain) => new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nth(base, n++) }, key, plain)) };
}

/** The nonce of the n-th text: the base with the number laid over its end. */
function nth(base: Bytes, n: number): Bytes {
  const out = base.slice(), end = new DataView(out.buffer, nonceBytes - 4);
  end.setUint32(0, (end.getUint32(0) ^ n) >>> 0);
  return out;
}
