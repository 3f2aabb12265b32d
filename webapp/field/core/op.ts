// One signed operation (docs/sync.md section 1), the only way anything
// changes: its bytes, hash and what is refused before anything is asked.
import { hex, sha256, utf8, type Bytes } from '../../shared/bytes.ts';
import { decode, encode, NotCanonical } from '../../shared/canon.ts';

/** What the device knew about time. A zero is written by absence. */
export interface OpTime { boot?: string; device_ms: number; mono_ms?: number; offset_ms?: number; uncertainty_ms?: number; gps_ms?: number }

export interface Op {
  v: 1;
  op_id: string; device_id: string; device_seq: number; device_prev: string;
  ledger_id: string; entity_type: string; entity_id: string; verb: string; base?: string;
  actor_id: string; body_id: string; catalogue: number;
  time: OpTime; body: Record<string, unknown>;
}

/** The largest canonical operation, in bytes. */
export const maxOpBytes = 32 << 10;

/** The hash before the first operation of a device. */
export const noHash = '0'.repeat(64);

/** Why bytes are no operation; the codes of the Go package ledger. */
export class OpRefused extends Error {
  constructor(readonly code: 'too_large' | 'not_canonical', why: string) { super(why); }
}

/** What is hashed and signed. */
export const preimage = (bytes: string): Bytes => utf8(`phendau/op/1\n${bytes}`);

/** The hash of an operation's bytes in hex. */
export const hashOf = async (bytes: string): Promise<string> => hex(await sha256(preimage(bytes)));

/** The canonical bytes of an operation, as text. */
export function write(op: Op): string {
  checkShape(op);
  const text = canonical(() => encode({ ...op, time: timeOf(op.time) }));
  if (utf8(text).length > maxOpBytes) throw new OpRefused('too_large', 'larger than 32 KiB');
  return text;
}

/** Reads received bytes; only the canonical form of an operation passes. */
export function read(bytes: Bytes): Op {
  if (bytes.length > maxOpBytes) throw new OpRefused('too_large', 'larger than 32 KiB');
  const op = canonical(() => decode(bytes)) as Op;
  checkShape(op);
  return op;
}

function canonical<T>(make: () => T): T {
  try {
    return make();
  } catch (e) {
    if (e instanceof NotCanonical) throw new OpRefused('not_canonical', e.message);
    throw e;
  }
}

function timeOf(t: OpTime): OpTime {
  const said = Object.entries(t).filter(([k, v]) => k === 'device_ms' || (v !== 0 && v !== '' && v !== undefined));
  return Object.fromEntries(said) as unknown as OpTime;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isID = (v: unknown): boolean => typeof v === 'string' && uuid.test(v);
const isText = (v: unknown): boolean => typeof v === 'string';
const isObject = (v: unknown): boolean => typeof v === 'object' && v !== null && !Array.isArray(v);

const shape: Record<keyof Op, (v: unknown) => boolean> = {
  v: (v) => v === 1,
  op_id: isID, device_id: isID, ledger_id: isID, entity_id: isID, actor_id: isID, body_id: isID,
  base: (v) => v === undefined || isID(v),
  device_seq: (v) => Number.isSafeInteger(v) && (v as number) >= 1,
  device_prev: (v) => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v),
  entity_type: isText, verb: isText, catalogue: Number.isSafeInteger,
  time: (v) => isObject(v) && Object.entries(v as OpTime).every(([k, x]) => (k === 'boot' ? isText(x) : timeFields.has(k) && Number.isSafeInteger(x))) && 'device_ms' in (v as OpTime),
  body: isObject,
};
const timeFields = new Set(['device_ms', 'mono_ms', 'offset_ms', 'uncertainty_ms', 'gps_ms']);

function checkShape(op: Op): void {
  if (!isObject(op)) throw new OpRefused('not_canonical', 'no object');
  for (const k of Object.keys(op)) if (!(k in shape)) throw new OpRefused('not_canonical', `unknown field ${k}`);
  for (const [k, good] of Object.entries(shape)) if (!good(op[k as keyof Op])) throw new OpRefused('not_canonical', `field ${k}`);
}
