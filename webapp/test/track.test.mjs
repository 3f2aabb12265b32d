import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from './load.mjs';

const [{ classOf, encode, pieces, walked, Walker }, { hex }, { decimal }] = await Promise.all(['field/core/track.ts', 'shared/bytes.ts', 'shared/format.ts'].map(load));
const { good } = JSON.parse(readFileSync(new URL('../../internal/track/testdata/vectors.json', import.meta.url), 'utf8'));
const pointsOf = (v) => v.points.map(([lat, lon, time, height, accuracy, gap]) => ({ lat, lon, time, height: v.height ? height : null, accuracy, gap: gap === 1 }));

test('the vectors of tracks are written byte for byte, and walked as in Go', () => {
  assert.ok(good.length >= 7);
  for (const v of good) {
    const points = pointsOf(v), w = walked(points);
    assert.equal(hex(encode(points, v)), v.hex, v.name);
    assert.deepEqual([w.points, w.metres, w.gaps.length], v.walked, v.name);
  }
});

test('six fixes, one of them 120 m inexact, are five points and 0,61 km', () => {
  const w = walked(pointsOf(good.find((v) => v.name.startsWith('six fixes'))));
  assert.equal(w.points, 5);
  assert.equal(`${decimal(w.metres, 1000, 2)} km`, '0,61 km');
});

test('an accuracy has the class whose bound it does not pass', () => {
  for (const [metres, want] of [[null, 0], [undefined, 0], [NaN, 0], [0, 1], [5, 1], [5.1, 2], [20, 3], [50, 4], [50.5, 5], [100, 5], [120, 6]]) assert.equal(classOf(metres), want, String(metres));
});

test('pieces are at most five minutes long, lose nothing, and are one walk', () => {
  const points = Array.from({ length: 40 }, (_, i) => ({ lat: 22_849_600 + i * 300, lon: 106_724_200, time: 1000 + i * 20 + (i > 25 ? 400 : 0), height: null, accuracy: 1, gap: false }));
  const cut = pieces(points);
  assert.deepEqual(cut.flat(), points);
  for (const p of cut) assert.ok(p.at(-1).time - p[0].time <= 300);
  const w = new Walker();
  cut.flat().forEach((p) => w.take(p));
  assert.deepEqual(w.sum(), walked(points));
  assert.deepEqual(walked(points).gaps, [{ from: 1500, to: 1920 }]);
});
