-- +goose Up
-- What was computed from the tracks of an entry: stretches of a line covered,
-- markers reached. walk_key is the hash of everything it was computed from, so a
-- row is never wrong, only unused. from_key leaves out what may change without the
-- tracks: the line, the markers. The rows stay when tracks are deleted.
CREATE TABLE walked (
  walk_key BYTEA NOT NULL PRIMARY KEY,
  from_key BYTEA NOT NULL,
  at_ms BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX walked_from ON walked (from_key, at_ms);
