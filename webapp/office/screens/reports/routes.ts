import { area, screen } from '../../area.ts';

export default area('reports.title', { icon: 'file-text', home: '/bao-cao' }, [
  screen('/bao-cao', 'reports.title', () => import('./Index.svelte')),
]);
