// The catalogue: what can be recorded, as forms of every app read it.
import type { components } from '../generated/api.ts';
import { lang, wordOf } from '../words.svelte.ts';

type Schemas = components['schemas'];
export type Catalogue = Schemas['CatalogueView'];
export type Kind = Schemas['KindView'];
export type Measure = Schemas['MeasureView'];
export type Dimension = Schemas['DimensionView'];
export type Unit = Schemas['UnitView'];

/** A wording in the reader's language. */
export const say = (text: Schemas['TextView'] | undefined): string => (text ? wordOf(text.vi) ?? (text[lang()] || text.vi) : '');

export const kindOf = (c: Catalogue, id: string): Kind | undefined => (c.kinds ?? []).find((k) => k.id === id);
export const dimOf = (c: Catalogue, id: string): Dimension | undefined => (c.dimensions ?? []).find((d) => d.id === id);
export const unitOf = (c: Catalogue, id: string): Unit | undefined => (c.units ?? []).find((u) => u.id === id);
export const evidenceOf = (c: Catalogue, id: string) => (c.evidence ?? []).find((w) => w.id === id);

/** What ends the following up of a kind, in words: the dimension and its values. */
export function untilOf(c: Catalogue, f: Schemas['FollowView']): { dim: string; values: string } {
  const d = dimOf(c, f.dim);
  return { dim: say(d?.name), values: (d?.values ?? []).filter((v) => (f.until ?? []).includes(v.id)).map((v) => say(v.name)).join(', ') };
}

/** The values of a list that may be chosen on a day. */
export const valuesOn = (d: Dimension, day: string, paper: boolean) =>
  (d.values ?? []).filter((v) => (!v.retired_from || day < v.retired_from) && (paper || v.id !== 'unknown'));

/** The norm for a measure of an entry: the one with the most conditions that all hold. */
export function normFor(c: Catalogue, kind: string, measure: string, dims: Record<string, string[]>, day: string) {
  const fits = (c.norms ?? []).filter((n) => n.kind === kind && n.measure === measure && day >= n.from && (!n.to || day <= n.to)
    && Object.entries(n.where ?? {}).every(([d, v]) => dims[d]?.includes(v)));
  return fits.sort((a, b) => Object.keys(b.where ?? {}).length - Object.keys(a.where ?? {}).length)[0];
}

/** The register that a dimension's values are rows of. */
export const registerOf = (ref: string): string => (ref === 'marker' ? 'marker_position' : ref);
