// Writes shared/generated/: types and bundles of the texts, the sprite of the
// icons in use, the types of the API. Nothing there is committed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { apps, catalogue, languages, load, root, walk, writeIfChanged } from './files.mjs';

const banner = '// Made by scripts/generate.mjs.\n';
const out = (name, text) => writeIfChanged(join(root, 'shared/generated', name), text);

/** Which areas a bundle holds: those of an app, and what an app loads later. */
const textsOf = {
  office: (area) => !['field', 'map', 'patrol', 'phone', 'line', 'lineplan', 'tip', 'tips', 'desk', 'seal'].includes(area),
  line: (area) => ['line', 'lineplan'].includes(area),
  tips: (area) => ['tips', 'desk'].includes(area),
  field: (area) => ['app', 'date', 'field', 'number', 'record', 'ui'].includes(area),
  patrol: (area) => area === 'patrol',
  phone: (area) => area === 'phone',
  tip: (area) => area === 'tip',
  map: (area) => area === 'map',
  seal: (area) => ['app', 'seal', 'tip', 'ui'].includes(area),
};

await messages();
sprite();
await api();

/** Keys with their placeholders as types, and the bundles in every language. */
async function messages() {
  const { parse, names } = await load('shared/message.ts');
  const all = Object.assign({}, ...Object.values(catalogue('vi')));
  const lines = Object.entries(all).map(([key, text]) => {
    const fields = names(parse(text)).map(({ name, plural }) => `${name}: ${plural ? 'number' : 'string | number'}`);
    return `  '${key}': { ${fields.join('; ')} };`;
  });
  out('messages.ts', `${banner}/* eslint-disable */\nexport interface Messages {\n${lines.join('\n')}\n}\nexport type MessageKey = keyof Messages;\n`);
  for (const [app, lang] of Object.keys(textsOf).flatMap((app) => languages.map((lang) => [app, lang]))) {
    const areas = Object.keys(catalogue(lang)).filter((area) => textsOf[app](area));
    const imports = areas.map((a, i) => `import a${i} from '../../messages/${lang}/${a}.json';`);
    out(`messages-${app}-${lang}.ts`, `${banner}${imports.join('\n')}\nconst all: Record<string, string> = { ${areas.map((_, i) => `...a${i}`).join(', ')} };\nexport default all;\n`);
  }
}

/**
 * The icons named in the sources, as symbols of one file: every name of lucide
 * in quotes on a line that speaks of icons. A name lucide does not have is no
 * IconName, so the type check refuses it.
 */
function sprite() {
  const lucide = (name) => join(root, 'node_modules/lucide-static/icons', `${name}.svg`);
  const used = new Set();
  for (const file of sources()) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const line of text.split('\n').filter((l) => /icon/i.test(l))) {
      for (const [, name] of line.matchAll(/["']([a-z0-9-]+)["']/g)) if (existsSync(lucide(name))) used.add(name);
    }
  }
  const names = [...used].sort();
  const symbols = names.map((name) => {
    const svg = readFileSync(lucide(name), 'utf8');
    const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).trim().replace(/\n\s*/g, '');
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
  });
  out('icons.svg', `<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Icons of Lucide, ISC licence -->\n${symbols.join('\n')}\n</svg>\n`);
  out('icons.ts', `${banner}export type IconName = ${names.map((n) => `'${n}'`).join(' | ')};\n`);
}

function sources() {
  return [...apps, 'shared'].flatMap((folder) => walk(join(root, folder)).map((f) => `${folder}/${f}`))
    .filter((f) => /\.(svelte|ts)$/.test(f) && !f.startsWith('shared/generated/'));
}

async function api() {
  const ast = await openapiTS(new URL('../openapi.json', import.meta.url));
  out('api.ts', `${banner}/* eslint-disable */\n${astToString(ast)}`);
}
