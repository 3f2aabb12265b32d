// Sealing in the browser of somebody without the app. Nothing is kept: neither
// language nor theme, and there is no service worker.
import '../shared/base.css';
import '../shared/touch.css';
import './seal.css';
import { mount } from 'svelte';
import { startWords } from '../shared/words.svelte.ts';
import App from './App.svelte';

if (matchMedia('(prefers-color-scheme: dark)').matches) document.documentElement.dataset['theme'] = 'dark';
await startWords({
  vi: () => import('../shared/generated/messages-seal-vi.ts'),
  en: () => import('../shared/generated/messages-seal-en.ts'),
}, new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'vi');
const target = document.getElementById('app');
if (target) mount(App, { target });
