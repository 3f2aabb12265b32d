import { area, screen } from '../../area.ts';

export default area('registers.title', { icon: 'library', home: '/danh-muc' }, [
  screen('/danh-muc', 'registers.title', () => import('./Index.svelte')),
  screen('/danh-muc/dia-ban/{id}', 'registers.place', () => import('./Place.svelte')),
  screen('/danh-muc/dia-ban/{id}/sap-xep', 'registers.reform', () => import('./Reform.svelte')),
]);
