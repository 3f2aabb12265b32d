package office_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// id makes an id as a client would.
func (d *desk) id() string { return d.writer.IDs.New() }

// auditOf lists the actions of a person in the log, oldest first.
func (d *desk) auditOf(personID string) []string {
	d.t.Helper()
	all, err := d.store.AuditRecords(context.Background(), audit.Filter{ActorID: personID})
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, e := range slices.Backward(all) {
		out = append(out, e.Action+" "+string(e.Outcome))
	}
	return out
}

// TestOnlyTheEditorOfThePlaceChangesItsRegisters sends every write of the
// registers as people without the right and as an editor of another commune.
func TestOnlyTheEditorOfThePlaceChangesItsRegisters(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editorB := d.editorOf(d.communeB)
		place := func() any {
			return map[string]any{"place": map[string]any{"id": d.id(), "word": "xóm", "name": "Mới", "level": "hamlet", "parent_id": d.communeA}}
		}
		amend := map[string]any{"reason": "thử", "add": map[string]any{"aliases": []any{map[string]any{"text": "Đình-Phong", "source": "báo", "from": "unknown", "to": "open"}}}}
		reform := map[string]any{"day": "2026-01-01", "act": "abolish", "document": "Nghị quyết"}
		body := map[string]any{"id": d.id(), "type": "front", "name": "Mặt trận", "place_id": d.communeA}
		row := func() map[string]any {
			return map[string]any{"id": d.id(), "kind": "committee", "place_id": d.communeA, "dims": map[string]string{"level": "commune"}}
		}
		for _, tt := range []struct {
			path string
			body any
		}{{"/places", place()}, {"/places/" + d.communeA + "/amend", amend}, {"/places/" + d.communeA + "/succeed", reform}, {"/bodies", body}, {"/registers", row()}} {
			for _, c := range []*client{d.as(access.CommuneClerk), d.as(access.UpperOfficer), d.as(access.Administrator), editorB} {
				before := len(d.auditOf(c.person))
				var e api.Error
				if got := c.do("POST", tt.path, tt.body, &e); got != 403 || e.Code != api.NotAllowed {
					t.Errorf("%s: status %d %s, want 403", tt.path, got, e.Code)
				}
				if said := d.auditOf(c.person)[before:]; !slices.Equal(said, []string{"access.refused refused"}) {
					t.Errorf("%s left %v in the log", tt.path, said)
				}
			}
			d.as(access.RegistryEditor).must(200, "POST", tt.path, with(tt.body, "dry_run", strings.HasSuffix(tt.path, "succeed")), nil)
		}
		// Also behind the screens: the fold asks for every place of a document.
		var e api.Error
		smuggled := map[string]any{"id": d.id(), "type": "front", "name": "Mặt trận", "place_id": d.communeB}
		editorB.must(200, "POST", "/bodies", smuggled, nil)
		move := map[string]any{"reason": "chuyển", "place_id": d.communeA}
		if got := editorB.do("POST", "/bodies/"+smuggled["id"].(string)+"/amend", move, &e); got != 403 {
			t.Errorf("a body was moved into another commune: %d", got)
		}
	})
}

