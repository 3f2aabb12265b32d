// Which keys of a desk an officer holds, and whether the published ones are the
// desk's own.
import type { Schemas } from '../../../shared/api.ts';
import { fromBase64, utf8, type Bytes } from '../../../shared/bytes.ts';
import { ofSeed, parseRecord, recordHash, recordText, signedEpoch, type EpochRecord } from '../../../shared/tip/epoch.ts';
import { fingerprintOf } from '../../../shared/tip/fingerprint.ts';
import { identityOf, keySize, openKey, sealedSize, TipError } from '../../../shared/tip/seal.ts';

export type DeskView = Schemas['TipDeskView'];
export type KeysView = Schemas['TipKeysView'];

/** A published key of a desk: foreign where no seed of ours belongs to it, though it should. */
export interface HeldEpoch { record: EpochRecord; seed: Bytes | null; foreign: boolean; members: number; sealedTo: string[]; knownBy: string[] }

export interface HeldDesk {
  view: DeskView;
  epochs: HeldEpoch[];
  /** Seeds we hold, newest first. */
  seeds: Bytes[];
}

export const recordsOf = (d: DeskView): EpochRecord[] => (d.epochs ?? []).map((e) => parseRecord(e.record));

/** For how many a key of a desk is sealed. */
const countMembers = (b: Bytes): number => (b.length - sealedSize(keySize, 1)) / 1557 + 1;

async function seedOf(members: Bytes | null, identity: string): Promise<Bytes | null> {
  if (!members) return null;
  try {
    const k = await openKey(members, identity);
    return k.kind === 'whole' ? k.seed : null;
  } catch (e) {
    if (e instanceof TipError) return null;
    throw e;
  }
}

/**
 * Opens what the officer may open. A key that the authority did not sign, that does
 * not follow the one before, or whose seed is another, is foreign. So is one newer
 * than the first we hold that we cannot open: who was let in once is among the
 * members of every later key.
 */
export async function openDesk(view: DeskView, authority: string, identity: string): Promise<HeldDesk> {
  const epochs: HeldEpoch[] = [];
  let before: EpochRecord | null = null, inside = false;
  for (const e of view.epochs ?? []) {
    const record = parseRecord(e.record), members = e.members ? fromBase64(e.members) : null;
    const follows = before ? record.prev === await recordHash(before) && record.epoch === before.epoch + 1 : !record.prev;
    const signed = record.desk === view.hex && follows && await signedEpoch(record, authority);
    const seed = await seedOf(members, identity);
    const own = seed !== null && await ofSeed(record, seed);
    epochs.push({ record, seed: own ? seed : null, foreign: !signed || (seed !== null && !own) || (seed === null && inside), members: members ? countMembers(members) : 0, sealedTo: e.sealed_to ?? [], knownBy: e.known_by ?? [] });
    [before, inside] = [record, inside || own];
  }
  return { view, epochs, seeds: epochs.flatMap((e) => (e.seed ? [e.seed] : [])).reverse() };
}

export const identities = (d: HeldDesk): string[] => d.seeds.map(identityOf);

/** The key to which a desk's things are sealed on a day: the newest that has begun. */
export const current = (records: EpochRecord[], day: string): EpochRecord | undefined => records.filter((r) => r.not_before <= day).at(-1);

/** Five groups of letters that two people compare by telephone before one signs what the other made. */
export const codeOf = (r: EpochRecord): Promise<string> => fingerprintOf(utf8(recordText({ ...r, sig: undefined } as EpochRecord)));

/** Officers of today with keys. */
export const officers = (d: DeskView): Schemas['TipOfficer'][] => (d.officers ?? []).filter((o) => o.recipient);

/** Recovery keys to which the keys of the desk are sealed, too. */
export const recoveryKeys = (d: DeskView): string[] => (d.recovery ? [d.recovery] : []);

/**
 * Whether somebody waits to be let in to the newest key, and whether somebody knows it
 * who is no officer any more. People are compared, not numbers: two who change places
 * leave the number as it is.
 */
export function turnover(d: HeldDesk): { came: boolean; left: boolean } {
  const last = d.epochs.at(-1), now = officers(d.view).map((o) => o.person_id);
  if (!last?.seed) return { came: false, left: false };
  return { came: now.some((id) => !last.sealedTo.includes(id)), left: last.knownBy.some((id) => !now.includes(id)) };
}
