// Runs the browser tests: all, or the files named on the command line. The
// program is built and the demo book filled once; the tests that only read
// share a server, the others write in copies. Three files at a time: a
// browser waits more often than it works.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram, fillBook, missing, startServer, stopAll } from './harness.mjs';

if (missing) {
  console.log(missing);
  process.exit(0);
}
const here = fileURLToPath(new URL('.', import.meta.url));
const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync(here).filter((f) => f.endsWith('.test.mjs')).sort().map((f) => join(here, f));
const folder = mkdtempSync(join(tmpdir(), 'phendau-e2e-program-'));
try {
  process.env.PHENDAU_BINARY ??= buildProgram(folder);
  process.env.E2E_DEMO_BOOK ??= fillBook(folder);
  const { address } = await startServer();
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=3', '--test-reporter', process.env.CI ? 'dot' : 'spec', ...files], {
    stdio: 'inherit', env: { ...process.env, PHENDAU_E2E_ADDRESS: address },
  });
  process.exitCode = status ?? 1;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
