package report

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/vi"
)

func number64(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

func sortedKeys(m map[batchKey]*answer) []batchKey {
	out := make([]batchKey, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b batchKey) int { return cmp.Or(cmp.Compare(a.when, b.when), cmp.Compare(a.by, b.by)) })
	return out
}

// completeness says who was silent and who signed a zero (figures.md
// section 10).
func (j *job) completeness() []paper.Block {
	c := j.tables[batchKey{when: now}].Completeness
	if c == nil || c.Expected == 0 {
		return []paper.Block{paper.P(paper.T(say("complete_none")))}
	}
	silent := c.Expected - c.Reported - c.Nil
	sum := say("complete_sum", "expected", vi.Int(c.Expected), "reported", vi.Int(c.Reported), "nil", vi.Int(c.Nil),
		"silent", vi.Int(silent), "share", vi.Percent(c.Reported+c.Nil, c.Expected, 1))
	out := []paper.Block{paper.P(paper.T(sum)), {Table: j.silentTable(c)}}
	if int64(len(c.Silent)) < silent {
		out = append(out, paper.Note(paper.T(say("complete_cut", "n", itoa(len(c.Silent))))))
	}
	return append(out, paper.Block{Table: j.nilTable()})
}

// silentRow joins the silent months of a unit and an indicator.
type silentRow struct {
	place, name, indicator string
	months                 []calendar.Period
}

func (j *job) silentTable(c *figure.Completeness) *paper.Table {
	t := &paper.Table{Name: say("silent_name"), Columns: []paper.Column{indexColumn(), {Title: say("col_place"), Share: 24},
		{Title: say("col_indicator"), Share: 34}, {Title: say("silent_col_months"), Share: 36}}}
	rows := j.silentRows(c.Silent)
	for i, r := range rows {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{index(i + 1), paper.TextCell(r.name), paper.TextCell(j.indicatorName(r.indicator)), paper.TextCell(stretches(r.months))}})
	}
	if len(rows) == 0 {
		t.Rows = []paper.Row{groupRow(say("silent_none"), 4)}
	}
	return t
}

func (j *job) indicatorName(id string) string {
	if ind := j.Context.Catalogue.Indicators[id]; ind != nil {
		return capital(ind.Name.VI)
	}
	return id
}

func (j *job) silentRows(list []figure.Silent) []silentRow {
	var out []silentRow
	at := map[[2]string]int{}
	for _, s := range list {
		k := [2]string{s.PlaceID, s.Indicator}
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, silentRow{place: s.PlaceID, name: s.PlaceName, indicator: s.Indicator})
		}
		out[i].months = append(out[i].months, calendar.Period{From: s.From, To: s.To, Calendar: j.Period.Calendar})
	}
	slices.SortStableFunc(out, func(a, b silentRow) int { return vi.Compare(a.name, b.name) })
	return out
}

// stretches joins months that follow each other: "01/01/2024 - 31/03/2024".
func stretches(months []calendar.Period) string {
	slices.SortFunc(months, func(a, b calendar.Period) int { return cmp.Compare(a.From, b.From) })
	var parts []string
	for i := 0; i < len(months); {
		k := i
		for k+1 < len(months) && months[k+1].From == months[k].To+1 {
			k++
		}
		parts = append(parts, vi.Range(shortDate(months[i].From), shortDate(months[k].To)))
		i = k + 1
	}
	return strings.Join(parts, "; ")
}

// nilTable lists the signed zeros of the place and period.
func (j *job) nilTable() *paper.Table {
	t := &paper.Table{Name: say("nil_name"), Columns: []paper.Column{indexColumn(), {Title: say("col_place"), Share: 22},
		{Title: say("nil_col_kinds"), Share: 30}, {Title: say("nil_col_days"), Share: 22}, {Title: say("nil_col_reason"), Share: 20}}}
	for i, r := range j.nilRows() {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{index(i + 1), paper.TextCell(r.name), paper.TextCell(r.kinds), paper.TextCell(stretches(r.months)), paper.TextCell(r.why)}})
	}
	if len(t.Rows) == 0 {
		t.Rows = []paper.Row{groupRow(say("nil_none"), 5)}
	}
	return t
}

// nilRow joins the signed zeros of a unit for the same kinds and reason.
type nilRow struct {
	name, kinds, why string
	months           []calendar.Period
}

func (j *job) nilRows() []nilRow {
	var out []nilRow
	places := j.Context.Registry.Places
	at := map[[3]string]int{}
	for i := range j.Context.Nils {
		n := &j.Context.Nils[i]
		if n.To < j.Period.From || n.From > j.Period.To || !places.Holds(j.Place, n.PlaceID, j.mapDay) {
			continue
		}
		r := nilRow{name: j.nameOnMap(n.PlaceID, n.To), kinds: j.kindNames(n.Kinds), why: reasonText(n.Reason)}
		if n.Why != "" {
			r.why += ": " + n.Why
		}
		k := [3]string{r.name, r.kinds, r.why}
		if _, ok := at[k]; !ok {
			at[k] = len(out)
			out = append(out, r)
		}
		out[at[k]].months = append(out[at[k]].months, calendar.Period{From: n.From, To: n.To})
	}
	slices.SortStableFunc(out, func(a, b nilRow) int { return cmp.Or(vi.Compare(a.name, b.name), vi.Compare(a.kinds, b.kinds)) })
	return out
}

// nameOnMap is a place's name on the map of the report; a place that ended
// before keeps the name of its own day.
func (j *job) nameOnMap(id string, own calendar.Day) string {
	places := j.Context.Registry.Places
	if places.Alive(id, j.mapDay) {
		return places.FullName(id, j.mapDay)
	}
	return places.FullName(id, own)
}

func (j *job) kindNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if k := j.Context.Catalogue.Kinds[id]; k != nil {
			names[i] = k.Name.VI
		}
	}
	return strings.Join(names, ", ")
}
