// Searches of the choosers of a form.
import { api, ask } from '../../shared/api.ts';
import type { Choice } from '../../shared/components/Combobox.svelte';

type Search = (q: string, signal: AbortSignal) => Promise<Choice[]>;

/** Places on the day of the form: to record at, or to read of. */
export const searchPlaces = (day: () => string, what: 'write' | 'read', level?: 'commune'): Search => async (q, signal) =>
  ((await ask(api.GET('/pick/places', { params: { query: { q, day: day(), for: what, ...(level ? { level } : {}) } }, signal }))).items ?? [])
    .map((p) => ({ value: p.id, label: p.name, note: p.parent ?? '' }));

/** Bodies, those of the form's place first. */
export const searchBodies = (day: () => string, place: () => string): Search => async (q, signal) =>
  ((await ask(api.GET('/pick/bodies', { params: { query: { q, day: day(), place: place() } }, signal }))).items ?? [])
    .map((b) => ({ value: b.id, label: b.name, note: b.place ?? '' }));

/** Rows of a register: markers, segments. */
export const searchRows = (kind: string, day: () => string): Search => async (q, signal) =>
  ((await ask(api.GET('/pick/rows', { params: { query: { q, kind, day: day() } }, signal }))).items ?? [])
    .map((r) => ({ value: r.id, label: r.name, note: r.place ?? '' }));
