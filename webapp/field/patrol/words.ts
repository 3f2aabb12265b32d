// The texts of these screens, loaded with them.
import { moreWords, t, type Loaders } from '../../shared/words.svelte.ts';

const loaders: Loaders = {
  vi: () => import('../../shared/generated/messages-patrol-vi.ts'),
  en: () => import('../../shared/generated/messages-patrol-en.ts'),
};

export const patrolWords = (): Promise<void> => moreWords(loaders);

/** How exact a fix is, as a word; metres, null for unknown. */
export function exactness(metres: number | null): string {
  if (metres === null) return t('patrol.unclear');
  return t(metres <= 15 ? 'patrol.good' : metres <= 50 ? 'patrol.fair' : 'patrol.poor');
}
