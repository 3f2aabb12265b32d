import { area, screen } from '../../area.ts';

export default area('record.title', { icon: 'square-pen', home: '/ghi' }, [
  screen('/ghi', 'record.title', () => import('./Index.svelte')),
  screen('/ghi/khong-phat-sinh', 'record.nil', () => import('./Nil.svelte')),
  screen('/ghi/{kind}', 'record.title', () => import('./Record.svelte')),
]);
