// The log of the server as others hold it: checkpoints, who signed them, and proofs.
import { base64url, fromBase64, fromHex, hex, joined, sha256, utf8, type Bytes } from '../bytes.ts';
import { verified } from './sign.ts';

/** How many records a log has, and the hash over all. */
export interface Log { size: number; root: string }

/** Whether a key (name+hash+key) has signed a note, as sumdb/note writes both. */
async function signedBy(note: string, of: string): Promise<boolean> {
  const cut = note.indexOf('\n\n'), [name = '', hash = '', key = ''] = of.split(/\+([0-9a-f]{8})\+/);
  const raw = fromBase64(key), id = hex((await sha256(joined(utf8(`${name}\n`), raw))).slice(0, 4));
  if (cut < 0 || name === '' || raw.length !== 33 || raw[0] !== 1 || id !== hash) return false;
  for (const line of note.slice(cut + 2).split('\n')) {
    if (!line.startsWith(`— ${name} `)) continue;
    const sig = fromBase64(line.slice(name.length + 3));
    if (hex(sig.slice(0, 4)) === id && (await verified(base64url(raw.slice(1)), utf8(note.slice(0, cut + 1)), base64url(sig.slice(4))))) return true;
  }
  return false;
}

/** Reads a checkpoint of the log of a key; throws unless that key signed it. */
export async function openCheckpoint(note: string, logKey: string): Promise<Log> {
  const lines = note.slice(0, note.indexOf('\n\n') + 1).split('\n'), [name = '', size = '', root = ''] = lines;
  if (lines.length !== 4 || !logKey.startsWith(`${name}+`) || !/^(0|[1-9]\d{0,14})$/.test(size) || !(await signedBy(note, logKey))) throw new Error('no checkpoint the log signed');
  return { size: Number(size), root: hex(fromBase64(root)) };
}

/** Those of some keys that signed a checkpoint. */
export async function signersOf(note: string, keys: string[]): Promise<string[]> {
  const signed = await Promise.all(keys.map((key) => signedBy(note, key).catch(() => false)));
  return keys.filter((_, i) => signed[i]);
}

const node = (l: Bytes, r: Bytes): Promise<Bytes> => sha256(joined(Uint8Array.of(1), l, r));
const half = (n: number): number => Math.floor(n / 2);

const unhex = (text: string): Bytes => {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error('no hash');
  return fromHex(text);
};

/** Walks from a leaf to the root (RFC 9162, 2.1.3.2); throws when it leads elsewhere. */
export async function checkInclusion(of: { index: number; leaf?: string; proof?: string[] }, log: Log): Promise<void> {
  if (!Number.isSafeInteger(of.index) || of.index < 0 || of.index >= log.size) throw new Error('not in the log');
  let at = of.index, last = log.size - 1, hash = unhex(of.leaf ?? '');
  for (const step of of.proof ?? []) {
    if (last === 0) throw new Error('a proof with too many steps');
    const beside = unhex(step);
    if (at % 2 === 1 || at === last) {
      hash = await node(beside, hash);
      while (at % 2 === 0 && at > 0) { at = half(at); last = half(last); }
    } else hash = await node(hash, beside);
    at = half(at);
    last = half(last);
  }
  if (last !== 0 || hex(hash) !== log.root) throw new Error('the log does not hold it');
}

/** Walks from what was seen of a log to what it is now (RFC 9162, 2.1.4.2); throws when that is another log. */
export async function checkConsistency(seen: Log, log: Log, proof: string[]): Promise<void> {
  if (log.size < seen.size) throw new Error('the log went back');
  if (log.size === seen.size || seen.size === 0) {
    if (proof.length > 0 || (seen.size > 0 && log.root !== seen.root)) throw new Error('another log');
    return;
  }
  let at = seen.size - 1, last = log.size - 1;
  while (at % 2 === 1) { at = half(at); last = half(last); }
  // A whole subtree is where the walk begins.
  const [first = '', ...steps] = at === 0 ? [seen.root, ...proof] : proof;
  let before = unhex(first), now = before;
  for (const step of steps) {
    if (last === 0) throw new Error('a proof with too many steps');
    const beside = unhex(step);
    if (at % 2 === 1 || at === last) {
      before = await node(beside, before);
      now = await node(beside, now);
      while (at % 2 === 0 && at > 0) { at = half(at); last = half(last); }
    } else now = await node(now, beside);
    at = half(at);
    last = half(last);
  }
  if (last !== 0 || hex(before) !== seen.root || hex(now) !== log.root) throw new Error('another log');
}
