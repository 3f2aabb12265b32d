package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func signer(t testing.TB, name string) *audit.Signer {
	t.Helper()
	s, err := audit.NewSigner(name, bytes.Repeat([]byte{byte(len(name))}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// openLog opens a book with a log of n records.
func openLog(t *testing.T, o store.Options, n int) *store.Store {
	t.Helper()
	s := storetest.Open(t, o)
	var recs []audit.Record
	for i := range n {
		recs = append(recs, said(audit.EntryOpen, fmt.Sprint("bản ghi ", i)))
	}
	if err := s.Audit(t.Context(), recs...); err != nil {
		t.Fatal(err)
	}
	return s
}

func faultOf(t testing.TB, s *store.Store, e audit.Evidence) *audit.Fault {
	t.Helper()
	_, err := s.VerifyAudit(t.Context(), e, nil)
	var f *audit.Fault
	if err != nil && !errors.As(err, &f) {
		t.Fatal(err)
	}
	return f
}

func alter(t testing.TB, s *store.Store, changes ...string) {
	t.Helper()
	w, _ := s.Handles()
	for _, c := range changes {
		if _, err := w.Exec(c); err != nil {
			t.Fatal(c, err)
		}
	}
}

func TestEveryAlteredRowOfTheLogIsNamed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes []string
		code    string
		index   int64
	}{
		{"actor", []string{"UPDATE audit_record SET actor_id = 'khác' WHERE idx = 4"}, audit.FaultChanged, 4},
		{"time", []string{"UPDATE audit_record SET at_s = at_s + 1 WHERE idx = 4"}, audit.FaultChanged, 4},
		{"outcome", []string{"UPDATE audit_record SET outcome = 'refused' WHERE idx = 4"}, audit.FaultChanged, 4},
		{"reason", []string{"UPDATE audit_record SET reason = 'x' WHERE idx = 4"}, audit.FaultChanged, 4},
		{"salt", []string{"UPDATE audit_record SET salt = leaf WHERE idx = 4"}, audit.FaultChanged, 4},
		{"salt alone removed", []string{"UPDATE audit_record SET salt = NULL WHERE idx = 4"}, audit.FaultChanged, 4},
		{"leaf", []string{"UPDATE audit_record SET leaf = (SELECT x.leaf FROM audit_record x WHERE x.idx = 5) WHERE idx = 4"}, audit.FaultChanged, 4},
		{"removed leaf", []string{"UPDATE audit_record SET salt = NULL, at_s = NULL, actor_id = NULL, key_id = NULL, action = NULL, object_id = NULL, place_id = NULL, reason = NULL, detail = NULL, outcome = NULL WHERE idx = 4",
			"UPDATE audit_record SET leaf = (SELECT x.leaf FROM audit_record x WHERE x.idx = 5) WHERE idx = 4"}, audit.FaultTree, 4},
		{"deleted", []string{"DELETE FROM audit_record WHERE idx = 4"}, audit.FaultMissing, 4},
		{"deleted at the end", []string{"DELETE FROM audit_record WHERE idx = 9"}, audit.FaultMissing, 9},
		{"deleted and closed up", []string{"DELETE FROM audit_record WHERE idx = 4", "UPDATE audit_record SET idx = idx - 1 WHERE idx = 5", "UPDATE audit_record SET idx = 5 WHERE idx = 6"}, audit.FaultChanged, 4},
		{"exchanged", []string{"UPDATE audit_record SET idx = 100 WHERE idx = 4", "UPDATE audit_record SET idx = 4 WHERE idx = 7", "UPDATE audit_record SET idx = 7 WHERE idx = 100"}, audit.FaultChanged, 4},
		{"moved before the log", []string{"UPDATE audit_record SET idx = -1 WHERE idx = 4"}, audit.FaultExtra, -1},
		{"everything deleted", []string{"DELETE FROM audit_record", "DELETE FROM audit_hash"}, audit.FaultMissing, 0},
		{"node", []string{"UPDATE audit_hash SET hash = (SELECT x.hash FROM audit_hash x WHERE x.idx = 0) WHERE idx = 6"}, audit.FaultTree, 3},
		{"lost node", []string{"DELETE FROM audit_hash WHERE idx = 6"}, audit.FaultTree, 3},
		{"added node", []string{"INSERT INTO audit_hash (idx, hash) SELECT 1000, x.hash FROM audit_hash x WHERE x.idx = 0"}, audit.FaultTree, 10},
		{"size", []string{"UPDATE audit_head SET size = 9"}, audit.FaultExtra, 9},
		{"root", []string{"UPDATE audit_head SET root = (SELECT x.hash FROM audit_hash x WHERE x.idx = 0)"}, audit.FaultHead, 10},
		{"lost head", []string{"DELETE FROM audit_head"}, audit.FaultHead, 0},
		{"checkpoint", []string{"UPDATE audit_checkpoint SET size = 9"}, audit.FaultCheckpoint, 8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, o store.Options) {
				s := openLog(t, o, 10)
				if _, err := s.SignCheckpoint(t.Context(), signer(t, "so")); err != nil {
					t.Fatal(err)
				}
				if f := faultOf(t, s, audit.Evidence{LogKey: signer(t, "so").Key()}); f != nil {
					t.Fatal(f)
				}
				alter(t, s, tt.changes...)
				if f := faultOf(t, s, audit.Evidence{}); f == nil || f.Code != tt.code || f.Index != tt.index {
					t.Errorf("%+v", f)
				}
			})
		})
	}
}

