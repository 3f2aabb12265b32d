package office

import (
	"strings"

	"phendau/internal/figure"
	"phendau/internal/vi"
)

// walked says what an entry covered of the line; where that lies only to whoever
// may read it: what a single patrol saw is a gap without it.
func (x *drilled) walked(l *figure.Line) string {
	if l.Walked == nil {
		return ""
	}
	km := func(dm int64) string { return vi.DecimalDigits(dm, 10_000, 2) }
	out := x.w.Text("page.entries.walked", "whole", km(l.Walked.WholeDM), "alone", km(l.Walked.AloneDM))
	var list []string
	for _, s := range l.Walked.Alone {
		name := s.Segment
		if d, ok := x.View.Registry.Segment(s.Segment); ok {
			name = d.Name
		}
		list = append(list, x.w.Text("page.entries.stretch", "segment", name, "from", km(int64(s.C.From)), "to", km(int64(s.C.To))))
	}
	if x.exact && len(list) > 0 {
		out += "; " + x.w.Text("page.entries.alone", "list", strings.Join(list, ", "))
	}
	return out
}

// footAlong adds what the lines add.
func (x *drilled) footAlong(e *DrillEntries) {
	var sum int64
	for i := range x.Lines {
		sum += x.Lines[i].Value.V
	}
	of := x.Cell.Num
	if x.Cell.Den == 0 {
		of = x.Cell.Result.V
	}
	e.Sum, e.Equal, e.Note = vi.Decimal(sum, x.lineScale()), sum == of, x.w.Text("page.entries.along")
}
