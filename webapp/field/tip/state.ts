// What the phone knows about sealed tips, the same on every phone: nothing here
// tells whether one was ever written.
import type { DB } from '../core/db.ts';
import { durably, meta } from '../core/db.ts';
import type { DeskRow, Topic } from '../../shared/tip/door.ts';
import { anew, type DeskKeys } from '../../shared/tip/keys.ts';
import { boxSize } from './box.ts';
import { noPace, type Pace } from './pace.ts';

export interface TipState {
  instance: string;
  desks: DeskRow[];
  topics: Topic[];
  /** Accepted keys, by desk. */
  keys: Record<string, DeskKeys>;
  /** The day on which desks and keys were asked for last. */
  asked_day: string;
  /** Names of the places around the phone: the lists of the book lie under a PIN, a tip needs none. */
  places: string[];
  pace: Pace;
  /** Without cover, how many slots of the outbox still go: what was sealed is in front. With cover it stays eight, and tells nothing. */
  left: number;
}

const nothing: TipState = { instance: '', desks: [], topics: [], keys: {}, asked_day: '', places: [], pace: noPace, left: boxSize };

export const tipState = async (db: DB): Promise<TipState> => ({ ...nothing, ...(await meta(db, 'tip')) });

/** Changes the state in one transaction: a sync and the courier may both be at it. */
export const patchTips = (db: DB, change: (was: TipState) => Partial<TipState>): Promise<void> =>
  durably(db, ['meta'], async (tx) => {
    const store = tx.objectStore('meta');
    const was = { ...nothing, ...((await store.get('tip')) as TipState | undefined) };
    await store.put({ ...was, ...change(was) }, 'tip');
  });

/** Forgets the log and the witnesses, so that the next sync meets them again; the authority stays. */
export const meetAnew = (db: DB): Promise<void> =>
  patchTips(db, (s) => ({ keys: Object.fromEntries(Object.entries(s.keys).map(([id, k]) => [id, anew(k)])), asked_day: '' }));

/** Whether the last answer about keys of a desk did not hold. */
export const doubted = (s: TipState): boolean => Object.values(s.keys).some((k) => k.doubt);

/** The desk a tip of this phone goes to unless its sender chooses another; near is that of the phone's place. */
export const ownDesk = (s: TipState, near: string): DeskRow | undefined => s.desks.find((d) => d.id === near) ?? s.desks[0];

/** Whether this phone sends empty slots: what the desk of its place settled. */
export const covered = (s: TipState, near: string): boolean => !ownDesk(s, near)?.no_cover;

/** One more slot lies in front of the outbox, one less after it went. */
export const count = (db: DB, by: 1 | -1): Promise<void> => patchTips(db, (s) => ({ left: Math.min(boxSize, Math.max(0, s.left + by)) }));

/** The desk of the phone's place, and the code of its area. */
export const tipPlace = async (db: DB): Promise<{ desk: string; code: string }> => (await meta(db, 'tip_place')) ?? { desk: '', code: '' };
