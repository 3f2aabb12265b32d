package report

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/place"
	"phendau/internal/vi"
)

func itoa(n int) string { return strconv.Itoa(n) }

func (j *job) table(t *tableForm) *paper.Table {
	out := &paper.Table{Name: j.plain(t.name)}
	if t.rows == rowsIndicators {
		j.indicatorTable(t, out)
	} else {
		j.splitTable(t, out)
	}
	for _, n := range t.notes {
		out.Notes = append(out.Notes, j.plain(n))
	}
	return out
}

// indexColumn is the column TT.
func indexColumn() paper.Column {
	return paper.Column{Title: say("col_index"), Share: 7, Align: paper.Center, Kind: paper.IndexColumn}
}

func index(n int) paper.Cell { return paper.IndexCell(json.Number(itoa(n))) }

// indicatorTable has a row for each measure and columns of periods.
func (j *job) indicatorTable(t *tableForm, out *paper.Table) {
	out.Columns = []paper.Column{indexColumn(), {Title: say("col_indicator"), Share: 40}, {Title: say("col_unit"), Share: 14, Align: paper.Center}}
	width := 13
	for _, m := range t.measures {
		width = max(width, shareOf(unitOf(j.Context.Catalogue, m.m), width))
	}
	columns := j.told(t)
	for _, c := range t.columns {
		share := width
		if c == colDone {
			share = 13
		}
		if !slices.Contains(columns, c) {
			out.Columns[1].Share += share
			continue
		}
		out.Columns = append(out.Columns, paper.Column{Title: say("col_" + c), Share: share, Align: paper.Right, Kind: paper.NumberColumn})
	}
	var plans int
	measures := j.applying(t)
	for i, m := range measures {
		name := measureName(m)
		if i > 0 && measures[i-1].ind == m.ind {
			name = "- " + m.m.Name.VI // the indicator stands in the row above
		}
		row := paper.Row{Cells: []paper.Cell{index(i + 1), paper.TextCell(name), paper.TextCell(unitWord(j.Context.Catalogue, m.m.Unit))}}
		for _, c := range columns {
			cell, n := j.indicatorCell(c, m, out.Name)
			plans += n
			row.Cells = append(row.Cells, cell)
		}
		out.Rows = append(out.Rows, row)
	}
	out.Notes = append(j.periodNotes(columns), j.trackNotes(measures)...)
	if plans > 0 {
		out.Notes = append(out.Notes, say("note_plan", "n", itoa(plans)))
	}
	if z := j.zeroNotes(t); z != "" {
		out.Notes = append(out.Notes, z)
	}
}

// applying are the measures of a table without those on the line where none is
// held: they are for whoever has one.
func (j *job) applying(t *tableForm) []measure {
	return slices.DeleteFunc(slices.Clone(t.measures), func(m measure) bool {
		if !m.m.OnLine() {
			return false
		}
		c := j.total(now, m.ind, m.m)
		return c == nil || c.State == figure.NotApplicable || c.Along == nil
	})
}

// trackNotes say by which rules figures of tracks were computed, and what is
// lacking.
func (j *job) trackNotes(measures []measure) []string {
	for _, m := range measures {
		if c := j.total(now, m.ind, m.m); c != nil && c.Along != nil {
			return []string{c.Along.Text("vi")}
		}
	}
	return nil
}

// told are the columns of a table without those about plans, where nothing was
// planned: names have their room.
func (j *job) told(t *tableForm) []string {
	planned := slices.ContainsFunc(t.measures, func(m measure) bool {
		_, n := j.planCell(colPlan, m)
		return n > 0
	})
	if planned {
		return t.columns
	}
	return slices.DeleteFunc(slices.Clone(t.columns), func(c string) bool { return c == colPlan || c == colDone })
}

// measureName names a row: the indicator, and the measure where there are
// several.
func measureName(m measure) string {
	if len(m.ind.Measures) == 1 {
		return capital(m.ind.Name.VI)
	}
	return capital(m.ind.Name.VI) + ": " + m.m.Name.VI
}