// with is a body with one more field, when on.
func with(body any, field string, on bool) any {
	m, ok := body.(map[string]any)
	if !ok || !on {
		return body
	}
	out := map[string]any{field: true}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// editorOf is an editor of the registers of one place.
func (d *desk) editorOf(placeID string) *client {
	d.t.Helper()
	p := d.id()
	err := d.writer.MustWrite(context.Background(), []ledger.Draft{
		{LedgerID: d.registry, EntityType: "person", EntityID: p, Verb: "create", Body: registry.PersonDoc{Name: "Người Mẫu"}},
		{LedgerID: d.registry, EntityType: "grant", EntityID: d.id(), Verb: "create", Body: registry.GrantDoc{PersonID: p, Role: access.RegistryEditor,
			BodyID: d.committeeB, PlaceID: placeID, From: registry.Unknown, To: registry.Open}}})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.person(p, "passkey")
}

// patrols records and verifies one patrol of so many turns a year, 2021 to
// 2025, at a hamlet.
func (d *desk) patrols(ledgerID, placeID, bodyID, recorder string, turns int64) {
	d.t.Helper()
	var drafts []ledger.Draft
	for year := 2021; year <= 2025; year++ {
		id := d.id()
		op := func(verb string, body any) {
			drafts = append(drafts, ledger.Draft{LedgerID: ledgerID, EntityType: "entry", EntityID: id, Verb: verb, ActorID: recorder, BodyID: bodyID, Catalogue: 1, Body: body})
		}
		op("create", ledger.Content{Kind: "patrol", PlaceID: placeID, Day: calendar.MakeDay(year, 5, 5), OwnerBodyID: bodyID,
			Dims: map[string]ledger.Codes{"patrol_form": {"own_regular"}}, Measures: map[string]amount.Value{"person_turns": amount.ExactValue(turns, amount.Counted)}})
		op("submit", nil)
	}
	if err := d.writer.MustWrite(context.Background(), drafts); err != nil {
		d.t.Fatal(err)
	}
}

// turns is the five-year figure of a place on a map.
func (d *desk) turns(placeID string, m place.MapSpec) int64 {
	d.t.Helper()
	v, err := d.store.Current(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	t, err := v.Evaluate(figure.Query{Indicators: []string{"patrol"}, Place: placeID, Map: m,
		Period: calendar.Period{From: calendar.MakeDay(2021, 1, 1), To: calendar.MakeDay(2025, 12, 31), Calendar: calendar.Civil}}, &v.Context)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, c := range t.Cells {
		if c.Measure == "person_turns" {
			n, err := c.Value.Int64()
			if err != nil {
				d.t.Fatal(err)
			}
			return n
		}
	}
	d.t.Fatal("no cell of person_turns")
	return 0
}

var mergerDay = calendar.MakeDay(2026, 1, 1)

// merger is communes A and B becoming a new commune.
func (d *desk) merger(newID string) map[string]any {
	return map[string]any{"day": mergerDay.String(), "act": "merge", "document": "Nghị quyết số 01/NQ-UBTVQH15 ngày 01/12/2025", "reason": "Sắp xếp đơn vị hành chính",
		"with": []string{d.communeB}, "successors": []any{map[string]any{"new": map[string]any{"id": newID, "word": "xã", "name": "Đình Phong", "level": "commune", "code": "01477"}}}}
}

// TestAMergerKeepsTheFiguresOfBothAndPutsThemUnderTheNewUnit follows the wizard
// from its preview to the figures: nothing of five years is lost, moved between
// the old units, or counted twice.
func TestAMergerKeepsTheFiguresOfBothAndPutsThemUnderTheNewUnit(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.patrols(d.ledgerA, d.hamletsA[0], d.committeeA, d.people[access.CommuneClerk], 7)
		d.patrols(d.ledgerB, d.hamletsB[0], d.committeeB, d.peopleB[access.CommuneClerk], 5)
		then := place.MapSpec{Kind: place.MapOfDay, Day: mergerDay - 1}
		if a, b := d.turns(d.communeA, then), d.turns(d.communeB, then); a != 35 || b != 25 {
			t.Fatalf("before: %d and %d", a, b)
		}
		editor, newID := d.as(access.RegistryEditor), d.id()
		head := func() int64 {
			reg, err := d.store.Registry(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return reg.Seq
		}
		was := head()
		var dry, done office.ReformView
		editor.must(200, "POST", "/places/"+d.communeA+"/succeed", with(d.merger(newID), "dry_run", true), &dry)
		if head() != was || dry.Done {
			t.Error("a dry run wrote something")
		}
		requestID := d.id()
		for range 2 { // the second is the same request sent again
			if got := editor.once("POST", "/places/"+d.communeA+"/succeed", requestID, d.merger(newID), &done); got != 200 || !done.Done {
				t.Fatalf("merger: %d %+v", got, done)
			}
		}
		if len(dry.Ends) != 2 || len(dry.Begins) != 1 || len(dry.Moves) != 4 || len(dry.Groups) != 1 || len(dry.Ledgers) != 1 || len(dry.Problems) != 0 ||
			dry.LastDay != mergerDay-1 || len(dry.Rests.Bodies) != 3 || len(dry.Rests.People) != 4 {
			t.Errorf("the preview says %+v", dry)
		}
		today := place.MapSpec{Kind: place.MapToday, Day: calendar.MakeDay(2026, 3, 10)}
		if n := d.turns(newID, today); n != 60 {
			t.Errorf("the new commune has %d turns on today's map, want 60", n)
		}
		if a, b := d.turns(d.communeA, then), d.turns(d.communeB, then); a != 35 || b != 25 {
			t.Errorf("after: %d and %d on the old map", a, b)
		}
		if n := d.turns(d.area, today); n != 60 {
			t.Errorf("the post's area has %d turns", n)
		}
		reg, err := d.store.Registry(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if l := reg.LedgerOf(d.hamletsA[0], mergerDay-1); l != d.ledgerA {
			t.Errorf("a late entry would go into %s", l)
		}
		if l := reg.LedgerOf(d.hamletsA[0], mergerDay); l == d.ledgerA || l != reg.LedgerOf(newID, mergerDay) || l == "" {
			t.Errorf("an entry of today would go into %q", l)
		}
		var v office.PlaceView
		editor.must(200, "GET", "/places/"+d.communeA, nil, &v)
		if len(v.Followed) != 1 || v.Followed[0].PlaceID != newID || v.Followed[0].Share != "whole" || v.To != (mergerDay-1).String() {
			t.Errorf("%+v", v)
		}
		var history office.Items[office.HistoryLine]
		editor.must(200, "GET", "/registry/place/"+d.communeA+"/history", nil, &history)
		if len(history.Items) != 3 || history.Items[0].Verb != "succeed" || history.Items[0].Reason != "Sắp xếp đơn vị hành chính" || history.Items[0].Person == "" {
			t.Errorf("history %+v", history)
		}
		verify(t, d)
	})
}

// verify recomputes the whole book: what was written stands.
func verify(t *testing.T, d *desk) {
	t.Helper()
	if _, err := d.store.Verify(context.Background(), nil); err != nil {
		t.Error(err)
	}
}

// TestAnOfficerOfAFormerPlaceReadsItsHistoryAndWritesNothingNew is case 19 of
// security.md section 17.
func TestAnOfficerOfAFormerPlaceReadsItsHistoryAndWritesNothingNew(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		clerk := d.as(access.CommuneClerk)
		d.as(access.RegistryEditor).must(200, "POST", "/places/"+d.communeA+"/succeed", d.merger(d.id()), nil)
		reg, err := d.store.Registry(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		rules, who := reg.Rules(calendar.MakeDay(2026, 3, 10)), reg.Actor(clerk.person)
		for _, p := range []string{d.communeA, d.hamletsA[0]} {
			if why := rules.May(who, access.ReadEntries, access.Target{PlaceID: p, Day: mergerDay - 1}); why != access.Allowed {
				t.Errorf("history: %s", why)
			}
			if why := rules.May(who, access.ReadEntries, access.Target{PlaceID: d.hamletsA[0], Day: mergerDay}); why == access.Allowed {
				t.Error("the successor's entries are read by an old right")
			}
			draft := ledger.Draft{LedgerID: reg.LedgerOf(d.hamletsA[0], mergerDay), EntityType: "entry", EntityID: d.id(), Verb: "create", ActorID: clerk.person,
				BodyID: d.committeeA, Catalogue: 1, Body: ledger.Content{Kind: "patrol", PlaceID: p, Day: mergerDay + 3, OwnerBodyID: d.committeeA,
					Dims: map[string]ledger.Codes{"patrol_form": {"own_regular"}}}}
			if _, err := d.writer.Act(context.Background(), store.Batch{Atomic: true, Rights: true}, []ledger.Draft{draft}); err == nil {
				t.Errorf("%s took a new entry", p)
			}
		}
		var v office.PlaceView
		clerk.must(200, "GET", "/places/"+d.communeA+"?day=2025-06-30", nil, &v)
		if !v.Alive || v.Children != 2 {
			t.Errorf("%+v", v.PlaceBrief)
		}
	})
}

// TestAReformThatDoesNotAddUpIsRefused: each with a sentence at its field, and
// nothing is written.
func TestAReformThatDoesNotAddUpIsRefused(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		fresh := func(name string) any {
			return map[string]any{"new": map[string]any{"id": d.id(), "word": "xã", "name": name, "level": "commune"}}
		}
		change := func(set map[string]any) map[string]any {
			m := d.merger(d.id())
			for k, v := range set {
				m[k] = v
			}
			return m
		}
		for _, tt := range []struct {
			name, field string
			body        map[string]any
		}{
			{"two new units of a merger", "successors", change(map[string]any{"successors": []any{fresh("Một"), fresh("Hai")}})},
			{"a split into one", "successors", change(map[string]any{"act": "split", "with": []string{}})},
			{"into one that lives already", "successors", change(map[string]any{"with": []string{}, "successors": []any{map[string]any{"id": d.communeB}}})},
			{"a hamlet with a commune", "ends", change(map[string]any{"with": []string{d.hamletsB[0]}})},
			{"twice the same", "ends", change(map[string]any{"with": []string{d.communeA}})},
			{"children without a unit", "children", change(map[string]any{"act": "split", "with": []string{}, "successors": []any{fresh("Một"), fresh("Hai")}})},
		} {
			for _, dry := range []bool{true, false} {
				var e api.Error
				status := editor.do("POST", "/places/"+d.communeA+"/succeed", with(tt.body, "dry_run", dry), &e)
				if status != 422 || len(e.Fields) != 1 || e.Fields[0].Field != tt.field || e.Fields[0].Message == "" || strings.Contains(e.Fields[0].Message, "reform.") {
					t.Errorf("%s: %d %+v", tt.name, status, e)
				}
			}
		}
		var v office.PlaceView
		editor.must(200, "GET", "/places/"+d.communeA, nil, &v)
		if v.To != "" || len(v.Followed) != 0 {
			t.Errorf("something was written: %+v", v)
		}
	})
}

