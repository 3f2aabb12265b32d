package report

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// tableForm is a table of figures. Keys:
//
//	name:     printed above
//	rows:     indicators, place:LEVEL, place:below, year, quarter, month, dim:ID or kind
//	measures: list of figures ("outreach.sessions"; an indicator alone is all
//	          its measures). With rows: indicators they are the rows, else the
//	          columns
//	columns:  with rows: indicators, a list of now, previous, last_year,
//	          change (now against last_year), ytd, plan, done (share of plan)
//	titles:   short column titles, one for each measure
//	total:    "last" (default) prints the total, "none" does not
//	notes:    remarks below
type tableForm struct {
	name     text
	rows     string
	measures []measure
	columns  []string
	titles   []string
	total    bool
	notes    []text
}

// measure is one measure of an indicator.
type measure struct {
	ind *catalogue.Indicator
	m   *catalogue.IndicatorMeasure
}

// Columns of a table of indicators besides periods.
const (
	colChange = "change" // now minus the same period last year
	colPlan   = "plan"
	colDone   = "done" // now over plan
)

var tableColumns = []string{string(now), string(previous), string(lastYear), colChange, string(ytd), colPlan, colDone}

// levelBelow is the level below the place the report is asked for.
const levelBelow = "below"

// rowsIndicators makes one row of each measure.
const rowsIndicators = "indicators"

func (c *compiler) table(s *source, n *yaml.Node) *tableForm {
	f := s.form(n, "name", "rows", "measures", "columns", "titles", "total", "notes")
	f.need("name")
	f.need("rows")
	f.need("measures")
	t := &tableForm{name: c.text(f, "name"), rows: f.str("rows"), titles: f.strs("titles"), total: f.choice("total", "last", "none") != "none"}
	for _, n := range f.list("notes") {
		t.notes = append(t.notes, c.sentence(s, n))
	}
	c.rows(f, t.rows)
	for _, n := range f.list("measures") {
		if c.isAhead(s, n) {
			continue
		}
		t.measures = append(t.measures, c.measures(s, n, t.rows)...)
	}
	if len(t.titles) > 0 && len(t.titles) != len(t.measures) {
		f.err(f.vals["titles"], catalogue.CodeMissing, fmt.Sprintf("Có %d tên cột cho %d số đo.", len(t.titles), len(t.measures)), fmt.Sprintf("%d titles for %d measures", len(t.titles), len(t.measures)))
	}
	t.columns = c.columns(f, t)
	return t
}

// rows checks the words of the split.
func (c *compiler) rows(f *form, rows string) {
	kind, arg, _ := strings.Cut(rows, ":")
	ok := slices.Contains([]string{rowsIndicators, figure.ByYear, figure.ByQuarter, figure.ByMonth, figure.ByKind}, rows)
	switch kind {
	case "place":
		ok = slices.Contains([]string{"province", "district", "commune", "hamlet", levelBelow}, arg)
	case "dim":
		if ok = c.cat.Dimensions[arg] != nil; !ok && f.has("rows") {
			f.err(f.vals["rows"], catalogue.CodeUnknownDimension, fmt.Sprintf("Danh mục không có tiêu chí %q.", arg), fmt.Sprintf("the catalogue has no dimension %q", arg))
			return
		}
	}
	if !ok && f.has("rows") {
		f.err(f.vals["rows"], catalogue.CodeUnknownChoice, fmt.Sprintf("Không lập được bảng theo %q.", rows), fmt.Sprintf("rows %q are not indicators, place:LEVEL, year, quarter, month, dim:ID or kind", rows))
	}
}

func overTime(rows string) bool {
	return rows == figure.ByYear || rows == figure.ByQuarter || rows == figure.ByMonth
}

// measures reads a figure of a table and refuses what its type forbids.
func (c *compiler) measures(s *source, n *yaml.Node, rows string) []measure {
	r, err := parseRef(n.Value, c.cat)
	if err == nil && r.when != now {
		err = &textError{code: "unknown_period", vi: "Trong bảng, kỳ chọn bằng “columns”.", en: "periods of a table are chosen by its columns"}
	}
	if err != nil {
		s.err(n, err.code, err.vi, err.en)
		return nil
	}
	var out []measure
	for _, m := range r.measures {
		switch {
		case m.SplitBy != "" && rows != "dim:"+m.SplitBy:
			s.err(n, string(typeForbids), fmt.Sprintf("Chỉ tiêu %q chỉ có số theo từng %q.", r.ind.ID, m.SplitBy), fmt.Sprintf("%s adds up only in rows by dim:%s", r.ind.ID, m.SplitBy))
		case strings.HasPrefix(rows, "dim:") && m.SplitBy == "" && !slices.Contains(r.ind.Splits, strings.TrimPrefix(rows, "dim:")):
			s.err(n, string(figure.BadSplit), fmt.Sprintf("Chỉ tiêu %q không tách được theo %q (có: %s).", r.ind.ID, rows, strings.Join(r.ind.Splits, ", ")),
				fmt.Sprintf("%s cannot be split by %s (it has %s)", r.ind.ID, rows, strings.Join(r.ind.Splits, ", ")))
		case m.Type == catalogue.Rate && rows != rowsIndicators && !strings.HasPrefix(rows, "place:"):
			s.err(n, string(typeForbids), fmt.Sprintf("%q là mức theo năm, không chia tiếp theo %q.", r.ind.ID, rows), fmt.Sprintf("%s is a yearly rate and cannot be split by %s", r.ind.ID, rows))
		}
		out = append(out, measure{r.ind, m})
	}
	return out
}

