// The state of a form of an entry, and what it says to the server. Plain data,
// so that a draft is the state itself. Numbers are in base units.
import type { components } from '../generated/api.ts';

type Schemas = components['schemas'];
export type Content = Schemas['EntryContent'];
export type Value = Schemas['ValueForm'];
type Catalogue = Schemas['CatalogueView'];
type Kind = Schemas['KindView'];

/** How exactly a number is known, as a form offers it. */
export const qualifiers = ['exact', 'at_least', 'nearly', 'about', 'range', 'uncounted'] as const;
export const bases = ['counted', 'listed', 'norm', 'estimated', 'declared'] as const;

export interface NumberState { q: string; basis: string; v: number | null; hi: number | null; n: number; rate: number; per: number }
export interface BodyState { key: number; id: string; name: string; role: string; own: Record<string, number | null> }
export interface PaperState { key: number; type: string; number: string; day: string; issuer: string }
export interface LinkState { kind: string; ledger: string; id: string; name: string }
export interface FileState { sha256: string; name: string; type: string; size: number; role: string; taken: number }
export interface PickState { id: string; name: string }

export interface FormState {
  kind: string;
  place: PickState;
  day: string; toDay: string; from: string; to: string;
  owner: string;
  dims: Record<string, string[]>;
  /** Names of what dims refer to: bodies, places. */
  names: Record<string, string>;
  numbers: Record<string, NumberState>;
  /** Parts by "measure/dimension/value". */
  parts: Record<string, NumberState>;
  bodies: BodyState[];
  papers: PaperState[];
  links: LinkState[];
  markers: PickState[];
  files: FileState[];
  /** The planned activity it carries out. */
  plan: string;
  placeNote: string; note: string; paper: boolean;
  /** Day to look at it again, of kinds that are followed up. */
  followUp: string;
  /** Answers to warnings by key. */
  answers: Record<string, { code: string; answer: string }>;
}

export const noNumber = (): NumberState => ({ q: 'exact', basis: 'counted', v: null, hi: null, n: 0, rate: 0, per: 0 });

/** An empty form of a kind: once, and the defaults of its lists. */
export function emptyForm(kind: Kind, owner: string): FormState {
  const dims: Record<string, string[]> = {};
  for (const d of kind.dims ?? []) if (d.default) dims[d.id] = [d.default];
  const numbers: Record<string, NumberState> = {};
  for (const m of kind.measures ?? []) numbers[m.id] = { ...noNumber(), v: m.id === kind.counting ? 1 : null };
  return { kind: kind.id, place: { id: '', name: '' }, day: '', toDay: '', from: '', to: '', owner, dims, names: {}, numbers, parts: {},
    bodies: [], papers: [], links: [], markers: [], files: [], plan: '', placeNote: '', note: '', paper: false, followUp: '', answers: {} };
}

/** The next entry of the same kind: what stays when things are recorded in a row. */
export function nextForm(kind: Kind, was: FormState): FormState {
  return { ...emptyForm(kind, was.owner), place: { ...was.place }, day: was.day, paper: was.paper,
    bodies: was.bodies.map((b) => ({ ...b, own: {} })) };
}

/** Whether a number says anything. */
export const said = (n: NumberState): boolean => n.q === 'uncounted' || n.v !== null || n.hi !== null;

/** A number as the server reads it; undefined when nothing was said. */
export function value(n: NumberState): Value | undefined {
  if (!said(n)) return undefined;
  // A number taken from a plan has no basis until the recorder says how it is known.
  const known = n.basis ? { basis: n.basis as Exclude<Value['basis'], undefined> } : {};
  const v = n.v ?? undefined;
  if (n.q === 'uncounted') return { q: 'uncounted', basis: 'counted' };
  if (n.q === 'range') return { q: 'range', ...known, ...(v === undefined ? {} : { lo: v }), ...(n.hi === null ? {} : { hi: n.hi }) };
  const out: Value = { ...known, ...(v === undefined ? {} : { v }) };
  if (n.q !== 'exact') return { ...out, q: n.q as Exclude<Value['q'], undefined>, ...(n.basis === 'norm' ? { basis: 'estimated' as const } : {}) };
  return n.basis === 'norm' && n.rate > 0 ? { ...out, n: n.n, rate: n.rate, ...(n.per > 1 ? { per: n.per } : {}) } : out;
}

/** A stored number as a form has it. */
export function numberOf(v: Value): NumberState {
  return { ...noNumber(), q: v.q ?? 'exact', basis: v.basis ?? '', v: v.v ?? v.lo ?? null, hi: v.q === 'range' ? (v.hi ?? null) : null, n: v.n ?? 0, rate: v.rate ?? 0, per: v.per ?? 0 };
}

const minutes = (text: string): number => {
  const m = /^(\d{1,2}):(\d\d)$/.exec(text);
  return m ? Number(m[1]) * 60 + Number(m[2]) : 0;
};
const clock = (min: number | undefined): string => (min ? `${String(Math.floor(min / 60)).padStart(2, '0')}:${String(min % 60).padStart(2, '0')}` : '');