// TestASplitGivesEveryHamletItsUnit: shares are part, and what lies at the old
// commune itself is divided by nobody.
func TestASplitGivesEveryHamletItsUnit(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.patrols(d.ledgerA, d.hamletsA[0], d.committeeA, d.people[access.CommuneClerk], 7)
		d.patrols(d.ledgerA, d.hamletsA[1], d.committeeA, d.people[access.CommuneClerk], 5)
		one, two := d.id(), d.id()
		unit := func(id, name string) any {
			return map[string]any{"new": map[string]any{"id": id, "word": "xã", "name": name, "level": "commune"}}
		}
		d.as(access.RegistryEditor).must(200, "POST", "/places/"+d.communeA+"/succeed", map[string]any{"day": mergerDay.String(), "act": "split", "document": "NQ 2",
			"successors": []any{unit(one, "Thượng"), unit(two, "Hạ")},
			"children":   []any{map[string]any{"place_id": d.hamletsA[0], "successor": 0}, map[string]any{"place_id": d.hamletsA[1], "successor": 1}}}, nil)
		today := place.MapSpec{Kind: place.MapToday, Day: calendar.MakeDay(2026, 3, 10)}
		if a, b := d.turns(one, today), d.turns(two, today); a != 35 || b != 25 {
			t.Errorf("%d and %d", a, b)
		}
		verify(t, d)
	})
}

