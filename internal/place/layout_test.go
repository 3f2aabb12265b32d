package place

import (
	"slices"
	"strings"
	"testing"
)

// total sums one record per place and the given days over the rows.
func total(r *Registry, l *Layout, days ...Day) (sum int, byRow []int) {
	byRow = make([]int, len(l.Rows))
	for o := range r.Len() {
		for _, d := range days {
			if row := l.UnitOn(o, d); row >= 0 {
				byRow[row]++
				sum++
			}
		}
	}
	return sum, byRow
}

func TestTheOldDistrictHasOneTotalThenTodayAndAsAGroup(t *testing.T) {
	r := trungKhanh().build(t)
	count := func(asked string, m MapSpec, level Level, ids ...string) int {
		l, n := mustLay(t, r, asked, m, review, level), 0
		for _, id := range ids {
			if rowOf(r, l, id) != nil {
				n++
			}
		}
		return n
	}
	var records []string // of hamlets and communes, as teams and communes enter them
	for o := range r.Len() {
		if id := r.ID(o); id[0] == 'h' || id[0] == 'c' {
			records = append(records, id)
		}
	}
	for _, level := range []Level{LevelAny, LevelCommune, LevelHamlet} {
		want := count("d047.2020", MapSpec{}, level, records...)
		if want != 42 {
			t.Errorf("then: %d of 21 communes and 21 hamlets", want)
		}
		for _, m := range []MapSpec{{}, {MapToday, today}, {MapOfDay, day("2018-01-01")}} {
			if got := count("g.tk", m, level, records...); got != want {
				t.Errorf("group on %s by %q: %d; want %d", m, level, got, want)
			}
		}
		if got := count("d047.2020", MapSpec{MapToday, today}, level, records...); got != want {
			t.Errorf("district on today's map by %q: %d; want %d", level, got, want)
		}
	}
}

func TestThenIsTheLastDayOfThePeriodOnWhichThePlaceWasInForce(t *testing.T) {
	r := trungKhanh().build(t)
	for _, c := range []struct {
		asked    string
		p        Period
		m        MapSpec
		mem, day string
	}{
		{"d047.2020", review, MapSpec{}, "2024-12-31", "2024-12-31"},
		{"d047.2020", Period{day("2021-01-01"), day("2026-06-30")}, MapSpec{}, "2025-06-30", "2025-06-30"},
		{"d046.2017", review, MapSpec{}, "2020-02-29", "2020-02-29"},
		{"n01477", review, MapSpec{}, "2025-07-01", "2025-07-01"}, // not in force: its first day
		{"d047.2020", review, MapSpec{MapToday, today}, "2025-06-30", "2026-10-01"},
		{"d047.2020", review, MapSpec{MapOfDay, day("2018-01-01")}, "2020-03-01", "2018-01-01"},
		{"d047.2020", review, MapSpec{MapOfDay, day("2022-01-01")}, "2022-01-01", "2022-01-01"},
		{"g.tk", review, MapSpec{MapToday, today}, "2025-06-30", "2026-10-01"},
		{"", review, MapSpec{}, "2024-12-31", "2024-12-31"},
		{"", review, MapSpec{MapToday, today}, "2026-10-01", "2026-10-01"},
	} {
		mem, on, err := r.Resolve(c.m, c.asked, c.p)
		if err != nil || mem != day(c.mem) || on != day(c.day) {
			t.Errorf("%s on %s: %s, %s, %v; want %s, %s", c.asked, c.m, mem, on, err, c.mem, c.day)
		}
	}
	for _, asked := range []string{"nobody", "empty"} {
		b := trungKhanh()
		b.Groups = append(b.Groups, Group{ID: "empty"})
		if _, _, err := b.build(t).Resolve(MapSpec{}, asked, review); err == nil {
			t.Errorf("%s has no map", asked)
		}
	}
	if _, _, err := r.Resolve(MapSpec{}, "p04", Period{review.To, review.From}); err == nil {
		t.Error("a period that ends before it begins is accepted")
	}
}

