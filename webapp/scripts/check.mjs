// Every check that needs no browser: types and templates, lint, unit tests,
// texts, budgets.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './build.mjs';
import { checkCatalogue } from './catalogue-check.mjs';
import { root } from './files.mjs';

/** Direct dependencies at most; each more needs a reason in docs/decisions. */
const dependenciesMax = 18;

const tool = (name) => join(root, 'node_modules/.bin', name);

const failed = (await Promise.all([
  run(tool('svelte-check'), ['--fail-on-warnings', '--output', 'human']),
  run(tool('eslint'), ['--max-warnings', '0', '.']),
  run(process.execPath, ['--test', '--test-reporter', 'dot', ...readdirSync(join(root, 'test')).filter((f) => f.endsWith('.test.mjs')).map((f) => `test/${f}`)]),
  texts(),
  // Comparing with the committed dist builds all the same, and keeps the budgets.
  process.argv.includes('--dist') ? run(process.execPath, ['scripts/verify-dist.mjs']) : budgets(),
  dependencies(),
])).filter((ok) => !ok);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Runs a command; its output is shown when it fails. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root });
    let said = '';
    child.stdout.on('data', (d) => { said += d; });
    child.stderr.on('data', (d) => { said += d; });
    child.on('close', (code) => {
      if (code !== 0) console.error(said);
      resolve(code === 0);
    });
  });
}

async function texts() {
  const problems = await checkCatalogue();
  problems.forEach((p) => console.error(`texts: ${p}`));
  return problems.length === 0;
}

async function budgets() {
  const folder = mkdtempSync(join(tmpdir(), 'phendau-check-'));
  try {
    console.log(await buildAll(folder));
    return true;
  } catch (e) {
    console.error(e);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Few direct dependencies, each pinned exactly. */
function dependencies() {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const all = Object.entries({ ...dependencies, ...devDependencies });
  const loose = all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  loose.forEach(([name, version]) => console.error(`${name} ${version} is not an exact version`));
  if (all.length > dependenciesMax) console.error(`${all.length} direct dependencies; ${dependenciesMax} are allowed`);
  return loose.length === 0 && all.length <= dependenciesMax;
}
