// Tips that may be about one event are proposed to be joined; others never are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { proposals, mayBeOne } = await load('office/screens/tips/similar.ts');
const tip = (id, text, where = '', day = '2026-11-29', link) => ({ case: id, text, where, day, link });

const lorry = [
  tip('a', 'Tối qua có xe tải lạ đỗ ở bãi đất trống gần mốc, có ba người bốc hàng.', 'bãi đất trống Nà Mẫu'),
  tip('b', 'có xe tải đỗ ở bãi đất trống gần mốc tối qua, mấy người bốc hàng xuống', 'Bãi đất trống, Nà Mẫu', '2026-11-30'),
  tip('c', 'TOI QUA CO XE TAI LA DO O BAI DAT TRONG GAN MOC', ''),
];
const others = [tip('d', 'Cột mốc bị nghiêng sau trận mưa lớn.', 'bãi đất trống Nà Mẫu'), tip('e', 'Có người lạ hỏi đường qua suối sang bên kia.', 'suối Bản Mẫu')];

test('tips about one event are proposed together, with or without marks and in any order', () => {
  assert.deepEqual(proposals([...lorry, ...others]).map((g) => g.sort()), [['a', 'b', 'c']]);
});

test('the same place on the same day is not enough, nor are the same words weeks apart', () => {
  assert.equal(mayBeOne(lorry[0], others[0]), false);
  assert.equal(mayBeOne(lorry[0], { ...lorry[1], day: '2026-12-02' }), true);
  assert.equal(mayBeOne(lorry[0], { ...lorry[1], day: '2026-12-03' }), false);
});

test('what is linked already is not proposed again, until another one comes', () => {
  const linked = lorry.slice(0, 2).map((x) => ({ ...x, link: '1' }));
  assert.deepEqual(proposals(linked), []);
  assert.deepEqual(proposals([...linked, lorry[2]]), [['a', 'b', 'c']]);
});

test('an empty tip is like no other', () => {
  assert.deepEqual(proposals([tip('a', ''), tip('b', '')]), []);
});
