// Keys of desks: a browser seals to nothing but what the authority it knows has
// signed and the log of the server holds, as a witness signed for it. What fails is
// ignored.
import { fromBase64url, fromHex, hex, joined, sha256, utf8 } from '../bytes.ts';
import { decode, encode } from '../canon.ts';
import type { EpochRecord } from './epoch.ts';
import { graceDays, later, signing, type SignKey } from './grace.ts';
import { checkConsistency, checkInclusion, openCheckpoint, signersOf } from './log.ts';
import { verified } from './sign.ts';
import { statusOf, type DeskRow, type Door } from './door.ts';
import type { Desk } from './slot.ts';

/** What the server says about the keys of a desk. */
export interface KeysReply {
  authority: string; authority_name: string; fingerprint: string;
  epochs: { record: string; index: number; leaf?: string; proof?: string[] }[];
  checkpoint?: string; log_key?: string;
  /** Keys of those who sign for the log beside it, and what leads from the log as it was seen last to the checkpoint. */
  witnesses?: string[]; consistency?: string[];
}

/** What the phone keeps of a desk: the keys it met first, the log as it saw it last, and the records that held. */
export interface DeskKeys {
  authority: string; authority_name: string; fingerprint: string; log_key: string;
  /** One of them signed what is kept; absent on phones that met none. */
  witnesses?: string[];
  size: number; root: string;
  records: string[];
  /** The day of the last answer. */
  day: string;
  /** The last answer had something that did not hold. */
  doubt?: true;
}

/** Three years of quarters: answers of then are still read. */
const mostRecords = 12;

/** Keys of witnesses a phone keeps at most. */
const mostWitnesses = 8;

/**
 * Asks for the keys of a desk with the size at which the log was seen last: that of
 * all who met the server on that day. A server that does not know it lost its log.
 */
export async function renewed(door: Pick<Door, 'keys'>, desk: string, was: DeskKeys | undefined, day: string): Promise<DeskKeys> {
  try {
    return await accept(desk, await door.keys(desk, was?.witnesses?.length ? was.size : 0), was, day);
  } catch (e) {
    if (was && statusOf(e) === 400) return { ...was, day, doubt: true };
    throw e;
  }
}

/**
 * The keys by which answers to a tip may be signed: those of its desk, and of every
 * other, for a case goes from desk to desk. A desk nobody here has met yet counts only
 * under the authority of the first.
 */
export async function answering(door: Pick<Door, 'keys'>, known: { desks: DeskRow[]; keys: Record<string, DeskKeys> }, own: string, mine: DeskKeys, day: string): Promise<SignKey[]> {
  const out: SignKey[] = signKeys(mine).map((s) => ({ ...s, by: known.desks.find((d) => d.id === own)?.name ?? '' }));
  for (const d of known.desks.filter((d) => d.id !== own)) {
    const met = known.keys[d.id], keys = met ?? (await renewed(door, d.id, undefined, day).catch(() => null));
    if (keys && (met || keys.authority === mine.authority)) out.push(...signKeys(keys).map((s) => ({ ...s, by: d.name })));
  }
  return out;
}

/** Takes what holds of an answer; was is what the phone has kept, undefined at the first contact. */
export async function accept(desk: string, reply: KeysReply, was: DeskKeys | undefined, day: string): Promise<DeskKeys> {
  const kept = was ?? { authority: reply.authority, authority_name: reply.authority_name, fingerprint: reply.fingerprint, log_key: '', size: 0, root: '', records: [], day };
  const records = [...kept.records];
  try {
    if (reply.authority !== kept.authority) throw new Error('another authority');
    const seen = await openLog(reply, kept);
    let doubt = false;
    for (const e of reply.epochs) {
      try {
        if (records.includes(e.record)) continue;
        await checkInclusion(e, seen);
        const r = await readRecord(e.record, desk, kept.authority);
        if (records.some((t) => recordOf(t).epoch === r.epoch)) throw new Error('two records of one epoch');
        records.push(e.record);
      } catch {
        doubt = true;
      }
    }
    return { ...without(kept), ...seen, ...(doubt ? { doubt } : {}), day, records: records.slice(-mostRecords) };
  } catch {
    return { ...kept, day, doubt: true };
  }
}

/**
 * The log as an answer shows it: signed by its key and by a witness, and holding what
 * was seen before. Both keys are those of the first answer that held; other witnesses
 * are taken beside one that is kept, when they signed, too.
 */
async function openLog(reply: KeysReply, kept: DeskKeys): Promise<Pick<DeskKeys, 'log_key' | 'witnesses' | 'size' | 'root'>> {
  const known = kept.witnesses ?? [], note = reply.checkpoint ?? '', log_key = kept.log_key || (reply.log_key ?? '');
  const log = await openCheckpoint(note, log_key), offered = (reply.witnesses ?? []).filter((w) => w !== log_key).slice(0, mostWitnesses);
  const signed = await signersOf(note, [...new Set([...known, ...offered])]);
  if (!signed.some((w) => known.length === 0 || known.includes(w))) throw new Error('no witness signed');
  if (known.length > 0) await checkConsistency(kept, log, reply.consistency ?? []);
  return { log_key, witnesses: [...signed, ...known.filter((w) => !signed.includes(w) && offered.includes(w))].slice(0, mostWitnesses), size: log.size, root: log.root };
}

const without = (k: DeskKeys): DeskKeys => {
  const out = { ...k };
  delete out.doubt;
  return out;
};

/**
 * What is kept of a desk whose server lost its log: its keys and the authority, without
 * the log and the witnesses that were met. The next answer is a first one again.
 */
export const anew = (k: DeskKeys): DeskKeys => ({ ...without(k), log_key: '', witnesses: [], size: 0, root: '' });

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
