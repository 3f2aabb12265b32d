// Reading what is new. Each page and its cursor are kept together; a pull that
// begins anew drops at its end what did not come again.
import { durably, meta, noSync, type DB, type SyncState } from './db.ts';
import type { Clock } from './clock.ts';
import type { Ring } from './lock.ts';
import { mapKey } from './map.ts';
import { Refusal } from './net.ts';
import { changes } from './records.ts';
import { sealValue, unsealValue } from './seal.ts';
import type { Link } from './session.ts';
import type { PullReply, Reference } from './wire.ts';

const referencePlace = 'reference:all';

/** Reads until there is no more; returns the versions the phone should hold. */
export async function pull(db: DB, link: Link, data: CryptoKey, clock: Clock, onPage: (n: number) => void): Promise<{ catalogue: number; reference: string; anew: boolean }> {
  let reset = false, anew = false;
  for (let n = 0; ;) {
    const s = (await meta(db, 'sync')) ?? noSync;
    let page: PullReply;
    try {
      page = await link.call<PullReply>('POST', '/pull', s.cursor ? { cursor: s.cursor } : {});
    } catch (e) {
      if (!(e instanceof Refusal) || e.code !== 'cursor_reset' || reset) throw e;
      reset = true;
      await patch(db, { cursor: '' });
      continue;
    }
    anew ||= page.restart === true;
    await keep(db, data, page, clock.now());
    onPage(n += page.records.length);
    if (!page.more) return { catalogue: page.catalogue, reference: page.reference, anew };
  }
}

export async function patch(db: DB, change: Partial<SyncState>): Promise<void> {
  await durably(db, ['meta'], async (tx) => {
    const m = tx.objectStore('meta');
    await m.put({ ...noSync, ...((await m.get('sync')) as SyncState | undefined), ...change }, 'sync');
  });
}

async function keep(db: DB, data: CryptoKey, page: PullReply, nowMs: number): Promise<void> {
  // Nobody else writes blocks: one page at a time is the phone, and its engine runs once.
  const was = { ...noSync, ...(await meta(db, 'sync')) };
  const now: SyncState = page.restart ? { ...was, round: was.round + 1, sweeping: true } : was;
  const { put, drop } = await changes(db, data, page, now, nowMs);
  await durably(db, ['records', 'reference', 'meta'], async (tx) => {
    const m = tx.objectStore('meta'), blocks = tx.objectStore('records');
    for (const b of put) await blocks.put(b);
    for (const key of drop) await blocks.delete(key);
    const after = { ...now };
    if (now.sweeping && !page.more) {
      for (const b of await blocks.getAll()) if (b.round !== now.round) await blocks.delete(b.key);
      after.sweeping = false;
    }
    const stored = { ...noSync, ...((await m.get('sync')) as SyncState | undefined) };
    if (now.sweeping && !after.sweeping) {
      await tx.objectStore('reference').delete(mapKey); // of the scope before
      delete stored.map;
    }
    await m.put({ ...stored, round: after.round, sweeping: after.sweeping, cursor: page.cursor }, 'sync');
  });
}

/** Fetches rules and lists when the phone holds others. They are under the outbox key: recording needs them. */
export async function refresh(db: DB, link: Link, ring: Ring, want: { catalogue: number; reference: string }): Promise<boolean> {
  const s = (await meta(db, 'sync')) ?? noSync;
  if (s.catalogue === want.catalogue && s.reference === want.reference) return false;
  const ref = await link.call<Reference & { lease?: never }>('GET', '/reference');
  const sealed = await sealValue(ring.outbox, referencePlace, ref);
  await durably(db, ['reference', 'meta'], async (tx) => {
    const m = tx.objectStore('meta');
    await tx.objectStore('reference').put(sealed, 'all');
    await m.put(ref.device, 'view');
    await m.put({ ...noSync, ...((await m.get('sync')) as SyncState | undefined), catalogue: ref.catalogue.version, reference: ref.version }, 'sync');
  });
  return true;
}

export async function reference<C>(db: DB, ring: Ring): Promise<Reference<C> | null> {
  const sealed = await db.get('reference', 'all');
  return sealed ? unsealValue<Reference<C>>(ring.outbox, referencePlace, sealed) : null;
}
