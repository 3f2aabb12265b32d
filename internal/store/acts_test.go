package store_test

import (
	"slices"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/match"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func TestActsTellWhatTheFinderNeeds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		early, drafts := b.patrol(b.ledgerA, b.hamlets[0], b.day-1, 4)
		id, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 5)
		drafts = append(drafts, d...)
		gone, d := b.patrol(b.ledgerA, b.hamlets[0], b.day, 6)
		drafts = append(drafts, d[0]) // recorded only
		other, d := b.patrol(b.ledgerB, b.hamlets[2], b.day, 7)
		drafts = append(drafts, d...)
		kept, hidden := ledger.HashOf([]byte("giữ")).String(), ledger.HashOf([]byte("ẩn")).String()
		photo := func(verb string, body map[string]string) ledger.Draft {
			return ledger.Draft{LedgerID: b.ledgerA, EntityType: "entry", EntityID: id, Verb: verb, Catalogue: 1, ActorID: b.clerk, Body: body, Base: drafts[len(drafts)-1].ID}
		}
		if err := b.w.MustWrite(t.Context(), drafts); err != nil {
			t.Fatal(err)
		}
		r, err := b.Record(t.Context(), b.ledgerA, id)
		if err != nil {
			t.Fatal(err)
		}
		first := photo("attach", map[string]string{"sha256": kept})
		first.Base, first.ID = r.State.LastOp, b.w.IDs.New()
		second := photo("attach", map[string]string{"sha256": hidden})
		second.Base, second.ID = first.ID, b.w.IDs.New()
		third := photo("hide_attachment", map[string]string{"sha256": hidden, "why": "Ảnh chụp nhầm người."})
		third.Base = second.ID
		if err := b.w.MustWrite(t.Context(), []ledger.Draft{first, second, third}); err != nil {
			t.Fatal(err)
		}
		acts, err := b.ActsBetween(t.Context(), []string{b.ledgerA, "no id"}, b.day, b.day)
		if err != nil {
			t.Fatal(err)
		}
		if len(acts) != 1 {
			t.Fatalf("%d acts, without %s %s %s", len(acts), early, gone, other)
		}
		a := acts[0]
		if a.Ref != (ledger.Ref{LedgerID: b.ledgerA, EntryID: id}) || a.Kind != "patrol" || a.PlaceID != b.hamlets[0] || a.Commune != b.a || a.Owner != b.commune ||
			a.Day != b.day || a.ToDay != b.day || a.AtMS == 0 || a.Role != ledger.RoleOwn || a.Numbers["person_turns"] != 5 || !slices.Equal(a.Photos, []string{kept}) {
			t.Errorf("%+v", a)
		}
	})
}

func TestAnsweredPairsAreRemembered(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		b := newBook(t, o)
		var drafts []ledger.Draft
		refs := make([]ledger.Ref, 6)
		for i := range refs {
			l, p := b.ledgerA, b.hamlets[0]
			if i%2 == 1 {
				l, p = b.ledgerB, b.hamlets[2]
			}
			id, d := b.patrol(l, p, b.day, 5)
			refs[i], drafts = ledger.Ref{LedgerID: l, EntryID: id}, append(drafts, d...)
		}
		event := func(l string, main ledger.Ref, verb string, body any) {
			drafts = append(drafts, ledger.Draft{LedgerID: l, EntityType: "event", EntityID: main.EntryID, Verb: verb, ActorID: b.clerk, Catalogue: 1, Body: body})
		}
		answer := func(main, member ledger.Ref) map[string]any {
			return map[string]any{"main": main, "entry_id": member.EntryID}
		}
		event(refs[0].LedgerID, refs[0], "propose", map[string]any{"relation": "same", "members": []ledger.Ref{refs[1]}})
		event(refs[3].LedgerID, refs[2], "decline", answer(refs[2], refs[3])) // nobody proposed it formally
		event(refs[4].LedgerID, refs[4], "propose", map[string]any{"relation": "same", "members": []ledger.Ref{refs[5]}})
		if err := b.w.MustWrite(t.Context(), drafts); err != nil {
			t.Fatal(err)
		}
		drafts = nil
		event(refs[5].LedgerID, refs[4], "confirm", answer(refs[4], refs[5]))
		event(refs[5].LedgerID, refs[4], "leave", map[string]any{"entry_id": refs[5].EntryID, "why": "Hai lần tuần tra khác nhau."})
		if err := b.w.MustWrite(t.Context(), drafts); err != nil {
			t.Fatal(err)
		}
		var all []match.Pair
		for i := range refs {
			for j := range i {
				all = append(all, match.MakePair(refs[i], refs[j]))
			}
		}
		got, err := b.DecidedPairs(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(refs); i += 2 {
			if !got[match.MakePair(refs[i], refs[i+1])] {
				t.Errorf("pair %d is forgotten", i/2)
			}
		}
		if len(got) != 3 {
			t.Errorf("%d pairs", len(got))
		}
		if got, err = b.DecidedPairs(t.Context(), []match.Pair{{A: ledger.Ref{LedgerID: "x", EntryID: "y"}}}); err != nil || len(got) > 0 {
			t.Errorf("%v %v", got, err)
		}
	})
}
