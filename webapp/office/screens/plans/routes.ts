import { area, screen } from '../../area.ts';

export default area('plans.title', { icon: 'route', home: '/ke-hoach' }, [
  screen('/ke-hoach', 'plans.title', () => import('./Index.svelte')),
  screen('/ke-hoach/viec/{kind}', 'plans.activity_new', () => import('./NewActivity.svelte')),
  screen('/ke-hoach/xem/{ledger}/{id}', 'plans.activity', () => import('./Activity.svelte')),
  screen('/ke-hoach/sua/{ledger}/{id}', 'plans.activity_amend', () => import('./AmendActivity.svelte')),
]);
