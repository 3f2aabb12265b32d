// What a sealed outcome says, in words. Topic, channel and receiver are values of
// dimensions of the catalogue.
import { dimOf, say, valuesOn, type Catalogue } from '../../entry/catalogue.svelte.ts';

export { dims, foundIn, outcomes } from './ids.ts';

/** The choices of a dimension on a day. */
export function choices(cat: Catalogue | null, dim: string, day: string): { value: string; label: string }[] {
  const d = cat ? dimOf(cat, dim) : undefined;
  return d ? valuesOn(d, day, true).map((v) => ({ value: v.id, label: say(v.name) })) : [];
}

/** A value in words; one the catalogue lacks stands as it is. */
export const valueName = (cat: Catalogue | null, dim: string, id: string): string => say((cat ? dimOf(cat, dim) : undefined)?.values?.find((v) => v.id === id)?.name) || id;
