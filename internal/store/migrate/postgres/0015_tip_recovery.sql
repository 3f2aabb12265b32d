-- +goose Up
-- Who keeps shares of a desk's recovery key, and a recovery under way. The
-- shares lie sealed in the vault.
CREATE TABLE tip_quorum (
  desk TEXT NOT NULL PRIMARY KEY,
  body BYTEA NOT NULL
);
CREATE TABLE tip_recovery (
  recovery_id TEXT NOT NULL PRIMARY KEY,
  desk TEXT NOT NULL,
  body BYTEA NOT NULL
);
