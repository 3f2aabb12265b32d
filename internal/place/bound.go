package place

import (
	"math"

	"phendau/internal/calendar"
)

// Day is a civil day.
type Day = calendar.Day

// BoundKind says what is known about one end of a dated row.
type BoundKind uint8

const (
	// KnownDay: the row begins or ends on Day. A known bound without a day is
	// reported: nothing lasts for ever because a field was left empty.
	KnownDay BoundKind = iota
	// UnknownDay: the row has begun or ended, but the day was not seen. Day,
	// if set, is the stand-in that calculations use (units.md marks such days
	// "c"). Without it the day of the act that made or ended the place is
	// taken, then the edge of the place's life; a place whose first day nobody
	// knows has always been there.
	UnknownDay
	// OpenEnd: still in force. Only for To.
	OpenEnd
)

// Bound is one end of a dated row. As To it is the last day in force.
type Bound struct {
	Kind BoundKind
	Day  Day
}

// On is a known day.
func On(d Day) Bound { return Bound{KnownDay, d} }

// About is an unknown day with a stand-in for calculations.
func About(d Day) Bound { return Bound{UnknownDay, d} }

// Unknown is a day nobody has seen.
func Unknown() Bound { return Bound{Kind: UnknownDay} }

// Open is the end of a row still in force.
func Open() Bound { return Bound{Kind: OpenEnd} }

// dawn and dusk stand for "since before everything" and "still in force"
// inside the package; they are never shown.
const (
	dawn Day = math.MinInt32
	dusk Day = math.MaxInt32
)

// span is a closed range of days; lo > hi is empty.
type span struct{ lo, hi Day }

var never = span{dusk, dawn}

func (s span) has(d Day) bool       { return s.lo <= d && d <= s.hi }
func (s span) empty() bool          { return s.lo > s.hi }
func (s span) meets(o span) bool    { return s.lo <= o.hi && o.lo <= s.hi }
func (s span) within(o span) bool   { return o.lo <= s.lo && s.hi <= o.hi }
func (s span) common(o span) span   { return span{max(s.lo, o.lo), min(s.hi, o.hi)} }
func (s span) covering(o span) span { return span{min(s.lo, o.lo), max(s.hi, o.hi)} }

// clamp is the day of s nearest to d.
func (s span) clamp(d Day) Day { return min(max(d, s.lo), s.hi) }

// Period is a closed range of days.
type Period struct{ From, To Day }

func (p Period) span() span { return span{p.From, p.To} }

func parseDay(s string) (Day, error) { return calendar.ParseDay(s) }
