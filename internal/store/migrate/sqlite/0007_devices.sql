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
-- When a phone was last here, and what it said of itself: for the officer who
-- keeps the phones of his place. No position, no history.
CREATE TABLE device_contact (
  device_id TEXT NOT NULL PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  app TEXT NOT NULL,
  unsent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- The operations of a device are looked up by number for reconciliation,
-- whatever ledgers they went into.
DROP INDEX op_device;
CREATE UNIQUE INDEX op_device ON op (device_id, device_seq, ledger_id);
