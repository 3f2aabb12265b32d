// Photos and pieces of tracks: kept beside the entries they belong to, sealed
// like them; sent by hash, in parts, when the operation that names them was
// received, tracks before photos.
import { hex, sha256, utf8, type Bytes } from '../../shared/bytes.ts';
import { decode } from '../../shared/canon.ts';
import { durably, meta, type DB, type PhotoRow, type Store, type Tx } from './db.ts';
import { verify } from './keys.ts';
import type { Ring } from './lock.ts';
import type { Node, WireReceipt } from './receipt.ts';
import { seal, unseal, type Sealed } from './seal.ts';
import type { Link } from './session.ts';
import type { BlobReceipt, BlobResult, BlobsReply, PieceReply } from './wire.ts';

/** Bytes of one request: on the slowest line it ends before its time is over. */
const pieceBytes = 64 * 1024;
const mostOffers = 100;
/** How often a photo is sent anew that arrives with another hash; then it has changed on this phone. */
const mostAnew = 3;

const place = (id: string): string => `photos:${id}`;

/** A file of an entry that is being written, ready to be kept. */
export interface Kept { row: PhotoRow; sealed: Sealed }

export async function sealFile(ring: Ring, draft: string, bytes: Bytes, more: Pick<PhotoRow, 'at_ms' | 'taken_ms' | 'track' | 'sound'>): Promise<Kept> {
  const id = crypto.randomUUID();
  return { row: { id, draft, person: ring.person, sha256: hex(await sha256(bytes)), size: bytes.length, state: 'draft', ...more }, sealed: await seal(ring.outbox, place(id), bytes) };
}

/** Puts files in their place, as a part of a transaction. */
export async function putFiles<S extends Store[]>(tx: Tx<S>, files: Kept[]): Promise<void> {
  const both = tx as unknown as Tx<['photos', 'photo_bytes']>;
  for (const { row, sealed } of files) {
    await both.objectStore('photos').put(row);
    await both.objectStore('photo_bytes').put(sealed, row.id);
  }
}

/** Keeps files for an entry that is being written, all or none. Throws when there is no room: nothing else is touched. */
export const keepFiles = (db: DB, files: Kept[]): Promise<void> => durably(db, ['photos', 'photo_bytes'], (tx) => putFiles(tx, files));

export async function photoBytes(db: DB, ring: Ring, id: string): Promise<Bytes | null> {
  const sealed = await db.get('photo_bytes', id);
  return sealed ? unseal(ring.outbox, place(id), sealed) : null;
}

export async function dropPhotos(db: DB, ids: string[]): Promise<void> {
  await durably(db, ['photos', 'photo_bytes'], async (tx) => {
    for (const id of ids) {
      await tx.objectStore('photos').delete(id);
      await tx.objectStore('photo_bytes').delete(id);
    }
  });
}

/** The media type of a piece of a track; what it and a spoken note are evidence of. */
const trackType = 'application/vnd.phendau.track', trackRole = 'track', voiceRole = 'voice';

/** The body of the operation that attaches a file; role is that of a photo. */
export const attachment = (p: PhotoRow, role: string): Record<string, unknown> => p.track ? { sha256: p.sha256, size: p.size, type: trackType, role: trackRole } :
  p.sound ? { sha256: p.sha256, size: p.size, type: p.sound, role: voiceRole, taken_ms: p.taken_ms } :
  ({ sha256: p.sha256, size: p.size, type: 'image/jpeg', ...(role ? { role } : {}), ...(p.taken_ms ? { taken_ms: p.taken_ms } : {}) });

/** How far one photo is, for the screen. */
export interface Uploading { id: string; done: number; size: number }

/** Sends the photos whose operations were received: each from where the server has it. */
export async function sendPhotos(db: DB, link: Link, ring: Ring, nowMs: number, on: (u: Uploading | null) => void): Promise<void> {
  await dropOld(db, nowMs);
  const device = await meta(db, 'device');
  const rows = await ready(db);
  try {
    for (let from = 0; from < rows.length; from += mostOffers) {
      const some = rows.slice(from, from + mostOffers);
      const reply = await link.call<BlobsReply>('POST', '/blobs', { device_id: device?.id, blobs: some.map(({ sha256, size, ledger_id, op_id }) => ({ sha256, size, ledger_id, op_id })) });
      if (reply.blobs.length !== some.length) throw new Error(`${reply.blobs.length} results for ${some.length} photos`);
      for (const [i, row] of some.entries()) await sendOne(db, link, ring, row, reply.blobs[i] as BlobResult, on);
    }
  } finally {
    on(null);
  }
}

