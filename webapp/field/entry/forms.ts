// Forms begun from something: from the phone's place and the last time, or
// from a work that is to be mended.
import type { Catalogue, Kind } from '../../shared/entry/catalogue.ts';
import { emptyForm, formOf, nextForm, type Content, type FormState } from '../../shared/entry/form.ts';
import type { DeviceView } from '../core/wire.ts';
import type { Fields } from '../core/works.ts';
import type { Lists } from './steps.ts';

/** Kinds a body of this type records, as the catalogue says. */
export const kindsOf = (cat: Catalogue, bodyType: string): Kind[] => (cat.kinds ?? []).filter((k) => !k.register && !k.hidden && (k.bodies ?? []).includes(bodyType));

/** A new form: today, at the phone's place, as it was last time. */
export function newForm(kind: Kind, lists: Lists, at: DeviceView, today: string, last: FormState | null): FormState {
  const f = last ? { ...nextForm(kind, last), dims: { ...last.dims }, names: { ...last.names } } : emptyForm(kind, '');
  const own = lists.places.find((p) => p.id === at.place_id);
  const place = kind.min_place === 'commune' && own?.level === 'hamlet' ? lists.places.find((p) => p.id === own.parent_id) : own;
  if (!last || !lists.places.some((p) => p.id === f.place.id)) f.place = { id: place?.id ?? '', name: place?.name ?? '' };
  return { ...f, day: today, paper: false };
}

/** The form of a content of the ledger. */
export function formOfContent(content: Fields, kind: Kind, lists: Lists): FormState {
  const dims = Object.fromEntries(Object.entries((content['dims'] ?? {}) as Record<string, string | string[]>).map(([d, v]) => [d, typeof v === 'string' ? [v] : v]));
  const c = { ...content, dims } as unknown as Content;
  return formOf({ owner_id: '', place_id: c.place_id, place: lists.places.find((p) => p.id === c.place_id)?.name ?? '', facts: [], links: [],
    bodies: (c.bodies ?? []).map((b) => ({ id: b.body_id, name: lists.bodies.find((x) => x.id === b.body_id)?.name ?? '' })) }, kind, c);
}
