package report

import (
	"slices"
	"strings"

	"phendau/internal/paper"
	"phendau/internal/place"
)

// annexes makes all annexes. The basis comes last in the making, wherever it
// stands, for it lists the figures of all others. An annex that has nothing to
// say is left out; the remarks name those.
func (j *job) annexes() []paper.Annex {
	list := j.tpl.annexes
	if len(j.Asked) > 0 && !slices.ContainsFunc(list, func(a annex) bool { return slices.Contains(a.fixed, annexDoubts) }) {
		list = append(slices.Clip(list), annex{fixed: []string{annexDoubts}})
	}
	made := make([]*paper.Annex, len(list))
	for _, last := range []bool{false, true} {
		for i := range list {
			if a := &list[i]; slices.Contains(a.fixed, annexBasis) == last {
				made[i] = j.annex(a)
			}
		}
	}
	var out []paper.Annex
	for _, a := range made {
		if a != nil {
			j.code(a)
			out = append(out, *a)
		}
	}
	return out
}

// annex makes one annex; nil where the report has nothing to say in it.
func (j *job) annex(a *annex) *paper.Annex {
	out := &paper.Annex{Landscape: a.landscape}
	if a.fixed == nil {
		if j.line == nil && strips(a.body) == len(a.body) {
			return nil // no stretch of the line lies here: nothing is missing
		}
		if j.bare(a.body) {
			j.left = append(j.left, j.plain(a.name))
			return nil
		}
		out.Name, out.Blocks = strings.ToUpper(j.plain(a.name)), j.blocks(a.body)
		return out
	}
	var names []string
	for _, f := range a.fixed {
		blocks := j.fixed(f)
		switch {
		case len(blocks) > 0:
			names = append(names, say("annex_"+f))
			out.Blocks = append(out.Blocks, blocks...)
		case f != annexAdjustments || len(j.Previous) > 0:
			j.left = append(j.left, say("annex_"+f))
		}
	}
	if names == nil {
		return nil
	}
	out.Name = strings.ToUpper(strings.Join(names, "; "))
	return out
}

// bare reports an annex made of tables by parts of which no part holds
// anything: who was silent stands in the annex about that.
func (j *job) bare(body []block) bool {
	for i := range body {
		t := body[i].table
		if t == nil || t.rows == rowsIndicators || j.parted(t) {
			return false
		}
	}
	return len(body) > 0
}

// parted reports whether a part of a table by parts holds anything.
func (j *job) parted(t *tableForm) bool {
	a := j.tables[batchKey{now, t.rows}]
	return slices.ContainsFunc(j.lines(a, t), func(l line) bool { return a.Rows[l.row].Kind == place.RowUnit && holds(a, t, l) })
}

// code gives the tables of an annex the codes that open them.
func (j *job) code(a *paper.Annex) {
	for i := range a.Blocks {
		if t := a.Blocks[i].Table; t != nil {
			t.Code = j.tableCode(len(j.coded) + 1)
			j.coded = append(j.coded, CodedTable{t.Code.Text, cellsOf(t)})
		}
	}
}

// fixed makes the blocks of a fixed annex, none where it has nothing to say.
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

// inBody is what a fixed annex printed in the body says: that there is nothing,
// where there is nothing.
func (j *job) inBody(name string) []paper.Block {
	if out := j.fixed(name); len(out) > 0 {
		return out
	}
	return []paper.Block{paper.P(paper.T(say("none_" + name)))}
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
