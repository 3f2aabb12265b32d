package doubt_test

import (
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/doubt"
	"phendau/internal/ledger"
)

func patrolOf(placeID, on string, turns int64) *ledger.Content {
	return &ledger.Content{Kind: "patrol", PlaceID: placeID, Day: day(on), OwnerBodyID: post, Dims: map[string]ledger.Codes{"patrol_form": {"own_regular"}},
		Measures: map[string]amount.Value{"person_turns": counted(turns)}}
}

func TestAnEntryIsHeldAgainstTheHabitOfItsPlace(t *testing.T) {
	for _, c := range []struct {
		name  string
		habit []int64
		own   int64
		want  string
	}{
		{"ten times the usual", []int64{4, 5, 6, 5, 4, 7, 5, 6, 5, 4, 6, 5}, 50, "outlier [50 12 5]"},
		{"a little more than usual", []int64{4, 5, 6, 5, 4, 7, 5, 6, 5, 4, 6, 5}, 9, ""},
		{"a habit without spread bears six", []int64{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, 6, ""},
		{"a zero forgotten", []int64{40, 50, 60, 50, 40, 70, 50, 60, 50, 40, 60, 50}, 5, ""},
		{"a tenth of a steady habit", []int64{50, 50, 51, 50, 49, 50, 50, 50, 52, 50, 50, 50}, 5, "outlier [5 12 50]"},
		{"eleven values are no habit", []int64{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, 50, ""},
		{"the fourth twenty-five in a row", []int64{7, 25, 25, 25}, 25, "same_as_before [25 4]"},
		{"the twentieth patrol of exactly five", []int64{5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, 5, "exact_norm [20 20 5]"},
	} {
		w := newWorld(t)
		for i, n := range c.habit {
			w.patrol(hamlet, (day("2021-01-01") + doubt.Day(i*7)).String(), n)
		}
		w.entry("patrol", hamlet, "2021-03-01", "patrol_form=bilateral", map[string]amount.Value{"times": counted(1), "person_turns": counted(40)})
		found := doubt.OnEntry(w.build(), "", "", patrolOf(hamlet, "2021-12-01", c.own))
		if got := codes(found); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		for _, f := range found {
			w.whole(f)
		}
	}
}

func TestTheCataloguesQuestionsComeFirst(t *testing.T) {
	w := newWorld(t)
	if got := codes(doubt.OnEntry(w.build(), "", "", patrolOf(hamlet, "2021-12-01", 101))); got != "out_of_bounds [101]" {
		t.Error(got)
	}
}

func TestADayBeforeTheTeamWasFoundedIsAskedAbout(t *testing.T) {
	w := newWorld(t)
	c := patrolOf(hamlet, "2020-03-02", 5)
	c.Bodies = []ledger.Participation{{BodyID: team}}
	v := w.build()
	found := doubt.OnEntry(v, "", "", c)
	if codes(found) != "outside_period [18323]" || !strings.Contains(found[0].VI, "Tổ tự quản xóm Giộp không có trong danh mục, sổ theo dõi vào ngày 02/03/2020") {
		t.Errorf("%+v", found)
	}
	c.Day++
	if found = doubt.OnEntry(v, "", "", c); len(found) > 0 {
		t.Errorf("%+v", found)
	}
	c.PlaceID = "nowhere"
	if found = doubt.OnEntry(v, "", "", c); codes(found) != "outside_period [18324]" {
		t.Errorf("%+v", found)
	}
}

func TestTipsAreNeverExaminedOneByOne(t *testing.T) {
	w := newWorld(t)
	for i := range 30 {
		w.entry("tip", dinhPhong, (day("2021-01-15") + doubt.Day(i*20)).String(), "tip_assessed=valuable", map[string]amount.Value{"tips": counted(25)})
	}
	v := w.build()
	c := &ledger.Content{Kind: "tip", PlaceID: dinhPhong, Day: day("2022-12-15"), OwnerBodyID: post, Measures: map[string]amount.Value{"tips": counted(25)}}
	for _, f := range doubt.OnEntry(v, "", "", c) {
		if f.Code != doubt.OutOfBounds {
			t.Errorf("%+v", f)
		}
	}
	if found := w.figures(province, "2021-01-01", "2022-12-31", "tips.valuable"); len(found) > 0 {
		t.Errorf("%+v", found)
	}
	r := &ledger.Record{Type: ledger.TypeEntry, ID: "e", Kind: "tip", PlaceID: dinhPhong, State: ledger.State{Late: true, LateFor: []string{"s"}}}
	if found := doubt.OnRecord("L", r, true); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestALateEntryNamesHowManyReportsWaitForIt(t *testing.T) {
	r := &ledger.Record{Type: ledger.TypeEntry, ID: "e", Kind: "patrol", PlaceID: hamlet, Day: day("2021-02-03"), State: ledger.State{Late: true, LateFor: []string{"s", "t"}}}
	found := doubt.OnRecord("L", r, false)
	if codes(found) != "late [2]" || !strings.HasPrefix(found[0].VI, "Bản ghi ngày 03/02/2021 được gửi hoặc xác nhận sau khi chốt 2 báo cáo") {
		t.Errorf("%+v", found)
	}
	r.State.Late = false
	if found = doubt.OnRecord("L", r, false); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestFiguresAreAskedAboutBeforeALock(t *testing.T) {
	w := newWorld(t)
	for y := 2021; y <= 2022; y++ {
		for m := 1; m <= 12; m++ {
			if y == 2021 && (m == 5 || m == 6) {
				continue
			}
			for _, d := range []int{3, 12, 21} {
				w.patrol(dinhPhong, calendar.MakeDay(y, m, d).String(), 5)
				w.patrol(ngocKhe, calendar.MakeDay(y, m, d).String(), int64(4+d%3+m%2))
			}
		}
	}
	got := codes(w.figures(dinhPhong, "2021-01-01", "2021-12-31", "patrol.post"))
	if want := "exact_norm [150 30]; exact_norm [30 30 5]; gap [2]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	found := w.figures(province, "2021-01-01", "2021-12-31", "patrol.post")
	if got := codes(found); got != "gap [2]; gap [2]" {
		t.Errorf("%s", got)
	}
	if want := "“tuần tra thường xuyên và tuần tra khép kín” tại xã Đình Phong: từ tháng 5/2021 đến tháng 6/2021 (2 tháng) không có bản ghi, cũng chưa ký “không phát sinh”"; !strings.HasPrefix(found[0].VI, want) {
		t.Errorf("%s", found[0].VI)
	}
	w.nils = append(w.nils, nilOf(province, "2021-05-01", "2021-06-30"))
	if got := codes(w.figures(province, "2021-01-01", "2021-12-31", "patrol.post")); got != "" {
		t.Errorf("a signed zero is no gap: %s", got)
	}
	if got := codes(w.figures(dinhPhong, "2022-07-01", "2022-12-31", "patrol.with_residents", "patrol.post")); got != "same_as_before [90 18993 19173]" {
		t.Errorf("%s", got)
	}
}

func TestRoundNumbersSaidToBeCountedAreAskedAbout(t *testing.T) {
	w := newWorld(t)
	for i := range 20 {
		n := int64(10 + 5*(i%7))
		if i < 4 {
			n = 23
		}
		w.entry("outreach", dinhPhong, (day("2021-01-01") + doubt.Day(i)).String(), "", map[string]amount.Value{"sessions": counted(1), "participant_turns": counted(n)})
	}
	found := w.figures(dinhPhong, "2021-01-01", "2021-12-31", "outreach")
	if codes(found) != "round_number [16 20]" || len(found[0].Links) != 16 || found[0].Drill == "" {
		t.Errorf("%s", codes(found))
	}
}
