package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// Adjustment is a published figure that is another one now.
type Adjustment struct {
	Snapshot  string // id of the published report
	Title     string // of it
	Cell      StoredCell
	Indicator string
	Measure   string
	Unit      string
	Place     string
	PlaceName string
	From, To  calendar.Day
	// Old and New are printed plainly; OldValue and NewValue are numbers in
	// the unit, "" where there is none.
	Old, New           string
	OldValue, NewValue json.Number
	// Difference is new minus old, "" unless both are numbers.
	Difference string
	Causes     []Cause
}

// Cause is one operation that changed a figure.
type Cause struct {
	What     string // "correct", "retract", "late", "link", "unlink"
	EntryID  string
	Field    string
	Old, New string // of the field, as printed
	Why      string
	Person   string
	Body     string
	Day      calendar.Day
	// Reports are the titles of the published reports it affects, as far as
	// they are known.
	Reports []string
}

// Comparison is what Compare looks at.
type Comparison struct {
	Locked  Locked
	Figures Figures // of now
	Context *figure.Context
	// Then opens cells as of the locked report's position, if at hand: it
	// finds entries that no longer count. Without it they are found by kind,
	// place and day.
	Then         Figures
	Restatements []ledger.Restatement
	// Others are published reports whose titles may be named as affected.
	Others []Locked
}

// Compare lists the cells of a published report whose figure changed since,
// each with the operations that changed it.
func Compare(c Comparison) ([]Adjustment, error) {
	x := &comparer{Comparison: c}
	cells, err := x.evaluate()
	if err != nil {
		return nil, fmt.Errorf("compare report %s: %w", c.Locked.ID, err)
	}
	var out []Adjustment
	seen := map[string]bool{}
	for i := range c.Locked.Cells {
		s := &c.Locked.Cells[i]
		now, ok := cells[s.Selection]
		if seen[s.Selection] || ok && same(s, now) {
			continue
		}
		seen[s.Selection] = true
		a, err := x.adjustment(s, now)
		if err != nil {
			return nil, fmt.Errorf("compare report %s, cell %d: %w", c.Locked.ID, s.Number, err)
		}
		if len(a.Causes) == 0 && now != nil && s.Nothing() && nothing(now.State, string(now.Value)) {
			continue
		}
		out = append(out, a)
	}
	return out, nil
}

// same compares numbers, not wording: another print style is no adjustment, nor
// is another reason why there is no number.
func same(s *StoredCell, c *figure.Cell) bool {
	state := figure.State(s.State)
	return s.Value == string(c.Value) && s.Low == string(c.Low) && s.High == string(c.High) && s.Qualifier == c.Qualifier &&
		(state == c.State || state.Open() && c.State.Open())
}

// Nothing reports a figure of nothing written that nobody vouched for: 0, or no
// figure. Which of the two is said follows from when the book begins and from
// what other entries tell, and older reports said it otherwise; without an
// operation behind it that is no adjustment.
func (s *StoredCell) Nothing() bool { return nothing(figure.State(s.State), s.Value) }

func nothing(state figure.State, value string) bool {
	return state.Open() || state == figure.HasValue && value == "0"
}

type comparer struct {
	Comparison
}

// group is a query shared by many stored cells.
type group struct {
	query figure.Query
	sels  []figure.Selection
}

// evaluate asks for all stored cells, one evaluation for each set of cells
// that differ only in indicator, row, time and column.
func (x *comparer) evaluate() (map[string]*figure.Cell, error) {
	groups := map[string]*group{}
	var order []string
	for _, s := range x.Locked.Cells {
		sel, err := figure.ParseToken(s.Selection)
		if err != nil {
			return nil, err
		}
		key := strings.Join([]string{sel.Place, sel.Period.String(), string(sel.Period.Calendar), sel.Map.String(), strings.Join(sel.By, ","),
			sel.Viewpoint.String(), sel.Status.String(), sel.Statements}, "\n")
		g := groups[key]
		if g == nil {
			g = &group{query: sel.Query}
			g.query.Indicators = nil
			groups[key], order = g, append(order, key)
		}
		// An indicator that left the catalogue is shown as gone.
		if x.Context.Catalogue.Indicators[sel.Indicator] != nil && !slices.Contains(g.query.Indicators, sel.Indicator) {
			g.query.Indicators = append(g.query.Indicators, sel.Indicator)
		}
		g.sels = append(g.sels, sel)
	}
	out := map[string]*figure.Cell{}
	for _, k := range order {
		t, err := x.Figures.Evaluate(groups[k].query)
		if err != nil {
			return nil, err
		}
		byToken := make(map[string]*figure.Cell, len(t.Cells))
		for i := range t.Cells {
			byToken[t.Cells[i].Drill] = &t.Cells[i]
		}
		for _, sel := range groups[k].sels {
			if c := byToken[sel.Token()]; c != nil {
				out[sel.Token()] = c
			}
		}
	}
	return out, nil
}

func (x *comparer) adjustment(s *StoredCell, c *figure.Cell) (Adjustment, error) {
	sel, err := figure.ParseToken(s.Selection)
	if err != nil {
		return Adjustment{}, err
	}
	a := Adjustment{Snapshot: x.Locked.ID, Title: x.Locked.Body.Title, Cell: *s, Indicator: sel.Indicator, Measure: sel.Measure,
		Place: sel.RowPlace, From: sel.Slice.From, To: sel.Slice.To, Old: s.Printed, OldValue: json.Number(s.Value), New: vi.NoValue}
	m, known := x.Context.Catalogue.IndicatorMeasure(sel.Indicator, sel.Measure)
	if known {
		a.Unit = unitWord(x.Context.Catalogue, m.Unit)
	}
	if c == nil {
		return a, nil
	}
	a.PlaceName, a.New, a.NewValue = c.PlaceName, c.Printed, c.Value
	a.Difference = Difference(a.NewValue, a.OldValue)
	a.Causes, err = x.causes(sel)
	return a, err
}

