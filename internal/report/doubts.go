package report

import (
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/place"
	"phendau/internal/vi"
)

// doubts says what moved on the map, what could not be divided, and which
// figures ask for a second look; nothing where nothing did.
func (j *job) doubts() []paper.Block {
	moved, figures := j.mapNotes(), j.figureDoubts()
	if len(moved)+len(figures)+len(j.Asked) == 0 {
		return nil
	}
	t := &paper.Table{Name: say("doubts_name"), Columns: []paper.Column{indexColumn(), {Title: say("doubts_remarks"), Share: 94}}}
	n := 0
	group := func(title string, lines []string) {
		t.Rows = append(t.Rows, groupRow(title, 2))
		if len(lines) == 0 {
			lines = []string{say("doubts_none")}
		}
		for _, l := range lines {
			n++
			t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{index(n), paper.TextCell(l)}})
		}
	}
	group(say("doubts_map"), moved)
	group(say("doubts_figures"), figures)
	if len(j.Asked) > 0 {
		group(say("doubts_asked"), j.asked())
	}
	return []paper.Block{{Table: t}}
}

// asked are the questions before the lock. One that nobody answered says so:
// a doubt is no fault, but it is not hidden either.
func (j *job) asked() []string {
	var out []string
	for _, a := range j.Asked {
		out = append(out, say("doubt_asked", "text", a.Text, "answer", or(a.Answer, say("doubt_unanswered"))))
	}
	return out
}

// mapNotes are the footnotes of all tables, each once, without the day of the
// map, which stands below every table.
func (j *job) mapNotes() []string {
	var out []string
	add := func(a *answer) {
		for _, f := range a.Footnotes {
			if f.Kind != place.FootMap && f.Kind != figure.FootTracks && f.Text.VI != "" && !slices.Contains(out, f.Text.VI) {
				out = append(out, f.Text.VI)
			}
		}
	}
	add(j.tables[batchKey{when: now}])
	for _, k := range sortedKeys(j.tables) {
		if k.when == now && strings.HasPrefix(k.by, "place:") {
			add(j.tables[k])
		}
	}
	return out
}

// figureDoubts looks at the figures of the report's own period.
func (j *job) figureDoubts() []string {
	var out []string
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for i := range j.cells.cells {
		b := &j.cells.cells[i]
		name := j.basisName(b)
		if b.Cell.State == figure.Ambiguous {
			add(say("doubt_ambiguous", "name", name))
		}
		if slices.Contains(b.Cell.Flags, figure.FlagUnusedStat) {
			add(say("doubt_unused", "name", name))
		}
		if b.Cell.Place == j.Place && b.Cell.Split == nil && b.Where == "" {
			add(j.multiple(b))
		}
	}
	for i := range j.Context.Statements {
		s := &j.Context.Statements[i]
		if s.To < j.Period.From || s.From > j.Period.To {
			continue
		}
		for _, d := range s.Doubts {
			if ind := j.Context.Catalogue.Indicators[s.Indicator]; ind != nil {
				add(say("doubt_statement", "name", capital(ind.Name.VI), "document", s.Document.Number, "doubt", or(say("doubt_code_"+d.Code), d.Code), "answer", d.Answer))
			}
		}
	}
	return out
}

// multiple finds head counts that are an exact multiple of the occurrences.
func (j *job) multiple(b *BoundCell) string {
	ind := j.Context.Catalogue.Indicators[b.Cell.Indicator]
	u := unitOf(j.Context.Catalogue, b.Measure)
	if ind == nil || !u.Heads || !exact(&b.Cell) || b.Cell.Result.V == 0 {
		return ""
	}
	for _, m := range ind.Measures {
		c := j.total(now, ind, m)
		if m.Type != catalogue.Count || c == nil || !exact(c) || c.Result.V < catalogue.ExactNormFrom || b.Cell.Result.V%c.Result.V != 0 || b.Cell.Result.V == c.Result.V {
			continue
		}
		args := []string{"name", capital(ind.Name.VI), "printed", b.Printed + " " + u.Short.VI, "turns", b.Printed + " " + u.Short.VI,
			"times", vi.Int(c.Result.V), "rate", vi.Int(b.Cell.Result.V / c.Result.V)}
		if norm := b.Cell.Result.Basis[amount.Norm]; norm > 0 {
			return say("doubt_norm", append(args, "share", vi.Percent(norm, b.Cell.Result.V, 1))...)
		}
		return say("doubt_multiple", args...)
	}
	return ""
}
