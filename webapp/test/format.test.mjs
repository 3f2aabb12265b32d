import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goVectors, load } from './load.mjs';

const format = await load('shared/format.ts');
const time = await load('shared/time.ts');
const number = await load('shared/number.ts');
const { searchKey, matches } = await load('shared/fold.ts');

const printers = {
  int: (n) => format.int(BigInt(n)),
  money: (n) => format.money(BigInt(n)),
  decimal: (v, s) => format.decimal(BigInt(v), BigInt(s)),
  decimal_digits: (v, s, d) => format.decimal(BigInt(v), BigInt(s), Number(d)),
  percent: (n, d, digits) => format.percent(BigInt(n), BigInt(d), Number(digits)),
  short_date: time.shortDate,
  long_date: time.longDate,
};

test('numbers and dates print as the vectors shared with Go', () => {
  const seen = new Set();
  for (const { fn, args, want } of goVectors('format.json')) {
    if (!printers[fn]) continue;
    seen.add(fn);
    assert.equal(printers[fn](...args), want, `${fn}(${args})`);
  }
  assert.deepEqual([...seen].sort(), Object.keys(printers).sort());
});

test('typed numbers are read or refused as the vectors shared with Go', () => {
  for (const v of goVectors('numerals.json')) {
    const got = number.parseNumber(v.in);
    if (v.code) {
      assert.equal(got.code, v.code, v.in);
      if (v.question) assert.equal(number.question(got, 'hay'), v.question, v.in);
    } else {
      assert.deepEqual([String(got.value), String(got.scale)], [v.value, v.scale], v.in);
    }
  }
});

test('thousands, millions and billions are read as money is told', () => {
  const read = (s) => { const n = number.readNumber(s); return n.code ?? number.inBase(n, 1n); };
  assert.equal(read('10 triệu'), 10_000_000n);
  assert.equal(read('2,5 triệu'), 2_500_000n);
  assert.equal(read('1 tỷ'), 1_000_000_000n);
  assert.equal(read('500 nghìn'), 500_000n);
  assert.equal(read('4,5'), null);
  assert.equal(read('triệu'), 'not_a_number');
  assert.equal(read('99999999999 tỷ'), 'too_large');
});

test('a field of whole numbers offers no decimals', () => {
  assert.equal(number.question(number.parseNumber('4.5'), 'hay', 1n), '4.500?');
  assert.equal(number.question(number.parseNumber('4.5'), 'hay', 1000n), '4,5 hay 4.500?');
});

test('names are found by the keys shared with Go', () => {
  for (const v of goVectors('fold.json')) assert.equal(searchKey(v.in), v.search, v.in);
  assert.ok(matches('Xã Đàm Thủy', 'dam th'));
  assert.ok(!matches('Xã Đàm Thủy', 'am'));
});

test('the clock is that of Viet Nam whatever the device says', () => {
  assert.equal(time.timeOf('2024-03-03T07:05:00Z'), '14:05');
  assert.equal(time.momentOf('2024-03-03T18:30:00Z'), '01:30, 04/03/2024');
  assert.equal(time.today(new Date('2023-12-31T17:00:00Z')), '2024-01-01');
});

test('a day is read as people write it and must exist', () => {
  for (const s of ['3/3/2024', '03/03/2024', ' 03-03-2024', '03.03.2024', '03032024']) assert.equal(time.parseDate(s), '2024-03-03', s);
  for (const s of ['3/3', '03.03', ' 3-3 ']) assert.equal(time.parseDate(s, new Date('2024-12-31T16:59:00Z')), '2024-03-03', s);
  assert.equal(time.parseDate('3/3', new Date('2023-12-31T17:00:00Z')), '2024-03-03');
  for (const s of ['30/2', '30/02/2024', '29/02/2023', '3/13/2024', '3/3/24', '2024-03-03', '', 'mai']) assert.equal(time.parseDate(s), null, s);
});

test('a measure keeps its base units exactly', () => {
  assert.equal(number.inBase(number.parseNumber('93,783'), 1000n), 93783n);
  assert.equal(number.inBase(number.parseNumber('0,0005'), 1000n), null);
  assert.equal(format.km(93783), '93,783 km');
});
