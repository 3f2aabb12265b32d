package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"

	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func said(action, object string) audit.Record {
	return audit.Record{ActorID: "người ghi", Action: action, ObjectID: object, Outcome: audit.Done}
}

// logged lists the log oldest first.
func logged(t testing.TB, s *store.Store) []audit.Entry {
	t.Helper()
	list, err := s.AuditRecords(context.Background(), audit.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]audit.Entry, 0, len(list))
	for i := range list {
		out = append(out, list[len(list)-1-i])
	}
	return out
}

func verified(t testing.TB, s *store.Store, e audit.Evidence) audit.Verified {
	t.Helper()
	done, err := s.VerifyAudit(context.Background(), e, nil)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestAnActAndItsRecordAreWrittenTogetherOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		ctx := t.Context()
		stands := func(entries, records int) {
			t.Helper()
			v, err := b.View(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := logged(t, b.Store); v.Entries() != entries || len(got) != records {
				t.Errorf("%d entries and %d records, want %d and %d", v.Entries(), len(got), entries, records)
			}
			verified(t, b.Store, audit.Evidence{})
		}
		sign := func() store.Batch {
			_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
			ops, err := b.w.Author.Sign(d, b.w.IDs, 1)
			if err != nil {
				t.Fatal(err)
			}
			return store.Batch{Ops: ops, Trusted: true, Audit: []audit.Record{said(audit.Import, "tệp"), said(audit.EntryOpen, "x")}}
		}
		batch := sign()
		b.BeforeCommit(func() error { return errors.New("planted") })
		if _, err := b.Append(ctx, batch); err == nil {
			t.Fatal("the error was swallowed")
		}
		b.BeforeCommit(nil)
		stands(0, 0)
		wrong := batch
		wrong.Audit = []audit.Record{{Action: "peek", Outcome: audit.Done}}
		if _, err := b.Append(ctx, wrong); err == nil {
			t.Error("an act was stored without its record")
		}
		stands(0, 0)
		if _, err := b.Append(ctx, batch); err != nil {
			t.Fatal(err)
		}
		b.w.Author.Accept(batch.Ops)
		stands(1, 2)
		// A refused batch leaves nothing; the refusal is told in a call of its own.
		_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		ops, err := b.w.Author.Sign(d[1:2], b.w.IDs, 1)
		if err != nil {
			t.Fatal(err)
		}
		var refused *store.RefusedError
		if _, err := b.Append(ctx, store.Batch{Ops: ops, Trusted: true, Atomic: true, Audit: batch.Audit}); !errors.As(err, &refused) {
			t.Fatal(err)
		}
		stands(1, 2)
		if _, err := b.Append(ctx, store.Batch{Audit: []audit.Record{{Action: audit.Import, Outcome: audit.Refused}}}); err != nil {
			t.Fatal(err)
		}
		stands(1, 3)
	})
}

// TestACommitWithUnknownOutcomeIsRecordedOnce: the answer to the commit is
// lost, the closure runs again.
func TestACommitWithUnknownOutcomeIsRecordedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		for _, lostAt := range []int{1, 2} {
			tries := 0
			// Lost before the commit the first time, behind it the second time.
			s.BeforeCommit(func() error {
				if tries++; tries < lostAt {
					return io.ErrUnexpectedEOF
				}
				return nil
			})
			lost := false
			s.OnCommit(func() error {
				if !lost {
					lost = true
					// Somebody else writes in between.
					s.OnCommit(nil)
					s.BeforeCommit(nil)
					if err := s.Audit(t.Context(), said(audit.Export, "khác")); err != nil {
						t.Error(err)
					}
					return io.ErrUnexpectedEOF
				}
				return nil
			})
			before := len(logged(t, s))
			if err := s.Audit(t.Context(), said(audit.Export, "a"), said(audit.Export, "b")); err != nil {
				t.Fatal(err)
			}
			if got := logged(t, s)[before:]; !lost || len(got) != 3 || got[0].ObjectID != "a" || got[1].ObjectID != "b" {
				t.Errorf("lost %v: %+v", lost, got)
			}
		}
		verified(t, s, audit.Evidence{})
	})
}

