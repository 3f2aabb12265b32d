import { area, screen } from '../../area.ts';

export default area('registers.title', { icon: 'library', home: '/danh-muc' }, [
  screen('/danh-muc', 'registers.title', () => import('./Index.svelte')),
]);
