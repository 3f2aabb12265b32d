// Where a place lies: typed in decimal degrees, stored in 1e-7 degree.
import { decimal } from '../../../shared/format.ts';

/** Degrees as people type them, with a decimal comma or point; null for what is none within ± most. */
export function part(text: string, most: number): number | null {
  const plain = text.trim().replace(/\s*°$/, '').replace(',', '.');
  if (!/^-?\d{1,3}(\.\d{1,10})?$/.test(plain)) return null;
  const v = Number(plain);
  return Math.abs(v) <= most ? Math.round(v * 1e7) : null;
}

/** "22,403964; 105,5". */
export const degrees = (p: { lat: number; lon: number }): string => `${decimal(Math.round(p.lat / 10), 1_000_000, 6)}; ${decimal(Math.round(p.lon / 10), 1_000_000, 6)}`;
