package cover

import (
	"phendau/internal/border"
	"phendau/internal/border/span"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
)

// Trail is an approved patrol path (đường tuần tra) behind the line. Walking it
// covers nothing of the line by the rule of the corridor; a signed row says which
// stretch of the line each stretch of the path stands for.
type Trail struct {
	Line   *border.Line // the path itself
	WidthM float64      // half-width of its corridor
	Links  []Link
}

// Link joins a stretch of a trail to the stretch of the line it stands for.
type Link struct {
	Trail, Line span.Span
	Backward    bool // the path runs against the order of the line
	Days        border.Days
}

// Covered is what of the line the parts stand for, on the day of the patrol.
func (t *Trail) Covered(day calendar.Day, parts ...walk.Part) span.Set {
	walked := NewAlong(t.Line, t.WidthM).Covered(parts...)
	var all []span.Span
	for i := range t.Links {
		if l := &t.Links[i]; l.Days.Has(day) {
			for _, x := range walked.Within(l.Trail) {
				all = append(all, l.onLine(x))
			}
		}
	}
	return span.Of(all...)
}

func (l *Link) onLine(x span.Span) span.Span {
	from, to := l.Trail.Carry(x.From, l.Line), l.Trail.Carry(x.To, l.Line)
	if l.Backward {
		from, to = l.Line.From+l.Line.To-to, l.Line.From+l.Line.To-from
	}
	return span.Span{From: from, To: to}
}

// Ways shows what was covered along the line and by trail beside each other:
// one is never silently added to the other.
type Ways struct{ Line, Trail, Either span.Set }

// Only is what was covered by trail and not along the line.
func (w *Ways) Only() span.Set { return w.Trail.Minus(w.Line) }

// WaysOf sets the two beside each other.
func WaysOf(line, trail span.Set) Ways { return Ways{line, trail, span.Union(line, trail)} }
