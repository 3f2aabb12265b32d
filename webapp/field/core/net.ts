// Requests to the server of the protocol. A Refusal is its answer; every other
// error is an unknown outcome, and the same request is sent again.

/** How long an answer may take before the outcome counts as unknown. */
const timeoutMs = 30_000;

/** Below this a body is not worth packing. */
const packFrom = 1024;

export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly mode: string, readonly afterSeconds: number) { super(message); }
}

export interface Net {
  call<T>(method: 'GET' | 'POST' | 'PUT', path: string, token: string, body?: unknown): Promise<{ data: T; askedMs: number; heardMs: number }>;
}

/** The server that served this app. */
export function net(lang: () => string): Net {
  return {
    async call<T>(method: 'GET' | 'POST' | 'PUT', path: string, token: string, body?: unknown) {
      const headers: Record<string, string> = { 'Phendau-Protocol': '1', 'Accept-Language': lang() };
      if (token) headers['Authorization'] = `Bearer ${token}`;
      const packed = body === undefined ? undefined : body instanceof Uint8Array ? raw(body as Uint8Array<ArrayBuffer>, headers) : await pack(JSON.stringify(body), headers);
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), timeoutMs);
      const askedMs = Date.now();
      try {
        const r = await fetch(`/sync/v1${path}`, { method, headers, credentials: 'omit', cache: 'no-store', signal: limit.signal, ...(packed === undefined ? {} : { body: packed }) });
        const heardMs = Date.now();
        const said: unknown = await r.json();
        if (!r.ok) throw refused(r, said);
        return { data: said as T, askedMs, heardMs };
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Without a code it is not the server's word but something in between. */
function refused(r: Response, said: unknown): Error {
  const { code, message, mode, after_seconds } = (said ?? {}) as { code?: string; message?: string; mode?: string; after_seconds?: number };
  if (!code) return new Error(`answered with status ${r.status}`);
  return new Refusal(r.status, code, message ?? '', mode ?? '', Math.max(after_seconds ?? 0, Number(r.headers.get('Retry-After')) || 0));
}

function raw(bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string>): BodyInit {
  headers['Content-Type'] = 'application/octet-stream';
  return bytes;
}

async function pack(text: string, headers: Record<string, string>): Promise<BodyInit> {
  headers['Content-Type'] = 'application/json';
  if (text.length < packFrom || !('CompressionStream' in globalThis)) return text;
  headers['Content-Encoding'] = 'gzip';
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}
