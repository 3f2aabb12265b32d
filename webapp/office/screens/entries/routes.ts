import { area, screen } from '../../area.ts';

export default area('entries.title', { icon: 'book-open', home: '/so' }, [
  screen('/so', 'entries.title', () => import('./Index.svelte')),
  screen('/so/van-ban', 'entries.papers', () => import('./Papers.svelte')),
  screen('/so/{ledger}/{id}', 'entries.one', () => import('./Entry.svelte')),
  screen('/so/{ledger}/{id}/sua', 'entries.amend', () => import('./Amend.svelte')),
]);
