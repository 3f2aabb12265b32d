// The phone's store. What has to be read before a PIN is typed lies open
// (ids, states, names of the phone's people); everything else is sealed.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { Bytes } from '../../shared/bytes.ts';
import type { PublicKey, Alg } from './keys.ts';
import type { Node, WireReceipt } from './receipt.ts';
import type { Sealed } from './seal.ts';
import type { DeviceView, Lease } from './wire.ts';
import type { TipState } from '../tip/state.ts';

/** Where an operation lies, as far as the phone knows. */
export type Where = 'on_phone' | 'received' | 'to_mend' | 'quarantined' | 'custody';

export interface OpRow {
  seq: number; op_id: string; hash: string; ledger_id: string; entity_id: string; entity_type: string; verb: string;
  where: Where; at_ms: number;
  /** Why it was refused or waits; message in the language of that answer. */
  code?: string; message?: string;
  flags?: string[];
  receipt?: WireReceipt; accepted_ms?: number; received_ms?: number;
  /** Its author has seen the refusal and done something about it. */
  settled?: boolean;
  /** Canonical bytes and signature, under the outbox key. */
  sealed: Sealed;
}

/** Records that were pulled, a hundred to a block. round is the pull that began anew and brought them. */
export interface BlockRow { key: number; round: number; ids: string[]; /** Under the data key. */ sealed: Sealed }

export interface DraftRow { id: string; person: string; at_ms: number; /** Under the person's own key. */ sealed: Sealed }

/** A photo of an entry, a note spoken for it, or a piece of its track. Its bytes lie apart, under the outbox key: a change of this row stays small. */
export interface PhotoRow {
  id: string; sha256: string; size: number; person: string; at_ms: number;
  /** When it was taken; 0 for a picture that was there already. */
  taken_ms: number;
  /** Of an entry being written; signed and not received; received; never taken. */
  state: 'draft' | 'waiting' | 'received' | 'refused';
  draft: string;
  /** Set on a piece of a track. */
  track?: true;
  /** Set on a note that was spoken: its media type. */
  sound?: string;
  /** Of the operation that attaches it. */
  entity_id?: string; ledger_id?: string; op_id?: string;
  code?: string; message?: string;
  /** When a received one may go. */
  keep_until_ms?: number;
}

/** A patrol that is under way. Its photos are kept under its id, as those of a draft. */
export interface PatrolRow { id: string; person: string; kind: string; at_ms: number; /** Under the person's own key. */ sealed: Sealed }

/** One fix of a patrol, kept as it came. */
export interface FixRow { patrol: string; /** Under the person's own key. */ sealed: Sealed }

/** A file another app has shared, put here by the worker before anybody has unlocked the phone. */
export interface SharedRow { sha256: string; at_ms: number; /** Under the phone's own key. */ sealed: Sealed }

export interface PersonKeys { salt: Bytes; memory: number; rounds: number; outbox: Sealed; data: Sealed; draft: Sealed; wrong: number; not_before_ms: number }

/** Facts about the phone, by name. */
export interface Meta {
  device: { id: string; key: PublicKey; confirmed: boolean; ended?: 'forked' | 'restored' };
  view: DeviceView;
  head: { seq: number; hash: string };
  sync: SyncState;
  clock: { seen_ms: number };
  nodes: Node[];
  /** For whom files of this phone are sealed: the server's own key, in base64url. */
  export_key: string;
  /** The last file: up to which number it went, and when it was saved. */
  exported: { seq: number; at_ms: number };
  /** Sealed tips: desks, keys and pace. */
  tip: TipState;
  /** The desk of the phone's place, and the code of its area that every slot carries; "" where there is none. */
  tip_place: { desk: string; code: string };
}

export interface SyncState {
  cursor: string; round: number; sweeping: boolean; catalogue: number; reference: string;
  /** Last contact, and last comparison of both sides; 0 for never. */
  met_ms: number; reconciled_ms: number;
  /** Failures in a row; when to come again, and before when never. */
  failures: number; next_ms: number; never_before_ms: number;
  /** The map that is kept, with which lists it was last asked for, and when. */
  map?: { version: string; reference: string; asked_ms: number };
}

export const noSync: SyncState = { cursor: '', round: 0, sweeping: false, catalogue: 0, reference: '', met_ms: 0, reconciled_ms: 0, failures: 0, next_ms: 0, never_before_ms: 0 };

