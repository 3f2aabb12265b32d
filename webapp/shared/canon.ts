// The one byte form of signed objects, as the Go package canon writes it:
// sorted keys, integers only, NFC strings, no white space, no null, no false.
import { textOf } from './bytes.ts';

/** What a canonical value may hold. */
export type Canonical = string | number | true | Canonical[] | { [key: string]: Canonical | undefined };

const maxDepth = 16;

export class NotCanonical extends Error {}

/** Writes a value in canonical form. Fields that are undefined are absent. */
export function encode(value: unknown, depth = 0): string {
  if (depth > maxDepth) throw new NotCanonical('nested too deep');
  if (value === true) return 'true';
  if (typeof value === 'string') return string(value);
  if (typeof value === 'number') return integer(value);
  if (Array.isArray(value)) return `[${value.map((v) => encode(v, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null) return object(value as Record<string, unknown>, depth);
  throw new NotCanonical(`${String(value)} is written by absence`);
}

/** Reads canonical bytes; refuses every other spelling of the same value. */
export function decode(bytes: BufferSource): unknown {
  let text: string, value: unknown;
  try {
    text = textOf(bytes);
    value = JSON.parse(text);
  } catch {
    throw new NotCanonical('no JSON in UTF-8');
  }
  // JSON.parse drops what is said twice and rounds: what it read is written
  // anew, so nothing of it passes.
  if (encode(value) !== text) throw new NotCanonical('another spelling');
  return value;
}

function object(o: Record<string, unknown>, depth: number): string {
  const fields = Object.keys(o).filter((k) => o[k] !== undefined).sort().map((k) => {
    if (!/^[a-z][a-z0-9_]*$/.test(k)) throw new NotCanonical(`key ${k}`);
    return `"${k}":${encode(o[k], depth + 1)}`;
  });
  return `{${fields.join(',')}}`;
}

function integer(n: number): string {
  if (!Number.isSafeInteger(n)) throw new NotCanonical(`${n} is no plain integer`);
  return n === 0 ? '0' : String(n);
}

const short: Record<string, string> = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' };

function string(s: string): string {
  if (/\p{Cs}/u.test(s)) throw new NotCanonical('half a character');
  return `"${s.normalize('NFC').replace(/["\\\u0000-\u001f]/g, (c) => short[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}
