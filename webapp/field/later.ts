// Screens that are loaded when they are opened, and the texts they share.
import { moreWords, type Loaders } from '../shared/words.svelte.ts';

const words: Loaders = {
  vi: () => import('../shared/generated/messages-phone-vi.ts'),
  en: () => import('../shared/generated/messages-phone-en.ts'),
};

/** With its texts, the part a screen is loaded with. */
export const withWords = async <T>(part: Promise<T>): Promise<T> => {
  await moreWords(words);
  return part;
};
