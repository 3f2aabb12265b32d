// The questions of a kind, one a page, made from the catalogue: what must be
// said and its first numbers are asked, the rest is offered at the end.
import { dimOf, normFor, say, unitOf, type Catalogue, type Kind } from '../../shared/entry/catalogue.ts';
import { content, said, type FormState, type NumberState } from '../../shared/entry/form.ts';
import { decimal } from '../../shared/format.ts';
import { shortDate } from '../../shared/time.ts';
import { t, tOr } from '../../shared/words.svelte.ts';
import type { Reference } from '../core/wire.ts';
import type { Fields } from '../core/works.ts';

export type Step =
  | { is: 'day' } | { is: 'place' } | { is: 'markers' } | { is: 'bodies' } | { is: 'note' }
  | { is: 'dim'; id: string; required: boolean }
  | { is: 'number'; id: string; required: boolean }
  | { is: 'parts'; id: string; required: boolean };

export type Lists = Reference<Catalogue>;

/** How many numbers that may be left out are asked all the same. */
const numbersAsked = 2;

/** What is asked in a row, and what can be added to it. */
export function stepsOf(kind: Kind): { asked: Step[]; offered: Step[] } {
  const numbers = (kind.measures ?? []).map((m): Step => ({ is: m.parts_only ? 'parts' : 'number', id: m.id, required: m.required ?? false }));
  const dims = (kind.dims ?? []).map((d): Step => ({ is: 'dim', id: d.id, required: d.required ?? false }));
  let free = numbersAsked;
  const isAsked = (s: Step) => 'required' in s && (s.required || (s.is === 'number' && s.id !== kind.counting && free-- > 0));
  const inner = [...dims, ...numbers], asked = inner.filter(isAsked);
  const markers: Step[] = kind.markers ? [{ is: 'markers' }] : [];
  return { asked: [{ is: 'day' }, ...asked, ...markers], offered: [{ is: 'place' }, ...inner.filter((s) => !asked.includes(s)), { is: 'bodies' }, { is: 'note' }] };
}

export const keyOf = (s: Step): string => ('id' in s ? `${s.is}.${s.id}` : s.is);

const named = { day: 'field.n_day', place: 'field.n_place', markers: 'field.n_markers', bodies: 'field.n_bodies', note: 'field.q_note' } as const;
const fixed = { day: 'field.q_day', place: 'field.q_place', markers: 'field.q_markers', bodies: 'field.q_bodies', note: 'field.q_note' } as const;

/** What a page asks; with short, what stands before its answer. */
export function nameOf(s: Step, kind: Kind, cat: Catalogue, short = false): string {
  if (s.is === 'dim') return say(dimOf(cat, s.id)?.name);
  if (s.is === 'number' || s.is === 'parts') return say((kind.measures ?? []).find((m) => m.id === s.id)?.name);
  return t((short ? named : fixed)[s.is]);
}

/** The answer in words; "" for none. */
export function answerOf(s: Step, f: FormState, kind: Kind, lists: Lists): string {
  const cat = lists.catalogue;
  if (s.is === 'day') return dayText(f);
  if (s.is === 'place') return lists.places.find((p) => p.id === f.place.id)?.name ?? f.place.name;
  if (s.is === 'markers') return f.markers.map((m) => rowName(lists, m.id)).join(', ');
  if (s.is === 'bodies') return f.bodies.map((b) => lists.bodies.find((x) => x.id === b.id)?.name ?? b.name).join(', ');
  if (s.is === 'note') return [f.placeNote, f.note].filter(Boolean).join('. ');
  const measure = (kind.measures ?? []).find((m) => m.id === s.id);
  if (s.is === 'dim') return (f.dims[s.id] ?? []).map((v) => valueName(lists, s.id, v)).join(', ');
  const own = s.is === 'number' && f.numbers[s.id] ? [numberText(f.numbers[s.id] as NumberState, cat, measure?.unit ?? '')] : [];
  return [...own, ...partTexts(f, s.id, cat, measure?.unit ?? '')].filter(Boolean).join('; ');
}

