// The recovery key of a desk: made, proven, asked for and put together in browsers.
// The server passes on sealed shares and opens none.
import { api, ask, type Schemas } from '../../../shared/api.ts';
import { base64, fromBase64, utf8, type Bytes } from '../../../shared/bytes.ts';
import { once } from '../../../shared/once.ts';
import { ofSeed, parseRecord } from '../../../shared/tip/epoch.ts';
import { fingerprintOf } from '../../../shared/tip/fingerprint.ts';
import { sealAgain } from '../../../shared/tip/members.ts';
import { combine, groupsOf, shareCheck, shareProof, split } from '../../../shared/tip/quorum.ts';
import { identityOf, newSeed, open, openKey, recipientOf, seal, TipError } from '../../../shared/tip/seal.ts';
import { officers, recoveryKeys, type DeskView, type HeldDesk, type KeysView } from './desks.ts';

export type QuorumView = Schemas['QuorumView'];
export type RecoveryView = Schemas['RecoveryView'];
export type Person = Schemas['TipOfficer'];

const shareBytes = 32;

/** Five groups of letters by which people compare whom they seal to. */
export const codeOfKey = (recipient: string): Promise<string> => fingerprintOf(utf8(recipient));

export const loadQuorums = async (): Promise<QuorumView[]> => (await ask(api.GET('/tips/quorum'))).quorums ?? [];

const list = async (asked: Promise<Schemas['QuorumsView']>): Promise<QuorumView[]> => (await asked).quorums ?? [];

/** Makes a recovery key, lays it in shares with the custodians and forgets it. */
export async function makeQuorum(desk: HeldDesk, custodians: Person[], need: number): Promise<QuorumView[]> {
  const secret = newSeed(), recipient = await recipientOf(identityOf(secret)), shares = split(secret, custodians.length, need);
  const to = (i: number): Person => custodians[i] as Person;
  const sealed = await Promise.all(shares.map(async (s) => ({ person_id: to(s.custodian).person_id, group: s.group, bytes: base64(await seal(s.seed, to(s.custodian).recipient ?? '')) })));
  const checks = await Promise.all(custodians.map(async (_, i) => shareCheck(await shareProof(shares.filter((s) => s.custodian === i).map((s) => s.seed)))));
  const held = desk.epochs.flatMap((e) => (e.seed ? [{ epoch: e.record.epoch, seed: e.seed }] : []));
  const epochs = await sealAgain(desk.view.hex, held, officers(desk.view), [recipient]);
  for (const seed of [secret, ...shares.map((s) => s.seed)]) seed.fill(0);
  return list(ask(api.POST('/tips/desks/{id}/quorum', { params: { path: { id: desk.view.id }, header: once() }, body: { recipient, need, custodians: custodians.map((p) => p.person_id), checks, shares: sealed, epochs } })));
}

/** Opens every share of a custodian, in the order of its groups, and shows that it did. */
export async function prove(q: QuorumView, identity: string): Promise<QuorumView[]> {
  const mine = q.custodians?.findIndex((p) => p.person_id === q.shares?.[0]?.person_id) ?? -1;
  const groups = groupsOf(q.custodians?.length ?? 0, q.need).filter((g) => g.includes(mine));
  const seeds = await Promise.all(groups.map((g) => openShare(q, g, identity)));
  const proof = base64(await shareProof(seeds));
  return list(ask(api.POST('/tips/desks/{id}/quorum/prove', { params: { path: { id: q.desk }, header: once() }, body: { proof } })));
}

async function openShare(q: QuorumView, group: number[], identity: string): Promise<Bytes> {
  const share = q.shares?.find((s) => s.group?.join() === group.join());
  if (!share) throw new TipError('shares_missing');
  return open(fromBase64(share.bytes), shareBytes, identity);
}

export const askRecovery = (desk: string, successor: string, reason: Schemas['RecoveryInputBody']['reason']): Promise<QuorumView[]> =>
  list(ask(api.POST('/tips/desks/{id}/recovery', { params: { path: { id: desk }, header: once() }, body: { successor, reason } })));

export type Step = Schemas['StepInputBody']['step'];

export const step = (r: RecoveryView, what: Step, bytes?: string): Promise<QuorumView[]> =>
  list(ask(api.POST('/tips/recovery/{id}', { params: { path: { id: r.id }, header: once() }, body: { step: what, ...(bytes ? { bytes } : {}) } })));

/** Opens the share of the group that agreed and seals it to the successor, who alone can open it. */
export async function hand(q: QuorumView, r: RecoveryView, identity: string): Promise<QuorumView[]> {
  const seed = await openShare(q, r.group ?? [], identity);
  const bytes = base64(await seal(seed, r.successor.recipient ?? ''));
  seed.fill(0);
  return step(r, 'hand', bytes);
}

/** Puts the shares together and opens the keys of the desk; a key that is not the record's is left out. */
export async function putTogether(r: RecoveryView, identity: string): Promise<{ epoch: number; seed: Bytes }[]> {
  const shares = await Promise.all((r.handed ?? []).map(async (s, i) => ({ group: s.group ?? [], custodian: s.group?.[i] ?? -1, seed: await open(fromBase64(s.bytes), shareBytes, identity) })));
  const secret = combine(shares), own = identityOf(secret);
  const found = await Promise.all((r.epochs ?? []).map(async (e) => {
    const key = e.members ? await openKey(fromBase64(e.members), own) : null;
    return key?.kind === 'whole' && await ofSeed(parseRecord(e.record), key.seed) ? [{ epoch: e.epoch, seed: key.seed }] : [];
  }));
  for (const seed of [secret, ...shares.map((s) => s.seed)]) seed.fill(0);
  return found.flat();
}

/** Gives the keys that were brought back to the officers of today, the successor among them. */
export async function sealBack(desk: DeskView, keys: { epoch: number; seed: Bytes }[]): Promise<KeysView> {
  const epochs = await sealAgain(desk.hex, keys, officers(desk), recoveryKeys(desk));
  return ask(api.POST('/tips/desks/{id}/members', { params: { path: { id: desk.id }, header: once() }, body: { epochs } }));
}
