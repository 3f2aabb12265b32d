// Live updates: the server says at which positions ledgers stand. A screen
// that shows an older position says so and offers the newer one.

/** Positions by ledger id, as the last events told. */
let positions = $state.raw<Record<string, number>>({});
let source: EventSource | null = null;
let open = $state(false);
let latest = '';
let moves = $state(0);

/** The newest position of a ledger that was told, 0 when none. */
export const position = (ledger: string): number => positions[ledger] ?? 0;

/** Whether a ledger moved beyond what a screen shows. */
export const moved = (ledger: string, shown: number): boolean => position(ledger) > shown;

/** Grows whenever anything moved since the first word of the server: read again what is shown. */
export const heard = (): number => moves;

/** Whether the server can be heard. */
export const connected = (): boolean => open;

/**
 * Listens to /api/v1/live; the browser reconnects by itself. Events named
 * "position" carry {"position": string, "ledgers": [{"ledger": string,
 * "position": number}]}: where the book stands and what moved of it that the
 * listener may see. Returns what stops it.
 */
export function startLive(url = '/api/v1/live'): () => void {
  stop();
  source = new EventSource(url);
  source.onopen = () => { open = true; };
  source.onerror = () => { open = false; };
  source.addEventListener('position', (e) => {
    const told: unknown = JSON.parse((e as MessageEvent<string>).data);
    if (!isNews(told)) return;
    const next = { ...positions };
    for (const l of told.ledgers) next[l.ledger] = Math.max(next[l.ledger] ?? 0, l.position);
    positions = next;
    if (latest !== '' && (told.ledgers.length > 0 || latest !== told.position)) moves += 1;
    latest = told.position;
  });
  return stop;
}

function stop(): void {
  source?.close();
  source = null;
  open = false;
}

interface News { position: string; ledgers: { ledger: string; position: number }[] }

const isNews = (v: unknown): v is News =>
  typeof v === 'object' && v !== null && 'position' in v && typeof v.position === 'string' && 'ledgers' in v && Array.isArray(v.ledgers) &&
  v.ledgers.every((l: unknown) => typeof l === 'object' && l !== null && 'ledger' in l && typeof l.ledger === 'string' && 'position' in l && typeof l.position === 'number');
