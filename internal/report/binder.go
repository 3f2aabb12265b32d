package report

import (
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/paper"
)

// BoundCell is one registered figure of a report: the cell, and how and where
// the document prints it.
type BoundCell struct {
	Number  int
	Cell    figure.Cell
	Measure *catalogue.IndicatorMeasure
	Name    string // of the indicator
	Printed string // in tables
	InText  string // in sentences
	Where   string // name of the table or chart, "" in sentences
	Href    string
	Code    string
}

// binder numbers the figures of one document. A cell printed in two ways
// is registered twice, so that each print has its own check.
type binder struct {
	j     *job
	cells []BoundCell
	known map[printKey]int
	first map[string]int // by token: for tables, which print all alike
}

type printKey struct{ token, text string }

func newBinder(j *job) *binder {
	return &binder{j: j, known: map[printKey]int{}, first: map[string]int{}}
}

// inText registers a cell printed in a sentence.
func (r *binder) inText(c *figure.Cell, m *catalogue.IndicatorMeasure, text, where string) int {
	k := printKey{c.Drill, text}
	if n, ok := r.known[k]; ok {
		return n
	}
	return r.add(c, m, text, where)
}

// inTable registers a cell printed in a table or chart.
func (r *binder) inTable(c *figure.Cell, m *catalogue.IndicatorMeasure, where string) int {
	if n, ok := r.first[c.Drill]; ok {
		return n
	}
	return r.add(c, m, c.Printed, where)
}

func (r *binder) add(c *figure.Cell, m *catalogue.IndicatorMeasure, text, where string) int {
	n := len(r.cells) + 1
	b := BoundCell{Number: n, Cell: *c, Measure: m, Printed: c.Printed, InText: text, Where: where, Code: ShortCode(r.j.ReportID, n)}
	if ind := r.j.Context.Catalogue.Indicators[c.Indicator]; ind != nil {
		b.Name = ind.Name.VI
	}
	if r.j.Href != nil {
		b.Href = r.j.Href(c.Drill)
	}
	r.cells = append(r.cells, b)
	r.known[printKey{c.Drill, text}] = n
	if _, ok := r.first[c.Drill]; !ok {
		r.first[c.Drill] = n
	}
	return n
}

// get is a registered cell by number.
func (r *binder) get(n int) *BoundCell { return &r.cells[n-1] }

// figures writes the registry into the document.
func (r *binder) figures() []paper.Figure {
	out := make([]paper.Figure, len(r.cells))
	for i := range r.cells {
		out[i] = r.cells[i].figure(r.j)
	}
	return out
}

func (b *BoundCell) figure(j *job) paper.Figure {
	c := &b.Cell
	f := paper.Figure{Cell: b.Number, Indicator: c.Indicator, Measure: c.Measure, Unit: unitWord(j.Context.Catalogue, c.Unit),
		Place: c.Place, PlaceName: c.PlaceName, From: c.From.String(), To: c.To.String(), Calendar: string(c.Sel.Period.Calendar), Map: c.Map,
		Value: c.Value, Low: c.Low, High: c.High, Qualifier: c.Qualifier, Basis: c.Basis, CountedShare: c.Counted,
		Entries: int(c.Entries), Statements: int(c.Used), Flags: c.Flags, Position: c.Position,
		Printed: b.Printed, Href: b.Href, Code: b.Code, Drill: c.Drill}
	if b.InText != b.Printed {
		f.PrintedInText = b.InText
	}
	return f
}
