// Lays a table of figures out: one measure cut two ways becomes a cross table,
// everything else a list of rows with the measures as columns.
import type { Cell, Table } from './question.ts';

export interface Head { key: string; label: string; unit?: string }
export interface Row { key: string; name: string; note: string; /** Of the whole row, where the columns have none. */ unit?: string; at: (Cell | undefined)[] }
export interface Grid { heads: Head[]; rows: Row[] }

interface Axis { size: number; name: (i: number) => string; note: (i: number) => string; put: (at: number[], i: number) => void }

/** More columns than this do not fit beside each other. */
const maxColumns = 24;

/** before, when given, is the same table of a year earlier: its cells stand beside. */
export function grid(t: Table, before?: Table | null): Grid {
  const [rows, buckets, columns, measures] = [t.rows ?? [], t.buckets ?? [], t.columns ?? [], t.measures ?? []];
  const axes: Axis[] = [];
  const quiet = () => '';
  if (rows.length > 1) axes.push({ size: rows.length, name: (i) => rows[i]!.name, note: (i) => rows[i]!.note ?? '', put: (at, i) => { at[0] = i; } });
  if (columns.length > 1 || columns[0]?.key) axes.push({ size: columns.length, name: (i) => columns[i]!.name, note: quiet, put: (at, i) => { at[2] = i; } });
  if (buckets.length > 1) axes.push({ size: buckets.length, name: (i) => buckets[i]!.label, note: quiet, put: (at, i) => { at[1] = i; } });
  const last = axes.at(-1);
  const cell = (at: number[]): Cell | undefined => t.cells?.[((at[0]! * buckets.length + at[1]!) * columns.length + at[2]!) * measures.length + at[3]!];
  if (measures.length === 1 && axes.length >= 2 && last && last.size <= maxColumns) {
    const down = axes.slice(0, -1);
    return {
      heads: range(last.size).map((i) => ({ key: String(i), label: last.name(i) })),
      rows: combine(down).map((r) => ({ ...r, at: range(last.size).map((i) => { const at = [...r.where]; last.put(at, i); return cell(at); }) })),
    };
  }
  const earlier = before ? index(before) : null;
  if (axes.length === 0 && measures.length > 1) { // one place, one time: the measures below each other
    return {
      heads: [{ key: 'value', label: t.label }, ...(earlier ? [{ key: 'before', label: '' }] : [])],
      rows: measures.map((m, i) => {
        const here = cell([0, 0, 0, i]);
        return { key: `m${i}`, name: m.name, note: '', unit: m.unit_name, at: earlier ? [here, here && earlier.get(keyOf(here))] : [here] };
      }),
    };
  }
  return {
    heads: measures.flatMap((m, i) => [{ key: `m${i}`, label: m.name, unit: m.unit_name }, ...(earlier ? [{ key: `b${i}`, label: '', unit: m.unit_name }] : [])]),
    rows: combine(axes, t.place_name).map((r) => ({
      ...r,
      at: measures.flatMap((_, i) => {
        const here = cell([...r.where.slice(0, 3), i]);
        return earlier ? [here, here && earlier.get(keyOf(here))] : [here];
      }),
    })),
  };
}

/** What a picture of the server holds at most (internal/chart). */
const most = { categories: 60, series: 6 };

/**
 * Whether the server draws a measure of the table: it runs along time, places
 * or a split, has one more side at most, and stocks only stand over time.
 */
export function drawable(t: Table, measure: string): boolean {
  const m = (t.measures ?? []).find((x) => `${x.indicator}/${x.measure}` === measure);
  const sides = [t.buckets, t.rows, t.columns].map((s) => (s ?? []).length).filter((n) => n > 1);
  const stock = m?.type !== 'count' && m?.type !== 'sum';
  return m !== undefined && sides.length > 0 && sides.length < 3 && sides[0]! <= most.categories && (sides[1] ?? 1) <= most.series && (!stock || (t.buckets ?? []).length > 1);
}

const keyOf = (c: Cell): string => [c.indicator, c.measure, c.row, c.place, c.split].join(' ');
const index = (t: Table): Map<string, Cell> => new Map((t.cells ?? []).map((c) => [keyOf(c), c]));
const range = (n: number): number[] => [...Array(n).keys()];

function combine(axes: Axis[], alone = ''): { key: string; name: string; note: string; where: number[] }[] {
  let out = [{ key: '', name: '', note: '', where: [0, 0, 0, 0] }];
  for (const a of axes) {
    out = out.flatMap((r) => range(a.size).map((i) => {
      const where = [...r.where];
      a.put(where, i);
      return { key: `${r.key}/${i}`, name: r.name ? `${r.name}, ${a.name(i)}` : a.name(i), note: r.note || a.note(i), where };
    }));
  }
  return axes.length === 0 ? out.map((r) => ({ ...r, key: '/', name: alone })) : out;
}
