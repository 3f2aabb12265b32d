// The one sender: session, push, pull, reference, reconciliation, one run
// after the other, and what people are told about it.
import type { Clock } from './clock.ts';
import { meta, noSync, setMeta, wipe, type DB } from './db.ts';
import { reread, type Ring } from './lock.ts';
import { pullMap } from './map.ts';
import { Refusal } from './net.ts';
import { later, wait, well } from './pace.ts';
import { sendPhotos, unsentFiles, type Uploading } from './photo.ts';
import { patch, pull, refresh } from './pull.ts';
import { push } from './push.ts';
import { due, reconcile } from './reconcile.ts';
import type { Link } from './session.ts';

/** How the phone stands with the server. `code` is the server's own, or "offline". */
export type Contact = { is: 'idle' } | { is: 'busy' } | { is: 'met'; atMs: number } | { is: 'failed'; code: string; message: string; againMs: number };

export interface Hooks {
  /** The one who unlocked the phone, if anybody. */
  ring(): Ring | null;
  /** The ring with reading opened again. */
  setRing(r: Ring): void;
  contact(c: Contact): void;
  /** Numbers of the operations in the running request. */
  sending(seqs: number[]): void;
  /** The photo on its way, null for none. */
  uploading(u: Uploading | null): void;
  /** Records that have come in this run. */
  pulled(n: number): void;
  /** Something in the store has changed. */
  changed(): void;
  /** Everything was taken away: the phone was reported lost, or has given everything back. */
  wiped(mode: string): void;
}

/** Photos that a server holds back are offered again after at most so long. */
const photosAgainMs = 15 * 60_000;

export class Engine {
  private running: Promise<void> | null = null;
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Set when the phone is over: what is being read of its store may find it closed. */
  stopped = false;

  constructor(private db: DB, private link: Link, private clock: Clock, private hooks: Hooks) {}

  /** Syncs now, or as soon as it may; pressed means that a person asked. */
  async sync(pressed = false): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    const ms = wait((await meta(this.db, 'sync')) ?? noSync, Date.now(), pressed);
    if (ms > 0) return this.schedule(ms);
    if (this.running || this.stopped) return;
    this.running = this.run().finally(() => { this.running = null; });
    await this.running;
    if (!this.again || this.stopped) return;
    this.again = false;
    await this.sync();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.sync(), ms);
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    this.hooks.contact({ is: 'busy' });
    try {
      const gone = await this.steps();
      if (gone) return await this.end(gone);
      await patch(this.db, well((await meta(this.db, 'sync')) ?? noSync, this.clock.now()));
      this.hooks.contact({ is: 'met', atMs: this.clock.now() });
    } catch (e) {
      await this.failed(e);
    } finally {
      if (!this.stopped) this.hooks.changed();
    }
  }

  /** Returns the mode in which the phone has ended, "" while it goes on. */
  private async steps(): Promise<string> {
    const device = await meta(this.db, 'device');
    if (!device || device.ended) return '';
    const s = await this.link.open(await unsentOps(this.db));
    let ring = this.hooks.ring();
    if (!ring) return ''; // locked: the server was met, nothing more can be read or sent
    if (!ring.data) {
      ring = await reread(this.db, ring, this.clock.now());
      this.hooks.setRing(ring);
    }
    await push(this.db, this.link, ring, (x) => { this.hooks.sending(x.seqs); if (x.seqs.length === 0) this.hooks.changed(); });
    if (await forked(this.db)) {
      await this.ended('forked');
      return '';
    }
    if (s.revoked) {
      await this.photos(ring);
      return (await unsent(this.db)) === 0 ? s.revoked : '';
    }
    if (!ring.data) {
      await this.photos(ring);
      return '';
    }
    const want = await pull(this.db, this.link, ring.data, this.clock, (n) => this.hooks.pulled(n));
    await refresh(this.db, this.link, ring, want);
    await pullMap(this.db, this.link, ring.data, this.clock.now(), want.reference);
    const state = (await meta(this.db, 'sync')) ?? noSync;
    if (due(state.reconciled_ms, this.clock.now(), want.anew)) {
      const { restored, moved } = await reconcile(this.db, this.link, this.clock.now());
      if (restored) {
        await this.ended('restored');
        return '';
      }
      if (moved > 0) this.again = true;
    }
    await this.photos(ring);
    return '';
  }

  /** Photos come last, so that no text waits for them. */
  private async photos(ring: Ring): Promise<void> {
    this.hooks.changed();
    try {
      await sendPhotos(this.db, this.link, ring, this.clock.now(), (u) => this.hooks.uploading(u));
    } catch (e) {
      // The server has no room for photos now: text goes on without waiting.
      if (!(e instanceof Refusal) || (e.code !== 'busy' && e.code !== 'too_many')) throw e;
      this.schedule(Math.min(photosAgainMs, e.afterSeconds * 1000));
    }
  }

  private async failed(e: unknown): Promise<void> {
    if (e instanceof Refusal && e.code === 'revoked') {
      if (e.mode === 'lost' || (await unsent(this.db)) === 0) return this.end(e.mode);
    }
    if (e instanceof Refusal && e.code === 'forked_device') await this.ended('forked');
    const s = later((await meta(this.db, 'sync')) ?? noSync, Date.now(), e instanceof Refusal ? e.afterSeconds : 0);
    await patch(this.db, s);
    this.hooks.contact({ is: 'failed', code: e instanceof Refusal ? e.code : 'offline', message: e instanceof Refusal ? e.message : '', againMs: s.next_ms });
    this.schedule(Math.max(1000, s.next_ms - Date.now()));
  }

  private async ended(why: 'forked' | 'restored'): Promise<void> {
    const device = await meta(this.db, 'device');
    if (device) await setMeta(this.db, 'device', { ...device, ended: why });
  }

  private async end(mode: string): Promise<void> {
    this.stop();
    await wipe(this.db);
    this.hooks.wiped(mode);
  }
}

/** Whether the server has just told that it knows other operations under this phone's numbers. */
const forked = async (db: DB): Promise<boolean> => (await db.getAllFromIndex('operations', 'where', 'quarantined')).some((r) => r.code === 'forked_device');

/** Operations and photos without a receipt. */
const unsent = async (db: DB): Promise<number> => (await unsentOps(db)) + (await unsentFiles(db)).length;

/** Operations without an ordered receipt that are not refused. */
export async function unsentOps(db: DB): Promise<number> {
  const counts = await Promise.all((['on_phone', 'quarantined', 'custody'] as const).map((w) => db.countFromIndex('operations', 'where', w)));
  return counts.reduce((a, b) => a + b);
}
