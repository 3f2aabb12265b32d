// Making operations: signed, chained, and durable before anybody is told that
// they are saved.
import { newId } from '../../shared/once.ts';
import type { Clock } from './clock.ts';
import { durably, keyOf, meta, type DB, type DraftRow, type OpRow, type PhotoRow } from './db.ts';
import { sign } from './keys.ts';
import { hashOf, noHash, preimage, write, type Op } from './op.ts';
import type { Ring } from './lock.ts';
import { sealValue, unsealValue } from './seal.ts';

/** What somebody wants to say; the author adds who, when and the chain. */
export interface Wish { ledger_id: string; entity_type: string; entity_id: string; verb: string; base?: string; body: Record<string, unknown> }

/** What else is to be kept or dropped together with the operations. */
export interface Along {
  drop?: string[]; put?: DraftRow[]; settle?: string[];
  /** Photos that operations of this call attach. */
  photos?: PhotoRow[];
}

/** An operation as it travels. */
export interface SignedOp { op: string; sig: string }

export const opPlace = (seq: number): string => `operations:${seq}`;

export const openOp = (ring: Ring, row: OpRow): Promise<SignedOp> => unsealValue<SignedOp>(ring.outbox, opPlace(row.seq), row.sealed);

export class Author {
  /** Numbers are given one after the other. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private db: DB, private clock: Clock) {}

  /**
   * Signs and keeps. When it returns, operations, drafts and the end of the
   * chain are on the disk, whole; when it throws, nothing was done and no
   * number was used.
   */
  record(ring: Ring, wishes: Wish[], along: Along = {}): Promise<OpRow[]> {
    const mine = this.turn.then(() => this.append(ring, wishes, along));
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async append(ring: Ring, wishes: Wish[], along: Along): Promise<OpRow[]> {
    const [device, view, sync, key] = await Promise.all([meta(this.db, 'device'), meta(this.db, 'view'), meta(this.db, 'sync'), keyOf(this.db, 'device')]);
    if (!device || !view || !key || device.ended) throw new Error('this phone is not enrolled');
    const first = (await meta(this.db, 'head')) ?? { seq: 0, hash: noHash };
    let head = first, base: { entity: string; id: string } | null = null;
    const rows: OpRow[] = [];
    for (const w of wishes) {
      const id = newId();
      const named = w.base ?? (base?.entity === w.entity_id ? base.id : undefined);
      const op: Op = { v: 1, op_id: id, device_id: device.id, device_seq: head.seq + 1, device_prev: head.hash, ledger_id: w.ledger_id, entity_type: w.entity_type, entity_id: w.entity_id,
        verb: w.verb, ...(named ? { base: named } : {}), actor_id: ring.person, body_id: view.body_id, catalogue: sync?.catalogue ?? 0, time: this.clock.stamp(), body: w.body };
      const bytes = write(op);
      const signed: SignedOp = { op: bytes, sig: await sign(device.key.alg, key, preimage(bytes)) };
      head = { seq: op.device_seq, hash: await hashOf(bytes) };
      base = { entity: w.entity_id, id };
      rows.push({ seq: head.seq, op_id: id, hash: head.hash, ledger_id: w.ledger_id, entity_id: w.entity_id, entity_type: w.entity_type, verb: w.verb, where: 'on_phone', at_ms: this.clock.now(),
        sealed: await sealValue(ring.outbox, opPlace(head.seq), signed) });
    }
    const photos = (along.photos ?? []).flatMap((p): PhotoRow[] => {
      const at = wishes.findIndex((w) => w.verb === 'attach' && w.body['sha256'] === p.sha256), row = rows[at];
      return row ? [{ ...p, state: 'waiting', draft: '', entity_id: row.entity_id, ledger_id: row.ledger_id, op_id: row.op_id }] : [];
    });
    await durably(this.db, ['operations', 'drafts', 'photos', 'meta'], async (tx) => {
      const now = (await tx.objectStore('meta').get('head')) as typeof head | undefined;
      if ((now?.seq ?? 0) !== first.seq) throw new Error('another page has recorded meanwhile');
      const ops = tx.objectStore('operations');
      for (const r of rows) await ops.add(r);
      for (const p of photos) await tx.objectStore('photos').put(p);
      for (const id of along.drop ?? []) await tx.objectStore('drafts').delete(id);
      for (const d of along.put ?? []) await tx.objectStore('drafts').put(d);
      for (const entity of along.settle ?? []) {
        for (const r of await ops.index('entity').getAll(entity)) if (r.where === 'to_mend') await ops.put({ ...r, settled: true });
      }
      await tx.objectStore('meta').put(head, 'head');
      await tx.objectStore('meta').put({ seen_ms: this.clock.now() }, 'clock');
    });
    return rows;
  }
}
