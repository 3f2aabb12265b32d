// What the phone knows about time. Its own clock may be wrong or set back; a
// met server says how far it is off.
import type { OpTime } from './op.ts';

export class Clock {
  /** A random name of this run, in which mono_ms goes on evenly. */
  readonly boot = Array.from(crypto.getRandomValues(new Uint8Array(4)), (b) => b.toString(16).padStart(2, '0')).join('');
  private offset: number | null = null;
  private uncertainty = 0;
  private seen: number;

  /** seenMs is the latest instant any earlier run has known. */
  constructor(seenMs = 0) { this.seen = seenMs; }

  /** The instant as far as it is known: never before one that was, until a server is met. */
  now(): number {
    this.seen = Math.max(this.seen, Math.round(Date.now() + (this.offset ?? 0)));
    return this.seen;
  }

  /** Learns from an answer: the server's instant lies between asking and hearing. */
  learn(serverMs: number, askedMs: number, heardMs: number): void {
    const uncertainty = Math.round((heardMs - askedMs) / 2) + 1;
    this.offset = Math.round(serverMs - (askedMs + heardMs) / 2);
    this.uncertainty = Math.max(1, uncertainty);
    // The server's word ends what a clock that ran ahead has claimed.
    this.seen = serverMs;
  }

  /** For an operation made now. */
  stamp(): OpTime {
    const t: OpTime = { boot: this.boot, device_ms: Date.now(), mono_ms: Math.round(performance.now()) };
    return this.offset === null ? t : { ...t, offset_ms: this.offset, uncertainty_ms: this.uncertainty };
  }
}
