// The server's promise that it took a slot: checked before somebody keeps it.
import { encode } from '../shared/canon.ts';
import { hex, joined, sha256, utf8, type Bytes } from '../shared/bytes.ts';
import type { Promised } from '../shared/tip/door.ts';
import { verified } from '../shared/tip/sign.ts';

/** The promise as a file, in its one form; null unless it is of this slot and signed. */
export async function proofOf(slot: Bytes, p: Promised): Promise<string | null> {
  const { sig, ...bare } = p;
  const leaf = hex(await sha256(joined(utf8('phendau tip v1'), slot.slice(24, 40), await sha256(slot))));
  const signed = joined(utf8('phendau-tip-promise-v1\0'), utf8(encode({ ...bare })));
  return p.leaf === leaf && (await verified(p.key, signed, sig)) ? encode({ ...p }) : null;
}
