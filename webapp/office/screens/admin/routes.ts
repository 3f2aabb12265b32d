import { area, screen } from '../../area.ts';

export default area('admin.title', { icon: 'users', home: '/quan-tri' }, [
  screen('/quan-tri', 'admin.title', () => import('./Index.svelte')),
]);
