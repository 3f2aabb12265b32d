-- +goose Up
-- Who may sign in and how. None of it is book data: people and grants are
-- operations, but credentials must be able to vanish. Tokens are kept as
-- SHA-256 only; nothing here opens a session when the file is read by others.
CREATE TABLE account (
  person_id UUID NOT NULL PRIMARY KEY,
  login TEXT COLLATE "C" NOT NULL,
  handle BYTEA NOT NULL,
  disabled BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login) WHERE login <> '';
CREATE UNIQUE INDEX account_handle ON account (handle);

CREATE TABLE passkey (
  credential_id BYTEA NOT NULL PRIMARY KEY,
  person_id UUID NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  credential BYTEA NOT NULL,
  created_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL
);
CREATE INDEX passkey_person ON passkey (person_id);

CREATE TABLE password (
  person_id UUID NOT NULL PRIMARY KEY,
  hash TEXT COLLATE "C" NOT NULL,
  totp BYTEA NOT NULL,
  step BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);

CREATE TABLE recovery_code (
  person_id UUID NOT NULL,
  hash BYTEA NOT NULL,
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (person_id, hash)
);

CREATE TABLE invitation (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  person_id UUID NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  by_person UUID NOT NULL,
  expires_ms BIGINT NOT NULL
);

CREATE TABLE ceremony (
  key_hash BYTEA NOT NULL PRIMARY KEY,
  person_id UUID NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  data BYTEA NOT NULL,
  expires_ms BIGINT NOT NULL
);

CREATE TABLE session (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  session_id UUID NOT NULL,
  person_id UUID NOT NULL,
  method TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  created_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  proved_ms BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person_id);

CREATE TABLE access_token (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  token_id UUID NOT NULL,
  person_id UUID NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  scopes TEXT COLLATE "C" NOT NULL,
  created_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL
);
CREATE INDEX access_token_person ON access_token (person_id);

CREATE TABLE request_seen (
  person_id UUID NOT NULL,
  request_id UUID NOT NULL,
  hash BYTEA NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (person_id, request_id)
);
CREATE INDEX request_seen_at ON request_seen (at_ms);

CREATE TABLE instance (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value BYTEA NOT NULL
);
