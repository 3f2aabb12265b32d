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
// section 10); nothing where everybody reported.
func (j *job) completeness() []paper.Block {
	c := j.tables[batchKey{when: now}].Completeness
	nils := j.nilRows()
	if (c == nil || c.Expected == 0 || len(c.Silent) == 0) && len(nils) == 0 {
		return nil
	}
	var out []paper.Block
	if c != nil && c.Expected > 0 {
		out = j.silence(c)
	}
	switch {
	case len(nils) > mostSaid:
		out = append(out, paper.Block{Table: nilTable(nils)})
	default:
		for _, r := range nils {
			out = append(out, paper.Note(paper.T(say("nil_said", "place", capital(r.name), "kinds", r.kinds, "days", stretches(r.months), "reason", r.why))))
		}
	}
	return out
}

// mostSaid is the number of units up to which sentences take the place of a
// table.
const mostSaid = 3

// silence sums up the expected reports and names who was silent.
func (j *job) silence(c *figure.Completeness) []paper.Block {
	silent := c.Expected - c.Reported - c.Nil
	sum := say("complete_sum", "expected", vi.Int(c.Expected), "reported", vi.Int(c.Reported), "nil", vi.Int(c.Nil),
		"silent", vi.Int(silent), "share", vi.Percent(c.Reported+c.Nil, c.Expected, 1))
	out := []paper.Block{paper.Note(paper.T(sum))}
	rows := j.silentRows(c.Silent)
	if len(rows) > mostSaid {
		out = append(out, paper.Block{Table: j.silentTable(rows)})
	} else {
		for _, r := range rows {
			out = append(out, paper.Note(paper.T(say("silent_said", "place", capital(r.name), "indicators", j.indicatorNames(r.indicators), "months", stretches(r.months)))))
		}
	}
	if int64(len(c.Silent)) < silent {
		out = append(out, paper.Note(paper.T(say("complete_cut", "n", itoa(len(c.Silent))))))
	}
	return out
}

// silentRow joins the indicators of which a unit was silent in the same months.
type silentRow struct {
	place, name string
	indicators  []string
	months      []calendar.Period
}

func (j *job) silentTable(rows []silentRow) *paper.Table {
	t := &paper.Table{Name: say("silent_name"), Columns: []paper.Column{indexColumn(), {Title: say("col_place"), Share: 24},
		{Title: say("col_indicator"), Share: 34}, {Title: say("silent_col_months"), Share: 36}}}
	for i, r := range rows {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{index(i + 1), paper.TextCell(r.name), paper.TextCell(capital(j.indicatorNames(r.indicators))), paper.TextCell(stretches(r.months))}})
	}
	return t
}

func (j *job) indicatorNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if ind := j.Context.Catalogue.Indicators[id]; ind != nil {
			names[i] = ind.Name.VI
		}
	}
	return strings.Join(names, "; ")
}

func (j *job) silentRows(list []figure.Silent) []silentRow {
	var silent []silentRow
	at := map[[2]string]int{}
	for _, s := range list {
		k := [2]string{s.PlaceID, s.Indicator}
		i, ok := at[k]
		if !ok {
			i = len(silent)
			at[k] = i
			silent = append(silent, silentRow{place: s.PlaceID, name: s.PlaceName, indicators: []string{s.Indicator}})
		}
		silent[i].months = append(silent[i].months, calendar.Period{From: s.From, To: s.To, Calendar: j.Period.Calendar})
	}
	var out []silentRow
	for _, s := range silent {
		k := [2]string{s.place, "\n" + stretches(s.months)}
		if i, ok := at[k]; ok {
			out[i].indicators = append(out[i].indicators, s.indicators...)
			continue
		}
		at[k] = len(out)
		out = append(out, s)
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
func nilTable(rows []nilRow) *paper.Table {
	t := &paper.Table{Name: say("nil_name"), Columns: []paper.Column{indexColumn(), {Title: say("col_place"), Share: 22},
		{Title: say("nil_col_kinds"), Share: 30}, {Title: say("nil_col_days"), Share: 22}, {Title: say("nil_col_reason"), Share: 20}}}
	for i, r := range rows {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{index(i + 1), paper.TextCell(r.name), paper.TextCell(r.kinds), paper.TextCell(stretches(r.months)), paper.TextCell(r.why)}})
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
