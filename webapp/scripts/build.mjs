// Builds every app into internal/web/dist and checks the budgets.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { appConfig } from '../vite.config.js';
import { apps, dist, walk } from './files.mjs';

/** Bytes; web.md section 14. */
const KiB = 1024;
const budgets = {
  'office first route (brotli)': 120 * KiB, 'map (brotli)': 50 * KiB,
  'field eager (gzip)': 120 * KiB, 'field scripts (brotli)': 60 * KiB, 'field styles (brotli)': 8 * KiB, 'field precached': 250 * KiB, 'field kept later': 72 * KiB,
  'seal first page (brotli)': 30 * KiB, 'seal later (brotli)': 60 * KiB,
  dist: 2048 * KiB,
};

/** Files that shrink; fonts and pictures are packed already. */
const text = /\.(html|js|css|svg|json|webmanifest)$/;

/** Builds into a folder and returns the report of sizes; throws over budget. */
export async function buildAll(outDir) {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const sizes = {};
  for (const app of apps) {
    const folder = join(outDir, app);
    const { output } = await build(appConfig(app, folder));
    if (app === 'field') writeWorker(folder);
    compress(folder);
    Object.assign(sizes, measure[app](folder, output));
  }
  sizes.dist = walk(outDir).reduce((sum, f) => sum + statSync(join(outDir, f)).size, 0);
  const report = Object.entries(sizes).map(([name, size]) => `${name} ${kib(size)} of ${kib(budgets[name])}`).join(', ');
  if (Object.entries(sizes).some(([name, size]) => size > budgets[name])) throw new Error(`over budget: ${report}`);
  return report;
}

const measure = {
  office: (folder, output) => ({
    'office first route (brotli)': sum(folder, firstRoute(output, [/office\/main\.ts$|index\.html$/, /messages-office-vi\.ts$/, /screens\/dashboard\/Index\.svelte$/]), '.br'),
    'map (brotli)': sum(folder, output.filter((o) => o.type === 'chunk' && o.moduleIds.some((m) => /leaflet-src/.test(m))).map((o) => o.fileName), '.br'),
  }),
  field: (folder, output) => {
    const eager = firstRoute(output, [/field\/main\.ts$|index\.html$/, /messages-field-vi\.ts$/]);
    const kind = (suffix) => eager.filter((f) => f.endsWith(suffix));
    return {
      'field eager (gzip)': sum(folder, eager, '.gz'), 'field scripts (brotli)': sum(folder, kind('.js'), '.br'), 'field styles (brotli)': sum(folder, kind('.css'), '.br'),
      'field precached': sum(folder, precached(folder), '.br'), 'field kept later': sum(folder, keptLater(folder), '.br'),
    };
  },
  // Whoever seals in a browser without the app fetches all of it anew: first the page, then the form and what seals.
  seal: (folder, output) => {
    const first = firstRoute(output, [/seal\/main\.ts$|index\.html$/, /messages-seal-vi\.ts$/]);
    const scripts = output.map((o) => o.fileName).filter((f) => f.endsWith('.js') && !/messages-/.test(f));
    return { 'seal first page (brotli)': sum(folder, first, '.br'), 'seal later (brotli)': sum(folder, scripts.filter((f) => !first.includes(f)), '.br') };
  },
};

/** Bytes of files as they travel: packed where that saves something. */
const sum = (folder, files, coding) => files.reduce((n, f) => n + statSync(join(folder, existsSync(join(folder, f + coding)) ? f + coding : f)).size, 0);

/** What a phone keeps: everything but the worker itself; sealing tips only when it is enrolled. */
const kept = (folder) => [...new Set(walk(folder).map((f) => f.replace(/\.(br|gz)$/, '')))].filter((f) => f !== 'sw.js');
const later = /^assets\/(messages-)?tip[.-]/;
const precached = (folder) => kept(folder).filter((f) => !later.test(f));
const keptLater = (folder) => kept(folder).filter((f) => later.test(f));

/** Writes the list of files into the service worker; its name changes with any of them. */
function writeWorker(folder) {
  const files = kept(folder);
  const all = createHash('sha256');
  for (const f of files) all.update(f).update(readFileSync(join(folder, f)));
  const source = readFileSync(new URL('../field/sw.js', import.meta.url), 'utf8');
  writeFileSync(join(folder, 'sw.js'), source.replace("'VERSION'", JSON.stringify(all.digest('hex').slice(0, 16))).replace('[/* FILES */]', JSON.stringify(precached(folder))).replace('[/* LATER */]', JSON.stringify(keptLater(folder))));
}

const kib = (n) => `${(n / 1024).toFixed(1)} KiB`;

/**
 * Packs files where that saves something: what fits into one packet does not
 * travel faster. A packed file is kept as .br and .gz only; the server unpacks
 * it for whoever takes neither.
 */
function compress(folder) {
  for (const file of walk(folder).filter((f) => text.test(f))) {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    if (bytes.length < 1200) continue;
    const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
    const gz = gzipSync(bytes, { level: 9 });
    if (gz.length >= bytes.length || br.length >= bytes.length) continue;
    writeFileSync(`${path}.br`, br);
    writeFileSync(`${path}.gz`, gz);
    rmSync(path);
  }
}

/** HTML, scripts and styles loaded for the first screen: the chunks of roots and all they import. */
function firstRoute(output, roots) {
  const chunks = new Map(output.filter((o) => o.type === 'chunk').map((c) => [c.fileName, c]));
  const files = new Set(['index.html']);
  const add = (chunk) => {
    if (!chunk || files.has(chunk.fileName)) return;
    files.add(chunk.fileName);
    for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css);
    for (const i of chunk.imports) add(chunks.get(i));
  };
  for (const r of roots) {
    const found = [...chunks.values()].filter((c) => [c.facadeModuleId ?? '', ...c.moduleIds].some((m) => r.test(m)));
    if (found.length === 0) throw new Error(`no chunk for ${r}; the budget of the first route would not count it`);
    found.forEach(add);
  }
  return [...files];
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(await buildAll(dist));
