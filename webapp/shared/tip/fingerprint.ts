// Keys as people compare them, with a poster or with each other.
import { fromBase64url, sha256, type Bytes } from '../bytes.ts';

/** The first 100 bits of a hash in five groups of four letters, as people compare them. */
export async function fingerprintOf(bytes: Bytes): Promise<string> {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...(await sha256(bytes)).slice(0, 13)].map((b) => b.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: 20 }, (_, i) => letters[parseInt(bits.slice(5 * i, 5 * i + 5), 2)] ?? '').join('').replace(/(.{4})(?!$)/g, '$1 ');
}

/** That of an authority's key, as posters show it. */
export const fingerprint = (key: string): Promise<string> => fingerprintOf(fromBase64url(key));
