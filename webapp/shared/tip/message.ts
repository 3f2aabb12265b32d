// The dialogue of a tip: whose message is genuine, and in which order.
import { base64url, fromBase64url, hex, joined, sha256, utf8, type Bytes } from '../bytes.ts';
import { encode } from '../canon.ts';
import { frame, seal, textSize, TipError } from './seal.ts';
import type { TipFile } from './slot.ts';

export interface Seen { seq: number; sha256: string }
export interface Message { case: string; dir: 'in' | 'out'; seq: number; prev?: string; seen?: Seen; day: string; text: string; files: TipFile[]; /** A prepared answer, word by word: a phone may have it spoken. */ prepared?: string; key?: string; sig?: string }

async function signedBytes(m: Message): Promise<Bytes> {
  return joined(utf8('phendau-tip-reply-v1\0'), await sha256(utf8(encode({ ...m, sig: undefined }))));
}

/** Names a desk's key without naming an officer. */
export const keyId = async (key: Bytes): Promise<string> => hex((await sha256(key)).slice(0, 8));

/** Whether one of the desk's keys signed the message. */
export async function signedBy(m: Message, ...keys: Bytes[]): Promise<boolean> {
  const bytes = await signedBytes(m);
  for (const k of keys) {
    if (!m.sig || m.key !== await keyId(k)) continue;
    const key = await crypto.subtle.importKey('raw', k, 'Ed25519', false, ['verify']);
    if (await crypto.subtle.verify('Ed25519', key, fromBase64url(m.sig), bytes)) return true;
  }
  return false;
}

/** Signs a message of the desk. */
export async function sign(m: Message, key: CryptoKeyPair, raw: Bytes): Promise<Message> {
  const named = { ...m, key: await keyId(raw) };
  return { ...named, sig: base64url(new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, await signedBytes(named)))) };
}

export const sealMessage = (m: Message, ...to: string[]): Promise<Bytes> => seal(frame(utf8(encode(m)), textSize), ...to);

/** Reads the two sides of a dialogue in order and says what is genuine, as the Go type of this name. */
export class Thread {
  private readonly last = new Map<'in' | 'out', Seen>();

  private constructor(private readonly of: string, private readonly keys: (day: string) => Bytes[]) {}

  /** Begins with the sealed body, the sender's message 0, where the reader has it. */
  static async begin(of: string, body: Bytes | null, keys: (day: string) => Bytes[]): Promise<Thread> {
    const t = new Thread(of, keys);
    if (body) t.last.set('in', { seq: 0, sha256: hex(await sha256(body)) });
    return t;
  }

  /** For a sender without his own messages: the last of them, as the server names it. */
  wrote(last: Seen): void {
    this.last.set('in', last);
  }

  async next(sealed: Bytes, dir: 'in' | 'out', m: Message): Promise<void> {
    const before = this.last.get(dir), want = before ? before.seq + 1 : dir === 'in' ? 1 : 0;
    if (m.case !== this.of || m.dir !== dir) throw new TipError('other_case');
    if (dir === 'out' && !await signedBy(m, ...this.keys(m.day))) throw new TipError('not_signed');
    this.last.set(dir, { seq: m.seq, sha256: hex(await sha256(sealed)) });
    if (m.seq !== want || (before ? m.prev !== before.sha256 : m.seq === 0 && m.prev !== undefined)) throw new TipError('out_of_order');
    const other = this.last.get(dir === 'in' ? 'out' : 'in');
    if (m.seen && other && (m.seen.seq > other.seq || (m.seen.seq === other.seq && m.seen.sha256 !== other.sha256))) throw new TipError('out_of_order');
  }
}
