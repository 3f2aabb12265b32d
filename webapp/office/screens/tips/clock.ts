// How long something still has, in words people use.
import type { Schemas } from '../../../shared/api.ts';
import { t } from '../../../shared/words.svelte.ts';

type Case = Schemas['CaseView'];
const hour = 3_600_000, day = 24 * hour;

/** "còn 3 giờ", "quá hạn 1 ngày": hours up to two days, then days. */
export function left(at: number, now: number): string {
  const ms = Math.abs(at - now), late = at < now;
  if (ms < hour) return t(late ? 'tips.late_now' : 'tips.left_now');
  if (ms < 2 * day) return t(late ? 'tips.late_hours' : 'tips.left_hours', { n: Math.floor(ms / hour) });
  return t(late ? 'tips.late_days' : 'tips.left_days', { n: Math.floor(ms / day) });
}

/** The first thing that is due. */
export const due = (c: Case) => (c.clocks ?? [])[0];

/** What waits longest stands first: urgent ones, then by their clocks, then by day. */
export const byUrgency = (a: Case, b: Case): number =>
  Number(b.urgent ?? false) - Number(a.urgent ?? false) || (due(a)?.at_ms ?? Infinity) - (due(b)?.at_ms ?? Infinity) || a.day.localeCompare(b.day) || a.case.localeCompare(b.case);

/** The name of a case as people say it: the first eight of its digits. */
export const nameOf = (id: string): string => `${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase();
