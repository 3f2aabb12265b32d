import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { load } from './load.mjs';

const { between, drawnOf, metres, spots, way } = await load('field/map/sheet.ts');
const { checked } = await load('field/core/map.ts');

const line = (segment_id, from_dm, to_dm, coordinates) => ({ geometry: { type: 'LineString', coordinates }, properties: { layer: 'line', segment_id, from_dm, to_dm } });
const marker = (name, coordinates, more = {}) => ({ geometry: { type: 'Point', coordinates }, properties: { layer: 'marker', id: `m${name}`, name, segment: 'Đoạn', ...more } });
const near = (a, b) => assert.ok(a.length === b.length && a.every((p, i) => metres(p, b[i]) < 1), JSON.stringify(a));

test('a degree of latitude has 111 km, one of longitude as much less as the place lies north', () => {
  assert.equal(Math.round(metres([105.5, 22], [105.5, 22.01])), 1112);
  assert.equal(Math.round(metres([105.5, 22.4], [105.51, 22.4])), 1028);
});

test('the way to a place is one of eight', () => {
  const at = [105.5, 22.4];
  const to = [[0, 1], [1, 1.0], [1, 0], [1, -1], [0, -1], [-1, -1], [-1, 0], [-1, 1]];
  assert.deepEqual(to.map(([x, y]) => way(at, [at[0] + x * 0.001, at[1] + y * 0.001])), [0, 1, 2, 3, 4, 5, 6, 7]);
});

test('markers stand by number, or the nearest first once a position is known', () => {
  const sheet = { features: [marker('2010', [105.5, 22.41]), marker('728/2', [105.5, 22.4], { closed: true }), marker('728', [105.5, 22.402], { from_dm: 0 }), marker('728/1', [105.5, 22.43]), line('a', 0, 10_000, [])] };
  assert.deepEqual(spots(sheet, null, true).map((s) => s.number), ['728', '728/1', '728/2', '2010']);
  const found = spots(sheet, [105.5, 22.4], true);
  assert.deepEqual(found.map((s) => [s.number, Math.round(s.away), s.closed, s.dm]), [['728/2', 0, true, null], ['728', 222, false, 0], ['2010', 1112, false, null], ['728/1', 3336, false, null]]);
});

test('a part of a line keeps its bends and ends where its share says', () => {
  const bent = [[105.5, 22.4], [105.5, 22.41], [105.5, 22.42], [105.5, 22.44]];
  near(between(bent, 0, 1), bent);
  near(between(bent, 0.125, 0.75), [[105.5, 22.405], [105.5, 22.41], [105.5, 22.42], [105.5, 22.43]]);
  near(between(bent, 0.5, 1), [[105.5, 22.42], [105.5, 22.44]]);
  near(between(bent, 0.3, 0.4), [[105.5, 22.412], [105.5, 22.416]]);
  assert.deepEqual(between([[105.5, 22.4], [105.5, 22.4]], 0, 1).length <= 2, true);
  assert.deepEqual(between([], 0, 1), []);
});

test('stretches of a plan are drawn where the map has them, beyond it nothing', () => {
  const sheet = { features: [line('a', 0, 10_000, [[105.5, 22.4], [105.5, 22.41]]), line('a', 10_000, 20_000, [[105.5, 22.41], [105.5, 22.42]]), line('b', 0, 10_000, [[105.5, 22.42], [105.5, 22.43]])] };
  const parts = drawnOf(sheet, [{ segment_id: 'a', from_dm: 5000, to_dm: 12_000 }, { segment_id: 'c', from_dm: 0, to_dm: 5000 }, { segment_id: 'b', from_dm: 10_000, to_dm: 12_000 }]);
  assert.equal(parts.length, 2);
  near(parts[0], [[105.5, 22.405], [105.5, 22.41]]);
  near(parts[1], [[105.5, 22.41], [105.5, 22.412]]);
});

test('a map with another hash than announced is not kept', async () => {
  const map = '{"features":[]}', sha256 = createHash('sha256').update(map).digest('hex');
  assert.deepEqual(await checked({ version: '1-a', map, sha256 }), { features: [] });
  await assert.rejects(checked({ version: '1-a', map: `${map} `, sha256 }), /another hash/);
});
