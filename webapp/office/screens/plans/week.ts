// Planned activities by week, Monday first.
const dayMs = 86_400_000;
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The Monday and the Sunday of the week a day lies in. */
export function weekOf(day: string): { from: string; to: string } {
  const at = Date.parse(`${day}T00:00:00Z`);
  const monday = at - ((new Date(at).getUTCDay() + 6) % 7) * dayMs;
  return { from: text(monday), to: text(monday + 6 * dayMs) };
}

/** Groups what has a day by its week, in the order it comes. */
export function byWeek<T extends { day: string }>(list: T[]): { from: string; to: string; items: T[] }[] {
  const out: { from: string; to: string; items: T[] }[] = [];
  for (const x of list) {
    const w = weekOf(x.day);
    const last = out.at(-1);
    if (last?.from === w.from) last.items.push(x);
    else out.push({ ...w, items: [x] });
  }
  return out;
}
