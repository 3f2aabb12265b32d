// What people see of the store: one work for all operations on a record, with
// its content as the phone knows it and how far it has come.
import { openOp } from './author.ts';
import type { DB, OpRow, PhotoRow } from './db.ts';
import type { Ring } from './lock.ts';
import type { Op } from './op.ts';
import type { BookRecord } from './wire.ts';

export type Fields = Record<string, unknown>;

export interface Work {
  id: string; ledger_id: string; type: string;
  /** The worst of its operations; null when the phone has none. */
  where: OpRow['where'] | null;
  /** Who made the operations here. */
  actor: string;
  at_ms: number;
  content: Fields;
  ops: OpRow[];
  /** Of the last refusal. */
  code: string; message: string;
  record: (BookRecord & { pulled_ms: number }) | null;
  /** Those of this phone that are still on it. */
  photos: PhotoRow[];
}

const worst: OpRow['where'][] = ['to_mend', 'quarantined', 'on_phone', 'custody', 'received'];

/** All works of the phone, the latest first. */
export async function works(db: DB, ring: Ring, records: (BookRecord & { pulled_ms: number })[]): Promise<Work[]> {
  const byEntity = new Map<string, OpRow[]>();
  for (const r of await db.getAll('operations')) if (!r.settled) byEntity.set(r.entity_id, [...(byEntity.get(r.entity_id) ?? []), r]);
  const photos = await db.getAll('photos');
  const known = new Map(records.map((r) => [r.id, r]));
  const own = await Promise.all([...byEntity.values()].map((rows) => workOf(ring, rows, known.get(rows[0]?.entity_id ?? '') ?? null, photos.filter((p) => p.entity_id === rows[0]?.entity_id))));
  const others = records.filter((r) => !byEntity.has(r.id)).map((record): Work => ({ id: record.id, ledger_id: record.ledger_id, type: record.type, where: null, actor: record.recorder, at_ms: 0, content: record.content, ops: [], code: '', message: '', record, photos: [] }));
  const when = (w: Work) => `${String(w.content['day'] ?? w.content['to'] ?? '')} ${String(w.at_ms).padStart(15, '0')}`;
  return [...own, ...others].sort((a, b) => (when(a) < when(b) ? 1 : -1));
}

async function workOf(ring: Ring, rows: OpRow[], record: Work['record'], photos: PhotoRow[]): Promise<Work> {
  const ops = await Promise.all(rows.map(async (r) => JSON.parse((await openOp(ring, r)).op) as Op));
  const first = rows[0] as OpRow, refused = rows.find((r) => r.where === 'to_mend' || r.where === 'quarantined');
  let content: Fields = record?.content ?? {};
  for (const [i, op] of ops.entries()) {
    // What the pulled record says already is not done twice.
    if (record && rows[i]?.where === 'received' && record.pulled_ms >= (rows[i].received_ms ?? 0)) continue;
    if (op.verb === 'create') content = op.body;
    if (op.verb === 'amend') content = amended(content, op.body as { set?: Fields; drop?: string[] });
  }
  return { id: first.entity_id, ledger_id: first.ledger_id, type: first.entity_type, where: worst.find((w) => rows.some((r) => r.where === w)) ?? null, actor: ops[0]?.actor_id ?? '', at_ms: first.at_ms,
    content, ops: rows, code: refused?.code ?? '', message: refused?.message ?? '', record, photos };
}

const isObject = (v: unknown): v is Fields => typeof v === 'object' && v !== null && !Array.isArray(v);
/** Fields that change key by key; every other field is replaced. */
const inside = ['measures', 'dims'];

/** A content after an amendment, as the ledger merges it. */
export function amended(content: Fields, { set = {}, drop = [] }: { set?: Fields; drop?: string[] }): Fields {
  const out = { ...content };
  for (const [k, v] of Object.entries(set)) out[k] = inside.includes(k) && isObject(out[k]) && isObject(v) ? { ...out[k], ...v } : v;
  for (const path of drop) {
    const [field = '', key] = path.split('.');
    if (key === undefined) delete out[field];
    else if (isObject(out[field])) out[field] = Object.fromEntries(Object.entries(out[field]).filter(([k]) => k !== key));
  }
  return out;
}

/** The amendment that leads from one content to another; null when they are equal. */
export function difference(was: Fields, now: Fields): { set: Fields; drop: string[] } | null {
  const set: Fields = {}, drop: string[] = [];
  const same = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
  for (const k of new Set([...Object.keys(was), ...Object.keys(now)])) {
    const [a, b] = [was[k], now[k]];
    if (same(a, b)) continue;
    if (b === undefined) drop.push(k);
    else if (inside.includes(k) && isObject(a) && isObject(b)) {
      const changed = Object.entries(b).filter(([x, v]) => !same(a[x], v));
      if (changed.length > 0) set[k] = Object.fromEntries(changed);
      for (const x of Object.keys(a)) if (b[x] === undefined) drop.push(`${k}.${x}`);
    } else set[k] = b;
  }
  return Object.keys(set).length + drop.length === 0 ? null : { set, drop };
}

function sorted(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(sorted);
  return isObject(v) ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v;
}

/**
 * What the next operation on a work is based on: the last one of this phone
 * that the pulled record does not hold yet, else the record's own word.
 */
export function baseOf(w: Work): string {
  const live = w.ops.filter((r) => r.where !== 'to_mend');
  const newer = live.filter((r) => r.where !== 'received' || !w.record || (r.received_ms ?? 0) > w.record.pulled_ms);
  return newer.at(-1)?.op_id ?? w.record?.base ?? live.at(-1)?.op_id ?? '';
}
