import { area, screen } from '../../area.ts';
import { plans } from './plans.ts';
import { withWords } from './words.ts';

export default area('shell.line', { icon: 'route', home: '/duong' }, [
  screen('/duong', 'shell.line', () => withWords(import('./Strip.svelte'))),
  screen('/duong/ban-do', 'shell.line_map', () => withWords(import('./Map.svelte'))),
  ...plans,
]);
