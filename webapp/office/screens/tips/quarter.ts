// A key of a desk in words.
import { shortDate } from '../../../shared/time.ts';
import { quarterOf, type EpochRecord } from '../../../shared/tip/epoch.ts';
import { t } from '../../../shared/words.svelte.ts';

const roman = ['I', 'II', 'III', 'IV'];

/** "quý IV/2026, từ 01/10/2026 đến 31/12/2026". */
export function quarterText(r: Pick<EpochRecord, 'not_before' | 'not_after'>): string {
  const q = quarterOf(r.not_before);
  return t('tips.quarter', { q: roman[q.n - 1] ?? '', year: String(q.year), from: shortDate(r.not_before), to: shortDate(r.not_after) });
}

/** The day after. */
export const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
