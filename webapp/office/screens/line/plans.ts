// The screens of plans along the line.
import { screen } from '../../area.ts';
import { withWords } from './words.ts';

export const plans = [
  screen('/duong/ke-hoach', 'lineplan.title', () => withWords(import('./Plans.svelte'))),
  screen('/duong/ke-hoach/moi', 'lineplan.new', () => withWords(import('./NewPlan.svelte'))),
  screen('/duong/ke-hoach/{ledger}/{id}', 'lineplan.one', () => withWords(import('./Plan.svelte'))),
];
