package figure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
)

// State tells apart what an empty-looking cell means.
type State string

// The closed list of states.
const (
	HasValue      State = "value"
	Zero          State = "zero"           // a signed zero, with its reason
	Missing       State = "missing"        // nobody reported who was expected to
	Untold        State = "untold"         // nothing is known, and nobody was expected to report
	Unstated      State = "unstated"       // there are entries, and they leave this measure out
	Waiting       State = "waiting"        // there are entries, and none is verified as far as asked
	NotApplicable State = "not_applicable" // no line in this unit
	Ambiguous     State = "ambiguous"      // statements contradict each other
	NoDenominator State = "no_denominator"
)

// Open reports a state in which the number exists and is not known here: it is
// no 0, and an entry, a signed zero or a verification can still bring it.
func (s State) Open() bool {
	return s == Missing || s == Untold || s == Unstated || s == Waiting
}

// Flags of a cell (figures.md section 13).
const (
	FlagOrder      = "order_included"
	FlagNorm       = "norm"
	FlagSilent     = "silent"
	FlagAmbiguous  = "ambiguous"
	FlagRestated   = "restated"
	FlagPlans      = "sum_of_plans"
	FlagNoDen      = "no_denominator"
	FlagStatement  = "statement"
	FlagUnusedStat = "unused_statements"
)

// Cell is one figure. Value, Low and High are numbers in the cell's unit,
// exact decimals; they are absent where the figure has none.
type Cell struct {
	Indicator string                 `json:"indicator"`
	Measure   string                 `json:"measure"`
	Unit      string                 `json:"unit"`
	Place     string                 `json:"place"`
	PlaceName string                 `json:"place_name,omitempty"`
	Row       place.RowKind          `json:"row,omitempty"`
	From      Day                    `json:"from"`
	To        Day                    `json:"to"`
	Map       string                 `json:"map"`
	Split     *string                `json:"split,omitempty"`
	State     State                  `json:"state"`
	Reason    string                 `json:"reason,omitempty"`
	Value     json.Number            `json:"value,omitempty"`
	Low       json.Number            `json:"low,omitempty"`
	High      json.Number            `json:"high,omitempty"`
	Qualifier string                 `json:"qualifier,omitempty"`
	Basis     map[string]json.Number `json:"basis,omitempty"`
	Counted   string                 `json:"counted_share,omitempty"`
	Entries   int64                  `json:"entries"`
	Used      int64                  `json:"statements"`
	Unused    []string               `json:"unused_statements,omitempty"`
	Flags     []string               `json:"flags,omitempty"`
	Position  string                 `json:"position"`
	Printed   string                 `json:"printed"`
	Drill     string                 `json:"drill,omitempty"`

	// Along is on what a figure computed from tracks stands.
	Along *AlongNote `json:"along,omitempty"`

	// Result is the figure in base units.
	Result amount.Result `json:"-"`
	// Num and Den are the parts of a ratio or coverage.
	Num, Den int64     `json:"-"`
	Sel      Selection `json:"-"`
}

// Selection names one cell of a query's table: the query, the row, the slice
// of time and the column of the split. Evaluate and Drill compile it alike.
type Selection struct {
	Query
	Indicator string
	Measure   string
	RowKind   place.RowKind
	RowPlace  string
	Slice     calendar.Period
	Column    string
}

// Table is the answer to a query.
type Table struct {
	Name         string // of the asked place
	Position     string
	Map          string
	MapDay       Day
	Rows         []place.Row
	Buckets      []calendar.Period
	Columns      []string // keys of the split, {""} without one
	Additive     bool
	Cells        []Cell // rows x buckets x columns x measures
	Measures     []MeasureRef
	Footnotes    []place.Footnote
	Completeness *Completeness
}

// MeasureRef is one column group of a table.
type MeasureRef struct {
	Indicator *catalogue.Indicator
	Measure   *catalogue.IndicatorMeasure
}

// At is the cell at a row, bucket, column and measure.
func (t *Table) At(row, bucket, column, measure int) *Cell {
	return &t.Cells[((row*len(t.Buckets)+bucket)*len(t.Columns)+column)*len(t.Measures)+measure]
}

// Numbers are the results of a query before they are written as cells: what
// a map or a chart of many places needs.
type Numbers struct {
	Rows     []place.Row
	Buckets  []calendar.Period
	Columns  []string
	Measures []MeasureRef

	a     *assembler
	slots []int // of the numerators, by measure
}

// Result is the sum at a row, bucket, column and measure; only counts and sums
// have one.
func (n *Numbers) Result(row, bucket, column, measure int) amount.Result {
	return n.a.gr.result(n.a.g.cell(row, bucket, column, n.slots[measure]))
}

// Value is the exact value at a row, bucket, column and measure; exact is
// false where a qualifier or a value beyond the hot path stands in the way,
// and Result has to be asked.
func (n *Numbers) Value(row, bucket, column, measure int) (v int64, exact bool) {
	at := n.a.g.cell(row, bucket, column, n.slots[measure])
	if len(n.a.gr.inexact) > 0 && n.a.gr.inexact[at] != nil {
		return 0, false
	}
	return n.a.gr.whole(at), true
}

