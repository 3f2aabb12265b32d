-- +goose Up
-- Sealed tips. tip_case is a fold of the ledgers of desks. All other tables hold
-- what a sender brought: no times but days, random keys and no row ids, so that
-- neither order nor place in the file says when something came.
CREATE TABLE tip_case (
  ledger_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  shred_on INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (ledger_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tip_case_id ON tip_case (case_id);
CREATE TABLE tip_slot (
  case_id TEXT NOT NULL PRIMARY KEY,
  desk TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_lookup (
  lookup TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_item (
  item_id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL,
  day INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tip_item_case ON tip_item (case_id, kind, seq);
CREATE TABLE tip_said (
  case_id TEXT NOT NULL,
  verb TEXT NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (case_id, verb, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_leaf (
  leaf TEXT NOT NULL PRIMARY KEY,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_officer (
  person_id TEXT NOT NULL PRIMARY KEY,
  recipient TEXT NOT NULL,
  sign TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_waiting (
  desk TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  record BLOB NOT NULL
) STRICT, WITHOUT ROWID;
