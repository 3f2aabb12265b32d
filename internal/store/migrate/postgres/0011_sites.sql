-- +goose Up
-- Sites: one book in several places. A ledger is ordered by one of them ('' is
-- home, where the book was begun); released says that it was handed over and not
-- taken yet. frozen says what was found wrong with what another site ordered:
-- the ledger is not followed any further here.
ALTER TABLE ledger_head ADD COLUMN site TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE ledger_head ADD COLUMN released BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger_head ADD COLUMN frozen TEXT COLLATE "C" NOT NULL DEFAULT '';
-- Where in the feed of its ledger an operation was refused: whoever follows the
-- ledger needs it there, since it used a number of its device.
ALTER TABLE refused_op ADD COLUMN after_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX refused_feed ON refused_op (ledger_id, after_seq);
-- Signed operations for ledgers that another site orders, kept until they come
-- back in its order or an answer does. settled says that its answer is known:
-- accepted with the stamp, or the code of the refusal.
CREATE TABLE custody_op (
  device_id UUID NOT NULL,
  device_seq BIGINT NOT NULL,
  ledger_id UUID NOT NULL,
  op_id UUID NOT NULL,
  op_hash BYTEA NOT NULL,
  at_ms BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  sig BYTEA NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL,
  detail TEXT COLLATE "C" NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  accepted_ms BIGINT NOT NULL,
  ledger_hash BYTEA NOT NULL,
  PRIMARY KEY (device_id, device_seq)
);
CREATE INDEX custody_ledger ON custody_op (ledger_id, outcome);
-- The sites this one exchanges with: how far each said it had got, and what it
-- brought in custody and waits to hear about.
CREATE TABLE peer (
  site TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  told BYTEA NOT NULL,
  waiting BYTEA NOT NULL,
  told_ms BIGINT NOT NULL
);
-- Bundles that were taken in: a second time there is nothing to do.
CREATE TABLE bundle (
  sha256 BYTEA NOT NULL PRIMARY KEY,
  site TEXT COLLATE "C" NOT NULL,
  at_ms BIGINT NOT NULL
);