// TestRowsOfAPlaceAreEndedAndNeverDeleted: a row is named by what it says; who
// saw an older state is told.
func TestRowsOfAPlaceAreEndedAndNeverDeleted(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		old := registry.NameDoc{Text: "Đình Phong", UnitWord: "xã", Level: "commune", From: "unknown", To: "open"}
		rename := map[string]any{"reason": "Đổi tên theo nghị quyết",
			"end": map[string]any{"names": []any{map[string]any{"row": old, "to": "2025-12-31"}}},
			"add": map[string]any{"names": []any{registry.NameDoc{Text: "Phong Đình", UnitWord: "xã", Level: "commune", From: "2026-01-01", To: "open"}}}}
		var v office.PlaceAmended
		editor.must(200, "POST", "/places/"+d.communeA+"/amend", with(rename, "dry_run", true), &v)
		if v.Place != nil {
			t.Error("the dry run answers with a changed place")
		}
		editor.must(200, "POST", "/places/"+d.communeA+"/amend", rename, &v)
		if v.Place == nil || len(v.Place.Names) != 2 || v.Place.Name != "xã Phong Đình" || len(v.Problems) != 0 {
			t.Fatalf("%+v", v)
		}
		editor.must(409, "POST", "/places/"+d.communeA+"/amend", rename, nil)
		// A row that could have no effect is refused.
		for _, add := range []map[string]any{
			{"parents": []any{registry.ParentDoc{ParentID: d.hamletsA[0], From: "2026-02-01", To: "open"}}},
			{"parents": []any{registry.ParentDoc{ParentID: d.id(), From: "2026-02-01", To: "open"}}},
			{"codes": []any{registry.CodeDoc{Scheme: "gso", Value: "1", From: "2026-02-01", To: "2026-01-01"}}},
			{"codes": []any{registry.CodeDoc{Scheme: "gso", Value: "1", From: "hôm qua", To: "open"}}},
		} {
			editor.must(422, "POST", "/places/"+d.communeA+"/amend", map[string]any{"reason": "thử", "add": add}, nil)
		}
		var before office.PlaceView
		d.as(access.CommuneClerk).must(200, "GET", "/places/"+d.communeA+"?day=2025-12-31", nil, &before)
		if before.Name != "xã Đình Phong" || len(before.Names) != 2 {
			t.Errorf("the old name is gone: %+v", before)
		}
	})
}

