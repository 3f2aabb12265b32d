package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/ledger"
)

// fold gathers everything a folded batch changed, and the move of its head.
func (w *sheaf) fold(b Batch, fold *ledger.Batch) error {
	c, ledgerID := fold.Changes(), fold.Head().LedgerID
	w.storeOps(ledgerID, c, b.follows)
	w.storeBlobs(ledgerID, c)
	w.storeLines(ledgerID, c.Lines)
	w.storeStandings(ledgerID, c.Standings)
	for _, step := range []func() error{
		func() error { return w.storeRecords(ledgerID, c.Records) },
		func() error { return w.storeShared(ledgerID, c) },
		func() error { return w.storeLocks(ledgerID, b.Payloads, c) },
		func() error { return w.storeEntities(c.Entities) },
		func() error { return w.storeCases(ledgerID, c.Cases) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if len(c.Ops) == 0 {
		return nil
	}
	h := fold.Head()
	w.put("ledger_head", "ledger_id, kind, epoch, seq, hash, site, released", [][]any{{h.LedgerID, h.Kind, h.Epoch, h.Seq, h.Hash[:], h.Site, asInt(h.Released)}},
		"ON CONFLICT (ledger_id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, hash = excluded.hash, site = excluded.site, released = excluded.released")
	if slices.ContainsFunc(c.Ops, breaks) {
		return w.freeze(ledgerID, "") // home decided, with its reason, from where the ledger goes on
	}
	return nil
}

// breaks reports an operation by which home takes a ledger back.
func breaks(o ledger.Stamped) bool {
	return o.Op.EntityType == ledger.TypeAuthority && o.Op.Verb == ledger.VerbBreak
}

func (w *sheaf) storeOps(ledgerID string, c *ledger.Changes, followed bool) {
	var ops, seen, seenRefused, refused [][]any
	for i := range c.Ops {
		o := &c.Ops[i]
		ops = append(ops, []any{ledgerID, o.Stamp.Seq, o.Op.ID, o.Op.DeviceID, o.Op.DeviceSeq, o.Op.EntityID,
			o.Stamp.Epoch, o.Stamp.AcceptedMS, o.Hash[:], o.Stamp.Hash[:], o.Bytes, o.Sig})
		seen = append(seen, []any{o.Op.ID, o.Hash[:], ledgerID, string(ledger.Accepted)})
	}
	for i := range c.Refused {
		r := &c.Refused[i]
		refused = append(refused, []any{r.Op.DeviceID, r.Op.DeviceSeq, ledgerID, r.Op.ID, string(r.Code), r.Detail, r.AtMS, r.AfterSeq, r.Bytes, r.Sig})
		seenRefused = append(seenRefused, []any{r.Op.ID, r.Hash[:], ledgerID, string(r.Code)})
	}
	tail := ""
	if followed {
		tail = "ON CONFLICT (device_id, device_seq) DO NOTHING" // a forked device, or a repeat
	}
	w.put("op", "ledger_id, seq, op_id, device_id, device_seq, entity_id, epoch, accepted_ms, op_hash, ledger_hash, bytes, sig", ops, "")
	w.storeSeen(seen, seenRefused, followed)
	w.put("refused_op", "device_id, device_seq, ledger_id, op_id, code, detail, at_ms, after_seq, bytes, sig", refused, tail)
	w.storeCustody(c.Custody)
	w.storeQuarantined(ledgerID, c.Quarantined)
}

// storeQuarantined keeps what an officer has to look at. It is no part of the
// ledger and takes no number; the same bytes are kept once, however often they
// are sent.
func (w *sheaf) storeQuarantined(ledgerID string, list []ledger.Refused) {
	var rows [][]any
	for i := range list {
		q := &list[i]
		rows = append(rows, []any{q.Op.DeviceID, q.Op.DeviceSeq, q.Hash[:], ledgerID, q.Op.ID, string(q.Code), q.AtMS, q.Bytes, q.Sig})
	}
	w.put("quarantine_op", "device_id, device_seq, op_hash, ledger_id, op_id, code, at_ms, bytes, sig", rows, "ON CONFLICT (device_id, device_seq, op_hash) DO NOTHING")
}

const (
	seenCols = "op_id, op_hash, ledger_id, outcome"
	seenOnce = "ON CONFLICT (op_id) DO NOTHING"
)

// storeSeen notes the ids of operations. A refused operation may carry a known
// id. What another site ordered or refused settles what was known in custody.
func (w *sheaf) storeSeen(accepted, refused [][]any, followed bool) {
	if followed {
		w.put("op_seen", seenCols, append(accepted, refused...),
			"ON CONFLICT (op_id) DO UPDATE SET outcome = excluded.outcome WHERE op_seen.op_hash = excluded.op_hash AND op_seen.ledger_id = excluded.ledger_id")
		return
	}
	w.seen = append(w.seen, accepted...)
	w.put("op_seen", seenCols, refused, seenOnce)
}

func (w *sheaf) storeRecords(ledgerID string, records []*ledger.Record) error {
	rows := make([][]any, 0, len(records))
	for _, r := range records {
		state, err := json.Marshal(r.State)
		if err != nil {
			return err
		}
		rows = append(rows, []any{ledgerID, r.ID, r.Type, r.Kind, r.PlaceID, int64(r.Day), string(r.Status), r.Level,
			r.EventID, r.Role, r.Turn(), r.TurnMS, int64(r.FollowDay), r.PlanID, r.Content, state})
	}
	w.put("record", "ledger_id, record_id, record_type, kind, place_id, day, status, level, event_id, role, turn, turn_ms, follow_day, plan_id, content, state", rows,
		`ON CONFLICT (ledger_id, record_id) DO UPDATE SET kind = excluded.kind, place_id = excluded.place_id, day = excluded.day,
		 status = excluded.status, level = excluded.level, event_id = excluded.event_id, role = excluded.role,
		 turn = excluded.turn, turn_ms = excluded.turn_ms, follow_day = excluded.follow_day, plan_id = excluded.plan_id, content = excluded.content, state = excluded.state`)
	return nil
}

func (w *sheaf) storeLines(ledgerID string, lines []ledger.Line) {
	rows := make([][]any, 0, len(lines))
	for i := range lines {
		l := &lines[i]
		v := l.Value
		w.texts = append(w.texts, l.Dims, l.Bodies)
		rows = append(rows, []any{ledgerID, l.Seq, l.N, l.Sign, l.EntryID, l.PlaceID, int64(l.Day), l.Kind, l.Measure,
			listID(l.Dims), orNull(v.V), orNull(v.Lo), orNull(v.Hi), int(v.Q), int(v.Basis), v.N, v.Rate, v.Per, l.Owner, listID(l.Bodies)})
	}
	w.put("fact", "ledger_id, seq, n, sign, entry_id, place_id, day, kind, measure, dims_id, value, lo, hi, q, basis, norm_n, norm_rate, norm_per, owner_body, bodies_id", rows, "")
}

func orNull(n int64) any {
	if n == amount.Unknown {
		return nil
	}
	return n
}

func (w *sheaf) storeStandings(ledgerID string, standings []ledger.Standing) {
	rows := make([][]any, 0, len(standings))
	for _, s := range standings {
		rows = append(rows, []any{ledgerID, s.Seq, s.EntryID, string(s.Status), s.Level, asInt(s.Done), s.EventID, s.Role, s.Release, asInt(s.Evidence)})
	}
	w.put("standing", "ledger_id, seq, entry_id, status, level, done, event_id, role, release_class, evidence", rows, "")
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (t *Tx) storeShared(ledgerID string, c *ledger.Changes) error {
	for _, e := range c.Events {
		members, err := json.Marshal(e.Members)
		if err != nil {
			return err
		}
		err = t.insert("event", "ledger_id, event_id, relation, members", [][]any{{ledgerID, e.ID, e.Relation, members}},
			"ON CONFLICT (ledger_id, event_id) DO UPDATE SET relation = excluded.relation, members = excluded.members")
		if err != nil {
			return err
		}
	}
	var rows [][]any
	for _, r := range c.Restatements {
		snaps, err := json.Marshal(r.Snapshots)
		if err != nil {
			return err
		}
		rows = append(rows, []any{ledgerID, r.Seq, r.N, r.EntryID, r.What, r.Field, r.Old, r.New, r.Why, r.ActorID, r.BodyID, r.AtMS, string(snaps)})
	}
	return t.insert("restatement", "ledger_id, seq, n, entry_id, what, field, old_value, new_value, why, actor_id, body_id, at_ms, snapshots", rows, "")
}

func (t *Tx) storeLocks(ledgerID string, payloads map[ledger.Hash][]byte, c *ledger.Changes) error {
	for _, s := range c.Snapshots {
		if err := t.storePayloads(ledgerID, s, payloads); err != nil {
			return err
		}
		body, err := json.Marshal(s.Body)
		if err != nil {
			return err
		}
		err = t.insert("snapshot", "ledger_id, snapshot_id, seq, at_ms, signer, withdrawn, body",
			[][]any{{ledgerID, s.ID, s.Seq, s.AtMS, s.Signer, asInt(s.Withdrawn), body}},
			"ON CONFLICT (ledger_id, snapshot_id) DO UPDATE SET withdrawn = excluded.withdrawn")
		if err != nil {
			return err
		}
	}
	if err := t.lift(ledgerID, c.Lifted); err != nil {
		return err
	}
	for _, m := range c.LockMarks {
		body, err := json.Marshal(m)
		if err != nil {
			return err
		}
		if err := t.insert("lock_mark", "ledger_id, snapshot_id, body", [][]any{{ledgerID, m.SnapshotID, body}}, ""); err != nil {
			return err
		}
	}
	var rows [][]any
	for _, l := range c.EntryLocks {
		rows = append(rows, []any{ledgerID, l.EntryID, l.LedgerID})
	}
	return t.insert("entry_lock", "ledger_id, entry_id, snapshot_id", rows, "")
}

// storePayloads keeps the cells and the document of a new lock under their
// hashes; the fold has refused locks without their bytes.
func (t *Tx) storePayloads(ledgerID string, s *ledger.Snapshot, payloads map[ledger.Hash][]byte) error {
	if s.Withdrawn {
		return nil
	}
	for _, text := range []string{s.Body.CellsHash, s.Body.DocumentHash} {
		h, err := ledger.ParseHash(text)
		if err != nil {
			return err
		}
		err = t.insert("payload", "ledger_id, sha256, bytes", [][]any{{ledgerID, h[:], payloads[h]}}, "ON CONFLICT (ledger_id, sha256) DO NOTHING")
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) lift(ledgerID string, snapshots []string) error {
	for _, id := range snapshots {
		for _, table := range []string{"entry_lock", "lock_mark"} {
			if _, err := t.exec("DELETE FROM "+table+" WHERE ledger_id = $1 AND snapshot_id = $2", ledgerID, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Tx) storeEntities(entities []ledger.Entity) error {
	var rows [][]any
	for _, e := range entities {
		rows = append(rows, []any{e.Type, e.ID, e.Seq, e.Body})
		if e.Type == "ledger" {
			if err := t.openLedger(e); err != nil {
				return err
			}
		}
	}
	return t.insert("registry_entity", "entity_type, entity_id, seq, body", rows,
		"ON CONFLICT (entity_type, entity_id) DO UPDATE SET seq = excluded.seq, body = excluded.body")
}

// openLedger makes the head row of a ledger the registry has just created.
func (t *Tx) openLedger(e ledger.Entity) error {
	var body struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return fmt.Errorf("ledger %s: %w", e.ID, err)
	}
	start := ledger.Start(e.ID)
	return t.insert("ledger_head", "ledger_id, kind, epoch, seq, hash", [][]any{{e.ID, body.Kind, 1, 0, start[:]}},
		"ON CONFLICT (ledger_id) DO NOTHING")
}

// storeDevices moves the heads of devices from what the transaction read. A
// device that moved in between, in another ledger, makes the closure run again:
// its numbers are gapless over all ledgers.
func (t *Tx) storeDevices(before, after map[string]ledger.DeviceHead) error {
	for _, id := range slices.Sorted(maps.Keys(after)) {
		was, is := before[id], after[id]
		if was == is {
			continue
		}
		var res sql.Result
		var err error
		if was == (ledger.DeviceHead{}) {
			res, err = t.exec("INSERT INTO device_head (device_id, seq, hash, forked) VALUES ($1, $2, $3, $4) ON CONFLICT (device_id) DO NOTHING",
				id, is.Seq, is.Hash[:], asInt(is.Forked))
		} else {
			res, err = t.exec("UPDATE device_head SET seq = $1, hash = $2, forked = $3 WHERE device_id = $4 AND seq = $5 AND hash = $6",
				is.Seq, is.Hash[:], asInt(is.Forked), id, was.Seq, was.Hash[:])
		}
		if err != nil {
			return fmt.Errorf("move device %s: %w", id, err)
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return fmt.Errorf("%w: device %s %v", errMoved, id, err)
		}
	}
	return nil
}

// advance moves a device's head over numbers that were here before the ones
// ahead of them: sites that exchange get them in any order.
func (t *Tx) advance(devices map[string]ledger.DeviceHead) error {
	before, after := maps.Clone(devices), maps.Clone(devices)
	for id, h := range devices {
		next, err := t.reach(id, h)
		if err != nil {
			return err
		}
		after[id] = next
	}
	return t.storeDevices(before, after)
}

// reachStep is how many numbers are looked at in one go.
const reachStep = 500

// reach is the end of the gapless beginning of a device's chain. A number that
// does not continue the one before it is another chain of the same device.
func (t *Tx) reach(id string, h ledger.DeviceHead) (ledger.DeviceHead, error) {
	for !h.Forked {
		held, err := t.heldRange(id, h.Seq+1, h.Seq+reachStep)
		if err != nil {
			return h, err
		}
		from := h.Seq
		for {
			op, ok := held[h.Seq+1]
			if !ok {
				break
			}
			if op.prev != h.Hash {
				h.Forked = true
				break
			}
			h.Seq, h.Hash = h.Seq+1, op.hash
		}
		if h.Seq < from+reachStep {
			break
		}
	}
	return h, nil
}

// heldRange finds what stands under a range of a device's numbers: in any
// ledger, refused, or in custody.
func (t *Tx) heldRange(id string, from, to int64) (map[int64]chained, error) {
	out := map[int64]chained{}
	for _, q := range []string{
		"SELECT bytes, sig FROM op WHERE device_id = $1 AND device_seq BETWEEN $2 AND $3",
		"SELECT bytes, sig FROM refused_op WHERE device_id = $1 AND device_seq BETWEEN $2 AND $3",
		"SELECT bytes, sig FROM custody_op WHERE device_id = $1 AND device_seq BETWEEN $2 AND $3",
	} {
		rows, err := t.query(q, id, from, to)
		err = each(rows, err, func(scan func(...any) error) error {
			var b, sig []byte
			if err := scan(&b, &sig); err != nil {
				return err
			}
			op, err := ledger.Decode(b, sig)
			out[op.Op.DeviceSeq] = chainOf(&op)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read the chain of device %s: %w", id, err)
		}
	}
	return out, nil
}

func chainOf(op *ledger.Signed) chained {
	prev, _ := ledger.ParseHash(op.Op.DevicePrev) // Decode has checked its form
	return chained{op.Hash, prev}
}
