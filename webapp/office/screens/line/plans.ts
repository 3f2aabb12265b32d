// The screens of plans along the line, and of the markers on it.
import { screen } from '../../area.ts';
import { withWords } from './words.ts';

export const plans = [
  screen('/duong/ke-hoach', 'lineplan.title', () => withWords(import('./Plans.svelte'))),
  screen('/duong/ke-hoach/moi', 'lineplan.new', () => withWords(import('./NewPlan.svelte'))),
  screen('/duong/ke-hoach/{ledger}/{id}', 'lineplan.one', () => withWords(import('./Plan.svelte'))),
  screen('/duong/moc', 'lineplan.stones', () => withWords(import('./Stones.svelte'))),
  screen('/duong/moc/{id}', 'lineplan.marker', () => withWords(import('./Marker.svelte'))),
];
