// Tracks out of GPX files of other programs. A reader of our own: what a phone
// is given by strangers is bounded in size, depth and number, and every fault is
// told with its line.
import type { Point } from '../core/track.ts';

export const maxBytes = 20 * 1024 * 1024;
export const maxPoints = 500_000;
const maxDepth = 16;

export type Fault = 'too_large' | 'no_gpx' | 'damaged' | 'too_deep' | 'too_many' | 'bad_place' | 'bad_time' | 'no_points' | 'no_time';

/** Why a file is not taken, and where; line 0 is the file as a whole. */
export class GPXRefused extends Error {
  constructor(readonly fault: Fault, readonly line = 0) { super(`${fault} in line ${line}`); }
}

/** A point as it is being read; at is where in the text it began. */
interface Reading { at: number; lat: number; lon: number; height: number | null; time: number | null }

/**
 * The points of all tracks of a file. A new segment begins with a gap, and so
 * does what follows a point without a time, which is left out. Routes and single
 * places are no tracks. Throws GPXRefused.
 */
export function readGPX(text: string): Point[] {
  if (text.length > maxBytes) throw new GPXRefused('too_large');
  const reader = new Reader(text);
  const points = reader.read();
  if (points.length === 0) throw new GPXRefused(reader.seen > 0 ? 'no_time' : 'no_points');
  return points;
}

const tag = /<(\/?)([A-Za-z_][\w:.-]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const skipped: [string, string][] = [['<!--', '-->'], ['<?', '?>'], ['<![CDATA[', ']]>']];

class Reader {
  seen = 0;
  private points: Point[] = [];
  private stack: string[] = [];
  private point: Reading | null = null;
  private gap = false;
  private textFrom = 0;

  constructor(private text: string) {}

  read(): Point[] {
    for (let at = this.text.indexOf('<'); at >= 0; at = this.text.indexOf('<', at)) at = this.skip(at) || this.tag(at);
    if (this.stack.length > 0) this.refuse('damaged', this.text.length);
    return this.points;
  }

  private refuse(fault: Fault, at: number): never {
    throw new GPXRefused(fault, this.text.slice(0, at).split('\n').length);
  }

  /** Goes behind a comment or an instruction; 0 when there is none. Declarations of types are not read. */
  private skip(at: number): number {
    const kind = skipped.find(([begin]) => this.text.startsWith(begin, at));
    if (!kind) return 0;
    const end = this.text.indexOf(kind[1], at);
    return end < 0 ? this.refuse('damaged', at) : end + kind[1].length;
  }

  private tag(at: number): number {
    tag.lastIndex = at;
    const m = tag.exec(this.text);
    if (!m) return this.refuse('damaged', at);
    const [whole, closing, full = '', attributes = '', empty] = m, name = full.slice(full.indexOf(':') + 1).toLowerCase();
    if (this.stack.length === 0 && (closing || name !== 'gpx')) this.refuse('no_gpx', at);
    if (closing) {
      if (this.stack.pop() !== name) this.refuse('damaged', at);
      this.closed(name, at);
    } else {
      if (this.stack.push(name) > maxDepth) this.refuse('too_deep', at);
      this.opened(name, attributes, at);
      this.textFrom = at + whole.length;
      if (empty) this.closed(this.stack.pop() ?? '', at);
    }
    return at + whole.length;
  }

  private opened(name: string, attributes: string, at: number): void {
    if (name === 'trkseg') this.gap = this.points.length > 0;
    if (name !== 'trkpt') return;
    if (++this.seen > maxPoints) this.refuse('too_many', at);
    this.point = { at, lat: this.degrees(attributes, 'lat', 90, at), lon: this.degrees(attributes, 'lon', 180, at), height: null, time: null };
  }

  private degrees(attributes: string, name: string, most: number, at: number): number {
    const found = new RegExp(`\\s${name}\\s*=\\s*["']\\s*([-+]?\\d+(?:\\.\\d+)?)\\s*["']`).exec(attributes);
    const v = found ? Number(found[1]) : NaN;
    return Math.abs(v) <= most ? v : this.refuse('bad_place', at);
  }

  private closed(name: string, at: number): void {
    const p = this.point, inner = this.stack.at(-1) === 'trkpt';
    if (!p) return;
    if (inner && name === 'time') p.time = this.instant(this.text.slice(this.textFrom, at).trim(), at);
    if (inner && name === 'ele') p.height = heightOf(this.text.slice(this.textFrom, at));
    if (name === 'trkpt') this.take(p);
  }

  /** Unix seconds; a time without a zone is that of Viet Nam. */
  private instant(text: string, at: number): number {
    const m = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[-+]\d\d:?\d\d)?$/.exec(text);
    const ms = m ? Date.parse(m[1] ? text : `${text}+07:00`) : NaN;
    return ms >= 0 ? Math.floor(ms / 1000) : this.refuse('bad_time', at);
  }

  private take(p: Reading): void {
    this.point = null;
    if (p.time === null) {
      this.gap = this.points.length > 0;
      return;
    }
    this.points.push({ lat: Math.round(p.lat * 1e6), lon: Math.round(p.lon * 1e6), time: p.time, height: p.height, accuracy: 0, gap: this.gap });
    this.gap = false;
  }
}

/** Metres, null for what is no height of a place. */
function heightOf(text: string): number | null {
  const v = text.trim() === '' ? NaN : Math.round(Number(text));
  return v >= -1_000 && v <= 20_000 ? v : null;
}