// rewrite is what somebody with the database and the program can do: the
// whole log again with one record changed, every hash fresh.
func rewrite(t *testing.T, s *store.Store, change func([]audit.Record) []audit.Record) {
	t.Helper()
	var recs []audit.Record
	for _, e := range logged(t, s) {
		recs = append(recs, e.Record)
	}
	alter(t, s, "DELETE FROM audit_record", "DELETE FROM audit_hash", "DELETE FROM audit_checkpoint", "UPDATE audit_head SET size = 0")
	if err := s.Audit(t.Context(), change(recs)...); err != nil {
		t.Fatal(err)
	}
}

// TestARewrittenLogIsRefusedByTheWitnessAndNamedByVerify is hostile case 6 of
// the security note: a row deleted, or history rewritten with fresh hashes by
// somebody who has the log's own key as well.
func TestARewrittenLogIsRefusedByTheWitnessAndNamedByVerify(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		ctx := t.Context()
		log, w := signer(t, "don.vidu"), signer(t, "mattran.vidu")
		s := openLog(t, o, 10)
		seen := map[int64]audit.Checkpoint{}
		var last *audit.Checkpoint
		witness := func() error {
			t.Helper()
			if _, err := s.SignCheckpoint(ctx, log); err != nil {
				t.Fatal(err)
			}
			from := int64(0)
			if last != nil {
				from = last.Size
			}
			r, err := s.AuditRequest(ctx, from)
			if err != nil {
				return err
			}
			msg, c, err := audit.Witness(w, log.Key(), last, r)
			if err != nil {
				return err
			}
			last, seen[c.Size] = &c, c
			return s.KeepWitnessed(ctx, msg, log.Key(), w.Key())
		}
		for range 3 {
			if err := witness(); err != nil {
				t.Fatal(err)
			}
			if err := s.Audit(ctx, said(audit.Export, ""), said(audit.Lock, ""), said(audit.AuditRead, "")); err != nil {
				t.Fatal(err)
			}
		}
		outside := audit.Evidence{LogKey: log.Key()}
		for _, c := range seen {
			outside.Checkpoints = append(outside.Checkpoints, c)
		}
		if err := s.AuditLeaves(ctx, func(_ int64, h audit.Hash) error { outside.Copy = append(outside.Copy, h); return nil }); err != nil {
			t.Fatal(err)
		}
		if done := verified(t, s, outside); done.Records != 19 || done.Checkpoints != 6 {
			t.Errorf("%+v", done)
		}
		if k, err := s.LatestCheckpoint(ctx, true); err != nil || k.Size != 16 || k.Witnesses != 1 {
			t.Errorf("%+v %v", k, err)
		}
		rewrite(t, s, func(r []audit.Record) []audit.Record { r[11].ActorID = "người khác"; return r })
		if f := faultOf(t, s, audit.Evidence{}); f != nil {
			t.Fatalf("the rewriting was not complete: %v", f)
		}
		var no *audit.WitnessRefusal
		if err := witness(); !errors.As(err, &no) || no.Code != audit.Rewritten {
			t.Errorf("the witness says %v", err)
		}
		// Fresh salts change the leaves from the first record on.
		if f := faultOf(t, s, audit.Evidence{Checkpoints: outside.Checkpoints}); f == nil || f.Code != audit.FaultCheckpoint || f.Index != 0 || f.Until != 10 {
			t.Errorf("verify says %+v", f)
		}
		if f := faultOf(t, s, audit.Evidence{Copy: outside.Copy}); f == nil || f.Code != audit.FaultCopy || f.Index != 0 {
			t.Errorf("verify against a copy says %+v", f)
		}
		rewrite(t, s, func(r []audit.Record) []audit.Record { return r[:12] })
		if err := witness(); !errors.As(err, &no) && !errors.Is(err, store.ErrBeyondLog) {
			t.Errorf("the witness says %v of a shorter log", err)
		}
		alter(t, s, "DELETE FROM audit_record WHERE idx = 5")
		if f := faultOf(t, s, audit.Evidence{}); f == nil || f.Code != audit.FaultMissing || f.Index != 5 {
			t.Errorf("verify says %+v", f)
		}
	})
}

