import { area, screen } from '../../area.ts';

export default area('devices.title', { icon: 'smartphone', home: '/dien-thoai' }, [
  screen('/dien-thoai', 'devices.title', () => import('./Index.svelte')),
]);
