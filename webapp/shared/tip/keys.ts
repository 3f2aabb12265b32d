// Keys of desks: a browser seals to nothing but what the authority it knows has
// signed and the log of the server holds. What fails is ignored.
import { base64url, fromBase64, fromBase64url, fromHex, hex, joined, sha256, utf8, type Bytes } from '../bytes.ts';
import { decode, encode } from '../canon.ts';
import type { EpochRecord } from './epoch.ts';
import { graceDays, later, signing, type SignKey } from './grace.ts';
import { verified } from './sign.ts';
import type { DeskRow } from './door.ts';
import type { Desk } from './slot.ts';

/** What the server says about the keys of a desk. */
export interface KeysReply {
  authority: string; authority_name: string; fingerprint: string;
  epochs: { record: string; index: number; leaf?: string; proof?: string[] }[];
  checkpoint?: string; log_key?: string;
}

/** What the phone keeps of a desk: the keys it met first, the log as it saw it last, and the records that held. */
export interface DeskKeys {
  authority: string; authority_name: string; fingerprint: string; log_key: string;
  size: number; root: string;
  records: string[];
  /** The day of the last answer. */
  day: string;
  /** The last answer had something that did not hold. */
  doubt?: true;
}

/** Three years of quarters: answers of then are still read. */
const mostRecords = 12;

/** Takes what holds of an answer; was is what the phone has kept, undefined at the first contact. */
export async function accept(desk: string, reply: KeysReply, was: DeskKeys | undefined, day: string): Promise<DeskKeys> {
  const kept = was ?? { authority: reply.authority, authority_name: reply.authority_name, fingerprint: reply.fingerprint, log_key: reply.log_key ?? '', size: 0, root: '', records: [], day };
  const records = [...kept.records];
  try {
    if (reply.authority !== kept.authority) throw new Error('another authority');
    const log = await openCheckpoint(reply.checkpoint ?? '', kept.log_key);
    if (log.size < kept.size || (log.size === kept.size && log.root !== kept.root)) throw new Error('the log went back');
    let doubt = false;
    for (const e of reply.epochs) {
      try {
        if (records.includes(e.record)) continue;
        await checkInclusion(e, log);
        const r = await readRecord(e.record, desk, kept.authority);
        if (records.some((t) => recordOf(t).epoch === r.epoch)) throw new Error('two records of one epoch');
        records.push(e.record);
      } catch {
        doubt = true;
      }
    }
    return { ...without(kept), ...(doubt ? { doubt } : {}), day, records: records.slice(-mostRecords), size: log.size, root: log.root };
  } catch {
    return { ...kept, day, doubt: true };
  }
}

const without = (k: DeskKeys): DeskKeys => {
  const out = { ...k };
  delete out.doubt;
  return out;
};

/** Reads a record; throws unless the authority signed it for this desk. */
async function readRecord(text: string, desk: string, authority: string): Promise<EpochRecord> {
  const r = decode(utf8(text)) as EpochRecord;
  const day = /^\d{4}-\d{2}-\d{2}$/;
  if (r.v !== 1 || r.desk !== desk || !/^age1pq1[02-9ac-hj-np-z]{1952}$/.test(r.recipient) || fromBase64url(r.sign).length !== 32 || !day.test(r.not_before) || !day.test(r.not_after) || r.not_before > r.not_after) throw new Error('an incomplete record');
  const signed = joined(utf8('phendau-tip-epoch-v1\0'), utf8(encode({ ...r, sig: undefined })));
  if (!(await verified(authority, signed, r.sig))) throw new Error('a record the authority did not sign');
  return r;
}

const recordOf = (text: string): EpochRecord => decode(utf8(text)) as EpochRecord;

/** The key to seal to on a day: the newest that is in force or within its grace. */
export async function deskOn(keys: DeskKeys | undefined, day: string): Promise<Desk | null> {
  const fit = (keys?.records ?? []).map((text) => ({ text, r: recordOf(text) })).filter(({ r }) => r.not_before <= day && day <= later(r.not_after, graceDays));
  const best = fit.sort((a, b) => b.r.epoch - a.r.epoch)[0];
  if (!best) return null;
  return { id: fromHex(best.r.desk), epoch: best.r.epoch, recipient: best.r.recipient, record: hex(await sha256(utf8(best.text))) };
}

/** The keys a tip for a desk is sealed to on a day; null while none holds. */
export async function keysFor(keys: Record<string, DeskKeys>, d: DeskRow | undefined, day: string): Promise<{ to: Desk; second?: Desk } | null> {
  const to = d && (await deskOn(keys[d.id], day));
  if (!to) return null;
  const second = d.second ? await deskOn(keys[d.second], day) : null;
  return { to, ...(second ? { second } : {}) };
}

/** With which keys a desk may sign, and from when to when. */
export const signKeys = (keys: DeskKeys | undefined): SignKey[] => signing((keys?.records ?? []).map(recordOf));

export interface Log { size: number; root: string }

/** Reads a checkpoint of the log of a key (name+hash+key, as sumdb/note writes both); throws unless that key signed it. */
export async function openCheckpoint(note: string, logKey: string): Promise<Log> {
  const cut = note.indexOf('\n\n'), text = note.slice(0, cut + 1), lines = text.split('\n');
  const [name = '', hash = '', key = ''] = logKey.split(/\+([0-9a-f]{8})\+/);
  const raw = fromBase64(key);
  const id = hex((await sha256(joined(utf8(`${name}\n`), raw))).slice(0, 4));
  if (cut < 0 || lines.length !== 4 || lines[0] !== name || raw.length !== 33 || raw[0] !== 1 || id !== hash || !/^(0|[1-9]\d{0,14})$/.test(lines[1] ?? '')) throw new Error('no checkpoint of this log');
  for (const line of note.slice(cut + 2).split('\n')) {
    if (!line.startsWith(`— ${name} `)) continue;
    const sig = fromBase64(line.slice(name.length + 3));
    if (hex(sig.slice(0, 4)) === id && (await verified(base64url(raw.slice(1)), utf8(text), base64url(sig.slice(4))))) return { size: Number(lines[1]), root: hex(fromBase64(lines[2] ?? '')) };
  }
  throw new Error('a checkpoint the log did not sign');
}

const unhex = (text: string): Bytes => {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('no hash');
  return fromHex(text);
};

/** Walks from a leaf to the root (RFC 9162, 2.1.3.2); throws when it leads elsewhere. */
export async function checkInclusion(of: { index: number; leaf?: string; proof?: string[] }, log: Log): Promise<void> {
  if (!Number.isSafeInteger(of.index) || of.index < 0 || of.index >= log.size) throw new Error('not in the log');
  const node = (l: Bytes, r: Bytes): Promise<Bytes> => sha256(joined(Uint8Array.of(1), l, r));
  const half = (n: number): number => Math.floor(n / 2);
  let at = of.index, last = log.size - 1, hash = unhex(of.leaf ?? '');
  for (const step of of.proof ?? []) {
    if (last === 0) throw new Error('a proof with too many steps');
    const beside = unhex(step);
    if (at % 2 === 1 || at === last) {
      hash = await node(beside, hash);
      while (at % 2 === 0 && at > 0) { at = half(at); last = half(last); }
    } else hash = await node(hash, beside);
    at = half(at);
    last = half(last);
  }
  if (last !== 0 || hex(hash) !== log.root) throw new Error('the log does not hold it');
}
