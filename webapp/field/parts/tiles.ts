// The six tiles: what this body records most, then what the catalogue gives
// its type first. Signs follow what a kind asks, never its name.
import type { Catalogue, Kind } from '../../shared/entry/catalogue.ts';
import { unitOf } from '../../shared/entry/catalogue.ts';
import type { IconName } from '../../shared/generated/icons.ts';
import type { Work } from '../core/works.ts';
import { kindsOf } from '../entry/forms.ts';

const most = 6;

export function tilesOf(cat: Catalogue, bodyType: string, works: Work[]): Kind[] {
  const count = new Map<string, number>();
  for (const w of works) count.set(String(w.content['kind']), (count.get(String(w.content['kind'])) ?? 0) + 1);
  const kinds = kindsOf(cat, bodyType).filter((k) => k.release !== 'restricted');
  return [...kinds].sort((a, b) => (count.get(b.id) ?? 0) - (count.get(a.id) ?? 0)).slice(0, most);
}

/** Whether a kind is walked along markers, so that it can be recorded on the way. */
export const isWalked = (k: Kind): boolean => (k.track && k.markers) ?? false;

export function iconOf(k: Kind, cat?: Catalogue): IconName {
  const icon = (name: IconName) => name;
  if (k.markers) return icon('flag');
  if (k.track) return icon('route');
  if (cat && (k.measures ?? []).some((m) => unitOf(cat, m.unit)?.money)) return icon('gift');
  return icon('notebook-pen');
}
