import { remember, remembered } from './memory.ts';

/** "auto" follows the system. */
export type Theme = 'auto' | 'light' | 'dark';

export const themes: Theme[] = ['auto', 'light', 'dark'];

let current = $state<Theme>('auto');

export function theme(): Theme { return current; }

/** Shows a theme and keeps it for the next visit. */
export function setTheme(next: Theme): void {
  current = next;
  if (next === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  remember('theme', next === 'auto' ? null : next);
}

export function startTheme(): void {
  const kept = remembered('theme');
  setTheme(kept === 'light' || kept === 'dark' ? kept : 'auto');
}
