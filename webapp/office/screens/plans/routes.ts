import { area, screen } from '../../area.ts';

export default area('plans.title', { icon: 'route', home: '/ke-hoach' }, [
  screen('/ke-hoach', 'plans.title', () => import('./Index.svelte')),
]);
