import { area, screen } from '../../area.ts';

export default area('dashboard.title', { icon: 'house', home: '/' }, [
  screen('/', 'dashboard.title', () => import('./Index.svelte')),
]);