// Difference subtracts exact decimals, "" unless both are numbers.
func Difference(a, b json.Number) string {
	x, ok1 := new(big.Rat).SetString(a.String())
	y, ok2 := new(big.Rat).SetString(b.String())
	if !ok1 || !ok2 {
		return ""
	}
	d := x.Sub(x, y)
	if d.Sign() == 0 {
		return "0"
	}
	// Values have at most six decimals, see figure.Cell.
	d.Mul(d, new(big.Rat).SetInt64(1_000_000))
	if !d.IsInt() || !d.Num().IsInt64() {
		return ""
	}
	return signed(d.Num().Int64(), 1_000_000)
}

// causes are the restatements of entries that stand, or stood, behind a cell
// and that the published report held.
func (x *comparer) causes(sel figure.Selection) ([]Cause, error) {
	behind := map[string]bool{}
	for _, f := range []Figures{x.Figures, x.Then} {
		if f == nil {
			continue
		}
		d, err := f.Drill(sel)
		if err != nil {
			return nil, err
		}
		for _, l := range d.Lines {
			behind[l.EntryID] = true
		}
	}
	var out []Cause
	for i := range x.Restatements {
		r := &x.Restatements[i]
		if !slices.Contains(r.Snapshots, x.Locked.ID) || !x.concerns(r, sel) {
			continue
		}
		if behind[r.EntryID] || x.Then == nil && x.stood(r, sel) {
			out = append(out, x.cause(r))
		}
	}
	slices.SortStableFunc(out, func(a, b Cause) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.EntryID, b.EntryID)) })
	return out, nil
}

// concerns leaves out corrections of a measure that the cell does not add.
func (x *comparer) concerns(r *ledger.Restatement, sel figure.Selection) bool {
	field, ok := strings.CutPrefix(r.Field, "measures.")
	m, known := x.Context.Catalogue.IndicatorMeasure(sel.Indicator, sel.Measure)
	if !ok || !known || len(m.Terms) == 0 {
		return true
	}
	for _, t := range m.Terms {
		measure := t.Measure
		if measure == "" && t.Kind != nil && t.Kind.Counting != nil {
			measure = t.Kind.Counting.ID
		}
		if measure == field {
			return true
		}
	}
	return false
}

// stood guesses from what a retraction keeps whether an entry stood in a
// cell: kind, day and place. An entry taken out by a link keeps nothing; it is
// named at every cell of its report, since leaving it out would hide it.
func (x *comparer) stood(r *ledger.Restatement, sel figure.Selection) bool {
	if r.What == "link" || r.What == "unlink" {
		return true
	}
	var c ledger.Content
	if r.What != "retract" || json.Unmarshal([]byte(r.Old), &c) != nil {
		return false
	}
	m, ok := x.Context.Catalogue.IndicatorMeasure(sel.Indicator, sel.Measure)
	if !ok || !sel.Slice.Contains(c.Day) {
		return false
	}
	for _, t := range m.Terms {
		if t.Kind != nil && t.Kind.ID == c.Kind {
			return sel.RowPlace == "" || x.Context.Registry.Places.Holds(sel.RowPlace, c.PlaceID, sel.Slice.To)
		}
	}
	return false
}

func (x *comparer) cause(r *ledger.Restatement) Cause {
	c := Cause{What: r.What, EntryID: r.EntryID, Field: x.fieldName(r.Field), Why: r.Why, Person: r.ActorID, Body: r.BodyID, Day: dayOf(r.AtMS)}
	if r.What == "correct" {
		c.Old, c.New = fieldText(r.Old), fieldText(r.New)
	}
	if p, ok := x.Context.Registry.People[r.ActorID]; ok {
		c.Person = p.Name
	}
	if b := x.Context.Registry.Bodies[r.BodyID]; b != nil {
		c.Body = b.NameOn(c.Day)
	}
	for _, o := range append([]Locked{x.Locked}, x.Others...) {
		if slices.Contains(r.Snapshots, o.ID) && !slices.Contains(c.Reports, title(&o)) {
			c.Reports = append(c.Reports, title(&o))
		}
	}
	return c
}

// title names a published report: its number if it has one, else its title.
func title(l *Locked) string { return or(l.Number, l.Body.Title) }

// fieldName is a field of an entry in words.
func (x *comparer) fieldName(field string) string {
	id, ok := strings.CutPrefix(field, "measures.")
	if !ok {
		id, ok = strings.CutPrefix(field, "dims.")
		if d := x.Context.Catalogue.Dimensions[id]; ok && d != nil {
			return d.Name.VI
		}
		return or(say("field_"+field), field)
	}
	for _, k := range x.Context.Catalogue.KindOrder {
		if m, ok := x.Context.Catalogue.Kinds[k].Measure(id); ok {
			return m.Name.VI
		}
	}
	return id
}

// fieldText prints the old or new content of a field: a value as a number,
// anything else as it is written.
func fieldText(s string) string {
	var v amount.Value
	if strings.HasPrefix(s, "{") && json.Unmarshal([]byte(s), &v) == nil && v.V != amount.Unknown {
		return vi.Int(v.V)
	}
	return strings.Trim(s, `"`)
}

// dayOf is the day in Vietnam (UTC+7, no summer time) of a stamp.
func dayOf(ms int64) calendar.Day {
	const hour = int64(3_600_000)
	return calendar.Day((ms + 7*hour) / (24 * hour))
}
