// Coming into the book: a key made here, an officer's one-time token, six
// words two people compare.
import { durably, meta, type DB } from './db.ts';
import { fingerprint, newDeviceKey } from './keys.ts';
import { Refusal, type Net } from './net.ts';
import { newPhoneKey } from './seal.ts';
import type { Session as OpenSession, Enrolled } from './wire.ts';
import type { Link } from './session.ts';

/** Uses a token or a code of eight digits up; returns the words of the key. */
export async function enrol(db: DB, net: Net, token: string): Promise<string[]> {
  if (await meta(db, 'device')) throw new Error('enrolled already');
  const made = await newDeviceKey();
  const phone = await newPhoneKey();
  const key = { alg: made.alg, public_key: made.public_key };
  const { data } = await net.call<Enrolled>('POST', '/enrol', '', { token, ...key });
  await durably(db, ['meta', 'keys'], async (tx) => {
    await tx.objectStore('keys').put(made.key, 'device');
    await tx.objectStore('keys').put(phone, 'phone');
    await tx.objectStore('meta').put({ id: data.device_id, key, confirmed: false }, 'device');
  });
  return fingerprint(key);
}

/** Whether the officer has confirmed by now. */
export async function confirmed(link: Link): Promise<OpenSession | null> {
  try {
    return await link.open(0);
  } catch (e) {
    if (e instanceof Refusal && e.code === 'unknown_device') return null;
    throw e;
  }
}
