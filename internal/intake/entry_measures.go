package intake

import (
	"strconv"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/sheet/grid"
)

// readMeasures reads the columns of measures and parts: the counting measure
// first, since norms multiply it.
func (in *entryReader) readMeasures(t *table, e *entry) {
	for _, counting := range []bool{true, false} {
		for _, c := range t.cols {
			if c.role != "" || len(c.meanings) == 0 || c.meanings[0].measure == "" || c.aspect != "" {
				continue
			}
			tg, m, ok := in.targetOf(t, e, c, counting)
			if ok && (m.Counting && tg.dim == "") == counting {
				in.readMeasure(t, e, c, tg, m)
			}
		}
	}
	in.checkAspects(t, e)
}

// targetOf finds which measure of the row's kind a column is. Misfits are
// reported in the second of the two passes.
func (in *entryReader) targetOf(t *table, e *entry, c *column, quiet bool) (target, *catalogue.Measure, bool) {
	var fits []target
	var names []string
	for _, x := range c.meanings {
		if m, ok := e.kind.Measure(x.measure); ok && hasPart(m, x.target) {
			fits = append(fits, x.target)
			names = append(names, x.target.id())
		}
	}
	if len(fits) == 1 {
		m, _ := e.kind.Measure(fits[0].measure)
		return fits[0], m, true
	}
	if !quiet {
		in.unfit(t, e, c, names)
	}
	return target{}, nil, false
}

func hasPart(m *catalogue.Measure, t target) bool {
	if t.dim == "" {
		return true
	}
	for _, d := range m.Breakdowns {
		if d == t.dim {
			return true
		}
	}
	return false
}

// id writes a target as a heading may name it.
func (t target) id() string {
	if t.dim == "" {
		return t.measure
	}
	return t.measure + "/" + t.dim + "/" + t.value
}

func (in *entryReader) readMeasure(t *table, e *entry, c *column, tg target, m *catalogue.Measure) {
	if tg.dim == "" {
		e.cols["measures."+m.ID] = c.col
	}
	cell, given := t.cell(c.col)
	if !given {
		return
	}
	w := wants{name: m.Name.VI, unit: in.unitOf(m, tg), head: c.unit}
	if tg.dim == "" {
		w.qualifier = in.aspectText(t, e, m, aspectQualifier)
	}
	r, ok := t.value(cell, w)
	if !ok {
		return
	}
	v, ok := in.withBasis(t, e, t.at(c.col), m, r)
	if !ok {
		return
	}
	if r.Doubtful {
		answer, _ := t.field(roleAnswer)
		vText, eText := sentence(codeNumeralDoubt, "text", r.Source, "value", in.amountText(w.unit, v))
		in.doubt(t, t.at(c.col), codeNumeralDoubt, vText, eText, answer)
	}
	if tg.dim != "" {
		e.cols["parts."+strconv.Itoa(len(e.content.Parts))] = c.col
		e.content.Parts = append(e.content.Parts, ledger.Part{Measure: m.ID, Dims: map[string]string{tg.dim: tg.value}, Value: v})
		return
	}
	if e.content.Measures == nil {
		e.content.Measures = map[string]amount.Value{}
	}
	e.content.Measures[m.ID] = v
}

// unitOf is the unit of a measure, or of the part where things of different
// kinds have units of their own.
func (in *entryReader) unitOf(m *catalogue.Measure, tg target) string {
	if d := in.cat.Dimensions[tg.dim]; d != nil {
		if v, ok := d.Value(tg.value); ok && v.Unit != "" {
			return v.Unit
		}
	}
	return m.Unit
}

// withBasis decides how the number is known: by the words in the cell, the
// measure's own column, the row's column; else it was counted.
func (in *entryReader) withBasis(t *table, e *entry, at spot, m *catalogue.Measure, r reading) (amount.Value, bool) {
	basis, ok := amount.Counted, true
	switch own := in.aspectText(t, e, m, aspectBasis); {
	case r.hasBasis:
		basis = r.basis
	case own != "":
		basis, ok = in.basisOf(t, in.aspectAt(t, e, m, aspectBasis), own)
	default:
		if text, rowAt := t.field(roleBasis); text != "" {
			basis, ok = in.basisOf(t, rowAt, text)
			if basis == amount.Norm && m.Counting {
				basis = amount.Counted // occurrences are counted, what a norm multiplies
			}
		}
	}
	if !ok {
		return amount.Value{}, false
	}
	if basis == amount.Norm {
		return t.norm(at, e, m, r)
	}
	r.value.Basis = basis
	return r.value, true
}

func (in *entryReader) basisOf(t *table, at spot, text string) (amount.Basis, bool) {
	b, ok := readBasis(text)
	if !ok {
		var names []string
		for _, w := range basisWords {
			names = append(names, w.words)
		}
		t.fail(at, codeUnknownWord, "text", text, "list", [2]string{"căn cứ số liệu", "bases"}, "hint", nearest(text, names))
	}
	return b, ok
}

// aspectText is what a column about another one says for a measure.
func (in *entryReader) aspectText(t *table, e *entry, m *catalogue.Measure, aspect string) string {
	at := in.aspectAt(t, e, m, aspect)
	if at.col == 0 {
		return ""
	}
	c, given := t.cell(at.col)
	if !given || c.Kind != grid.Text {
		return ""
	}
	return c.Text
}

func (in *entryReader) aspectAt(t *table, e *entry, m *catalogue.Measure, aspect string) spot {
	for _, c := range t.cols {
		if c.aspect != aspect {
			continue
		}
		if tg, _, ok := in.targetOf(t, e, c, true); ok && tg == (target{measure: m.ID}) {
			return t.at(c.col)
		}
	}
	return spot{}
}

// checkAspects reports words about a number that is not there.
func (in *entryReader) checkAspects(t *table, e *entry) {
	for _, c := range t.cols {
		if c.aspect == "" {
			continue
		}
		_, given := t.cell(c.col)
		tg, _, ok := in.targetOf(t, e, c, false)
		if _, has := e.content.Measures[tg.measure]; ok && given && !has && !t.broken {
			t.fail(t.at(c.col), codeMissing, "text", tg.measure)
		}
	}
}
