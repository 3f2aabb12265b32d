// Cases opened in this visit. They lie with the keys that opened them: where those
// are forgotten, nothing leads here any more.
import { SvelteMap } from 'svelte/reactivity';
import { api, ask, type Schemas } from '../../../shared/api.ts';
import { once } from '../../../shared/once.ts';
import { proven } from '../../../shared/session.svelte.ts';
import { today } from '../../../shared/time.ts';
import type { Officer } from '../../../shared/tip/officer.ts';
import type { KeysView } from './desks.ts';
import type { Held } from './keys.svelte.ts';
import { readCase, type OpenCase } from './opened.ts';

type Answer = Schemas['OpenedTip'];

/** An opened case and what the server handed out, to add to. */
export interface Remembered { got: Answer; c: OpenCase }

const byOfficer = new WeakMap<Officer, SvelteMap<string, Remembered>>();

/** What these keys opened, by case. */
export function remembered(h: Held): SvelteMap<string, Remembered> {
  const have = byOfficer.get(h.officer) ?? new SvelteMap<string, Remembered>();
  byOfficer.set(h.officer, have);
  return have;
}

export const remember = (h: Held, got: Answer, c: OpenCase): void => { remembered(h).set(c.view.case, { got, c }); };

/** Opens a case, which stands in the log; null where no passkey was shown. */
export async function openCase(id: string, reason: Schemas['OpenInputBody']['reason'], h: Held, view: KeysView): Promise<OpenCase | null> {
  const header = once();
  const got = await proven(() => ask(api.POST('/tips/cases/{id}/open', { params: { path: { id }, header }, body: { reason } })));
  if (!got) return null;
  const c = await readCase(got, h, view);
  remember(h, got, c);
  return c;
}

/** What the server would hand out after an act: opening anew would stand in the log once more. */
export function amended(got: Answer, now: Schemas['CaseView'], items: Schemas['NewItem'][]): Answer {
  const all = got.items ?? [];
  const added = items.map((i) => ({ ...i, seq: all.filter((x) => x.kind === i.kind).length, day: today() }));
  return { ...got, case: now, items: [...all, ...added] };
}

/** Adds what was just done to a remembered case. */
export async function amend(h: Held, view: KeysView, now: Schemas['CaseView'], items: Schemas['NewItem'][] = []): Promise<void> {
  const have = remembered(h).get(now.case);
  if (!have) return;
  const got = amended(have.got, now, items);
  remember(h, got, await readCase(got, h, view));
}
