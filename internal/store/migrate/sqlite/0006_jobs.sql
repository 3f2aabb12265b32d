-- +goose Up
-- Files that were checked and wait for their confirmation: an import is two
-- steps, and the second may reach another process than the first. They are no
-- book data and go after a day; what they wrote stays in the ledger.
CREATE TABLE import_file (
  import_id TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  records INTEGER NOT NULL
) STRICT;
CREATE INDEX import_file_person ON import_file (person_id, created_ms);
