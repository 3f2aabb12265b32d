package chart

import (
	"fmt"
	"slices"
)

// Strip is a strip map: a line straightened, its segments one after another
// across, times down with the newest on top. Lengths are decimetres of chainage
// within a segment; Segment is an index of Segments, Time one of Times. All words
// are the caller's, as everywhere in a Spec; Unit is what ticks are counted in.
type Strip struct {
	Segments []StripSegment `json:"segments"`
	Times    []string       `json:"times"`
	TimeName string         `json:"time_name"` // what Times are: "Tuần từ"
	Markers  []StripMarker  `json:"markers,omitempty"`
	Places   []StripPlace   `json:"places,omitempty"` // in the order of the line
	Bars     []StripBar     `json:"bars,omitempty"`
	Points   []StripPoint   `json:"points,omitempty"`
	Last     []StripLast    `json:"last,omitempty"`
	Words    StripWords     `json:"words"`
}

// StripWords are the words of the key. Classes name those of points from the
// weakest evidence to the best, Bands those of the last visit from the latest to
// none; at most four and five.
type StripWords struct {
	Bar      string   `json:"bar"`
	Trail    string   `json:"trail,omitempty"` // a bar by a trail behind the line
	Classes  []string `json:"classes"`
	Closed   string   `json:"closed"` // nobody can get there
	Place    string   `json:"place,omitempty"`
	LastName string   `json:"last_name"`
	Bands    []string `json:"bands"`
}

// StripSegment is the part of a segment that is shown.
type StripSegment struct {
	Name   string `json:"name"`
	FromDM int64  `json:"from_dm"`
	ToDM   int64  `json:"to_dm"`
}

// StripMarker is a marker on the line; Closed: nobody can get there.
type StripMarker struct {
	Segment int    `json:"segment"`
	AtDM    int64  `json:"at_dm"`
	Number  string `json:"number"`
	Closed  bool   `json:"closed,omitempty"`
}

// StripPlace is a hamlet or another place before the line.
type StripPlace struct {
	Segment int    `json:"segment"`
	AtDM    int64  `json:"at_dm"`
	Name    string `json:"name"`
}

// StripBar is a stretch that was covered, along the line or by a Trail behind it:
// the one has a pattern of its own and is never taken for the other. Href opens by whom; Label is what a
// screen reader says of it.
type StripBar struct {
	Segment int    `json:"segment"`
	Time    int    `json:"time"`
	FromDM  int64  `json:"from_dm"`
	ToDM    int64  `json:"to_dm"`
	Trail   bool   `json:"trail,omitempty"`
	Href    string `json:"href,omitempty"`
	Label   string `json:"label"`
}

// StripPoint is a marker that was visited; Class is an index of the words.
type StripPoint struct {
	Segment int   `json:"segment"`
	Time    int   `json:"time"`
	AtDM    int64 `json:"at_dm"`
	Class   int   `json:"class"`
}

// StripLast says how long ago somebody was last on a stretch; Band is an index
// of the words.
type StripLast struct {
	Segment int   `json:"segment"`
	FromDM  int64 `json:"from_dm"`
	ToDM    int64 `json:"to_dm"`
	Band    int   `json:"band"`
}

// Bounds of one picture; more is told in a table or in a shorter period.
const (
	MaxStripSegments = 300
	MaxStripTimes    = 60
	MaxStripMarks    = 6000 // bars, points, markers, places and last visits together
)

