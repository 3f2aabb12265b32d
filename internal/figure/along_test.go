package figure

import (
	"encoding/hex"
	"fmt"
	"testing"

	"phendau/internal/border"
	"phendau/internal/border/span"
	visiting "phendau/internal/border/visit"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/registry"

	"pgregory.net/rapid"
)

// lineOf registers a line of two segments of 1,000 m declared, which measures
// some 2,060, with a stretch for each of the places and three positions in the
// first of them.
func (w *world) line(stretches map[string]registry.StretchDoc, positionsAt string) *border.Line {
	var vertices []border.Vertex
	for i := range int32(21) {
		vertices = append(vertices, border.Vertex{Lat: 22_850_000, Lon: 106_700_000 + i*1000})
	}
	l, err := border.NewLine(vertices)
	if err != nil {
		panic(err)
	}
	h, half := l.Hash(), int64(l.Length()/2)
	doc := registry.LineDoc{Name: "Đường thử", Source: "thử", From: registry.Unknown, To: registry.Open, SHA256: hex.EncodeToString(h[:]), Pieces: 1}
	for i := range int64(2) {
		id := fmt.Sprint("S", i+1)
		w.add("segment", id, registry.SegmentDoc{Name: id, DeclaredM: 1000})
		doc.Segments = append(doc.Segments, registry.LineSegmentDoc{SegmentID: id, Marks: [][2]int64{{i * half, 0}, {(i + 1) * half, 10_000}}})
	}
	w.add("line_piece", "piece", registry.LinePieceDoc{LineID: "line", Vertices: border.Pack(vertices)[0]})
	w.add("line", "line", doc)
	for at, s := range stretches {
		w.add("register", "held-"+at+s.SegmentID, registry.RegisterDoc{Kind: "segment", Name: at, PlaceID: at, Measures: map[string]int64{"length_m": 1}, From: registry.Unknown, To: registry.Open, Stretch: &s})
	}
	for i := range 3 {
		number := border.Number{N: 2001 + i}.String()
		w.add("register", "position-"+number, registry.RegisterDoc{Kind: "marker_position", Name: number, PlaceID: positionsAt, Dims: map[string]string{"marker": number},
			Measures: map[string]int64{"positions": 1}, From: registry.Unknown, To: registry.Open,
			Marker: &registry.MarkerDoc{Number: number, SegmentID: "S1", Monuments: []registry.MonumentDoc{{Lat: 228_500_000, Lon: 1_067_010_000 + int64(i)*10_000, Side: "on_line"}}}})
	}
	return l
}

// walked are tracks told outright.
type walked struct{ walks *Walks }

func (x walked) On(Day) (*Walks, error) { return x.walks, nil }

// tracksOf lets entries cover what draw says, on the day of the entry.
func (w *world) tracksOf(p *Projection, draw func(id ID) *Outing) {
	versions, err := w.ctx.Registry.Lines()
	if err != nil || len(versions) != 1 {
		panic(fmt.Sprint(len(versions), err))
	}
	all := &Walks{Line: "Đường thử", Course: versions[0].Course, Cleaning: 1, Visits: 1, Outings: map[ID]*Outing{}}
	for i := range w.rows {
		r := &w.rows[i]
		if r.Kind != "patrol" || all.Outings[r.Entry] != nil {
			continue
		}
		if o := draw(r.Entry); o != nil {
			o.Day = r.Day
			all.Outings[r.Entry] = o
		}
	}
	w.ctx.Tracks = walked{all}
}

