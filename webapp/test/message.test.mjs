import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { parse, fill, names } = await load('shared/message.ts');
const say = (text, values, lang = 'en') => fill(parse(text), values, lang, (n) => `<${n}>`);

test('placeholders and plurals are filled', () => {
  assert.equal(say('Hello {name}', { name: 'Đàm' }), 'Hello Đàm');
  const entries = '{n, plural, one {one entry} other {{n} entries}} of {all}';
  assert.equal(say(entries, { n: 1, all: 3 }), 'one entry of <3>');
  assert.equal(say(entries, { n: 2, all: 3 }), '<2> entries of <3>');
  assert.equal(say(entries, { n: 1, all: 3 }, 'vi'), '<1> entries of <3>');
  assert.equal(say('{n, plural, other {{n} mục}}', { n: 1 }, 'vi'), '<1> mục');
});

test('a missing value stays visible', () => assert.equal(say('Hello {name}', {}), 'Hello {name}'));

test('names of placeholders are listed once', () => {
  assert.deepEqual(names(parse('{n, plural, one {{place}} other {{n} {place}}}')), [{ name: 'n', plural: true }, { name: 'place', plural: false }]);
});

test('what is no text of ours is refused', () => {
  for (const bad of ['a } b', '{', '{Name}', '{n, plural, one {x}}', '{n, select, a {x}}', '{n, plural, other {{m, plural, other {x}}}}']) {
    assert.throws(() => parse(bad), undefined, bad);
  }
});
