package office

import (
	"net/url"
	"slices"
	"strings"

	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/calendar"
	"phendau/internal/chart"
	"phendau/internal/formats"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// LinePath is the screen of the strip map.
const LinePath = "/office/duong"

// stripLimit bounds a picture: beyond it a row shows what all its patrols
// covered together, and opens to itself.
type stripLimit struct{ lanes, marks int }

var (
	stripOnScreen = stripLimit{lanes: 80, marks: 3000}
	stripOnPaper  = stripLimit{lanes: 24, marks: 2000}
)

// stripMaker lays out what was computed as a strip map.
type stripMaker struct {
	*coverer
	w    words.Words
	rows []lineTime
	on   []stripOn
	out  *chart.Strip
}

// stripOn is a shown stretch of a segment, as declared and on the line.
type stripOn struct {
	border.Stretch
	name string
}

// strip is the picture of an answer; a blurred one has bands and nothing finer.
func (x *coverer) strip(w words.Words, c *Coverage, limit stripLimit) chart.Spec {
	m := &stripMaker{coverer: x, w: w, out: &chart.Strip{}}
	m.shown()
	spec := chart.Spec{Kind: chart.StripMap, Unit: "km", Note: lineNote(w), Mark: x.mark(w), Strip: m.out,
		Title: w.Text("line.strip_title", "name", x.name(c, w), "period", vi.Range(vi.ShortDate(x.ask.Days.From), vi.ShortDate(x.ask.Days.To))),
		Desc:  w.Text("line.strip_desc", "km", km(c.Total.CoveredDM), "of", km(c.Total.DeclaredDM), "never", km(c.Total.Bands[bandNames[cover.Unvisited]]))}
	m.words()
	m.last(c)
	m.markers()
	m.places()
	if c.Detail == detailBands {
		return spec
	}
	m.out.TimeName, m.rows = lineTimes(w, border.Days{From: x.ask.Days.From, To: x.until})
	for _, r := range m.rows {
		m.out.Times = append(m.out.Times, r.label)
	}
	m.patrols()
	m.points()
	if m.out.Lanes() > limit.lanes || len(m.out.Bars)+len(m.out.Points) > limit.marks {
		m.together()
	}
	return spec
}

// lineNote is the fixed sentence on everything that shows the line.
func lineNote(w words.Words) string {
	if w.Lang() == "en" {
		return formats.Disclaimer[1]
	}
	return formats.Disclaimer[0]
}

// mark says that the line is fictional, where it is.
func (x *coverer) mark(w words.Words) string {
	fiction := words.For("vi").Text("page.demo")
	if x.reg.Demo() || strings.Contains(strings.ToLower(x.reg.Line(x.lineID).Source), fiction) {
		return w.Text("page.demo")
	}
	return ""
}

// name is whose line it is.
func (x *coverer) name(c *Coverage, w words.Words) string {
	if c.Body != "" {
		return c.Body
	}
	if c.Place != "" {
		return c.Place
	}
	return w.Text("coverage_all")
}

func (m *stripMaker) words() {
	w := m.w
	out := &m.out.Words
	out.Bar, out.Trail, out.Closed = w.Text("line.covered"), w.Text("line.by_trail"), w.Text("line.closed")
	out.Place = w.Text("line.place")
	out.LastName = w.Text("line.last", "day", vi.ShortDate(m.until))
	for _, c := range classNames[visit.Stated:] {
		out.Classes = append(out.Classes, w.Text("line.class."+c))
	}
	for _, b := range bandNames {
		out.Bands = append(out.Bands, w.Text("coverage_band."+b))
	}
}

// shown lays the stretches that belonged to the asked one after another.
func (m *stripMaker) shown() {
	for i := range m.course.Segments {
		s := &m.course.Segments[i]
		sector := m.course.Sector(m.holdings, s.ID)
		for _, x := range m.course.Stretches(sector.During(m.ask.Days)) {
			m.on = append(m.on, stripOn{x, s.Name})
			m.out.Segments = append(m.out.Segments, chart.StripSegment{Name: s.Name, FromDM: int64(x.C.From), ToDM: int64(x.C.To)})
		}
	}
}

// parts are where a stretch of a segment lies on the strip.
func (m *stripMaker) parts(segment string, c span.Span, draw func(on int, c span.Span)) {
	for i := range m.on {
		if m.on[i].Segment != segment {
			continue
		}
		if y := m.on[i].C.Common(c); y.From < y.To {
			draw(i, y)
		}
	}
}

func (m *stripMaker) last(c *Coverage) {
	for i := range c.Segments {
		s := &c.Segments[i]
		add := func(v StretchView, band string) {
			m.parts(s.ID, span.Span{From: span.Decimetre(v.FromDM), To: span.Decimetre(v.ToDM)}, func(on int, y span.Span) {
				m.out.Last = append(m.out.Last, chart.StripLast{Segment: on, FromDM: int64(y.From), ToDM: int64(y.To), Band: slices.Index(bandNames[:], band)})
			})
		}
		if c.Detail == detailBands {
			for _, p := range s.Pieces {
				add(p.StretchView, p.Band)
			}
			continue
		}
		for _, v := range s.Intervals {
			add(v.StretchView, v.Band)
		}
	}
}

// markers puts the positions of the period on the line, with those nobody can
// reach told apart.
func (m *stripMaker) markers() {
	whole := border.CountPositions(m.positions, m.ask.Days)
	put := func(list []border.Position, closed bool) {
		for i := range list {
			if on, at := m.at(&list[i]); on >= 0 {
				m.out.Markers = append(m.out.Markers, chart.StripMarker{Segment: on, AtDM: int64(at), Number: list[i].Number.String(), Closed: closed})
			}
		}
	}
	put(whole.Reachable, false)
	put(whole.Unreachable, true)
	slices.SortStableFunc(m.out.Markers, func(a, b chart.StripMarker) int {
		if a.Segment != b.Segment {
			return a.Segment - b.Segment
		}
		return int(a.AtDM - b.AtDM)
	})
}

// places names what lies before the line.
func (m *stripMaker) places() {
	for _, p := range m.beside() {
		c := span.Decimetre(p.AtDM)
		if i := slices.IndexFunc(m.on, func(on stripOn) bool { return on.Segment == p.segment && on.C.Has(c) }); i >= 0 {
			m.out.Places = append(m.out.Places, chart.StripPlace{Segment: i, AtDM: p.AtDM, Name: p.short})
		}
	}
}

// at is where a position stands on the strip, -1 for beside it.
func (m *stripMaker) at(p *border.Position) (on int, c span.Decimetre) {
	c, ok := m.chainage(p)
	for i := range m.on {
		if ok && m.on[i].Segment == p.Segment && m.on[i].C.Has(c) {
			return i, c
		}
	}
	return -1, 0
}

// chainage is the official chainage of a position or, without one, that of the
// place of the line nearest to its first stone.
func (x *coverer) chainage(p *border.Position) (span.Decimetre, bool) {
	if p.C != nil {
		return *p.C, true
	}
	s := x.course.Segment(p.Segment)
	if s == nil || len(p.Monuments) == 0 {
		return 0, false
	}
	near, ok := x.course.Line.Nearest(p.Monuments[0].Point(), nearestM)
	return s.Calibration.Chainage(near.S), ok
}

// nearestM is how far from the line a stone is still put on it.
const nearestM = 5000

// patrols draws what each patrol of the period covered, where it counts.
func (m *stripMaker) patrols() {
	for _, k := range slices.Concat(m.patrolled(), m.patrolledByTrail()) {
		row := rowOf(m.rows, k.day)
		if row < 0 {
			continue
		}
		m.parts(k.stretch.Segment, k.stretch.C, func(on int, y span.Span) {
			m.out.Bars = append(m.out.Bars, chart.StripBar{Segment: on, Time: row, FromDM: int64(y.From), ToDM: int64(y.To), Trail: k.trail, Href: entryHref(k.act),
				Label: m.w.Text(barWord("line.bar", k.trail), "day", vi.ShortDate(k.day), "segment", m.on[on].name, "from", chainage(int64(y.From)), "to", chainage(int64(y.To)))})
		})
	}
}

// barWord is the sentence of a bar along the line or by a trail behind it.
func barWord(key string, trail bool) string {
	if trail {
		return key + "_trail"
	}
	return key
}

// points draws the best evidence of each position in each row.
func (m *stripMaker) points() {
	type key struct {
		row int
		id  string
	}
	best := map[key]visit.Class{}
	for _, p := range m.acts {
		row := rowOf(m.rows, p.day)
		for _, v := range p.visits {
			if row >= 0 && v.Class > best[key{row, v.Position}] {
				best[key{row, v.Position}] = v.Class
			}
		}
	}
	for row := range m.rows {
		for i := range m.positions {
			class := best[key{row, m.positions[i].ID}]
			if on, at := m.at(&m.positions[i]); class > visit.None && on >= 0 {
				m.out.Points = append(m.out.Points, chart.StripPoint{Segment: on, Time: row, AtDM: int64(at), Class: int(class - visit.Stated)})
			}
		}
	}
}

// together draws, where patrols are too many for one picture, what those of a
// row covered together; it opens the row.
func (m *stripMaker) together() {
	type key struct {
		row, on int
		trail   bool
	}
	sets, counts := map[key]span.Set{}, map[int]int{}
	for _, b := range m.out.Bars {
		k := key{b.Time, b.Segment, b.Trail}
		sets[k] = span.Union(sets[k], span.Of(span.Span{From: span.Decimetre(b.FromDM), To: span.Decimetre(b.ToDM)}))
	}
	for _, p := range m.acts {
		if row := rowOf(m.rows, p.day); row >= 0 {
			counts[row]++
		}
	}
	m.out.Bars = nil
	for row := range m.rows {
		for on := range m.on {
			along := sets[key{row, on, false}]
			m.joined(row, on, counts[row], along, false)
			m.joined(row, on, counts[row], sets[key{row, on, true}].Minus(along), true)
		}
	}
	if len(m.out.Points) > stripOnPaper.marks {
		m.out.Points = nil // the table tells them
	}
}

// joined draws the stretches of one row on one segment.
func (m *stripMaker) joined(row, on, patrols int, set span.Set, trail bool) {
	for _, y := range set {
		m.out.Bars = append(m.out.Bars, chart.StripBar{Segment: on, Time: row, FromDM: int64(y.From), ToDM: int64(y.To), Trail: trail, Href: m.href(row),
			Label: m.w.Text(barWord("line.bars", trail), "row", m.rows[row].label, "n", vi.Int(int64(patrols)), "segment", m.on[on].name, "from", chainage(int64(y.From)), "to", chainage(int64(y.To)))})
	}
}

// href is the strip of one row.
func (m *stripMaker) href(row int) string {
	q := url.Values{"period": {m.rows[row].From.String() + "/" + m.rows[row].To.String()}, "status": {m.ask.Status.String()}}
	for k, v := range map[string]string{"place": m.ask.PlaceID, "body": m.ask.BodyID, "segment": m.ask.SegmentID, "way": m.ask.Way.String()} {
		if v != "" {
			q.Set(k, v)
		}
	}
	return LinePath + "?" + q.Encode()
}

// walkedStretch is a stretch that one act covered.
type walkedStretch struct {
	act     *patrol
	day     calendar.Day
	stretch border.Stretch
	trail   bool // by a trail behind the line
}

// patrolled are the stretches of all acts of the period along the line, newest
// first, each where the asked held the line on its own day.
func (x *coverer) patrolled() []walkedStretch {
	return x.stretchesOf(false, func(p *patrol) span.Set { return p.covered })
}

// patrolledByTrail are those where a patrol walked a trail behind the line and did
// not come along the line itself.
func (x *coverer) patrolledByTrail() []walkedStretch {
	return x.stretchesOf(true, func(p *patrol) span.Set { return p.trail.Minus(p.covered) })
}

func (x *coverer) stretchesOf(trail bool, set func(*patrol) span.Set) []walkedStretch {
	var out []walkedStretch
	held := map[calendar.Day]span.Set{}
	for _, id := range sortedKeys(x.acts) {
		p := x.acts[id]
		k := set(p)
		if !x.ask.Days.Has(p.day) || len(k) == 0 {
			continue
		}
		if _, ok := held[p.day]; !ok {
			held[p.day] = x.heldOn(p.day)
		}
		for _, y := range x.course.Stretches(k.Common(held[p.day])) {
			out = append(out, walkedStretch{p, p.day, y, trail})
		}
	}
	slices.SortStableFunc(out, func(a, b walkedStretch) int { return int(b.day - a.day) })
	return out
}

// heldOn is all that the asked held on a day.
func (x *coverer) heldOn(day calendar.Day) span.Set {
	var sets []span.Set
	for i := range x.course.Segments {
		sector := x.course.Sector(x.holdings, x.course.Segments[i].ID)
		sets = append(sets, sector.On(day))
	}
	return span.Union(sets...)
}

// entryHref opens the first entry of an act.
func entryHref(p *patrol) string {
	if len(p.entries) == 0 {
		return ""
	}
	return "/office/so/" + p.entries[0].LedgerID + "/" + p.entries[0].ID
}

// km prints decimetres as kilometres of a length, chainage those of a place.
func km(dm int64) string       { return vi.DecimalDigits(dm, 10_000, 2) }
func chainage(dm int64) string { return vi.DecimalDigits(dm, 10_000, 3) }
