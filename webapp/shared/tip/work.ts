// The worker that seals and opens. It is ended with the page that began it, and
// all it knew with it.
import type { TipCode } from './seal.ts';
import { script } from '../scripts.ts';
import type * as sealer from './sealer.ts';
import address from './tip.worker.ts?worker&url';

type Sealer = typeof sealer;
export interface Call { id: number; name: keyof Sealer; args: unknown[] }
interface Answer { id: number; done?: unknown; code?: TipCode; why?: string }

/** Why the worker refused. */
export class Refused extends Error {
  constructor(readonly code: TipCode, why: string) { super(why); }
}

/** The functions of the sealer, each answered later. */
export type Work = { [K in keyof Sealer]: (...a: Parameters<Sealer[K]>) => Promise<Awaited<ReturnType<Sealer[K]>>> } & { end(): void };

/** How long a worker may take until it says that it runs; each one that is started after it has as long again. */
const startMs = 8000;

/**
 * A worker that did not start, or has not said so in time, is started again by the
 * next call: a browser that is short of everything may leave one hanging.
 */
export function startWork(): Work {
  let worker: Worker | null = null, started = 0, ended = false, n = 0;
  const open = new Map<number, { resolve(v: unknown): void; reject(e: unknown): void }>();
  const lost = (why: string) => { open.forEach((o) => o.reject(new Error(why))); open.clear(); };
  const start = (): Worker => {
    const w = new Worker(script(address), { type: 'module' });
    const gone = (why: string) => { if (worker === w) worker = null; w.terminate(); clearTimeout(late); lost(why); };
    const late = setTimeout(() => gone('the worker did not start'), startMs * ++started);
    w.onmessage = (e: MessageEvent<Answer>) => {
      clearTimeout(late);
      const asked = open.get(e.data.id);
      open.delete(e.data.id);
      if (e.data.code) asked?.reject(new Refused(e.data.code, e.data.why ?? ''));
      else asked?.resolve(e.data.done);
    };
    w.onerror = (e) => gone(e.message || 'the worker ended');
    return w;
  };
  const call = (name: keyof Sealer, args: unknown[]) => new Promise((resolve, reject) => {
    if (ended) return reject(new Error('ended'));
    open.set(++n, { resolve, reject });
    worker ??= start();
    worker.postMessage({ id: n, name, args });
  });
  const end = () => { ended = true; worker?.terminate(); lost('ended'); };
  return new Proxy({} as Work, { get: (_, name: keyof Sealer | 'end') => name === 'end' ? end : (...args: unknown[]) => call(name, args) });
}
