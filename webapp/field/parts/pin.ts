import { WrongPIN } from '../core/lock.ts';
import { timeOf } from '../../shared/time.ts';
import { t } from '../../shared/words.svelte.ts';

export const isPIN = (s: string): boolean => /^\d{6}$/.test(s);

/** Digits in a row and one digit six times are what everybody tries first. */
export const isWeak = (s: string): boolean => /^(\d)\1{5}$/.test(s) || '0123456789 9876543210'.includes(s);

/** What went wrong when the phone was to be opened. */
export function pinProblem(e: unknown): string {
  if (!(e instanceof WrongPIN)) return t('field.failed');
  return e.notBeforeMs > Date.now() + 1000 ? t('field.pin_wait', { time: timeOf(new Date(e.notBeforeMs)) }) : t('field.pin_wrong');
}
