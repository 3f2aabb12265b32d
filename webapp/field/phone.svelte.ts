// The phone as its screens see it: one reactive object, and the acts. The core
// below knows nothing of screens.
import { Author, type Along, type Wish } from './core/author.ts';
import type { Bytes } from '../shared/bytes.ts';
import { Clock } from './core/clock.ts';
import { meta, openStore, wipe, type DB, type DraftRow, type PatrolRow, type PhotoRow } from './core/db.ts';
import { Engine, type Contact } from './core/engine.ts';
import { confirmed, enrol } from './core/enrol.ts';
import { fingerprint } from './core/keys.ts';
import { peopleWithPIN, setPIN, unlock, type Ring } from './core/lock.ts';
import { net } from './core/net.ts';
import { dropPhotos, inOrder, isPhoto, keepFiles, photoBytes, sealFile, unsentFiles, type Uploading } from './core/photo.ts';
import { reference } from './core/pull.ts';
import { records } from './core/records.ts';
import { sealValue, unsealValue } from './core/seal.ts';
import { Link } from './core/session.ts';
import { stretch, tune } from './core/stretch.ts';
import type { DeviceView, Reference } from './core/wire.ts';
import { works, type Work } from './core/works.ts';
import type { Catalogue } from '../shared/entry/catalogue.ts';
import { go, href } from '../shared/router.svelte.ts';
import { lang } from '../shared/words.svelte.ts';
import { version } from './version.ts';
import { keepLater } from './worker.svelte.ts';

/** What stands on the screen as a whole. */
export type Phase = 'starting' | 'elsewhere' | 'unfit' | 'enrol' | 'compare' | 'pin' | 'locked' | 'open' | 'wiped';

export const phone = $state({
  phase: 'starting' as Phase,
  words: [] as string[],
  /** Who has a PIN; who is at work. */
  holders: [] as string[],
  person: '',
  contact: { is: 'idle' } as Contact,
  sending: [] as number[],
  uploading: null as Uploading | null,
  /** Photos, pieces of tracks and spoken notes of recorded entries that were not received. */
  photosWaiting: 0, tracksWaiting: 0, voicesWaiting: 0,
  pulled: 0,
  /** Operations without a receipt, by record: how many records, and since when. */
  unsent: 0, unsentSinceMs: 0,
  /** Whether what was pulled may be read. */
  reading: true,
  metMs: 0,
  ended: '',
  /** Whether a saved file holds everything up to the last operation. */
  exported: false,
  wipedMode: '',
  /** Patrols of the one at work that were begun and not ended. */
  patrols: [] as Omit<PatrolRow, 'sealed'>[],
  /** Files another app has shared that wait for an entry. */
  shared: 0,
  drafts: [] as { id: string; at_ms: number; value: unknown }[],
  /** The page of tips that lies over all others; it has no address and leaves none behind. */
  tips: '' as '' | 'write' | 'read',
});

let view = $state.raw<DeviceView | null>(null);
let ref = $state.raw<Reference<Catalogue> | null>(null);
let list = $state.raw<Work[]>([]);

export const device = (): DeviceView | null => view;
export const lists = (): Reference<Catalogue> | null => ref;
export const allWorks = (): Work[] => list;

let db: DB, clock: Clock, link: Link, engine: Engine, author: Author;
let ring: Ring | null = null;
/** Who was at work before the lock: only he finds his page again. */
let before = '';

/** Opens the store; one page of the browser at a time is the phone. */
export async function start(): Promise<void> {
  if (!('indexedDB' in globalThis) || !crypto.subtle || !navigator.locks) return void (phone.phase = 'unfit');
  if (!(await only())) {
    phone.phase = 'elsewhere';
    return void navigator.locks.request(lockName, () => location.reload()); // when the other one has gone
  }
  db = await openStore();
  clock = new Clock((await meta(db, 'clock'))?.seen_ms);
  link = new Link(db, net(lang), clock, version);
  author = new Author(db, clock);
  engine = new Engine(db, link, clock, {
    ring: () => ring,
    setRing: (r) => { ring = r; phone.reading = r.data !== null; },
    contact: (c) => { phone.contact = c; if (c.is === 'met') void keepLater().then(() => import('./tip/here.ts')).then((tips) => tips.met()).catch(() => undefined); },
    sending: (seqs) => { phone.sending = seqs; },
    uploading: (u) => { phone.uploading = u; },
    pulled: (n) => { phone.pulled = n; },
    changed: () => void look().catch((e: unknown) => { if (!engine.stopped) throw e; }),
    wiped: (mode) => { ring = null; phone.contact = { is: 'met', atMs: clock.now() }; phone.wipedMode = mode; phone.phase = 'wiped'; },
  });
  await arrive();
}

