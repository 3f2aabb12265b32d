// Runs the browser tests: all, or the files named on the command line. The
// program is built once and one demo book is shared by the tests that only
// read it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram, missing, startServer, stopAll } from './harness.mjs';

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
  const { address, said } = await startServer();
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter', process.env.CI ? 'dot' : 'spec', ...files], {
    stdio: 'inherit', env: { ...process.env, PHENDAU_E2E_ADDRESS: address, PHENDAU_E2E_SAID: said.text },
  });
  process.exitCode = status ?? 1;
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
