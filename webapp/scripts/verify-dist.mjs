// Builds into a folder of its own and compares with the committed
// internal/web/dist. Packed files are compared by what they hold:
// their bytes may differ between versions of Node.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { buildAll } from './build.mjs';
import { dist, walk } from './files.mjs';

const fresh = mkdtempSync(join(tmpdir(), 'phendau-dist-'));
try {
  console.log(await buildAll(fresh));
  const differences = compare(fresh, dist);
  if (differences.length > 0) {
    console.error(`internal/web/dist is not what the sources build; run "npm run build" in webapp and commit it:\n  ${differences.slice(0, 20).join('\n  ')}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function compare(a, b) {
  const [ours, theirs] = [new Set(walk(a)), new Set(walk(b))];
  const out = [];
  for (const f of new Set([...ours, ...theirs])) {
    if (!theirs.has(f)) out.push(`missing: ${f}`);
    else if (!ours.has(f)) out.push(`left over: ${f}`);
    else if (!content(a, f).equals(content(b, f))) out.push(`differs: ${f}`);
  }
  return out;
}

function content(folder, file) {
  const bytes = readFileSync(join(folder, file));
  if (file.endsWith('.br')) return brotliDecompressSync(bytes);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
