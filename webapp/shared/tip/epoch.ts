// The key of a desk for one quarter, as the Go type EpochRecord.
import { decode, encode } from '../canon.ts';
import { hex, joined, sha256, utf8, type Bytes } from '../bytes.ts';
import { identityOf, recipientOf, TipError } from './seal.ts';
import { derived, publicOf, signWith, verified } from './sign.ts';

export interface EpochRecord { v: 1; desk: string; epoch: number; recipient: string; sign: string; not_before: string; not_after: string; prev?: string; sig?: string }

/** The seed of the key by which a desk signs what it answers. */
export const signSeed = (seed: Bytes): Promise<Bytes> => derived(seed, 'phendau desk sign v1');

const signedBytes = (r: EpochRecord): Bytes => joined(utf8('phendau-tip-epoch-v1\0'), utf8(encode({ ...r, sig: undefined })));

export const recordText = (r: EpochRecord): string => encode(r);

/** Reads a record in its one form; whether it holds, verifyEpoch says. */
export function parseRecord(text: string): EpochRecord {
  try {
    return decode(utf8(text)) as EpochRecord;
  } catch {
    throw new TipError('wrong_epoch');
  }
}

/** Names a record, its signature included. */
export const recordHash = async (r: EpochRecord): Promise<string> => hex(await sha256(utf8(encode(r))));

/** The record of a seed, not signed yet. */
export async function newEpoch(seed: Bytes, desk: string, from: string, to: string, before?: EpochRecord): Promise<EpochRecord> {
  return {
    v: 1, desk, epoch: (before?.epoch ?? 0) + 1, recipient: await recipientOf(identityOf(seed)), sign: await publicOf(await signSeed(seed)),
    not_before: from, not_after: to, ...(before ? { prev: await recordHash(before) } : {}),
  };
}

/** Signs by the seed of the authority's key. */
export const signEpoch = async (r: EpochRecord, authority: Bytes): Promise<EpochRecord> => ({ ...r, sig: await signWith(authority, signedBytes(r)) });

/** Whether the authority signed it. */
export const signedEpoch = (r: EpochRecord, authority: string): Promise<boolean> => verified(authority, signedBytes(r), r.sig);

/** Whether a seed is the one of the record. */
export async function ofSeed(r: EpochRecord, seed: Bytes): Promise<boolean> {
  return r.recipient === await recipientOf(identityOf(seed)) && r.sign === await publicOf(await signSeed(seed));
}

/** The quarter of a day: its first and last day and its number. */
export function quarterOf(day: string): { from: string; to: string; n: number; year: number } {
  const year = Number(day.slice(0, 4)), n = Math.ceil(Number(day.slice(5, 7)) / 3);
  const text = (month: number, date: number) => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
  return { from: text(3 * n - 3, 1), to: text(3 * n, 0), n, year };
}
