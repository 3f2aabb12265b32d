import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const [{ later, wait, well }, { noSync }, { amended, baseOf, difference }, { Clock }] = await Promise.all(['pace', 'db', 'works', 'clock'].map((m) => load(`field/core/${m}.ts`)));

test('a failure waits by chance, ever longer, and never less than the server asked for', () => {
  let s = { ...noSync };
  for (let i = 0; i < 30; i++) s = later(s, 0, 0, () => 1);
  assert.equal(wait(s, 0, false), 15 * 60_000);
  assert.equal(wait(later(noSync, 0, 0, () => 1), 0, false), 2_000);
  assert.equal(wait(later(noSync, 0, 0, () => 0), 0, false), 0);
  const asked = later(noSync, 1000, 40, () => 0);
  assert.equal(wait(asked, 1000, false), 40_000);
  assert.equal(wait(asked, 1000, true), 40_000, 'pressing does not shorten what the server asked for');
  assert.equal(wait(later(noSync, 0, 0, () => 1), 0, true), 0);
  assert.equal(wait(well(asked, 5), 5, false), 0);
  assert.equal(wait(asked, -86_400_000, false), 0, 'a clock set back does not stop the phone');
});

test('the amendment that leads from one content to another gives that other one', () => {
  const was = { kind: 'k', note: 'x', dims: { a: 'one', b: ['p', 'q'] }, measures: { m: { v: 1 }, n: { v: 2 } }, markers: ['1'] };
  const now = { kind: 'k', dims: { a: 'two', b: ['p', 'q'] }, measures: { m: { v: 1 } }, markers: ['1', '2'], paper: true };
  const d = difference(was, now);
  assert.deepEqual(d, { set: { dims: { a: 'two' }, markers: ['1', '2'], paper: true }, drop: ['note', 'measures.n'] });
  assert.deepEqual(amended(was, d), now);
  assert.equal(difference(was, { ...was, measures: { n: { v: 2 }, m: { v: 1 } } }), null);
});

test('the next operation is based on what its author saw last', () => {
  const op = (seq, where, received_ms) => ({ seq, op_id: `o${seq}`, where, received_ms });
  const record = { base: 'returned', pulled_ms: 50 };
  assert.equal(baseOf({ ops: [op(1, 'received', 10), op(2, 'received', 10)], record }), 'returned');
  assert.equal(baseOf({ ops: [op(1, 'received', 10), op(2, 'on_phone')], record }), 'o2');
  assert.equal(baseOf({ ops: [op(1, 'received', 10), op(2, 'received', 60)], record }), 'o2');
  assert.equal(baseOf({ ops: [op(1, 'received', 10), op(2, 'to_mend')], record }), 'returned');
  assert.equal(baseOf({ ops: [op(1, 'received', 10)], record: null }), 'o1');
});

test('time never runs back on a phone, until a server says what it is', () => {
  const ahead = Date.now() + 86_400_000;
  const c = new Clock(ahead);
  assert.equal(c.now(), ahead);
  assert.equal(c.stamp().uncertainty_ms, undefined);
  const server = Date.now() - 5000;
  c.learn(server, Date.now() - 20, Date.now());
  assert.ok(Math.abs(c.now() - server) < 1000);
  assert.ok(c.stamp().offset_ms < -4000 && c.stamp().uncertainty_ms >= 1);
});
