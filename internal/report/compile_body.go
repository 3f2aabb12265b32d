package report

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"phendau/internal/catalogue"
	"phendau/internal/paper"
)

var blockKeys = []string{"part", "roman", "number", "point", "letter", "p", "note", "table", "chart", "strip", "fixed"}

var levelOf = map[string]paper.Level{"part": paper.LevelPart, "roman": paper.LevelRoman, "number": paper.LevelNumber,
	"point": paper.LevelNumber, "letter": paper.LevelLetter}

func (c *compiler) blocks(f *form, key string) []block {
	var out []block
	last := paper.Level(0)
	for _, n := range f.list(key) {
		b := f.form(n, blockKeys...)
		if len(b.keys) != 1 {
			if n.Kind == yaml.MappingNode {
				f.err(n, catalogue.CodeWantMap, "Mỗi mục có đúng một khóa: "+strings.Join(blockKeys, ", ")+".", "a block has exactly one key: "+strings.Join(blockKeys, ", "))
			}
			continue
		}
		k := b.keys[0]
		if c.isAhead(f.source, n) && (k != "table" || titled(b.vals[k])) {
			continue
		}
		level := levelOf[k]
		if level > 0 {
			if last > 0 && level > last+1 || last == 0 && level == paper.LevelLetter {
				f.err(n, codeBadLevels, "Đề mục nhảy cách một cấp.", "a heading level is skipped")
			}
			last = level
		}
		out = append(out, c.block(b, k, level))
	}
	return out
}

// titled reports whether the columns of a table have titles of their own, one for
// each measure: it is printed whole or not at all.
func titled(table *yaml.Node) bool {
	for i := 0; table != nil && i+1 < len(table.Content); i += 2 {
		if table.Content[i].Value == "titles" {
			return true
		}
	}
	return false
}

func (c *compiler) block(f *form, key string, level paper.Level) block {
	b := block{level: level}
	switch key {
	case "part", "roman", "number":
		b.heading = c.text(f, key)
	case "table":
		b.table = c.table(f.source, f.vals[key])
	case "chart":
		b.chart = c.chart(f.source, f.vals[key])
	case "strip":
		b.strip = c.strip(f.source, f.vals[key])
	case "fixed":
		b.fixed = f.choice(key, annexCompleteness, annexAdjustments, annexDoubts)
	default:
		b.plain, b.note = key == "point" || key == "letter", key == "note"
		for _, n := range f.list(key) {
			b.clauses = append(b.clauses, c.clause(f.source, n))
		}
	}
	return b
}

// clause compiles a sentence: a text, or a mapping with its wordings.
func (c *compiler) clause(s *source, n *yaml.Node) *clause {
	if n.Kind == yaml.ScalarNode {
		cl := &clause{say: c.sentence(s, n)}
		cl.of = cl.say.first()
		cl.computed = cl.of != nil
		return cl
	}
	f := s.form(n, "say", "of", "zero", "nothing", "missing", "none", "uncounted", "ambiguous", "otherwise", "done", "items")
	f.need("say")
	cl := &clause{cases: map[caseOf]phrase{}, done: c.indicators(f, "done")}
	for _, k := range []caseOf{caseSay, caseZero, caseNothing, caseMissing, caseWaiting, caseNone, caseUncounted, caseAmbiguous, caseOtherwise} {
		if f.has(string(k)) {
			cl.cases[k] = c.phrase(f, string(k))
		}
	}
	cl.say = cl.cases[caseSay].text
	cl.of = cl.say.first()
	if f.has("of") {
		cl.of = c.measureRef(f.source, f.vals["of"])
	}
	for _, n := range f.list("items") {
		i := f.form(n, "done", "say")
		i.need("done")
		i.need("say")
		cl.items = append(cl.items, item{done: c.indicators(i, "done"), say: c.text(i, "say")})
	}
	cl.computed = cl.of != nil || len(cl.done) > 0 || len(cl.items) > 0
	return cl
}

// phrase compiles what is said in a case.
func (c *compiler) phrase(f *form, key string) phrase {
	if n := f.vals[key]; n.Kind == yaml.MappingNode {
		return phrase{then: c.clause(f.source, n)}
	}
	return phrase{text: c.text(f, key)}
}

// indicators reads a list of indicator ids; those that need a split have no
// total and cannot be asked whether they were done.
func (c *compiler) indicators(f *form, key string) []*catalogue.Indicator {
	var out []*catalogue.Indicator
	for _, n := range f.list(key) {
		ind := c.cat.Indicators[n.Value]
		if ind == nil {
			f.err(n, catalogue.CodeUnknownIndicator, fmt.Sprintf("Danh mục không có chỉ tiêu %q.", n.Value), fmt.Sprintf("the catalogue has no indicator %q", n.Value))
			continue
		}
		r := ref{ind: ind, measures: ind.Measures[:1], when: now}
		if e := r.forbidden(); e != nil {
			f.err(n, e.code, e.vi, e.en)
		}
		out = append(out, ind)
	}
	return out
}

// measureRef reads a figure written without braces.
func (c *compiler) measureRef(s *source, n *yaml.Node) *ref {
	t := c.sentence(s, &yaml.Node{Kind: yaml.ScalarNode, Value: "{" + n.Value + "}", Line: n.Line, Column: n.Column})
	return t.first()
}

func (c *compiler) annexes(f *form) []annex {
	var out []annex
	for _, n := range f.list("annexes") {
		if n.Kind != yaml.MappingNode {
			out = append(out, c.fixedAnnex(f, n))
			continue
		}
		a := f.form(n, "name", "landscape", "body")
		a.need("name")
		a.need("body")
		out = append(out, annex{name: c.text(a, "name"), landscape: a.yes("landscape"), body: c.blocks(a, "body")})
	}
	return out
}

// fixedAnnex reads the name of a fixed annex, or a list of those that stand in
// one together.
func (c *compiler) fixedAnnex(f *form, n *yaml.Node) (out annex) {
	parts := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		parts = n.Content
	}
	for _, p := range parts {
		switch p.Value {
		case annexBasis, annexCompleteness, annexAdjustments, annexDoubts:
			out.fixed = append(out.fixed, p.Value)
			out.landscape = out.landscape || p.Value == annexBasis || p.Value == annexAdjustments
		default:
			f.err(p, catalogue.CodeUnknownChoice, fmt.Sprintf("Không có phụ lục %q; chọn basis, completeness, adjustments, doubts.", p.Value),
				fmt.Sprintf("annex %q is not basis, completeness, adjustments or doubts", p.Value))
		}
	}
	return out
}
