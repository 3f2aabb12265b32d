import { area, screen } from '../../area.ts';

export default area('search.title', { icon: 'search', home: '/tim' }, [
  screen('/tim', 'search.title', () => import('./Index.svelte')),
]);
