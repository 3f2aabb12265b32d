// Builds every app into internal/web/dist and checks the budgets.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { appConfig } from '../vite.config.js';
import { apps, dist, walk } from './files.mjs';

/** Bytes; web.md section 14. */
const budgets = { officeFirstRoute: 120 * 1024, dist: 2 * 1024 * 1024 };

/** Files that shrink; fonts and pictures are packed already. */
const text = /\.(html|js|css|svg|json|webmanifest)$/;

/** Builds into a folder and returns the report of sizes; throws over budget. */
export async function buildAll(outDir) {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  let first = 0;
  for (const app of apps) {
    const { output } = await build(appConfig(app, join(outDir, app)));
    compress(join(outDir, app));
    first = firstRoute(join(outDir, app), output);
  }
  const total = walk(outDir).reduce((sum, f) => sum + statSync(join(outDir, f)).size, 0);
  const report = `office first route ${kib(first)} of ${kib(budgets.officeFirstRoute)} (brotli), dist ${kib(total)} of ${kib(budgets.dist)}`;
  if (first > budgets.officeFirstRoute || total > budgets.dist) throw new Error(`over budget: ${report}`);
  return report;
}

const kib = (n) => `${(n / 1024).toFixed(1)} KiB`;

/** Writes the .br and .gz siblings where they save something. */
function compress(folder) {
  for (const file of walk(folder).filter((f) => text.test(f))) {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
    if (br.length < bytes.length) writeFileSync(`${path}.br`, br);
    const gz = gzipSync(bytes, { level: 9 });
    if (gz.length < bytes.length) writeFileSync(`${path}.gz`, gz);
  }
}

/**
 * HTML, scripts and styles a visitor loads for the first screen: the entry,
 * the Vietnamese texts, the dashboard, and all they import.
 */
function firstRoute(folder, output) {
  const chunks = new Map(output.filter((o) => o.type === 'chunk').map((c) => [c.fileName, c]));
  const files = new Set(['index.html']);
  const add = (chunk) => {
    if (!chunk || files.has(chunk.fileName)) return;
    files.add(chunk.fileName);
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
    for (const i of chunk.imports) add(chunks.get(i));
  };
  const roots = [/office\/main\.ts$|index\.html$/, /messages-vi\.ts$/, /screens\/dashboard\/Index\.svelte$/];
  for (const r of roots) {
    const found = [...chunks.values()].filter((c) => r.test(c.facadeModuleId ?? ''));
    if (found.length === 0) throw new Error(`no chunk for ${r}; the budget of the first route would not count it`);
    found.forEach(add);
  }
  const size = (f) => statSync(join(folder, existsSync(join(folder, `${f}.br`)) ? `${f}.br` : f)).size;
  return [...files].reduce((sum, f) => sum + size(f), 0);
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(await buildAll(dist));
