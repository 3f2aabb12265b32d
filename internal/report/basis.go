package report

import (
	"cmp"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/vi"
)

// basis is the table of how the figures of the report are known: first the
// figures of the text, then those of each table, measure by measure
// (catalogue.md section 5). What would say nothing new is left out; nothing
// where no figure has anything behind it.
func (j *job) basis() []paper.Block {
	t := &paper.Table{Name: say("basis_name"), Columns: basisColumns()}
	x := &basisTable{j: j, t: t}
	left := false
	for _, n := range x.order() {
		if b := j.cells.get(n); x.tells(b) {
			x.add(b)
		} else {
			left = true
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Notes = []string{say("basis_note_share")}
	if !x.narrow() {
		t.Notes = append(t.Notes, say("basis_note_sums"))
	}
	if x.stocks {
		t.Notes = append(t.Notes, say("basis_note_stock"))
	}
	if left {
		t.Notes = append(t.Notes, say("basis_note_left"))
	}
	t.Notes = append(t.Notes, x.norms...)
	return []paper.Block{{Table: t}}
}

// tells leaves out figures without anything behind them, those of other periods
// set beside for comparison, and parts of a printed whole that is known in one
// way: its parts are known in the same.
func (x *basisTable) tells(b *BoundCell) bool {
	c, j := &b.Cell, x.j
	if b.Measure.OnLine() {
		return false // tracks are its only basis, and its note says so
	}
	if c.Entries == 0 && c.Used == 0 || c.From < j.Period.From || c.To > j.Period.To {
		return false
	}
	whole := j.total(now, j.Context.Catalogue.Indicators[c.Indicator], b.Measure)
	if whole == nil || whole.Drill == c.Drill {
		return true
	}
	n, printed := j.cells.first[whole.Drill]
	if !printed || kindsOf(whole.Result.Basis) > 1 {
		return true
	}
	said := x.remarks(b)
	return said != "" && said != x.remarks(j.cells.get(n))
}

// narrow takes out the column of remarks where there are none, so that names
// find room in one line; it reports whether it did.
func (x *basisTable) narrow() bool {
	last := len(x.t.Columns) - 1
	for _, row := range x.t.Rows {
		if row.Kind == paper.OrdinaryRow && len(row.Cells[last].Runs) > 0 && row.Cells[last].Runs[0].Text != "" {
			return false
		}
	}
	x.t.Columns[1].Share += x.t.Columns[last].Share
	x.t.Columns = x.t.Columns[:last]
	for i := range x.t.Rows {
		row := &x.t.Rows[i]
		if row.Kind == paper.OrdinaryRow {
			row.Cells = row.Cells[:last]
		} else {
			row.Cells[0].ColSpan = last
		}
	}
	return true
}

// kindsOf counts the ways in which a sum is known.
func kindsOf(basis [amount.Bases]int64) (n int) {
	for _, v := range basis {
		if v > 0 {
			n++
		}
	}
	return n
}

// basisColumns: the five shares stand in columns of their own; sums are told
// apart in the remarks where a figure has more than one basis, so that đồng in
// full finds room in its own column.
func basisColumns() []paper.Column {
	right := func(key string, share int, kind paper.ColumnKind) paper.Column {
		return paper.Column{Title: say(key), Share: share, Align: paper.Right, Kind: kind}
	}
	out := []paper.Column{{Title: say("basis_cell"), Share: 9, Align: paper.Center, Kind: paper.IndexColumn}, {Title: say("col_indicator"), Share: 44},
		right("basis_printed", 21, paper.NumberColumn), right("basis_share", 10, paper.TextColumn)}
	for b := range amount.Basis(amount.Bases) {
		out = append(out, right("basis_"+b.String(), 10, paper.TextColumn))
	}
	return append(out, right("basis_entries", 9, paper.NumberColumn), right("basis_statements", 10, paper.NumberColumn), paper.Column{Title: say("basis_remarks"), Share: 33})
}

// basisTable fills the table and numbers the norms met in it.
type basisTable struct {
	j     *job
	t     *paper.Table
	group string
	norms []string
	// stocks says that a row is about what is counted in a register.
	stocks bool
}

// order sorts the figures by where they first stand and, within a table, by
// measure; numbers stay those of the document.
func (x *basisTable) order() []int {
	cells := x.j.cells.cells
	first := map[string]int{}
	out := make([]int, len(cells))
	for i := range cells {
		for _, k := range []string{"w" + cells[i].Where, "m" + cells[i].Where + "\n" + cells[i].Cell.Indicator + "/" + cells[i].Cell.Measure} {
			if _, ok := first[k]; !ok {
				first[k] = i
			}
		}
		out[i] = i + 1
	}
	rank := func(n int) (int, int) {
		b := &cells[n-1]
		if b.Where == "" {
			return -1, n
		}
		return first["w"+b.Where], first["m"+b.Where+"\n"+b.Cell.Indicator+"/"+b.Cell.Measure]
	}
	slices.SortFunc(out, func(a, b int) int {
		aw, am := rank(a)
		bw, bm := rank(b)
		return cmp.Or(cmp.Compare(aw, bw), cmp.Compare(am, bm), cmp.Compare(a, b))
	})
	return out
}

// add writes the row of a figure, below the name of its group.
func (x *basisTable) add(b *BoundCell) {
	group, name := say("basis_group_text"), x.j.basisName(b)
	if b.Where != "" {
		group = b.Where + ": " + measureName(measure{x.j.Context.Catalogue.Indicators[b.Cell.Indicator], b.Measure})
		name = x.j.partName(b)
	}
	if group != x.group {
		x.group = group
		x.t.Rows = append(x.t.Rows, groupRow(group, len(x.t.Columns)))
	}
	x.stocks = x.stocks || isStock(b.Measure)
	x.t.Rows = append(x.t.Rows, paper.Row{Cells: x.cells(b, name)})
}

func groupRow(title string, span int) paper.Row {
	return paper.Row{Kind: paper.GroupRow, Cells: []paper.Cell{{Runs: []paper.Run{paper.T(title)}, ColSpan: span}}}
}

func (x *basisTable) cells(b *BoundCell, name string) []paper.Cell {
	c := &b.Cell
	share := vi.NoValue
	if num, den, ok := c.Result.CountedShare(); ok && c.Counted != "" {
		share = vi.Percent(num, den, 1)
	}
	cells := []paper.Cell{index(b.Number), paper.TextCell(name), paper.FigureCell(b.Number), paper.TextCell(share)}
	for k := range c.Result.Basis {
		text := vi.NoValue
		if c.Basis != nil {
			text = vi.Percent(c.Result.Basis[k], basisTotal(c), 1)
		}
		cells = append(cells, paper.TextCell(text))
	}
	return append(cells, count(c.Entries), count(c.Used), paper.TextCell(x.remarks(b)))
}

func count(n int64) paper.Cell {
	c := paper.TextCell(vi.Int(n))
	c.Value = number64(n)
	return c
}

// basisName names a cell: what, where if not the report's place, when if not
// the report's period.
func (j *job) basisName(b *BoundCell) string {
	name := measureName(measure{j.Context.Catalogue.Indicators[b.Cell.Indicator], b.Measure})
	if part := j.differs(b); part != "" {
		name += "; " + part
	}
	return name
}

// partName names a cell of a table by its row alone.
func (j *job) partName(b *BoundCell) string {
	if part := j.differs(b); part != "" {
		return part
	}
	return capital(j.name)
}

// differs says in what a cell is not about the whole report.
func (j *job) differs(b *BoundCell) string {
	c := &b.Cell
	var parts []string
	if c.Place != j.Place && c.PlaceName != "" {
		parts = append(parts, c.PlaceName)
	}
	if c.From != j.Period.From || c.To != j.Period.To {
		parts = append(parts, vi.Range(shortDate(c.From), shortDate(c.To)))
	}
	if c.Split != nil && len(c.Sel.By) > 0 {
		parts = append(parts, j.splitName(c.Sel.By[len(c.Sel.By)-1], *c.Split))
	}
	return strings.Join(parts, "; ")
}

// splitName is the value of a split in words.
func (j *job) splitName(by, key string) string {
	kind, arg, _ := strings.Cut(by, ":")
	if d := j.Context.Catalogue.Dimensions[arg]; kind == "dim" && d != nil {
		if v, ok := d.Value(key); ok {
			return v.Name.VI
		}
	}
	if k := j.Context.Catalogue.Kinds[key]; by == figure.ByKind && k != nil {
		return k.Name.VI
	}
	if key == figure.Unclassified {
		return say("unclassified")
	}
	return key
}

// remarks point to the norms behind a cell and say its flags in words.
func (x *basisTable) remarks(b *BoundCell) string {
	var parts []string
	c := &b.Cell
	if sums := x.sums(b); sums != "" {
		parts = append(parts, sums)
	}
	if c.Result.Basis[amount.Norm] > 0 {
		for _, n := range x.j.norms(b) {
			parts = append(parts, say("norm_mark", "n", itoa(x.norm(n))))
		}
	}
	for _, f := range c.Flags {
		if w := say("flag_" + f); w != "" {
			parts = append(parts, w)
		}
	}
	if c.Reason != "" {
		parts = append(parts, reasonText(c.Reason))
	}
	if b.InText != b.Printed {
		parts = append(parts, say("basis_in_text", "text", b.InText))
	}
	return strings.Join(parts, "; ")
}

// sums are the parts of a figure by basis, where it has more than one.
func (x *basisTable) sums(b *BoundCell) string {
	var parts []string
	scale := unitOf(x.j.Context.Catalogue, b.Measure).Scale
	for k, v := range b.Cell.Result.Basis {
		if v > 0 && b.Cell.Basis != nil {
			parts = append(parts, strings.ToLower(say("basis_"+amount.Basis(k).String()))+" "+vi.Decimal(v, scale))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, ", ")
}

func basisTotal(c *figure.Cell) int64 {
	var total int64
	for _, v := range c.Result.Basis {
		total += v
	}
	return total
}

// norm is the number of a norm in the notes, which name it with its source.
func (x *basisTable) norm(text string) int {
	for i, n := range x.norms {
		if strings.HasSuffix(n, text) {
			return i + 1
		}
	}
	x.norms = append(x.norms, say("norm_note", "n", itoa(len(x.norms)+1), "text", text))
	return len(x.norms)
}

// norms are those of the catalogue that may stand behind a cell: of the
// kinds and measures its terms read, in force in its days.
func (j *job) norms(b *BoundCell) []string {
	var out []string
	cat := j.Context.Catalogue
	for _, n := range cat.Norms {
		if !usesNorm(b.Measure, n) || n.From > b.Cell.To.String() || n.To != "" && n.To < b.Cell.From.String() {
			continue
		}
		unit := ""
		if k := cat.Kinds[n.Kind]; k != nil {
			if m, ok := k.Measure(n.Measure); ok && cat.Units[m.Unit] != nil {
				unit = cat.Units[m.Unit].Short.VI
			}
		}
		key := "norm_text"
		if n.Per == 1 {
			key = "norm_once"
		}
		out = append(out, say(key, "name", n.Name.VI, "rate", vi.Int(n.Rate), "unit", unit, "per", vi.Int(n.Per), "source", n.Source))
	}
	return out
}

// usesNorm reports whether a term reads the norm's measure and may take in
// entries of the norm's kind of occurrence.
func usesNorm(m *catalogue.IndicatorMeasure, n *catalogue.Norm) bool {
	for _, t := range m.Terms {
		if t.Kind == nil || t.Kind.ID != n.Kind || t.Measure != n.Measure {
			continue
		}
		fits := true
		for dim, value := range n.Where {
			if want := t.Where[dim]; len(want) > 0 && !slices.Contains(want, value) || slices.Contains(t.Not[dim], value) {
				fits = false
			}
		}
		if fits {
			return true
		}
	}
	return false
}
