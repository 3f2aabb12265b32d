package office

import (
	"context"
	"errors"
	"slices"

	"phendau/internal/blobs"
	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/formats"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// ErrNoLine says that no version of the line is in force on the last day asked
// about.
var ErrNoLine = errors.New("no line is registered for that day")

// LineReader tells what of the line was visited, from the raw tracks of a book.
// Commands use it as the office does.
type LineReader struct {
	Store *store.Store
	Blobs *blobs.Dir // nil: every track is missing
	Today calendar.Day
}

// CoverageAsk is what is asked of the line. A body is told by the rows that name
// it or, where none does, by what lies in its area.
type CoverageAsk struct {
	PlaceID, BodyID string // "" is everything
	SegmentID       string // "" is all of it
	Way             lineWay
	Days            border.Days
	Status          figure.Status
}

// Coverage is what of a stretch of the line was visited in a period. Lengths are
// decimetres of the declared length. Covered counts every place once, Passed
// adds up every patrol; the two are never mixed.
type Coverage struct {
	PlaceID  string            `json:"place_id,omitempty"`
	Place    string            `json:"place,omitempty"`
	BodyID   string            `json:"body_id,omitempty"`
	Body     string            `json:"body,omitempty"`
	From     string            `json:"from" format:"date"`
	To       string            `json:"to" format:"date"`
	Status   string            `json:"status" doc:"Which patrols count: submitted+ or verified:LEVEL"`
	Line     LineView          `json:"line"`
	Note     string            `json:"note" doc:"What the line is for, and what it is not"`
	Detail   string            `json:"detail" enum:"intervals,bands" doc:"bands: no chainage finer than 500 m, no gap, no single marker"`
	Total    CoveredLength     `json:"total"`
	Markers  MarkerCount       `json:"markers"`
	Segments []SegmentCoverage `json:"segments"`
	// RelayClosed is of all that was asked about, Segments have their own.
	RelayClosed *ClosedDays `json:"relay_closed,omitempty" doc:"Days without a gap anywhere on what was asked about; only for who may know where gaps lie"`
	Patrols     PatrolCount `json:"patrols"`
	Cleaning    int         `json:"cleaning" doc:"Version of the rules by which fixes were cleaned"`
	Visits      int         `json:"visits" doc:"Version of the rules by which markers count as visited"`
}

// LineView is the version of the line that was covered.
type LineView struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Source string `json:"source"`
	SHA256 string `json:"sha256"`
}

// CoveredLength is what was visited of a length, in decimetres.
type CoveredLength struct {
	DeclaredDM int64 `json:"declared_dm"`
	CoveredDM  int64 `json:"covered_dm" doc:"Every place once"`
	PassedDM   int64 `json:"passed_dm" doc:"Sum over patrols"`
	// Who walks a patrol path behind the line is shown beside, and added to
	// nothing: gaps, bands and days of visits are of the line alone.
	ByTrailDM int64 `json:"by_trail_dm" doc:"By an approved patrol path behind the line only; in nothing else"`
	EitherDM  int64 `json:"either_dm" doc:"Along the line or by such a path: covered and by_trail together"`
	// Bands are how much was last visited how long ago, on the last day.
	Bands map[string]int64 `json:"bands" doc:"Along the line: decimetres last visited within_7, within_30, within_90, older, never"`
}

// SegmentCoverage is the part of a segment that was asked about.
type SegmentCoverage struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CorridorM int    `json:"corridor_m" doc:"Half-width within which the line counts as visited"`
	CoveredLength
	Markers   MarkerCount      `json:"markers"`
	Pieces    []PieceBand      `json:"pieces" doc:"By 500 m: how long ago most of it was last visited"`
	Gaps      []StretchView    `json:"gaps,omitempty" doc:"Not patrolled along the line, whatever was walked by trail"`
	ByTrail   []StretchView    `json:"by_trail,omitempty" doc:"Patrolled by an approved path behind the line only"`
	Intervals []VisitedView    `json:"intervals,omitempty"`
	Positions []PositionVisits `json:"positions,omitempty"`

	RelayClosed *ClosedDays `json:"relay_closed,omitempty" doc:"Days without a gap on this segment"`
}

