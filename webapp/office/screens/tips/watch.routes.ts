import { area, screen } from '../../area.ts';
import { withWords } from './words.ts';

export default area('shell.tips_watch', { icon: 'eye', home: '/giam-sat-tin-bao' }, [
  screen('/giam-sat-tin-bao', 'shell.tips_watch', () => withWords(import('./Watch.svelte'))),
  screen('/giam-sat-tin-bao/{id}', 'shell.tips_watch', () => withWords(import('./WatchCase.svelte'))),
]);
