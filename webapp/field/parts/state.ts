// How far a work has come, in the words of the outbox. Nothing is called
// received without a checked receipt, and "sent" is never said.
import type { IconName } from '../../shared/generated/icons.ts';
import { dayOf, shortDate, timeOf, today } from '../../shared/time.ts';
import { t } from '../../shared/words.svelte.ts';
import { isPhoto, type Uploading } from '../core/photo.ts';
import { codeOf } from '../core/receipt.ts';
import type { Work } from '../core/works.ts';

export interface Standing { word: string; icon: IconName; tone: 'plain' | 'amber' | 'green' | 'red' }

/** sending are the numbers in the running request. */
export function standingOf(w: Work, sending: number[]): Standing {
  if (w.where === 'to_mend') return { word: t('field.s_to_mend'), icon: 'circle-alert', tone: 'red' };
  if (w.where === 'quarantined') return { word: t('field.s_quarantined'), icon: 'hourglass', tone: 'amber' };
  if (w.where === 'custody') return { word: t('field.s_custody'), icon: 'hourglass', tone: 'amber' };
  if (w.where === 'on_phone') return w.ops.some((r) => sending.includes(r.seq)) ? { word: t('field.s_sending'), icon: 'refresh-cw', tone: 'amber' } : { word: t('field.s_on_phone'), icon: 'smartphone', tone: 'amber' };
  const status = isBehind(w) ? undefined : w.record?.status;
  if (status === 'returned') return { word: t('field.s_returned'), icon: 'undo-2', tone: 'red' };
  if (status === 'verified') return { word: t('field.s_verified'), icon: 'circle-check', tone: 'green' };
  if (status === 'retracted') return { word: t('field.s_retracted'), icon: 'circle-slash', tone: 'plain' };
  if (status === 'submitted') return { word: t('field.s_submitted'), icon: 'clock', tone: 'plain' };
  return { word: t('field.s_received'), icon: 'circle-check', tone: 'green' };
}

/** Whether the pulled record is older than what was received since. */
const isBehind = (w: Work): boolean => !!w.record && w.ops.some((r) => (r.received_ms ?? 0) > (w.record?.pulled_ms ?? 0));

/** "ảnh 1/2 đã nhận", apart from the entry itself; "" where this phone holds none. */
export function photosOf(w: Work, uploading: Uploading | null): string {
  const photos = w.photos.filter(isPhoto);
  if (photos.length === 0) return '';
  const have = photos.filter((p) => p.state === 'received').length;
  const now = photos.find((p) => p.id === uploading?.id);
  const line = t('field.photos_received', { have, of: photos.length });
  return now && uploading ? `${line}, ${t('field.photo_sending', { percent: Math.floor((uploading.done * 100) / uploading.size) })}` : line;
}

/** "vết đi 3/4 phần đã nhận"; "" where this phone holds none. */
export function trackOf(w: Work): string {
  const pieces = w.photos.filter((p) => p.track);
  return pieces.length === 0 ? '' : t('field.track_received', { have: pieces.filter((p) => p.state === 'received').length, of: pieces.length });
}

/** "lời ghi âm đã nhận"; "" where this phone holds none. */
export function voiceOf(w: Work): string {
  const voices = w.photos.filter((p) => p.sound);
  return voices.length === 0 ? '' : t(voices.every((p) => p.state === 'received') ? 'field.voice_received' : 'field.voice_waiting');
}

/** Whether the book has the entry, and this phone a file of it still. */
export const photosWait = (w: Work): boolean => w.photos.some((p) => p.state === 'waiting');

/** "đã nhận 14:32 · mã A7K-3QD", of the last received operation; "" for none. */
export function receiptOf(w: Work): string {
  const last = w.ops.filter((r) => r.where === 'received').at(-1);
  if (!last?.accepted_ms) return '';
  const at = new Date(last.accepted_ms);
  const time = dayOf(at) === today() ? timeOf(at) : `${timeOf(at)}, ${shortDate(dayOf(at))}`;
  return t('field.receipt', { time, code: whole(codeOf(last.hash)) });
}

/** A code that a line does not break. */
export const whole = (code: string): string => code.replace('-', '\u2011');
