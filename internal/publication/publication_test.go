package publication_test

import (
	"context"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/publication"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// land is a district with a commune and a hamlet.
type land struct {
	reg                       *registry.Registry
	district, commune, hamlet string
}

func newLand(t *testing.T) land {
	t.Helper()
	ctx := context.Background()
	s := storetest.Open(t, store.Options{Dir: t.TempDir()})
	actor := ledger.DerivedID("actor", "a")
	w, err := store.NewWriter(s, actor, actor)
	if err != nil {
		t.Fatal(err)
	}
	book := w.IDs.New()
	if err := s.Start(ctx, book, w); err != nil {
		t.Fatal(err)
	}
	l := land{district: w.IDs.New(), commune: w.IDs.New(), hamlet: w.IDs.New()}
	unit := func(id, name, level, parent string) ledger.Draft {
		d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: "đơn vị", Level: level, From: registry.Unknown, To: registry.Open}}}
		if parent != "" {
			d.Parents = []registry.ParentDoc{{ParentID: parent, From: registry.Unknown, To: registry.Open}}
		}
		return ledger.Draft{LedgerID: book, EntityType: "place", EntityID: id, Verb: "create", Body: d}
	}
	if err := w.MustWrite(ctx, []ledger.Draft{unit(l.district, "Trùng Khánh", "district", ""), unit(l.commune, "Đình Phong", "commune", l.district), unit(l.hamlet, "Hoa", "hamlet", l.commune)}); err != nil {
		t.Fatal(err)
	}
	if l.reg, err = s.Registry(ctx); err != nil {
		t.Fatal(err)
	}
	return l
}

// lock is a locked report with one cell of outreach turns at a unit.
func lock(id string, at int64, placeID string, p calendar.Period, value string, change ...func(*figure.Selection)) publication.Locked {
	sel := figure.Selection{Query: figure.Query{Indicators: []string{"outreach"}, Place: placeID, Period: p, Status: 2}, Indicator: "outreach", Measure: "participant_turns",
		RowKind: place.RowUnit, RowPlace: placeID, Slice: p}
	for _, c := range change {
		c(&sel)
	}
	cell := report.StoredCell{Number: 1, Selection: sel.Token(), State: string(figure.HasValue), Value: value, Low: value, High: value, Qualifier: "exact", Basis: map[string]string{"counted": value}}
	return publication.Locked{Snapshot: &ledger.Snapshot{ID: id, AtMS: at, Body: ledger.SnapshotBody{PlaceID: placeID, From: p.From, To: p.To, Calendar: string(p.Calendar)}},
		Cells: []report.StoredCell{cell}}
}

// told are the numbers an edition shows, -1 for withheld.
func told(l land, today calendar.Day, locks ...publication.Locked) map[string]int64 {
	out := map[string]int64{}
	publication.Make(l.reg, locks, today).All(func(f *publication.Figure) {
		n := f.Result.V
		if f.State == figure.Withheld {
			n = -1
		}
		out[l.reg.Places.FullName(f.Place, f.Period.To)+" "+calendar.ShortLabel(f.Period, "vi")] = n
	})
	return out
}

func same(t *testing.T, got, want map[string]int64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
		return
	}
	for k, n := range want {
		if v, ok := got[k]; !ok || v != n {
			t.Errorf("got %v, want %v", got, want)
			return
		}
	}
}

const (
	q1 = "đơn vị Đình Phong quý I/2023"
	y1 = "đơn vị Đình Phong năm 2023"
)

var today = calendar.MakeDay(2024, 6, 1)

func month(n int) calendar.Period   { return calendar.Month(calendar.Civil, 2023, n) }
func quarter(n int) calendar.Period { return calendar.Quarter(calendar.Civil, 2023, n) }

func TestAQuarterNeedsItsThreeMonths(t *testing.T) {
	l := newLand(t)
	a, b, c := lock("a", 1, l.commune, month(1), "10"), lock("b", 2, l.commune, month(2), "20"), lock("c", 3, l.commune, month(3), "30")
	same(t, told(l, today, a, b), map[string]int64{})
	same(t, told(l, today, a, b, c), map[string]int64{q1: 60})
	missing := lock("c", 3, l.commune, month(3), "")
	missing.Cells[0].State, missing.Cells[0].Qualifier = string(figure.Missing), ""
	same(t, told(l, today, a, b, missing), map[string]int64{})
}

func TestTheNewestLockSpeaks(t *testing.T) {
	l := newLand(t)
	old, next := lock("a", 1, l.commune, quarter(1), "50"), lock("b", 2, l.commune, quarter(1), "60")
	same(t, told(l, today, next, old), map[string]int64{q1: 60})
	next.Snapshot.Withdrawn = true
	same(t, told(l, today, next, old), map[string]int64{q1: 50})
}