// TestTwoEditorsOfOnePlaceLoseNothing: sixteen rows added at once are all
// there.
func TestTwoEditorsOfOnePlaceLoseNothing(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		const n = 6
		done := make(chan int, n)
		editor := d.as(access.RegistryEditor)
		for i := range n {
			go func() {
				alias := registry.AliasDoc{Text: fmt.Sprintf("Tên %d", i), Source: "thử", From: "unknown", To: "open"}
				done <- editor.do("POST", "/places/"+d.communeA+"/amend", map[string]any{"reason": "thử", "add": map[string]any{"aliases": []any{alias}}}, nil)
			}()
		}
		for range n {
			if status := <-done; status != 200 {
				t.Errorf("status %d", status)
			}
		}
		var v office.PlaceView
		editor.must(200, "GET", "/places/"+d.communeA, nil, &v)
		if len(v.Aliases) != n {
			t.Errorf("%d of %d rows are there", len(v.Aliases), n)
		}
	})
}

// TestATeamHoldsNumbersAndNoNames: who is in a team is recorded nowhere.
func TestATeamHoldsNumbersAndNoNames(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		row := func(set map[string]any) map[string]any {
			m := map[string]any{"id": d.id(), "kind": "team", "name": "Tổ tự quản xóm Hoa Đào 1", "place_id": d.hamletsA[0],
				"dims": map[string]string{"team_role": "border_line_and_markers,security_and_order"}, "measures": map[string]int64{"members": 9}, "from": "2020-01-01"}
			for k, v := range set {
				m[k] = v
			}
			return m
		}
		for field, body := range map[string]map[string]any{
			"members":            row(map[string]any{"members": []string{"Hoàng Thị Mẫu"}}),
			"dims.team_role":     row(map[string]any{"dims": map[string]string{"team_role": "spies"}}),
			"dims.name":          row(map[string]any{"dims": map[string]string{"team_role": "boat", "name": "Hoàng Thị Mẫu"}}),
			"measures.members":   row(map[string]any{"measures": map[string]int64{"members": -1}}),
			"measures.phone":     row(map[string]any{"measures": map[string]int64{"phone": 912345678}}),
			"kind":               row(map[string]any{"kind": "patrol"}),
			"place_id":           row(map[string]any{"place_id": d.id()}),
			"to":                 row(map[string]any{"to": "2019-01-01"}),
			"dims.team_role ":    row(map[string]any{"dims": map[string]string{}}),
			"body.members_names": row(map[string]any{"members_names": "x"}),
		} {
			var e api.Error
			if got := editor.do("POST", "/registers", body, &e); got != 422 || len(e.Fields) == 0 {
				t.Errorf("%s: %d %+v", field, got, e)
			}
		}
		var v office.RowView
		editor.must(200, "POST", "/registers", row(nil), &v)
		if v.Measures["members"] != 9 || !v.InForce || v.KindName != "tổ tự quản" {
			t.Errorf("%+v", v)
		}
		// From a day on with other numbers: the old row stays as it was.
		next := map[string]any{"revision": v.Revision, "reason": "Kết nạp thêm", "since": "2026-01-01", "new_id": d.id(), "name": v.Name, "place_id": v.PlaceID,
			"dims": v.Dims, "measures": map[string]int64{"members": 11}}
		var after office.RowView
		editor.must(200, "POST", "/registers/"+v.ID+"/amend", next, &after)
		editor.must(409, "POST", "/registers/"+v.ID+"/amend", next, nil)
		var list office.Items[office.RowView]
		d.as(access.CommuneClerk).must(200, "GET", "/registers?kind=team&day=2025-12-31", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Measures["members"] != 9 || after.Measures["members"] != 11 {
			t.Errorf("%+v then %+v", list, after)
		}
		editor.must(200, "POST", "/registers/"+after.ID+"/end", map[string]any{"last_day": "2026-02-01", "reason": "Giải thể"}, &after)
		d.as(access.CommuneClerk).must(200, "GET", "/registers?kind=team", nil, &list)
		if len(list.Items) != 0 {
			t.Errorf("an ended row is in force: %+v", list)
		}
		d.asB(access.CommuneClerk).must(200, "GET", "/registers?kind=team&ended=true", nil, &list)
		if len(list.Items) != 0 {
			t.Errorf("the clerk of the next commune sees %+v", list)
		}
		d.asB(access.CommuneClerk).must(404, "GET", "/registry/register/"+v.ID+"/history", nil, nil)
	})
}

