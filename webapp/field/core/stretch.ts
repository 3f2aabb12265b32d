// Stretching PINs in a worker, and how hard that may be on this phone.
import { random, type Bytes } from '../../shared/bytes.ts';
import type { Cost, Stretch } from './lock.ts';
import { script } from '../../shared/scripts.ts';
import address from './stretch.worker.ts?worker&url';

export interface StretchJob { pin: string; salt: Bytes; memory: number; rounds: number }

/** Argon2id is never easier than 4 MiB and one round. */
const leastMemory = 4096;
const mostMemory = 32 * 1024;
const wantedMs = 500;

function run(job: StretchJob): Promise<{ out: Bytes; ms: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script(address), { type: 'module' });
    worker.onmessage = (e: MessageEvent<{ out: Bytes; ms: number }>) => { worker.terminate(); resolve(e.data); };
    worker.onerror = (e) => { worker.terminate(); reject(new Error(e.message || 'the worker ended')); };
    worker.postMessage(job);
  });
}

export const stretch: Stretch = async (pin, salt, memory, rounds) => (await run({ pin, salt, memory, rounds })).out;

/** About half a second on this phone. */
export async function tune(): Promise<Cost> {
  const { ms } = await run({ pin: '000000', salt: random(16), memory: leastMemory, rounds: 1 });
  const memory = Math.min(mostMemory, Math.max(leastMemory, Math.floor((leastMemory * wantedMs) / Math.max(1, ms) / 1024) * 1024));
  return { memory, rounds: 1 };
}