// StretchView is a stretch of a segment by chainage in decimetres.
type StretchView struct {
	FromDM int64 `json:"from_dm"`
	ToDM   int64 `json:"to_dm"`
}

// PieceBand is a stretch of at most 500 m.
type PieceBand struct {
	StretchView
	Band string `json:"band" enum:"within_7,within_30,within_90,older,never"`
}

// VisitedView is a stretch and when somebody was last there.
type VisitedView struct {
	StretchView
	Band string `json:"band" enum:"within_7,within_30,within_90,older,never"`
	Day  string `json:"day,omitempty" format:"date"`
}

// MarkerCount is how many positions were visited, by the best evidence. Those
// nobody can reach leave the whole visibly.
type MarkerCount struct {
	Positions   int `json:"positions"`
	Reachable   int `json:"reachable"`
	Unreachable int `json:"unreachable"`
	Documented  int `json:"documented"`
	Checked     int `json:"checked"`
	Passed      int `json:"passed"`
	Stated      int `json:"stated"`
	Unvisited   int `json:"unvisited"`
}

// PositionVisits is one position and the best evidence of a visit.
type PositionVisits struct {
	ID        string `json:"id"`
	Number    string `json:"number"`
	Class     string `json:"class" enum:"none,stated,passed,checked,documented"`
	Reachable bool   `json:"reachable"`
}

var (
	bandNames  = [...]string{cover.Within7: "within_7", cover.Within30: "within_30", cover.Within90: "within_90", cover.Older: "older", cover.Unvisited: "never"}
	classNames = [...]string{visit.None: "none", visit.Stated: "stated", visit.Passed: "passed", visit.Checked: "checked", visit.Documented: "documented"}
)

// pieceDM is the finest stretch that a commune is told of.
const pieceDM span.Decimetre = 5000

// Coverage computes everything anew from the raw tracks, on the version of the
// line of the last day.
func (l *LineReader) Coverage(ctx context.Context, ask CoverageAsk) (*Coverage, error) {
	x, err := l.compute(ctx, ask)
	if err != nil {
		return nil, err
	}
	return x.answer(), nil
}

func (l *LineReader) compute(ctx context.Context, ask CoverageAsk) (*coverer, error) {
	x, err := l.open(ctx, ask)
	if err != nil {
		return nil, err
	}
	return x, x.read(ctx)
}

// open finds the line and what of it is asked about.
func (l *LineReader) open(ctx context.Context, ask CoverageAsk) (*coverer, error) {
	reg, err := l.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	versions, err := reg.Lines()
	if err != nil {
		return nil, err
	}
	v, ok := border.VersionOn(versions, ask.Days.To)
	if !ok {
		return nil, ErrNoLine
	}
	x := &coverer{LineReader: l, ask: ask, reg: reg, lineID: v.ID, course: v.Course, until: min(ask.Days.To, l.Today)}
	x.learn()
	return x, nil
}

func (x *coverer) answer() *Coverage {
	ask, d := &x.ask, x.reg.Line(x.lineID)
	out := &Coverage{PlaceID: ask.PlaceID, BodyID: ask.BodyID, From: ask.Days.From.String(), To: ask.Days.To.String(), Status: ask.Status.String(),
		Line: LineView{x.lineID, d.Name, d.Source, d.SHA256}, Note: formats.Disclaimer[0], Detail: detailIntervals, Cleaning: walk.V1.Version, Visits: visit.V1.Version}
	if ask.PlaceID != "" {
		out.Place = x.reg.Places.FullName(ask.PlaceID, ask.Days.To)
	}
	if ask.BodyID != "" {
		out.Body = x.reg.BodyName(ask.BodyID, ask.Days.To)
	}
	x.tell(out)
	return out
}

