-- +goose Up
-- What people keep before it is book data: drafts of forms, and files that no
-- operation names yet. Both end by themselves. A blob is a file that an
-- operation of the ledger names; its bytes lie outside the database.
CREATE TABLE draft (
  person_id TEXT NOT NULL,
  draft_id TEXT NOT NULL,
  title TEXT NOT NULL,
  updated_ms INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (person_id, draft_id)
) STRICT;
CREATE INDEX draft_updated ON draft (updated_ms);

CREATE TABLE upload (
  person_id TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (person_id, sha256)
) STRICT;
CREATE INDEX upload_at ON upload (at_ms);

CREATE TABLE blob (
  ledger_id TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  state TEXT NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (ledger_id, sha256)
) STRICT;
CREATE INDEX blob_hash ON blob (sha256);
