// Carries slots and files, and keeps desks and keys fresh: one act after the
// other, after every sync and whenever a moment of the pace has come.
import { dayOf } from '../../shared/time.ts';
import type { Bytes } from '../../shared/bytes.ts';
import type { Desk } from '../../shared/tip/slot.ts';
import type { Clock } from '../core/clock.ts';
import type { DB } from '../core/db.ts';
import { boxSize, dropFile, fill, filled, filesWaiting, front, nextFile, takeSlot } from './box.ts';
import { statusOf, type Door } from '../../shared/tip/door.ts';
import { keysFor, renewed } from '../../shared/tip/keys.ts';
import { fileSent, met, slotSent, wait } from './pace.ts';
import { count, covered, ownDesk, patchTips, tipPlace, tipState, type TipState } from './state.ts';
import type { Work } from '../../shared/tip/work.ts';

/** What the courier needs of the world; tests give their own. */
export interface Around {
  now(): number;
  chance(): number;
  door: Door;
  /** Seals slots and files that hold nothing. */
  work(): Pick<Work, 'dummies' | 'dummyFile' | 'end'>;
  /** Calls act after so many ms. */
  later(act: () => void, ms: number): void;
}

export const around = (clock: Clock, door: Door, work: Around['work']): Around => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return { now: () => clock.now(), chance: Math.random, door, work, later(act, ms) { clearTimeout(timer); timer = setTimeout(act, ms); } };
};

/** A slot without a tip goes to another desk now and then: else one to another desk would be a mark. */
const elsewhere = 1 / 4;

/** After so many days the keys of another desk are asked for again; they change once in a quarter. */
const otherKeysDays = 7;

export class Courier {
  private running: Promise<unknown> = Promise.resolve();

  constructor(private db: DB, private on: Around) {}

  /** After a sync: asks for keys once a day, fills the outbox, and lets the pace go on. */
  met(): Promise<void> {
    return this.next(async () => {
      await this.refresh();
      await this.fillBox();
      // What lay in the outbox when cover ended may be a tip: all eight still go.
      if (await this.covered()) await patchTips(this.db, () => ({ left: boxSize }));
      if ((await tipState(this.db)).left > 0) await this.pace((p) => met(p, this.on.now(), this.day(), this.on.chance));
      await this.due();
    });
  }

  /** The slot in front goes at once; false when the server was not met. */
  sendNow(): Promise<boolean> {
    return this.next(() => this.sendSlot());
  }

  private next<T>(act: () => Promise<T>): Promise<T> {
    const run = this.running.then(act);
    this.running = run.catch(() => undefined);
    return run;
  }

  private async covered(): Promise<boolean> {
    return covered(await tipState(this.db), (await tipPlace(this.db)).desk);
  }

  private day = (): string => dayOf(this.on.now());

  private pace(change: (p: TipState['pace']) => TipState['pace']): Promise<void> {
    return patchTips(this.db, (s) => ({ pace: change(s.pace) }));
  }

  private async refresh(): Promise<void> {
    const s = await tipState(this.db), today = this.day();
    if (s.asked_day === today) return;
    const said = await this.on.door.desks();
    const now = { ...s, instance: said.instance, desks: said.desks, topics: said.topics ?? [] };
    const own = ownDesk(now, (await tipPlace(this.db)).desk), keys = { ...s.keys };
    for (const d of said.desks) {
      const was = keys[d.id];
      const fresh = d.id !== own?.id && d.id !== own?.second && was && Date.parse(today) - Date.parse(was.day) < otherKeysDays * 86_400_000;
      const got = fresh ? null : await renewed(this.on.door, d.id, was, today).catch(ifTaken);
      if (got) keys[d.id] = got;
    }
    await patchTips(this.db, () => ({ instance: now.instance, desks: now.desks, topics: now.topics, keys, asked_day: today }));
  }

  private async fillBox(): Promise<void> {
    if (await filled(this.db)) return;
    const slots = await this.empty(boxSize);
    if (slots) await fill(this.db, slots);
  }

  /** Slots that hold nothing, each for the own desk or another; null while no key is known. */
  private async empty(n: number): Promise<Bytes[] | null> {
    const s = await tipState(this.db), work = this.on.work();
    try {
      const out: Bytes[] = [];
      while (out.length < n) {
        const to = await this.someDesk(s);
        if (!to) return null;
        out.push(...await work.dummies(1, to.to, to.second));
      }
      return out;
    } finally {
      work.end();
    }
  }

  private async someDesk(s: TipState): Promise<{ to: Desk; second?: Desk } | null> {
    const own = ownDesk(s, (await tipPlace(this.db)).desk), others = s.desks.filter((d) => d.id !== own?.id);
    const pick = this.on.chance() < elsewhere ? others[Math.floor(this.on.chance() * others.length)] : own;
    return (await keysFor(s.keys, pick, this.day())) ?? keysFor(s.keys, own, this.day());
  }

  /** Does what has come due, and sets the clock for the next. */
  private async due(): Promise<void> {
    const { pace } = await tipState(this.db), now = this.on.now();
    if (pace.due_ms > 0 && pace.due_ms <= now) await this.sendSlot();
    if (pace.file_ms > 0 && pace.file_ms <= now) await this.sendFile();
    const then = (await tipState(this.db)).pace, ms = wait(then, this.on.now());
    const moved = then.due_ms !== pace.due_ms || then.file_ms !== pace.file_ms;
    // What failed is tried again at the next sync, not in a loop.
    if (ms !== null && (ms > 0 || moved)) this.on.later(() => void this.next(() => this.due()).catch(() => undefined), ms);
  }

  private async sendSlot(): Promise<boolean> {
    const slot = await front(this.db);
    if (!slot) return false;
    const became = await handed(async () => this.on.door.slot((await tipPlace(this.db)).code, slot));
    if (became === 'kept') return false;
    const [empty] = (await this.empty(1)) ?? [];
    if (empty) await takeSlot(this.db, slot, empty);
    const files = (await filesWaiting(this.db)) > 0, cover = await this.covered();
    if (!cover) await count(this.db, -1);
    await this.pace((p) => slotSent(p, this.on.now(), this.day(), files, this.on.chance, cover));
    return became === 'taken';
  }

  private async sendFile(): Promise<void> {
    const f = await nextFile(this.db);
    if (f || (await this.covered())) {
      const bytes = f?.bytes ?? (await this.emptyFile());
      if ((await handed(() => this.on.door.file(bytes))) === 'kept') return;
    }
    if (f) await dropFile(this.db, f.key);
    const more = (await filesWaiting(this.db)) > 0;
    await this.pace((p) => fileSent(p, this.on.now(), more, this.on.chance));
  }

  private async emptyFile(): Promise<Bytes> {
    const work = this.on.work();
    try {
      return await work.dummyFile();
    } finally {
      work.end();
    }
  }
}

/** A desk that has no key now is none; without a line all is asked again. */
function ifTaken(e: unknown): null {
  if (statusOf(e) > 0) return null;
  throw e;
}

/** What became of something that was sent: refused for good it is off the phone's hands, too; a server that is full or busy is asked again. */
async function handed(send: () => Promise<unknown>): Promise<'taken' | 'refused' | 'kept'> {
  try {
    await send();
    return 'taken';
  } catch (e) {
    return statusOf(e) === 400 ? 'refused' : 'kept';
  }
}
