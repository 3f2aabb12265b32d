// What goes into the figures of a quarter: one entry for each tip, one for what
// linked tips led to, and nothing that names a case, a day or an officer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { entriesOf, linesOf, outcomeOf, shuffled } = await load('office/screens/tips/counting.ts');
const note = (outcome, more = {}) => ({ v: 1, outcome, place: 'p', topic: 'crossing', channel: 'phone', receiver: 'post', ...more });

test('six linked tips are six tips and one case; the rest counts by its own', () => {
  const found = { found: { kind: 'handed_over', cases: 1, persons: 1 } };
  const six = Array.from({ length: 6 }, (_, i) => ({ case: `c${i}`, link: 'l', note: note('confirmed', { valuable: true, ...found }) }));
  const entries = entriesOf([...six, { case: 'd', note: note('duplicate') }, { case: 'e', note: note('unfounded', found) }, { case: 'f', note: note('partly', { found: { kind: 'crime', cases: 2 } }) }]);
  const lines = linesOf(entries).map((l) => [l.entry.kind, l.entry.dims.assessed ?? l.entry.dims.tip_outcome_kind, l.entry.measures]);
  assert.equal(entries.length, 11);
  assert.deepEqual(lines, [
    ['tip', 'valuable', { tips: 6 }], ['tip', 'duplicate', { tips: 1 }], ['tip', 'not_usable', { tips: 2 }],
    ['tip_outcome', 'handed_over', { cases: 1, persons: 1 }], ['tip_outcome', 'crime', { cases: 2 }],
  ]);
  assert.deepEqual(Object.keys(entries[0]).sort(), ['dims', 'kind', 'measures', 'place_id']);
  assert.equal(JSON.stringify(entries).includes('c0'), false);
});

test('channel and receiver are those of the note, else the usual ones', () => {
  const [a, b] = entriesOf([{ case: 'a', note: note('partly') }, { case: 'b', note: { v: 1, outcome: 'partly', place: 'p' } }]);
  assert.deepEqual(a.dims, { tip_channel: 'phone', tip_receiver: 'post', assessed: 'not_usable', tip_topic: 'crossing' });
  assert.deepEqual(b.dims, { tip_channel: 'sealed', tip_receiver: 'post', assessed: 'not_usable' });
});

test('the newest note with an outcome counts, and one without is none', () => {
  const at = (n, kind = 'note') => ({ kind, day: '2026-09-01', note: n });
  assert.equal(outcomeOf([at(note('partly')), at(note('confirmed')), at({ v: 1, text: 'x' }), at(null)]).outcome, 'confirmed');
  assert.equal(outcomeOf([at({ v: 1, text: 'x' }), at(note('confirmed'), 'cover')]), null);
});

test('a shuffled list holds the same', () => {
  assert.deepEqual(shuffled([1, 2, 3, 4, 5]).sort(), [1, 2, 3, 4, 5]);
  assert.deepEqual(shuffled([1, 2, 3], () => 0), [2, 3, 1]);
});
