// What a sealed outcome says. Topic, channel and receiver are values of
// dimensions of the catalogue; the outcome is a word of the protocol.
import { dimOf, say, valuesOn, type Catalogue } from '../../entry/catalogue.svelte.ts';

export const dims = { topic: 'tip_topic', channel: 'tip_channel', receiver: 'tip_receiver' } as const;

export const outcomes = ['confirmed', 'partly', 'not_confirmed', 'unfounded', 'duplicate'] as const;

/** The choices of a dimension on a day. */
export function choices(cat: Catalogue | null, dim: string, day: string): { value: string; label: string }[] {
  const d = cat ? dimOf(cat, dim) : undefined;
  return d ? valuesOn(d, day, true).map((v) => ({ value: v.id, label: say(v.name) })) : [];
}

/** A value in words; one the catalogue lacks stands as it is. */
export const valueName = (cat: Catalogue | null, dim: string, id: string): string => say((cat ? dimOf(cat, dim) : undefined)?.values?.find((v) => v.id === id)?.name) || id;
