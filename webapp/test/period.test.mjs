import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { asKind, daysOf, later, monthOf, readPeriod, writePeriod } = await load('shared/period.ts');

test('what the server reads comes back as it was, with the days of its calendar', () => {
  for (const [text, kind, civil, official] of [
    ['2026-11', 'month', '2026-11-01/2026-11-30', '2026-10-15/2026-11-14'],
    ['2024-01', 'month', '2024-01-01/2024-01-31', '2023-12-15/2024-01-14'],
    ['2024-Q1', 'quarter', '2024-01-01/2024-03-31', '2023-12-15/2024-03-14'],
    ['2024-H2', 'half', '2024-07-01/2024-12-31', '2024-06-15/2024-12-14'],
    ['2024-9M', 'nine', '2024-01-01/2024-09-30', '2023-12-15/2024-09-14'],
    ['2024', 'year', '2024-01-01/2024-12-31', '2023-12-15/2024-12-14'],
  ]) {
    const p = readPeriod(text, 'official');
    assert.equal(p.kind, kind);
    assert.equal(writePeriod(p), text);
    const said = (calendar) => { const d = daysOf(p, calendar); return `${d.from}/${d.to}`; };
    assert.deepEqual([said('civil'), said('official')], [civil, official]);
    // Days that are whole months are called by their months.
    assert.equal(writePeriod(readPeriod(official, 'official')), text);
    assert.equal(writePeriod(readPeriod(civil, 'civil')), text);
    assert.equal(writePeriod(readPeriod(civil, 'official')), text, 'civil edges name their months in the official calendar too');
  }
});

test('other days stay days, and what only the server knows stays as typed', () => {
  assert.equal(readPeriod('2019-01-01/2024-02-29', 'civil').kind, 'days');
  assert.equal(readPeriod('2026-10-15/2026-11-14', 'civil').kind, 'days');
  assert.equal(writePeriod(readPeriod('2019-01-01/2024-02-29', 'civil')), '2019-01-01/2024-02-29');
  for (const text of ['11/2026', '2024-W09', '2019-01/2024-02', '2024-13', '']) assert.equal(readPeriod(text, 'civil').kind, 'typed');
  assert.equal(writePeriod(readPeriod(' 11/2026 ', 'civil')), '11/2026');
});

test('an official month begins behind the cut-off, over the turn of a year', () => {
  const month = (on) => writePeriod(monthOf('official', on));
  assert.deepEqual(['2026-11-14', '2026-11-15', '2026-12-14', '2026-12-15'].map(month), ['2026-11', '2026-12', '2026-12', '2027-01']);
  assert.equal(writePeriod(monthOf('civil', '2026-12-31')), '2026-12');
});

test('one earlier and one later of the same kind, over the turn of a year', () => {
  const step = (text, by) => writePeriod(later(readPeriod(text, 'civil'), by));
  assert.deepEqual([step('2026-01', -1), step('2026-12', 1), step('2026-Q1', -1), step('2026-H2', 1), step('2026', -1)], ['2025-12', '2027-01', '2025-Q4', '2027-H1', '2025']);
});

test('another kind stays near what was chosen', () => {
  const as = (text, kind) => writePeriod(asKind(readPeriod(text, 'civil'), kind, 'civil', '2026-11-30'));
  assert.deepEqual([as('2026-02', 'quarter'), as('2024-Q3', 'month'), as('2026', 'month'), as('2026', 'half'), as('2026-11', 'days')],
    ['2026-Q1', '2024-09', '2026-11', '2026-H2', '2026-11-01/2026-11-30']);
});
