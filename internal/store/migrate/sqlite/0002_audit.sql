-- +goose Up
-- The log of who saw and did what, beside the ledgers: records with their
-- leaves, the stored hashes of the tree over them (RFC 6962, in the order of
-- tlog.StoredHashIndex), its head as one row that writers take last, and the
-- checkpoints signed for it. A redacted record keeps idx and leaf only.
CREATE TABLE audit_head (
  log INTEGER NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (log, size, root) VALUES (1, 0, X'E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855');

CREATE TABLE audit_record (
  idx INTEGER NOT NULL PRIMARY KEY,
  leaf BLOB NOT NULL,
  salt BLOB,
  at_s INTEGER,
  actor_id TEXT,
  key_id TEXT,
  action TEXT,
  object_id TEXT,
  place_id TEXT,
  reason TEXT,
  detail TEXT,
  outcome TEXT
) STRICT;
CREATE INDEX audit_actor ON audit_record (actor_id, idx);
CREATE INDEX audit_object ON audit_record (object_id, idx);
CREATE INDEX audit_place ON audit_record (place_id, idx);
CREATE INDEX audit_action ON audit_record (action, idx);
CREATE INDEX audit_time ON audit_record (at_s, idx);

CREATE TABLE audit_hash (
  idx INTEGER NOT NULL PRIMARY KEY,
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE audit_checkpoint (
  size INTEGER NOT NULL PRIMARY KEY,
  at_s INTEGER NOT NULL,
  witnesses INTEGER NOT NULL,
  note BLOB NOT NULL
) STRICT;
