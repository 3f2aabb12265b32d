// A patrol under way, in the phone's store: sealed under the key of the one
// who walks, every fix as it comes, so that a dead battery loses nothing.
import { durably, type DB, type DraftRow, type PatrolRow, type Store, type Tx } from '../core/db.ts';
import { putFiles, type Kept } from '../core/photo.ts';
import { sealValue, unsealValue } from '../core/seal.ts';
import { classOf, type Point } from '../core/track.ts';

/** What the device said of its place, at an instant of the phone's clock. */
export interface Fix {
  at_ms: number;
  lat: number; lon: number;
  /** Metres; null for unknown. */
  accuracy: number | null; height: number | null;
  /** Metres a second. */
  speed: number | null;
  /** Recording was paused since the fix before. */
  after_pause?: true;
}

/** A marker that was reached. Without a fix or a photo it is kept too, and said so. */
export interface Mark { id: string; name: string; at_ms: number; accuracy: number | null; fix: boolean; photo: boolean }

export interface Patrol {
  id: string; person: string; kind: string;
  started_ms: number;
  /** Milliseconds of all pauses that are over; since when it is paused, 0 for not. */
  paused_ms: number; paused_at_ms: number;
  marks: Mark[];
  note: string;
  /** The plan it carries out. */
  plan?: string;
}

const patrolPlace = (id: string) => `patrols:${id}`;
const fixPlace = (patrol: string) => `fixes:${patrol}`;

export async function putPatrol(db: DB, key: CryptoKey, p: Patrol): Promise<void> {
  const row: PatrolRow = { id: p.id, person: p.person, kind: p.kind, at_ms: p.started_ms, sealed: await sealValue(key, patrolPlace(p.id), p) };
  await durably(db, ['patrols'], async (tx) => { await tx.objectStore('patrols').put(row); });
}

export async function getPatrol(db: DB, key: CryptoKey, id: string): Promise<Patrol | null> {
  const row = await db.get('patrols', id);
  return row ? unsealValue<Patrol>(key, patrolPlace(id), row.sealed) : null;
}

/** On the disk when this returns. */
export async function putFix(db: DB, key: CryptoKey, patrol: string, f: Fix): Promise<void> {
  const row = { patrol, sealed: await sealValue(key, fixPlace(patrol), f) };
  await durably(db, ['fixes'], async (tx) => { await tx.objectStore('fixes').add(row); });
}

/** The fixes of a patrol in the order in which they came. */
export async function fixesOf(db: DB, key: CryptoKey, patrol: string): Promise<Fix[]> {
  const rows = await db.getAllFromIndex('fixes', 'patrol', patrol);
  return Promise.all(rows.map((r) => unsealValue<Fix>(key, fixPlace(patrol), r.sealed)));
}

/** Ends a patrol: its draft and the pieces of its track take the place of its fixes, all or nothing. */
export async function turnInto(db: DB, patrol: string, draft: DraftRow, files: Kept[]): Promise<void> {
  await durably(db, ['patrols', 'fixes', 'drafts', 'photos', 'photo_bytes'], async (tx) => {
    await putFiles(tx, files);
    await tx.objectStore('drafts').put(draft);
    await forget(tx, patrol);
  });
}

/** Takes away a patrol that was begun by mistake, and its photos. */
export async function dropPatrol(db: DB, patrol: string): Promise<void> {
  await durably(db, ['patrols', 'fixes', 'photos', 'photo_bytes'], async (tx) => {
    for (const id of await tx.objectStore('photos').index('draft').getAllKeys(patrol)) {
      await tx.objectStore('photos').delete(id);
      await tx.objectStore('photo_bytes').delete(id);
    }
    await forget(tx, patrol);
  });
}

async function forget<S extends Store[]>(tx: Tx<S>, patrol: string): Promise<void> {
  const both = tx as unknown as Tx<['patrols', 'fixes']>;
  for (const n of await both.objectStore('fixes').index('patrol').getAllKeys(patrol)) await both.objectStore('fixes').delete(n);
  await both.objectStore('patrols').delete(patrol);
}

const millionths = (degrees: number): number => Math.round(degrees * 1e6);

const highest = 20_000, lowest = -1_000;

/** A fix as a track keeps it. */
export function pointOf(f: Fix): Point {
  const height = f.height === null ? null : Math.round(f.height);
  return { lat: millionths(f.lat), lon: millionths(f.lon), time: Math.floor(f.at_ms / 1000), height: height !== null && height >= lowest && height <= highest ? height : null,
    accuracy: classOf(f.accuracy), gap: f.after_pause ?? false };
}
