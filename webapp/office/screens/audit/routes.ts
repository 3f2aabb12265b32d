import { area, screen } from '../../area.ts';

export default area('audit.title', { icon: 'scroll-text', home: '/nhat-ky' }, [
  screen('/nhat-ky', 'audit.title', () => import('./Index.svelte')),
]);
