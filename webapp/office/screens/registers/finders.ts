// Finding places and bodies while typing, for comboboxes.
import type { Choice } from '../../../shared/components/Combobox.svelte';
import { api, ask } from '../../../shared/api.ts';

/** Places by name or code; only those in force unless told. */
export async function findPlaces(q: string, signal: AbortSignal, former = false): Promise<Choice[]> {
  if (q === '') return [];
  const { items } = await ask(api.GET('/places', { params: { query: { q } }, signal }));
  return (items ?? []).filter((p) => former || p.alive || p.group).map((p) => ({ value: p.id, label: p.name, note: p.above ?? p.code ?? '' }));
}

/** Bodies by name. */
export async function findBodies(q: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await ask(api.GET('/bodies', { params: { query: { q, limit: 50 } }, signal }));
  return (items ?? []).map((b) => ({ value: b.id, label: b.name, note: b.place ?? b.type_name }));
}
