import { area, screen } from '../../area.ts';

export default area('snapshots.title', { icon: 'lock', home: '/khoa-so' }, [
  screen('/khoa-so', 'snapshots.title', () => import('./Index.svelte')),
]);
