package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/chart"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/place"
)

// Figures computes cells and opens them; On makes one of a projection.
type Figures interface {
	Evaluate(q figure.Query) (*figure.Table, error)
	Drill(sel figure.Selection) (*figure.Drilled, error)
}

// On is the Figures of one projection with its context, as store.View holds
// them.
func On(p *figure.Projection, c *figure.Context) Figures { return view{p, c} }

// Released is the Figures of a view as they leave the house on a day: figures
// about tips keep to their grid.
func Released(v *figure.View, today calendar.Day) Figures { return released{v, v.Guard(today)} }

type released struct {
	v     *figure.View
	guard *figure.Guard
}

func (r released) Evaluate(q figure.Query) (*figure.Table, error) {
	tab, err := r.v.Evaluate(q, &r.v.Context)
	if err != nil {
		return nil, err
	}
	asked := slices.Clone(tab.Cells)
	err = r.guard.Table(tab)
	for i := range tab.Cells { // a report knows its cells by what it asked
		c, was := &tab.Cells[i], &asked[i]
		c.From, c.To, c.Map, c.Sel, c.Drill = was.From, was.To, was.Map, was.Sel, was.Drill
	}
	return tab, err
}

func (r released) Drill(s figure.Selection) (*figure.Drilled, error) { return r.guard.Drill(s) }

type view struct {
	p *figure.Projection
	c *figure.Context
}

func (v view) Evaluate(q figure.Query) (*figure.Table, error) { return v.p.Evaluate(q, v.c) }
func (v view) Drill(s figure.Selection) (*figure.Drilled, error) {
	return v.p.Drill(s, v.c)
}

// Input is everything a report is made from.
type Input struct {
	Template *Template
	Figures  Figures
	// Context is that of Figures: catalogue, registry, signed zeros, plans.
	Context *figure.Context

	Place  string // id of a place or group, "" for everything
	Period calendar.Period
	Map    place.MapSpec
	// Status and Viewpoint as figure.ParseStatus and ParseViewpoint read
	// them, besides "own"; "" takes the template's.
	Status, Viewpoint string
	// BodyID is the issuing body for the viewpoint "own"; without it such a
	// report takes the joint view, and says so.
	BodyID     string
	Statements string // statement policy, "" is entries only
	// Position is printed with the figures; "" takes the table's own text.
	Position string

	// ReportID stands in codes; "" makes one from the selection.
	ReportID string
	Facts    Facts
	// Previous are published reports to compare with, Restatements what
	// their ledgers say changed since.
	Previous     []Locked
	Restatements []ledger.Restatement
	// Then are the figures at the position of a published report, by its id,
	// where the caller has them (see Comparison).
	Then map[string]Figures
	// Asked are the questions put to the signer, printed with his answers in
	// the annex of doubts.
	Asked []Asked
	// Href makes the address of a cell from its selection token; nil leaves
	// figures without links.
	Href func(token string) string
	// Strip draws the line of the place and period for a status, as finely as the
	// report's readers may know it; nil, or an answer of nil, where there is none.
	Strip func(figure.Status) (*chart.Spec, error)
	Lang  string // "" or "vi": official documents are Vietnamese
	Demo  bool   // marks every page "dữ liệu minh họa"
}

// Asked is a question about the figures and what was answered, "" for
// nothing.
type Asked struct{ Text, Answer string }

// Facts are the boxes of the document that only its issuer knows. Empty ones
// take the template's default; a draft has Number 0.
type Facts struct {
	SuperiorBody, IssuingBody []string // in capitals, one string a line
	BodyInText                string
	NumberSign                string
	Number                    int
	Place                     string       // box 4
	Date                      calendar.Day // of the document; 0 takes the period's last day
	Signed                    bool         // no draft, with or without a number
	Authority                 []string
	Rank, Signer              string
	To, Copies                []string
	FileAt, Drafter, Contact  string
	// Created is the time of making, RFC 3339; "" takes the document's date.
	Created    string
	Provenance string // small print at the foot of every page
	BaseURL    string // before codes and links on paper
}

