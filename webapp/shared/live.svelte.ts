// Live updates: the server says at which positions ledgers stand. A screen
// that shows an older position says so and offers the newer one.

/** Positions by ledger id, as the last events told. */
let positions = $state.raw<Record<string, number>>({});
let source: EventSource | null = null;
let open = $state(false);

/** The newest position of a ledger that was told, 0 when none. */
export const position = (ledger: string): number => positions[ledger] ?? 0;

/** Whether a ledger moved beyond what a screen shows. */
export const moved = (ledger: string, shown: number): boolean => position(ledger) > shown;

/** Whether the server can be heard. */
export const connected = (): boolean => open;

/**
 * Listens to /api/v1/live; the browser reconnects by itself. Events named
 * "position" carry {"ledger": string, "position": number}. Returns what stops
 * it.
 */
export function startLive(url = '/api/v1/live'): () => void {
  stop();
  source = new EventSource(url);
  source.onopen = () => { open = true; };
  source.onerror = () => { open = false; };
  source.addEventListener('position', (e) => {
    const told: unknown = JSON.parse((e as MessageEvent<string>).data);
    if (!isPosition(told)) return;
    positions = { ...positions, [told.ledger]: Math.max(position(told.ledger), told.position) };
  });
  return stop;
}

function stop(): void {
  source?.close();
  source = null;
  open = false;
}

const isPosition = (v: unknown): v is { ledger: string; position: number } =>
  typeof v === 'object' && v !== null && 'ledger' in v && typeof v.ledger === 'string' && 'position' in v && typeof v.position === 'number';
