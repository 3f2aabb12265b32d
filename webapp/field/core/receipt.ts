// Receipts: the signed word that an operation exists. Nothing is called
// received without one for these very bytes.
import { utf8 } from './bytes.ts';
import { decode } from './canon.ts';
import { verify, type PublicKey } from './keys.ts';

export interface WireReceipt { receipt: string; sig: string }
export interface Node extends PublicKey { id: string }

export interface Receipt {
  v: number; op_id: string; op_hash: string; ledger_id: string; class: string;
  epoch: number; ledger_seq: number; accepted_ms: number; ledger_hash: string; node_id: string;
}

/** What the receipt has to be about. */
export interface Receivable { op_id: string; op_hash: string; ledger_id: string }

/** Reads a receipt; throws with what is wrong unless all of it is right. */
export async function checkReceipt(of: Receivable, wire: WireReceipt | undefined, nodes: Node[], kind: 'ordered' | 'custody' = 'ordered'): Promise<Receipt> {
  if (!wire) throw new Error('accepted without a receipt');
  const r = decode(utf8(wire.receipt)) as Receipt;
  const node = nodes.find((n) => n.id === r.node_id);
  if (!node || !(await verify(node, utf8(`phendau/receipt/1\n${wire.receipt}`), wire.sig))) throw new Error('a receipt that no node of this book signed');
  if (r.v !== 1 || r.class !== kind || r.op_id !== of.op_id || r.op_hash !== of.op_hash || r.ledger_id !== of.ledger_id) throw new Error(`the receipt is not of ${of.op_id}`);
  return r;
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
