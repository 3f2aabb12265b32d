// What a sender has written so far.
import { encode } from '../canon.ts';
import { utf8 } from '../bytes.ts';
import type { MessageKey } from '../words.svelte.ts';
import type { Said } from './sealer.ts';

export const hows = ['saw', 'heard', 'guess'] as const;

export interface Draft { how: '' | (typeof hows)[number]; when: string; where: string; place: string; position: string; text: string; topic: string; urgent: boolean; desk: string; two: boolean }

export const nothing = (): Draft => ({ how: '', when: '', where: '', place: '', position: '', text: '', topic: '', urgent: false, desk: '', two: false });

/** Whether leaving loses something. */
export const begun = (d: Draft): boolean => [d.when, d.where, d.position, d.text].some((x) => x !== '');

/** The same without what was told, once that is sealed. */
export const emptied = (d: Draft): Draft => ({ ...d, when: '', where: '', place: '', position: '', text: '' });

/** What is sealed of it. */
export function saidOf(d: Draft, lang: string, day: string): Said {
  const { when, where, place, position, topic } = d;
  return { how: d.how || 'guess', text: d.text.trim(), lang, day, ...Object.fromEntries(Object.entries({ when, where, place, position, topic }).filter(([, v]) => v !== '')), ...(d.urgent ? { urgent: true } : {}) };
}

/** Bytes a text takes in what is sealed; what the format takes of each. */
export const size = (text: string): number => utf8(encode(text.replace(/\p{Cs}/gu, '?'))).length - 2;
const mostText = 12_000, mostShort = 300;

/** What is missing or too long, null when it can be sealed. */
export function wrong(d: Draft): MessageKey | null {
  if (!d.how) return 'tip.need_how';
  if (!d.text.trim()) return 'tip.need_text';
  if (size(d.text) > mostText) return 'tip.too_long';
  return [d.when, d.where].some((x) => size(x) > mostShort) ? 'tip.too_long_short' : null;
}
