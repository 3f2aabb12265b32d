// Proving to the server which device this is. Needs no PIN: a locked phone
// still hears that it was reported lost, and keeps its lease.
import { utf8 } from '../../shared/bytes.ts';
import type { Clock } from './clock.ts';
import { durably, keyOf, meta, type DB } from './db.ts';
import { sign } from './keys.ts';
import { Refusal, type Net } from './net.ts';
import type { Challenge, Lease, Session } from './wire.ts';

export class Link {
  private token = '';

  constructor(private db: DB, private net: Net, private clock: Clock, private app: string) {}

  /** Opens a session. The answer's lease, names and node keys are kept. */
  async open(unsent: number): Promise<Session> {
    const device = await meta(this.db, 'device'), key = await keyOf(this.db, 'device');
    if (!device || !key) throw new Error('not enrolled');
    const { challenge } = await this.ask<Challenge>('GET', `/challenge?device_id=${device.id}`, '');
    const sig = await sign(device.key.alg, key, utf8(`phendau/session/1\n${challenge}`));
    const s = await this.ask<Session>('POST', '/session', '', { device_id: device.id, challenge, sig, app: this.app, unsent });
    this.token = s.token;
    await durably(this.db, ['meta', 'keys'], async (tx) => {
      await tx.objectStore('meta').put(s.nodes, 'nodes');
      await tx.objectStore('meta').put(s.device, 'view');
      if (s.export_key) await tx.objectStore('meta').put(s.export_key, 'export_key');
      await tx.objectStore('meta').put({ desk: s.tip_desk ?? '', code: s.tip_code ?? '' }, 'tip_place');
      await tx.objectStore('meta').put({ ...device, confirmed: true }, 'device');
      await tx.objectStore('meta').put({ seen_ms: this.clock.now() }, 'clock');
      await tx.objectStore('keys').put(s.lease, 'lease');
    });
    return s;
  }

  /** A request in the session; one that has run out is opened again. */
  async call<T extends { lease?: Lease }>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
    try {
      return await this.ask<T>(method, path, this.token, body);
    } catch (e) {
      if (!(e instanceof Refusal) || e.status !== 401) throw e;
      await this.open(0);
      return this.ask<T>(method, path, this.token, body);
    }
  }

  private async ask<T>(method: 'GET' | 'POST' | 'PUT', path: string, token: string, body?: unknown): Promise<T> {
    const { data, askedMs, heardMs } = await this.net.call<T & { server_ms?: number }>(method, path, token, body);
    if (data.server_ms) this.clock.learn(data.server_ms, askedMs, heardMs);
    return data;
  }
}
