// How the map of the phone is drawn, lowest first, and its key.
import type { PathStyle } from 'leaflet/dist/leaflet-src.esm.js';
import type { Drawn } from '../../shared/map/chart.ts';
import type { MessageKey } from '../../shared/words.svelte.ts';
import { bandStyle, classStyle } from '../../shared/map/style.ts';
import { drawnOf, type At, type Sheet, type Stretch } from './sheet.ts';

const line = { ...bandStyle.plain, color: '#16190f', weight: 3 };
const own = { color: '#1f5b3f', weight: 12, opacity: 0.35, lineCap: 'butt' as const };
const plan = { color: '#d9822b', weight: 13, dashArray: '14 4', lineCap: 'butt' as const };
const marker = { ...classStyle.none, radius: 6, weight: 2 };
const wanted = { ...classStyle.documented, radius: 7, weight: 2 };
const closed = { ...classStyle.closed, color: '#4c544e', radius: 6, weight: 2 };
const post = { color: '#4c544e', fillColor: '#4c544e', fillOpacity: 1, weight: 1, radius: 2 };
const chosen = { color: '#9b1c1c', fillColor: '#fffefa', fillOpacity: 1, weight: 4, radius: 9 };
const me = { color: '#fffefa', fillColor: '#174f8a', fillOpacity: 1, weight: 3, radius: 9 };

/** What is explained, where it is drawn. */
export const keys: { layers: string[]; word: Extract<MessageKey, `map.${string}`>; style: PathStyle }[] = [
  { layers: ['line'], word: 'map.key_line', style: line }, { layers: ['own'], word: 'map.key_own', style: own }, { layers: ['plan'], word: 'map.key_plan', style: plan },
  { layers: ['marker'], word: 'map.key_marker', style: marker }, { layers: ['wanted'], word: 'map.planned', style: wanted }, { layers: ['closed'], word: 'map.key_closed', style: closed },
  { layers: ['me'], word: 'map.me', style: me },
];

export interface Seen {
  stretches: Stretch[];
  /** Positions the plan asks for, by the rows of their markers. */
  planned: Set<string>;
  chosen: string;
  here: At | null; me: string;
  choose(id: string): void;
}

const order = ['own', 'plan', 'line', 'name', 'post', 'closed', 'marker', 'wanted', 'chosen', 'me'];

export function drawing(sheet: Sheet, seen: Seen): Drawn[] {
  const out: Drawn[] = drawnOf(sheet, seen.stretches).map((part) => ({ layer: 'plan', line: part, style: plan }));
  for (const { geometry: g, properties: p } of sheet.features) {
    if (g.type === 'LineString') out.push({ layer: p.layer, line: g.coordinates, style: p.layer === 'own' ? own : line });
    else if (p.layer === 'post') out.push({ layer: p.from_dm ? 'post' : 'name', at: g.coordinates, style: post, label: p.from_dm ? `km ${p.from_dm / 10_000}` : (p.segment ?? '') });
    else {
      const id = p.id ?? '', layer = id === seen.chosen ? 'chosen' : p.closed ? 'closed' : seen.planned.has(id) ? 'wanted' : 'marker';
      out.push({ layer, at: g.coordinates, style: { chosen, marker, closed, wanted }[layer], label: p.name ?? '', chosen: () => seen.choose(id) });
    }
  }
  if (seen.here) out.push({ layer: 'me', at: seen.here, style: me, label: seen.me, aside: true });
  return out.sort((a, b) => order.indexOf(a.layer) - order.indexOf(b.layer));
}
