import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { tasksOf, formOfTask, whereOf } = await load('field/entry/tasks.ts');

const lists = { catalogue: { kinds: [] }, bodies: [], rows: [{ id: 'm1', name: 'Mốc 2001' }], segments: [{ id: 's1', name: 'Đoạn 1' }],
  places: [{ id: 'xom', name: 'xóm Hoa', parent_id: 'xa' }, { id: 'xa', name: 'xã Mẫu' }] };
const device = { body_id: 'to', place_id: 'xom' };
const kind = { id: 'patrol', measures: [], dims: [], counting: '' };
const plan = (more = {}, along = { stretches: [{ segment_id: 's1', from_dm: 32_000, to_dm: 57_050 }], positions: ['m1', 'm9'] }) => ({ id: 'p', type: 'plan', record: { status: 'submitted', owner_body_id: 'don' },
  content: { along, activity: { kind: 'patrol', place_id: 'xa', day: '2026-03-01', to_day: '2026-03-31', owner_body_id: 'to', ...more } } });
const walked = (status = 'submitted') => ({ id: 'e', type: 'entry', record: { status }, content: { kind: 'patrol', plan_id: 'p' } });

test('a plan along the line says its stretches and markers in words', () => {
  assert.deepEqual(whereOf(plan(), lists), { stretches: ['Đoạn 1, km 3,2 - 5,71'], markers: ['Mốc 2001'], others: 1 });
});

test('a plan of several days along the line stays a task until they are over, another one until it is carried out', () => {
  const shown = (works, today) => tasksOf(works, device, lists, today).map((x) => x.went);
  assert.deepEqual(shown([plan()], '2026-03-10'), [0]);
  assert.deepEqual(shown([plan(), walked()], '2026-03-10'), [1]);
  assert.deepEqual(shown([plan(), walked('retracted')], '2026-03-10'), [0]);
  assert.deepEqual(shown([plan(), walked()], '2026-04-01'), []);
  assert.deepEqual(shown([plan()], '2026-04-01'), [0]);
  assert.deepEqual(shown([plan({ to_day: undefined }), walked()], '2026-03-01'), []);
  assert.deepEqual(tasksOf([plan({ owner_body_id: 'khac' })], device, lists, '2026-03-10'), []);
});

test('what is planned over the commune is recorded today, at the place of the phone', () => {
  const f = formOfTask([plan()], 'p', kind, device, lists, '2026-03-10');
  assert.deepEqual([f.plan, f.place.id, f.day, f.toDay], ['p', 'xom', '2026-03-10', '']);
});