/** What the form says, and for each part the key of its field. */
export function content(f: FormState, kind: Kind): { content: Content; partKeys: string[] } {
  const measures: Record<string, Value> = {};
  const partKeys: string[] = [];
  const parts: NonNullable<Content['parts']> = [];
  for (const m of kind.measures ?? []) {
    const n = f.numbers[m.id];
    const v = n && !m.parts_only ? value(n) : undefined;
    if (v) measures[m.id] = v;
  }
  for (const [key, n] of Object.entries(f.parts)) {
    const v = value(n);
    const [measure = '', dim = '', val = ''] = key.split('/');
    if (v) { parts.push({ measure, dims: { [dim]: val }, value: v }); partKeys.push(key); }
  }
  const c: Content = { kind: f.kind, place_id: f.place.id, day: f.day, measures, dims: Object.fromEntries(Object.entries(f.dims).filter(([, v]) => v.length > 0)) };
  if (f.toDay && f.toDay !== f.day) c.to_day = f.toDay;
  if (minutes(f.from)) c.from_min = minutes(f.from);
  if (minutes(f.to)) c.to_min = minutes(f.to);
  if (f.owner) c.owner_body_id = f.owner;
  if (parts.length) c.parts = parts;
  // A line without a body goes too: the server asks to fill or drop it.
  if (f.bodies.length) c.bodies = f.bodies.map(bodyForm);
  const papers = f.papers.filter((d) => d.type);
  if (papers.length) c.documents = papers.map((d) => ({ type: d.type, ...(d.number ? { number: d.number } : {}), ...(d.day ? { day: d.day } : {}), ...(d.issuer ? { issuer: d.issuer } : {}) }));
  if (f.links.length) c.links = f.links.map((l) => ({ kind: l.kind, ledger_id: l.ledger, entry_id: l.id }));
  if (f.plan) c.plan_id = f.plan;
  if (f.markers.length) c.markers = f.markers.map((m) => m.id);
  if (f.placeNote.trim()) c.place_note = f.placeNote.trim();
  if (f.note.trim()) c.note = f.note.trim();
  if (f.followUp) c.follow_up = f.followUp;
  if (f.paper) c.paper = true;
  const doubts = Object.entries(f.answers).filter(([, a]) => a.answer.trim());
  if (doubts.length) c.doubts = doubts.map(([key, a]) => ({ code: a.code, key, answer: a.answer.trim() }));
  return { content: c, partKeys };
}

function bodyForm(b: BodyState): Schemas['BodyForm'] {
  const own = Object.entries(b.own).filter(([, v]) => v !== null);
  return { body_id: b.id, ...(b.role ? { role: b.role as Exclude<Schemas['BodyForm']['role'], undefined> } : {}),
    ...(own.length ? { measures: Object.fromEntries(own.map(([m, v]) => [m, { v: v as number, basis: 'counted' as const }])) } : {}) };
}

type View = Schemas['EntryView'];

/** The names that stand in the form of an entry, or of a plan for one. */
export type Named = Pick<View, 'owner_id' | 'place_id' | 'place' | 'facts' | 'links'> & { bodies?: { id: string; name: string }[] | null };

/** The form of a stored entry, or of what is planned, to change it. */
export function formOf(v: Named, kind: Kind, c: Content): FormState {
  const f = emptyForm(kind, v.owner_id);
  f.place = { id: v.place_id, name: v.place };
  f.day = c.day;
  f.toDay = c.to_day ?? '';
  f.from = clock(c.from_min);
  f.to = clock(c.to_min);
  f.dims = Object.fromEntries(Object.entries(c.dims ?? {}).map(([d, x]) => [d, x ?? []]));
  for (const fact of v.facts ?? []) if (fact.id?.startsWith('dims.')) f.names[fact.id.slice(5)] = fact.value;
  for (const id of Object.keys(f.numbers)) f.numbers[id] = noNumber();
  for (const [id, x] of Object.entries(c.measures ?? {})) f.numbers[id] = numberOf(x);
  for (const p of c.parts ?? []) for (const [d, val] of Object.entries(p.dims ?? {})) f.parts[`${p.measure}/${d}/${val}`] = numberOf({ basis: 'counted', ...p.value });
  f.bodies = (c.bodies ?? []).map((b, i) => ({ key: i, id: b.body_id, name: (v.bodies ?? []).find((x) => x.id === b.body_id)?.name ?? '', role: b.role ?? '',
    own: Object.fromEntries(Object.entries(b.measures ?? {}).map(([m, x]) => [m, x.v ?? null])) }));
  f.papers = (c.documents ?? []).map((d, i) => ({ key: i, type: d.type, number: d.number ?? '', day: d.day ?? '', issuer: d.issuer ?? '' }));
  f.links = (v.links ?? []).map((l) => ({ kind: l.kind, ledger: l.ledger_id, id: l.entry_id, name: l.name }));
  f.markers = (c.markers ?? []).map((id) => ({ id, name: id }));
  f.plan = c.plan_id ?? '';
  f.placeNote = c.place_note ?? '';
  f.note = c.note ?? '';
  f.followUp = c.follow_up ?? '';
  f.paper = c.paper ?? false;
  f.answers = Object.fromEntries((c.doubts ?? []).map((d) => [d.key ?? d.code, { code: d.code, answer: d.answer }]));
  return f;
}

/** The remainder of a measure's total over its parts; null where a sum means nothing. */
export function remainder(f: FormState, measure: string, dim: string): number | null {
  const total = f.numbers[measure];
  if (!total || total.q !== 'exact' || total.v === null) return null;
  const parts = Object.entries(f.parts).filter(([k, n]) => k.startsWith(`${measure}/${dim}/`) && said(n)).map(([, n]) => n);
  if (parts.length === 0 || parts.some((n) => n.q !== 'exact' || n.v === null)) return null;
  return total.v - parts.reduce((sum, n) => sum + (n.v ?? 0), 0);
}

/** The value of n occurrences by a norm, rounded half up. */
export const byNorm = (n: number, rate: number, per: number): number => Math.floor((n * rate + Math.floor(per / 2)) / per);

export type { Catalogue };
