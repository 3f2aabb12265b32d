// Paths and walking, for the scripts of this folder.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../', import.meta.url));
export const dist = join(root, '../internal/web/dist');
export const apps = ['office', 'field', 'seal'];
export const languages = ['vi', 'en'];

/** Files below a folder, relative with slashes, sorted. */
export function walk(folder) {
  const out = [];
  const into = (at) => {
    for (const e of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, e.name);
      if (e.isDirectory()) into(path);
      else out.push(relative(folder, path).split(sep).join('/'));
    }
  };
  into(folder);
  return out.sort();
}

/** Writes only what changed, so that watchers rest. */
export function writeIfChanged(path, text) {
  let old = null;
  try { old = readFileSync(path, 'utf8'); } catch { /* new */ }
  if (old === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The texts of one language: {area: {key: text}}. */
export function catalogue(lang) {
  const folder = join(root, 'messages', lang);
  return Object.fromEntries(walk(folder).filter((f) => f.endsWith('.json')).map((f) => [f.slice(0, -5), texts(join(folder, f))]));
}

/** One file of texts, a line each; throws when a key stands twice, which JSON takes without a word. */
function texts(path) {
  const text = readFileSync(path, 'utf8'), out = JSON.parse(text), keys = [...text.matchAll(/^\s*"([^"]+)":/gm)].map(([, key]) => key);
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i);
  if (twice.length > 0) throw new Error(`${path}: stands twice: ${twice.join(', ')}`);
  return out;
}

/** Loads a TypeScript module of the app in Node. */
export async function load(path) {
  const { runnerImport } = await import('vite');
  return (await runnerImport(join(root, path), { configFile: false, root, logLevel: 'error' })).module;
}
