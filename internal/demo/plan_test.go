package demo

import (
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/registry"
)

// planned is the whole story without a book.
func planned(t *testing.T) *builder {
	t.Helper()
	b, err := newBuilder(Options{}, NewClock())
	if err != nil {
		t.Fatal(err)
	}
	b.plan()
	return b
}

func TestEntriesArePlausible(t *testing.T) {
	for _, a := range planned(t).acts {
		c := a.content
		if c == nil {
			continue
		}
		if !inStory(c.Day) || c.ToDay != nil && !inStory(*c.ToDay) {
			t.Errorf("%s on %s lies outside the story", c.Kind, c.Day)
		}
		for m, v := range c.Measures {
			if v.Q != amount.Uncounted && v.V <= 0 && m != "joint_actions" {
				t.Errorf("%s on %s: %s is %d", c.Kind, c.Day, m, v.V)
			}
		}
		if n := c.Measures["person_turns"].V; c.Kind == "patrol" && n > 30 && !a.is("patrol", "patrol_form", "bilateral") {
			t.Errorf("a patrol of %d people on %s", n, c.Day)
		}
		y, m, _ := c.Day.Date()
		if meets := c.Kind == "talks" || c.Kind == "cooperation" || a.is("patrol", "patrol_form", "bilateral"); meets && (month{year: y, month: m}).covid() {
			t.Errorf("%s on %s, while the border was closed", c.Kind, c.Day)
		}
	}
}

// inStory: the years of the review, and the present since the communes merged.
func inStory(d calendar.Day) bool {
	return d >= firstDay && d <= lastDay || d >= merged2025 && d <= Present
}

func TestPartsNeverExceedTheirWhole(t *testing.T) {
	for _, a := range planned(t).acts {
		if a.content == nil {
			continue
		}
		sums := map[string]int64{}
		for _, p := range a.content.Parts {
			if p.Measure != "quantity" {
				sums[p.Measure] += p.Value.V
			}
		}
		for m, n := range sums {
			if n > a.content.Measures[m].V {
				t.Errorf("%s on %s: parts of %s are %d of %d", a.content.Kind, a.content.Day, m, n, a.content.Measures[m].V)
			}
		}
	}
}

func TestSeasonsShow(t *testing.T) {
	byMonth := map[string][13]int{}
	for _, a := range planned(t).acts {
		if a.content == nil {
			continue
		}
		n := byMonth[a.content.Kind]
		_, m, _ := a.day.Date()
		n[m]++
		byMonth[a.content.Kind] = n
	}
	for _, x := range []struct {
		kind       string
		high, less int
	}{{"outreach", 3, 7}, {"trail_clearing", 10, 6}, {"patrol", 12, 7}, {"festival", 3, 9}, {"disaster_response", 7, 11}} {
		if n := byMonth[x.kind]; n[x.high]*4 <= n[x.less]*5 {
			t.Errorf("%s: %d in month %d, %d in month %d", x.kind, n[x.high], x.high, n[x.less], x.less)
		}
	}
}

func TestNothingIsRecordedBeforeItHappened(t *testing.T) {
	for _, s := range planned(t).steps {
		if dayOf(s.at) < s.act.day {
			t.Errorf("%s of %s at %s", s.verb, s.act.day, dayOf(s.at))
		}
	}
}

func TestNobodyVerifiesOwnRecordsUnlessAlone(t *testing.T) {
	own := 0
	for _, s := range planned(t).steps {
		if s.verb != "verify" || s.actor != s.act.owner.recorder {
			continue
		}
		own++
		if u := s.act.spot.unit; u == nil || !u.alone || s.act.day >= calendar.MakeDay(2019, 7, 1) {
			t.Errorf("own record of %s verified", s.act.day)
		}
	}
	if own == 0 {
		t.Error("no example of a marked self-verification")
	}
}

func TestTipCellsHaveFiveOrNone(t *testing.T) {
	type key struct{ unit, assessed, quarter string }
	cells := map[key]int64{}
	for _, a := range planned(t).acts {
		if a.content == nil || a.content.Kind != "tip" {
			continue
		}
		y, q := calendar.QuarterOf(calendar.Civil, a.day)
		if y > 2023 || a.spot.hamlet != nil {
			t.Errorf("a tip of %s below commune or in an open quarter", a.day)
		}
		cells[key{a.spot.unit.Code, a.content.Dims["assessed"][0], calendar.Quarter(calendar.Civil, y, q).String()}] += a.content.Measures["tips"].V
		if a.content.Dims["tip_channel"][0] == "sealed" && a.day != calendar.MakeDay(y, 3*q-1, 15) {
			t.Errorf("a sealed tip on %s", a.day)
		}
	}
	for k, n := range cells {
		if n < smallestCell {
			t.Errorf("%v has %d tips", k, n)
		}
	}
}

// Names are those of roles and marked as fictional; no text holds a number
// that could be a telephone or an identity card.
func TestNoPersonIsReal(t *testing.T) {
	b := planned(t)
	for _, d := range b.docs {
		if p, ok := d.full.(*registry.PersonDoc); ok && !strings.HasSuffix(p.Name, "(minh họa)") {
			t.Errorf("%s is not marked", p.Name)
		}
	}
	for _, a := range b.acts {
		if a.content != nil && longDigits(a.content.Note) {
			t.Errorf("a long number in %q", a.content.Note)
		}
	}
}

func longDigits(s string) bool {
	run := 0
	for _, r := range s {
		if run++; r < '0' || r > '9' {
			run = 0
		}
		if run > 6 {
			return true
		}
	}
	return false
}

func TestSpreadAddsUp(t *testing.T) {
	r := planned(t).stream("test")
	for range 200 {
		total := r.Int64N(5000)
		var sum int64
		for _, n := range spread(total, noisy(r, 1+r.IntN(60), 1, 99)) {
			if n < 0 {
				t.Fatal("negative share")
			}
			sum += n
		}
		if sum != total {
			t.Fatalf("shares of %d add up to %d", total, sum)
		}
	}
}