/** The phone's keys; the first two cannot be exported. */
export interface Keys { device: CryptoKey; phone: CryptoKey; lease: Lease; made: { alg: Alg; public_key: string } }

interface Schema extends DBSchema {
  meta: { key: keyof Meta; value: Meta[keyof Meta] };
  keys: { key: string; value: Keys[keyof Keys] | PersonKeys };
  reference: { key: string; value: Sealed };
  records: { key: number; value: BlockRow; indexes: { ids: string } };
  operations: { key: number; value: OpRow; indexes: { where: Where; entity: string } };
  drafts: { key: string; value: DraftRow; indexes: { person: string } };
  photos: { key: string; value: PhotoRow; indexes: { state: PhotoRow['state']; draft: string } };
  photo_bytes: { key: string; value: Sealed };
  patrols: { key: string; value: PatrolRow; indexes: { person: string } };
  fixes: { key: number; value: FixRow; indexes: { patrol: string } };
  shared: { key: string; value: SharedRow };
  /** The eight slots of the outbox of tips, all alike, and files that go after them. */
  tip_slots: { key: number; value: Bytes };
  tip_files: { key: string; value: Bytes };
}

export type DB = IDBPDatabase<Schema>;
export type Store = StoreNames<Schema>;
export type Tx<S extends Store[]> = IDBPTransaction<Schema, S, 'readwrite'>;

const name = 'phendau-field';
const version = 5;

export function openStore(): Promise<DB> {
  return openDB<Schema>(name, version, {
    async upgrade(db, from, _to, tx) {
      if (from < 2) {
        const photos = db.createObjectStore('photos', { keyPath: 'id' });
        photos.createIndex('state', 'state');
        photos.createIndex('draft', 'draft');
        db.createObjectStore('photo_bytes');
      }
      if (from < 3) {
        db.createObjectStore('patrols', { keyPath: 'id' }).createIndex('person', 'person');
        db.createObjectStore('fixes', { autoIncrement: true }).createIndex('patrol', 'patrol');
        db.createObjectStore('shared', { keyPath: 'sha256' });
      }
      if (from > 0 && from < 4) {
        // Records lay one by one; they come again.
        db.deleteObjectStore('records');
        const sync = (await tx.objectStore('meta').get('sync')) as SyncState | undefined;
        if (sync) await tx.objectStore('meta').put({ ...sync, cursor: '' }, 'sync');
      }
      if (from < 4) db.createObjectStore('records', { keyPath: 'key' }).createIndex('ids', 'ids', { multiEntry: true });
      if (from < 5) {
        db.createObjectStore('tip_slots');
        db.createObjectStore('tip_files');
      }
      if (from > 0) return;
      db.createObjectStore('meta');
      db.createObjectStore('keys');
      db.createObjectStore('reference');
      const ops = db.createObjectStore('operations', { keyPath: 'seq' });
      ops.createIndex('where', 'where');
      ops.createIndex('entity', 'entity_id');
      db.createObjectStore('drafts', { keyPath: 'id' }).createIndex('person', 'person');
    },
  });
}

/**
 * One transaction over stores: whole or not at all, and on the disk when this
 * returns. Nothing but requests to these stores may be awaited inside.
 */
export async function durably<S extends Store[], T>(db: DB, stores: [...S], act: (tx: Tx<S>) => Promise<T> | T): Promise<T> {
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' });
  try {
    const out = await act(tx as unknown as Tx<S>);
    await tx.done;
    return out;
  } catch (e) {
    tx.done.catch(() => undefined);
    try { tx.abort(); } catch { /* over already */ }
    throw e;
  }
}

export async function meta<K extends keyof Meta>(db: DB, key: K): Promise<Meta[K] | undefined> {
  return (await db.get('meta', key)) as Meta[K] | undefined;
}

export const setMeta = <K extends keyof Meta>(db: DB, key: K, value: Meta[K]): Promise<void> =>
  durably(db, ['meta'], async (tx) => { await tx.objectStore('meta').put(value, key); });

export async function keyOf<K extends keyof Keys>(db: DB, key: K): Promise<Keys[K] | undefined> {
  return (await db.get('keys', key)) as Keys[K] | undefined;
}

/** Takes everything away: for a phone that was reported lost, or has given everything back. */
export async function wipe(db: DB): Promise<void> {
  const stores = [...db.objectStoreNames] as Store[];
  await durably(db, stores, async (tx) => { await Promise.all(stores.map((s) => tx.objectStore(s).clear())); });
  db.close();
  await deleteDB(name);
}
