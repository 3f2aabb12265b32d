// A slot: the upload of one fixed size that carries a tip, or nothing.
import { decode, encode } from '../canon.ts';
import { fromHex, hex, joined, random, sha256, utf8, type Bytes } from '../bytes.ts';
import { checkSealed, frame, frameFile, keyBytes, keySize, mineSize, newSeed, open, recipientOf, seal, sealedSize, textSize, TipError, unframe, xor, identityOf, fileSizes, type Key } from './seal.ts';
import type { Secrets } from './receipt.ts';

export const slotSize = 32_768;
const magic = utf8('PDSLOT1\n');

export interface Slot { case: Bytes; lookup: Bytes; desk: Bytes; epoch: number; keyA: Bytes; keyB: Bytes; mine: Bytes; body: Bytes }

/** An attachment of body or message; hashes are of the sealed file. */
export interface TipFile { id: string; sha256: string; kind: 'photo' | 'voice' | 'document'; real?: true }

/** What a sender says; see the Go package for the meaning of each field. */
export interface Body {
  v: 1; case: string; dir: 'in'; seq: 0; how: 'saw' | 'heard' | 'guess'; when?: string; where?: string; place?: string; position?: string; text: string;
  topic?: string; urgent?: true; lang?: string; via: 'phone' | 'form' | 'officer'; files: TipFile[]; receipt: string; day: string;
}

export interface Desk { id: Bytes; epoch: number; recipient: string; record: string }

const parts = [['keyA', keySize], ['keyB', keySize], ['mine', mineSize], ['body', textSize]] as const;

export function slotBytes(s: Slot): Bytes {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, s.epoch);
  const all = joined(magic, s.case, s.lookup, s.desk, head, s.keyA, s.keyB, s.mine, s.body);
  if (parts.some(([name, plain]) => s[name].length !== sealedSize(plain, 1))) throw new TipError('wrong_size');
  return joined(all, random(slotSize - all.length));
}

export function parseSlot(b: Bytes): Slot {
  if (b.length !== slotSize) throw new TipError('wrong_size');
  const view = new DataView(b.buffer, b.byteOffset);
  if (!magic.every((v, i) => b[i] === v) || view.getUint32(60) !== 0) throw new TipError('wrong_magic');
  const out = { case: b.slice(8, 24), lookup: b.slice(24, 40), desk: b.slice(40, 56), epoch: view.getUint32(56) } as Slot;
  let at = 64;
  for (const [name, plain] of parts) {
    out[name] = b.slice(at, at += sealedSize(plain, 1));
    checkSealed(out[name], plain);
  }
  return out;
}

const limits = { text: 12_000, when: 300, where: 300, place: 300, position: 300 } as const;

/** Bytes a text takes in the sealed JSON. */
export const encodedSize = (text: string): number => utf8(encode(text)).length - 2;

function check(b: Body): void {
  for (const [name, most] of Object.entries(limits)) if (encodedSize(b[name as keyof typeof limits] ?? '') > most) throw new TipError('too_long');
  if (![0, 1, 3].includes(b.files.length)) throw new TipError('wrong_text');
}

const sealJSON = (v: unknown, size: number, ...to: string[]): Promise<Bytes> => seal(frame(utf8(encode(v)), size), ...to);

/** Seals a body to a desk; a second desk makes it a tip that two people open together. */
export async function sealTip(said: Omit<Body, 'v' | 'dir' | 'seq' | 'receipt'>, caseSeed: Bytes, secrets: Secrets, to: Desk, second?: Desk): Promise<Slot> {
  const [own, reader] = await Promise.all([recipientOf(identityOf(caseSeed)), recipientOf(secrets.identity)]);
  const body: Body = { ...said, v: 1, dir: 'in', seq: 0, receipt: reader };
  check(body);
  const half = newSeed();
  const [a, b]: [Key, Key] = second ? [{ kind: 'share', seed: half }, { kind: 'share', seed: xor(caseSeed, half) }] : [{ kind: 'whole', seed: caseSeed }, { kind: 'none' }];
  const mine = { case: body.case, desk: hex(to.id), epoch: to.epoch, case_recipient: own, epoch_record: to.record, files: body.files, day: body.day };
  return {
    case: fromHex(body.case), lookup: secrets.lookup, desk: to.id, epoch: to.epoch, body: await sealJSON(body, textSize, own), mine: await sealJSON(mine, mineSize, reader),
    keyA: await seal(keyBytes(a), to.recipient), keyB: await seal(keyBytes(b), second?.recipient ?? await thrownAway()),
  };
}

/** Seals a slot without a tip, by the same steps. */
export async function sealDummy(to: Desk, second?: Desk): Promise<Slot> {
  const away = await thrownAway(), key = keyBytes({ kind: 'dummy' });
  return {
    case: random(16), lookup: random(16), desk: to.id, epoch: to.epoch, body: await seal(new Uint8Array(textSize), away), mine: await seal(new Uint8Array(mineSize), away),
    keyA: await seal(key, to.recipient), keyB: await seal(key, second?.recipient ?? away),
  };
}

const thrownAway = (): Promise<string> => recipientOf(identityOf(newSeed()));

/** Opens JSON of a fixed size in its one form. */
export async function openJSON<T>(sealed: Bytes, size: number, ...identities: string[]): Promise<T> {
  const b = unframe(await open(sealed, size, ...identities));
  try {
    return decode(b) as T;
  } catch {
    throw new TipError('wrong_text');
  }
}

/** Opens what a sender said; under another case it was put there by somebody else. */
export async function openBody(sealed: Bytes, of: Bytes, identity: string): Promise<Body> {
  const b = await openJSON<Body>(sealed, textSize, identity);
  if (b.case !== hex(of)) throw new TipError('other_case');
  return b;
}

export const sealFile = (b: Bytes, to: string): Promise<Bytes> => seal(frameFile(b), to);

export async function openFile(sealed: Bytes, f: TipFile, identity: string): Promise<Bytes> {
  if (hex(await sha256(sealed)) !== f.sha256) throw new TipError('damaged');
  const size = fileSizes.find((s) => sealed.length === sealedSize(s, 1));
  if (!size) throw new TipError('wrong_size');
  return unframe(await open(sealed, size, identity), 8);
}