/** Whether a file is a photo, no spoken note and no piece of a track. */
export const isPhoto = (p: PhotoRow): boolean => !p.track && !p.sound;

const rank = (p: PhotoRow): number => (p.sound ? 0 : p.track ? 1 : 2);

/** Spoken notes, which stand for text, before tracks, these before photos, each in the order in which it was made. */
export const inOrder = (rows: PhotoRow[]): PhotoRow[] => [...rows].sort((a, b) => rank(a) - rank(b) || a.at_ms - b.at_ms);

/** Waiting files whose operation the book has, in the order of sending. */
async function ready(db: DB): Promise<PhotoRow[]> {
  const received = new Set((await db.getAllFromIndex('operations', 'where', 'received')).map((r) => r.op_id));
  return inOrder((await db.getAllFromIndex('photos', 'state', 'waiting')).filter((p) => received.has(p.op_id ?? '')));
}

async function sendOne(db: DB, link: Link, ring: Ring, row: PhotoRow, first: BlobResult, on: (u: Uploading) => void): Promise<void> {
  let r = first, bytes: Bytes | null = null;
  for (let anew = 0; r.result === 'send';) {
    if (r.code === 'hash_mismatch' && ++anew === mostAnew) return change(db, row.id, { state: 'refused', code: r.code, message: r.message ?? '' });
    bytes ??= await photoBytes(db, ring, row.id);
    const at = r.offset ?? 0;
    if (!bytes || at >= bytes.length) throw new Error(`the server asks for byte ${at} of ${bytes?.length ?? 0}`);
    on({ id: row.id, done: at, size: row.size });
    r = await link.call<PieceReply>('PUT', `/blobs/${row.sha256}?ledger_id=${row.ledger_id}&op_id=${row.op_id}&size=${row.size}&offset=${at}`, bytes.slice(at, at + pieceBytes));
  }
  if (r.result === 'refused') return change(db, row.id, { state: 'refused', code: r.code ?? '', message: r.message ?? '' });
  if (r.result !== 'received') return; // ahead of its operation: asked again
  const device = await meta(db, 'device');
  const receipt = await checkBlobReceipt({ sha256: row.sha256, size: row.size, ledger_id: row.ledger_id ?? '', device_id: device?.id ?? '' }, r.receipt, (await meta(db, 'nodes')) ?? []);
  await change(db, row.id, { state: 'received', keep_until_ms: receipt.keep_until_ms });
}

async function change(db: DB, id: string, to: Partial<PhotoRow>): Promise<void> {
  await durably(db, ['photos'], async (tx) => {
    const was = await tx.objectStore('photos').get(id);
    if (was) await tx.objectStore('photos').put({ ...was, ...to });
  });
}

/** What a receipt of a photo has to be about. */
export interface Storable { sha256: string; size: number; ledger_id: string; device_id: string }

/** Reads a receipt of a photo; throws with what is wrong unless all of it is right. */
export async function checkBlobReceipt(of: Storable, wire: WireReceipt | undefined, nodes: Node[]): Promise<BlobReceipt> {
  if (!wire) throw new Error('a received photo without a receipt');
  const r = decode(utf8(wire.receipt)) as BlobReceipt;
  const node = nodes.find((n) => n.id === r.node_id);
  if (r.v !== 1 || r.class !== 'blob' || r.sha256 !== of.sha256 || r.size !== of.size || r.ledger_id !== of.ledger_id || r.device_id !== of.device_id) throw new Error(`the receipt is not of ${of.sha256}`);
  if (!node || !(await verify(node, utf8(`phendau/blob/1\n${wire.receipt}`), wire.sig))) throw new Error('a receipt of a photo that no node of this book signed');
  return r;
}

/** Received photos leave the phone when the time of their receipt is over. */
async function dropOld(db: DB, nowMs: number): Promise<void> {
  const old = (await db.getAllFromIndex('photos', 'state', 'received')).filter((p) => nowMs > (p.keep_until_ms ?? 0));
  if (old.length > 0) await dropPhotos(db, old.map((p) => p.id));
}

/** Photos with a receipt, for reconciliation; those the server lacks wait again. */
export const heldPhotos = async (db: DB): Promise<PhotoRow[]> => db.getAllFromIndex('photos', 'state', 'received');

export async function waitAgain(db: DB, rows: PhotoRow[]): Promise<void> {
  for (const p of rows) await change(db, p.id, { state: 'waiting' });
}

/** Files that are not received and not refused, of entries that were recorded. */
export const unsentFiles = (db: DB): Promise<PhotoRow[]> => db.getAllFromIndex('photos', 'state', 'waiting');
