import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { byWeek, weekOf } = await load('office/screens/plans/week.ts');

test('a week begins on Monday, over the turn of months and years', () => {
  assert.deepEqual(weekOf('2026-09-03'), { from: '2026-08-31', to: '2026-09-06' });
  assert.deepEqual(weekOf('2026-08-31'), { from: '2026-08-31', to: '2026-09-06' });
  assert.deepEqual(weekOf('2027-01-03'), { from: '2026-12-28', to: '2027-01-03' });
});

test('what comes in order of days stands in its week', () => {
  const weeks = byWeek([{ day: '2026-03-01' }, { day: '2026-03-02' }, { day: '2026-03-08' }]);
  assert.deepEqual(weeks.map((w) => [w.from, w.items.length]), [['2026-02-23', 1], ['2026-03-02', 2]]);
});