const lockName = 'phendau-field';

/** Waits for nobody: a second page says that the first one is open. */
function only(): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(lockName, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => undefined); // held until the page goes
    });
  });
}

async function arrive(): Promise<void> {
  const d = await meta(db, 'device');
  view = (await meta(db, 'view')) ?? null;
  phone.holders = await peopleWithPIN(db);
  phone.ended = d?.ended ?? '';
  if (!d) phone.phase = 'enrol';
  else if (phone.holders.length > 0) {
    phone.phase = 'locked';
    await look();
    void engine.sync();
  } else {
    phone.words = await fingerprint(d.key);
    phone.phase = d.confirmed ? 'pin' : 'compare';
  }
}

/** Uses an officer's token or code up. */
export async function enrolWith(token: string): Promise<void> {
  phone.words = await enrol(db, net(lang), token);
  phone.phase = 'compare';
}

/** Asks whether the officer has confirmed; goes on when so. */
export async function askConfirmed(): Promise<boolean> {
  const s = await confirmed(link);
  if (!s) return false;
  view = s.device;
  phone.phase = 'pin';
  return true;
}

/** Throws this key away and begins anew; only before anything was recorded. */
export async function startOver(): Promise<void> {
  if ((await db.count('operations')) > 0) throw new Error('something was recorded');
  await wipe(db);
  location.replace(import.meta.env.BASE_URL);
}

/** Gives a person a PIN; the first one also opens the phone. */
export async function choosePIN(person: string, pin: string): Promise<void> {
  const made = await setPIN(db, person, pin, await tune(), stretch, ring ?? undefined);
  phone.holders = await peopleWithPIN(db);
  if (!ring) await opened(made);
}

export async function unlockWith(person: string, pin: string): Promise<void> {
  await opened(await unlock(db, person, pin, clock.now(), stretch));
}

async function opened(r: Ring): Promise<void> {
  ring = r;
  if (before !== '' && before !== r.person) go(href('/'), 'replace');
  phone.person = r.person;
  phone.reading = r.data !== null;
  await look();
  phone.phase = 'open';
  void engine.sync();
}

/** Takes the keys out of memory. */
export function lock(): void {
  if (phone.phase !== 'open') return;
  ring = null;
  before = phone.person;
  phone.person = '';
  phone.drafts = [];
  phone.patrols = [];
  list = [];
  phone.phase = 'locked';
}

export const sync = (pressed = false): Promise<void> => engine.sync(pressed);

/** Reads the store again and shows it. */
async function look(): Promise<void> {
  const rows = await db.getAll('operations');
  const open = rows.filter((r) => r.where === 'on_phone' || r.where === 'quarantined' || r.where === 'custody');
  phone.unsent = new Set(open.map((r) => r.entity_id)).size;
  phone.unsentSinceMs = Math.min(...open.map((r) => r.at_ms), Number.MAX_SAFE_INTEGER);
  const files = await unsentFiles(db);
  phone.tracksWaiting = files.filter((f) => f.track).length;
  phone.voicesWaiting = files.filter((f) => f.sound).length;
  phone.photosWaiting = files.filter(isPhoto).length;
  phone.metMs = (await meta(db, 'sync'))?.met_ms ?? 0;
  phone.ended = (await meta(db, 'device'))?.ended ?? '';
  phone.exported = ((await meta(db, 'exported'))?.seq ?? -1) >= ((await meta(db, 'head'))?.seq ?? 0);
  view = (await meta(db, 'view')) ?? null;
  const r = ring;
  if (!r) return;
  if (ref?.version !== (await meta(db, 'sync'))?.reference) ref = await reference<Catalogue>(db, r);
  const known = await records(db, r);
  const all = await works(db, r, known ?? []);
  const drafts = await ownDrafts(r), patrols = await db.getAllFromIndex('patrols', 'person', r.person);
  if (ring !== r && ring?.person !== r.person) return; // locked meanwhile
  phone.reading = known !== null;
  list = all;
  phone.drafts = drafts;
  phone.shared = await db.count('shared');
  phone.patrols = patrols.map(({ id, person, kind, at_ms }) => ({ id, person, kind, at_ms }));
}

