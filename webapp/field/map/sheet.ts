// What is on the map of the phone, as docs/sync.md writes it: where markers are,
// how far and which way from here, and what of the line a plan means.

/** Longitude, latitude, as in GeoJSON. */
export type At = [number, number];

export interface Properties { layer: 'line' | 'own' | 'post' | 'marker'; id?: string; name?: string; segment_id?: string; segment?: string; from_dm?: number; to_dm?: number; closed?: boolean }
export interface Feature { geometry: { type: 'LineString'; coordinates: At[] } | { type: 'Point'; coordinates: At }; properties: Properties }
export interface Sheet { note: Both; mark?: Both; within_m: number; cut?: boolean; features: Feature[] }
export interface Both { vi: string; en: string }

export interface Stretch { segment_id: string; from_dm: number; to_dm: number }

export interface Spot { id: string; number: string; segment: string; /** Chainage in decimetres, where there is an official one. */ dm: number | null; closed: boolean; at: At; /** From here, in metres; null while that is not known. */ away: number | null }

const metresPerDegree = 111_195;
const rad = Math.PI / 180;

/** East and north of one place to another, in metres; for the few kilometres of a map. */
function step(from: At, to: At): [east: number, north: number] {
  return [(to[0] - from[0]) * metresPerDegree * Math.cos(((from[1] + to[1]) / 2) * rad), (to[1] - from[1]) * metresPerDegree];
}

export const metres = (a: At, b: At): number => Math.hypot(...step(a, b));

/** Which of eight ways it is: 0 is north, 2 east. */
export function way(from: At, to: At): number {
  const [east, north] = step(from, to);
  return (Math.round(Math.atan2(east, north) / (Math.PI / 4)) + 8) % 8;
}

/** The markers, by number or the nearest first. */
export function spots(sheet: Sheet, here: At | null, nearestFirst: boolean): Spot[] {
  const all = sheet.features.flatMap((f): Spot[] => {
    const p = f.properties;
    if (p.layer !== 'marker' || f.geometry.type !== 'Point') return [];
    const at = f.geometry.coordinates;
    return [{ id: p.id ?? '', number: p.name ?? '', segment: p.segment ?? '', dm: p.from_dm ?? null, closed: p.closed === true, at, away: here && metres(here, at) }];
  });
  return nearestFirst && here ? all.sort((a, b) => (a.away ?? 0) - (b.away ?? 0)) : all.sort((a, b) => parts(a.number, b.number));
}

/** Main number, then secondary: 728, 728/1, 728/2, 729. */
function parts(a: string, b: string): number {
  const [x, y] = [a, b].map((n) => n.split('/').map(Number));
  return (x?.[0] ?? 0) - (y?.[0] ?? 0) || (x?.[1] ?? 0) - (y?.[1] ?? 0);
}

/** What of the drawn line stretches by chainage are; beyond the map nothing. */
export function drawnOf(sheet: Sheet, stretches: Stretch[]): At[][] {
  return sheet.features.flatMap((f) => {
    const { layer, segment_id, from_dm = 0, to_dm = 0 } = f.properties, g = f.geometry;
    if (layer !== 'line' || g.type !== 'LineString' || to_dm <= from_dm) return [];
    return stretches.filter((s) => s.segment_id === segment_id && s.from_dm < to_dm && from_dm < s.to_dm).map((s) => {
      const share = (dm: number) => Math.min(1, Math.max(0, (dm - from_dm) / (to_dm - from_dm)));
      return between(g.coordinates, share(s.from_dm), share(s.to_dm));
    });
  });
}

/** The part of a line between two shares of its length. */
export function between(line: At[], from: number, to: number): At[] {
  let walked = 0;
  const stations = line.map((at, i) => ({ at, m: i === 0 ? 0 : (walked += metres(line[i - 1] as At, at)) }));
  const on = (m: number): At[] => {
    const i = Math.max(1, stations.findIndex((s) => s.m >= m)), a = stations[i - 1], b = stations[i];
    if (!a || !b) return [];
    const s = b.m > a.m ? (m - a.m) / (b.m - a.m) : 0;
    return [[a.at[0] + (b.at[0] - a.at[0]) * s, a.at[1] + (b.at[1] - a.at[1]) * s]];
  };
  const inside = stations.filter((s) => from * walked + 0.5 < s.m && s.m < to * walked - 0.5).map((s) => s.at); // none doubled by rounding
  return [...on(from * walked), ...inside, ...on(to * walked)];
}