func TestARedactedRowStaysInOrderAndIsCounted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := openLog(t, o, 5)
		if _, err := s.SignCheckpoint(t.Context(), signer(t, "so")); err != nil {
			t.Fatal(err)
		}
		alter(t, s, "UPDATE audit_record SET salt = NULL, at_s = NULL, actor_id = NULL, key_id = NULL, action = NULL, object_id = NULL, place_id = NULL, reason = NULL, detail = NULL, outcome = NULL WHERE idx = 2")
		if done := verified(t, s, audit.Evidence{}); done.Redacted != 1 || done.Records != 5 {
			t.Errorf("%+v", done)
		}
		if e := logged(t, s)[2]; !e.Redacted() || e.Record != (audit.Record{}) {
			t.Errorf("%+v", e)
		}
	})
}

func TestACheckpointIsKeptOnceForEachLength(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		ctx, log, w := t.Context(), signer(t, "so"), signer(t, "tinh")
		s := storetest.Open(t, o)
		if _, err := s.LatestCheckpoint(ctx, false); !errors.Is(err, store.ErrNoCheckpoint) {
			t.Errorf("%v", err)
		}
		empty, err := s.SignCheckpoint(ctx, log)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.SignCheckpoint(ctx, log)
		if err != nil || !bytes.Equal(empty, again) {
			t.Errorf("%s %v", again, err)
		}
		if err := s.Audit(ctx, said(audit.Setup, "")); err != nil {
			t.Fatal(err)
		}
		next, err := s.SignCheckpoint(ctx, log)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := audit.OpenCheckpoint(next, log.Key()); err != nil || c.Size != 1 || c.Origin != "so" {
			t.Errorf("%+v %v", c, err)
		}
		for from, ok := range map[int64]bool{0: true, 1: true, 2: false, -1: false} {
			if _, err := s.AuditRequest(ctx, from); (err == nil) != ok {
				t.Errorf("from %d: %v", from, err)
			}
		}
		if _, err := s.LatestCheckpoint(ctx, true); !errors.Is(err, store.ErrNoCheckpoint) {
			t.Errorf("not witnessed: %v", err)
		}
		// A checkpoint of another log, though signed with the same key.
		foreign, err := audit.Checkpoint{Origin: "so", Size: 1, Root: tlog.RecordHash(nil)}.Sign(log)
		if err != nil {
			t.Fatal(err)
		}
		msg, _, err := audit.Witness(w, log.Key(), nil, audit.Request{Note: foreign})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.KeepWitnessed(ctx, msg, log.Key(), w.Key()); !errors.Is(err, audit.ErrCheckpoint) {
			t.Errorf("a foreign checkpoint: %v", err)
		}
	})
}
