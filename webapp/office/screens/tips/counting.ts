// The outcomes of a quarter as entries: no case, no day and no officer stands in
// them, and their order says nothing.
import type { Note, Noted } from './opened.ts';
import { assessedOf, dims, foundIn, kinds, measures, usual } from './ids.ts';

export interface OutcomeEntry { kind: string; place_id: string; dims: Record<string, string>; measures: Record<string, number> }

/** A case of the quarter: the link it shares with others, and its outcome; null where nobody wrote one. */
export interface Ended { case: string; link?: string | undefined; note: Note | null }

/** The newest note with an outcome and a place. */
export const outcomeOf = (notes: Noted[]): Note | null => notes.findLast((n) => n.kind === 'note' && n.note?.outcome && n.note.place)?.note ?? null;

const tip = (n: Note): OutcomeEntry => ({
  kind: kinds.tip, place_id: n.place ?? '', measures: { [measures.tips]: 1 },
  dims: { [dims.channel]: n.channel || usual.channel, [dims.receiver]: n.receiver || usual.receiver, [dims.assessed]: assessedOf(n.outcome ?? '', n.valuable ?? false), ...(n.topic ? { [dims.topic]: n.topic } : {}) },
});

const counts = (n: Note): boolean => foundIn.includes(n.outcome ?? '') && (n.found?.cases ?? 0) > 0;

const found = (n: Note): OutcomeEntry => ({
  kind: kinds.found, place_id: n.place ?? '', dims: { [dims.found]: n.found?.kind ?? '' },
  measures: { [measures.cases]: n.found?.cases ?? 0, ...(n.found?.persons ? { [measures.persons]: n.found.persons } : {}) },
});

/** One entry for each tip, and one for what linked tips led to together. */
export function entriesOf(cases: Ended[]): OutcomeEntry[] {
  const notes = cases.flatMap((c) => (c.note ? [{ group: c.link || c.case, note: c.note }] : []));
  const groups = new Map<string, Note>();
  for (const { group, note } of notes) if (counts(note) && !groups.has(group)) groups.set(group, note);
  return [...notes.map((x) => tip(x.note)), ...[...groups.values()].map(found)];
}

/** Mixes a list; every order is equally likely. */
export function shuffled<T>(list: T[], random: (below: number) => number = below): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** A number below n from 32 random bits; the bias is under n in four thousand million. */
const below = (n: number): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % n;

/** A line of what will be written, for people to look at before: equal entries added up. */
export interface Line { entry: OutcomeEntry; n: number }

export function linesOf(entries: OutcomeEntry[]): Line[] {
  const lines = new Map<string, Line>();
  for (const e of entries) {
    const key = JSON.stringify([e.kind, e.place_id, Object.entries(e.dims).sort()]), line = lines.get(key);
    if (!line) lines.set(key, { entry: { ...e, measures: { ...e.measures } }, n: 1 });
    else {
      line.n += 1;
      for (const [m, v] of Object.entries(e.measures)) line.entry.measures[m] = (line.entry.measures[m] ?? 0) + v;
    }
  }
  return [...lines.values()].sort((a, b) => a.entry.kind.localeCompare(b.entry.kind) || a.entry.place_id.localeCompare(b.entry.place_id));
}
