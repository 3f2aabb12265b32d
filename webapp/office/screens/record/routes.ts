import { area, screen } from '../../area.ts';

export default area('record.title', { icon: 'square-pen', home: '/ghi-moi' }, [
  screen('/ghi-moi', 'record.title', () => import('./Index.svelte')),
]);
