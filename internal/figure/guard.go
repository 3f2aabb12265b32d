package figure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/place"
)

// Withheld is the state of a cell that would tell too much about tips.
const Withheld State = "withheld"

// Flags of cells about tips.
const (
	// FlagSuppressed marks a cell that is not shown.
	FlagSuppressed = "suppressed"
	// FlagClosed marks a cell that was narrowed to whole quarters that were released.
	FlagClosed = "closed_quarters"
)

// WithheldFigure is the refusal to open a figure about tips.
const WithheldFigure Code = "withheld"

// MinTips is the smallest number of tips shown apart: a reader must not be
// able to tell who sent one (figures.md section 3, tips.md).
const MinTips = 5

// maxGuarded bounds the cells of tips of one table: each is looked at by
// itself.
const maxGuarded = 1000

// Guard decides what of figures about tips may leave the engine: for pages,
// the JSON API, commands and reports alike. Whatever is asked, it looks at one
// fixed grid: units from commune up, whole quarters that were released, the map of
// the time, the joint view, one state. In that grid it hides small cells, and
// others so that none can be found by taking away. A guard serves one request.
type Guard struct {
	v     *View
	today Day
	asked map[string]*Table
}

// Guard makes the guard of a view for a civil day.
func (v *View) Guard(today Day) *Guard {
	return &Guard{v: v.ShownOn(today), today: v.by(today), asked: map[string]*Table{}}
}

// hiddenKind reports whether entries of a kind are never shown one by one.
func hiddenKind(k *catalogue.Kind) bool { return k != nil && k.Roles.HiddenBelowCommune }

// Hidden reports whether a measure adds entries of a kind that is hidden below
// commune.
func Hidden(m *catalogue.IndicatorMeasure) bool {
	return slices.ContainsFunc(m.Terms, func(t *catalogue.Term) bool { return hiddenKind(t.Kind) })
}

// AboutTips reports whether a measure counts a hidden kind, by itself or by
// what it is made from.
func AboutTips(cat *catalogue.Catalogue, m *catalogue.IndicatorMeasure) bool {
	if id, measure, ok := strings.Cut(m.Of, "/"); ok && m.Type != catalogue.Plan {
		if of, ok := cat.IndicatorMeasure(id, measure); ok && of != m {
			return AboutTips(cat, of)
		}
	}
	return slices.ContainsFunc(m.AllTerms(), func(t *catalogue.Term) bool { return hiddenKind(t.Kind) })
}

// OverAllKinds reports whether a measure is about entries of all kinds, tips
// among them: it is shown, its parts by kind and its entries of hidden kinds
// are not.
func OverAllKinds(m *catalogue.IndicatorMeasure) bool {
	return slices.ContainsFunc(m.AllTerms(), func(t *catalogue.Term) bool { return t.Kind == nil && t.Source != catalogue.SourceUnit })
}

// Admit moves a selection onto the grid where it is about tips, or names why
// its figure is not shown.
func (g *Guard) Admit(sel Selection, m *catalogue.IndicatorMeasure) (Selection, Refusal, error) {
	if OverAllKinds(m) && Axis(sel.By) == ByKind && hiddenKind(g.v.Catalogue.Kinds[sel.Column]) {
		return sel, OtherSplit, nil
	}
	if !AboutTips(g.v.Catalogue, m) {
		return sel, "", nil
	}
	on, refused := g.narrow(sel)
	if refused != "" {
		return sel, refused, nil
	}
	ok, err := g.shown(on)
	if err != nil || !ok {
		return sel, TooSmall, err
	}
	return on, "", nil
}

// Drill opens a cell: a figure about tips on its grid and without its entries,
// every other one as the engine does, without the entries of hidden kinds.
func (g *Guard) Drill(sel Selection) (*Drilled, error) {
	m, ok := g.v.Catalogue.IndicatorMeasure(sel.Indicator, sel.Measure)
	if !ok {
		return nil, ErrNoCell
	}
	on, refused, err := g.Admit(sel, m)
	if err != nil {
		return nil, err
	}
	if refused != "" {
		return nil, refused.Err()
	}
	d, err := g.v.Drill(on, &g.v.Context)
	if err != nil {
		return nil, err
	}
	d.Cell.Sel, d.Narrowed = on, on.Slice.From != sel.Slice.From || on.Slice.To != sel.Slice.To
	if AboutTips(g.v.Catalogue, m) {
		d.Hidden, d.Lines, d.Behind = true, nil, nil
		d.Cell.group(d.Narrowed)
		for i := range d.Years {
			d.Years[i].group(false)
		}
	}
	g.unlist(d, m)
	return d, nil
}

// unlist takes out the lines of hidden kinds.
func (g *Guard) unlist(d *Drilled, m *catalogue.IndicatorMeasure) {
	if !OverAllKinds(m) {
		return
	}
	d.Cell.group(false) // how many entries there are would tell about the hidden ones
	n := len(d.Lines)
	d.Lines = slices.DeleteFunc(d.Lines, func(l Line) bool { return hiddenKind(g.v.Catalogue.Kinds[l.Kind]) })
	d.Unlisted = n - len(d.Lines)
}