// TestABodyIsRenamedFromADayOn keeps the old name for the days before.
func TestABodyIsRenamedFromADayOn(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		var v office.BodyDetail
		editor.must(200, "POST", "/bodies/"+d.committeeA+"/amend", map[string]any{"reason": "Kiện toàn", "name": "UBND xã Đình Phong mới", "day": "2026-02-01"}, &v)
		if v.Name != "UBND xã Đình Phong mới" || len(v.Names) != 2 || v.Names[0].To != "2026-01-31" {
			t.Errorf("%+v", v)
		}
		var list office.Items[office.BodyBrief]
		editor.must(200, "GET", "/bodies?type=peoples_committee&place="+d.communeA+"&day=2025-01-01", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Name != "UBND xã Đình Phong" {
			t.Errorf("%+v", list)
		}
		editor.must(200, "POST", "/bodies/"+d.committeeA+"/amend", map[string]any{"reason": "Giải thể", "last_day": "2026-03-01"}, &v)
		if !v.Ended {
			t.Errorf("%+v", v)
		}
		editor.must(422, "POST", "/bodies", map[string]any{"id": d.id(), "type": "secret_service", "name": "X"}, nil)
		editor.must(404, "POST", "/bodies/"+d.id()+"/amend", map[string]any{"reason": "x", "note": "y"}, nil)
	})
}

// TestASlipInANameIsCorrectedForAllItsDays: the operation says that it mends a
// slip, the days of the row stay, and what was locked keeps what it printed.
func TestASlipInANameIsCorrectedForAllItsDays(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		d.clearing(calendar.MakeDay(2026, 1, 20), 500, 4)
		l, _ := d.lockedJanuary()
		page := func() string {
			_, b := d.as(access.CommuneVerifier).raw("/locks/" + l.LedgerID + "/" + l.ID + "/page")
			return string(b)
		}
		locked := page()
		editor := d.as(access.RegistryEditor)
		slip := registry.NameDoc{Text: "Đình Phong", UnitWord: "xã", Level: "commune", From: "unknown", To: "open"}
		correct := func(list string, row any, text string) map[string]any {
			return map[string]any{"reason": "Gõ nhầm", "correct": map[string]any{list: []any{map[string]any{"row": row, "text": text}}}}
		}
		var v office.PlaceAmended
		editor.must(200, "POST", "/places/"+d.communeA+"/amend", correct("names", slip, "Đình Phông"), &v)
		meant := slip
		meant.Text = "Đình Phông"
		if len(v.Place.Names) != 1 || v.Place.Names[0] != meant {
			t.Errorf("%+v", v.Place.Names)
		}
		var before office.PlaceView
		editor.must(200, "GET", "/places/"+d.communeA+"?day=2020-01-01", nil, &before)
		if before.Name != "xã Đình Phông" {
			t.Errorf("on an earlier day it is called %q", before.Name)
		}
		editor.must(409, "POST", "/places/"+d.communeA+"/amend", correct("names", slip, "Khác"), nil)
		both := correct("names", meant, "Khác")
		both["add"] = map[string]any{"aliases": []any{registry.AliasDoc{Text: "X", Source: "thử", From: "unknown", To: "open"}}}
		for _, wrong := range []map[string]any{both, correct("titles", "Địa bàn", "Khác"), correct("names", meant, "a\u200bb"), {"reason": "thử", "correct": map[string]any{}}} {
			editor.must(422, "POST", "/places/"+d.communeA+"/amend", wrong, nil)
		}
		editor.must(200, "GET", "/places/"+d.area, nil, &before)
		editor.must(200, "POST", "/places/"+d.area+"/amend", correct("titles", before.Titles[0], "Địa bàn Đồn Mẫu"), &v)
		if v.Place.Name != "Địa bàn Đồn Mẫu" || len(v.Place.Members) != 2 {
			t.Errorf("%+v", v.Place)
		}
		var b office.BodyDetail
		editor.must(200, "GET", "/bodies/"+d.committeeA, nil, &b)
		slipOf := map[string]any{"reason": "Gõ nhầm", "correct": map[string]any{"row": b.Names[0], "text": "UBND xã Đình Phông"}}
		editor.must(200, "POST", "/bodies/"+d.committeeA+"/amend", slipOf, &b)
		if len(b.Names) != 1 || b.Name != "UBND xã Đình Phông" || b.Names[0].From != "unknown" {
			t.Errorf("%+v", b)
		}
		editor.must(422, "POST", "/bodies/"+d.committeeA+"/amend", with2(slipOf, map[string]any{"note": "x"}), nil)
		for _, of := range []string{"place/" + d.communeA, "place/" + d.area, "body/" + d.committeeA} {
			var h office.Items[office.HistoryLine]
			editor.must(200, "GET", "/registry/"+of+"/history", nil, &h)
			if n := h.Items[0]; !n.Correction || n.Verb != "amend" || n.Reason != "Gõ nhầm" || len(n.Fields) != 1 {
				t.Errorf("%s: %+v", of, n)
			}
		}
		if page() != locked {
			t.Error("a locked report prints another name")
		}
		verify(t, d)
	})
}

