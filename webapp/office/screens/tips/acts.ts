// What a desk does with a case: everything it says is sealed here.
import { api, ask, type Schemas } from '../../../shared/api.ts';
import { base64, fromBase64, utf8, type Bytes } from '../../../shared/bytes.ts';
import { encode } from '../../../shared/canon.ts';
import { once } from '../../../shared/once.ts';
import { today } from '../../../shared/time.ts';
import { signSeed } from '../../../shared/tip/epoch.ts';
import { sealMessage, sign, type Message } from '../../../shared/tip/message.ts';
import { frame, identityOf, keyBytes, openKey, recipientOf, seal, textSize } from '../../../shared/tip/seal.ts';
import { pairOf } from '../../../shared/tip/sign.ts';
import { preparedAs } from './canned.ts';
import { current, identities, recordsOf, type DeskView, type HeldDesk } from './desks.ts';
import type { Note, OpenCase } from './opened.ts';

type Act = Schemas['ActInputBody'];

export const act = (id: string, body: Act): Promise<Schemas['CaseView']> => ask(api.POST('/tips/cases/{id}/acts', { params: { path: { id }, header: once() }, body }));

const ofCase = async (c: OpenCase): Promise<string> => recipientOf(identityOf(secret(c)));

function secret(c: OpenCase): Bytes {
  if (!c.seed) throw new Error('the case is not open');
  return c.seed;
}

/** A note, or what goes along with a referral, for whoever may open the case. */
export async function sealedNote(c: OpenCase, kind: 'note' | 'cover', note: Note): Promise<Schemas['NewItem']> {
  return { kind, bytes: base64(await seal(frame(utf8(encode(note)), textSize), await ofCase(c))) };
}

/** The key by which the desk signs today: one that senders know. A first key that waits for its witness is known to pages alone. */
function signer(desk: HeldDesk): Bytes | undefined {
  const waits = new Set((desk.view.epochs ?? []).filter((e) => e.waits_s).map((e) => e.epoch));
  const all = desk.epochs.map((e) => e.record), known = all.filter((r) => !waits.has(r.epoch));
  const now = current(known.length > 0 ? known : all, today());
  return desk.epochs.find((e) => e.record === now)?.seed ?? undefined;
}

/** Whether the desk can answer today. */
export const canSign = (desk: HeldDesk): boolean => signer(desk) !== undefined;

/** An answer to the sender, signed by the desk's key of today and by no officer. */
export async function sealedAnswer(c: OpenCase, desk: HeldDesk, text: string): Promise<Schemas['NewItem']> {
  const seed = signer(desk);
  if (!seed || !c.body) throw new Error('no key of today, or no sender');
  const { pair, raw } = await pairOf(await signSeed(seed));
  const prepared = preparedAs(text);
  const bare: Message = { case: c.view.case, dir: 'out', ...c.next, day: today(), text: text.normalize('NFC'), files: [], ...(prepared ? { prepared } : {}) };
  return { kind: 'out', bytes: base64(await sealMessage(await sign(bare, pair, raw), await ofCase(c), c.body.receipt)) };
}

/** The key of the case for the newest key of another desk. */
export async function keyFor(c: OpenCase, to: DeskView): Promise<string | null> {
  const r = current(recordsOf(to), today());
  return r ? base64(await seal(keyBytes({ kind: 'whole', seed: secret(c) }), r.recipient)) : null;
}

/** Opens the second desk's half and seals it to one colleague of the first. */
export async function share(id: string, desk: HeldDesk, half: string, to: { person_id: string; recipient?: string }): Promise<void> {
  const key = await openKey(fromBase64(half), ...identities(desk));
  const bytes = base64(await seal(keyBytes(key), to.recipient ?? ''));
  await ask(api.POST('/tips/cases/{id}/share', { params: { path: { id }, header: once() }, body: { desk: desk.view.id, person_id: to.person_id, bytes } }));
}
