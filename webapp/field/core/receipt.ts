// Receipts: the signed word that an operation exists. Nothing is called
// received without one for these very bytes.
import { base64url, fromBase64url, joined, sha256, utf8, type Bytes } from '../../shared/bytes.ts';
import { decode } from '../../shared/canon.ts';
import { verify, type PublicKey } from './keys.ts';

/** steps lead from the receipt to the root of all receipts of its answer, which the node signed. */
export interface WireReceipt { receipt: string; steps?: string[]; sig: string }
export interface Node extends PublicKey { id: string }

export interface Receipt {
  v: number; op_id: string; op_hash: string; ledger_id: string; class: string;
  epoch: number; ledger_seq: number; accepted_ms: number; ledger_hash: string; node_id: string;
}

/** What the receipt has to be about. */
export interface Receivable { op_id: string; op_hash: string; ledger_id: string }

/** Signatures that were checked, so that one of a whole answer is checked once. */
export type Believed = Map<string, Promise<boolean>>;

/** Reads a receipt; throws with what is wrong unless all of it is right. */
export async function checkReceipt(of: Receivable, wire: WireReceipt | undefined, nodes: Node[], kind: 'ordered' | 'custody' = 'ordered', believed: Believed = new Map()): Promise<Receipt> {
  if (!wire) throw new Error('accepted without a receipt');
  const r = decode(utf8(wire.receipt)) as Receipt;
  const node = nodes.find((n) => n.id === r.node_id);
  if (!node || !(await signedTogether(wire, node, believed))) throw new Error('a receipt that no node of this book signed');
  if (r.v !== 1 || r.class !== kind || r.op_id !== of.op_id || r.op_hash !== of.op_hash || r.ledger_id !== of.ledger_id) throw new Error(`the receipt is not of ${of.op_id}`);
  return r;
}

async function signedTogether(wire: WireReceipt, node: Node, believed: Believed): Promise<boolean> {
  const root = await rootOf(wire.receipt, wire.steps ?? []);
  const key = [node.id, root, wire.sig].join(' ');
  const known = believed.get(key) ?? verify(node, utf8(`phendau/receipts/1\n${root}`), wire.sig);
  believed.set(key, known);
  return known;
}

/** Walks from a text to the root it was signed under; throws when a step cannot be read. */
export async function rootOf(text: string, steps: string[]): Promise<string> {
  if (steps.length > 20) throw new Error('a receipt with too many steps');
  let at: Bytes = await sha256(joined(Uint8Array.of(0), utf8(text)));
  for (const step of steps) {
    const neighbour = fromBase64url(step.slice(1));
    if (neighbour.length !== 32 || (step[0] !== 'l' && step[0] !== 'r')) throw new Error('a receipt with an unreadable step');
    at = await sha256(step[0] === 'l' ? joined(Uint8Array.of(1), neighbour, at) : joined(Uint8Array.of(1), at, neighbour));
  }
  return base64url(at);
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The code people read: the first 30 bits of an operation's hash, A7K-3QD. */
export function codeOf(opHash: string): string {
  let bits = Number.parseInt(opHash.slice(0, 8), 16) >>> 2;
  let out = '';
  for (let i = 0; i < 6; i++) {
    out = (crockford[bits & 31] ?? '') + out;
    bits >>>= 5;
  }
  return `${out.slice(0, 3)}-${out.slice(3)}`;
}