// Table applies the rules to every cell of a table that leaves the engine.
// Where some of a line of parts are hidden, others go with them until they are
// neither alone nor small together.
func (g *Guard) Table(t *Table) error {
	left := maxGuarded
	for k, ref := range t.Measures {
		over := OverAllKinds(ref.Measure)
		if !over && !AboutTips(g.v.Catalogue, ref.Measure) {
			continue
		}
		x := &guarded{t: t, measure: k, refused: make([]Refusal, len(t.Rows)*len(t.Buckets)*len(t.Columns)), cells: make([]Cell, len(t.Rows)*len(t.Buckets)*len(t.Columns))}
		for i := range x.refused {
			x.cells[i] = *x.at(i)
			if left--; left < 0 {
				x.refused[i] = TooMany
				continue
			}
			var err error
			if x.cells[i], x.refused[i], err = g.cell(x.cells[i], ref.Measure); err != nil {
				return err
			}
		}
		if !over {
			x.complete()
		}
		for i, why := range x.refused {
			*x.at(i) = x.cells[i]
			if why != "" {
				x.at(i).withhold(why)
			}
		}
	}
	return nil
}

// cell is one cell of a table after the rules.
func (g *Guard) cell(c Cell, m *catalogue.IndicatorMeasure) (Cell, Refusal, error) {
	if OverAllKinds(m) {
		_, refused, err := g.Admit(c.Sel, m)
		c.group(false)
		return c, refused, err
	}
	// Nothing is told where nothing is: a unit nobody reported for, and an
	// empty row beside the units, in the one state that is shown.
	if c.Result.N == 0 && c.Used == 0 && (c.Row == place.RowUnit && (c.State == Missing || c.State == Untold) || c.Row != place.RowUnit && c.Sel.Status == tipStatus) {
		return c, "", nil
	}
	on, refused, err := g.Admit(c.Sel, m)
	if err != nil || refused != "" {
		return c, refused, err
	}
	tab, err := g.ask(on.Query)
	if err != nil {
		return c, "", err
	}
	i, col := tab.MeasureIndex(on.Measure), slices.Index(tab.Columns, on.Column)
	if len(tab.Rows) == 0 || i < 0 || col < 0 {
		return c, TooSmall, nil
	}
	out := *tab.At(0, 0, col, i)
	out.PlaceName, out.Sel = cmp.Or(c.PlaceName, out.PlaceName), on
	out.Drill = on.Token()
	out.group(on.Slice.From != c.From || on.Slice.To != c.To)
	return out, "", nil
}

// ask evaluates a query of the grid once.
func (g *Guard) ask(q Query) (*Table, error) {
	key := fmt.Sprint(q)
	if t := g.asked[key]; t != nil {
		return t, nil
	}
	t, err := g.v.Evaluate(q, &g.v.Context)
	if err == nil {
		g.asked[key] = t
	}
	return t, err
}

// group leaves of a cell the number alone: shares and numbers of entries of a
// few tips would be tips.
func (c *Cell) group(narrowed bool) {
	c.Basis, c.Counted, c.Entries = nil, "", 0
	if narrowed {
		c.Flags = appendOnce(c.Flags, FlagClosed)
	}
}

func (c *Cell) withhold(why Refusal) {
	c.State, c.Printed, c.Reason = Withheld, TextWithheld, "tips_"+string(why)
	c.Value, c.Low, c.High, c.Qualifier, c.Basis, c.Counted, c.Entries = "", "", "", "", nil, "", 0
	c.Flags = appendOnce(c.Flags, FlagSuppressed)
	c.Drill = ""
}

// guarded is one measure of a table while its cells are looked at.
type guarded struct {
	t       *Table
	measure int
	cells   []Cell // rows x buckets x columns
	refused []Refusal
}

func (x *guarded) at(i int) *Cell {
	nb, nc := len(x.t.Buckets), len(x.t.Columns)
	return x.t.At(i/(nb*nc), i/nc%nb, i%nc, x.measure)
}

// complete hides more along rows, buckets and columns until nothing changes.
func (x *guarded) complete() {
	nr, nb, nc := len(x.t.Rows), len(x.t.Buckets), len(x.t.Columns)
	for again := true; again; {
		again = false
		for i := range x.refused {
			row, bucket, col := i/(nb*nc), i/nc%nb, i%nc
			if row == 0 && x.line(i, nr, nb*nc) || bucket == 0 && x.line(i, nb, nc) || col == 0 && x.line(i, nc, 1) {
				again = true
			}
		}
	}
}

// line looks at n cells step apart.
func (x *guarded) line(first, n, step int) (changed bool) {
	if n < 2 {
		return false
	}
	counts, hide := make([]int64, n), make([]bool, n)
	for i := range n {
		at := first + i*step
		counts[i] = tipCount(&x.cells[at])
		hide[i] = counts[i] > 0 && (x.refused[at] == TooSmall || x.refused[at] == NotAUnit)
	}
	for i, h := range hideMore(counts, hide) {
		if at := first + i*step; h && x.refused[at] == "" {
			x.refused[at], changed = TooSmall, true
		}
	}
	return changed
}

// MeasureIndex finds a measure of a table by id, -1 for none.
func (t *Table) MeasureIndex(id string) int {
	return slices.IndexFunc(t.Measures, func(m MeasureRef) bool { return m.Measure.ID == id })
}
