// How dated rows read: their ends, and what they belong to.
import { shortDate } from '../../../shared/time.ts';
import { t } from '../../../shared/words.svelte.ts';

/** The first day of a row in words. */
export function since(from: string): string {
  if (from === 'unknown') return t('registers.since_unknown');
  return from.startsWith('about ') ? t('registers.about', { day: shortDate(from.slice(6)) }) : shortDate(from);
}

/** The last day of a row in words. */
export function until(to: string): string {
  if (to === 'open') return t('registers.still');
  if (to === 'unknown') return t('registers.until_unknown');
  return to.startsWith('about ') ? t('registers.about', { day: shortDate(to.slice(6)) }) : shortDate(to);
}

/** Both ends: "01/07/2025 - nay". */
export const span = (row: { from: string; to: string }): string => `${since(row.from)} - ${until(row.to)}`;

/** Whether a row can still be ended. */
export const running = (row: { to: string }): boolean => row.to === 'open' || row.to === 'unknown';

/** A word of the catalogue as a label: its first letter large. */
export const capital = (s: string): string => s.charAt(0).toLocaleUpperCase('vi') + s.slice(1);
