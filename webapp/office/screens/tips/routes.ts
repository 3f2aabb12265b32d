import { area, screen } from '../../area.ts';
import { withWords } from './words.ts';

export default area('shell.tips', { icon: 'mail-check', home: '/tin-bao' }, [
  screen('/tin-bao', 'shell.tips', () => withWords(import('./Index.svelte'))),
  screen('/tin-bao/ghi-ho', 'shell.tips', () => withWords(import('./Hand.svelte'))),
  screen('/tin-bao/khoa', 'shell.tips', () => withWords(import('./OwnKeys.svelte'))),
  screen('/tin-bao/cap-tren', 'shell.tips', () => withWords(import('./Authorities.svelte'))),
  screen('/tin-bao/ban/{id}', 'shell.tips', () => withWords(import('./DeskKeys.svelte'))),
  screen('/tin-bao/khoi-phuc', 'shell.tips', () => withWords(import('./Quorums.svelte'))),
  screen('/tin-bao/noi/{id}', 'shell.tips', () => withWords(import('./Group.svelte'))),
  screen('/tin-bao/vu/{id}', 'shell.tips', () => withWords(import('./Case.svelte'))),
]);
