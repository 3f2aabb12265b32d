package pages

import (
	"phendau/internal/calendar"
	"phendau/internal/figure"
)

// grid lays a table of figures out: a few measures cut two ways become cross
// tables, everything else a list of rows with the measures as columns.
type grid struct {
	*request
	v    *figure.View
	tab  *figure.Table
	by   []string
	page *explorerPage
}

// axis is one way the table is cut; at most three exist.
type axis struct {
	head  string
	size  int
	name  func(i int) string
	note  func(i int) string
	which int // 0 rows, 1 buckets, 2 columns
}

// maxCross is how many columns a cross table may have, and how many measures
// are shown as cross tables one below the other.
const (
	maxCrossColumns  = 24
	maxCrossMeasures = 4
)

func (g *grid) fill() {
	axes := g.axes()
	if len(g.tab.Measures) <= maxCrossMeasures && len(axes) == 2 && axes[1].size <= maxCrossColumns {
		for m := range g.tab.Measures {
			g.cross(axes[0], axes[1], m)
		}
		return
	}
	g.list(axes)
}

func (g *grid) axes() []axis {
	none := func(int) string { return "" }
	var out []axis
	for _, b := range g.by {
		head := g.splitName(g.v.Catalogue, b)
		switch {
		case figure.IsPlace(b):
			out = append(out, axis{head, len(g.tab.Rows), func(i int) string { return g.rowName(g.tab.Rows[i]) },
				func(i int) string { return g.in(g.tab.Rows[i].Note) }, 0})
		case figure.IsTime(b):
			out = append(out, axis{head, len(g.tab.Buckets), func(i int) string { return calendar.ShortLabel(g.tab.Buckets[i], g.w.Lang()) }, none, 1})
		default:
			out = append(out, axis{head, len(g.tab.Columns), func(i int) string { return g.columnName(g.v, b, g.tab.Columns[i], g.tab.MapDay) }, none, 2})
		}
	}
	return out
}

func (g *grid) cross(rows, cols axis, measure int) {
	t := explorerTable{Caption: g.measureName(g.tab.Measures[measure]), Heads: []string{rows.head}}
	for i := range cols.size {
		t.Columns = append(t.Columns, cols.name(i))
	}
	for i := range rows.size {
		row := explorerRow{Heads: []string{rows.name(i)}, Note: rows.note(i)}
		for k := range cols.size {
			var at [3]int
			at[rows.which], at[cols.which] = i, k
			row.Values = append(row.Values, g.at(at, measure))
		}
		t.Rows = append(t.Rows, row)
	}
	g.page.Tables = append(g.page.Tables, t)
}

func (g *grid) list(axes []axis) {
	t := explorerTable{Caption: g.t("explorer.caption", "place", g.page.Place, "period", g.page.Period)}
	for _, a := range axes {
		t.Heads = append(t.Heads, a.head)
	}
	if len(axes) == 0 {
		t.Heads = []string{g.t("explorer.place")}
	}
	for _, m := range g.tab.Measures {
		t.Columns = append(t.Columns, g.measureName(m))
	}
	g.walk(&t, axes, [3]int{}, nil, "")
	g.page.Tables = append(g.page.Tables, t)
}

// walk visits every combination of the axes in order. Without a split by
// place only the total row is listed with the rows beside it.
func (g *grid) walk(t *explorerTable, axes []axis, at [3]int, heads []string, note string) {
	if len(axes) > 0 {
		a := axes[0]
		for i := range a.size {
			next := at
			next[a.which] = i
			g.walk(t, axes[1:], next, append(heads[:len(heads):len(heads)], a.name(i)), joined(note, a.note(i)))
		}
		return
	}
	if len(heads) == 0 {
		heads = []string{g.page.Place}
	}
	row := explorerRow{Heads: heads, Note: note}
	for m := range g.tab.Measures {
		row.Values = append(row.Values, g.at(at, m))
	}
	t.Rows = append(t.Rows, row)
}

// at shows one cell.
func (g *grid) at(at [3]int, measure int) value {
	return g.value(g.v, g.tab.Measures[measure].Measure, g.tab.At(at[0], at[1], at[2], measure))
}
