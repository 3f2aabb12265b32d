// The receipt a sender keeps: 20 digits, the last of which finds slips of the
// hand. What it opens is computed here and never leaves the phone.
import { argon2id } from '@noble/hashes/argon2.js';
import { hex, joined, random, sha256, utf8, type Bytes } from '../bytes.ts';
import { identityOf, TipError } from './seal.ts';

const digits = 20;

/** Damm's quasigroup; a number with its check digit comes to 0. */
const table = ['0317598642', '7092154863', '4206871359', '1750983426', '6123045978', '3674209581', '5869720134', '8945362017', '9438617205', '2581436790'];

export const damm = (text: string): number => [...text].reduce((state, d) => Number(table[state]?.[Number(d)]), 0);

/** Draws a receipt; each of the 10^19 is equally likely. */
export function newReceipt(): string {
  let out = '';
  while (out.length < digits - 1) for (const b of random(32)) if (b < 250 && out.length < digits - 1) out += b % 10;
  return out + damm(out);
}

/** Reads a receipt as people write it; throws before anything slow is computed. */
export function parseReceipt(text: string): string {
  const out = text.replace(/[ .\-\u00a0\u2010\u2011\u3000\t\n]/g, '').replace(/[０-９]/g, (d) => String.fromCharCode(d.charCodeAt(0) - 0xff10 + 48));
  if (!/^[0-9]{20}$/.test(out) || damm(out) !== 0) throw new TipError('wrong_receipt');
  return out;
}

/** Five groups of four, as it is shown and read aloud. */
export const groups = (receipt: string): string => receipt.match(/.{4}/g)?.join(' ') ?? '';

export interface Secrets { identity: string; access: Bytes; lookup: Bytes }

/** Slow on purpose; call it in a worker. The instance is 16 bytes. */
export async function derive(receipt: string, instance: Bytes): Promise<Secrets> {
  const out = argon2id(utf8(receipt), instance, { t: 2, m: 19_456, p: 1, dkLen: 64 }) as Bytes;
  const access = out.slice(32, 48);
  return { identity: identityOf(out.slice(0, 32)), access, lookup: await lookupOf(access) };
}

/** Where the case lies: the first half of a hash of the access key. */
export const lookupOf = async (access: Bytes): Promise<Bytes> => (await sha256(joined(utf8('phendau lookup v1\n'), access))).slice(0, 16);

export const idText = hex;
