import '../shared/base.css';
import '../shared/touch.css';
import './field.css';
import { mount } from 'svelte';
import { startWords } from '../shared/words.svelte.ts';
import App from './App.svelte';
import { startLook } from './look.svelte.ts';
import { startTongue } from './tongue.svelte.ts';

startLook();
await startWords({
  vi: () => import('../shared/generated/messages-field-vi.ts'),
  en: () => import('../shared/generated/messages-field-en.ts'),
});
void startTongue().catch(() => undefined);
const target = document.getElementById('app');
if (target) mount(App, { target });
