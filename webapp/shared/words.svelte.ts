// The texts of the interface. One language is loaded at a time, as one chunk.
import type { MessageKey, Messages } from './generated/messages.ts';
import { int } from './format.ts';
import { fill, parse, type Lang, type Part, type Values } from './message.ts';
import { remember, remembered } from './memory.ts';

export type { MessageKey };

type Catalogue = Record<string, string>;

/** Where an app's texts come from. */
export type Loaders = Record<Lang, () => Promise<{ default: Catalogue }>>;

let loaders: Loaders[] = [];

/** The languages in their own names. */
export const languages: { code: Lang; name: string }[] = [
  { code: 'vi', name: 'Tiếng Việt' },
  { code: 'en', name: 'English' },
];

/** Over the language lie the texts of one an operator supplies, and its words of the catalogue by their Vietnamese. */
let current = $state.raw<{ lang: Lang; texts: Catalogue; over: Catalogue; words: Catalogue }>({ lang: 'vi', texts: {}, over: {}, words: {} });
let parsed: Record<string, Part[]> = {};

/** The language on the screen. */
export function lang(): Lang { return current.lang; }

/** Loads a language and shows it; kept for the next visit. */
export async function setLang(next: Lang): Promise<void> {
  await showLang(next);
  remember('lang', next);
}

/** The same for this page only. */
export async function showLang(next: Lang): Promise<void> {
  const texts: Catalogue = Object.assign({}, ...(await Promise.all(loaders.map((l) => l[next]()))).map((m) => m.default));
  parsed = {};
  current = { lang: next, texts, over: {}, words: {} };
  document.documentElement.lang = next;
}

/** Loads the language of the last visit, Vietnamese at first; one that is asked for is shown and not kept. */
export function startWords(from: Loaders, asked?: Lang): Promise<void> {
  loaders = [from];
  return asked ? showLang(asked) : setLang(remembered('lang') === 'en' ? 'en' : 'vi');
}

/** Adds the texts of screens that are loaded later. */
export async function moreWords(from: Loaders): Promise<void> {
  if (loaders.includes(from)) return;
  loaders.push(from);
  const { default: texts } = await from[current.lang]();
  current = { ...current, texts: { ...current.texts, ...texts, ...current.over } };
}

/** Lays another language over the one on the screen; what it lacks stays. */
export function lay(code: string, over: Catalogue, words: Catalogue): void {
  parsed = {};
  current = { ...current, texts: { ...current.texts, ...over }, over, words };
  document.documentElement.lang = code;
}

/** A word of the catalogue in the language that was laid over. */
export const wordOf = (vi: string): string | undefined => current.words[vi];

type Args<K extends MessageKey> = keyof Messages[K] extends never ? [] : [values: Messages[K]];

/** The text of a key, its placeholders filled. */
export function t<K extends MessageKey>(key: K, ...args: Args<K>): string {
  return text(key, (args[0] ?? {}) as Values);
}

/** Tells whether a key made at run time (from a code of the server) has a text. */
export function known(key: string): key is MessageKey { return key in current.texts; }

/**
 * The text of a key made at run time, such as `state.` + code; the fallback
 * when there is none. The key's placeholders are not checked.
 */
export function tOr(key: string, fallback: string, values: Values = {}): string {
  return known(key) ? text(key, values) : fallback;
}

function text(key: string, values: Values): string {
  const { lang, texts } = current;
  const source = texts[key];
  if (source === undefined) return key;
  if (!source.includes('{')) return source;
  return fill((parsed[key] ??= parse(source)), values, lang, (n) => int(n));
}
