import { area, screen } from '../../area.ts';

export default area('review.title', { icon: 'list-checks', home: '/cho-duyet' }, [
  screen('/cho-duyet', 'review.title', () => import('./Index.svelte')),
  screen('/cho-duyet/cung-viec', 'review.twins_title', () => import('./Duplicates.svelte')),
  screen('/cho-duyet/cung-viec/{ledger}/{id}', 'review.event_title', () => import('./Event.svelte')),
  screen('/cho-duyet/{ledger}/{id}', 'review.one', () => import('./One.svelte')),
]);
