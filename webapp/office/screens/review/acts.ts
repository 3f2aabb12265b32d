// The acts of a verifier, each with the request id it was made with: sent
// twice it is done once.
import { api, ask, type Schemas } from '../../../shared/api.ts';
import { once } from '../../../shared/once.ts';

export type Item = Schemas['ReviewItem'];
export type Detail = Schemas['ReviewDetail'];
export type Pair = Schemas['TwinPair'];
export type Side = Schemas['EntrySide'];

interface Ref { ledger_id: string; id: string }

export const keyOf = (r: Ref): string => `${r.ledger_id}.${r.id}`;
export const at = (r: Ref) => ({ ledger: r.ledger_id, id: r.id });
const entry = (s: Ref) => ({ ledger_id: s.ledger_id, entry_id: s.id });

/** Makes the request now and sends it when called. */
export const verify = (r: Ref, base: string, header = once()) => (keepalive = false) =>
  ask(api.POST('/records/{ledger}/{id}/verify', { params: { path: at(r), header }, body: { base }, keepalive }));

export const giveBack = (r: Ref, why: string, header = once()) => (keepalive = false) =>
  ask(api.POST('/records/{ledger}/{id}/return', { params: { path: at(r), header }, body: { why }, keepalive }));

export const verifyAll = (items: { ledger_id: string; id: string; base: string }[], header = once()) => (keepalive = false) =>
  ask(api.POST('/review/bulk', { params: { header }, body: { act: 'verify', items }, keepalive }));

/** Two entries tell of one act: proposed, and confirmed where the person may. */
export async function join(p: Pair, relation: 'same' | 'parts'): Promise<Schemas['EventView']> {
  const event = await ask(api.POST('/events', { params: { header: once() }, body: { main: entry(p.main), members: [entry(p.member)], relation } }));
  if (!p.may_confirm) return event;
  return ask(api.POST('/events/{ledger}/{id}/confirm', { params: { path: at(p.main), header: once() }, body: { member: entry(p.member) } }));
}

/** Two entries tell of different acts: they do not come up together again. */
export const keepApart = (main: Ref, member: Ref) =>
  ask(api.POST('/events/{ledger}/{id}/decline', { params: { path: at(main), header: once() }, body: { member: entry(member) } }));

export const confirm = (event: Ref, member: Ref) =>
  ask(api.POST('/events/{ledger}/{id}/confirm', { params: { path: at(event), header: once() }, body: { member: entry(member) } }));

/** Takes an entry out of a shared act, with the reason. */
export const leaveEvent = (event: Ref, member: Ref, why: string) =>
  ask(api.POST('/events/{ledger}/{id}/leave', { params: { path: at(event), header: once() }, body: { member: entry(member), why } }));

export const correct = (d: Detail, set: Record<string, unknown>, why: string) =>
  ask(api.POST('/records/{ledger}/{id}/correct', { params: { path: at(d), header: once() }, body: { base: d.base, set, why } }));
