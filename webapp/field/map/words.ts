// The texts of the map, loaded with it.
import { moreWords, t, type Loaders } from '../../shared/words.svelte.ts';
import { decimal } from '../../shared/format.ts';
import { way, type At, type Spot } from './sheet.ts';

const loaders: Loaders = {
  vi: () => import('../../shared/generated/messages-map-vi.ts'),
  en: () => import('../../shared/generated/messages-map-en.ts'),
};

export const mapWords = (): Promise<void> => moreWords(loaders);

/** Ten metres are as exact as a phone is; from a kilometre on one decimal. */
const far = (metres: number): string => (metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${decimal(Math.round(metres), 1000, 1)} km`);

/** Where a marker is: segment and kilometre, how far and which way from here. */
export function whereIs(s: Spot, here: At | null, planned: boolean): string {
  const ways = ['map.way_0', 'map.way_1', 'map.way_2', 'map.way_3', 'map.way_4', 'map.way_5', 'map.way_6', 'map.way_7'] as const;
  const place = s.dm === null ? s.segment : t('map.place', { segment: s.segment, km: decimal(s.dm, 10_000, 2) });
  const away = here && s.away !== null ? t('map.away', { far: far(s.away), way: t(ways[way(here, s.at)] ?? 'map.way_0') }) : '';
  return [place, away, planned ? t('map.planned') : '', s.closed ? t('map.closed') : ''].filter(Boolean).join(' · ');
}
