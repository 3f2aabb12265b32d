// The texts of tips, loaded with their first screen: most visits need none.
import { moreWords, type Loaders } from '../../../shared/words.svelte.ts';

const words: Loaders = {
  vi: () => import('../../../shared/generated/messages-tips-vi.ts'),
  en: () => import('../../../shared/generated/messages-tips-en.ts'),
};

export async function withWords<T>(part: Promise<T>): Promise<T> {
  await moreWords(words);
  return part;
}