// indicatorCell fills one column of a measure; n counts the plans read.
func (j *job) indicatorCell(col string, m measure, where string) (paper.Cell, int) {
	switch col {
	case colChange:
		return j.change(m), 0
	case colPlan, colDone:
		return j.planCell(col, m)
	}
	if when(col) == ytd && isStock(m.m) {
		return paper.TextCell(vi.NoValue), 0 // a stock never adds up over time
	}
	return j.cell(j.total(when(col), m.ind, m.m), m, where), 0
}

// cell registers a figure and shows it.
func (j *job) cell(c *figure.Cell, m measure, where string) paper.Cell {
	if c == nil {
		return paper.TextCell(figure.TextNotApplicable)
	}
	return paper.FigureCell(j.cells.inTable(c, m.m, where))
}

// change is the difference to the same period last year. Only exact numbers
// that may be subtracted have one: sets have no difference (catalogue.md
// section 4).
func (j *job) change(m measure) paper.Cell {
	a, b := j.total(now, m.ind, m.m), j.total(lastYear, m.ind, m.m)
	if a == nil || b == nil || !subtracts(m.m) || !exact(a) || !exact(b) {
		return paper.TextCell(vi.NoValue)
	}
	return difference(a.Result.V-b.Result.V, unitOf(j.Context.Catalogue, m.m).Scale)
}

func subtracts(m *catalogue.IndicatorMeasure) bool {
	return m.Type == catalogue.Count || m.Type == catalogue.Sum || m.Type == catalogue.Stock || m.Type == catalogue.Balance
}

func exact(c *figure.Cell) bool {
	return (c.State == figure.HasValue || c.State == figure.Zero) && c.Result.Q == amount.Exact
}

// difference prints a signed number and gives spreadsheets its value.
func difference(v, scale int64) paper.Cell {
	c := paper.TextCell(signed(v, scale))
	c.Value = decimalNumber(v, scale)
	return c
}

// decimalNumber is v/scale as an exact JSON number; scales are powers of ten.
func decimalNumber(v, scale int64) json.Number {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	if scale <= 1 {
		return json.Number(sign + strconv.FormatInt(v, 10))
	}
	frac := strings.TrimRight(strconv.FormatInt(v%scale+scale, 10)[1:], "0")
	if frac != "" {
		frac = "." + frac
	}
	return json.Number(sign + strconv.FormatInt(v/scale, 10) + frac)
}

func signed(v, scale int64) string {
	if v > 0 {
		return "+" + vi.Decimal(v, scale)
	}
	return vi.Decimal(v, scale)
}

// planCell prints the planned value of the place for the period, or the
// result as a share of it. A plan belongs to its unit's own map, so other
// places' plans are not added here.
func (j *job) planCell(col string, m measure) (paper.Cell, int) {
	var sum int64
	n := 0
	for i := range j.Context.Plans {
		p := &j.Context.Plans[i]
		if p.Indicator == m.ind.ID && p.Measure == m.m.ID && p.PlaceID == j.Place && p.From >= j.Period.From && p.To <= j.Period.To {
			sum += p.Value
			n++
		}
	}
	scale := unitOf(j.Context.Catalogue, m.m).Scale
	c := j.total(now, m.ind, m.m)
	switch {
	case n == 0:
		return paper.TextCell(vi.NoValue), 0
	case col == colDone && (c == nil || !exact(c)):
		return paper.TextCell(vi.NoValue), 0
	case col == colDone:
		return paper.TextCell(vi.Percent(c.Result.V, sum, 1)), 0
	}
	out := paper.TextCell(vi.Decimal(sum, scale))
	out.Value = decimalNumber(sum, scale)
	return out, n
}

// periodNotes name the days behind columns of other periods.
func (j *job) periodNotes(columns []string) []string {
	var parts []string
	for _, p := range periodsNeeded(columns) {
		if p != now {
			parts = append(parts, say("note_period", "name", strings.ToLower(say("col_"+string(p))), "days", daysOf(j.periods[p])))
		}
	}
	if parts == nil {
		return nil
	}
	return []string{say("note_periods", "list", strings.Join(parts, "; "))}
}

