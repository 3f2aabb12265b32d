// What an attachment is, by its first bytes: its sender is not asked.
import type { Bytes } from '../../../shared/bytes.ts';

export interface Media { type: string; ending: string; show: 'picture' | 'sound' | 'none' }

const known: [at: number, bytes: string, media: Media][] = [
  [0, 'ffd8ff', { type: 'image/jpeg', ending: 'jpg', show: 'picture' }],
  [0, '89504e47', { type: 'image/png', ending: 'png', show: 'picture' }],
  [8, '57454250', { type: 'image/webp', ending: 'webp', show: 'picture' }],
  [0, '1a45dfa3', { type: 'audio/webm', ending: 'webm', show: 'sound' }],
  [0, '4f676753', { type: 'audio/ogg', ending: 'ogg', show: 'sound' }],
  [4, '66747970', { type: 'audio/mp4', ending: 'm4a', show: 'sound' }],
  [0, '25504446', { type: 'application/pdf', ending: 'pdf', show: 'none' }],
];

/** Anything else is only kept, and under a name that opens nothing. */
export function mediaOf(b: Bytes): Media {
  const found = known.find(([at, bytes]) => (bytes.match(/../g) ?? []).every((x, i) => b[at + i] === parseInt(x, 16)));
  return found?.[2] ?? { type: 'application/octet-stream', ending: 'bin', show: 'none' };
}
