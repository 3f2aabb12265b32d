// Periods as people choose them, and as the server writes and reads them:
// 2026-11, 2026-Q4, 2026-H1, 2026-9M, 2026, or two days FROM/TO. The server
// stays the judge; what is not understood here is handed to it as it is.

export type Calendar = 'civil' | 'official';

/** The kinds of period a chooser offers; typed is anything else the server may know. */
export const kinds = ['month', 'quarter', 'half', 'nine', 'year', 'days', 'typed'] as const;
export type Kind = (typeof kinds)[number];

export interface Period {
  kind: Kind;
  year: number;
  /** Month 1-12, quarter 1-4, half 1-2; 1 for the others. */
  n: number;
  /** First and last day, of the kind days alone. */
  from: string; to: string;
  /** What somebody typed, of the kind typed alone. */
  text: string;
}

/** The last day of data in an official month; calendar.CutOffDay of the server. */
const cutOff = 14;
/** Months of one period of a kind, and how many begin in a year. */
const lengths: Record<Exclude<Kind, 'days' | 'typed'>, { months: number; of: number }> = {
  month: { months: 1, of: 12 }, quarter: { months: 3, of: 4 }, half: { months: 6, of: 2 }, nine: { months: 9, of: 1 }, year: { months: 12, of: 1 },
};
const years = { first: 2001, last: 2178 };

const pad = (n: number): string => String(n).padStart(2, '0');
const day = (y: number, m: number, d: number): string => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10);

/** How many periods of a kind a year has. */
export const countOf = (kind: Kind): number => (kind === 'days' || kind === 'typed' ? 0 : lengths[kind].of);

/** First and last day of months of a calendar. */
function edges(calendar: Calendar, year: number, month: number, count: number): { from: string; to: string } {
  return calendar === 'official' ? { from: day(year, month - 1, cutOff + 1), to: day(year, month - 1 + count, cutOff) } : { from: day(year, month, 1), to: day(year, month + count, 0) };
}

/** The month of a calendar that a day lies in. */
export function monthOf(calendar: Calendar, on: string): Period {
  const [y = 0, m = 0, d = 0] = on.split('-').map(Number);
  const late = calendar === 'official' && d > cutOff ? 1 : 0;
  const at = y * 12 + m - 1 + late;
  return named('month', Math.floor(at / 12), (at % 12) + 1);
}

const named = (kind: Kind, year: number, n: number): Period => ({ kind, year, n, from: '', to: '', text: '' });

/** Reads a period; two days that are whole months of the calendar, or of the civil one, become those months. */
export function readPeriod(text: string, calendar: Calendar): Period {
  const short = /^(\d{4})(?:-(?:(\d{2})|Q([1-4])|H([12])|(9M)))?$/.exec(text);
  if (short) {
    const [, y, month, quarter, half, nine] = short;
    const kind: Kind = month ? 'month' : quarter ? 'quarter' : half ? 'half' : nine ? 'nine' : 'year';
    const n = Number(month ?? quarter ?? half ?? 1);
    if (n >= 1 && n <= countOf(kind)) return named(kind, Number(y), n);
  }
  const days = /^(\d{4}-\d\d-\d\d)\/(\d{4}-\d\d-\d\d)$/.exec(text);
  if (days) {
    const [from = '', to = ''] = days.slice(1);
    return whole(from, to, calendar) ?? whole(from, to, 'civil') ?? { ...named('days', Number(to.slice(0, 4)), 1), from, to };
  }
  return { ...named('typed', 0, 1), text };
}

function whole(from: string, to: string, calendar: Calendar): Period | null {
  const { year, n: month } = monthOf(calendar, from);
  for (const kind of ['month', 'quarter', 'half', 'nine', 'year'] as const) {
    const { months, of } = lengths[kind];
    const e = edges(calendar, year, month, months);
    if (e.from !== from || e.to !== to || (month - 1) % months !== 0) continue;
    const n = (month - 1) / months + 1;
    if (n <= of) return named(kind, year, n);
  }
  return null;
}

/** Writes a period as the server reads it; "" while it is not whole. */
export function writePeriod(p: Period): string {
  if (p.kind === 'typed') return p.text.trim().normalize('NFC');
  if (p.kind === 'days') return p.from && p.to ? `${p.from}/${p.to}` : '';
  if (p.year < years.first || p.year > years.last) return '';
  return `${p.year}${{ month: `-${pad(p.n)}`, quarter: `-Q${p.n}`, half: `-H${p.n}`, nine: '-9M', year: '' }[p.kind]}`;
}

/** The days a period covers; null where only the server knows. */
export function daysOf(p: Period, calendar: Calendar): { from: string; to: string } | null {
  if (writePeriod(p) === '' || p.kind === 'typed') return null;
  if (p.kind === 'days') return { from: p.from, to: p.to };
  const { months } = lengths[p.kind];
  return edges(calendar, p.year, (p.n - 1) * months + 1, months);
}

/** The period by periods later of the same kind. */
export function later(p: Period, by: number): Period {
  const of = countOf(p.kind);
  if (of === 0) return p;
  const at = p.year * of + p.n - 1 + by;
  return { ...p, year: Math.floor(at / of), n: (at % of) + 1 };
}

/** Another kind, near what was chosen before: the month in it, or the days it covers. */
export function asKind(p: Period, kind: Kind, calendar: Calendar, today: string): Period {
  const days = daysOf(p, calendar);
  if (kind === 'days') return { ...named(kind, p.year, 1), from: days?.from ?? '', to: days?.to ?? '' };
  if (kind === 'typed') return { ...named(kind, p.year, 1), text: writePeriod(p) };
  const at = monthOf(calendar, days && days.to < today ? days.to : days && days.from > today ? days.from : today);
  return named(kind, at.year, Math.min(Math.floor((at.n - 1) / lengths[kind].months) + 1, countOf(kind)));
}
