// The one recorder of this phone. It listens to the position only while the
// app is in sight, keeps every fix at once, and goes on behind the lock: it
// holds the key of the one who walks. What was not heard is a gap.
import { newId } from '../../shared/once.ts';
import { dayOf, timeOf, today } from '../../shared/time.ts';
import { kindOf } from '../../shared/entry/catalogue.ts';
import type { FormState } from '../../shared/entry/form.ts';
import { sealFile } from '../core/photo.ts';
import { encode, gapSeconds, pieces, Walker, type Point, type Walked } from '../core/track.ts';
import { newForm } from '../entry/forms.ts';
import { formOfTask } from '../entry/tasks.ts';
import { allWorks, device, draftRow, inside, lastTime, lists } from '../phone.svelte.ts';
import { dropPatrol, fixesOf, getPatrol, pointOf, putFix, putPatrol, turnInto, type Fix, type Mark, type Patrol } from './store.ts';

export type Position = 'waiting' | 'here' | 'none' | 'denied';

const nothing: Walked = { points: 0, metres: 0, gaps: [] };

export const walk = $state({
  patrol: null as Patrol | null,
  /** Whether fixes are being taken; not so on the page that ends a patrol. */
  live: false,
  position: 'waiting' as Position,
  /** Of the last fix. */
  accuracy: null as number | null, heardMs: 0,
  sum: nothing,
  /** Whether the screen is held on: null before it was asked. */
  awake: null as boolean | null,
  /** A fix could not be kept. */
  full: false,
});

/** For how long a position is that of where one stands. */
const freshMs = 15_000;

type Inside = NonNullable<ReturnType<typeof inside>>;

let at: Inside | null = null;
let walker = new Walker();
let points: Point[] = [];
let afterPause = false;
let lastStamp = 0;
let watching: number | null = null;
/** The last position heard, for a marker that is reached now. */
let latest = $state.raw<GeolocationPosition | null>(null);
let light: WakeLockSentinel | null = null;
/** Fixes are kept one after the other. */
let turn: Promise<unknown> = Promise.resolve();

/** Begins a patrol of a kind, of a plan where it has one. */
export async function begin(kind: string, plan = ''): Promise<void> {
  const into = inside();
  if (!into) return;
  const p: Patrol = { id: newId(), person: into.ring.person, kind, started_ms: into.clock.now(), paused_ms: 0, paused_at_ms: 0, marks: [], note: '', ...(plan ? { plan } : {}) };
  await putPatrol(into.db, into.ring.draft, p);
  await open(into, p, []);
  listen();
  await into.look();
}

/** Takes up a patrol that lies in the store; with listening it goes on. */
export async function takeUp(id: string, listening: boolean): Promise<void> {
  const into = inside();
  if (!into) return;
  if (walk.patrol?.id !== id) {
    const p = await getPatrol(into.db, into.ring.draft, id);
    if (!p) return;
    await open(into, p, await fixesOf(into.db, into.ring.draft, id));
  }
  at = into;
  if (listening && !walk.live) listen();
}

async function open(into: Inside, p: Patrol, fixes: Fix[]): Promise<void> {
  close();
  at = into;
  walker = new Walker();
  points = fixes.map(pointOf);
  points.forEach((x) => walker.take(x));
  const last = fixes.at(-1);
  Object.assign(walk, { patrol: p, position: 'waiting', accuracy: last?.accuracy ?? null, heardMs: last?.at_ms ?? 0, sum: walker.sum(), full: false });
}

/** Stops listening and forgets; the store keeps everything. */
function close(): void {
  stop();
  walk.live = false;
  afterPause = false;
  latest = null;
  document.removeEventListener('visibilitychange', seen);
  walk.patrol = null;
  points = [];
  at = null;
}

function listen(): void {
  walk.live = true;
  document.addEventListener('visibilitychange', seen);
  seen();
}

/** Whether every position comes here by itself. */
export const isListening = (): boolean => watching !== null;

/** The last position of this run, unless it is old by now. */
export const latestFix = (): GeolocationPosition | null => (latest && nowMs() - walk.heardMs < freshMs ? latest : null);

function seen(): void {
  if (walk.live && walk.patrol?.paused_at_ms === 0 && document.visibilityState === 'visible') {
    watch();
    void stayAwake();
  } else stop();
}

const options: PositionOptions = { enableHighAccuracy: true, maximumAge: 0 };

function watch(): void {
  if (watching !== null) return;
  if (!navigator.geolocation) return void (walk.position = 'none');
  watching = navigator.geolocation.watchPosition((p) => void take(p), missed, options);
}

function stop(): void {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
  void light?.release().catch(() => undefined);
  light = null;
}

function missed(e: GeolocationPositionError): void {
  walk.position = e.code === e.PERMISSION_DENIED ? 'denied' : 'none';
}

/** Asks for the position again, after somebody has allowed it. */
export function again(): void {
  stop();
  walk.position = 'waiting';
  seen();
}

