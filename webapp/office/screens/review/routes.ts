import { area, screen } from '../../area.ts';

export default area('review.title', { icon: 'list-checks', home: '/cho-duyet' }, [
  screen('/cho-duyet', 'review.title', () => import('./Index.svelte')),
]);
