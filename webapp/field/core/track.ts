// Where a patrol went: the one byte form of a piece (PDTK1, docs/sync.md
// section 9) and what may be shown of it. The same as internal/track in Go;
// both read the vectors in its testdata.
import { utf8, type Bytes } from '../../shared/bytes.ts';

/** One fix as it is kept in a piece. */
export interface Point {
  /** 1e-6 degree. */
  lat: number; lon: number;
  /** Unix seconds of the phone. */
  time: number;
  /** Metres; null when the device did not say. */
  height: number | null;
  /** Class: 0 unknown, then up to 5, 10, 20, 50, 100 m, and beyond. */
  accuracy: number;
  /** Nothing is known between the point before and this one. */
  gap: boolean;
}

export interface Marks { mock?: boolean; imported?: boolean }

const bounds = [0, 5, 10, 20, 50, 100];

/** The class of an accuracy in metres. */
export function classOf(metres: number | null | undefined): number {
  if (metres === null || metres === undefined || !(metres >= 0)) return 0;
  const at = bounds.findIndex((b, i) => i > 0 && metres <= b);
  return at < 0 ? bounds.length : at;
}

/** How long the phone may hear of no position before it is a gap. */
export const gapSeconds = 60;
/** A piece is at most so long. */
const pieceSeconds = 5 * 60;

const flagHeight = 1, flagAccuracy = 2, flagMock = 4, flagImported = 8;

/** Writes a piece. Heights are kept where every point has one. */
export function encode(points: Point[], marks: Marks = {}): Bytes {
  const height = points.length > 0 && points.every((p) => p.height !== null), accuracy = points.some((p) => p.accuracy > 0);
  const start = points[0]?.time ?? 0;
  const out = new Writer();
  out.uvarint(points.length);
  out.byte((height ? flagHeight : 0) + (accuracy ? flagAccuracy : 0) + (marks.mock ? flagMock : 0) + (marks.imported ? flagImported : 0));
  out.uvarint(start);
  out.column(points.map((p) => p.lat));
  out.column(points.map((p) => p.lon));
  out.column(points.map((p) => p.time), start);
  if (height) out.column(points.map((p) => p.height ?? 0));
  if (accuracy) out.column(points.map((p) => p.accuracy));
  for (let i = 0; i < points.length; i += 8) out.byte(points.slice(i, i + 8).reduce((bits, p, j) => bits + (p.gap ? 1 << j : 0), 0));
  return out.bytes();
}

class Writer {
  private all: number[] = [...utf8('PDTK1')];

  byte(b: number): void { this.all.push(b); }

  /** Numbers up to 2^53: shifts would end at 2^31. */
  uvarint(v: number): void {
    for (; v >= 128; v = Math.floor(v / 128)) this.all.push((v % 128) + 128);
    this.all.push(v);
  }

  column(values: number[], first = 0): void {
    let was = first;
    for (const v of values) {
      const d = v - was;
      this.uvarint(d < 0 ? -2 * d - 1 : 2 * d);
      was = v;
    }
  }

  bytes(): Bytes { return Uint8Array.from(this.all); }
}

/** Cuts a track into pieces of at most five minutes; equal times stay together. */
export function pieces(points: Point[]): Point[][] {
  const out: Point[][] = [];
  let start = 0;
  for (const p of points) {
    const last = out.at(-1);
    if (last && p.time - start < pieceSeconds && p.time >= start) last.push(p);
    else {
      out.push([p]);
      start = p.time;
    }
  }
  return out;
}

/** A time without a position, in Unix seconds. */
export interface Gap { from: number; to: number }

/** What is shown of a track; what counts as covered is decided in the office. */
export interface Walked { points: number; metres: number; gaps: Gap[] }

const worstShown = 4; // class: up to 50 m
const leastStep = 10;

/** Adds up a walk as it comes. */
export class Walker {
  private metres = 0;
  private points = 0;
  private gaps: Gap[] = [];
  private last: Point | null = null;
  private anchor: Point | null = null;
  private gapFrom: number | null = null;

  take(p: Point): void {
    // A step back in time is another recording, laid beside this one.
    const d = this.last ? p.time - this.last.time : 0;
    if (this.last && (p.gap || d > gapSeconds || d < 0)) this.gapFrom ??= this.last.time;
    this.last = p;
    if (p.accuracy > worstShown) return;
    this.points++;
    if (this.anchor && this.gapFrom !== null) this.gaps.push({ from: this.gapFrom, to: p.time });
    else if (this.anchor) {
      const d = between(this.anchor, p);
      if (d <= Math.max(leastStep, (bounds[p.accuracy] ?? 0) / 2)) return;
      this.metres += d;
    }
    this.anchor = p;
    this.gapFrom = null;
  }

  sum(): Walked { return { points: this.points, metres: Math.round(this.metres), gaps: [...this.gaps] }; }
}

export function walked(points: Point[]): Walked {
  const w = new Walker();
  points.forEach((p) => w.take(p));
  return w.sum();
}

const earth = 6_371_008.8;

/** Metres between two points. */
function between(a: Point, b: Point): number {
  const rad = (v: number) => ((v / 1e6) * Math.PI) / 180;
  const x = Math.sin((rad(b.lat) - rad(a.lat)) / 2), y = Math.sin((rad(b.lon) - rad(a.lon)) / 2);
  return 2 * earth * Math.asin(Math.min(1, Math.sqrt(x * x + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * y * y)));
}
