package demo

import (
	"context"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// lockPlainly locks a report without pages: what the app's publisher does,
// less the document.
func lockPlainly(s *store.Store) func(context.Context, *store.Writer, Lock) error {
	return func(ctx context.Context, w *store.Writer, l Lock) error {
		v, err := s.View(ctx, nil)
		if err != nil {
			return err
		}
		cells, doc := []byte("[]"), []byte("{}")
		body := ledger.SnapshotBody{Report: l.Report, Template: 1, Title: "Báo cáo năm", PlaceID: l.PlaceID, From: l.Period.From, To: l.Period.To,
			Calendar: string(l.Period.Calendar), Map: "then", MapDay: l.Period.To, Viewpoint: "joint", Status: l.Status.String(), MinLevel: int(l.Status),
			Position: v.Position, Catalogue: 1, Registry: v.Registry.Seq, CellsHash: ledger.HashOf(cells).String(), DocumentHash: ledger.HashOf(doc).String(), Signer: l.SignerID}
		home, snapshot := v.Registry.LedgerOf(l.PlaceID, l.Period.To), w.IDs.New()
		drafts := []ledger.Draft{{LedgerID: home, EntityType: "snapshot", EntityID: snapshot, Verb: "lock", ActorID: l.SignerID, BodyID: l.BodyID, Catalogue: 1, Body: body}}
		for _, p := range v.Position {
			m := ledger.LockMark{SnapshotID: snapshot, LedgerID: home, PlaceID: l.PlaceID, MapDay: l.Period.To, From: l.Period.From, To: l.Period.To,
				MinLevel: int(l.Status), Epoch: p.Epoch, Seq: p.Seq}
			drafts = append(drafts, ledger.Draft{LedgerID: p.LedgerID, EntityType: "ledger", EntityID: p.LedgerID, Verb: "lock_mark", Catalogue: 1, Body: m})
		}
		for _, d := range byLedger(drafts) {
			if err := w.MustWrite(ctx, d, cells, doc); err != nil {
				return err
			}
		}
		return nil
	}
}

// byLedger puts each ledger's drafts into a batch of their own.
func byLedger(drafts []ledger.Draft) [][]ledger.Draft {
	var out [][]ledger.Draft
	for i, d := range drafts {
		if i == 0 || d.LedgerID != drafts[i-1].LedgerID {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], d)
	}
	return out
}

func lockedShowsChanges(t *testing.T, b *book) {
	w := b.w
	all, err := b.s.Restatements(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, r := range all {
		found[r.What+" "+r.Field] = true
		if r.Field == "measures.length_m" && r.LedgerID == w.Border[9].Ledger && (r.Why == "" || r.ActorID != w.Border[9].Verifier || r.New != `{"basis":"counted","v":3000}` || r.Old != `{"basis":"counted","v":30000}`) {
			t.Errorf("the correction: %+v", r)
		}
	}
	for _, want := range []string{"correct measures.length_m", "late ", "link event"} {
		if !found[want] {
			t.Errorf("no restatement %q in %v", want, found)
		}
	}
}

// lockedYearIsKept compares the year 2021 of xã Đình Phong at the lock with
// what is known since.
func lockedYearIsKept(t *testing.T, bk *book) {
	s, w := bk.s, bk.w
	ctx := context.Background()
	snaps, err := s.Snapshots(ctx)
	if err != nil || len(snaps) != 8 {
		t.Fatalf("%d snapshots, %v", len(snaps), err)
	}
	for _, snap := range snaps {
		if snap.Body.PlaceID != w.Border[9].ID {
			continue
		}
		old, err := s.View(ctx, snap.Body.Position)
		if err != nil {
			t.Fatal(err)
		}
		year := calendar.Year(calendar.Civil, 2021)
		a := ask(t, old, w.Border[9].ID, year, 2, "trail_clearing", "outreach")
		b := ask(t, bk.View, w.Border[9].ID, year, 2, "trail_clearing", "outreach")
		if d := a["trail_clearing/length_km"].Result.V - b["trail_clearing/length_km"].Result.V; d != 9*correctedMetres {
			t.Errorf("metres fell by %d after the correction", d)
		}
		if d := b["outreach/sessions"].Result.V - a["outreach/sessions"].Result.V; d < 1 {
			t.Errorf("%d sessions came late", d)
		}
	}
}
