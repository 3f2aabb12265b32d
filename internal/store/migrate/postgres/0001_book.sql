-- +goose Up
-- The book: operations as the only truth, and the folds every question is
-- answered from. Ledger tables carry ledger_id first in every key so that a
-- distributed engine can place them; registry folds are small and copied.
CREATE TABLE ledger_head (
  ledger_id UUID NOT NULL PRIMARY KEY,
  kind TEXT COLLATE "C" NOT NULL,
  epoch BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL
);

CREATE TABLE op (
  ledger_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  op_id UUID NOT NULL,
  device_id UUID NOT NULL,
  device_seq BIGINT NOT NULL,
  entity_id UUID NOT NULL,
  epoch BIGINT NOT NULL,
  accepted_ms BIGINT NOT NULL,
  op_hash BYTEA NOT NULL,
  ledger_hash BYTEA NOT NULL,
  bytes BYTEA NOT NULL,
  sig BYTEA NOT NULL,
  PRIMARY KEY (ledger_id, seq)
);
CREATE UNIQUE INDEX op_id ON op (ledger_id, op_id);
CREATE UNIQUE INDEX op_device ON op (ledger_id, device_id, device_seq);
CREATE INDEX op_entity ON op (ledger_id, entity_id, seq);

CREATE TABLE op_seen (
  op_id UUID NOT NULL PRIMARY KEY,
  op_hash BYTEA NOT NULL,
  ledger_id UUID NOT NULL,
  outcome TEXT COLLATE "C" NOT NULL
);

CREATE TABLE device_head (
  device_id UUID NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL
);

CREATE TABLE refused_op (
  device_id UUID NOT NULL,
  device_seq BIGINT NOT NULL,
  ledger_id UUID NOT NULL,
  op_id UUID NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  detail TEXT COLLATE "C" NOT NULL,
  at_ms BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  sig BYTEA NOT NULL,
  PRIMARY KEY (device_id, device_seq)
);

CREATE TABLE registry_entity (
  entity_type TEXT COLLATE "C" NOT NULL,
  entity_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (entity_type, entity_id)
);

CREATE TABLE record (
  ledger_id UUID NOT NULL,
  record_id UUID NOT NULL,
  record_type TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  place_id UUID NOT NULL,
  day BIGINT NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  level BIGINT NOT NULL,
  event_id UUID NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  content BYTEA NOT NULL,
  state BYTEA NOT NULL,
  PRIMARY KEY (ledger_id, record_id)
);
CREATE INDEX record_day ON record (ledger_id, record_type, day);
CREATE INDEX record_event ON record (event_id) WHERE role IN ('member', 'part');

CREATE TABLE fact (
  ledger_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  n BIGINT NOT NULL,
  sign BIGINT NOT NULL,
  entry_id UUID NOT NULL,
  place_id UUID NOT NULL,
  day BIGINT NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  measure TEXT COLLATE "C" NOT NULL,
  dims_id BIGINT NOT NULL,
  value BIGINT,
  lo BIGINT,
  hi BIGINT,
  q BIGINT NOT NULL,
  basis BIGINT NOT NULL,
  norm_n BIGINT NOT NULL,
  norm_rate BIGINT NOT NULL,
  norm_per BIGINT NOT NULL,
  owner_body UUID NOT NULL,
  bodies_id BIGINT NOT NULL,
  PRIMARY KEY (ledger_id, seq, n)
);
CREATE INDEX fact_entry ON fact (ledger_id, entry_id);

CREATE TABLE standing (
  ledger_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  entry_id UUID NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  level BIGINT NOT NULL,
  done BIGINT NOT NULL,
  event_id UUID NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  release_class TEXT COLLATE "C" NOT NULL,
  evidence BIGINT NOT NULL,
  PRIMARY KEY (ledger_id, seq, entry_id)
);
CREATE INDEX standing_entry ON standing (ledger_id, entry_id, seq);

CREATE TABLE list (
  list_id BIGINT NOT NULL PRIMARY KEY,
  body TEXT COLLATE "C" NOT NULL
);

CREATE TABLE event (
  ledger_id UUID NOT NULL,
  event_id UUID NOT NULL,
  relation TEXT COLLATE "C" NOT NULL,
  members BYTEA NOT NULL,
  PRIMARY KEY (ledger_id, event_id)
);

CREATE TABLE snapshot (
  ledger_id UUID NOT NULL,
  snapshot_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  signer UUID NOT NULL,
  withdrawn BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (ledger_id, snapshot_id)
);

CREATE TABLE payload (
  ledger_id UUID NOT NULL,
  sha256 BYTEA NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (ledger_id, sha256)
);

CREATE TABLE lock_mark (
  ledger_id UUID NOT NULL,
  snapshot_id UUID NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (ledger_id, snapshot_id)
);

CREATE TABLE entry_lock (
  ledger_id UUID NOT NULL,
  entry_id UUID NOT NULL,
  snapshot_id UUID NOT NULL,
  PRIMARY KEY (ledger_id, entry_id, snapshot_id)
);

CREATE TABLE restatement (
  ledger_id UUID NOT NULL,
  seq BIGINT NOT NULL,
  n BIGINT NOT NULL,
  entry_id UUID NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  field TEXT COLLATE "C" NOT NULL,
  old_value TEXT COLLATE "C" NOT NULL,
  new_value TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  actor_id UUID NOT NULL,
  body_id UUID NOT NULL,
  at_ms BIGINT NOT NULL,
  snapshots TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (ledger_id, seq, n)
);
