// What the log tells besides who and what: every word the program writes there
// has a text on the screens.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const go = new URL('../../internal/', import.meta.url);
const sources = readdirSync(go, { recursive: true }).filter((f) => f.endsWith('.go') && !f.endsWith('_test.go'));
const keys = new Set(sources.flatMap((f) => [...readFileSync(new URL(f, go), 'utf8').matchAll(/audit\.Facts\((.*)\)/g)]
  .flatMap(([, list]) => list.split(/,(?![^(]*\))/).filter((_, i) => i % 2 === 0).map((k) => /"([a-z_]+)"/.exec(k)?.[1]).filter(Boolean))));

test('every fact of the log has a text', () => {
  assert.ok(keys.size > 20 && keys.has('figures') && keys.has('method'), [...keys].join());
  for (const lang of ['vi', 'en']) {
    const texts = JSON.parse(readFileSync(new URL(`../messages/${lang}/audit.json`, import.meta.url), 'utf8'));
    assert.deepEqual([...keys].filter((k) => !texts[`audit.fact_${k}`]), [], lang);
  }
});
