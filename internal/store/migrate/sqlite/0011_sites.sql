-- +goose Up
-- Sites: one book in several places. A ledger is ordered by one of them ('' is
-- home, where the book was begun); released says that it was handed over and not
-- taken yet. frozen says what was found wrong with what another site ordered:
-- the ledger is not followed any further here.
ALTER TABLE ledger_head ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger_head ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger_head ADD COLUMN frozen TEXT NOT NULL DEFAULT '';
-- Where in the feed of its ledger an operation was refused: whoever follows the
-- ledger needs it there, since it used a number of its device.
ALTER TABLE refused_op ADD COLUMN after_seq INTEGER NOT NULL DEFAULT 0;
CREATE INDEX refused_feed ON refused_op (ledger_id, after_seq);
-- Signed operations for ledgers that another site orders, kept until they come
-- back in its order or an answer does. settled says that its answer is known:
-- accepted with the stamp, or the code of the refusal.
CREATE TABLE custody_op (
  device_id TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  ledger_id TEXT NOT NULL,
  op_id TEXT NOT NULL,
  op_hash BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sig BLOB NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  accepted_ms INTEGER NOT NULL,
  ledger_hash BLOB NOT NULL,
  PRIMARY KEY (device_id, device_seq)
) STRICT;
CREATE INDEX custody_ledger ON custody_op (ledger_id, outcome);
-- The sites this one exchanges with: how far each said it had got, and what it
-- brought in custody and waits to hear about.
CREATE TABLE peer (
  site TEXT NOT NULL PRIMARY KEY,
  told BLOB NOT NULL,
  waiting BLOB NOT NULL,
  told_ms INTEGER NOT NULL
) STRICT;
-- Bundles that were taken in: a second time there is nothing to do.
CREATE TABLE bundle (
  sha256 BLOB NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
