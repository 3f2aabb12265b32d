package visit

import (
	"math"
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
)

var (
	plane = geo.PlaneAt(geo.Point{Lat: 22.4, Lon: 105.5})
	today = calendar.MakeDay(2024, 3, 3)
	shut  = []border.Closure{{Reason: "bờ bên kia", Days: border.Always}}
)

// stone stands at a place in metres.
func stone(number string, x, y float64, closed ...border.Closure) border.Monument {
	n, err := border.ParseNumber(number)
	if err != nil {
		panic(err)
	}
	p := plane.Point(geo.XY{X: x, Y: y})
	return border.Monument{Number: n, Lat: int32(math.Round(p.Lat * 1e7)), Lon: int32(math.Round(p.Lon * 1e7)), Closed: closed}
}

// position has its stones' number.
func position(stones ...border.Monument) border.Position {
	n := stones[0].Number.Position()
	return border.Position{ID: n.String(), Number: n, Days: border.Always, Monuments: stones}
}

// fix is a place at a second, exact to ten metres: its reach is 30 m.
func fix(x, y float64, second int64) walk.Fix {
	return walk.Fix{Point: plane.Point(geo.XY{X: x, Y: y}), At: second * 1000, Timed: true, AccuracyM: 10}
}

func photo(x, y float64, second int64) Photo { return Photo{fix(x, y, 0).Point, second * 1000} }

// of is the class of one position by its id.
func of(p []border.Position, e Evidence, id string) Class {
	e.Day = today
	for _, v := range V1.Of(p, e) {
		if v.Position == id {
			return v.Class
		}
	}
	return None
}

func TestReachGrowsWithTheDoubtOfAFix(t *testing.T) {
	for accuracy, want := range map[float64]float64{0: 30, 5: 30, 10: 30, 20: 40, 40: 60, 100: 60} {
		if got := V1.Reach(accuracy); got != want {
			t.Errorf("%v m: %v", accuracy, got)
		}
	}
}

