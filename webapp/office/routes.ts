// The table of contents of the office: its areas, in the order and sections of
// the navigation. Each area lists its own screens in screens/<area>/routes.ts.
import type { Area, Screen } from './area.ts';
import { matchPath } from '../shared/route.ts';
import type { MessageKey } from '../shared/words.svelte.ts';
import dashboard from './screens/dashboard/routes.ts';
import review from './screens/review/routes.ts';
import entries from './screens/entries/routes.ts';
import record from './screens/record/routes.ts';
import figures from './screens/figures/routes.ts';
import line from './screens/line/routes.ts';
import reports from './screens/reports/routes.ts';
import snapshots from './screens/snapshots/routes.ts';
import completeness from './screens/completeness/routes.ts';
import plans from './screens/plans/routes.ts';
import registers from './screens/registers/routes.ts';
import imports from './screens/imports/routes.ts';
import tips from './screens/tips/routes.ts';
import tipsWatch from './screens/tips/watch.routes.ts';
import search from './screens/search/routes.ts';
import audit from './screens/audit/routes.ts';
import admin from './screens/admin/routes.ts';
import devices from './screens/devices/routes.ts';
import settings from './screens/settings/routes.ts';

/** Which right a line of the navigation needs, any of several; the server asks again. */
const needs = new Map<Area, string[]>([
  [review, ['entries.verify']], [record, ['entries.write']], [plans, ['plans.read', 'plans.write']],
  [figures, ['figures.read']], [line, ['figures.read']], [reports, ['reports.read']], [snapshots, ['reports.read']], [completeness, ['entries.read']],
  [entries, ['entries.read']], [registers, ['registry.read']], [imports, ['import']], [search, ['figures.read']],
  [tips, ['tips.answer', 'tips.keep']], [tipsWatch, ['tips.watch']], [admin, ['people.read', 'people.grant']], [devices, ['devices.read']],
]);

const all: { title: MessageKey; areas: Area[] }[] = [
  { title: 'shell.section_work', areas: [dashboard, review, record, plans, tips] },
  { title: 'shell.section_figures', areas: [figures, line, reports, snapshots, completeness] },
  { title: 'shell.section_book', areas: [entries, registers, imports, search] },
  { title: 'shell.section_manage', areas: [audit, tipsWatch, admin, devices, settings] },
];

/** The navigation of somebody: what he may use; figures, if he sees those of some place. */
export function sections(may: (right: string) => boolean, sees: boolean): { title: MessageKey; areas: Area[] }[] {
  return all.map((s) => ({ ...s, areas: s.areas.filter((a) => (needs.get(a)?.some(may) ?? true) && (![figures, line].includes(a) || sees)) })).filter((s) => s.areas.length > 0);
}

export interface Found { area: Area; screen: Screen; params: Record<string, string> }

/** The screen of a path. A fixed path wins over one with parameters. */
export function find(path: string): Found | null {
  const screens = all.flatMap((s) => s.areas).flatMap((area) => area.screens.map((screen) => ({ area, screen })));
  const found = screens.flatMap((x) => {
    const params = matchPath(x.screen.pattern, path);
    return params ? [{ ...x, params }] : [];
  });
  return found.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0] ?? null;
}
