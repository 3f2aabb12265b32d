// What the server says, as docs/sync.md writes it.
import type { Node, WireReceipt } from './receipt.ts';

export interface Person { id: string; name: string }
export interface DeviceView { id: string; label: string; body_id: string; place_id: string; people: Person[]; approved: boolean }
export interface Lease { key: string; until_ms: number }

export interface Challenge { challenge: string; server_ms: number }
export interface Session { token: string; expires_ms: number; server_ms: number; nodes: Node[]; device: DeviceView; lease: Lease; export_key?: string; tip_desk?: string; tip_code?: string; revoked?: 'retired' }
export interface Enrolled { device_id: string; words: string[]; server_ms: number }

export interface PushResult {
  op_id: string; result: 'accepted' | 'duplicate' | 'waiting' | 'conflict' | 'rejected' | 'quarantined' | 'custody';
  receipt?: WireReceipt; flags?: string[]; code?: string; message?: string; detail?: string;
}
export interface PushReply { server_ms: number; results: PushResult[]; lease: Lease; next: 'ok' | 'slow' }

/** A folded record of the book. */
export interface BookRecord {
  ledger_id: string; id: string; type: string; status: 'recorded' | 'submitted' | 'verified' | 'returned' | 'retracted';
  level?: number; done?: boolean; owner_body_id: string; recorder: string; base: string;
  content: Record<string, unknown>; why?: string; by?: string;
  /** Why a planned activity was not carried out. */
  not_done?: string;
}
export interface PullReply {
  records: BookRecord[]; gone?: { ledger_id: string; id: string }[]; cursor: string; more?: boolean; restart?: boolean;
  server_ms: number; lease: Lease; catalogue: number; reference: string;
}

export interface RefBook { ledger_id: string; from: string; to: string }
export interface RefPlace { id: string; name: string; level: string; parent_id?: string; books: RefBook[] }
export interface RefBody { id: string; type: string; name: string }
export interface RefRow { id: string; kind: string; name: string; place_id: string }
export interface Reference<Catalogue = { version: number }> {
  version: string; catalogue: Catalogue; places: RefPlace[]; bodies: RefBody[]; rows?: RefRow[]; segments?: { id: string; name: string }[]; device: DeviceView; demo?: boolean;
}

export interface MapReply { version: string; unchanged?: boolean; sha256?: string; map?: string; lease?: never }

export interface ReconcileReply { have_to: number; have_hash: string; equal?: boolean; missing?: number[]; different?: number[]; blobs_missing?: string[]; ahead?: boolean; server_ms: number }

export interface BlobResult { sha256: string; result: 'received' | 'send' | 'ahead' | 'refused'; offset?: number; receipt?: WireReceipt; code?: string; message?: string }
export interface BlobsReply { server_ms: number; lease: Lease; blobs: BlobResult[] }
export interface PieceReply extends BlobResult { server_ms: number; lease?: never }
export interface BlobReceipt { v: number; class: string; ledger_id: string; sha256: string; size: number; device_id: string; stored_ms: number; keep_until_ms: number; node_id: string }