// TestWritersOfSeveralLedgersAndOfTheLogNeverWaitInACircle: batches over
// ledgers in every order, records alone, and changes of the registers.
func TestWritersOfSeveralLedgersAndOfTheLogNeverWaitInACircle(t *testing.T) {
	const writers, batches = 8, 6
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		ctx := t.Context()
		var group sync.WaitGroup
		for i := range writers {
			s, w := b.another(t, o, i+1)
			x := *b
			x.w = w
			group.Go(func() {
				for n := range batches {
					_, one := x.patrol(b.ledgerA, b.hamlets[0], b.day, 3)
					_, two := x.patrol(b.ledgerB, b.hamlets[2], b.day, 3)
					d := append(one, two...)
					if (i+n)%2 == 0 {
						d = append(two, one...)
					}
					ops, err := w.Author.Sign(d, w.IDs, 1)
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := s.Append(ctx, store.Batch{Ops: ops, Trusted: true, Atomic: true, Audit: []audit.Record{said(audit.Import, fmt.Sprint(i, n)), said(audit.Export, "")}}); err != nil {
						t.Error(err)
						return
					}
					w.Author.Accept(ops)
					if err := s.Audit(ctx, said(audit.AuditRead, "")); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		if done := verified(t, b.Store, audit.Evidence{}); done.Records != writers*batches*3 {
			t.Errorf("%d records", done.Records)
		}
		if o.Database != "" {
			var n int
			_, r := b.Handles()
			if err := r.QueryRow("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Scan(&n); err != nil || n != 0 {
				t.Errorf("%d deadlocks (%v)", n, err)
			}
		}
		b.sound(t)
	})
}

func TestRecordsAreFilteredAndPagedNewestFirst(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		ms := int64(1_700_000_000_000)
		o.Now = func() int64 { ms += 1000; return ms }
		s := storetest.Open(t, o)
		ctx := t.Context()
		for i := range 30 {
			r := audit.Record{ActorID: fmt.Sprint("a", i%2), ObjectID: fmt.Sprint("o", i%3), PlaceID: fmt.Sprint("p", i%5), Action: audit.EntryOpen, Outcome: audit.Done, Reason: "lý do"}
			if i%10 == 0 {
				r.Action, r.PlaceID = audit.Export, ""
			}
			if err := s.Audit(ctx, r); err != nil {
				t.Fatal(err)
			}
		}
		start := logged(t, s)[0].At
		for _, tt := range []struct {
			name string
			f    audit.Filter
			fits func(i int64) bool
		}{
			{"all", audit.Filter{}, func(int64) bool { return true }},
			{"actor", audit.Filter{ActorID: "a1"}, func(i int64) bool { return i%2 == 1 }},
			{"object and actor", audit.Filter{ActorID: "a1", ObjectID: "o2"}, func(i int64) bool { return i%2 == 1 && i%3 == 2 }},
			{"actions", audit.Filter{Actions: []string{audit.Export, audit.Lock}}, func(i int64) bool { return i%10 == 0 }},
			{"places", audit.Filter{PlaceIDs: []string{"p1", "p2", "p9"}}, func(i int64) bool { return i%5 == 1 || i%5 == 2 }},
			{"no place", audit.Filter{PlaceIDs: []string{}}, func(int64) bool { return false }},
			{"time", audit.Filter{From: start + 5, To: start + 9}, func(i int64) bool { return i >= 5 && i < 9 }},
			{"places and actions", audit.Filter{PlaceIDs: []string{"p1"}, Actions: []string{audit.EntryOpen}, ActorID: "a0", To: start + 20},
				func(i int64) bool { return i%5 == 1 && i%2 == 0 && i < 20 }},
		} {
			var want, got []int64
			for i := int64(29); i >= 0; i-- {
				if tt.fits(i) {
					want = append(want, i)
				}
			}
			for f := tt.f; ; {
				f.Limit = 4
				page, err := s.AuditRecords(ctx, f)
				if err != nil {
					t.Fatal(tt.name, err)
				}
				for _, e := range page {
					got = append(got, e.Index)
				}
				if len(page) < 4 || page[3].Index == 0 {
					break
				}
				f.Before = page[3].Index
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %v, want %v", tt.name, got, want)
			}
		}
	})
}