// Numbers computes a query without writing cells.
func (p *Projection) Numbers(q Query, ctx *Context) (*Numbers, error) {
	g, err := compile(q, ctx, p)
	if err != nil {
		return nil, err
	}
	n := &Numbers{Rows: g.layout.Rows, Buckets: g.buckets, Columns: g.split.keys, a: &assembler{g: g, gr: g.scan()}}
	for i, s := range g.slots {
		if !s.den {
			n.slots = append(n.slots, i)
			n.Measures = append(n.Measures, MeasureRef{s.ind, s.m})
		}
	}
	return n, nil
}

// Evaluate answers a query.
func (p *Projection) Evaluate(q Query, ctx *Context) (*Table, error) {
	n, err := p.Numbers(q, ctx)
	if err != nil {
		return nil, err
	}
	g := n.a.g
	t := &Table{Name: g.layout.Name, Position: PositionText(p.Position), Map: q.Map.String(), MapDay: g.layout.MapDay,
		Rows: n.Rows, Buckets: n.Buckets, Columns: n.Columns, Additive: g.split.additive, Measures: n.Measures, Footnotes: g.layout.Footnotes}
	n.a.t = t
	t.Cells = make([]Cell, 0, len(t.Rows)*len(t.Buckets)*len(t.Columns)*len(n.slots))
	for row := range t.Rows {
		for bucket := range t.Buckets {
			for col := range t.Columns {
				for _, slot := range n.slots {
					c, err := n.a.cell(row, bucket, col, slot)
					if err != nil {
						return nil, err
					}
					t.Cells = append(t.Cells, c)
				}
			}
		}
	}
	t.noteTracks()
	t.dropEmptyRows()
	t.dropEmptyColumns()
	t.Completeness = n.a.completeness()
	return t, nil
}

// dropEmptyRows takes out the rows beside the units (recorded above the
// level, undivided, unknown) in which nothing stands.
func (t *Table) dropEmptyRows() {
	per := len(t.Buckets) * len(t.Columns) * len(t.Measures)
	empty := func(i int) bool {
		return t.Rows[i].Kind != place.RowUnit && !slices.ContainsFunc(t.Cells[i*per:(i+1)*per], func(c Cell) bool { return c.Entries > 0 || c.Used > 0 })
	}
	var rows []place.Row
	var cells []Cell
	if !slices.ContainsFunc(indices(len(t.Rows)), empty) {
		return
	}
	for i, r := range t.Rows {
		part := t.Cells[i*per : (i+1)*per]
		if empty(i) {
			continue
		}
		rows = append(rows, r)
		cells = append(cells, part...)
	}
	t.Rows, t.Cells = rows, cells
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// dropEmptyColumns takes out columns of a split in which nothing stands.
func (t *Table) dropEmptyColumns() {
	if len(t.Columns) <= 1 {
		return
	}
	nm := len(t.Measures)
	used := make([]bool, len(t.Columns))
	for i := range t.Cells {
		c := &t.Cells[i]
		if c.Entries > 0 || (c.Value != "" && c.Value != "0") || c.Low != "" && c.Low != "0" {
			used[i/nm%len(t.Columns)] = true
		}
	}
	if used[0] && t.Columns[0] == Unclassified {
		used[0] = t.remainder(nm)
	}
	var cells []Cell
	var cols []string
	for i := range t.Cells {
		if used[i/nm%len(t.Columns)] {
			cells = append(cells, t.Cells[i])
		}
	}
	for i, k := range t.Columns {
		if used[i] {
			cols = append(cols, k)
		}
	}
	t.Cells, t.Columns = cells, cols
}

// remainder reports whether any cell of the unclassified column is not zero.
func (t *Table) remainder(nm int) bool {
	for i := range t.Cells {
		if i/nm%len(t.Columns) == 0 {
			if c := &t.Cells[i]; c.Result.Q != amount.Exact || c.Result.V != 0 {
				return true
			}
		}
	}
	return false
}

// PositionText is the printed form of a position: one ledger "L:epoch.seq",
// several as their number, the sum of their sequences and a digest, "30/53937/736e87149a1efac3".
func PositionText(pos []ledger.Position) string {
	if len(pos) == 1 {
		return fmt.Sprintf("%s:%d.%d", pos[0].LedgerID, pos[0].Epoch, pos[0].Seq)
	}
	var sum int64
	var b strings.Builder
	for _, p := range pos { // kept sorted by ledger id
		sum += p.Seq
		fmt.Fprintf(&b, "%s:%d.%d\n", p.LedgerID, p.Epoch, p.Seq)
	}
	return strconv.Itoa(len(pos)) + "/" + strconv.FormatInt(sum, 10) + "/" + ledger.HashOf([]byte(b.String())).String()[:16]
}
