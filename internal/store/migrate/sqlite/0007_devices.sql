-- +goose Up
-- Phones: one that showed two chains was cloned or restored from a backup and
-- is not folded any more.
ALTER TABLE device_head ADD COLUMN forked INTEGER NOT NULL DEFAULT 0;
-- Signed operations that wait for an officer: of devices that were revoked, not
-- yet approved by a second officer, or forked. No part of any ledger, and no
-- figure counts them.
CREATE TABLE quarantine_op (
  device_id TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  op_hash BLOB NOT NULL,
  ledger_id TEXT NOT NULL,
  op_id TEXT NOT NULL,
  code TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sig BLOB NOT NULL,
  PRIMARY KEY (device_id, device_seq, op_hash)
) STRICT;
