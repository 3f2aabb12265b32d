// Argon2id away from the screen. The PIN and what comes of it are held by
// nobody else and go with the worker.
import { argon2id } from '@noble/hashes/argon2.js';
import type { StretchJob } from './stretch.ts';

addEventListener('message', (e: MessageEvent<StretchJob>) => {
  const { pin, salt, memory, rounds } = e.data;
  const began = performance.now();
  const out = argon2id(pin, salt, { t: rounds, m: memory, p: 1, dkLen: 32 });
  postMessage({ out, ms: performance.now() - began });
});