// TestCoverageIsTheUnionOfItsDrilledPatrols: for random patrols, links and
// queries what the lines add sums to the cell, the cell is the length of the union
// of what they covered, without one of them it is shorter by what that one covered
// alone, and kilometres passed are the sum of patrols.
func TestCoverageIsTheUnionOfItsDrilledPatrols(t *testing.T) {
	base := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{stands: map[ID]Stand{}, events: map[ID]ID{}, ctx: Context{Catalogue: base.ctx.Catalogue}}
		w.place("P", "province")
		w.place("A", "commune", under("P"))
		w.place("B", "commune", under("P"))
		l := w.line(map[string]registry.StretchDoc{"A": {SegmentID: "S1"}, "B": {SegmentID: "S2"}}, "A")
		drawEntries(rt, w, []string{"A", "B", "P"})
		p := w.build(rt)
		length := int(l.Length())
		w.tracksOf(p, func(ID) *Outing {
			o := &Outing{Pieces: rapid.IntRange(0, 2).Draw(rt, "pieces"), Missing: rapid.IntRange(0, 1).Draw(rt, "missing")}
			if o.Pieces == 0 {
				return o
			}
			o.Covered, o.Trail = drawSet(rt, length), drawSet(rt, length)
			for i := range 3 {
				if c := visiting.Class(rapid.IntRange(0, 4).Draw(rt, "class")); c > visiting.Stated {
					o.Visits = append(o.Visits, visiting.Visit{Position: "position-" + border.Number{N: 2001 + i}.String(), Class: c})
				}
			}
			return o
		})
		by := [][]string{nil, {"place:commune"}, {"month"}, {"place:commune", "year"}, {"dim:patrol_form"}, {"body"}, {"status"}, {"participant", "quarter"}}
		q := Query{Indicators: []string{"line.covered", "line.share", "line.closed", "markers.reached"}, Place: rapid.SampledFrom([]string{"", "P", "A"}).Draw(rt, "place"),
			Period: calendar.Period{From: day("2019-01-01"), To: day("2023-12-31"), Calendar: calendar.Civil},
			By:     rapid.SampledFrom(by).Draw(rt, "by"), Status: Status(rapid.IntRange(0, 3).Draw(rt, "status"))}
		tab, err := p.Evaluate(q, &w.ctx)
		if err != nil {
			rt.Fatal(err)
		}
		for i := range tab.Cells {
			checkAlong(rt, p, w, &tab.Cells[i], tab.Measures[i%len(tab.Measures)].Measure)
		}
	})
}

func drawSet(rt *rapid.T, length int) (out span.Set) {
	for range rapid.IntRange(0, 3).Draw(rt, "stretches") {
		from := rapid.IntRange(0, length-1).Draw(rt, "from")
		out = span.Union(out, span.Of(span.Span{From: span.Decimetre(from), To: span.Decimetre(min(length, from+rapid.IntRange(5, 6000).Draw(rt, "long")))}))
	}
	return out
}

func checkAlong(rt *rapid.T, p *Projection, w *world, c *Cell, m *catalogue.IndicatorMeasure) {
	d, err := p.Drill(c.Sel, &w.ctx)
	if err != nil {
		rt.Fatal(err)
	}
	if c.State != HasValue {
		if len(d.Lines) > 0 && c.State != NoDenominator || c.Value != "" {
			rt.Fatalf("%s is %s with %d lines", c.Measure, c.State, len(d.Lines))
		}
		return
	}
	total, at := int64(0), c.Num
	if m.Type == catalogue.Sum || m.Type == catalogue.Count {
		at = c.Result.V
	}
	for _, l := range d.Lines {
		total += l.Value.V
	}
	if total != at || int64(len(d.Lines)) != c.Entries || c.Printed != d.Cell.Printed {
		rt.Fatalf("%s by %v: cell %d of %d entries, drilled %d of %d", c.Measure, c.Sel.By, at, c.Entries, total, len(d.Lines))
	}
	if m.Shown != "" {
		return
	}
	walks, _ := w.ctx.Tracks.On(c.To)
	sector := sectorOf(walks.Course, c.Place)
	if m.Type == catalogue.Count {
		byDay := map[string]span.Set{}
		for _, l := range d.Lines {
			o := walks.Outings[ParseID(l.EntryID)]
			byDay[o.Day.String()] = span.Union(byDay[o.Day.String()], o.Covered)
		}
		for day, k := range byDay {
			if len(sector.Minus(k)) > 0 {
				rt.Fatalf("%s is told as closed and leaves %v", day, sector.Minus(k))
			}
		}
		if int64(len(byDay)) != at {
			rt.Fatalf("%d days, opens to %d", at, len(byDay))
		}
		return
	}
	if m.Type == catalogue.Sum {
		byAct := map[string]span.Set{}
		for _, l := range d.Lines {
			byAct[l.Event] = span.Union(byAct[l.Event], walks.Outings[ParseID(l.EntryID)].Covered.Common(sector))
		}
		sum := int64(0)
		for _, k := range byAct {
			sum += int64(walks.Course.Declared(k))
		}
		if sum != at {
			rt.Fatalf("passed %d, patrols add up to %d", at, sum)
		}
		return
	}
	if m.Members == catalogue.MembersTrail {
		checkByTrail(rt, d, walks, sector, c)
		return
	}
	union := func(without int) (k span.Set) {
		for i, l := range d.Lines {
			if i != without {
				k = span.Union(k, walks.Outings[ParseID(l.EntryID)].Covered.Common(sector))
			}
		}
		return k
	}
	if got := int64(walks.Course.Declared(union(-1))); got != at {
		rt.Fatalf("covered %d, the union is %d", at, got)
	}
	for i, l := range d.Lines {
		alone := union(-1).Minus(union(i))
		if got := int64(walks.Course.Declared(alone)); abs64(got-l.Walked.AloneDM) > 2 {
			rt.Fatalf("alone %d, without it the union lacks %d", l.Walked.AloneDM, got)
		}
	}
	if c.Along == nil || c.Along.CoveredDM != at || c.Along.Patrols < c.Along.Trackless {
		rt.Fatalf("%+v", c.Along)
	}
}