// job is one report being made: the input with its defaults applied.
type job struct {
	Input
	tpl         *Template
	query       figure.Query // of the report's own period, without indicators
	mapDay      calendar.Day
	name        string // of the place on its map
	short       string // without its unit word
	periods     map[when]calendar.Period
	tables      map[batchKey]*answer
	cells       *binder
	composite   []composite
	activities  []activity
	adjustments []Adjustment
	coded       []CodedTable
	line        *chart.Spec // what strips show; nil for nothing
	left        []string    // names of annexes that have nothing to say
	doc         *paper.Document
}

// prepare checks the input and resolves what the whole report shares.
func prepare(in Input) (*job, error) {
	switch {
	case in.Template == nil || in.Figures == nil || in.Context == nil:
		return nil, fmt.Errorf("make report: template, figures or context is missing")
	case in.Lang != "" && in.Lang != "vi":
		return nil, fmt.Errorf("make report %s: reports are written in Vietnamese, not %q", in.Template.ID, in.Lang)
	}
	j := &job{Input: in, tpl: in.Template, tables: map[batchKey]*answer{}}
	if err := j.selection(); err != nil {
		return nil, fmt.Errorf("make report %s: %w", in.Template.ID, err)
	}
	places := in.Context.Registry.Places
	memberDay, mapDay, err := places.Resolve(in.Map, in.Place, place.Period{From: in.Period.From, To: in.Period.To})
	if err != nil {
		return nil, fmt.Errorf("make report %s: %w", in.Template.ID, err)
	}
	j.mapDay = mapDay
	j.name = say("everything")
	if in.Place != "" {
		j.name = places.FullName(in.Place, memberDay)
	}
	j.short = j.name
	if n, ok := places.NameOn(in.Place, memberDay); ok {
		j.short = n.Text
	}
	j.periods = periodsOf(in.Period)
	j.cells = newBinder(j)
	return j, nil
}

// selection applies the template's defaults of status and viewpoint.
func (j *job) selection() error {
	j.query = figure.Query{Place: j.Place, Period: j.Period, Map: j.Map, Statements: j.Statements, Status: j.tpl.Status}
	if j.Input.Status != "" {
		s, err := figure.ParseStatus(j.Input.Status)
		if err != nil {
			return err
		}
		j.query.Status = s
	}
	v := cmp.Or(j.Input.Viewpoint, j.tpl.Viewpoint)
	if v == "own" {
		v = ""
		if j.BodyID != "" {
			v = "body=" + j.BodyID + "+participated"
		}
	}
	var err error
	j.query.Viewpoint, err = figure.ParseViewpoint(v)
	return err
}

// defaultID tells reports of different selections and positions apart, so
// that a code on paper never opens another report's cell.
func (j *job) defaultID() string {
	h := sha256.Sum256([]byte(strings.Join([]string{j.tpl.ID, j.Place, j.Period.String(), string(j.Period.Calendar), j.Map.String(),
		j.query.Status.String(), j.query.Viewpoint.String(), j.Statements, j.Position}, "\n")))
	return j.tpl.ID + "-" + hex.EncodeToString(h[:4])
}

// periodsOf are the periods a template may name.
func periodsOf(p calendar.Period) map[when]calendar.Period {
	return map[when]calendar.Period{now: p, lastYear: calendar.SamePeriodLastYear(p), previous: before(p), ytd: sinceNewYear(p)}
}

// before is the period of the same length that ends the day before p.
func before(p calendar.Period) calendar.Period {
	from, to := p.From-calendar.Day(p.Days()), p.From-1
	if year, month, count, ok := p.Months(); ok {
		from = calendar.Month(p.Calendar, year, month-count).From
	}
	return between(p, from, to)
}

// sinceNewYear runs from the first day of the calendar's year in which p ends.
func sinceNewYear(p calendar.Period) calendar.Period {
	from := calendar.Year(p.Calendar, calendar.YearOf(p.Calendar, p.To)).From
	return between(p, min(from, p.From), p.To)
}

// between keeps p's calendar where its edges allow it; a campaign's
// neighbours are plain ranges.
func between(p calendar.Period, from, to calendar.Day) calendar.Period {
	out, err := calendar.Between(p.Calendar, from, to)
	if err != nil || p.Calendar == calendar.Campaign {
		return calendar.Period{From: from, To: to, Calendar: calendar.Civil}
	}
	return out
}
