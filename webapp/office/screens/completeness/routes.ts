import { area, screen } from '../../area.ts';

export default area('completeness.title', { icon: 'calendar-check', home: '/day-du' }, [
  screen('/day-du', 'completeness.title', () => import('./Index.svelte')),
]);
