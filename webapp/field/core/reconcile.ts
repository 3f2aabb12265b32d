// Comparing both sides. What the server lacks goes back to the outbox,
// whatever receipt was there; what was received long ago leaves the archive.
import { durably, meta, type DB, type OpRow } from './db.ts';
import { noHash } from './op.ts';
import { heldPhotos, waitAgain } from './photo.ts';
import { patch } from './pull.ts';
import type { Link } from './session.ts';
import type { ReconcileReply } from './wire.ts';

const day = 24 * 3600_000;
/** How long received operations are kept, to fill a book that was restored from an older backup. */
const keptMs = 30 * day;

/** Whether it is time: after a full pull, and once a day. */
export const due = (reconciledMs: number, nowMs: number, anew: boolean): boolean => anew || nowMs - reconciledMs >= day;

/** As before it had a receipt. */
function unreceived(r: OpRow): OpRow {
  const out: OpRow = { ...r, where: 'on_phone' };
  delete out.receipt;
  delete out.accepted_ms;
  delete out.received_ms;
  return out;
}

/** Returns whether the phone was restored from a backup and has to be enrolled anew. */
export async function reconcile(db: DB, link: Link, nowMs: number): Promise<{ restored: boolean; moved: number }> {
  const [device, head, rows] = await Promise.all([meta(db, 'device'), meta(db, 'head'), db.getAll('operations')]);
  const held = rows.map((r) => ({ seq: r.seq, hash: r.hash }));
  const photos = await heldPhotos(db);
  const reply = await link.call<ReconcileReply & { lease?: never }>('POST', '/reconcile', { device_id: device?.id, last_seq: head?.seq ?? 0, last_hash: head?.hash ?? noHash, held, blobs: photos.map(({ sha256, size }) => ({ sha256, size })) });
  if (reply.ahead || (reply.different ?? []).length > 0) return { restored: true, moved: 0 };
  const missing = new Set(reply.missing ?? []);
  const back = rows.filter((r) => r.where === 'received' && missing.has(r.seq));
  const photosOf = new Set((await db.getAllFromIndex('photos', 'state', 'waiting')).map((p) => p.op_id));
  const old = rows.filter((r) => !photosOf.has(r.op_id) && (r.where === 'received' || r.settled) && !missing.has(r.seq) && nowMs - (r.received_ms ?? r.at_ms) > keptMs);
  await durably(db, ['operations'], async (tx) => {
    const ops = tx.objectStore('operations');
    for (const r of back) await ops.put(unreceived(r));
    for (const r of old) await ops.delete(r.seq);
  });
  const lost = photos.filter((p) => reply.blobs_missing?.includes(p.sha256));
  await waitAgain(db, lost);
  await patch(db, { reconciled_ms: nowMs });
  return { restored: false, moved: back.length };
}
