import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { hamletOf, hamletsOf, postOf } = await load('office/system/hamlets.ts');
const said = (line, usual = 'xóm') => { const h = hamletOf(line, usual); return h && `${h.word}|${h.name}`; };

test('a name that begins like a word stays a name unless the list is called by it', () => {
  assert.equal(said('Bản Mẫu'), 'xóm|Bản Mẫu');
  assert.equal(said('xóm Bản Mẫu'), 'xóm|Bản Mẫu');
  assert.equal(said('Bản Mẫu', 'bản'), 'bản|Mẫu');
  assert.equal(said('bản Mẫu'), 'bản|Mẫu');
  assert.equal(said('Xóm  Nà Mẫu '), 'xóm|Nà Mẫu');
  assert.equal(said('Tổ dân phố 1'), 'tổ dân phố|1');
  assert.equal(said('Tổ 4', 'tổ dân phố'), 'tổ dân phố|Tổ 4');
  assert.equal(said('Khuổi Mẫu'), 'xóm|Khuổi Mẫu');
  assert.equal(said('xóm'), 'xóm|xóm');
});

test('names in one line stand apart, and its first word goes on', () => {
  const list = (text) => hamletsOf(text, 'xóm').map((h) => `${h.word}|${h.name}`);
  assert.deepEqual(list('xóm Bản Giốc, Lũng Nọi'), ['xóm|Bản Giốc', 'xóm|Lũng Nọi']);
  assert.deepEqual(list('bản Mẫu; Nà Lạn,\nKhuổi Mẫu'), ['bản|Mẫu', 'bản|Nà Lạn', 'xóm|Khuổi Mẫu']);
});

test('a post of which only the place was typed gets its word', () => {
  assert.equal(postOf(' Đàm  Thủy '), 'Đồn Biên phòng Đàm Thủy');
  for (const whole of ['Đồn Biên phòng Đàm Thủy', 'đồn Đàm Thủy', '']) assert.equal(postOf(whole), whole);
});

test('empty lines say nothing', () => {
  assert.equal(hamletsOf(' \nxóm A\n\nB', 'xóm').length, 2);
});
