// The screens of plans along the line.
import { screen } from '../../area.ts';

export const plans = [
  screen('/duong/ke-hoach', 'lineplan.title', () => import('./Plans.svelte')),
  screen('/duong/ke-hoach/moi', 'lineplan.new', () => import('./NewPlan.svelte')),
  screen('/duong/ke-hoach/{ledger}/{id}', 'lineplan.one', () => import('./Plan.svelte')),
];
