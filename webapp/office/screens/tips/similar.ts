// Which opened tips may be about one event: near days, words of the place, and how
// much of the text is alike. It proposes; people decide. Nothing of senders is
// compared, and nothing leaves the browser.
import { searchKey } from '../../../shared/fold.ts';

export interface Told { case: string; /** Of the event where the sender named it, else of arrival. */ day: string; where: string; text: string; link?: string | undefined }

const nearDays = 3, dayMs = 86_400_000;

/** Texts so alike speak of one event by themselves; less alike ones when the place is the same, too. */
const alike = 0.5, alikeThere = 0.25, sameWords = 0.5;

const parts = (text: string): Set<string> => {
  const key = ` ${searchKey(text).replace(/[^a-z0-9]+/g, ' ').trim()} `;
  return new Set(Array.from({ length: Math.max(0, key.length - 2) }, (_, i) => key.slice(i, i + 3)));
};

const words = (text: string): Set<string> => new Set(searchKey(text).split(/[^a-z0-9]+/).filter((w) => w.length > 1));

/** Twice what is common, by what there is: 0 to 1 (Dice). */
function common(a: Set<string>, b: Set<string>): number {
  const both = [...a].filter((x) => b.has(x)).length;
  return a.size + b.size === 0 ? 0 : 2 * both / (a.size + b.size);
}

const near = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) <= nearDays * dayMs;

/** Whether two tips may be about one event. */
export function mayBeOne(a: Told, b: Told): boolean {
  if (!near(a.day, b.day)) return false;
  const text = common(parts(a.text), parts(b.text));
  return text >= alike || (text >= alikeThere && common(words(a.where), words(b.where)) >= sameWords);
}

/** Groups of cases to propose: each like some other of its group, and not linked all together yet. */
export function proposals(tips: Told[]): string[][] {
  const group = new Map(tips.map((x) => [x.case, x.case]));
  const root = (id: string): string => { const up = group.get(id) ?? id; return up === id ? id : root(up); };
  tips.forEach((a, i) => { for (const b of tips.slice(i + 1)) if (mayBeOne(a, b)) group.set(root(b.case), root(a.case)); });
  const found = new Map<string, Told[]>();
  for (const x of tips) found.set(root(x.case), [...(found.get(root(x.case)) ?? []), x]);
  return [...found.values()].filter((g) => g.length > 1 && (!g[0]?.link || g.some((x) => x.link !== g[0]?.link))).map((g) => g.map((x) => x.case));
}
