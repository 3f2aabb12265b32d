import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Texts, and screens that are loaded when they are opened. */
const later = /messages|field.(?:patrol|map|tip)[/\\]|shared.(?:map|tip)|leaflet|core.(?:track|export|hpke|tongue)\.ts|shared.voice\.ts|entry.(?:Voice|Sound)\.svelte|entry.tasks|parts.(?:Tasks|Speak)|screens.(?:Mend|Nil|Settings|Export)\.svelte/;

/** What only recording, reading one entry and enrolling need. */
const recording = /field.(?:entry|screens.(?:Record|One|Outbox))|shared.(?:entry|number|reduce)|core.photo\.ts/;
const enrolling = /screens.(?:Enrol|Compare|ChoosePIN)\.svelte|core.enrol\.ts/;
/** Sealed tips: kept when the phone is enrolled (scripts/build.mjs). */
const tips = /(?:field|shared).tip[/\\]/;

/**
 * What the phone's app needs at once is one file: cut where later screens share
 * a module, it packs worse. A slow processor opens it sooner without the rest.
 */
const chunks = { field: [
  { name: 'app', priority: 2, test: (id) => !later.test(id) && !recording.test(id) && !enrolling.test(id) },
  { name: 'record', priority: 1, test: (id) => recording.test(id) && !later.test(id) },
  { name: 'tip', priority: 0, test: (id) => tips.test(id) },
] };

/** Where an app is served, unless below /<app>/. */
const bases = { seal: '/tin-bao/niem-phong/' };

/**
 * The build of one app ("office", "field", "seal"). Files of its
 * folder public/ keep their names.
 * Nothing is inlined: the policy of the documents allows no inline script,
 * style or data address (docs of internal/web).
 */
export function appConfig(app, outDir, base = bases[app] ?? `/${app}/`) {
  return {
    configFile: false,
    root: here(app),
    base,
    publicDir: 'public',
    plugins: [svelte({ configFile: here('svelte.config.js') })],
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      assetsDir: 'assets',
      target: ['chrome111', 'firefox114', 'safari16.4'],
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: { output: { codeSplitting: { groups: chunks[app] ?? [] } } },
    },
    server: {
      host: '127.0.0.1',
      fs: { allow: [here('.')] },
      proxy: { '/api': process.env.PHENDAU ?? 'http://localhost:8780' },
    },
    logLevel: 'warn',
  };
}

// `npm run dev` serves the office against a running `phendau demo`.
export default appConfig('office', here('node_modules/.dist-dev'));
