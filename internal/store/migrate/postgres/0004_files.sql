-- +goose Up
-- What people keep before it is book data: drafts of forms, and files that no
-- operation names yet. Both end by themselves. A blob is a file that an
-- operation of the ledger names; its bytes lie outside the database.
CREATE TABLE draft (
  person_id UUID NOT NULL,
  draft_id UUID NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  updated_ms BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (person_id, draft_id)
);
CREATE INDEX draft_updated ON draft (updated_ms);

CREATE TABLE upload (
  person_id UUID NOT NULL,
  sha256 BYTEA NOT NULL,
  size BIGINT NOT NULL,
  media_type TEXT COLLATE "C" NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (person_id, sha256)
);
CREATE INDEX upload_at ON upload (at_ms);

CREATE TABLE blob (
  ledger_id UUID NOT NULL,
  sha256 BYTEA NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  size BIGINT NOT NULL,
  media_type TEXT COLLATE "C" NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (ledger_id, sha256)
);
CREATE INDEX blob_hash ON blob (sha256);