// TestTheSameRandomnessGivesTheSameLog: the demo is the same on every machine
// and engine.
func TestTheSameRandomnessGivesTheSameLog(t *testing.T) {
	var first audit.Hash
	storetest.Each(t, func(t *testing.T, o store.Options) {
		o.Rand, o.Now = rand.NewChaCha8([32]byte{5}), func() int64 { return 1_700_000_000_000 }
		s := storetest.Open(t, o)
		for i := range 5 {
			if err := s.Audit(t.Context(), said(audit.Export, fmt.Sprint(i)), said(audit.Lock, "")); err != nil {
				t.Fatal(err)
			}
		}
		root := verified(t, s, audit.Evidence{}).Root
		if first == (audit.Hash{}) {
			first = root
		}
		if root != first {
			t.Errorf("%v, the other engine has %v", root, first)
		}
		if list := logged(t, s); bytes.Equal(list[0].Salt, list[1].Salt) || len(list[0].Salt) != audit.SaltSize {
			t.Error("two records have one salt")
		}
	})
}

func TestARefusedOperationOfAnOpenBatchIsStillRecorded(t *testing.T) {
	b := newBook(t, store.Options{Dir: t.TempDir()})
	_, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
	ops, err := b.w.Author.Sign(d[1:2], b.w.IDs, 1)
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Append(t.Context(), store.Batch{Ops: ops, Trusted: true, Audit: []audit.Record{said(audit.Import, "")}})
	if err != nil || res[0].Outcome == ledger.Accepted || len(logged(t, b.Store)) != 1 {
		t.Errorf("%+v %v", res, err)
	}
}

// TestTheActorsOfAnActAreListedOncePerObject: for many objects at once, only
// that act, and only where it was done.
func TestTheActorsOfAnActAreListedOncePerObject(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		s := storetest.Open(t, o)
		recs := []audit.Record{said(audit.Export, "0"), {ActorID: "b", Action: audit.EntryOpen, ObjectID: "0", Outcome: audit.Refused}}
		var ids []string
		for i := range 600 { // more than one statement holds
			id := fmt.Sprint(i)
			ids = append(ids, id)
			if i%2 == 0 {
				recs = append(recs, said(audit.EntryOpen, id), said(audit.EntryOpen, id))
			}
		}
		recs = append(recs, audit.Record{ActorID: "c", Action: audit.EntryOpen, ObjectID: "598", Outcome: audit.Done})
		if err := s.Audit(t.Context(), recs...); err != nil {
			t.Fatal(err)
		}
		got, err := s.AuditActors(t.Context(), audit.EntryOpen, ids)
		if err != nil || len(got) != 300 || len(got["0"]) != 1 || len(got["598"]) != 2 || got["1"] != nil {
			t.Errorf("%d objects, %v, %v: %v", len(got), got["0"], got["598"], err)
		}
	})
}

// TestTheNewestOfAnActIsListedOncePerObject: from a moment on, for many objects at once,
// only that act, only where it was done and by somebody else.
func TestTheNewestOfAnActIsListedOncePerObject(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		now := int64(1_000)
		o.Now = func() int64 { return now * 1000 }
		s := storetest.Open(t, o)
		say := func(at int64, recs ...audit.Record) {
			t.Helper()
			if now = at; s.Audit(t.Context(), recs...) != nil {
				t.Fatal("not written")
			}
		}
		var ids []string
		var all []audit.Record
		for i := range 600 { // more than one statement holds
			ids = append(ids, fmt.Sprint(i))
			all = append(all, said(audit.EntryOpen, ids[i]))
		}
		by := func(person, object string, outcome audit.Outcome) audit.Record {
			return audit.Record{ActorID: person, Action: audit.EntryOpen, ObjectID: object, Outcome: outcome}
		}
		say(1_000, said(audit.EntryOpen, "early"))
		say(2_000, all...)
		say(3_000, by("b", "7", audit.Done), by("own", "8", audit.Done), by("c", "9", audit.Refused), said(audit.Export, "10"), said(audit.EntryOpen, "not asked"))
		got, err := s.AuditNewest(t.Context(), audit.EntryOpen, append(ids, "early"), 2_000, "own")
		if err != nil || len(got) != 600 || got[0].ObjectID != "7" || got[0].ActorID != "b" || got[0].At != 3_000 {
			t.Fatalf("%d lines, %+v: %v", len(got), got[:min(1, len(got))], err)
		}
		for i, e := range got[1:] {
			if e.ActorID != "người ghi" || e.At != 2_000 || e.Index >= got[i].Index {
				t.Errorf("%+v", e)
			}
		}
	})
}
