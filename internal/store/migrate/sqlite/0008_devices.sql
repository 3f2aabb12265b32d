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
-- Enrolments of phones that an officer began: the token is shown once and kept
-- as its hash, like the code for those who type. A phone claims it with its
-- key; the device itself is written into the registers when the officer has
-- compared the words. They are no book data and go when they are over.
CREATE TABLE enrolment (
  enrolment_id TEXT NOT NULL PRIMARY KEY,
  token_hash BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  by_person TEXT NOT NULL,
  body BLOB NOT NULL,
  expires_ms INTEGER NOT NULL,
  device_id TEXT NOT NULL,
  alg TEXT NOT NULL,
  public_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX enrolment_token ON enrolment (token_hash);
CREATE UNIQUE INDEX enrolment_code ON enrolment (code_hash);