// TestACatalogueFileIsCheckedWithItsLinesAndAddedOnce says every error with
// its line and changes nothing that is in force.
func TestACatalogueFileIsCheckedWithItsLinesAndAddedOnce(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		bad := map[string]any{"name": "dac-thu.yaml", "content": "kinds:\n  letter:\n    name: thư\n    mesures:\n      times:\n"}
		for _, lang := range []string{"vi", "en"} {
			editor.lang = lang
			var v office.CatalogueCheck
			editor.must(200, "POST", "/catalogue/check", bad, &v)
			if v.OK || len(v.Findings) < 2 || v.Findings[0].Line == 0 || v.Findings[0].Text == "" {
				t.Errorf("%+v", v)
			}
		}
		editor.must(422, "POST", "/catalogue/files", with2(bad, map[string]any{"id": d.id(), "reason": "thử"}), nil)
		good := map[string]any{"name": "dac-thu.yaml", "content": "units:\n  hours: giờ công | working hours\nextend:\n  kinds:\n    patrol:\n      measures:\n        work_hours: {name: số giờ công | working hours, unit: hours}\n"}
		var v office.CatalogueCheck
		editor.must(200, "POST", "/catalogue/check", good, &v)
		if !v.OK {
			t.Fatalf("%+v", v)
		}
		before := len(d.auditOf(editor.person))
		editor.must(200, "POST", "/catalogue/files", with2(good, map[string]any{"id": d.id(), "reason": "Thêm giờ công"}), &v)
		if said := d.auditOf(editor.person)[before:]; !slices.Equal(said, []string{"configuration done"}) {
			t.Errorf("the log says %v", said)
		}
		var list office.Items[office.CatalogueFile]
		d.as(access.CommuneClerk).must(200, "GET", "/catalogue/files", nil, &list)
		if list.Items[0].Version != 2 || list.Items[0].By == "" || list.Items[0].AtMS == 0 {
			t.Errorf("%+v", list.Items[0])
		}
		editor.must(422, "POST", "/catalogue/check", good, nil) // the name is taken
		for _, name := range []string{"../x.yaml", "base/x.yaml", "X.yaml", "x.yml", "con cò.yaml", "-.yaml", strings.Repeat("a", 90) + ".yaml"} {
			editor.must(422, "POST", "/catalogue/check", map[string]any{"name": name, "content": "a: b"}, nil)
		}
	})
}