/** What tips need, locked or not. */
export const outside = (): { db: DB; clock: Clock } => ({ db, clock });

/** What the recorder of patrols needs of the phone; null while it is locked. */
export const inside = (): { db: DB; ring: Ring; clock: Clock; look: () => Promise<void> } | null => ring && { db, ring, clock, look };

const draftPlace = (id: string) => `drafts:${id}`;

async function ownDrafts(r: Ring) {
  const rows = (await db.getAllFromIndex('drafts', 'person', r.person)).filter((d) => !d.id.startsWith('last:'));
  return Promise.all(rows.map(async (d) => ({ id: d.id, at_ms: d.at_ms, value: await unsealValue<unknown>(r.draft, draftPlace(d.id), d.sealed) })));
}

export async function draftRow(r: Ring, id: string, value: unknown): Promise<DraftRow> {
  return { id, person: r.person, at_ms: clock.now(), sealed: await sealValue(r.draft, draftPlace(id), value) };
}

/** Keeps what is being written, for the own eyes only. */
export async function keepDraft(id: string, value: unknown): Promise<void> {
  const r = ring;
  if (!r) return;
  await db.put('drafts', await draftRow(r, id, value));
  phone.drafts = await ownDrafts(r);
}

export async function dropDraft(id: string): Promise<void> {
  await dropPhotos(db, (await photosOf(id)).map((p) => p.id));
  await db.delete('drafts', id);
  await look();
}

/** The photos and pieces of tracks of an entry that is being written, in the order of sending. */
export const photosOf = async (draft: string): Promise<PhotoRow[]> => inOrder(await db.getAllFromIndex('photos', 'draft', draft));

/** Beyond this share of what the browser grants no photo is taken; entries are, always. */
const fullAt = 0.8;

export class PhoneFull extends Error {}

/** Keeps a photo of an entry that is being written, or a spoken note of a media type; PhoneFull says that there is no room and nothing was changed. */
export async function addPhoto(draft: string, bytes: Bytes, takenNow: boolean, sound = ''): Promise<void> {
  const r = ring, now = clock.now();
  if (!r) throw new Error('locked');
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  if (quota > 0 && usage + bytes.length > quota * fullAt) throw new PhoneFull();
  try {
    await keepFiles(db, [await sealFile(r, draft, bytes, { at_ms: now, taken_ms: takenNow ? now : 0, ...(sound ? { sound } : {}) })]);
  } catch (e) {
    if (e instanceof DOMException && e.name === 'QuotaExceededError') throw new PhoneFull();
    throw e;
  }
}

export async function removePhotos(ids: string[]): Promise<void> {
  await dropPhotos(db, ids);
  await look();
}

/** A photo to be shown or a note to be heard, null when it is not on the phone any more. */
export async function photoOf(id: string, type = 'image/jpeg'): Promise<Blob | null> {
  const bytes = ring && (await photoBytes(db, ring, id));
  return bytes && new Blob([bytes], { type });
}

/** What the person recorded last of a kind; null for nothing yet. */
export async function lastTime<T>(kind: string): Promise<T | null> {
  const r = ring, row = r && (await db.get('drafts', `last:${r.person}:${kind}`));
  return r && row ? unsealValue<T>(r.draft, draftPlace(row.id), row.sealed) : null;
}

/** Signs and keeps; when it returns, everything is on the phone's disk. */
export async function record(wishes: Wish[], { draft = '', last, settle = [], photos = [] }: { draft?: string; last?: { kind: string; value: unknown }; settle?: string[]; photos?: PhotoRow[] } = {}): Promise<void> {
  const r = ring;
  if (!r) throw new Error('locked');
  const along: Along = { drop: draft ? [draft] : [], settle, photos, put: last ? [await draftRow(r, `last:${r.person}:${last.kind}`, last.value)] : [] };
  await author.record(r, wishes, along);
  await look();
  void engine.sync();
}

/** Takes the phone's whole store away; refused while anything is unsent, unless the phone is over and files hold it. */
export async function signOut(): Promise<void> {
  const rows = await db.getAll('operations');
  const carried = phone.ended !== '' && phone.exported;
  if (!carried && (rows.some((r) => r.where !== 'received' && !r.settled) || (await unsentFiles(db)).length + (await db.count('patrols')) > 0)) throw new Error('unsent');
  engine.stop();
  await wipe(db);
  location.replace(import.meta.env.BASE_URL);
}