// coverer computes one answer.
type coverer struct {
	*LineReader
	ask    CoverageAsk
	reg    *registry.Registry
	lineID string // of the version
	course *border.Course
	until  calendar.Day // last day that can have been walked

	holdings  []border.Holding // of the asked place or body, by segment
	positions []border.Position
	acts      map[string]*patrol // by the act they describe, all up to until
	patrols   []cover.Patrol     // of these, what covered anything
	byTrail   []cover.Patrol     // and what did by a trail behind the line
	best      map[string]visit.Visit
	count     PatrolCount
}

// learn finds what of the line is asked about.
func (x *coverer) learn() {
	place := x.ask.PlaceID
	named := slices.ContainsFunc(x.reg.Registers, func(r registry.Register) bool {
		return r.Stretch != nil && x.ask.BodyID != "" && r.BodyID == x.ask.BodyID
	})
	if b := x.reg.Bodies[x.ask.BodyID]; b != nil && place == "" {
		place = b.PlaceID
	}
	within := func(r *registry.Register) bool { return place == "" || x.lies(place, r) }
	for i := range x.reg.Registers {
		r := &x.reg.Registers[i]
		if p, ok := r.Position(); ok && within(r) {
			x.positions = append(x.positions, p)
		}
		s, ok := x.reg.Stretch(r)
		if ok && within(r) && (!named || r.BodyID == x.ask.BodyID) {
			x.holdings = append(x.holdings, border.Holding{Holder: s.Segment, Stretch: s, Days: border.Days{From: r.Lo, To: r.Hi}})
		}
	}
	if place == "" && !named {
		x.holdings = nil // everything is told by the line, whoever answers for it
		for _, s := range x.course.Stretches(x.course.Whole()) {
			x.holdings = append(x.holdings, border.Holding{Holder: s.Segment, Stretch: s, Days: border.Always})
		}
	}
	if id := x.ask.SegmentID; id != "" {
		x.holdings = slices.DeleteFunc(x.holdings, func(h border.Holding) bool { return h.Segment != id })
		x.positions = slices.DeleteFunc(x.positions, func(p border.Position) bool { return p.Segment != id })
	}
	slices.SortFunc(x.positions, func(a, b border.Position) int { return a.Number.Compare(b.Number) })
}

// lies reports whether a row lay in a place on its own last day of the period,
// or lies there at its end: the stretch of a former commune belongs to the one
// that has taken it up.
func (x *coverer) lies(place string, r *registry.Register) bool {
	return x.reg.Places.Holds(place, r.PlaceID, max(r.Lo, min(r.Hi, x.ask.Days.To))) || x.reg.Places.Holds(place, r.PlaceID, x.ask.Days.To)
}

// tell adds up by segment, in the order of the line.
func (x *coverer) tell(out *Coverage) {
	out.Segments, out.Patrols, out.Total.Bands = []SegmentCoverage{}, x.count, map[string]int64{}
	for i := range x.course.Segments {
		s := &x.course.Segments[i]
		sector := x.course.Sector(x.holdings, s.ID)
		f := cover.Sum(sector, x.ask.Days, x.patrols)
		markers, positions := x.markers(s.ID)
		if f.Length == 0 && markers.Positions == 0 {
			continue
		}
		c := SegmentCoverage{ID: s.ID, Name: s.Name, CorridorM: s.WidthM(), Markers: markers, Positions: positions,
			CoveredLength: CoveredLength{DeclaredDM: int64(f.Length), CoveredDM: int64(f.Covered), PassedDM: int64(f.Passed), Bands: map[string]int64{}}}
		for _, g := range x.course.Stretches(f.Gaps) {
			c.Gaps = append(c.Gaps, stretchView(g.C))
		}
		x.trails(&c, &f, sector)
		c.RelayClosed = x.closedDays(sector)
		x.visited(&c, s, sector)
		out.Segments = append(out.Segments, c)
		out.Total.add(&c.CoveredLength)
	}
	out.Markers, _ = x.markers("")
	out.RelayClosed = x.closedDays(x.whole())
}