func with2(body any, more map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range body.(map[string]any) {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// hostile are the texts of case 18 of security.md section 17.
var hostile = []struct {
	name, text string
	taken      bool // stored once and shown as it is
}{
	{"sql", `'); DROP TABLE record; --`, true},
	{"html", `<script>alert(1)</script><img src=x onerror=alert(1)>`, true},
	{"path", `../../etc/passwd`, true},
	{"ldap", `*)(uid=*))(|(uid=*`, true},
	{"emoji", "Tổ 👩‍🌾🇻🇳 𠀋", false}, // joined by a character nobody sees
	{"emoji alone", "Tổ 🌾 𠀋", true},
	{"telex", "tuaanf tra dduwowngf bieen", true},
	{"bidi", "abc\u202Edef", false},
	{"zero width", "Đình\u200bPhong", false},
	{"control", "Đình\x01Phong", false},
	{"lost letter", "Đ\ufffdnh Phong", false},
	{"formula", `=HYPERLINK("http://x","y")`, true},
}

// TestHostileTextsAreStoredInertOrRefused sends them into every text field of
// the registers, composed and decomposed.
func TestHostileTextsAreStoredInertOrRefused(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		editor := d.as(access.RegistryEditor)
		fields := map[string]func(text string) (method, path string, body map[string]any){
			"place name": func(s string) (string, string, map[string]any) {
				return "POST", "/places", map[string]any{"place": map[string]any{"id": d.id(), "word": "xóm", "name": s, "level": "hamlet", "parent_id": d.communeA}}
			},
			"group name": func(s string) (string, string, map[string]any) {
				return "POST", "/places", map[string]any{"group": map[string]any{"id": d.id(), "name": s, "members": []any{registry.MemberDoc{PlaceID: d.hamletsA[0], From: "unknown", To: "open"}}}}
			},
			"alias": func(s string) (string, string, map[string]any) {
				return "POST", "/places/" + d.hamletsA[0] + "/amend", map[string]any{"reason": "x", "add": map[string]any{"aliases": []any{registry.AliasDoc{Text: s, Source: s, From: "unknown", To: "open"}}}}
			},
			"flag document": func(s string) (string, string, map[string]any) {
				return "POST", "/places/" + d.hamletsA[1] + "/amend", map[string]any{"reason": "x", "add": map[string]any{"flags": []any{registry.FlagDoc{Flag: "border_hamlet", Document: s, From: "unknown", To: "open"}}}}
			},
			"body name": func(s string) (string, string, map[string]any) {
				return "POST", "/bodies", map[string]any{"id": d.id(), "type": "front", "name": s, "note": s}
			},
			"row name": func(s string) (string, string, map[string]any) {
				return "POST", "/registers", map[string]any{"id": d.id(), "kind": "committee", "name": s, "place_id": d.communeA, "dims": map[string]string{"level": "commune"}, "document": s}
			},
			"merger document": func(s string) (string, string, map[string]any) {
				m := d.merger(d.id())
				m["document"], m["dry_run"] = s, true
				return "POST", "/places/" + d.communeA + "/succeed", m
			},
		}
		for field, make := range fields {
			for _, h := range hostile {
				d.clock.now = d.clock.now.Add(time.Second) // the limits let them through
				method, path, body := make(h.text)
				var raw json.RawMessage
				got := editor.do(method, path, body, &raw)
				if h.taken && got != 200 || !h.taken && got != 422 {
					t.Errorf("%s %s: status %d %s", field, h.name, got, raw)
				}
			}
		}
		// Found composed when written decomposed, once.
		editor.must(200, "POST", "/bodies", map[string]any{"id": d.id(), "type": "front", "name": "Hội Cựu chiến binh xã Đình Phong"}, nil)
		var list office.Items[office.BodyBrief]
		editor.must(200, "GET", "/bodies?q=H%E1%BB%99i+C%E1%BB%B1u+chi%E1%BA%BFn+binh", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Name != "Hội Cựu chiến binh xã Đình Phong" {
			t.Errorf("%+v", list)
		}
		verify(t, d)
	})
}

// TestTheTreeOpensByParentAndDay walks down and finds former places by name.
func TestTheTreeOpensByParentAndDay(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		newID := d.id()
		d.as(access.RegistryEditor).must(200, "POST", "/places/"+d.communeA+"/succeed", d.merger(newID), nil)
		clerk := d.as(access.CommuneClerk)
		ids := func(path string) []string {
			var v office.Items[office.PlaceBrief]
			clerk.must(200, "GET", path, nil, &v)
			var out []string
			for _, p := range v.Items {
				out = append(out, p.ID)
			}
			return out
		}
		for path, want := range map[string][]string{
			"/places":                                          {d.province},
			"/places?parent=" + d.province:                     {newID},
			"/places?parent=" + newID:                          append(slices.Clone(d.hamletsA), d.hamletsB...),
			"/places?groups=true":                              {d.area},
			"/places?parent=" + d.area:                         {newID},
			"/places?q=ngok+khe":                               {d.communeB},
			"/places?parent=" + d.province + "&day=2025-12-31": {d.communeB, d.communeA},
		} {
			if got := ids(path); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", path, got, want)
			}
		}
		clerk.must(404, "GET", "/places?parent="+d.id(), nil, nil)
		clerk.must(404, "GET", "/places/"+d.id(), nil, nil)
		clerk.must(422, "GET", "/places?day=h%C3%B4m+nay", nil, nil)
		var p office.PlaceProblems
		clerk.must(200, "GET", "/places/problems", nil, &p)
		if len(p.Problems) != 0 || len(p.Unfollowed) != 0 {
			t.Errorf("%+v", p)
		}
	})
}
