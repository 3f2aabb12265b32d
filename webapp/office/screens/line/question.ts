// The question the pages of the line ask lives in their address.
import { api, ask, type Schemas } from '../../../shared/api.ts';
import { query } from '../../../shared/router.svelte.ts';
import { figuresOf, session } from '../../../shared/session.svelte.ts';
import { decimal } from '../../../shared/format.ts';

export type Line = Schemas['LineTable'];
export interface Question { period: string; place?: string; body?: string; segment?: string; way?: string; status?: string }

/** The quarter that runs; a strip of thirteen weeks. */
const thisQuarter = (): string => {
  const [y = '', m = '1'] = session().today.split('-');
  return `${y}-Q${Math.ceil(Number(m) / 3)}`;
};

/** The question of the address; without a place or body, of the person's own place. */
export function questionOf(): Question {
  const q: Question = { period: query('period') || thisQuarter() };
  const place = query('place') || (query('body') ? '' : (figuresOf()?.place_id ?? ''));
  for (const [name, value] of Object.entries({ place, body: query('body'), segment: query('segment'), way: query('way'), status: query('status') })) if (value) q[name as 'place'] = value;
  return q;
}

export const search = (q: Question, more: Record<string, string> = {}): string => new URLSearchParams({ ...q, ...more }).toString();

export const line = (q: Question): Promise<Line> => ask(api.GET('/line', { params: { query: q } }));

/** Decimetres of a length as kilometres, and of a place on a segment. */
export const km = (dm: number): string => decimal(dm, 10_000, 2);
export const place = (from: number, to: number): string => `${decimal(from, 10_000, 3)} - ${decimal(to, 10_000, 3)}`;

export const bands = ['within_7', 'within_30', 'within_90', 'older', 'never'] as const;
export type Band = (typeof bands)[number];
