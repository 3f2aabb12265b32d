import { area, screen } from '../../area.ts';

export default area('imports.title', { icon: 'file-up', home: '/nhap-so-lieu' }, [
  screen('/nhap-so-lieu', 'imports.title', () => import('./Index.svelte')),
  screen('/nhap-so-lieu/{id}', 'imports.one', () => import('./File.svelte')),
]);