function dayText(f: FormState): string {
  const days = f.toDay && f.toDay !== f.day ? `${shortDate(f.day)} - ${shortDate(f.toDay)}` : shortDate(f.day);
  const hours = f.from && f.to ? `${days}, ${f.from} - ${f.to}` : days;
  return f.paper ? `${hours} (${t('field.paper')})` : hours;
}

const rowName = (lists: Lists, id: string): string => (lists.rows ?? []).find((r) => r.id === id)?.name ?? id;

function valueName(lists: Lists, dim: string, v: string): string {
  const d = dimOf(lists.catalogue, dim);
  if (d?.ref === 'place') return lists.places.find((p) => p.id === v)?.name ?? v;
  if (d?.ref === 'body') return lists.bodies.find((b) => b.id === v)?.name ?? v;
  return d?.ref ? rowName(lists, v) : say(d?.values?.find((x) => x.id === v)?.name);
}

function numberText(n: NumberState, cat: Catalogue, unit: string): string {
  if (!said(n)) return '';
  if (n.q === 'uncounted') return t('record.q_uncounted');
  const u = unitOf(cat, unit);
  const print = (x: number | null) => (x === null ? '' : decimal(x, u?.scale ?? 1));
  const text = n.q === 'range' ? `${print(n.v)} - ${print(n.hi)}` : print(n.v);
  const exactly = n.q === 'exact' || n.q === 'range' ? '' : `${tOr(`record.q_${n.q}`, n.q)} `;
  return `${exactly}${text} ${say(u?.short)} (${tOr(`record.b_${n.basis}`, n.basis)})`;
}

function partTexts(f: FormState, measure: string, cat: Catalogue, unit: string): string[] {
  return Object.entries(f.parts).filter(([k, n]) => k.startsWith(`${measure}/`) && said(n)).map(([k, n]) => {
    const [, dim = '', v] = k.split('/');
    const value = dimOf(cat, dim)?.values?.find((x) => x.id === v);
    return `${say(value?.name)} ${numberText(n, cat, value?.unit || unit)}`;
  });
}

/** Why a page cannot be left yet; "" when it can. */
export function problemOf(s: Step, f: FormState, today: string): string {
  if (s.is === 'day') return f.day === '' ? t('field.need_day') : f.day > today || f.toDay > today ? t('field.future') : f.toDay && f.toDay < f.day ? t('field.wrong_days') : '';
  if (s.is === 'place') return f.place.id === '' ? t('field.need_place') : '';
  if (!('required' in s) || !s.required) return '';
  if (s.is === 'dim') return (f.dims[s.id] ?? []).length === 0 ? t('field.need_choice') : '';
  const number = f.numbers[s.id];
  const parts = Object.entries(f.parts).some(([k, n]) => k.startsWith(`${s.id}/`) && said(n));
  return parts || (number && said(number)) ? '' : t('field.need_number');
}

/** The norm that fits an answer that was not counted. */
export const normOf = (s: Step, f: FormState, kind: Kind, cat: Catalogue) => (s.is === 'number' ? normFor(cat, kind.id, s.id, f.dims, f.day) : undefined);

/** What the form says, in the ledger's form. */
export function bodyOf(f: FormState, kind: Kind): Fields {
  const c = content(f, kind).content;
  const dims = Object.fromEntries(Object.entries(c.dims ?? {}).map(([d, v]) => [d, v?.length === 1 ? v[0] : [...(v ?? [])].sort()]));
  const whole = { ...c, dims } as Fields;
  return JSON.parse(JSON.stringify(whole, (_, v: unknown) => (isEmpty(v) ? undefined : v))) as Fields;
}

const isEmpty = (v: unknown): boolean => typeof v === 'object' && v !== null && Object.keys(v).length === 0;

/** The ledger of a place on a day; "" where the phone may not write. */
export function ledgerOf(lists: Lists, place: string, day: string): string {
  return lists.places.find((p) => p.id === place)?.books.find((b) => b.from <= day && day <= b.to)?.ledger_id ?? '';
}