func TestMapSpecsAreReadAsTheyPrint(t *testing.T) {
	for _, s := range []string{"then", "own-day", "today", "2024-02-29"} {
		m, err := ParseMapSpec(s, today)
		if err != nil || m.String() != s {
			t.Errorf("%s: %v, %v", s, m, err)
		}
	}
	if m, err := ParseMapSpec("", today); err != nil || m.Kind != MapThen {
		t.Errorf("no map means then: %v, %v", m, err)
	}
	for _, s := range []string{"now", "2024-02-30", "29/02/2024"} {
		if _, err := ParseMapSpec(s, today); err == nil {
			t.Errorf("%q is read as a map", s)
		}
	}
}

func TestUnitsWithoutRecordsAreListedInPlaceOrder(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "d047.2020", MapSpec{}, review, LevelCommune)
	want := make([]string, 0, 21)
	for _, u := range oldUnits {
		want = append(want, "c"+u.code)
	}
	slices.Sort(want)
	wantIDs(t, "units", unitIDs(l), want...)
	wantIDs(t, "UnitsAt", r.UnitsAt("d047.2020", LevelCommune, review.To), want...)
	if l.Rows[0].Name != "thị trấn Trà Lĩnh" || l.Rows[0].Code != "01447" {
		t.Errorf("first row %+v", l.Rows[0])
	}
}

func TestALevelAboveThePlaceGivesThePlaceItself(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "c01471", MapSpec{}, review, LevelDistrict)
	wantRow(t, r, l, "h01471", RowUpper, "c01471")
	if len(l.Rows) != 1 {
		t.Errorf("rows %+v", l.Rows)
	}
	if _, err := r.Layout("c01471", MapSpec{}, review, "ward"); err == nil {
		t.Error("an unknown level is accepted")
	}
}

func TestAMapWithoutALevelShowsItsRecordsAbove(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "p04", MapSpec{MapToday, today}, review, LevelDistrict)
	wantRow(t, r, l, "h01471", RowUpper, "p04")
	if row := rowOf(r, l, "h01471"); !strings.Contains(row.Note.VI, "không có đơn vị cấp huyện") {
		t.Errorf("note %q", row.Note.VI)
	}
}

func TestTheTotalAloneIsOneRow(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "d047.2020", MapSpec{MapToday, today}, review, LevelAny)
	if len(l.Rows) != 1 || l.Rows[0].Name != "huyện Trùng Khánh" || l.Rows[0].Code != "047" {
		t.Errorf("rows %+v", l.Rows)
	}
	l = mustLay(t, r, "", MapSpec{}, review, LevelAny)
	if sum, _ := total(r, l, review.To); sum != r.Len() {
		t.Errorf("the total over everything holds %d of %d places", sum, r.Len())
	}
}

func TestOwnDayCountsUnderTheUnitsOfTheEntrysDay(t *testing.T) {
	r := trungKhanh().build(t)
	p := Period{day("2019-01-01"), day("2026-06-30")}
	l := mustLay(t, r, "p04", MapSpec{Kind: MapOwnDay}, p, LevelDistrict)
	h := r.Ordinal("h01471")
	for d, want := range map[string]string{"2019-01-01": "d046.2017", "2020-02-29": "d046.2017", "2020-03-01": "d047.2020",
		"2025-06-30": "d047.2020", "2025-07-01": "p04", "2026-06-30": "p04"} {
		if row := l.UnitOn(h, day(d)); row < 0 || l.Rows[row].PlaceID != want {
			t.Errorf("on %s: row %d; want %s", d, row, want)
		}
	}
	for _, d := range []string{"2018-12-31", "2026-07-01"} {
		if l.UnitOn(h, day(d)) != -1 {
			t.Errorf("%s lies outside the period", d)
		}
	}
	for _, row := range l.Rows {
		if row.PlaceID == "d046.2017" && (row.From != p.From || row.To != dissolved2020-1) {
			t.Errorf("Trà Lĩnh district appears from %s to %s", row.From, row.To)
		}
	}
	if notes := footnotes(l, FootDays); len(notes) != 1 || !slices.Contains(notes[0].Places, "d046.2017") {
		t.Errorf("nothing says which units were there for a part of the period: %+v", notes)
	}
}

