package office_test

import (
	"context"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/place"
)

// tips records the tips of 2025, verified by the post: 15, 7, 3 and 8 by
// quarter over both communes. It returns the entries and the figure of the
// year over everything.
func (d *desk) tips() (ids []string, year figure.Cell) {
	d.t.Helper()
	post := d.people[access.PostCommander]
	for q, n := range []int64{6, 7, 3, 8, 9} {
		id, last := d.writer.IDs.New(), d.writer.IDs.New()
		draft := ledger.Draft{LedgerID: []string{d.ledgerA, d.ledgerB}[q%2], EntityType: ledger.TypeEntry, EntityID: id, ActorID: d.people[access.PostOfficer], BodyID: d.post, Catalogue: d.catalogue()}
		create, submit, verify := draft, draft, draft
		create.Verb, create.Body = "create", ledger.Content{Kind: "tip", PlaceID: []string{d.communeA, d.communeB}[q%2], Day: calendar.MakeDay(2025, 2+3*(q%4), 15), OwnerBodyID: d.post,
			Dims: map[string]ledger.Codes{"tip_channel": {"spoken"}, "assessed": {"valuable"}}, Measures: map[string]amount.Value{"tips": countedValue(n)}}
		submit.Verb, submit.ID = "submit", last
		verify.Verb, verify.Base, verify.ActorID, verify.Body = "verify", last, post, map[string]int{"level": 3}
		if err := d.writer.MustWrite(context.Background(), []ledger.Draft{create, submit, verify}); err != nil {
			d.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	d.clock.now = d.clock.now.Add(41 * 24 * time.Hour) // 20 April, when what is verified by now is released
	var tab office.FigureTable
	d.as(access.UpperOfficer).must(200, "GET", "/figures?indicator=tips.received&period=2025&place="+d.province, nil, &tab)
	return ids, tab.Cells[0]
}

// moved is the token of a cell with its selection changed; its slice is the
// whole period.
func moved(t *testing.T, token string, change func(*figure.Selection)) string {
	t.Helper()
	sel, err := figure.ParseToken(token)
	if err != nil {
		t.Fatal(err)
	}
	change(&sel)
	sel.Slice = sel.Period
	return sel.Token()
}

// TestTipsAreShownOnTheirGridOnly: whole quarters, communes and above, and no
// part from which a small number could be found.
func TestTipsAreShownOnTheirGridOnly(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		ids, year := d.tips()
		reader := d.as(access.UpperOfficer)
		var o office.OpenedFigure
		reader.must(200, "GET", "/figures/drill?c="+year.Drill, nil, &o)
		if o.Cell.Printed != "33" || o.Entries == nil || o.Entries.Hidden == "" || len(o.Entries.Items) != 0 || o.Basis != nil {
			t.Fatalf("the year opens as %s with %+v", o.Cell.Printed, o.Entries)
		}
		want := map[string]int{}
		put := func(status int, change func(*figure.Selection)) { want[moved(t, year.Drill, change)] = status }
		for q, status := range []int{200, 403, 403, 200} { // 15, 7, 3, 8: the third is small, the second would give it away
			put(status, func(s *figure.Selection) { s.Period = calendar.Quarter(calendar.Civil, 2025, q+1) })
		}
		put(403, func(s *figure.Selection) { s.Period = calendar.Month(calendar.Civil, 2025, 2) })
		put(403, func(s *figure.Selection) { s.Period = calendar.Half(calendar.Civil, 2025, 1) }) // holds the second quarter
		put(403, func(s *figure.Selection) { s.Place, s.RowPlace = d.hamletsA[0], d.hamletsA[0] })
		for token, status := range want {
			reader.must(status, "GET", "/figures/drill?c="+token, nil, nil)
		}
		for _, by := range []string{"body", "month", "status", "kind", "basis", "participant"} {
			var tab office.FigureTable
			reader.must(200, "GET", "/figures?indicator=tips.received&period=2025&place="+d.province+"&by="+by, nil, &tab)
			for _, c := range tab.Cells {
				if c.Entries > 0 || c.Drill != "" && c.State == figure.Withheld {
					t.Errorf("by %s a cell tells %+v", by, c)
				}
			}
		}
		var tab office.FigureTable
		reader.must(200, "GET", "/figures?indicator=tips.received&period=2025&by=quarter&place="+d.province, nil, &tab)
		for i, c := range tab.Cells {
			if hidden := i == 1 || i == 2; (c.State == figure.Withheld) != hidden || hidden && (c.Printed == "3" || c.Printed == "7") {
				t.Errorf("quarter %d is shown as %q (%s)", i+1, c.Printed, c.State)
			}
		}
		for i, id := range ids {
			reader.must(404, "GET", "/entries/"+[]string{d.ledgerA, d.ledgerB}[i%2]+"/"+id, nil, nil)
		}
	})
}

// TestTipsCannotBeFoundByShiftingThePeriod: whatever day a period ends on, the
// difference of two figures is never a part of a quarter.
func TestTipsCannotBeFoundByShiftingThePeriod(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		_, year := d.tips()
		reader := d.as(access.UpperOfficer)
		start, shown := calendar.MakeDay(2025, 1, 1), map[string]bool{}
		for days := range calendar.Day(40) {
			for _, m := range []place.MapSpec{{}, {Kind: place.MapOwnDay}, {Kind: place.MapOfDay, Day: start + 3*days}} {
				token := moved(t, year.Drill, func(s *figure.Selection) {
					s.Map, s.Period = m, calendar.Period{From: start, To: start + 364 - 3*days, Calendar: calendar.Civil}
				})
				var o office.OpenedFigure
				if status := reader.do("GET", "/figures/drill?c="+token, nil, &o); status == 200 {
					shown[o.Cell.Printed] = true
				}
			}
		}
		if len(shown) != 1 || !shown["33"] {
			t.Errorf("shows %v", shown)
		}
	})
}
