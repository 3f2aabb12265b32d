import { area, screen } from '../../area.ts';

export default area('entries.title', { icon: 'book-open', home: '/so' }, [
  screen('/so', 'entries.title', () => import('./Index.svelte')),
]);
