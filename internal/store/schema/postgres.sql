-- What the migrations make. Written by: go test ./internal/store -run Schema -update
access_token.token_hash bytea NOT NULL
access_token.token_id uuid NOT NULL
access_token.person_id uuid NOT NULL
access_token.label text NOT NULL COLLATE C
access_token.scopes text NOT NULL COLLATE C
access_token.created_ms bigint NOT NULL
access_token.expires_ms bigint NOT NULL
access_token.used_ms bigint NOT NULL
account.person_id uuid NOT NULL
account.login text NOT NULL COLLATE C
account.handle bytea NOT NULL
account.disabled bigint NOT NULL
account.created_ms bigint NOT NULL
audit_checkpoint.size bigint NOT NULL
audit_checkpoint.at_s bigint NOT NULL
audit_checkpoint.witnesses bigint NOT NULL
audit_checkpoint.note bytea NOT NULL
audit_hash.idx bigint NOT NULL
audit_hash.hash bytea NOT NULL
audit_head.log bigint NOT NULL
audit_head.size bigint NOT NULL
audit_head.root bytea NOT NULL
audit_record.idx bigint NOT NULL
audit_record.leaf bytea NOT NULL
audit_record.salt bytea
audit_record.at_s bigint
audit_record.actor_id text COLLATE C
audit_record.key_id text COLLATE C
audit_record.action text COLLATE C
audit_record.object_id text COLLATE C
audit_record.place_id text COLLATE C
audit_record.reason text COLLATE C
audit_record.detail text COLLATE C
audit_record.outcome text COLLATE C
blob.ledger_id uuid NOT NULL
blob.sha256 bytea NOT NULL
blob.at_ms bigint NOT NULL
blob.device_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'::uuid
bundle.sha256 bytea NOT NULL
bundle.site text NOT NULL COLLATE C
bundle.at_ms bigint NOT NULL
ceremony.key_hash bytea NOT NULL
ceremony.person_id uuid NOT NULL
ceremony.purpose text NOT NULL COLLATE C
ceremony.data bytea NOT NULL
ceremony.expires_ms bigint NOT NULL
challenge_used.device_id uuid NOT NULL
challenge_used.issued_ms bigint NOT NULL
content.sha256 bytea NOT NULL
content.size bigint NOT NULL
content.media_type text NOT NULL COLLATE C
content.at_ms bigint NOT NULL
custody_op.device_id uuid NOT NULL
custody_op.device_seq bigint NOT NULL
custody_op.ledger_id uuid NOT NULL
custody_op.op_id uuid NOT NULL
custody_op.op_hash bytea NOT NULL
custody_op.at_ms bigint NOT NULL
custody_op.bytes bytea NOT NULL
custody_op.sig bytea NOT NULL
custody_op.outcome text NOT NULL COLLATE C
custody_op.detail text NOT NULL COLLATE C
custody_op.epoch bigint NOT NULL
custody_op.seq bigint NOT NULL
custody_op.accepted_ms bigint NOT NULL
custody_op.ledger_hash bytea NOT NULL
device_contact.device_id uuid NOT NULL
device_contact.at_ms bigint NOT NULL
device_contact.app text NOT NULL COLLATE C
device_contact.unsent bigint NOT NULL
device_head.device_id uuid NOT NULL
device_head.seq bigint NOT NULL
device_head.hash bytea NOT NULL
device_head.forked bigint NOT NULL DEFAULT 0
draft.person_id uuid NOT NULL
draft.draft_id uuid NOT NULL
draft.title text NOT NULL COLLATE C
draft.updated_ms bigint NOT NULL
draft.body bytea NOT NULL
enrolment.enrolment_id uuid NOT NULL
enrolment.token_hash bytea NOT NULL
enrolment.code_hash bytea NOT NULL
enrolment.by_person uuid NOT NULL
enrolment.body bytea NOT NULL
enrolment.expires_ms bigint NOT NULL
enrolment.device_id text NOT NULL COLLATE C
enrolment.alg text NOT NULL COLLATE C
enrolment.public_key text NOT NULL COLLATE C
entry_lock.ledger_id uuid NOT NULL
entry_lock.entry_id uuid NOT NULL
entry_lock.snapshot_id uuid NOT NULL
event.ledger_id uuid NOT NULL
event.event_id uuid NOT NULL
event.relation text NOT NULL COLLATE C
event.members bytea NOT NULL
fact.ledger_id uuid NOT NULL
fact.seq bigint NOT NULL
fact.n bigint NOT NULL
fact.sign bigint NOT NULL
fact.entry_id uuid NOT NULL
fact.place_id uuid NOT NULL
fact.day bigint NOT NULL
fact.kind text NOT NULL COLLATE C
fact.measure text NOT NULL COLLATE C
fact.dims_id bigint NOT NULL
fact.value bigint
fact.lo bigint
fact.hi bigint
fact.q bigint NOT NULL
fact.basis bigint NOT NULL
fact.norm_n bigint NOT NULL
fact.norm_rate bigint NOT NULL
fact.norm_per bigint NOT NULL
fact.owner_body uuid NOT NULL
fact.bodies_id bigint NOT NULL
import_file.import_id uuid NOT NULL
import_file.person_id uuid NOT NULL
import_file.kind text NOT NULL COLLATE C
import_file.name text NOT NULL COLLATE C
import_file.bytes bytea NOT NULL
import_file.created_ms bigint NOT NULL
import_file.expires_ms bigint NOT NULL
import_file.records bigint NOT NULL
instance.name text NOT NULL COLLATE C
instance.value bytea NOT NULL
invitation.token_hash bytea NOT NULL
invitation.person_id uuid NOT NULL
invitation.purpose text NOT NULL COLLATE C
invitation.by_person uuid NOT NULL
invitation.expires_ms bigint NOT NULL
ledger_head.ledger_id uuid NOT NULL
ledger_head.kind text NOT NULL COLLATE C
ledger_head.epoch bigint NOT NULL
ledger_head.seq bigint NOT NULL
ledger_head.hash bytea NOT NULL
ledger_head.site text NOT NULL DEFAULT ''::text COLLATE C
ledger_head.released bigint NOT NULL DEFAULT 0
ledger_head.frozen text NOT NULL DEFAULT ''::text COLLATE C
list.list_id bigint NOT NULL
list.body text NOT NULL COLLATE C
lock_mark.ledger_id uuid NOT NULL
lock_mark.snapshot_id uuid NOT NULL
lock_mark.body bytea NOT NULL
op.ledger_id uuid NOT NULL
op.seq bigint NOT NULL
op.op_id uuid NOT NULL
op.device_id uuid NOT NULL
op.device_seq bigint NOT NULL
op.entity_id uuid NOT NULL
op.epoch bigint NOT NULL
op.accepted_ms bigint NOT NULL
op.op_hash bytea NOT NULL
op.ledger_hash bytea NOT NULL
op.bytes bytea NOT NULL
op.sig bytea NOT NULL
op_seen.op_id uuid NOT NULL
op_seen.op_hash bytea NOT NULL
op_seen.ledger_id uuid NOT NULL
op_seen.outcome text NOT NULL COLLATE C
passkey.credential_id bytea NOT NULL
passkey.person_id uuid NOT NULL
passkey.label text NOT NULL COLLATE C
passkey.credential bytea NOT NULL
passkey.created_ms bigint NOT NULL
passkey.used_ms bigint NOT NULL
password.person_id uuid NOT NULL
password.hash text NOT NULL COLLATE C
password.totp bytea NOT NULL
password.step bigint NOT NULL
password.created_ms bigint NOT NULL
payload.ledger_id uuid NOT NULL
payload.sha256 bytea NOT NULL
payload.bytes bytea NOT NULL
peer.site text NOT NULL COLLATE C
peer.told bytea NOT NULL
peer.waiting bytea NOT NULL
peer.told_ms bigint NOT NULL
peer.url text NOT NULL DEFAULT ''::text COLLATE C
peer.wants text NOT NULL DEFAULT '[]'::text COLLATE C
peer.sent text NOT NULL DEFAULT ''::text COLLATE C
peer.got text NOT NULL DEFAULT ''::text COLLATE C
peer.met_ms bigint NOT NULL DEFAULT 0
peer.failed text NOT NULL DEFAULT ''::text COLLATE C
peer.failed_ms bigint NOT NULL DEFAULT 0
peer.fails bigint NOT NULL DEFAULT 0
peer.next_ms bigint NOT NULL DEFAULT 0
quarantine_op.device_id uuid NOT NULL
quarantine_op.device_seq bigint NOT NULL
quarantine_op.op_hash bytea NOT NULL
quarantine_op.ledger_id uuid NOT NULL
quarantine_op.op_id uuid NOT NULL
quarantine_op.code text NOT NULL COLLATE C
quarantine_op.at_ms bigint NOT NULL
quarantine_op.bytes bytea NOT NULL
quarantine_op.sig bytea NOT NULL
record.ledger_id uuid NOT NULL
record.record_id uuid NOT NULL
record.record_type text NOT NULL COLLATE C
record.kind text NOT NULL COLLATE C
record.place_id uuid NOT NULL
record.day bigint NOT NULL
record.status text NOT NULL COLLATE C
record.level bigint NOT NULL
record.event_id uuid NOT NULL
record.role text NOT NULL COLLATE C
record.content bytea NOT NULL
record.state bytea NOT NULL
record.turn bigint NOT NULL DEFAULT 0
record.turn_ms bigint NOT NULL DEFAULT 0
record.follow_day bigint NOT NULL DEFAULT 0
record.plan_id text NOT NULL DEFAULT ''::text
recovery_code.person_id uuid NOT NULL
recovery_code.hash bytea NOT NULL
recovery_code.created_ms bigint NOT NULL
refused_op.device_id uuid NOT NULL
refused_op.device_seq bigint NOT NULL
refused_op.ledger_id uuid NOT NULL
refused_op.op_id uuid NOT NULL
refused_op.code text NOT NULL COLLATE C
refused_op.detail text NOT NULL COLLATE C
refused_op.at_ms bigint NOT NULL
refused_op.bytes bytea NOT NULL
refused_op.sig bytea NOT NULL
refused_op.after_seq bigint NOT NULL DEFAULT 0
registry_entity.entity_type text NOT NULL COLLATE C
registry_entity.entity_id uuid NOT NULL
registry_entity.seq bigint NOT NULL
registry_entity.body bytea NOT NULL
request_seen.person_id uuid NOT NULL
request_seen.request_id uuid NOT NULL
request_seen.hash bytea NOT NULL
request_seen.at_ms bigint NOT NULL
restatement.ledger_id uuid NOT NULL
restatement.seq bigint NOT NULL
restatement.n bigint NOT NULL
restatement.entry_id uuid NOT NULL
restatement.what text NOT NULL COLLATE C
restatement.field text NOT NULL COLLATE C
restatement.old_value text NOT NULL COLLATE C
restatement.new_value text NOT NULL COLLATE C
restatement.why text NOT NULL COLLATE C
restatement.actor_id uuid NOT NULL
restatement.body_id uuid NOT NULL
restatement.at_ms bigint NOT NULL
restatement.snapshots text NOT NULL COLLATE C
session.token_hash bytea NOT NULL
session.session_id uuid NOT NULL
session.person_id uuid NOT NULL
session.method text NOT NULL COLLATE C
session.label text NOT NULL COLLATE C
session.created_ms bigint NOT NULL
session.seen_ms bigint NOT NULL
session.expires_ms bigint NOT NULL
session.proved_ms bigint NOT NULL
snapshot.ledger_id uuid NOT NULL
snapshot.snapshot_id uuid NOT NULL
snapshot.seq bigint NOT NULL
snapshot.at_ms bigint NOT NULL
snapshot.signer uuid NOT NULL
snapshot.withdrawn bigint NOT NULL
snapshot.body bytea NOT NULL
standing.ledger_id uuid NOT NULL
standing.seq bigint NOT NULL
standing.entry_id uuid NOT NULL
standing.status text NOT NULL COLLATE C
standing.level bigint NOT NULL
standing.done bigint NOT NULL
standing.event_id uuid NOT NULL
standing.role text NOT NULL COLLATE C
standing.release_class text NOT NULL COLLATE C
standing.evidence bigint NOT NULL
tip_case.ledger_id text NOT NULL
tip_case.case_id text NOT NULL
tip_case.seq bigint NOT NULL
tip_case.state text NOT NULL
tip_case.owner text NOT NULL
tip_case.target text NOT NULL
tip_case.shred_on bigint NOT NULL
tip_case.body bytea NOT NULL
tip_item.item_id text NOT NULL
tip_item.case_id text NOT NULL
tip_item.kind text NOT NULL
tip_item.seq bigint NOT NULL
tip_item.day bigint NOT NULL
tip_item.bytes bytea NOT NULL
tip_leaf.leaf text NOT NULL
tip_leaf.day bigint NOT NULL
tip_lookup.lookup text NOT NULL
tip_lookup.case_id text NOT NULL
tip_officer.person_id text NOT NULL
tip_officer.recipient text NOT NULL
tip_officer.sign text NOT NULL
tip_quorum.desk text NOT NULL
tip_quorum.body bytea NOT NULL
tip_recovery.recovery_id text NOT NULL
tip_recovery.desk text NOT NULL
tip_recovery.body bytea NOT NULL
tip_said.case_id text NOT NULL
tip_said.verb text NOT NULL
tip_said.day bigint NOT NULL
tip_slot.case_id text NOT NULL
tip_slot.desk text NOT NULL
tip_slot.epoch bigint NOT NULL
tip_slot.lane bigint NOT NULL
tip_slot.day bigint NOT NULL
tip_waiting.desk text NOT NULL
tip_waiting.person_id text NOT NULL
tip_waiting.record bytea NOT NULL
upload.person_id uuid NOT NULL
upload.sha256 bytea NOT NULL
upload.at_ms bigint NOT NULL
walked.walk_key bytea NOT NULL
walked.from_key bytea NOT NULL
walked.at_ms bigint NOT NULL
walked.body bytea NOT NULL
CREATE INDEX access_token_person ON access_token USING btree (person_id);
CREATE UNIQUE INDEX access_token_pkey ON access_token USING btree (token_hash);
CREATE UNIQUE INDEX account_handle ON account USING btree (handle);
CREATE UNIQUE INDEX account_login ON account USING btree (login) WHERE (login <> ''::text);
CREATE UNIQUE INDEX account_pkey ON account USING btree (person_id);
CREATE UNIQUE INDEX audit_checkpoint_pkey ON audit_checkpoint USING btree (size);
CREATE UNIQUE INDEX audit_hash_pkey ON audit_hash USING btree (idx);
CREATE UNIQUE INDEX audit_head_pkey ON audit_head USING btree (log);
CREATE INDEX audit_action ON audit_record USING btree (action, idx);
CREATE INDEX audit_actor ON audit_record USING btree (actor_id, idx);
CREATE INDEX audit_object ON audit_record USING btree (object_id, idx);
CREATE INDEX audit_place ON audit_record USING btree (place_id, idx);
CREATE UNIQUE INDEX audit_record_pkey ON audit_record USING btree (idx);
CREATE INDEX audit_time ON audit_record USING btree (at_s, idx);
CREATE INDEX blob_device ON blob USING btree (device_id);
CREATE INDEX blob_hash ON blob USING btree (sha256);
CREATE UNIQUE INDEX blob_pkey ON blob USING btree (ledger_id, sha256);
CREATE UNIQUE INDEX bundle_pkey ON bundle USING btree (sha256);
CREATE UNIQUE INDEX ceremony_pkey ON ceremony USING btree (key_hash);
CREATE UNIQUE INDEX challenge_used_pkey ON challenge_used USING btree (device_id);
CREATE INDEX content_at ON content USING btree (at_ms);
CREATE UNIQUE INDEX content_pkey ON content USING btree (sha256);
CREATE INDEX custody_ledger ON custody_op USING btree (ledger_id, outcome);
CREATE UNIQUE INDEX custody_op_pkey ON custody_op USING btree (device_id, device_seq);
CREATE UNIQUE INDEX device_contact_pkey ON device_contact USING btree (device_id);
CREATE UNIQUE INDEX device_head_pkey ON device_head USING btree (device_id);
CREATE UNIQUE INDEX draft_pkey ON draft USING btree (person_id, draft_id);
CREATE INDEX draft_updated ON draft USING btree (updated_ms);
CREATE UNIQUE INDEX enrolment_code ON enrolment USING btree (code_hash);
CREATE UNIQUE INDEX enrolment_pkey ON enrolment USING btree (enrolment_id);
CREATE UNIQUE INDEX enrolment_token ON enrolment USING btree (token_hash);
CREATE UNIQUE INDEX entry_lock_pkey ON entry_lock USING btree (ledger_id, entry_id, snapshot_id);
CREATE UNIQUE INDEX event_pkey ON event USING btree (ledger_id, event_id);
CREATE INDEX fact_entry ON fact USING btree (ledger_id, entry_id);
CREATE UNIQUE INDEX fact_pkey ON fact USING btree (ledger_id, seq, n);
CREATE INDEX import_file_person ON import_file USING btree (person_id, created_ms);
CREATE UNIQUE INDEX import_file_pkey ON import_file USING btree (import_id);
CREATE UNIQUE INDEX instance_pkey ON instance USING btree (name);
CREATE UNIQUE INDEX invitation_pkey ON invitation USING btree (token_hash);
CREATE UNIQUE INDEX ledger_head_pkey ON ledger_head USING btree (ledger_id);
CREATE UNIQUE INDEX list_pkey ON list USING btree (list_id);
CREATE UNIQUE INDEX lock_mark_pkey ON lock_mark USING btree (ledger_id, snapshot_id);
CREATE UNIQUE INDEX op_device ON op USING btree (device_id, device_seq, ledger_id);
CREATE INDEX op_entity ON op USING btree (ledger_id, entity_id, seq);
CREATE UNIQUE INDEX op_id ON op USING btree (ledger_id, op_id);
CREATE UNIQUE INDEX op_pkey ON op USING btree (ledger_id, seq);
CREATE UNIQUE INDEX op_seen_pkey ON op_seen USING btree (op_id);
CREATE INDEX passkey_person ON passkey USING btree (person_id);
CREATE UNIQUE INDEX passkey_pkey ON passkey USING btree (credential_id);
CREATE UNIQUE INDEX password_pkey ON password USING btree (person_id);
CREATE UNIQUE INDEX payload_pkey ON payload USING btree (ledger_id, sha256);
CREATE UNIQUE INDEX peer_pkey ON peer USING btree (site);
CREATE UNIQUE INDEX quarantine_op_pkey ON quarantine_op USING btree (device_id, device_seq, op_hash);
CREATE INDEX record_day ON record USING btree (ledger_id, record_type, day);
CREATE INDEX record_event ON record USING btree (event_id) WHERE (role = ANY (ARRAY['member'::text, 'part'::text]));
CREATE INDEX record_follow ON record USING btree (ledger_id, follow_day) WHERE (follow_day > 0);
CREATE UNIQUE INDEX record_pkey ON record USING btree (ledger_id, record_id);
CREATE INDEX record_plan ON record USING btree (ledger_id, plan_id) WHERE (plan_id <> ''::text);
CREATE INDEX record_turn ON record USING btree (ledger_id, turn_ms, record_id) WHERE (turn > 0);
CREATE UNIQUE INDEX recovery_code_pkey ON recovery_code USING btree (person_id, hash);
CREATE INDEX refused_feed ON refused_op USING btree (ledger_id, after_seq);
CREATE UNIQUE INDEX refused_op_pkey ON refused_op USING btree (device_id, device_seq);
CREATE UNIQUE INDEX registry_entity_pkey ON registry_entity USING btree (entity_type, entity_id);
CREATE INDEX request_seen_at ON request_seen USING btree (at_ms);
CREATE UNIQUE INDEX request_seen_pkey ON request_seen USING btree (person_id, request_id);
CREATE UNIQUE INDEX restatement_pkey ON restatement USING btree (ledger_id, seq, n);
CREATE INDEX session_person ON session USING btree (person_id);
CREATE UNIQUE INDEX session_pkey ON session USING btree (token_hash);
CREATE UNIQUE INDEX snapshot_pkey ON snapshot USING btree (ledger_id, snapshot_id);
CREATE INDEX standing_entry ON standing USING btree (ledger_id, entry_id, seq);
CREATE UNIQUE INDEX standing_pkey ON standing USING btree (ledger_id, seq, entry_id);
CREATE INDEX tip_case_id ON tip_case USING btree (case_id);
CREATE UNIQUE INDEX tip_case_pkey ON tip_case USING btree (ledger_id, case_id);
CREATE INDEX tip_item_case ON tip_item USING btree (case_id, kind, seq);
CREATE UNIQUE INDEX tip_item_pkey ON tip_item USING btree (item_id);
CREATE UNIQUE INDEX tip_leaf_pkey ON tip_leaf USING btree (leaf);
CREATE UNIQUE INDEX tip_lookup_pkey ON tip_lookup USING btree (lookup);
CREATE UNIQUE INDEX tip_officer_pkey ON tip_officer USING btree (person_id);
CREATE UNIQUE INDEX tip_quorum_pkey ON tip_quorum USING btree (desk);
CREATE UNIQUE INDEX tip_recovery_pkey ON tip_recovery USING btree (recovery_id);
CREATE UNIQUE INDEX tip_said_pkey ON tip_said USING btree (case_id, verb, day);
CREATE UNIQUE INDEX tip_slot_pkey ON tip_slot USING btree (case_id);
CREATE UNIQUE INDEX tip_waiting_pkey ON tip_waiting USING btree (desk);
CREATE INDEX upload_at ON upload USING btree (at_ms);
CREATE UNIQUE INDEX upload_pkey ON upload USING btree (person_id, sha256);
CREATE INDEX walked_from ON walked USING btree (from_key, at_ms);
CREATE UNIQUE INDEX walked_pkey ON walked USING btree (walk_key);
access_token access_token_pkey PRIMARY KEY (token_hash)
account account_pkey PRIMARY KEY (person_id)
audit_checkpoint audit_checkpoint_pkey PRIMARY KEY (size)
audit_hash audit_hash_pkey PRIMARY KEY (idx)
audit_head audit_head_pkey PRIMARY KEY (log)
audit_record audit_record_pkey PRIMARY KEY (idx)
blob blob_pkey PRIMARY KEY (ledger_id, sha256)
bundle bundle_pkey PRIMARY KEY (sha256)
ceremony ceremony_pkey PRIMARY KEY (key_hash)
challenge_used challenge_used_pkey PRIMARY KEY (device_id)
content content_pkey PRIMARY KEY (sha256)
custody_op custody_op_pkey PRIMARY KEY (device_id, device_seq)
device_contact device_contact_pkey PRIMARY KEY (device_id)
device_head device_head_pkey PRIMARY KEY (device_id)
draft draft_pkey PRIMARY KEY (person_id, draft_id)
enrolment enrolment_pkey PRIMARY KEY (enrolment_id)
entry_lock entry_lock_pkey PRIMARY KEY (ledger_id, entry_id, snapshot_id)
event event_pkey PRIMARY KEY (ledger_id, event_id)
fact fact_pkey PRIMARY KEY (ledger_id, seq, n)
import_file import_file_pkey PRIMARY KEY (import_id)
instance instance_pkey PRIMARY KEY (name)
invitation invitation_pkey PRIMARY KEY (token_hash)
ledger_head ledger_head_pkey PRIMARY KEY (ledger_id)
list list_pkey PRIMARY KEY (list_id)
lock_mark lock_mark_pkey PRIMARY KEY (ledger_id, snapshot_id)
op op_pkey PRIMARY KEY (ledger_id, seq)
op_seen op_seen_pkey PRIMARY KEY (op_id)
passkey passkey_pkey PRIMARY KEY (credential_id)
password password_pkey PRIMARY KEY (person_id)
payload payload_pkey PRIMARY KEY (ledger_id, sha256)
peer peer_pkey PRIMARY KEY (site)
quarantine_op quarantine_op_pkey PRIMARY KEY (device_id, device_seq, op_hash)
record record_pkey PRIMARY KEY (ledger_id, record_id)
recovery_code recovery_code_pkey PRIMARY KEY (person_id, hash)
refused_op refused_op_pkey PRIMARY KEY (device_id, device_seq)
registry_entity registry_entity_pkey PRIMARY KEY (entity_type, entity_id)
request_seen request_seen_pkey PRIMARY KEY (person_id, request_id)
restatement restatement_pkey PRIMARY KEY (ledger_id, seq, n)
session session_pkey PRIMARY KEY (token_hash)
snapshot snapshot_pkey PRIMARY KEY (ledger_id, snapshot_id)
standing standing_pkey PRIMARY KEY (ledger_id, seq, entry_id)
tip_case tip_case_pkey PRIMARY KEY (ledger_id, case_id)
tip_item tip_item_pkey PRIMARY KEY (item_id)
tip_leaf tip_leaf_pkey PRIMARY KEY (leaf)
tip_lookup tip_lookup_pkey PRIMARY KEY (lookup)
tip_officer tip_officer_pkey PRIMARY KEY (person_id)
tip_quorum tip_quorum_pkey PRIMARY KEY (desk)
tip_recovery tip_recovery_pkey PRIMARY KEY (recovery_id)
tip_said tip_said_pkey PRIMARY KEY (case_id, verb, day)
tip_slot tip_slot_pkey PRIMARY KEY (case_id)
tip_waiting tip_waiting_pkey PRIMARY KEY (desk)
upload upload_pkey PRIMARY KEY (person_id, sha256)
walked walked_pkey PRIMARY KEY (walk_key)
