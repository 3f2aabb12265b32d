// What a sender has written so far.
import { encode } from '../../shared/canon.ts';
import { utf8 } from '../../shared/bytes.ts';
import type { MessageKey } from '../../shared/words.svelte.ts';

export const hows = ['saw', 'heard', 'guess'] as const;

export interface Draft { how: '' | (typeof hows)[number]; when: string; where: string; place: string; position: string; text: string; topic: string; urgent: boolean; desk: string; two: boolean }

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
