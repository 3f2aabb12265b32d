// The texts of the line, loaded with its first screen: most visits need none.
import { moreWords, type Loaders } from '../../../shared/words.svelte.ts';

const words: Loaders = {
  vi: () => import('../../../shared/generated/messages-line-vi.ts'),
  en: () => import('../../../shared/generated/messages-line-en.ts'),
};

export async function withWords<T>(part: Promise<T>): Promise<T> {
  await moreWords(words);
  return part;
}
