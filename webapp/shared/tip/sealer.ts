// What is done with secrets of tips: in a worker, away from the screen, which
// holds them no longer than its page is open. Nothing here stores or sends.
import { hex, joined, random, sha256, textOf, type Bytes } from '../bytes.ts';
import { keyId, sealMessage, Thread, type Message, type Seen } from './message.ts';
import { derive, newReceipt, parseReceipt, type Secrets } from './receipt.ts';
import { fileSizes, frameFile, identityOf, mineSize, newSeed, recipientOf, sealedSize, textSize, TipError, type TipCode } from './seal.ts';
import { openJSON, sealDummy, sealFile, sealTip, slotBytes, type Body, type Desk, type TipFile } from './slot.ts';
import { signersOn, type SignKey } from './grace.ts';

/** What a sender says, before it is sealed. */
export type Said = Pick<Body, 'how' | 'when' | 'where' | 'place' | 'position' | 'text' | 'topic' | 'urgent' | 'lang' | 'day'>;
/** A file as it was taken. */
export interface Plain { kind: TipFile['kind']; bytes: Bytes }
/** A slot and its files (case, id, sealed file), as they go. */
export interface SealedTip { slot: Bytes; files: Bytes[] }

let made: { of: Bytes; seed: Bytes; own: string; secrets: Secrets } | null = null;

/** Makes receipt and key when the page opens, so that the press only encrypts. */
export async function begin(instance: Bytes): Promise<string> {
  const receipt = newReceipt(), seed = newSeed();
  made = { of: random(16), seed, own: await recipientOf(identityOf(seed)), secrets: await derive(receipt, instance) };
  return receipt;
}

/** Files are 0, 1 or 3: two have a stand-in beside them, as large as the smaller. */
function padded(files: Plain[]): (Plain & { real?: true })[] {
  const real = files.map((f) => ({ ...f, real: true as const }));
  if (files.length !== 2) return real;
  const least = Math.min(...files.map((f) => frameFile(f.bytes).length));
  const below = fileSizes[fileSizes.indexOf(least) - 1] ?? 0;
  return [...real, { kind: files[0]?.kind ?? 'photo', bytes: new Uint8Array(below) }];
}

/** Seals; afterwards not even this phone can open it. via is an officer where he writes down what somebody told. */
export async function finish(said: Said, plain: Plain[], to: Desk, second?: Desk, via: Body['via'] = 'phone'): Promise<SealedTip> {
  const m = made;
  if (!m) throw new Error('nothing begun');
  const list: TipFile[] = [], files: Bytes[] = [];
  for (const f of padded(plain)) {
    const id = random(16), sealed = await sealFile(f.bytes, m.own);
    list.push({ id: hex(id), sha256: hex(await sha256(sealed)), kind: f.kind, ...(f.real ? { real: true } : {}) });
    files.push(joined(m.of, id, sealed));
  }
  const slot = slotBytes(await sealTip({ ...said, case: hex(m.of), via, files: list }, m.seed, m.secrets, to, second));
  return { slot, files };
}

/** Slots that hold nothing, by the same steps. */
export async function dummies(n: number, to: Desk, second?: Desk): Promise<Bytes[]> {
  const out: Bytes[] = [];
  while (out.length < n) out.push(slotBytes(await sealDummy(to, second)));
  return out;
}

/** A file that holds nothing, of a case that is none. */
export const dummyFile = async (): Promise<Bytes> => joined(random(32), await sealFile(new Uint8Array(), await recipientOf(identityOf(newSeed()))));

interface Mine { case: string; desk: string; case_recipient: string }

let reader: Secrets | null = null;
let found: { mine: Mine; last: Seen; heard?: Seen } | null = null;

/** Computes what a receipt leads to; throws at once when it is mistyped. */
export async function derived(text: string, instance: Bytes): Promise<Bytes> {
  found = null;
  reader = await derive(parseReceipt(text), instance);
  return reader.access;
}

/** Whether a text can be a receipt. */
export function isReceipt(text: string): boolean {
  try {
    return parseReceipt(text) !== '';
  } catch {
    return false;
  }
}

