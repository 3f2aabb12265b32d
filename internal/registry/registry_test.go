package registry

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

func doc(t testing.TB, typ, id string, v any) ledger.Entity {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Entity{Type: typ, ID: id, Body: b}
}

func build(t testing.TB, docs ...ledger.Entity) *Registry {
	t.Helper()
	r, err := Build(1, docs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func named(level, parent string) PlaceDoc {
	d := PlaceDoc{Names: []NameDoc{{Text: "Mẫu", UnitWord: "xã", Level: level, From: Unknown, To: Open}}}
	if parent != "" {
		d.Parents = []ParentDoc{{ParentID: parent, From: Unknown, To: Open}}
	}
	return d
}

func TestAPlaceWritesIntoTheLedgerOfTheNearestUnitOnItsDay(t *testing.T) {
	merger := calendar.MakeDay(2020, 3, 1)
	r := build(t, doc(t, "place", "d", named("district", "")), doc(t, "place", "c", named("commune", "d")), doc(t, "place", "h", named("hamlet", "c")),
		doc(t, "ledger", "up", LedgerDoc{Kind: "upper", Places: []MemberDoc{{PlaceID: "d", From: Unknown, To: Open}}}),
		doc(t, "ledger", "old", LedgerDoc{Kind: "commune", Places: []MemberDoc{{PlaceID: "c", From: Unknown, To: On(merger - 1)}}}),
		doc(t, "ledger", "new", LedgerDoc{Kind: "commune", Places: []MemberDoc{{PlaceID: "c", From: On(merger), To: Open}}}))
	for _, tt := range []struct {
		place string
		day   Day
		want  string
	}{{"h", merger - 1, "old"}, {"h", merger, "new"}, {"c", merger - 1, "old"}, {"d", merger, "up"}, {"nowhere", merger, ""}} {
		if got := r.LedgerOf(tt.place, tt.day); got != tt.want {
			t.Errorf("%s on %s: %q, want %q", tt.place, tt.day, got, tt.want)
		}
	}
}

func TestAnotherVerifierIsAnotherPersonOfTheLevelOverThePlaceOnTheDay(t *testing.T) {
	from, to := calendar.MakeDay(2024, 1, 1), calendar.MakeDay(2024, 12, 31)
	r := build(t, doc(t, "place", "d", named("district", "")), doc(t, "place", "c", named("commune", "d")), doc(t, "place", "x", named("commune", "")),
		doc(t, "grant", "g", GrantDoc{PersonID: "p", Role: access.UpperOfficer, BodyID: "b", PlaceID: "d", Level: 2, From: On(from), To: On(to)}),
		doc(t, "grant", "r", GrantDoc{PersonID: "q", Role: access.CommuneClerk, BodyID: "b", PlaceID: "d", Level: 2, From: Unknown, To: Open}))
	for _, tt := range []struct {
		level        int
		place, actor string
		day          Day
		want         bool
	}{{2, "c", "q", from, true}, {2, "c", "q", to, true}, {2, "c", "p", from, false}, {3, "c", "q", from, false}, {2, "x", "q", from, false}, {2, "c", "q", to + 1, false}} {
		if got := r.OtherVerifier(tt.level, tt.place, from-30, tt.day, tt.actor); got != tt.want {
			t.Errorf("%+v: %t", tt, got)
		}
	}
	if r.BodyOf("p", to+1) != "" || r.BodyOf("p", to) != "b" {
		t.Error("a grant outlives its end")
	}
}

// TestTheFilesOfOneVersionAreCheckedTogether: a file may name what an earlier
// file of the same batch brings.
func TestTheFilesOfOneVersionAreCheckedTogether(t *testing.T) {
	var docs []ledger.Entity
	for _, f := range catalogue.Base() {
		docs = append(docs, doc(t, "catalogue", f.Name, CatalogueDoc{Version: 1, Name: f.Name, Content: string(f.Content)}))
	}
	r := build(t, docs...)
	file := func(name, content string) ledger.Entity {
		return doc(t, "catalogue", name, CatalogueDoc{Version: 2, Name: name, Content: content})
	}
	one := file("one.yaml", "units:\n  hours: giờ công | working hours\n")
	two := file("two.yaml", `
extend:
  kinds:
    patrol:
      measures:
        work_hours: {name: số giờ công | working hours, unit: hours}
`)
	refused := func(e ledger.Entity, pending ...ledger.Entity) bool {
		err := r.CheckRegistry(e, pending)
		var refusal *ledger.Refusal
		if err != nil && (!errors.As(err, &refusal) || refusal.Code != ledger.CodeBadContent) {
			t.Errorf("%v", err)
		}
		return err != nil
	}
	if refused(one) || !refused(two) || refused(two, one) {
		t.Errorf("one %v, two alone %v, two behind one %v", r.CheckRegistry(one, nil), r.CheckRegistry(two, nil), r.CheckRegistry(two, []ledger.Entity{one}))
	}
}

// FuzzDocumentsAreRefusedOrBuild: what CheckRegistry takes, Build takes.
func FuzzDocumentsAreRefusedOrBuild(f *testing.F) {
	types := []string{"place", "body", "register", "person", "grant", "device", "ledger", "catalogue", "calendar", "segment", "line", "line_piece"}
	for i, s := range []string{`{"names":[{"text":"x","unit_word":"xã","level":"commune","from":"unknown","to":"open"}]}`, `{"type":"post","names":[]}`,
		`{"kind":"x","place_id":"y","from":"2024-01-01","to":"about 2024-02-01"}`, `{"name":"x"}`, `{"from":"open","to":"unknown"}`, `{"kind":"phone"}`, `{"kind":"commune"}`,
		`{"version":1,"name":"x","content":"a: [b"}`, `{}`, `{"group":{"names":["x"],"members":[{"place_id":"x","from":"open","to":"open"}]}}`, `{"parents":[{"parent_id":"x"}]}`} {
		f.Add(uint8(i), s)
	}
	empty, err := Build(0, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, typ uint8, body string) {
		e := ledger.Entity{Type: types[int(typ)%len(types)], ID: "x", Body: []byte(body)}
		if err := empty.CheckRegistry(e, nil); err != nil {
			if strings.ContainsRune(err.Error(), 0) {
				t.Fatalf("the refusal %q cannot be stored", err)
			}
			return
		}
		r, err := Build(1, []ledger.Entity{e})
		if err != nil {
			t.Fatalf("accepted %s %q does not build: %v", e.Type, body, err)
		}
		r.LedgerOf("x", calendar.MinDay)
		r.PlaceAlive("x", calendar.MinDay)
		r.Within("x", calendar.MinDay)("x")
	})
}
