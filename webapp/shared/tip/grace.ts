// How long a key of a desk may be used: sealed to, and signed with.
import { fromBase64url, type Bytes } from '../bytes.ts';
import type { EpochRecord } from './epoch.ts';

/** Days after its end during which a phone without a line may still seal to a key. */
export const graceDays = 120;

export const later = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** A key by which a desk may sign, and on which days. */
export interface SignKey { key: Bytes; from: string; to: string; /** Name of the desk, where several may answer. */ by?: string }

/** Days on which the key of before signs on: senders know the next when authority and witness have signed it. */
const overlapDays = 14;

/**
 * The keys by which one desk may sign, of its records: each until a later one has taken
 * over and is known, for a key that somebody took along who left is no key of the desk.
 * Only the last has the grace, for the next may come late.
 */
export const signing = (ofDesk: EpochRecord[]): SignKey[] => ofDesk.map((r) => {
  const ends = ofDesk.filter((x) => x.epoch > r.epoch).map((x) => later(x.not_before, overlapDays));
  return { key: fromBase64url(r.sign), from: r.not_before, to: [later(r.not_after, graceDays), ...ends].sort()[0]! };
});

/** Those of some keys that sign on a day. */
export const signersOn = (keys: SignKey[], day: string): Bytes[] => keys.filter((k) => k.from <= day && day <= k.to).map((k) => k.key);
