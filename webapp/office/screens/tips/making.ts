// Making the next key of a desk, and sealing the keys there are to its officers.
import { api, ask } from '../../../shared/api.ts';
import { base64, fromBase64 } from '../../../shared/bytes.ts';
import { once } from '../../../shared/once.ts';
import { today } from '../../../shared/time.ts';
import { newEpoch, quarterOf, recordText } from '../../../shared/tip/epoch.ts';
import { sealAgain, sealMembers } from '../../../shared/tip/members.ts';
import { identityOf, keySize, newSeed, open, recipientOf, seal } from '../../../shared/tip/seal.ts';
import { identities, officers, recoveryKeys, type HeldDesk, type KeysView } from './desks.ts';
import { dayAfter } from './quarter.ts';

/** A key of a quarter is made at most so many days before it begins. */
const earlyDays = 45;

/** The quarter of the next key: none yet, this one; else the one behind the last, once it is near. */
export function nextQuarter(desk: HeldDesk, now = today()): { from: string; to: string } | null {
  const last = desk.epochs.at(-1)?.record;
  if (!last || last.not_after < now) return { from: now, to: quarterOf(now).to };
  const from = dayAfter(last.not_after), near = new Date(Date.parse(`${now}T00:00:00Z`) + earlyDays * 86_400_000).toISOString().slice(0, 10);
  return from <= near ? { from, to: quarterOf(from).to } : null;
}

/** What is left of the quarter, for a key that shuts somebody out. */
export const restOfQuarter = (now = today()): { from: string; to: string } => ({ from: now, to: quarterOf(now).to });

/** Keys of all cases, opened by the desk's keys and sealed to a new one. */
async function sealAnew(desk: HeldDesk, to: string): Promise<{ case: string; bytes: string }[]> {
  const { keys } = await ask(api.GET('/tips/desks/{id}/keys', { params: { path: { id: desk.view.id } } }));
  const ids = identities(desk);
  return Promise.all((keys ?? []).map(async (k) => ({ case: k.case, bytes: base64(await seal(await open(fromBase64(k.bytes), keySize, ...ids), to)) })));
}

/** Makes a key, seals it to the officers of today and hands in its record, which waits to be signed. */
export async function makeKey(desk: HeldDesk, days: { from: string; to: string }, anew: boolean): Promise<KeysView> {
  const seed = newSeed();
  const record = await newEpoch(seed, desk.view.hex, days.from, days.to, desk.epochs.at(-1)?.record);
  const { sealed, to } = await sealMembers(seed, officers(desk.view), recoveryKeys(desk.view));
  const keys = anew ? await sealAnew(desk, await recipientOf(identityOf(seed))) : [];
  seed.fill(0);
  return ask(api.POST('/tips/desks/{id}/epochs', { params: { path: { id: desk.view.id }, header: once() }, body: { record: recordText(record), members: base64(sealed), to, keys } }));
}

/** Seals every key we hold to the officers of today. */
export async function letIn(desk: HeldDesk): Promise<KeysView> {
  const held = desk.epochs.flatMap((e) => (e.seed ? [{ epoch: e.record.epoch, seed: e.seed }] : []));
  const epochs = await sealAgain(desk.view.hex, held, officers(desk.view), recoveryKeys(desk.view));
  return ask(api.POST('/tips/desks/{id}/members', { params: { path: { id: desk.view.id }, header: once() }, body: { epochs } }));
}
