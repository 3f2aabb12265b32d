import { area, screen } from '../../area.ts';

export default area('figures.title', { icon: 'table-2', home: '/so-lieu' }, [
  screen('/so-lieu', 'figures.title', () => import('./Index.svelte')),
  screen('/so-lieu/o', 'figures.one', () => import('./Drill.svelte')),
]);
