// The proof that a slot was filed: the line of the server's log that holds its leaf,
// and how it leads to a checkpoint that the log signed.
import { fromBase64url, fromHex, hex, joined, sha256, textOf, utf8, type Bytes } from '../bytes.ts';
import { decode, encode } from '../canon.ts';
import { door } from './door.ts';
import { checkInclusion, openCheckpoint } from './log.ts';

/** As the server gives it; hashes are hexadecimal, the salt base64url. */
export interface Filed { v: number; lookup: string; slot: string; salt: string; record: string; proof: string[]; checkpoint: string; log_key: string }

interface Line { index: number; at: number; action: string; object_id?: string; outcome: string }

/** The day on which the log took the leaf, in Vietnam; throws unless the log of that key holds it. */
export async function filedOn(f: Filed, logKey: string): Promise<string> {
  const line = decode(utf8(f.record)) as Line, salt = fromBase64url(f.salt);
  const leaf = hex(await sha256(joined(utf8('phendau tip v1'), fromHex(f.lookup), fromHex(f.slot))));
  if (f.v !== 1 || salt.length !== 16 || f.lookup.length !== 32 || f.slot.length !== 64) throw new Error('no proof');
  if (line.action !== 'tip.filed' || line.outcome !== 'done' || line.object_id !== leaf) throw new Error('a line about something else');
  const record = hex(await sha256(joined(Uint8Array.of(0), salt, utf8(f.record))));
  await checkInclusion({ index: line.index, leaf: record, proof: f.proof }, await openCheckpoint(f.checkpoint, logKey));
  return new Date((line.at + 7 * 3_600) * 1_000).toISOString().slice(0, 10);
}

/**
 * Asks for the proof of a case; null while there is none. It is believed for the log of
 * that key and this receipt only; without a key of the log its day is empty: nothing was checked.
 */
export async function askFiled(access: Bytes, logKey: string): Promise<{ day: string; file: string } | null> {
  const frame = await door.proof(access), text = textOf(frame.slice(4, 4 + new DataView(frame.buffer).getUint32(0)));
  if (text === '{}') return null;
  const f = JSON.parse(text) as Filed;
  const lookup = (await sha256(joined(utf8('phendau lookup v1\n'), access))).slice(0, 16);
  if (f.lookup !== hex(lookup)) throw new Error('the proof of somebody else');
  return { day: logKey && (await filedOn(f, logKey)), file: encode({ ...f }) };
}
