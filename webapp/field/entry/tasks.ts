// What others have planned for this body: what is still to be done, and the form
// of the entry it will become.
import type { Kind } from '../../shared/entry/catalogue.ts';
import { emptyForm, type FormState } from '../../shared/entry/form.ts';
import type { DeviceView } from '../core/wire.ts';
import type { Fields, Work } from '../core/works.ts';
import { formOfContent } from './forms.ts';
import type { Lists } from './steps.ts';

/** How long ahead and how long afterwards a task is shown, in days. */
const aheadDays = 14, afterDays = 30;

const activity = (w: Work): Fields | null => (w.type === 'plan' && typeof w.content['activity'] === 'object' ? (w.content['activity'] as Fields) : null);
const shifted = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

export interface Task { id: string; kind: string; day: string; toDay: string; place: string; note: string; due: boolean }

/** Planned activities of this body that nobody here has carried out, the earliest first. */
export function tasksOf(works: Work[], device: DeviceView, lists: Lists, today: string): Task[] {
  const done = new Set(works.filter((w) => w.record?.status !== 'retracted').map((w) => w.content['plan_id']));
  return works.flatMap((w): Task[] => {
    const a = activity(w), r = w.record;
    if (!a || !r || done.has(w.id) || r.not_done || !['submitted', 'verified'].includes(r.status) || !concerns(a, r.owner_body_id, device.body_id)) return [];
    const day = String(a['day']), toDay = String(a['to_day'] ?? day);
    if (day > shifted(today, aheadDays) || toDay < shifted(today, -afterDays)) return [];
    return [{ id: w.id, kind: String(a['kind']), day, toDay, place: lists.places.find((p) => p.id === a['place_id'])?.name ?? '', note: String(a['note'] ?? ''), due: toDay < today }];
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
  const planned = f.day <= today;
  return { ...f, numbers: emptyForm(kind, '').numbers, owner: '', plan: id, day: planned ? f.day : today, toDay: planned && f.toDay <= today ? f.toDay : '',
    bodies: f.bodies.filter((b) => b.id !== device.body_id).map((b) => ({ ...b, own: {} })), links: linksOf(w, works) };
}

/** What the plan is part of, by the entry that carried that out where this phone knows it. */
const linksOf = (w: Work, works: Work[]): FormState['links'] => ((w.content['part_of'] ?? []) as { kind: string; ledger_id: string; plan_id: string }[]).map((l) =>
  ({ kind: l.kind, ledger: l.ledger_id, id: works.find((x) => x.content['plan_id'] === l.plan_id)?.id ?? '', name: '' }));
