-- What the migrations make. Written by: go test ./internal/store -run Schema -update
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
CREATE TABLE account (
  person_id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  handle BLOB NOT NULL,
  disabled INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_handle ON account (handle);
CREATE UNIQUE INDEX account_login ON account (login) WHERE login <> '';
CREATE TABLE audit_checkpoint (
  size INTEGER NOT NULL PRIMARY KEY,
  at_s INTEGER NOT NULL,
  witnesses INTEGER NOT NULL,
  note BLOB NOT NULL
) STRICT;
CREATE TABLE audit_hash (
  idx INTEGER NOT NULL PRIMARY KEY,
  hash BLOB NOT NULL
) STRICT;
CREATE TABLE audit_head (
  log INTEGER NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL
) STRICT;
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
CREATE INDEX audit_action ON audit_record (action, idx);
CREATE INDEX audit_actor ON audit_record (actor_id, idx);
CREATE INDEX audit_object ON audit_record (object_id, idx);
CREATE INDEX audit_place ON audit_record (place_id, idx);
CREATE INDEX audit_time ON audit_record (at_s, idx);
CREATE TABLE blob (
  ledger_id TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  at_ms INTEGER NOT NULL, device_id TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  PRIMARY KEY (ledger_id, sha256)
) STRICT;
CREATE INDEX blob_device ON blob (device_id);
CREATE INDEX blob_hash ON blob (sha256);
CREATE TABLE bundle (
  sha256 BLOB NOT NULL PRIMARY KEY,
  site TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE ceremony (
  key_hash BLOB NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  data BLOB NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE challenge_used (
  device_id TEXT NOT NULL PRIMARY KEY,
  issued_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE content (
  sha256 BLOB NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX content_at ON content (at_ms);
CREATE TABLE custody_op (
  device_id TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  ledger_id TEXT NOT NULL,
  op_id TEXT NOT NULL,
  op_hash BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sig BLOB NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  accepted_ms INTEGER NOT NULL,
  ledger_hash BLOB NOT NULL,
  PRIMARY KEY (device_id, device_seq)
) STRICT;
CREATE INDEX custody_ledger ON custody_op (ledger_id, outcome);
CREATE TABLE device_contact (
  device_id TEXT NOT NULL PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  app TEXT NOT NULL,
  unsent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE device_head (
  device_id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL
, forked INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
  person_id TEXT NOT NULL,
  draft_id TEXT NOT NULL,
  title TEXT NOT NULL,
  updated_ms INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (person_id, draft_id)
) STRICT;
CREATE INDEX draft_updated ON draft (updated_ms);
CREATE TABLE enrolment (
  enrolment_id TEXT NOT NULL PRIMARY KEY,
  token_hash BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  by_person TEXT NOT NULL,
  body BLOB NOT NULL,
  expires_ms INTEGER NOT NULL,
  device_id TEXT NOT NULL,
  alg TEXT NOT NULL,
  public_key TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX enrolment_code ON enrolment (code_hash);
CREATE UNIQUE INDEX enrolment_token ON enrolment (token_hash);
CREATE TABLE entry_lock (
  ledger_id TEXT NOT NULL,
  entry_id TEXT NOT NULL,
  snapshot_id TEXT NOT NULL,
  PRIMARY KEY (ledger_id, entry_id, snapshot_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
  ledger_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  relation TEXT NOT NULL,
  members BLOB NOT NULL,
  PRIMARY KEY (ledger_id, event_id)
) STRICT;
CREATE TABLE fact (
  ledger_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  sign INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  place_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  kind TEXT NOT NULL,
  measure TEXT NOT NULL,
  dims_id INTEGER NOT NULL,
  value INTEGER,
  lo INTEGER,
  hi INTEGER,
  q INTEGER NOT NULL,
  basis INTEGER NOT NULL,
  norm_n INTEGER NOT NULL,
  norm_rate INTEGER NOT NULL,
  norm_per INTEGER NOT NULL,
  owner_body TEXT NOT NULL,
  bodies_id INTEGER NOT NULL,
  PRIMARY KEY (ledger_id, seq, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_entry ON fact (ledger_id, entry_id);
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
CREATE TABLE instance (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;
CREATE TABLE invitation (
  token_hash BLOB NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  by_person TEXT NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_head (
  ledger_id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL
, site TEXT NOT NULL DEFAULT '', released INTEGER NOT NULL DEFAULT 0, frozen TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE list (
  list_id INTEGER NOT NULL PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE lock_mark (
  ledger_id TEXT NOT NULL,
  snapshot_id TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (ledger_id, snapshot_id)
) STRICT;
CREATE TABLE op (
  ledger_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  op_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  entity_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  accepted_ms INTEGER NOT NULL,
  op_hash BLOB NOT NULL,
  ledger_hash BLOB NOT NULL,
  bytes BLOB NOT NULL,
  sig BLOB NOT NULL,
  PRIMARY KEY (ledger_id, seq)
) STRICT;
CREATE UNIQUE INDEX op_device ON op (device_id, device_seq, ledger_id);
CREATE INDEX op_entity ON op (ledger_id, entity_id, seq);
CREATE UNIQUE INDEX op_id ON op (ledger_id, op_id);
CREATE TABLE op_seen (
  op_id TEXT NOT NULL PRIMARY KEY,
  op_hash BLOB NOT NULL,
  ledger_id TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT, WITHOUT ROWID;
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
CREATE TABLE payload (
  ledger_id TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (ledger_id, sha256)
) STRICT;
CREATE TABLE peer (
  site TEXT NOT NULL PRIMARY KEY,
  told BLOB NOT NULL,
  waiting BLOB NOT NULL,
  told_ms INTEGER NOT NULL
, url TEXT NOT NULL DEFAULT '', wants TEXT NOT NULL DEFAULT '[]', sent TEXT NOT NULL DEFAULT '', got TEXT NOT NULL DEFAULT '', met_ms INTEGER NOT NULL DEFAULT 0, failed TEXT NOT NULL DEFAULT '', failed_ms INTEGER NOT NULL DEFAULT 0, fails INTEGER NOT NULL DEFAULT 0, next_ms INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE quarantine_op (
  device_id TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  op_hash BLOB NOT NULL,
  ledger_id TEXT NOT NULL,
  op_id TEXT NOT NULL,
  code TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sig BLOB NOT NULL,
  PRIMARY KEY (device_id, device_seq, op_hash)
) STRICT;
CREATE TABLE record (
  ledger_id TEXT NOT NULL,
  record_id TEXT NOT NULL,
  record_type TEXT NOT NULL,
  kind TEXT NOT NULL,
  place_id TEXT NOT NULL,
  day INTEGER NOT NULL,
  status TEXT NOT NULL,
  level INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  role TEXT NOT NULL,
  content BLOB NOT NULL,
  state BLOB NOT NULL, turn INTEGER NOT NULL DEFAULT 0, turn_ms INTEGER NOT NULL DEFAULT 0, follow_day INTEGER NOT NULL DEFAULT 0, plan_id TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (ledger_id, record_id)
) STRICT;
CREATE INDEX record_day ON record (ledger_id, record_type, day);
CREATE INDEX record_event ON record (event_id) WHERE role IN ('member', 'part');
CREATE INDEX record_follow ON record (ledger_id, follow_day) WHERE follow_day > 0;
CREATE INDEX record_plan ON record (ledger_id, plan_id) WHERE plan_id <> '';
CREATE INDEX record_turn ON record (ledger_id, turn_ms, record_id) WHERE turn > 0;
CREATE TABLE recovery_code (
  person_id TEXT NOT NULL,
  hash BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (person_id, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE refused_op (
  device_id TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  ledger_id TEXT NOT NULL,
  op_id TEXT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sig BLOB NOT NULL, after_seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (device_id, device_seq)
) STRICT;
CREATE INDEX refused_feed ON refused_op (ledger_id, after_seq);
CREATE TABLE registry_entity (
  entity_type TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (entity_type, entity_id)
) STRICT;
CREATE TABLE request_seen (
  person_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  hash BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (person_id, request_id)
) STRICT;
CREATE INDEX request_seen_at ON request_seen (at_ms);
CREATE TABLE restatement (
  ledger_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  what TEXT NOT NULL,
  field TEXT NOT NULL,
  old_value TEXT NOT NULL,
  new_value TEXT NOT NULL,
  why TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  body_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  snapshots TEXT NOT NULL,
  PRIMARY KEY (ledger_id, seq, n)
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
CREATE TABLE snapshot (
  ledger_id TEXT NOT NULL,
  snapshot_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  signer TEXT NOT NULL,
  withdrawn INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (ledger_id, snapshot_id)
) STRICT;
CREATE TABLE standing (
  ledger_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  entry_id TEXT NOT NULL,
  status TEXT NOT NULL,
  level INTEGER NOT NULL,
  done INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  role TEXT NOT NULL,
  release_class TEXT NOT NULL,
  evidence INTEGER NOT NULL,
  PRIMARY KEY (ledger_id, seq, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_entry ON standing (ledger_id, entry_id, seq);
CREATE TABLE tip_case (
  ledger_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  owner TEXT NOT NULL,
  target TEXT NOT NULL,
  shred_on INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (ledger_id, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tip_case_id ON tip_case (case_id);
CREATE TABLE tip_item (
  item_id TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  seq INTEGER NOT NULL,
  day INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tip_item_case ON tip_item (case_id, kind, seq);
CREATE TABLE tip_leaf (
  leaf TEXT NOT NULL PRIMARY KEY,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_lookup (
  lookup TEXT NOT NULL PRIMARY KEY,
  case_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_officer (
  person_id TEXT NOT NULL PRIMARY KEY,
  recipient TEXT NOT NULL,
  sign TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_quorum (
  desk TEXT NOT NULL PRIMARY KEY,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_recovery (
  recovery_id TEXT NOT NULL PRIMARY KEY,
  desk TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_said (
  case_id TEXT NOT NULL,
  verb TEXT NOT NULL,
  day INTEGER NOT NULL,
  PRIMARY KEY (case_id, verb, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_slot (
  case_id TEXT NOT NULL PRIMARY KEY,
  desk TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  lane INTEGER NOT NULL,
  day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tip_waiting (
  desk TEXT NOT NULL PRIMARY KEY,
  person_id TEXT NOT NULL,
  record BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE upload (
  person_id TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (person_id, sha256)
) STRICT;
CREATE INDEX upload_at ON upload (at_ms);
CREATE TABLE walked (
  walk_key BLOB NOT NULL PRIMARY KEY,
  from_key BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX walked_from ON walked (from_key, at_ms);
