// How this phone shows the app: theme and size of type. "sun" is black on
// white without tints, chosen by hand.
import { remember, remembered } from '../shared/memory.ts';

export const looks = ['light', 'dark', 'sun'] as const;
export const sizes = ['normal', 'large', 'largest'] as const;
export type Look = (typeof looks)[number];
export type Size = (typeof sizes)[number];

let look = $state<Look>('light');
let size = $state<Size>('normal');

export const currentLook = (): Look => look;
export const currentSize = (): Size => size;

export function setLook(next: Look): void {
  look = next;
  document.documentElement.dataset.theme = next;
  remember('field.look', next);
}

export function setSize(next: Size): void {
  size = next;
  document.documentElement.dataset.size = next;
  remember('field.size', next);
}

export function startLook(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  setLook(looks.find((l) => l === remembered('field.look')) ?? dark);
  setSize(sizes.find((s) => s === remembered('field.size')) ?? 'normal');
}
