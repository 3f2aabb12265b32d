import { area, screen } from '../../area.ts';

export default area('settings.title', { icon: 'settings', home: '/cai-dat' }, [
  screen('/cai-dat', 'settings.title', () => import('./Index.svelte')),
]);
