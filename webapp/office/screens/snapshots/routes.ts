import { area, screen } from '../../area.ts';

export default area('snapshots.title', { icon: 'lock', home: '/khoa-so' }, [
  screen('/khoa-so', 'snapshots.title', () => import('./Index.svelte')),
  screen('/ma', 'snapshots.code', () => import('./Code.svelte')),
  screen('/khoa-so/{ledger}/{id}', 'snapshots.one', () => import('./Lock.svelte')),
  screen('/khoa-so/{ledger}/{id}/so-sanh', 'snapshots.compare', () => import('./Compare.svelte')),
]);
