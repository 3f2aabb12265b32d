import '../../shared/base.css';
import { mount } from 'svelte';
import { startTheme } from '../../shared/theme.svelte.ts';
import { startWords } from '../../shared/words.svelte.ts';
import Gallery from './Gallery.svelte';

startTheme();
await startWords({
  vi: () => import('../../shared/generated/messages-office-vi.ts'),
  en: () => import('../../shared/generated/messages-office-en.ts'),
});
const target = document.getElementById('app');
if (target) mount(Gallery, { target });
