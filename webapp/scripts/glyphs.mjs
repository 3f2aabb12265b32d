// Which characters the woff2 subsets can draw: the character map of each file
// (WOFF 2 section 4, OpenType cmap formats 4 and 12) within the unicode-range
// its @font-face declares.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { root } from './files.mjs';

/** The code points drawn by every weight of shared/fonts.css. */
export function drawn() {
  const css = readFileSync(join(root, 'shared/fonts.css'), 'utf8');
  const weights = new Map();
  for (const [face] of css.matchAll(/@font-face\s*\{[^}]*\}/g)) {
    const weight = /font-weight:\s*(\d+)/.exec(face)[1];
    const file = /url\(["']?([^"')]+)/.exec(face)[1];
    const within = ranges(/unicode-range:\s*([^;]+);/.exec(face)[1]);
    const points = characterMap(readFileSync(join(root, 'node_modules', file))).filter((c) => within.some(([a, b]) => c >= a && c <= b));
    weights.set(weight, new Set([...(weights.get(weight) ?? []), ...points]));
  }
  const [first, ...others] = weights.values();
  return new Set([...first].filter((c) => others.every((o) => o.has(c))));
}

const ranges = (text) => text.split(',').map((r) => {
  const [a, b = a] = r.trim().slice(2).split('-');
  return [parseInt(a, 16), parseInt(b, 16)];
});

function characterMap(file) {
  const cmap = table(file);
  const out = [];
  for (let i = 0, n = cmap.readUInt16BE(2); i < n; i++) out.push(...subtable(cmap.subarray(cmap.readUInt32BE(4 + i * 8 + 4))));
  return out;
}

/** The cmap table; the first tag of WOFF 2's list of known tags. */
function table(file) {
  const count = file.readUInt16BE(12);
  let at = 48, offset = 0, found = null;
  const base128 = () => {
    let v = 0, b;
    do { b = file[at++]; v = v * 128 + (b & 127); } while (b & 128);
    return v;
  };
  for (let i = 0; i < count; i++) {
    const flags = file[at++], tag = flags & 63, transform = flags >> 6;
    if (tag === 63) at += 4;
    let length = base128();
    const glyfOrLoca = tag === 10 || tag === 11;
    if (glyfOrLoca ? transform === 0 : transform !== 0) length = base128();
    if (tag === 0) found = [offset, offset + length];
    offset += length;
  }
  return brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20))).subarray(...found);
}

function subtable(t) {
  const out = [];
  if (t.readUInt16BE(0) === 12) {
    for (let i = 0, n = t.readUInt32BE(12); i < n; i++) for (let c = t.readUInt32BE(16 + i * 12); c <= t.readUInt32BE(20 + i * 12); c++) out.push(c);
  } else if (t.readUInt16BE(0) === 4) {
    const segments = t.readUInt16BE(6) / 2;
    for (let i = 0; i < segments; i++) {
      const end = t.readUInt16BE(14 + i * 2), start = t.readUInt16BE(16 + segments * 2 + i * 2);
      for (let c = start; c <= end && c < 0xffff; c++) out.push(c);
    }
  }
  return out;
}