func TestOnlyWhatTheRulesAllowIsRead(t *testing.T) {
	l := newLand(t)
	q := quarter(1)
	for name, x := range map[string]publication.Locked{
		"hamlet":        lock("a", 1, l.hamlet, q, "50"),
		"month":         lock("a", 1, l.commune, month(1), "50"),
		"odd range":     lock("a", 1, l.commune, calendar.Period{From: q.From, To: q.To - 1, Calendar: calendar.Civil}, "50"),
		"own view":      lock("a", 1, l.commune, q, "50", func(s *figure.Selection) { s.Viewpoint.Body = l.commune }),
		"unverified":    lock("a", 1, l.commune, q, "50", func(s *figure.Selection) { s.Status = 0 }),
		"other map":     lock("a", 1, l.commune, q, "50", func(s *figure.Selection) { s.Map = place.MapSpec{Kind: place.MapOfDay, Day: today} }),
		"split":         lock("a", 1, l.commune, q, "50", func(s *figure.Selection) { s.By, s.Column = []string{"dim:audience"}, "pupils" }),
		"not public":    lock("a", 1, l.commune, q, "50", func(s *figure.Selection) { s.Indicator, s.Measure = "patrol.post", "person_turns" }),
		"tips":          lock("a", 1, l.commune, q, "50", func(s *figure.Selection) { s.Indicator, s.Measure = "tips.received", "tips" }),
		"comparison":    lock("a", 1, l.commune, q, "50", func(s *figure.Selection) { s.Slice = quarter(2) }),
		"bad selection": {Snapshot: &ledger.Snapshot{ID: "a"}, Cells: []report.StoredCell{{Selection: "!!!", State: "value", Value: "50"}}},
	} {
		if got := told(l, today, x); len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	same(t, told(l, q.To+publication.LateDays-1, lock("a", 1, l.commune, q, "50")), map[string]int64{})
	same(t, told(l, q.To+publication.LateDays, lock("a", 1, l.commune, q, "50")), map[string]int64{q1: 50})
}

func TestAUnitHasOneCalendar(t *testing.T) {
	l := newLand(t)
	got := told(l, today, lock("a", 1, l.commune, quarter(1), "50"), lock("b", 2, l.commune, calendar.Quarter(calendar.Official, 2023, 2), "60"))
	if len(got) != 1 || got["đơn vị Đình Phong quý II/2023"] != 60 {
		t.Errorf("two calendars: %v", got)
	}
}

func TestSmallNumbersOfPeopleGoWithAnother(t *testing.T) {
	l := newLand(t)
	year := calendar.Year(calendar.Civil, 2023)
	locks := []publication.Locked{lock("y", 9, l.commune, year, "113")}
	for i, n := range []string{"3", "30", "40", "40"} {
		locks = append(locks, lock(n, int64(i), l.commune, quarter(i+1), n))
	}
	same(t, told(l, today, locks...), map[string]int64{y1: 113, q1: -1, "đơn vị Đình Phong quý II/2023": -1, "đơn vị Đình Phong quý III/2023": 40, "đơn vị Đình Phong quý IV/2023": 40})
}

// TestOfTheLineOnlyBandsArePublic: of whole quarters, of the share alone, and
// never the number, which would tell how much nobody watches.
func TestOfTheLineOnlyBandsArePublic(t *testing.T) {
	l := newLand(t)
	share := func(indicator, measure string) func(*figure.Selection) {
		return func(s *figure.Selection) {
			s.Indicator, s.Measure, s.Indicators = indicator, measure, []string{indicator}
		}
	}
	q1 := calendar.Quarter(calendar.Official, 2026, 1)
	for value, want := range map[string]int{"0": 1, "24.999999": 1, "25": 2, "49.9": 2, "50": 3, "74.999999": 3, "75": 4, "100": 4} {
		found := 0
		publication.Make(l.reg, []publication.Locked{lock("a", 1, l.commune, q1, value, share("line.share", "share"))}, q1.To+publication.LateDays).All(func(f *publication.Figure) {
			found++
			if f.Band != want || f.Result.V != 0 || len(f.Basis) > 0 {
				t.Errorf("%s: band %d, result %+v", value, f.Band, f.Result)
			}
		})
		if found != 1 {
			t.Errorf("%s: %d figures", value, found)
		}
	}
	for name, x := range map[string]publication.Locked{
		"a month":        lock("a", 1, l.commune, calendar.Month(calendar.Official, 2026, 1), "40", share("line.share", "share")),
		"a year":         lock("a", 1, l.commune, calendar.Year(calendar.Official, 2025), "40", share("line.share", "share")),
		"a hamlet":       lock("a", 1, l.hamlet, q1, "40", share("line.share", "share")),
		"kilometres":     lock("a", 1, l.commune, q1, "4.2", share("line.covered", "covered_km")),
		"markers":        lock("a", 1, l.commune, q1, "7", share("markers.reached", "passed")),
		"all kilometres": lock("a", 1, l.commune, q1, "9", share("line.covered", "passed_km")),
	} {
		publication.Make(l.reg, []publication.Locked{x}, q1.To+400).All(func(f *publication.Figure) { t.Errorf("%s is public: %+v", name, f) })
	}
	publication.Make(l.reg, []publication.Locked{lock("a", 1, l.commune, q1, "40", share("line.share", "share"))}, q1.To+publication.LateDays-1).All(func(f *publication.Figure) { t.Error("too early") })
}