// validate lists why a strip cannot be drawn.
func (s *Strip) validate(add func(format string, args ...any)) {
	if n := len(s.Segments); n == 0 || n > MaxStripSegments {
		add("a strip has 1 to %d segments, not %d", MaxStripSegments, n)
	}
	if n := len(s.Times); n > MaxStripTimes {
		add("a strip has at most %d times, not %d", MaxStripTimes, n)
	}
	if n := len(s.Bars) + len(s.Points) + len(s.Markers) + len(s.Places) + len(s.Last); n > MaxStripMarks {
		add("a strip has at most %d marks, not %d", MaxStripMarks, n)
	}
	if len(s.Words.Classes) > len(classMarks) || len(s.Words.Bands) > len(bandFills) {
		add("a strip has at most %d classes and %d bands", len(classMarks), len(bandFills))
	}
	for i, g := range s.Segments {
		if g.FromDM < 0 || g.ToDM <= g.FromDM {
			add("segment %d of the strip has no length", i+1)
		}
	}
	for _, m := range s.marks() {
		if err := s.on(m); err != nil {
			add("%w", err)
		}
	}
}

// stripMark is the place of any mark, and the number of its word.
type stripMark struct {
	what              string
	segment, time     int
	from, to          int64
	word, words, rows int
}

func (s *Strip) marks() []stripMark {
	var out []stripMark
	for _, m := range s.Markers {
		out = append(out, stripMark{"marker", m.Segment, 0, m.AtDM, m.AtDM, 0, 1, 1})
	}
	for _, p := range s.Places {
		out = append(out, stripMark{"place", p.Segment, 0, p.AtDM, p.AtDM, 0, 1, 1})
	}
	for _, b := range s.Bars {
		out = append(out, stripMark{"bar", b.Segment, b.Time, b.FromDM, b.ToDM, 0, 1, len(s.Times)})
	}
	for _, p := range s.Points {
		out = append(out, stripMark{"point", p.Segment, p.Time, p.AtDM, p.AtDM, p.Class, len(s.Words.Classes), len(s.Times)})
	}
	for _, l := range s.Last {
		out = append(out, stripMark{"last visit", l.Segment, 0, l.FromDM, l.ToDM, l.Band, len(s.Words.Bands), 1})
	}
	return out
}

// on refuses a mark beside the strip: it would be drawn where nobody was.
func (s *Strip) on(m stripMark) error {
	within := func(i, n int) bool { return i >= 0 && i < n }
	if !within(m.segment, len(s.Segments)) || !within(m.time, m.rows) || !within(m.word, m.words) {
		return fmt.Errorf("a %s of the strip names what is not there", m.what)
	}
	if g := s.Segments[m.segment]; m.from > m.to || m.from < g.FromDM || m.to > g.ToDM {
		return fmt.Errorf("a %s of the strip lies beside its segment", m.what)
	}
	return nil
}

// Lanes is how many bars lie above one another, all times together: the height
// of the picture.
func (s *Strip) Lanes() (n int) {
	for _, row := range s.lanes() {
		n += len(row)
	}
	return n
}

// lanes sorts the bars of each time so that none covers another.
func (s *Strip) lanes() [][][]StripBar {
	bars := slices.Clone(s.Bars)
	slices.SortStableFunc(bars, func(a, b StripBar) int {
		if a.Segment != b.Segment {
			return a.Segment - b.Segment
		}
		return int(a.FromDM - b.FromDM)
	})
	out := make([][][]StripBar, len(s.Times))
	for _, b := range bars {
		out[b.Time] = settle(out[b.Time], b)
	}
	return out
}

// settle puts a bar into the first lane that ends before it begins.
func settle(lanes [][]StripBar, b StripBar) [][]StripBar {
	for i, l := range lanes {
		if last := l[len(l)-1]; last.Segment < b.Segment || last.ToDM <= b.FromDM {
			lanes[i] = append(l, b)
			return lanes
		}
	}
	return append(lanes, []StripBar{b})
}

// StripRow is a stretch in words.
type StripRow struct{ Segment, From, To, Band string }

// LastRows are the last visits in words: the table beside the picture.
func (s *Strip) LastRows() []StripRow {
	out := make([]StripRow, len(s.Last))
	for i, l := range s.Last {
		out[i] = StripRow{s.Segments[l.Segment].Name, chainage(l.FromDM), chainage(l.ToDM), s.Words.Bands[l.Band]}
	}
	return out
}
