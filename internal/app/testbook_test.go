package app

import (
	"context"
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// smallBook makes a started book with one province and one commune, and
// returns the commune's full name.
func smallBook(t testing.TB, dir string) string {
	t.Helper()
	return smallBookIn(t, store.Options{Dir: dir})
}

func smallBookIn(t testing.TB, o store.Options) string {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w, err := store.NewWriter(s, commandLineActor, commandLineBody)
	if err != nil {
		t.Fatal(err)
	}
	id := w.IDs.New()
	if err := s.Start(ctx, id, w); err != nil {
		t.Fatal(err)
	}
	reg := func(typ, entity string, body any) ledger.Draft {
		return ledger.Draft{LedgerID: id, EntityType: typ, EntityID: entity, Verb: "create", Body: body}
	}
	province, commune := w.IDs.New(), w.IDs.New()
	always := func(text, word, level string) []registry.NameDoc {
		return []registry.NameDoc{{Text: text, UnitWord: word, Level: level, From: registry.Unknown, To: registry.Open}}
	}
	err = w.MustWrite(ctx, []ledger.Draft{
		reg("place", province, registry.PlaceDoc{Names: always("Mẫu", "tỉnh", "province")}),
		reg("place", commune, registry.PlaceDoc{Names: always("Đình Phong", "xã", "commune"),
			Parents: []registry.ParentDoc{{ParentID: province, From: registry.Unknown, To: registry.Open}}}),
		reg("ledger", w.IDs.New(), registry.LedgerDoc{Kind: "commune", Name: "Sổ xã Đình Phong",
			Places: []registry.MemberDoc{{PlaceID: commune, From: registry.Unknown, To: registry.Open}}}),
		reg("body", commandLineBody, registry.BodyDoc{Type: "peoples_committee",
			Names: []registry.BodyNameDoc{{Text: "UBND xã Đình Phong", From: registry.Unknown, To: registry.Open}}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return "xã Đình Phong"
}