async function stayAwake(): Promise<void> {
  try {
    light ??= await navigator.wakeLock.request('screen');
    light.addEventListener('release', () => { light = null; }, { once: true });
    walk.awake = true;
  } catch {
    walk.awake = false; // unknown to this browser, or refused: said on the screen
  }
}

/** Keeps a fix; the same one heard twice is one. */
export function take(p: GeolocationPosition): Promise<void> {
  if (p.timestamp === lastStamp && walk.heardMs > 0) return Promise.resolve();
  lastStamp = p.timestamp;
  walk.position = 'here';
  latest = p;
  const mine = turn.then(() => keep(p.coords));
  turn = mine.catch(() => undefined);
  return mine;
}

async function keep(c: GeolocationCoordinates): Promise<void> {
  const p = walk.patrol, into = at;
  if (!p || !into || !Number.isFinite(c.latitude) || !Number.isFinite(c.longitude)) return;
  const f: Fix = { at_ms: into.clock.now(), lat: c.latitude, lon: c.longitude, accuracy: c.accuracy, height: c.altitude, speed: c.speed, ...(afterPause ? { after_pause: true } : {}) };
  try {
    await putFix(into.db, into.ring.draft, p.id, f);
  } catch {
    walk.full = true;
    return;
  }
  afterPause = p.paused_at_ms > 0;
  const point = pointOf(f);
  points.push(point);
  walker.take(point);
  Object.assign(walk, { accuracy: f.accuracy, heardMs: f.at_ms, sum: walker.sum(), full: false });
}

async function change(to: Partial<Patrol>): Promise<void> {
  if (!walk.patrol || !at) return;
  const next = { ...($state.snapshot(walk.patrol) as Patrol), ...to };
  await putPatrol(at.db, at.ring.draft, next);
  walk.patrol = next;
}

export async function pause(): Promise<void> {
  if (!at) return;
  afterPause = true;
  await change({ paused_at_ms: at.clock.now() });
  seen();
}

export async function goOn(): Promise<void> {
  const p = walk.patrol;
  if (!p || !at) return;
  afterPause = true;
  await change({ paused_ms: p.paused_ms + at.clock.now() - p.paused_at_ms, paused_at_ms: 0 });
  seen();
}

export const mark = (m: Omit<Mark, 'at_ms'>): Promise<void> => change({ marks: [...(walk.patrol?.marks ?? []), { ...m, at_ms: at?.clock.now() ?? Date.now() }] });

export const setNote = (note: string): Promise<void> => change({ note });

/** Milliseconds under way, without pauses. */
export function underWay(now: number): number {
  const p = walk.patrol;
  return p ? (p.paused_at_ms || now) - p.started_ms - p.paused_ms : 0;
}

export const nowMs = (): number => at?.clock.now() ?? Date.now();

/** Whether nothing was heard for so long that it is a gap already. */
export const isSilent = (now: number): boolean => walk.live && walk.patrol?.paused_at_ms === 0 && walk.heardMs > 0 && now - walk.heardMs > gapSeconds * 1000;

/** The last instant anything is known of: now, or what a dead battery left. */
function lastMs(p: Patrol): number {
  return walk.live ? nowMs() : Math.max(p.started_ms, walk.heardMs, p.paused_at_ms, ...p.marks.map((m) => m.at_ms));
}

/** Ends the patrol: returns the draft in which the last questions are asked. */
export async function end(): Promise<string> {
  const all = lists(), here = device(), into = inside();
  const p = walk.patrol && ($state.snapshot(walk.patrol) as Patrol);
  const kind = all && p && kindOf(all.catalogue, p.kind);
  if (!all || !here || !into || !p || !kind) throw new Error('no patrol');
  await turn;
  const from = p.started_ms, until = lastMs(p);
  const day = dayOf(from), toDay = dayOf(until);
  const begun = (p.plan && formOfTask(allWorks(), p.plan, kind, here, all, today())) || newForm(kind, all, here, today(), await lastTime<FormState>(p.kind));
  const form: FormState = { ...begun, day, toDay: toDay === day ? '' : toDay, from: timeOf(from), to: timeOf(until),
    markers: p.marks.filter((m, i) => p.marks.findIndex((x) => x.id === m.id) === i).map(({ id, name }) => ({ id, name })), note: p.note || begun.note };
  const files = await Promise.all(pieces(points).map((x) => sealFile(into.ring, p.id, encode(x), { at_ms: (x[0]?.time ?? 0) * 1000, taken_ms: 0, track: true })));
  await turnInto(into.db, p.id, await draftRow(into.ring, p.id, form), files);
  close();
  await into.look();
  return p.id;
}

/** Throws away a patrol that was begun by mistake. */
export async function drop(): Promise<void> {
  const p = walk.patrol, into = inside();
  if (!p || !into) return;
  close();
  await turn;
  await dropPatrol(into.db, p.id);
  await into.look();
}