func (c *compiler) columns(f *form, t *tableForm) []string {
	if t.rows != rowsIndicators {
		if f.has("columns") {
			f.err(f.vals["columns"], catalogue.CodeUnknownKey, "Chỉ bảng theo chỉ tiêu mới có “columns”.", "only a table with rows: indicators has columns")
		}
		return nil
	}
	cols := f.strs("columns")
	if len(cols) == 0 {
		cols = []string{string(now)}
	}
	for i, col := range cols {
		if !slices.Contains(tableColumns, col) {
			f.err(f.list("columns")[i], catalogue.CodeUnknownChoice, fmt.Sprintf("Không có cột %q; chọn: %s.", col, strings.Join(tableColumns, ", ")), fmt.Sprintf("column %q is not one of %s", col, strings.Join(tableColumns, ", ")))
		}
	}
	return cols
}

// chartForm is a picture of figures. Keys: name, kind (bar, stacked_bar,
// line), axis (year, quarter, month or place:LEVEL), measures (one unit, at
// most six), series (their names), desc (a sentence for those who cannot see
// it).
type chartForm struct {
	name, desc text
	kind, axis string
	measures   []measure
	series     []string
}

func (c *compiler) chart(s *source, n *yaml.Node) *chartForm {
	f := s.form(n, "name", "kind", "axis", "measures", "series", "desc")
	for _, k := range []string{"name", "kind", "axis", "measures", "desc"} {
		f.need(k)
	}
	ch := &chartForm{name: c.text(f, "name"), desc: c.text(f, "desc"), kind: f.choice("kind", "bar", "stacked_bar", "line"), axis: f.str("axis"), series: f.strs("series")}
	if !overTime(ch.axis) && !strings.HasPrefix(ch.axis, "place:") {
		f.err(f.at, codeBadChart, "Trục của biểu đồ là year, quarter, month hoặc place:CẤP.", "a chart's axis is year, quarter, month or place:LEVEL")
	} else {
		c.rows(&form{source: s, at: f.at, vals: map[string]*yaml.Node{"rows": f.vals["axis"]}}, ch.axis)
	}
	for _, n := range f.list("measures") {
		for _, m := range c.measures(s, n, ch.axis) {
			c.drawable(s, n, ch, m)
			ch.measures = append(ch.measures, m)
		}
	}
	if len(ch.series) > 0 && len(ch.series) != len(ch.measures) {
		f.err(f.vals["series"], catalogue.CodeMissing, fmt.Sprintf("Có %d tên cho %d dãy số.", len(ch.series), len(ch.measures)), fmt.Sprintf("%d names for %d series", len(ch.series), len(ch.measures)))
	}
	return ch
}

// drawable refuses pictures that would invite a wrong reading (design/web.md
// section 10): bars of stocks, lines over places, two units on one axis.
func (c *compiler) drawable(s *source, n *yaml.Node, ch *chartForm, m measure) {
	switch {
	case ch.kind != "line" && !isFlow(m.m):
		s.err(n, string(typeForbids), fmt.Sprintf("%q không phải số cộng dồn nên không vẽ bằng cột.", m.ind.ID), fmt.Sprintf("%s is no flow: bars show only flows", m.ind.ID))
	case ch.kind == "line" && !overTime(ch.axis):
		s.err(n, codeBadChart, "Đường chỉ vẽ theo thời gian.", "a line needs a time axis")
	case len(ch.measures) > 0 && ch.measures[0].m.Unit != m.m.Unit:
		s.err(n, codeBadChart, "Các dãy số của một biểu đồ phải cùng đơn vị tính.", "the series of a chart have one unit")
	case len(ch.measures) >= 6:
		s.err(n, codeBadChart, "Một biểu đồ có nhiều nhất 6 dãy số.", "a chart has at most 6 series")
	}
}
