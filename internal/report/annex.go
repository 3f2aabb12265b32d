package report

import (
	"slices"
	"strings"

	"phendau/internal/paper"
)

// annexes makes all annexes. The basis comes last in the making, wherever it
// stands, for it lists the figures of all others.
func (j *job) annexes() []paper.Annex {
	made := make([]*paper.Annex, len(j.tpl.annexes))
	for _, last := range []bool{false, true} {
		for i := range j.tpl.annexes {
			if a := &j.tpl.annexes[i]; (a.fixed == annexBasis) == last {
				made[i] = j.annex(a)
			}
		}
	}
	var out []paper.Annex
	for _, a := range made {
		if a != nil {
			out = append(out, *a)
		}
	}
	if len(j.Asked) > 0 && !slices.ContainsFunc(j.tpl.annexes, func(a annex) bool { return a.fixed == annexDoubts }) {
		out = append(out, *j.annex(&annex{fixed: annexDoubts}))
	}
	return out
}

// annex makes one annex; nil where the report has nothing to say in it.
func (j *job) annex(a *annex) *paper.Annex {
	out := &paper.Annex{Landscape: a.landscape}
	switch {
	case a.fixed == annexAdjustments && len(j.Previous) == 0:
		return nil
	case a.fixed != "":
		out.Name, out.Blocks = say("annex_"+a.fixed), j.fixed(a.fixed)
	default:
		out.Name, out.Blocks = j.plain(a.name), j.blocks(a.body)
	}
	out.Name = strings.ToUpper(out.Name)
	for i := range out.Blocks {
		if t := out.Blocks[i].Table; t != nil {
			t.Code = j.tableCode(len(j.coded) + 1)
			j.coded = append(j.coded, CodedTable{t.Code.Text, cellsOf(t)})
		}
	}
	return out
}

// fixed makes the blocks of a fixed annex.
func (j *job) fixed(name string) []paper.Block {
	switch name {
	case annexBasis:
		return j.basis()
	case annexCompleteness:
		return j.completeness()
	case annexAdjustments:
		return j.adjusted()
	}
	return j.doubts()
}

// cellsOf lists the figures a table shows.
func cellsOf(t *paper.Table) []int {
	var out []int
	for i := range t.Rows {
		for _, c := range t.Rows[i].Cells {
			for _, r := range c.Runs {
				if r.Figure > 0 {
					out = append(out, r.Figure)
				}
			}
		}
	}
	return out
}
