// What an officer writes down for somebody who came, called or wrote: sealed in
// this browser as on a phone, and sent by the door of senders, without his session.
import { api, ask } from '../../../shared/api.ts';
import { fromHex, type Bytes } from '../../../shared/bytes.ts';
import { today } from '../../../shared/time.ts';
import { recordHash, signedEpoch } from '../../../shared/tip/epoch.ts';
import { fileSizes } from '../../../shared/tip/seal.ts';
import { encodedSize, type Desk } from '../../../shared/tip/slot.ts';
import type { MessageKey } from '../../../shared/words.svelte.ts';
import { fitted } from '../../../shared/reduce.ts';
import { door, NotTaken } from '../../../shared/tip/door.ts';
import { begin, finish, forget, type Plain, type Said, type SealedTip } from '../../../shared/tip/sealer.ts';
import { current, recordsOf, type DeskView, type KeysView } from './desks.ts';

export { forget, NotTaken, type SealedTip };

/** What stands on the screen. No field is for who told it. */
export interface Heard { how: string; when: string; where: string; text: string; topic: string; urgent: boolean }

export const nothing = (): Heard => ({ how: '', when: '', where: '', text: '', topic: '', urgent: false });

export const hows = ['saw', 'heard', 'guess'] as const;

/** At most so many photos go with a tip. */
export const mostPhotos = 3;

/** A photo of a paper, small enough for the middle size of a sealed file: its writing is to be read. */
export const photoOf = (file: Blob): Promise<Bytes> => fitted(file, (fileSizes[1] ?? 0) - 8);

/** Makes the receipt, before the officer is done writing. */
export const newReceipt = (view: KeysView): Promise<string> => begin(fromHex(view.instance ?? ''));

/** Bytes of sealed JSON a text and what stands beside it may take. */
const mostText = 12_000, mostShort = 300;

/** What is wrong with a field, by field. */
export function wrong(h: Heard): Partial<Record<keyof Heard, MessageKey>> {
  return {
    ...(h.how ? {} : { how: 'tips.hand_need_how' }),
    ...[h.when, h.where].map((x) => encodedSize(x) > mostShort).reduce((out, long, i) => (long ? { ...out, [i === 0 ? 'when' : 'where']: 'tips.too_long' } : out), {}),
    ...(h.text.trim() === '' ? { text: 'tips.hand_need_text' } : encodedSize(h.text) > mostText ? { text: 'tips.too_long' } : {}),
  };
}

/** The newest key of a desk, if the authority signed it. */
async function keyOf(desk: DeskView, view: KeysView): Promise<Desk | null> {
  const r = current(recordsOf(desk), today()), authority = view.authorities?.find((a) => a.body_id === desk.authority_id)?.key ?? '';
  if (!r || r.desk !== desk.hex || !(await signedEpoch(r, authority))) return null;
  return { id: fromHex(desk.hex), epoch: r.epoch, recipient: r.recipient, record: await recordHash(r) };
}

/** Seals what was told; null while the desk has no key. */
export async function sealed(h: Heard, photos: Bytes[], desk: DeskView, view: KeysView): Promise<SealedTip | null> {
  const to = await keyOf(desk, view);
  if (!to) return null;
  const beside = Object.entries({ when: h.when, where: h.where, topic: h.topic }).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v !== '');
  const said: Said = { how: hows.find((x) => x === h.how) ?? 'guess', text: h.text.trim(), day: today(), ...Object.fromEntries(beside), ...(h.urgent ? { urgent: true } : {}) };
  return finish(said, photos.map((bytes): Plain => ({ kind: 'photo', bytes })), to, undefined, 'officer');
}

/** Hands in the same bytes until all of them are there; the code of the area keeps their place in a flood. */
export async function handIn(tip: SealedTip, desk: DeskView): Promise<void> {
  const code = await ask(api.GET('/tips/desks/{id}/codes', { params: { path: { id: desk.id } } })).then((c) => c.month.code, () => '');
  await door.slot(code, tip.slot);
  for (const f of tip.files) await door.file(f);
}
