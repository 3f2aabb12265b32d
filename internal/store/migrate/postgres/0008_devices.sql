-- +goose Up
-- Phones: one that showed two chains was cloned or restored from a backup and
-- is not folded any more.
ALTER TABLE device_head ADD COLUMN forked BIGINT NOT NULL DEFAULT 0;
-- Signed operations that wait for an officer: of devices that were revoked, not
-- yet approved by a second officer, or forked. No part of any ledger, and no
-- figure counts them.
CREATE TABLE quarantine_op (
  device_id UUID NOT NULL,
  device_seq BIGINT NOT NULL,
  op_hash BYTEA NOT NULL,
  ledger_id UUID NOT NULL,
  op_id UUID NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  at_ms BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  sig BYTEA NOT NULL,
  PRIMARY KEY (device_id, device_seq, op_hash)
);
-- When a phone was last here, and what it said of itself: for the officer who
-- keeps the phones of his place. No position, no history.
CREATE TABLE device_contact (
  device_id UUID NOT NULL PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  app TEXT COLLATE "C" NOT NULL,
  unsent BIGINT NOT NULL
);
-- The operations of a device are looked up by number for reconciliation,
-- whatever ledgers they went into.
DROP INDEX op_device;
CREATE UNIQUE INDEX op_device ON op (device_id, device_seq, ledger_id);
-- Enrolments of phones that an officer began: the token is shown once and kept
-- as its hash, like the code for those who type. A phone claims it with its
-- key; the device itself is written into the registers when the officer has
-- compared the words. They are no book data and go when they are over.
CREATE TABLE enrolment (
  enrolment_id UUID NOT NULL PRIMARY KEY,
  token_hash BYTEA NOT NULL,
  code_hash BYTEA NOT NULL,
  by_person UUID NOT NULL,
  body BYTEA NOT NULL,
  expires_ms BIGINT NOT NULL,
  device_id TEXT COLLATE "C" NOT NULL,
  alg TEXT COLLATE "C" NOT NULL,
  public_key TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX enrolment_token ON enrolment (token_hash);
CREATE UNIQUE INDEX enrolment_code ON enrolment (code_hash);
