// The question a page of figures asks lives in its address; lists are written
// with commas between. The same names go to the server.
import { api, ask, type Schemas } from '../../../shared/api.ts';
import type { Choice } from '../../../shared/components/Combobox.svelte';
import { query } from '../../../shared/router.svelte.ts';

export type Table = Schemas['FigureTable'];
export type Cell = Schemas['Cell'];
export type Measure = Schemas['FigureMeasure'];

export const list = (name: string): string[] => query(name).split(',').filter((s) => s !== '');

export interface Question {
  place: string; period: string; calendar?: 'civil' | 'official'; map?: string;
  by?: string[]; indicator?: string[]; viewpoint?: string; status?: string;
}

/** The question of the address; what it leaves out takes the given defaults. */
export function questionOf(defaults: { place: string; period: string }): Question {
  const q: Question = { place: query('place') || defaults.place, period: query('period') || defaults.period };
  if (query('calendar') === 'official') q.calendar = 'official';
  for (const name of ['map', 'viewpoint', 'status'] as const) if (query(name)) q[name] = query(name);
  if (list('by').length > 0) q.by = list('by').filter((b) => b !== 'none');
  if (list('indicator').length > 0) q.indicator = list('indicator');
  return q;
}

/** A question as the query string of the server. */
export function search(q: Question, more: Record<string, string> = {}): string {
  const p = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...q, ...more })) {
    for (const v of Array.isArray(value) ? value : [value]) if (v !== undefined) p.append(name, String(v));
  }
  return p.toString();
}

export const table = (q: Question): Promise<Table> => ask(api.GET('/figures', { params: { query: q } }));

export async function searchPlaces(text: string, signal: AbortSignal): Promise<Choice[]> {
  const found = await ask(api.GET('/figures/places', { params: { query: { q: text } }, signal }));
  return (found.items ?? []).map((p) => ({ value: p.id, label: p.name, note: p.note }));
}

/** The same days one year earlier; the end of February stays its end. */
export function yearBefore(from: string, to: string): string {
  const back = (day: string) => {
    const [y, m, d] = day.split('-').map(Number) as [number, number, number];
    const year = y - 1;
    const last = new Date(Date.UTC(year, m, 0)).getUTCDate();
    const isEnd = d === new Date(Date.UTC(y, m, 0)).getUTCDate();
    return `${String(year).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(isEnd && m === 2 ? last : Math.min(d, last)).padStart(2, '0')}`;
  };
  return `${back(from)}/${back(to)}`;
}
