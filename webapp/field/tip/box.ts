// The outbox: exactly eight slots at all times, without any mark. Sealing puts a
// tip in front and drops the last; sending takes one away and adds an empty one at
// the end. Neither number nor order of tips shows. Files wait apart.
import { random, hex, type Bytes } from '../../shared/bytes.ts';
import { durably, type DB, type Tx } from '../core/db.ts';

export const boxSize = 8;

const all = (db: DB): Promise<Bytes[]> => db.getAll('tip_slots');

/** Every slot is written anew each time: no row tells that it is younger. */
async function write(tx: Tx<['tip_slots']>, slots: Bytes[]): Promise<void> {
  if (slots.length !== boxSize) throw new Error(`${slots.length} slots`);
  for (const [i, s] of slots.entries()) await tx.objectStore('tip_slots').put(s, i);
}

export const filled = async (db: DB): Promise<boolean> => (await db.count('tip_slots')) === boxSize;

/** Eight that hold nothing, where there is no outbox yet. */
export const fill = (db: DB, slots: Bytes[]): Promise<void> => durably(db, ['tip_slots'], async (tx) => {
  if ((await tx.objectStore('tip_slots').count()) !== boxSize) await write(tx, slots);
});

/** The slot that goes next. */
export const front = async (db: DB): Promise<Bytes | undefined> => (await all(db))[0];

/** Puts a slot in front, and files beside, all or nothing. */
export async function putSlot(db: DB, slot: Bytes, files: Bytes[] = []): Promise<void> {
  await durably(db, ['tip_slots', 'tip_files'], async (tx) => {
    const was = await tx.objectStore('tip_slots').getAll();
    if (was.length !== boxSize) throw new Error('no outbox yet');
    await write(tx as unknown as Tx<['tip_slots']>, [slot, ...was].slice(0, boxSize));
    for (const f of files) await tx.objectStore('tip_files').put(f, hex(random(16)));
  });
}

const equal = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((v, i) => v === b[i]);

/** Takes away a slot that was sent, wherever it lies by now. */
export async function takeSlot(db: DB, sent: Bytes, empty: Bytes): Promise<void> {
  await durably(db, ['tip_slots'], async (tx) => {
    const was = await tx.objectStore('tip_slots').getAll();
    const rest = was.filter((s) => !equal(s, sent));
    if (rest.length === boxSize - 1) await write(tx, [...rest, empty]);
  });
}

/** A waiting file in the form in which it goes, and how to drop it. */
export async function nextFile(db: DB): Promise<{ key: string; bytes: Bytes } | null> {
  const key = (await db.getAllKeys('tip_files'))[0];
  const bytes = key === undefined ? undefined : await db.get('tip_files', key);
  return key === undefined || !bytes ? null : { key, bytes };
}

export const dropFile = (db: DB, key: string): Promise<void> => durably(db, ['tip_files'], (tx) => tx.objectStore('tip_files').delete(key));

export const filesWaiting = (db: DB): Promise<number> => db.count('tip_files');