// checkByTrail: with what was along the line, what was only by trail is the length
// of both together.
func checkByTrail(rt *rapid.T, d *Drilled, walks *Walks, sector span.Set, c *Cell) {
	var line, either span.Set
	for _, l := range d.Lines {
		o := walks.Outings[ParseID(l.EntryID)]
		line = span.Union(line, o.Covered.Common(sector))
		either = span.Union(either, o.Covered.Common(sector), o.Trail.Common(sector))
	}
	along, both := int64(walks.Course.Declared(line)), int64(walks.Course.Declared(either))
	if c.Along == nil || c.Along.CoveredDM != along || along+c.Num != both {
		rt.Fatalf("%d along the line and %d by trail are not %d: %+v", along, c.Num, both, c.Along)
	}
}

func abs64(v int64) int64 { return max(v, -v) }

func sectorOf(c *border.Course, place string) span.Set {
	switch place {
	case "A":
		return span.Of(c.Segments[0].Calibration.Span())
	case "B":
		return span.Of(c.Segments[1].Calibration.Span())
	}
	return c.Whole()
}

// TestADayIsClosedByAllBodiesTogether: two halves of one day close it, of two days
// they close none, and the day opens to both patrols.
func TestADayIsClosedByAllBodiesTogether(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	w.place("A", "commune", under("P"), flagged("border_unit"))
	l := w.line(map[string]registry.StretchDoc{"A": {SegmentID: "S1"}}, "A")
	west := w.entry("patrol", "A", day("2023-05-01"), regular, turns(4))
	w.entry("patrol", "A", day("2023-05-01"), regular, turns(4))
	w.entry("patrol", "A", day("2023-06-02"), regular, turns(4))
	p := w.build(t)
	half := l.Length() / 4
	w.tracksOf(p, func(id ID) *Outing {
		k := span.Span{From: half, To: l.Length()}
		if id == west {
			k = span.Span{From: 0, To: half}
		}
		return &Outing{Pieces: 1, Covered: span.Of(k)}
	})
	q := Query{Indicators: []string{"line.closed"}, Place: "A", Period: period(t, calendar.Civil, "2023"), Status: 2}
	c := one(t, p, w, q, "closed_days")
	if c.State != HasValue || c.Value != "1" || c.Entries != 2 {
		t.Errorf("%s %q of %d entries", c.State, c.Value, c.Entries)
	}
	q.Period = period(t, calendar.Civil, "2023-06")
	if c := one(t, p, w, q, "closed_days"); c.Value != "0" || c.Entries != 0 {
		t.Errorf("half a line: %s %q of %d entries", c.State, c.Value, c.Entries)
	}
}

// TestNoCoverageIsMadeFromSilence: a patrol without a track covers an unknown
// length, none at all is not reported, and where no line lies there is nothing to
// cover.
func TestNoCoverageIsMadeFromSilence(t *testing.T) {
	w := newWorld(t)
	w.place("P", "province")
	for _, c := range []string{"A", "B", "C", "D"} {
		w.place(c, "commune", under("P"), flagged("border_unit"))
	}
	w.line(map[string]registry.StretchDoc{"A": {SegmentID: "S1"}, "B": {SegmentID: "S2", ToDM: 5000}, "C": {SegmentID: "S2", FromDM: 5000, ToDM: 10_000}}, "A")
	w.entry("patrol", "A", day("2023-05-01"), regular, turns(4))
	tracked := w.entry("patrol", "B", day("2023-05-02"), regular, turns(4))
	p := w.build(t)
	w.tracksOf(p, func(id ID) *Outing {
		if id == tracked {
			return &Outing{Pieces: 1}
		}
		return nil
	})
	q := Query{Indicators: []string{"line.covered"}, Period: period(t, calendar.Civil, "2023"), Status: 2}
	for at, want := range map[string]State{"A": Unstated, "B": HasValue, "C": Missing, "D": NotApplicable} {
		q.Place = at
		c := one(t, p, w, q, "covered_km")
		if c.State != want || (c.Value == "0") != (want == HasValue) {
			t.Errorf("%s: %s %q", at, c.State, c.Value)
		}
	}
	w.ctx.Tracks = nil
	if q.Place = "A"; one(t, p, w, q, "covered_km").State != Untold {
		t.Error("nobody reads tracks here")
	}
	q.By = []string{"basis"}
	if _, err := p.Evaluate(q, &w.ctx); err == nil {
		t.Error("lengths have no basis")
	}
}