func TestAVisitIsAsGoodAsItsEvidence(t *testing.T) {
	one := []border.Position{position(stone("2001", 0, 0))}
	stay := walk.Part{fix(-100, 0, 0), fix(-5, 0, 100), fix(5, 0, 170), fix(100, 0, 270)}
	for _, c := range []struct {
		name string
		e    Evidence
		want Class
	}{
		{"nothing", Evidence{}, None},
		{"past it within reach", Evidence{Parts: []walk.Part{{fix(-500, 29, 0), fix(500, 29, 100)}}}, Passed},
		{"past it out of reach", Evidence{Parts: []walk.Part{{fix(-500, 31, 0), fix(500, 31, 100)}}}, None},
		{"one fix within reach", Evidence{Parts: []walk.Part{{fix(0, 20, 0)}}}, Passed},
		{"a stay beyond reach, though within 50 m", Evidence{Parts: []walk.Part{{fix(0, 45, 0), fix(0, 46, 300)}}}, None},
		{"a stay of a minute", Evidence{Parts: []walk.Part{stay}}, Checked},
		{"a photo there", Evidence{Parts: []walk.Part{stay}, Photos: []Photo{photo(0, 40, 120)}}, Documented},
		{"a photo ten minutes late", Evidence{Parts: []walk.Part{stay}, Photos: []Photo{photo(0, 40, 215+600)}}, Documented},
		{"a photo eleven minutes late", Evidence{Parts: []walk.Part{stay}, Photos: []Photo{photo(0, 40, 215+670)}}, Checked},
		{"a photo from elsewhere", Evidence{Parts: []walk.Part{stay}, Photos: []Photo{photo(0, 51, 120)}}, Checked},
		{"a photo without a stay", Evidence{Parts: []walk.Part{{fix(-500, 20, 0), fix(500, 20, 100)}}, Photos: []Photo{photo(0, 0, 50)}}, Passed},
		{"a stay split by a gap adds up", Evidence{Parts: []walk.Part{{fix(0, 0, 0), fix(5, 0, 35)}, {fix(5, 0, 400), fix(0, 0, 435)}}}, Checked},
		{"the gap itself does not count", Evidence{Parts: []walk.Part{{fix(0, 0, 0), fix(5, 0, 25)}, {fix(5, 0, 400), fix(0, 0, 425)}}}, Passed},
		{"on paper", Evidence{Stated: []string{"2001"}}, Stated},
		{"on paper and past it", Evidence{Stated: []string{"2001"}, Parts: []walk.Part{{fix(0, 20, 0)}}}, Passed},
	} {
		if got := of(one, c.e, "2001"); got != c.want {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}

func TestOnlyTimeInsideFiftyMetresIsAStay(t *testing.T) {
	one := []border.Position{position(stone("2001", 0, 0))}
	// A minute and a half from -100 to 100 m at an even speed: half of it inside.
	v := V1.Of(one, Evidence{Day: today, Parts: []walk.Part{{fix(-100, 0, 0), fix(100, 0, 90)}}})
	if len(v) != 1 || v[0].Class != Passed || v[0].StayMS < 44_900 || v[0].StayMS > 45_100 || v[0].FarM > 0.1 {
		t.Errorf("%+v", v)
	}
}

func TestACheckInWithoutATrack(t *testing.T) {
	one := []border.Position{position(stone("2001", 0, 0))}
	at := func(x float64) *walk.Fix { f := fix(x, 0, 0); return &f }
	vague := *at(0)
	vague.AccuracyM = 150
	for _, c := range []struct {
		name string
		in   CheckIn
		want Class
		disc bool
	}{
		{"near, with a photo", CheckIn{"2001", at(25), true}, Documented, true},
		{"near, without a photo", CheckIn{"2001", at(25), false}, Stated, true},
		{"far, with a photo", CheckIn{"2001", at(400), true}, Stated, true},
		{"without a fix", CheckIn{"2001", nil, true}, Stated, false},
		{"near by a vague fix", CheckIn{"2001", &vague, true}, Stated, false},
		{"of another marker", CheckIn{"2002", at(0), true}, None, true},
	} {
		if got := of(one, Evidence{CheckIns: []CheckIn{c.in}}, "2001"); got != c.want {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
		if part, ok := V1.Disc(&c.in); ok != c.disc || ok && len(part) != 1 {
			t.Errorf("%s: disc %v", c.name, part)
		}
	}
	far := V1.Of(one, Evidence{Day: today, CheckIns: []CheckIn{{"2001", at(400), true}}})
	if len(far) != 1 || math.Abs(far[0].FarM-400) > 1 {
		t.Errorf("a check-in from afar is kept with its distance: %+v", far)
	}
}

func TestAPositionIsVisitedAtAStoneThatCanBeReached(t *testing.T) {
	all := []border.Position{
		position(stone("2001(1)", 0, -40), stone("2001(2)", 0, 40, shut...)), // twin
		position(stone("2002", 500, 0, shut...)),                             // unreachable
		position(stone("2003", 1000, 0)), position(stone("2003/1", 1015, 0)), // a secondary one 15 m off
		position(stone("2004", 1500, 60)), // on the far bank, but not marked as such
	}
	along := func(y float64) Evidence {
		return Evidence{Parts: []walk.Part{{fix(-100, y, 0), fix(900, y, 1000), fix(1600, y, 1700)}}}
	}
	for id, want := range map[string]Class{"2001": Passed, "2002": None, "2003": Passed, "2003/1": Passed, "2004": None} {
		if got := of(all, along(-20), id); got < want || want == None && got != None {
			t.Errorf("on our side %s is %v", id, got)
		}
	}
	if got := of(all, along(40), "2001"); got != None {
		t.Errorf("past the twin's stone beyond the line: %v", got)
	}
	there := fix(500, 0, 0)
	e := Evidence{CheckIns: []CheckIn{{"2002", &there, true}}, Stated: []string{"2002"}}
	if got := of(all, e, "2002"); got != None {
		t.Errorf("a marker nobody can reach is %v", got)
	}
}

func TestTwoHalfVisitsMakeNoWholeOne(t *testing.T) {
	one := []border.Position{position(stone("2001", 0, 0))}
	half := V1.Of(one, Evidence{Day: today, Parts: []walk.Part{{fix(0, 0, 0), fix(5, 0, 40)}}})
	paper := V1.Of(one, Evidence{Day: today, Stated: []string{"2001"}})
	best := Best(paper, half, half, paper)
	if len(best) != 1 || best["2001"].Class != Passed {
		t.Errorf("%+v", best)
	}
	if Count(best, Passed) != 1 || Count(best, Checked) != 0 {
		t.Error("counted wrongly")
	}
}
