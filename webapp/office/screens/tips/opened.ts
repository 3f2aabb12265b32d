// An opened case: what of it can be read, in order, and what is damaged. One
// broken piece never hides the others.
import type { Schemas } from '../../../shared/api.ts';
import { fromBase64, hex, sha256, type Bytes } from '../../../shared/bytes.ts';
import { signersOn, signing } from '../../../shared/tip/grace.ts';
import { Thread, type Message, type Seen } from '../../../shared/tip/message.ts';
import { identityOf, openKey, textSize, TipError, xor, type TipCode } from '../../../shared/tip/seal.ts';
import { openBody, openJSON, type Body, type TipFile } from '../../../shared/tip/slot.ts';
import { identities, recordsOf, type KeysView } from './desks.ts';
import type { Held } from './keys.svelte.ts';

/** A line of the dialogue; why says what is wrong with it. */
export interface Said { dir: 'in' | 'out'; seq: number; day: string; message: Message | null; why: '' | TipCode }

/** A note of colleagues: words, and with an outcome what was found. */
export interface Note { v: 1; text?: string; outcome?: string; valuable?: true; second_source?: true; place?: string; topic?: string; channel?: string; receiver?: string; /** What came of it, once for all linked cases: a kind of outcome of the catalogue, cases, persons. */ found?: { kind: string; cases: number; persons?: number } }

export interface Noted { kind: 'note' | 'cover'; day: string; note: Note | null }

export interface OpenCase {
  view: Schemas['CaseView'];
  /** Secret of the case; null where only one half of it is at hand. */
  seed: Bytes | null;
  body: Body | null;
  said: Said[];
  notes: Noted[];
  files: TipFile[];
  /** Attachments that arrived. */
  here: string[];
  openings: Schemas['OpeningView'][];
  /** Of the next answer: its number and what goes before it. */
  next: { seq: number; prev?: string; seen?: Seen };
}

/** Tells the room what an act made of the case, and what it added. */
export type Done = (now: Schemas['CaseView'], items?: Schemas['NewItem'][]) => Promise<void>;

type Item = { kind: string; seq: number; day: string; bytes: Bytes };

const codeOf = (e: unknown): TipCode => {
  if (e instanceof TipError) return e.code;
  throw e;
};

/** The secret of a case, of which two halves may lie with two people. */
async function seedOf(o: Schemas['OpenedTip'], h: Held): Promise<Bytes | null> {
  const key = await openKey(fromBase64(o.key), ...h.desks.flatMap(identities));
  if (key.kind === 'whole') return key.seed;
  if (key.kind !== 'share' || !o.share) return null;
  const half = await openKey(fromBase64(o.share), identityOf(h.officer.seed));
  return half.kind === 'share' ? xor(key.seed, half.seed) : null;
}

/** Keys of desks that were in force on a day, as their authorities published them. */
function keysOn(view: KeysView): (day: string) => Bytes[] {
  const keys = (view.desks ?? []).flatMap((d) => signing(recordsOf(d)));
  return (day) => signersOn(keys, day);
}

/** The two sides in the order in which they were written, as far as they tell. */
async function dialogue(of: string, body: Bytes | null, items: Item[], identity: string, on: (day: string) => Bytes[]): Promise<Said[]> {
  const thread = await Thread.begin(of, body, on);
  const read = await Promise.all(items.map(async (i) => ({ ...i, ...await openJSON<Message>(i.bytes, textSize, identity).then((m) => ({ m, why: '' as const }), (e: unknown) => ({ m: null, why: codeOf(e) })) })));
  const [ins, outs] = (['in', 'out'] as const).map((k) => read.filter((i) => i.kind === k).sort((a, b) => a.seq - b.seq)) as [typeof read, typeof read];
  const said: Said[] = [];
  let lastIn = 0, lastOut = -1;
  while (ins.length + outs.length > 0) {
    const [a, b] = [ins[0], outs[0]];
    // An answer that has seen what is not shown yet waits for it.
    const first = !b || (a && (a.day < b.day || (a.day === b.day && (b.m?.seen?.seq ?? 0) > lastIn))) || (a && (a.m?.seen?.seq ?? -2) <= lastOut && a.day <= b.day && (b.m?.seen?.seq ?? 0) > lastIn) ? ins : outs;
    const i = first.shift();
    if (!i) break;
    const dir = first === ins ? 'in' : 'out';
    if (dir === 'in') lastIn = i.seq;
    else lastOut = i.seq;
    const why = i.m ? await thread.next(i.bytes, dir, i.m).then(() => '' as const, codeOf) : i.why;
    said.push({ dir, seq: i.seq, day: i.day, message: i.m, why });
  }
  return said;
}

async function noted(i: Item, identity: string): Promise<Noted> {
  const note = await openJSON<Note>(i.bytes, textSize, identity).catch((e: unknown) => { codeOf(e); return null; });
  return { kind: i.kind as Noted['kind'], day: i.day, note };
}

/** Reads what the server handed out. */
export async function readCase(o: Schemas['OpenedTip'], h: Held, view: KeysView): Promise<OpenCase> {
  const of = o.case.case, items: Item[] = (o.items ?? []).map((i) => ({ ...i, bytes: fromBase64(i.bytes) }));
  const seed = await seedOf(o, h), sealed = items.find((i) => i.kind === 'body') ?? null;
  const out: OpenCase = { view: o.case, seed, body: null, said: [], notes: [], files: [], here: (o.files ?? []).map((f) => f.id), openings: o.openings ?? [], next: await nextOf(items) };
  if (!seed) return out;
  const identity = identityOf(seed);
  const id = Uint8Array.from(of.match(/../g) ?? [], (x) => parseInt(x, 16));
  out.body = sealed ? await openBody(sealed.bytes, id, identity).catch((e: unknown) => { codeOf(e); return null; }) : null;
  out.said = await dialogue(of, sealed?.bytes ?? null, items.filter((i) => i.kind === 'in' || i.kind === 'out'), identity, keysOn(view));
  out.notes = await Promise.all(items.filter((i) => i.kind === 'note' || i.kind === 'cover').map((i) => noted(i, identity)));
  out.files = [...(out.body?.files ?? []), ...out.said.flatMap((s) => (s.dir === 'in' && s.why === '' ? s.message?.files ?? [] : []))].filter((f) => f.real);
  return out;
}

async function nextOf(items: Item[]): Promise<OpenCase['next']> {
  const outs = items.filter((i) => i.kind === 'out'), ins = items.filter((i) => i.kind === 'in');
  const [last, seen] = [outs.at(-1), ins.at(-1) ?? items.find((i) => i.kind === 'body')];
  const hash = async (i: Item) => hex(await sha256(i.bytes));
  return { seq: outs.length, ...(last ? { prev: await hash(last) } : {}), ...(seen ? { seen: { seq: seen.kind === 'body' ? 0 : seen.seq, sha256: await hash(seen) } } : {}) };
}

