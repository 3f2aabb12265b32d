-- +goose Up
-- Who may sign in and how. None of it is book data: people and grants are
-- operations, but credentials must be able to vanish. Tokens are kept as
-- SHA-256 only; nothing here opens a session when the file is read by others.
CREATE TABLE account (
  person_id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  handle BLOB NOT NULL,
  disabled INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_login ON account (login) WHERE login <> '';
CREATE UNIQUE INDEX account_handle ON account (handle);

CREATE TABLE passkey (
  credential_id BLOB NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  label TEXT NOT NULL,
  credential BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  used_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX passkey_person ON passkey (person_id);

CREATE TABLE password (
  person_id TEXT NOT NULL PRIMARY KEY,
  hash TEXT NOT NULL,
  totp BLOB NOT NULL,
  step INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_code (
  person_id TEXT NOT NULL,
  hash BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (person_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
  token_hash BLOB NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  by_person TEXT NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ceremony (
  key_hash BLOB NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  data BLOB NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  token_hash BLOB NOT NULL PRIMARY KEY,
  session_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  method TEXT NOT NULL,
  label TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  proved_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_person ON session (person_id);

CREATE TABLE access_token (
  token_hash BLOB NOT NULL PRIMARY KEY,
  token_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  used_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_token_person ON access_token (person_id);

CREATE TABLE request_seen (
  person_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  hash BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (person_id, request_id)
) STRICT;
CREATE INDEX request_seen_at ON request_seen (at_ms);

CREATE TABLE instance (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;
