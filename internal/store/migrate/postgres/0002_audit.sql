-- +goose Up
-- The log of who saw and did what, beside the ledgers: records with their
-- leaves, the stored hashes of the tree over them (RFC 6962, in the order of
-- tlog.StoredHashIndex), its head as one row that writers take last, and the
-- checkpoints signed for it. A redacted record keeps idx and leaf only.
CREATE TABLE audit_head (
  log BIGINT NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL,
  root BYTEA NOT NULL
);
INSERT INTO audit_head (log, size, root) VALUES (1, 0, '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

CREATE TABLE audit_record (
  idx BIGINT NOT NULL PRIMARY KEY,
  leaf BYTEA NOT NULL,
  salt BYTEA,
  at_s BIGINT,
  actor_id TEXT COLLATE "C",
  key_id TEXT COLLATE "C",
  action TEXT COLLATE "C",
  object_id TEXT COLLATE "C",
  place_id TEXT COLLATE "C",
  reason TEXT COLLATE "C",
  detail TEXT COLLATE "C",
  outcome TEXT COLLATE "C"
);
CREATE INDEX audit_actor ON audit_record (actor_id, idx);
CREATE INDEX audit_object ON audit_record (object_id, idx);
CREATE INDEX audit_place ON audit_record (place_id, idx);
CREATE INDEX audit_action ON audit_record (action, idx);
CREATE INDEX audit_time ON audit_record (at_s, idx);

CREATE TABLE audit_hash (
  idx BIGINT NOT NULL PRIMARY KEY,
  hash BYTEA NOT NULL
);

CREATE TABLE audit_checkpoint (
  size BIGINT NOT NULL PRIMARY KEY,
  at_s BIGINT NOT NULL,
  witnesses BIGINT NOT NULL,
  note BYTEA NOT NULL
);
