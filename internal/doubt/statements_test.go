package doubt_test

import (
	"strings"
	"testing"

	"phendau/internal/amount"
	"phendau/internal/doubt"
	"phendau/internal/ledger"
)

func TestDeclaredTotalsAreComparedWithEachOther(t *testing.T) {
	type st struct {
		indicator, measure, place, from, to string
		v                                   int64
		dims                                map[string]string
	}
	y19, y20 := [2]string{"2019-01-01", "2019-12-31"}, [2]string{"2020-01-01", "2020-12-31"}
	at := func(indicator, measure, place string, y [2]string, v int64) st {
		return st{indicator, measure, place, y[0], y[1], v, nil}
	}
	part := func(audience string, v int64) st {
		return st{"outreach", "participant_turns", province, y19[0], y19[1], v, map[string]string{"audience": audience}}
	}
	for _, c := range []struct {
		name string
		list []st
		want string
	}{
		{"the number of the year before", []st{at("outreach", "sessions", province, y19, 120), at("outreach", "sessions", province, y20, 120)}, "1 same_as_before [120 17897 18261]"},
		{"a small equal number is chance", []st{at("outreach", "sessions", province, y19, 12), at("outreach", "sessions", province, y20, 12)}, ""},
		{"a composite of small equal numbers is none", []st{at("patrol.post", "times", province, y19, 7), at("patrol.post", "person_turns", province, y19, 19),
			at("patrol.post", "times", province, y20, 7), at("patrol.post", "person_turns", province, y20, 19)}, "2 same_as_before [17897 18261 7 19]"},
		{"the length of the line stays what it is", []st{at("border.length_km", "length_km", province, y19, 9000), at("border.length_km", "length_km", province, y20, 9000)}, ""},
		{"a thousand times the year before", []st{at("outreach", "participant_turns", province, y19, 2957), at("outreach", "participant_turns", province, y20, 3)},
			"1 numeral_doubt [3 2957]"},
		{"eleven thousand six hundred and forty-five is five times", []st{at("patrol.post", "times", province, y19, 2329), at("patrol.post", "person_turns", province, y19, 11645)},
			"1 exact_norm [2329 11645]"},
		{"fewer people than patrols", []st{at("patrol.post", "times", province, y19, 50), at("patrol.post", "person_turns", province, y19, 49)}, "1 turns_below_times [49 50]"},
		{"overlapping periods", []st{at("outreach", "sessions", province, y19, 30), at("outreach", "sessions", province, [2]string{"2019-12-01", "2020-06-30"}, 10)},
			"0 overlap_periods [30 10 18231 18443]; 1 overlap_periods [10 30 17897 18261]"},
		{"one commune above its province", []st{at("outreach", "sessions", province, y19, 30), at("outreach", "sessions", dinhPhong, y19, 31)}, "0 part_exceeds_whole [31 30]"},
		{"two communes above their province", []st{at("outreach", "sessions", province, y19, 30), at("outreach", "sessions", dinhPhong, y19, 20), at("outreach", "sessions", ngocKhe, y19, 11)},
			"0 parts_do_not_sum [31 30 2]"},
		{"a part above its total", []st{at("outreach", "participant_turns", province, y19, 30), part("pupils", 31)}, "0 part_exceeds_whole [31 30]"},
		{"parts beyond their total", []st{at("outreach", "participant_turns", province, y19, 30), part("pupils", 20), part("residents", 20)}, "0 parts_do_not_sum [40 30]"},
		{"parts that leave a remainder", []st{at("outreach", "participant_turns", province, y19, 30), part("pupils", 20)}, ""},
		{"monuments where positions are asked", []st{at("border.marker_positions", "positions", dinhPhong, y19, 6)}, "0 position_or_monument [6 3]"},
		{"positions where monuments are asked", []st{at("border.monuments", "monuments", dinhPhong, y19, 3)}, "0 position_or_monument [3 6]"},
		{"a state added over twelve months", []st{at("border.marker_positions", "positions", dinhPhong, y19, 36)}, "0 stock_summed [36 12]"},
		{"more kilometres kept than there are", []st{at("line.kept_km", "length_km", dinhPhong, y19, 12001)}, "0 km_over_line [12001 12000]"},
		{"tips that may be shown", []st{at("tips.valuable", "tips", province, y19, 120), at("tips.valuable", "tips", province, y20, 120)}, "1 same_as_before [120 17897 18261]"},
		{"a handful of tips", []st{at("tips.valuable", "tips", province, y19, 4), at("tips.valuable", "tips", province, [2]string{"2019-06-01", "2019-12-31"}, 200)}, ""},
		{"tips of a hamlet", []st{at("tips.valuable", "tips", hamlet, y19, 120), at("tips.valuable", "tips", hamlet, y20, 120)}, ""},
	} {
		w := newWorld(t)
		for _, s := range c.list {
			w.declare(s.indicator, s.measure, s.place, s.from, s.to, s.v, s.dims)
		}
		if got := w.said(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAnAnswerHoldsAsLongAsTheNumbersStay(t *testing.T) {
	ask := func(v int64) doubt.Finding {
		w := newWorld(t)
		w.declare("outreach", "sessions", province, "2019-01-01", "2019-12-31", v, nil)
		w.declare("outreach", "sessions", province, "2020-01-01", "2020-12-31", v, nil)
		w.declared[1].Doubts = []ledger.Doubt{{Code: doubt.SameAsBefore, Answer: "đã đối chiếu sổ gốc"}}
		v0 := w.build()
		return doubt.OnStatement(v0, w.declared[1])[0]
	}
	a, b, other := ask(120), ask(120), ask(121)
	if a.Key() != b.Key() || a.Key() == other.Key() || len(a.Key()) != 32 || a.Answer != "đã đối chiếu sổ gốc" || len(a.Links) != 2 {
		t.Errorf("%s %s %s %+v", a.Key(), b.Key(), other.Key(), a)
	}
	if want := "“tuyên truyền, phổ biến cho cán bộ, nhân dân, giáo viên, học sinh, số buổi” là 120 buổi, bằng đúng số của kỳ 01/01/2019 - 31/12/2019."; !strings.HasPrefix(a.VI, want) {
		t.Errorf("%s", a.VI)
	}
}

// Documents come from anywhere: whatever they declare, the questions stay
// whole sentences about numbers.
func FuzzStatements(f *testing.F) {
	f.Add("outreach", "sessions", province, "audience", "pupils", int64(120), int64(120), int8(0), int16(365))
	f.Add("border.marker_positions", "positions", dinhPhong, "", "", int64(6), int64(0), int8(0), int16(30))
	f.Add("không có", "{name}", "", "\x00", "“", int64(-1), int64(1<<53), int8(6), int16(-5))
	w := newWorld(f)
	v := w.build()
	f.Fuzz(func(t *testing.T, indicator, measure, placeID, dim, value string, a, b int64, q int8, days int16) {
		var dims map[string]string
		if dim != "" {
			dims = map[string]string{dim: value}
		}
		body := func(v int64, from, to doubt.Day) doubt.Declared {
			return doubt.Declared{ID: value, StatementBody: ledger.StatementBody{Indicator: indicator, Measure: measure, PlaceID: placeID, From: from, To: to, Dims: dims, Quote: value,
				Value: amount.Value{V: v, Lo: v, Hi: v, Q: amount.Qualifier(q & 7), Basis: amount.Declared}}}
		}
		d := day("2020-01-01")
		whole := body(b, d, d+doubt.Day(days))
		whole.Dims = nil
		s := doubt.NewStatements(&v.Context, []doubt.Declared{body(a, d-400, d-1), body(b, d, d+doubt.Day(days)), whole})
		for i := range 3 {
			for _, f := range s.On(i) {
				if f.VI == "" || f.EN == "" || len(f.Values) == 0 || f.Key() == "" {
					t.Errorf("%+v", f)
				}
			}
		}
	})
}
