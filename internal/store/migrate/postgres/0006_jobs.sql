-- +goose Up
-- Files that were checked and wait for their confirmation: an import is two
-- steps, and the second may reach another process than the first. They are no
-- book data and go after a day; what they wrote stays in the ledger.
CREATE TABLE import_file (
  import_id UUID NOT NULL PRIMARY KEY,
  person_id UUID NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  bytes BYTEA NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  records BIGINT NOT NULL
);
CREATE INDEX import_file_person ON import_file (person_id, created_ms);
