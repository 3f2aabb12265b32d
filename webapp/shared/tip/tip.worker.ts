// The sealer behind a wall: called by name, answered by number.
import * as sealer from './sealer.ts';
import { TipError } from './seal.ts';
import type { Call } from './work.ts';

addEventListener('message', (e: MessageEvent<Call>) => {
  const { id, name, args } = e.data;
  const act = sealer[name] as (...a: unknown[]) => unknown;
  void Promise.resolve().then(() => act(...args)).then(
    (done) => postMessage({ id, done }),
    (x: unknown) => postMessage({ id, code: x instanceof TipError ? x.code : 'damaged', why: x instanceof Error ? x.message : '' }),
  );
});

// It runs: an answer to nobody.
postMessage({ id: 0 });