// zeroNotes list the signed zeros of a table with their reasons.
func (j *job) zeroNotes(t *tableForm) string {
	var parts []string
	for _, m := range t.measures {
		if c := j.total(now, m.ind, m.m); c != nil && c.State == figure.Zero {
			parts = append(parts, m.ind.Name.VI+" - "+reasonText(c.Reason))
		}
	}
	return zeroNote(parts)
}

func zeroNote(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	slices.Sort(parts)
	return say("note_zero", "list", strings.Join(slices.Compact(parts), "; "))
}

// line is one row of a table by place, time or dimension.
type line struct {
	row, bucket, column int
	title               string
}

// splitTable has a column for each measure and a row for each part.
func (j *job) splitTable(t *tableForm, out *paper.Table) {
	a := j.tables[batchKey{now, t.rows}]
	out.Columns = []paper.Column{indexColumn(), {Title: headOf(t.rows), Share: 24}}
	for i, m := range t.measures {
		title := j.columnTitle(m)
		if i < len(t.titles) {
			title = t.titles[i]
		}
		out.Columns = append(out.Columns, paper.Column{Title: title, Share: shareOf(unitOf(j.Context.Catalogue, m.m), 10), Align: paper.Right, Kind: paper.NumberColumn})
	}
	r := &splitRows{j: j, a: a, t: t, out: out}
	for _, l := range j.lines(a, t) {
		r.add(l)
	}
	r.finish()
}

// shareOf gives money room for đồng in full.
func shareOf(u *catalogue.Unit, share int) int {
	if u.Money {
		return max(share, 22)
	}
	return share
}

func headOf(rows string) string {
	switch {
	case strings.HasPrefix(rows, "place:"):
		return say("col_place")
	case overTime(rows):
		return say("col_time")
	}
	return say("col_dim")
}

func (j *job) columnTitle(m measure) string {
	name := capital(m.ind.Name.VI)
	if len(m.ind.Measures) > 1 {
		name = capital(m.m.Name.VI)
	}
	if u := unitWord(j.Context.Catalogue, m.m.Unit); u != "" && m.m.SplitBy == "" {
		name += " (" + u + ")"
	}
	return name
}

// lines lists the rows of a split, leaving out those besides units that hold
// nothing.
func (j *job) lines(a *answer, t *tableForm) []line {
	var out []line
	for row := range a.Rows {
		for bucket := range a.Buckets {
			for col, key := range a.Columns {
				l := line{row: row, bucket: bucket, column: col, title: j.lineTitle(a, row, bucket, key, t.rows) + j.partUnit(t, key)}
				if (a.Rows[row].Kind != place.RowUnit || len(a.Columns) > 1) && !holds(a, t, l) {
					continue
				}
				out = append(out, l)
			}
		}
	}
	// What no part covers comes after the parts.
	slices.SortStableFunc(out, func(x, y line) int { return cmp.Compare(rest(a, x), rest(a, y)) })
	return out
}

// rest is 1 for the line of what is not classified.
func rest(a *answer, l line) int {
	if len(a.Columns) > 1 && a.Columns[l.column] == figure.Unclassified {
		return 1
	}
	return 0
}

func holds(a *answer, t *tableForm, l line) bool {
	return slices.ContainsFunc(t.measures, func(m measure) bool {
		c := a.at(l.row, l.bucket, l.column, m)
		return c != nil && (c.Entries > 0 || c.Used > 0 || c.Value != "" && c.Value != "0")
	})
}

func (j *job) lineTitle(a *answer, row, bucket int, key, rows string) string {
	switch {
	case strings.HasPrefix(rows, "place:"):
		r := &a.Rows[row]
		if r.Kind != place.RowUnit && r.Note.VI != "" {
			return r.Name + " (" + r.Note.VI + ")"
		}
		return r.Name
	case overTime(rows):
		return capital(bucketName(a, bucket))
	}
	return capital(j.splitName(rows, key))
}

