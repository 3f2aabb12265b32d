// What others have planned for this body: what is still to be done, and the form
// of the entry it will become.
import type { Kind } from '../../shared/entry/catalogue.ts';
import { emptyForm, type FormState } from '../../shared/entry/form.ts';
import { decimal } from '../../shared/format.ts';
import type { DeviceView } from '../core/wire.ts';
import type { Fields, Work } from '../core/works.ts';
import { formOfContent } from './forms.ts';
import type { Lists } from './steps.ts';

/** How long ahead and how long afterwards a task is shown, in days. */
const aheadDays = 14, afterDays = 30;

const activity = (w: Work): Fields | null => (w.type === 'plan' && typeof w.content['activity'] === 'object' ? (w.content['activity'] as Fields) : null);
const shifted = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

export interface Task { id: string; kind: string; day: string; toDay: string; place: string; note: string; due: boolean; where: Where; /** How often somebody here went already. */ went: number }

/** Where along the line a plan goes, in words. */
export interface Where { stretches: string[]; markers: string[]; /** Of markers this phone has no name for. */ others: number }

interface Along { stretches?: { segment_id: string; from_dm: number; to_dm: number }[]; positions?: string[] }

/** Stretches by segment and kilometres, markers by name. */
export function whereOf(w: Work, lists: Lists): Where {
  const a = (w.content['along'] ?? {}) as Along, km = (dm: number) => decimal(dm, 10_000, 2);
  const markers = (a.positions ?? []).flatMap((id) => lists.rows?.find((r) => r.id === id)?.name ?? []);
  return {
    markers, others: (a.positions ?? []).length - markers.length,
    stretches: (a.stretches ?? []).map((s) => [lists.segments?.find((x) => x.id === s.segment_id)?.name, `km ${km(s.from_dm)} - ${km(s.to_dm)}`].filter(Boolean).join(', ')),
  };
}

/**
 * Planned activities of this body that nobody here has carried out, the earliest
 * first. What goes along the line on several days stays until they are over.
 */
export function tasksOf(works: Work[], device: DeviceView, lists: Lists, today: string): Task[] {
  const went = (id: string) => works.filter((w) => w.record?.status !== 'retracted' && w.content['plan_id'] === id).length;
  return works.flatMap((w): Task[] => {
    const a = activity(w), r = w.record;
    if (!a || !r || r.not_done || !['submitted', 'verified'].includes(r.status) || !concerns(a, r.owner_body_id, device.body_id)) return [];
    const day = String(a['day']), toDay = String(a['to_day'] ?? day);
    if (day > shifted(today, aheadDays) || toDay < shifted(today, -afterDays)) return [];
    const times = went(w.id), goesOn = w.content['along'] !== undefined && toDay > day && toDay >= today;
    if (times > 0 && !goesOn) return [];
    return [{ id: w.id, where: whereOf(w, lists), went: times, kind: String(a['kind']), day, toDay, place: lists.places.find((p) => p.id === a['place_id'])?.name ?? '', note: String(a['note'] ?? ''), due: toDay < today }];
  }).sort((x, y) => (x.day < y.day ? -1 : x.day > y.day ? 1 : 0));
}

function concerns(a: Fields, planner: string, body: string): boolean {
  const takes = (a['bodies'] ?? []) as { body_id: string }[];
  return (a['owner_body_id'] ?? planner) === body || takes.some((b) => b.body_id === body);
}

/**
 * The form of the entry that carries a plan out. Numbers are left open: what was
 * planned was not counted.
 */
export function formOfTask(works: Work[], id: string, kind: Kind, device: DeviceView, lists: Lists, today: string): FormState | null {
  const w = works.find((x) => x.id === id), a = w && activity(w);
  if (!w || !a || a['kind'] !== kind.id) return null;
  const f = formOfContent({ ...a, measures: {}, parts: [] }, kind, lists);
  const planned = f.day <= today && w.content['along'] === undefined;
  const own = lists.places.find((p) => p.id === device.place_id);
  return { ...f, ...(own && lies(own.id, f.place.id, lists) ? { place: { id: own.id, name: own.name } } : {}), numbers: emptyForm(kind, '').numbers, owner: '', plan: id, day: planned ? f.day : today, toDay: planned && f.toDay <= today ? f.toDay : '',
    bodies: f.bodies.filter((b) => b.id !== device.body_id).map((b) => ({ ...b, own: {} })), links: linksOf(w, works) };
}

/** Whether a place lies in another one: what is planned over the commune is recorded where the phone's people may. */
function lies(place: string, outer: string, lists: Lists): boolean {
  const up = lists.places.find((p) => p.id === place)?.parent_id;
  return up !== undefined && (up === outer || lies(up, outer, lists));
}

/** What the plan is part of, by the entry that carried that out where this phone knows it. */
const linksOf = (w: Work, works: Work[]): FormState['links'] => ((w.content['part_of'] ?? []) as { kind: string; ledger_id: string; plan_id: string }[]).map((l) =>
  ({ kind: l.kind, ledger: l.ledger_id, id: works.find((x) => x.content['plan_id'] === l.plan_id)?.id ?? '', name: '' }));
