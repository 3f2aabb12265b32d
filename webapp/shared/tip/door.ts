// The way of tips to the server: never with the session of a phone, nothing in
// a request that tells one browser from another.
import { textOf, utf8, joined, hex, sha256, type Bytes } from '../bytes.ts';
import type { KeysReply } from './keys.ts';

const timeoutMs = 60_000;

/** The server's own word that it does not take something. Every other error is an unknown outcome. */
export class NotTaken extends Error {
  constructor(readonly status: number) { super(`not taken: ${status}`); }
}

/** The status of the server's word, 0 where there is none. */
export const statusOf = (e: unknown): number => (e instanceof Error && 'status' in e ? Number(e.status) : 0);

/** A desk as the server lists it; ids are 32 hexadecimal letters, communes those of its area. */
export interface DeskRow { id: string; name: string; phone?: string; second?: string; /** Phones of its area send nothing but what was told. */ no_cover?: boolean; commune_names?: string[] }

/** A value of the catalogue a sender may choose, with its words. */
export interface Topic { id: string; vi: string; en: string }

/** The server's signed word that a slot came on a day. */
export interface Promised { day: string; leaf: string; key: string; sig: string }

export interface Offer { instance: string; desks: DeskRow[]; topics?: Topic[] }

export interface Door {
  desks(): Promise<Offer>;
  /** from is how many records of the log were seen last, 0 for none. */
  keys(desk: string, from: number): Promise<KeysReply>;
  /** code is that of the area, six digits, or "". */
  slot(code: string, slot: Bytes): Promise<Promised>;
  /** Case, file id and the sealed file, one behind the other. */
  file(all: Bytes): Promise<void>;
  read(access: Bytes): Promise<Bytes>;
  /** A frame: the proof of filing, or "{}". */
  proof(access: Bytes): Promise<Bytes>;
  message(access: Bytes, sealed: Bytes): Promise<void>;
  withdraw(access: Bytes, undo: boolean): Promise<void>;
}

async function ask(method: 'GET' | 'POST', path: string, body?: Bytes): Promise<Bytes> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  try {
    const r = await fetch(`/t/1/${path}`, { method, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error', signal: limit.signal,
      headers: { 'Accept-Language': '*', ...(body ? { 'Content-Type': 'application/octet-stream' } : {}) }, ...(body ? { body } : {}) });
    if (!r.ok) throw new NotTaken(r.status);
    return new Uint8Array(await r.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

const json = async <T>(path: string): Promise<T> => JSON.parse(textOf(await ask('GET', path))) as T;

async function tell(path: string, body: Bytes, about: Bytes): Promise<void> {
  const said = await ask('POST', path, body);
  if (hex(said) !== hex(await sha256(about))) throw new Error('the answer is of something else');
}

const answerSize = 4_096;

export const door: Door = {
  desks: () => json('desks'),
  keys: (desk, from) => json(`keys/${desk}${from > 0 ? `?from=${from}` : ''}`),
  async slot(code, slot) {
    const said = await ask('POST', 'slot', joined(utf8(code.padEnd(8, ' ')), slot));
    if (said.length !== answerSize) throw new Error('no promise');
    return JSON.parse(textOf(said.slice(4, 4 + new DataView(said.buffer).getUint32(0)))) as Promised;
  },
  file: (all) => tell('file', all, all.slice(32)),
  read: (access) => ask('POST', 'read', access),
  proof: (access) => ask('POST', 'proof', access),
  message: (access, sealed) => tell('message', joined(access, sealed), sealed),
  withdraw: async (access, undo) => { await ask('POST', 'withdraw', joined(access, Uint8Array.of(undo ? 0 : 1))); },
};
