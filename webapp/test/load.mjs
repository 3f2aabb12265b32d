// Loads a TypeScript module through Vite, and the vectors shared with Go.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function load(path) {
  const { module } = await runnerImport(root + path, { configFile: false, root, logLevel: 'error' });
  return module;
}

export const goVectors = (name) => JSON.parse(readFileSync(`${root}../internal/vi/testdata/${name}`, 'utf8'));