func TestOwnDayOfADistrictHoldsOnlyItsOwnDays(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "d047.2020", MapSpec{Kind: MapOwnDay}, review, LevelCommune)
	c := r.Ordinal("c01471")
	if l.UnitOn(c, dissolved2020-1) != -1 || l.UnitOn(c, dissolved2020) < 0 {
		t.Error("an entry counts for a district that did not hold its place that day")
	}
	if row := l.Rows[l.UnitOn(c, dissolved2020)]; row.From != dissolved2020 || row.To != review.To {
		t.Errorf("%s stood in the district from %s to %s", row.Name, row.From, row.To)
	}
	g := mustLay(t, r, "g.tk", MapSpec{Kind: MapOwnDay}, review, LevelCommune)
	if g.UnitOn(c, dissolved2020-1) != -1 || g.UnitOn(c, dissolved2020) < 0 {
		t.Error("a group tests membership on the fact's day")
	}
}

func TestFootnotesNameMapActsAndDays(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "d047.2020", MapSpec{MapToday, today}, review, LevelCommune)
	if l.Footnotes[0].Kind != FootMap || l.Footnotes[0].Day != today {
		t.Errorf("first footnote %+v", l.Footnotes[0])
	}
	if n := len(footnotes(l, FootClosed)); n != 1 {
		t.Errorf("%d footnotes say that the district is closed", n)
	}
	var days []Day
	for _, f := range footnotes(l, FootAct) {
		days = append(days, f.Day)
	}
	if !slices.Equal(days, []Day{merged2020, dissolved2020, merged2025}) {
		t.Errorf("acts of %v", days)
	}
	acts := footnotes(l, FootAct)
	last := acts[len(acts)-1]
	if !strings.Contains(last.Text.VI, "xã Đàm Thủy (cũ), xã Chí Viễn (cũ), xã Phong Châu (cũ) nhập thành xã Đàm Thủy") {
		t.Errorf("act worded %q", last.Text.VI)
	}
	for _, f := range l.Footnotes {
		if f.Text.VI == "" || f.Text.EN == "" {
			t.Errorf("footnote without a sentence: %+v", f)
		}
	}
	then := mustLay(t, r, "d047.2020", MapSpec{}, Period{day("2021-01-01"), day("2024-12-31")}, LevelCommune)
	if n := len(then.Footnotes); n != 1 {
		t.Errorf("a period without a reorganisation needs the map date only: %+v", then.Footnotes)
	}
}

func TestABackwardMapSaysWhichActWasTakenBack(t *testing.T) {
	r := trungKhanh().build(t)
	p := Period{day("2025-08-01"), day("2026-06-30")}
	l := mustLay(t, r, "p04", MapSpec{MapOfDay, day("2024-12-31")}, p, LevelCommune)
	acts := footnotes(l, FootAct)
	if len(acts) != 1 || !acts[0].Back || !strings.HasPrefix(acts[0].Text.VI, "Quy về trước khi có") {
		t.Errorf("acts %+v", acts)
	}
	wantRow(t, r, l, "n01465", RowUndivided, "d047.2020")
	notes := footnotes(l, FootUndivided)
	if len(notes) != 3 || !strings.Contains(notes[1].Text.VI, "xã Quang Trung (mới)") {
		t.Errorf("undivided: %+v", notes)
	}
}

func TestAGroupByAUnitAboveItsMembersHoldsItsPartOnly(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "g.tk", MapSpec{}, review, LevelDistrict)
	wantIDs(t, "districts", unitIDs(l), "d047.2020")
	if rowOf(r, l, "d047.2020") != nil {
		t.Error("records of the district as a whole are claimed for the group of its units")
	}
	wantRow(t, r, l, "n01465", RowUnit, "d047.2020") // made of members alone
	if rowOf(r, l, "n01447") != nil {
		t.Error("a commune made of members and others is claimed whole")
	}
}
