// The systems of coordinates that can be answered, as the server names them
// (internal/geodesy). The zone of a file belongs to the file, not to a province.
import { t } from '../../shared/words.svelte.ts';

const zones: [string, string][] = [
  ['103:00', 'Điện Biên, Lai Châu'], ['104:00', 'Sơn La'], ['104:45', 'Lào Cai, Nghệ An'], ['105:30', 'Hà Giang'], ['105:45', 'Cao Bằng'], ['106:00', 'Tuyên Quang'],
];

export const systems = (): { value: string; label: string }[] => [
  { value: 'wgs84', label: t('track.wgs84') },
  { value: 'vn2000', label: t('track.vn2000') },
  ...zones.map(([m, where]) => ({ value: `vn2000/tm3/${m}`, label: t('track.tm3', { meridian: m.replace(':', '°'), where }) })),
  { value: 'vn2000/utm48', label: t('track.utm', { zone: 48 }) },
  { value: 'vn2000/utm49', label: t('track.utm', { zone: 49 }) },
];