// partUnit is the unit of a part behind its name, where a measure of the table
// counts things of different units.
func (j *job) partUnit(t *tableForm, key string) string {
	cat := j.Context.Catalogue
	for _, m := range t.measures {
		if m.m.SplitBy == "" || t.rows != "dim:"+m.m.SplitBy {
			continue
		}
		if u := cat.Units[cat.PartUnit(m.m, m.m.SplitBy, key)]; u != nil {
			return " (" + u.Short.VI + ")"
		}
	}
	return ""
}

// splitRows collects rows and what must be said below them.
type splitRows struct {
	j      *job
	a      *answer
	t      *tableForm
	out    *paper.Table
	n      int
	silent bool
	zeros  []string
}

func (r *splitRows) add(l line) {
	cells := make([]paper.Cell, 0, len(r.t.measures)+2)
	silent := false
	for _, m := range r.t.measures {
		c := r.a.at(l.row, l.bucket, l.column, m)
		cells = append(cells, r.j.cell(c, m, r.out.Name))
		if c == nil {
			continue
		}
		silent = silent || slices.Contains(c.Flags, figure.FlagSilent)
		if c.State == figure.Zero {
			r.zeros = append(r.zeros, l.title+" - "+m.ind.Name.VI+": "+reasonText(c.Reason))
		}
	}
	cells = r.together(l, cells)
	title := l.title
	if silent {
		r.silent = true
		title += " (*)"
	}
	r.n++
	r.out.Rows = append(r.out.Rows, paper.Row{Cells: append([]paper.Cell{index(r.n), paper.TextCell(title)}, cells...)})
}

// together says once across neighbouring cells what they all say instead of a
// number; each stays a figure of the report.
func (r *splitRows) together(l line, cells []paper.Cell) []paper.Cell {
	var out []paper.Cell
	last := figure.State("")
	for i, m := range r.t.measures {
		state := figure.State("")
		if c := r.a.at(l.row, l.bucket, l.column, m); c != nil && (c.State.Open() || c.State == figure.NotApplicable) {
			state = c.State
		}
		if state != "" && state == last {
			out[len(out)-1].ColSpan = max(out[len(out)-1].ColSpan, 1) + 1
			continue
		}
		last = state
		out = append(out, cells[i])
	}
	return out
}

// finish adds the total, which is a figure of its own and no sum of rows.
func (r *splitRows) finish() {
	if r.t.total {
		row := paper.Row{Kind: paper.TotalRow, Cells: []paper.Cell{paper.TextCell(""), paper.TextCell(say("row_total"))}}
		for _, m := range r.t.measures {
			if m.m.SplitBy != "" {
				row.Cells = append(row.Cells, paper.TextCell(vi.NoValue))
				continue
			}
			row.Cells = append(row.Cells, r.j.cell(r.j.total(now, m.ind, m.m), m, r.out.Name))
		}
		r.out.Rows = append(r.out.Rows, row)
	}
	add := func(s string) {
		if s != "" {
			r.out.Notes = append(r.out.Notes, s)
		}
	}
	for _, s := range r.j.trackNotes(r.t.measures) {
		add(s)
	}
	if r.silent {
		add(say("note_silent"))
	}
	add(zeroNote(r.zeros))
	if !r.a.Additive {
		add(say("note_not_additive"))
	}
	add(r.typeNote("note_distinct", func(m *catalogue.IndicatorMeasure) bool {
		return m.Type == catalogue.Distinct || m.Type == catalogue.Coverage
	}))
	if overTime(r.t.rows) {
		add(r.typeNote("note_stock", isStock))
	}
}

func (r *splitRows) typeNote(key string, is func(*catalogue.IndicatorMeasure) bool) string {
	var names []string
	for _, m := range r.t.measures {
		if is(m.m) {
			names = append(names, m.ind.Name.VI)
		}
	}
	if names == nil {
		return ""
	}
	return say(key, "list", strings.Join(names, ", "))
}
