// The records a phone may read, sealed a hundred to a block: one by one, a first
// sync of 10,000 spent most of its time in ten thousand writes.
import type { BlockRow, DB, SyncState } from './db.ts';
import type { Ring } from './lock.ts';
import { sealValue, unsealValue } from './seal.ts';
import type { BookRecord, PullReply } from './wire.ts';

export type KnownRecord = BookRecord & { pulled_ms: number };

const most = 100;
const place = (key: number): string => `records:${key}`;

/** What a page of the pull does to the blocks. It is sealed beforehand, since a transaction does not wait for that. */
export interface Change { put: BlockRow[]; drop: number[] }

/**
 * What a page changes. Records leave the blocks they were in and join the last
 * one; while a pull that began anew is under way they need not be looked for,
 * since its end drops the older blocks.
 */
export async function changes(db: DB, data: CryptoKey, page: PullReply, s: SyncState, nowMs: number): Promise<Change> {
  const leaving = new Set((page.gone ?? []).map((g) => g.id));
  if (!s.sweeping) for (const r of page.records) leaving.add(r.id);
  const last = (await db.getAllKeys('records')).at(-1) ?? 0;
  const end = await db.get('records', last);
  const joined = end && end.round === s.round && end.ids.length < most ? last : last + 1;
  const touched = new Set((await Promise.all([...leaving].map((id) => db.getAllKeysFromIndex('records', 'ids', id)))).flat());
  if (joined === last && page.records.length > 0) touched.add(last);
  const put: Promise<BlockRow>[] = [], drop: number[] = [];
  let open: KnownRecord[] = [];
  for (const key of touched) {
    const block = await db.get('records', key);
    if (!block) continue;
    const rest = (await unsealBlock(data, block)).filter((r) => !leaving.has(r.id));
    if (key === joined) open = rest;
    else if (rest.length > 0) put.push(sealBlock(data, key, block.round, rest));
    else drop.push(key);
  }
  open.push(...page.records.map((r) => ({ ...r, pulled_ms: nowMs })));
  for (let i = 0; i * most < open.length; i++) put.push(sealBlock(data, joined + i, s.round, open.slice(i * most, (i + 1) * most)));
  if (open.length === 0 && touched.has(joined)) drop.push(joined);
  return { put: await Promise.all(put), drop };
}

const sealBlock = async (data: CryptoKey, key: number, round: number, records: KnownRecord[]): Promise<BlockRow> =>
  ({ key, round, ids: records.map((r) => r.id), sealed: await sealValue(data, place(key), records) });

const unsealBlock = (data: CryptoKey, b: BlockRow): Promise<KnownRecord[]> => unsealValue(data, place(b.key), b.sealed);

/** The records this phone may read, or null while reading is locked. Of one that came twice in a pull the later counts. */
export async function records(db: DB, ring: Ring): Promise<KnownRecord[] | null> {
  const data = ring.data;
  if (!data) return null;
  const blocks = await Promise.all((await db.getAll('records')).map((b) => unsealBlock(data, b)));
  return [...new Map(blocks.flat().map((r) => [r.id, r])).values()];
}