const magic = 'PDREAD1\n', mineBytes = sealedSize(mineSize, 1), outBytes = sealedSize(textSize, 2), ownBytes = 36;

interface Answer { mine: Bytes; out: Bytes[]; own: Seen[] }

function parse(b: Bytes): Answer {
  const view = new DataView(b.buffer, b.byteOffset), n = b.length < 12 ? 0 : view.getUint32(8);
  if (n < 4 || textOf(b.slice(0, 8)) !== magic || b.length !== 12 + mineBytes + n * (outBytes + ownBytes)) throw new TipError('wrong_size');
  const outAt = 12 + mineBytes, ownAt = outAt + n * outBytes;
  const rows = Array.from({ length: n }, (_, i) => i);
  const own = rows.map((i) => ({ seq: view.getUint32(ownAt + i * ownBytes), sha256: hex(b.slice(ownAt + i * ownBytes + 4, ownAt + (i + 1) * ownBytes)) }));
  return { mine: b.slice(12, outAt), out: rows.map((i) => b.slice(outAt + i * outBytes, outAt + (i + 1) * outBytes)), own: own.filter((o) => /[1-9a-f]/.test(o.sha256)) };
}

/** The desk of the case an answer is of, "" where there is none for this receipt. */
export async function deskOf(answer: Bytes): Promise<string> {
  if (!reader) throw new Error('no receipt');
  try {
    return (await openJSON<Mine>(parse(answer).mine, mineSize, reader.identity)).desk;
  } catch (e) {
    if (e instanceof TipError && (e.code === 'no_key' || e.code === 'not_hybrid')) return '';
    throw e;
  }
}

/** One message of the desk; code says why it is not shown as genuine. */
export interface Line { text: string; day: string; prepared?: string; /** Name of the desk that signed it. */ by?: string; code?: TipCode }

export interface Dialogue { lines: Line[]; /** How often the sender wrote, the tip itself among them. */ own: number }

/** The desk whose key signed a message that is genuine. */
async function signedFor(keys: SignKey[], m: Message): Promise<string> {
  for (const k of keys) if (await keyId(k.key) === m.key) return k.by ?? '';
  return '';
}

/** Opens the answers of the desk in order. */
export async function dialogue(answer: Bytes, keys: SignKey[]): Promise<Dialogue> {
  if (!reader) throw new Error('no receipt');
  const { mine: sealed, out, own } = parse(answer);
  const mine = await openJSON<Mine>(sealed, mineSize, reader.identity);
  const last = own.at(-1);
  if (!last) throw new TipError('damaged');
  const thread = await Thread.begin(mine.case, null, (day) => signersOn(keys, day));
  thread.wrote(last);
  const lines: Line[] = [];
  let heard: Seen | undefined;
  for (const b of out) {
    let m: Message;
    try {
      m = await openJSON<Message>(b, textSize, reader.identity);
    } catch {
      break; // noise behind the last one
    }
    try {
      await thread.next(b, 'out', m);
      lines.push({ text: m.text, day: m.day, by: await signedFor(keys, m), ...(m.prepared ? { prepared: m.prepared } : {}) });
      heard = { seq: m.seq, sha256: hex(await sha256(b)) };
    } catch (e) {
      lines.push({ text: '', day: m.day, code: e instanceof TipError ? e.code : 'damaged' });
    }
  }
  found = { mine, last, ...(heard ? { heard } : {}) };
  return { lines, own: own.length };
}

/** A further message of the sender, sealed to the case. */
export async function reply(text: string, day: string): Promise<Bytes> {
  if (!found) throw new Error('nothing read');
  const { mine, last, heard } = found;
  const m: Message = { case: mine.case, dir: 'in', seq: last.seq + 1, prev: last.sha256, ...(heard ? { seen: heard } : {}), day, text, files: [] };
  return sealMessage(m, mine.case_recipient);
}

/** Throws away what was made and read. */
export function forget(): void {
  made = reader = found = null;
}
