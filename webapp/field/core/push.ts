// Sending what has no receipt, in the order of its numbers. One refused
// operation never holds up the next.
import { openOp } from './author.ts';
import { durably, meta, type DB, type OpRow } from './db.ts';
import type { Ring } from './lock.ts';
import { Refusal } from './net.ts';
import { checkReceipt, type Believed } from './receipt.ts';
import type { Link } from './session.ts';
import type { PushReply, PushResult } from './wire.ts';

const mostOps = 100;
/** A request stays well below the 1 MiB of the protocol. */
const mostBytes = 600_000;

export interface Sending { seqs: number[] }

/** Sends until everything was answered once; onSending tells what is under way. */
export async function push(db: DB, link: Link, ring: Ring, onSending: (s: Sending) => void): Promise<boolean> {
  const device = await meta(db, 'device');
  let batch = mostOps, sent = false;
  for (let after = 0; ;) {
    const rows = await next(db, after, batch);
    if (rows.length === 0) return sent;
    const ops = await Promise.all(rows.map((r) => openOp(ring, r)));
    const fitting = fit(ops.map((o) => o.op.length * 2 + o.sig.length));
    onSending({ seqs: rows.slice(0, fitting).map((r) => r.seq) });
    let reply: PushReply;
    try {
      reply = await link.call<PushReply>('POST', '/push', { device_id: device?.id, ops: ops.slice(0, fitting) });
    } catch (e) {
      if (!(e instanceof Refusal) || e.status !== 413 || batch === 1) throw e;
      batch = Math.max(1, Math.floor(Math.min(batch, fitting) / 2));
      continue;
    } finally {
      onSending({ seqs: [] });
    }
    await take(db, rows.slice(0, fitting), reply);
    sent = true;
    after = rows[fitting - 1]?.seq ?? after;
    if (reply.next === 'slow') batch = Math.max(1, Math.floor(batch / 2));
  }
}

async function next(db: DB, after: number, batch: number): Promise<OpRow[]> {
  const rows = (await Promise.all((['on_phone', 'quarantined', 'custody'] as const).map((w) => db.getAllFromIndex('operations', 'where', w)))).flat();
  return rows.filter((r) => r.seq > after).sort((a, b) => a.seq - b.seq).slice(0, batch);
}

/** How many of these sizes go into one request; at least one. */
function fit(sizes: number[]): number {
  let sum = 0;
  const i = sizes.findIndex((s) => (sum += s) > mostBytes);
  return i < 0 ? sizes.length : Math.max(1, i);
}

/** Notes what became of what was sent. A receipt that does not fit ends it: nothing is noted. */
async function take(db: DB, rows: OpRow[], reply: PushReply): Promise<void> {
  if (reply.results.length !== rows.length) throw new Error(`${reply.results.length} results for ${rows.length} operations`);
  const nodes = (await meta(db, 'nodes')) ?? [];
  const believed: Believed = new Map();
  const changes = await Promise.all(rows.map(async (r, i): Promise<Partial<OpRow>> => {
    const result = reply.results[i] as PushResult;
    if (result.op_id && result.op_id !== r.op_id) throw new Error('results in another order');
    if (result.result === 'custody') {
      // A site keeps it for the one that orders its ledger: asked again until that one's receipt is here.
      await checkReceipt({ op_id: r.op_id, op_hash: r.hash, ledger_id: r.ledger_id }, result.receipt, nodes, 'custody', believed);
      return { where: 'custody', code: undefined, message: undefined } as Partial<OpRow>;
    }
    if (result.result !== 'accepted' && result.result !== 'duplicate') return refused(result);
    const receipt = await checkReceipt({ op_id: r.op_id, op_hash: r.hash, ledger_id: r.ledger_id }, result.receipt, nodes, 'ordered', believed);
    return { where: 'received', receipt: result.receipt, accepted_ms: receipt.accepted_ms, received_ms: reply.server_ms, code: undefined, message: undefined, ...(result.flags ? { flags: result.flags } : {}) } as Partial<OpRow>;
  }));
  await durably(db, ['operations'], async (tx) => {
    const ops = tx.objectStore('operations');
    for (const [i, r] of rows.entries()) {
      const now = await ops.get(r.seq);
      if (now) await ops.put({ ...now, ...changes[i] });
    }
  });
}

const places: Partial<Record<PushResult['result'], OpRow['where']>> = { rejected: 'to_mend', conflict: 'to_mend', quarantined: 'quarantined' };

function refused(r: PushResult): Partial<OpRow> {
  return { where: places[r.result] ?? 'on_phone', code: r.code ?? '', message: [r.message, r.detail].filter(Boolean).join(' ') };
}
