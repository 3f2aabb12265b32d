// Shares of a recovery key, as the Go functions of these names: any k of n
// custodians put it together, fewer hold noise.
import { hex, joined, sha256, utf8, type Bytes } from '../bytes.ts';
import { newSeed, TipError, xor } from './seal.ts';

/** The number of shares grows with the number of groups that can open the key. */
export const maxCustodians = 7;

/** How long a recovery waits once enough custodians agreed. */
export const recoveryDelayMs = 72 * 3_600_000;

/** One piece for one custodian in one group of k; custodians are counted from 0. */
export interface Share { group: number[]; custodian: number; seed: Bytes }

/** The groups of k of n custodians, each rising. */
export function groupsOf(n: number, k: number): number[][] {
  if (k < 2 || k > n || n > maxCustodians) throw new TipError('shares_refused');
  const pick = (from: number, chosen: number[]): number[][] =>
    (chosen.length === k ? [chosen] : Array.from({ length: n - from }, (_, i) => from + i).flatMap((c) => pick(c + 1, [...chosen, c])));
  return pick(0, []);
}

/** Makes the shares of a secret; all pieces of a group laid over each other are the secret. */
export function split(secret: Bytes, n: number, k: number): Share[] {
  return groupsOf(n, k).flatMap((group) => {
    const pieces = group.slice(1).map(() => newSeed());
    const last = pieces.reduce(xor, secret);
    return group.map((custodian, i) => ({ group, custodian, seed: pieces[i] ?? last }));
  });
}

/** Puts a secret together from the shares of one group. */
export function combine(shares: Share[]): Bytes {
  const [first] = shares, have = shares.map((s) => s.custodian).sort((a, b) => a - b).join();
  if (!first || have !== first.group.join() || shares.some((s) => s.group.join() !== have)) throw new TipError('shares_missing');
  return shares.map((s) => s.seed).reduce(xor);
}

/** What a custodian shows who has opened all his shares, in the order of their groups. */
export const shareProof = (mine: Bytes[]): Promise<Bytes> => sha256(joined(utf8('phendau tip share v1\0'), ...mine));

/** What is kept to compare a proof with. */
export const shareCheck = async (proof: Bytes): Promise<string> => hex(await sha256(proof));
