// The one way to the server: typed by its OpenAPI description, JSON, one
// error shape, a time limit, no retries.
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/api.ts';
import { lang, t } from './words.svelte.ts';

/** How long an answer may take before the request is given up. */
export const timeoutMs = 30_000;

export type Schemas = components['schemas'];

/** What the server says is wrong, or why it could not be asked. */
export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** The server's closed code; "offline", "timeout", "cancelled" or "unreadable" made here. */
    readonly code: string,
    message: string,
    readonly requestId: string = '',
    readonly fields: { field: string; message: string }[] = [],
    /** With stale_base: the object as it stands now. */
    readonly current: unknown = undefined,
  ) { super(message); }
}

/**
 * What the app does on some answers, before the caller sees the error:
 * signedOut on 401 (shows the sign-in over the page, the form stays),
 * conflict on 409 (the ETag sent was not the newest).
 */
export const hooks: { signedOut?: () => void; conflict?: (e: ApiError) => void } = {};

/** The client. Use ask() around its calls. */
export const api = createClient<paths>({ baseUrl: '/api/v1', fetch: send });

interface Answer<T> { data?: T; error?: unknown; response: Response }

/** The body of a good answer; throws ApiError otherwise. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await askTagged(call)).data;
}

/** The same with the answer's ETag, to send back as If-Match when saving. */
export async function askTagged<T>(call: Promise<Answer<T>>): Promise<{ data: T; etag: string }> {
  const { data, error, response } = await call;
  if (!response.ok) throw refused(response, error);
  return { data: data as T, etag: response.headers.get('ETag') ?? '' };
}

/** Adds our headers and the time limit to one request. */
async function send(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('Accept-Language', lang());
  headers.set('Accept', 'application/json');
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), timeoutMs);
  try {
    return await fetch(new Request(request, { headers, credentials: 'same-origin', signal: either(request.signal, limit.signal) }));
  } catch {
    if (request.signal.aborted) throw new ApiError(0, 'cancelled', t('error.cancelled'));
    if (limit.signal.aborted) throw new ApiError(0, 'timeout', t('error.timeout'));
    throw new ApiError(0, 'offline', t('error.offline'));
  } finally {
    clearTimeout(timer);
  }
}

/** AbortSignal.any, which the oldest browsers we serve lack. */
function either(a: AbortSignal, b: AbortSignal): AbortSignal {
  const both = new AbortController();
  for (const s of [a, b]) {
    if (s.aborted) both.abort();
    s.addEventListener('abort', () => both.abort(), { once: true });
  }
  return both.signal;
}

function refused(response: Response, body: unknown): ApiError {
  const p = (typeof body === 'object' && body !== null ? body : {}) as Partial<Schemas['Error']>;
  const e = new ApiError(response.status, p.code ?? 'unreadable', p.message ?? generic(response.status), p.request_id, (p.fields ?? []).map((f) => ({ field: f.field ?? '', message: f.message ?? '' })), p.current);
  if (e.status === 401) hooks.signedOut?.();
  if (e.status === 409) hooks.conflict?.(e);
  return e;
}

/** Never raw server text: a sentence by status when the answer is not ours. */
function generic(status: number): string {
  if (status === 401) return t('error.signed_out');
  if (status === 403) return t('error.forbidden');
  if (status === 404) return t('error.not_found');
  if (status === 409) return t('error.conflict');
  if (status === 413) return t('error.too_large');
  return status >= 500 ? t('error.server') : t('error.refused');
}

/** The sentence of any error, for a Notice. */
export const sentence = (e: unknown): string => (e instanceof ApiError ? e.message : t('error.unknown'));

/** The message of one field, "" when it has none. */
export const fieldError = (e: unknown, field: string): string =>
  (e instanceof ApiError ? e.fields.find((f) => f.field === field)?.message : undefined) ?? '';
