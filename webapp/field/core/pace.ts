// When to come again after a failure: full jitter, so that phones that were
// cut off together do not come back as one; never earlier than the server
// asked for. Both instants are kept over restarts.
import type { SyncState } from './db.ts';

const firstMs = 2_000;
const longestMs = 15 * 60_000;

/** After a failure; afterSeconds is what the server asked for, 0 for nothing. */
export function later(s: SyncState, nowMs: number, afterSeconds: number, chance: () => number = Math.random): SyncState {
  const most = Math.min(longestMs, firstMs * 2 ** Math.min(s.failures, 20));
  const never = nowMs + afterSeconds * 1000;
  return { ...s, failures: s.failures + 1, never_before_ms: never, next_ms: Math.max(never, nowMs + Math.round(chance() * most)) };
}

export const well = (s: SyncState, nowMs: number): SyncState => ({ ...s, failures: 0, next_ms: 0, never_before_ms: 0, met_ms: nowMs });

/** What a server may ask for; a longer wait comes from a clock that was set back. */
const longestAskedMs = 60 * 60_000;

/** How long to wait, in ms. Who presses "send now", or has a line again, waits only where the server said so. */
export function wait(s: SyncState, nowMs: number, pressed: boolean): number {
  const asked = s.never_before_ms - nowMs, own = s.next_ms - nowMs;
  const must = asked > longestAskedMs ? 0 : Math.max(0, asked);
  return pressed ? must : Math.max(must, own > longestAskedMs ? 0 : own);
}
