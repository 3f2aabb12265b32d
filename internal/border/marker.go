package border

import (
	"phendau/internal/border/geo"
	"phendau/internal/border/span"
	"phendau/internal/calendar"
)

// Side is a side of the line.
type Side string

// The sides.
const (
	Ours   Side = "ours"
	Theirs Side = "theirs"
	OnLine Side = "on_line"
)

// State is how a stone stands.
type State string

// The states.
const (
	Good    State = "good"
	Damaged State = "damaged"
	Lost    State = "lost"
	Moved   State = "moved"
)

// Monument is one stone (cột mốc).
type Monument struct {
	ID       string
	Number   Number
	Lat, Lon int32 // 1e-7 degree, WGS84
	HeightM  *float64
	Side     Side   // where it stands
	SetBy    Side   // who set it
	Size     string // value of the catalogue
	Source   string
	States   []Standing
	// Closed are days on which nobody on our side can walk up to it. Without a
	// row it can be reached.
	Closed []Closure
}

// Standing is a state since a day.
type Standing struct {
	State State
	From  calendar.Day
}

// Closure is why a stone cannot be reached on some days.
type Closure struct {
	Reason string
	Days   Days
}

// Point is where it stands.
func (m *Monument) Point() geo.Point {
	return geo.Point{Lat: float64(m.Lat) / 1e7, Lon: float64(m.Lon) / 1e7}
}

// Reachable says whether it could be walked up to on a day.
func (m *Monument) Reachable(day calendar.Day) bool {
	for _, c := range m.Closed {
		if c.Days.Has(day) {
			return false
		}
	}
	return true
}

// StateOn is how it stood on a day: good where nothing was noted before.
func (m *Monument) StateOn(day calendar.Day) State {
	state, since := Good, calendar.Day(0)
	for _, s := range m.States {
		if s.From <= day && s.From >= since {
			state, since = s.State, s.From
		}
	}
	return state
}

// Position is one numbered place on the line (vị trí mốc) with its stones. It
// is what is counted.
type Position struct {
	ID      string
	Number  Number // Index 0
	Segment string
	// C is the official chainage; nil where there is none.
	C         *span.Decimetre
	Days      Days
	Monuments []Monument
}

// Reachable are the stones that could be walked up to on a day.
func (p *Position) Reachable(day calendar.Day) []*Monument {
	if !p.Days.Has(day) {
		return nil
	}
	var out []*Monument
	for i := range p.Monuments {
		if p.Monuments[i].Reachable(day) {
			out = append(out, &p.Monuments[i])
		}
	}
	return out
}

// reachableDuring says whether some stone could be reached on some day: who can
// visit a position once in a period is asked about it.
func (p *Position) reachableDuring(days Days) bool {
	days = Days{max(days.From, p.Days.From), min(days.To, p.Days.To)}
	for i := range p.Monuments {
		if openOnce(p.Monuments[i].Closed, days) {
			return true
		}
	}
	return false
}

// openOnce says whether some day is in no closure. If there is one, then the
// first day or the day after a closure is.
func openOnce(closed []Closure, days Days) bool {
	open := func(day calendar.Day) bool {
		for _, c := range closed {
			if c.Days.Has(day) {
				return false
			}
		}
		return days.Has(day)
	}
	if open(days.From) {
		return true
	}
	for _, c := range closed {
		if open(c.Days.To + 1) {
			return true
		}
	}
	return false
}

// Count is how many positions a period asks about. Those nobody can reach
// leave the whole visibly: "171/179 vị trí (3 vị trí không tiếp cận được)".
type Count struct {
	Positions   int        // in force on some day
	Reachable   []Position // the whole of a share
	Unreachable []Position
}

// CountPositions sorts the positions of a period.
func CountPositions(all []Position, days Days) Count {
	var out Count
	for _, p := range all {
		if !p.Days.Meets(days) {
			continue
		}
		out.Positions++
		if p.reachableDuring(days) {
			out.Reachable = append(out.Reachable, p)
		} else {
			out.Unreachable = append(out.Unreachable, p)
		}
	}
	return out
}
