// The map of the phone's places, for where there is no line. It is read like the
// records: under the data key, and gone with the scope it was made for.
import { hex, sha256, utf8 } from '../../shared/bytes.ts';
import { durably, meta, noSync, type DB, type SyncState } from './db.ts';
import type { Ring } from './lock.ts';
import { Refusal } from './net.ts';
import { sealValue, unsealValue } from './seal.ts';
import type { Link } from './session.ts';
import type { MapReply } from './wire.ts';

/** Its key among the references. */
export const mapKey = 'map';
const place = 'reference:map';

/** Whether a stone can be reached depends on the day: the map is asked for again after one. */
const againMs = 86_400_000;

/** Asks for the map where another may be there: with other lists, or after a day. */
export async function pullMap(db: DB, link: Link, data: CryptoKey, nowMs: number, reference: string): Promise<void> {
  const had = (await meta(db, 'sync'))?.map;
  if (had && had.reference === reference && nowMs - had.asked_ms < againMs) return;
  const told = await ask(link, had?.version ?? '');
  if (!told) return;
  const sealed = told.unchanged ? null : await sealValue(data, place, await checked(told));
  await durably(db, ['reference', 'meta'], async (tx) => {
    const m = tx.objectStore('meta');
    if (sealed) await tx.objectStore('reference').put(sealed, mapKey);
    await m.put({ ...noSync, ...((await m.get('sync')) as SyncState | undefined), map: { version: told.version, reference, asked_ms: nowMs } }, 'sync');
  });
}

/** An older server has no map. */
async function ask(link: Link, have: string): Promise<MapReply | null> {
  try {
    return await link.call<MapReply>('GET', `/map?have=${encodeURIComponent(have)}`);
  } catch (e) {
    if (e instanceof Refusal && e.code === 'not_found') return null;
    throw e;
  }
}

/** What the map says; throws on other bytes than were announced. */
export async function checked(told: MapReply): Promise<unknown> {
  const text = told.map ?? '';
  if (hex(await sha256(utf8(text))) !== told.sha256) throw new Error('a map with another hash than announced');
  return JSON.parse(text);
}

/** The map of this phone; null where there is none, or while reading is locked. */
export async function keptMap<Sheet>(db: DB, ring: Ring): Promise<Sheet | null> {
  const data = ring.data, sealed = data && (await db.get('reference', mapKey));
  return data && sealed ? unsealValue<Sheet>(data, place, sealed) : null;
}
