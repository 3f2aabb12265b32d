import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { matchPath, fillPath, withQuery } = await load('shared/route.ts');

test('an address opens the screen of its pattern with decoded parameters', () => {
  assert.deepEqual(matchPath('/so/{id}', '/so/a%2Fb'), { id: 'a/b' });
  assert.deepEqual(matchPath('/', '/'), {});
  assert.deepEqual(matchPath('/so', '/so/'), {});
  for (const path of ['/so', '/so/1/2', '/bao-cao/1', '/so/%zz']) assert.equal(matchPath('/so/{id}', path), null, path);
});

test('a filled pattern is found again', () => {
  assert.deepEqual(matchPath('/so/{id}', fillPath('/so/{id}', { id: 'Đàm/Thủy ?' })), { id: 'Đàm/Thủy ?' });
});

test('the query string keeps what nobody changed', () => {
  assert.equal(withQuery('?place=047&period=2024', { period: '2023', map: null, place: undefined }), '?place=047&period=2023');
  assert.equal(withQuery('?a=1', { a: '' }), '');
});
