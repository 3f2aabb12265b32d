// The keys of a desk sealed to people, as the Go type Members. Who holds a key signs to
// whom it is sealed: a right without a key puts nothing in its place.
import { encode } from '../canon.ts';
import { base64, hex, joined, sha256, utf8, type Bytes } from '../bytes.ts';
import { signSeed } from './epoch.ts';
import { keyBytes, seal } from './seal.ts';
import { signWith } from './sign.ts';

export interface Person { person_id: string; recipient?: string }
export interface SealedKey { epoch: number; members: string; to: string[]; sig: string }

/** Seals the key of an epoch to people and recovery keys. */
export async function sealMembers(seed: Bytes, people: Person[], others: string[]): Promise<{ sealed: Bytes; to: string[] }> {
  const sealed = await seal(keyBytes({ kind: 'whole', seed }), ...people.map((p) => p.recipient ?? ''), ...others);
  return { sealed, to: people.map((p) => p.person_id).sort() };
}

/** Seals keys of a desk anew, each signed by itself. */
export const sealAgain = (desk: string, keys: { epoch: number; seed: Bytes }[], people: Person[], others: string[]): Promise<SealedKey[]> =>
  Promise.all(keys.map(async ({ epoch, seed }) => {
    const { sealed, to } = await sealMembers(seed, people, others);
    const said = joined(utf8('phendau-tip-members-v1\0'), utf8(encode({ desk, epoch, to, sha256: hex(await sha256(sealed)) })));
    return { epoch, members: base64(sealed), to, sig: await signWith(await signSeed(seed), said) };
  }));
