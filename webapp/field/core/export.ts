// What was not received, written into files that somebody carries (docs/sync.md,
// section 12). The phone changes nothing of its own: received is what has a
// receipt, and a file brings none.
import { openOp } from './author.ts';
import { fromBase64url, hex, joined, sha256, utf8, type Bytes } from '../../shared/bytes.ts';
import { keyOf, meta, setMeta, type DB, type OpRow, type PhotoRow } from './db.ts';
import { sender, type Sender } from './hpke.ts';
import { sign } from './keys.ts';
import type { Ring } from './lock.ts';
import { inOrder, photoBytes, unsentFiles } from './photo.ts';

const magic = 'PDOUT1\n', info = 'phendau/export/1\n';
const head = 1, operations = 2, file = 3, end = 4;
/** Operations of one frame; bytes of the files of one part, below the server's bound. */
const mostOps = 500;
const partBytes = 20 << 20;

/** The phone knows no key yet: it has not met a server that has one. */
export class NoExportKey extends Error {}

/** What waits to be carried. */
export async function waiting(db: DB): Promise<{ ops: OpRow[]; files: PhotoRow[] }> {
  const rows = await Promise.all((['on_phone', 'quarantined', 'custody'] as const).map((w) => db.getAllFromIndex('operations', 'where', w)));
  return { ops: rows.flat().sort((a, b) => a.seq - b.seq), files: inOrder(await unsentFiles(db)) };
}

/** The files, in the order in which they are to be taken; the operations are in the first. */
export async function writeOut(db: DB, ring: Ring, nowMs: number, app: string): Promise<Blob[]> {
  const key = await meta(db, 'export_key');
  if (!key) throw new NoExportKey();
  const { ops, files } = await waiting(db);
  const parts = portions(files), out: Blob[] = [];
  for (const [i, some] of parts.entries()) out.push(await writePart(db, ring, key, i === 0 ? ops : [], some, { made_ms: nowMs, app, part: i + 1, of: parts.length }));
  return out;
}

/** At least one part, none larger than a server takes. */
function portions(files: PhotoRow[]): PhotoRow[][] {
  const out: PhotoRow[][] = [[]];
  let size = 0;
  for (const f of files) {
    if (size + f.size > partBytes && size > 0) {
      out.push([]);
      size = 0;
    }
    out.at(-1)?.push(f);
    size += f.size;
  }
  return out;
}

async function writePart(db: DB, ring: Ring, key: string, ops: OpRow[], files: PhotoRow[], more: Record<string, unknown>): Promise<Blob> {
  const device = await meta(db, 'device'), own = await keyOf(db, 'device');
  if (!device || !own) throw new Error('not enrolled');
  const w = new Writer(await sender(fromBase64url(key), info));
  await w.json(head, { v: 1, device_id: device.id, ...more });
  for (let from = 0; from < ops.length; from += mostOps) await w.json(operations, await Promise.all(ops.slice(from, from + mostOps).map((r) => openOp(ring, r))));
  for (const f of files) {
    const bytes = await photoBytes(db, ring, f.id);
    if (bytes) await w.frame(file, named({ sha256: f.sha256, size: f.size, ledger_id: f.ledger_id, op_id: f.op_id }, bytes));
  }
  await w.json(end, { sig: await sign(device.key.alg, own, utf8(info + (await w.sum()))) });
  return new Blob(w.out, { type: 'application/octet-stream' });
}

/** A file behind what it is: two bytes of length, the words, the bytes. */
function named(what: Record<string, unknown>, bytes: Bytes): Bytes {
  const words = utf8(JSON.stringify(what));
  return joined(Uint8Array.of(words.length >> 8, words.length & 255), words, bytes);
}

class Writer {
  readonly out: Bytes[] = [];

  constructor(private seal: Sender) { this.add(joined(utf8(magic), seal.enc)); }

  json(kind: number, value: unknown): Promise<void> { return this.frame(kind, utf8(JSON.stringify(value))); }

  async frame(kind: number, body: Bytes): Promise<void> {
    const sealed = await this.seal.seal(joined(Uint8Array.of(kind), body)), length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, sealed.length);
    this.add(length);
    this.add(sealed);
  }

  /** The hash of all that was written, in hex. */
  async sum(): Promise<string> { return hex(await sha256(new Uint8Array(await new Blob(this.out).arrayBuffer()))); }

  private add(b: Bytes): void { this.out.push(b); }
}

/** Notes that a file was saved: a phone that is over may then be wiped. */
export async function saved(db: DB, nowMs: number): Promise<void> {
  await setMeta(db, 'exported', { seq: (await meta(db, 'head'))?.seq ?? 0, at_ms: nowMs });
}