// trails tells what was covered by trail beside what was along the line.
func (x *coverer) trails(c *SegmentCoverage, along *cover.Figure, sector border.Sector) {
	ways := cover.WaysOf(along.Union, cover.Sum(sector, x.ask.Days, x.byTrail).Union)
	c.EitherDM = int64(x.course.Declared(ways.Either))
	c.ByTrailDM = c.EitherDM - c.CoveredDM
	for _, s := range x.course.Stretches(ways.Only()) {
		c.ByTrail = append(c.ByTrail, stretchView(s.C))
	}
}

func (t *CoveredLength) add(c *CoveredLength) {
	t.ByTrailDM, t.EitherDM = t.ByTrailDM+c.ByTrailDM, t.EitherDM+c.EitherDM
	t.DeclaredDM, t.CoveredDM, t.PassedDM = t.DeclaredDM+c.DeclaredDM, t.CoveredDM+c.CoveredDM, t.PassedDM+c.PassedDM
	for band, dm := range c.Bands {
		t.Bands[band] += dm
	}
}

func stretchView(c span.Span) StretchView { return StretchView{int64(c.From), int64(c.To)} }

// visited tells when somebody was last where, whole and by pieces of 500 m.
func (x *coverer) visited(c *SegmentCoverage, s *border.Segment, sector border.Sector) {
	c.Pieces = []PieceBand{}
	byPiece := map[span.Decimetre]*[len(bandNames)]span.Decimetre{}
	for _, v := range cover.LastVisited(sector, x.until, x.patrols) {
		band := v.Band(x.until)
		for _, y := range x.course.Stretches(span.Of(v.Span)) {
			i := VisitedView{StretchView: stretchView(y.C), Band: bandNames[band]}
			if !v.Never {
				i.Day = v.Day.String()
			}
			c.Intervals = append(c.Intervals, i)
			c.Bands[i.Band] += int64(y.C.Length())
			for at := y.C.From / pieceDM * pieceDM; at < y.C.To; at += pieceDM {
				if byPiece[at] == nil {
					byPiece[at] = new([len(bandNames)]span.Decimetre)
				}
				byPiece[at][band] += y.C.Common(span.Span{From: at, To: at + pieceDM}).Length()
			}
		}
	}
	for at := span.Decimetre(0); at < s.Calibration.Declared(); at += pieceDM {
		if lengths := byPiece[at]; lengths != nil {
			c.Pieces = append(c.Pieces, PieceBand{StretchView{int64(at), int64(min(at+pieceDM, s.Calibration.Declared()))}, bandNames[longest(lengths[:])]})
		}
	}
}

// longest is the band of most of a piece; of two equal ones the older.
func longest(lengths []span.Decimetre) (band int) {
	for i, n := range lengths {
		if n >= lengths[band] && n > 0 {
			band = i
		}
	}
	return band
}

// markers counts the positions on a segment, "" on all.
func (x *coverer) markers(segment string) (MarkerCount, []PositionVisits) {
	var on []border.Position
	for _, p := range x.positions {
		if segment == "" || p.Segment == segment {
			on = append(on, p)
		}
	}
	whole := border.CountPositions(on, x.ask.Days)
	c := MarkerCount{Positions: whole.Positions, Reachable: len(whole.Reachable), Unreachable: len(whole.Unreachable)}
	var list []PositionVisits
	for _, p := range whole.Reachable {
		class := x.best[p.ID].Class
		*[...]*int{visit.None: &c.Unvisited, visit.Stated: &c.Stated, visit.Passed: &c.Passed, visit.Checked: &c.Checked, visit.Documented: &c.Documented}[class]++
		list = append(list, PositionVisits{p.ID, p.Number.String(), classNames[class], true})
	}
	for _, p := range whole.Unreachable {
		list = append(list, PositionVisits{p.ID, p.Number.String(), classNames[visit.None], false})
	}
	return c, list
}
