package catalogue

import (
	"slices"
	"strconv"
)

// ExactNormFrom is the number of occurrences from which an exact multiple is
// no accident (catalogue.md section 10).
const ExactNormFrom = 30

// EntryWarnings asks about numbers of one entry that do not go together
// (catalogue.md section 10). Warnings never block; the answer given is kept by
// the caller.
func (cat *Catalogue) EntryWarnings(e EntryShape) []FieldProblem {
	var out findings
	k, ok := cat.Kinds[e.Kind]
	if !ok || k.Register {
		return nil
	}
	count := k.count(e)
	for _, m := range k.Measures {
		v, given := exactValue(e.Measures[m.ID])
		if given {
			cat.warnMeasure(&out, k, m, v, count)
		}
		for _, dim := range m.Breakdowns {
			warnParts(&out, m, dim, v, given, e.Parts, cat.Dimensions[dim])
		}
	}
	warnTells(&out, k, e)
	cat.warnBodies(&out, k, e)
	return out
}

// warnTells asks for one of the measures that say how much there was.
func warnTells(out *findings, k *Kind, e EntryShape) {
	told := slices.ContainsFunc(k.Tells, func(id string) bool {
		_, given := e.Measures[id]
		return given || slices.ContainsFunc(e.Parts, func(p PartShape) bool { return p.Measure == id })
	})
	if len(k.Tells) == 0 || told {
		return
	}
	var names Text
	for i, id := range k.Tells {
		m := k.byID[id]
		if i > 0 {
			names = Text{VI: names.VI + " hay ", EN: names.EN + " or "}
		}
		names = Text{VI: names.VI + m.Name.VI, EN: names.EN + m.Name.EN}
	}
	out.add("measures."+k.Tells[0], WarnNothingTold, "names", names)
}

// warnBodies asks about values of acts that belong to other bodies than those
// of the entry.
func (cat *Catalogue) warnBodies(out *findings, k *Kind, e EntryShape) {
	if e.Owner == "" {
		return
	}
	involved := []string{e.Owner}
	for _, b := range e.Bodies {
		involved = append(involved, b.Type)
	}
	for _, kd := range k.Dims {
		for _, id := range e.Dims[kd.Dim.ID] {
			v, ok := kd.Dim.Value(id)
			if !ok || len(v.Bodies) == 0 || slices.ContainsFunc(v.Bodies, func(t string) bool { return slices.Contains(involved, t) }) {
				continue
			}
			out.add("dims."+kd.Dim.ID, WarnOtherBodies, "value", v.Name, "bodies", cat.BodyTypes[v.Bodies[0]].Name)
		}
	}
}

// count is the entry's counting measure, 1 unless it says otherwise.
func (k *Kind) count(e EntryShape) int64 {
	if v, ok := exactValue(e.Measures[k.Counting.ID]); ok && v > 0 {
		return v
	}
	return 1
}

func exactValue(v ValueShape) (int64, bool) {
	if v.V == nil || *v.V < 0 || *v.V > MaxInteger || v.Q != "" && v.Q != QExact {
		return 0, false
	}
	return *v.V, true
}

func (cat *Catalogue) warnMeasure(out *findings, k *Kind, m *Measure, v, count int64) {
	field := "measures." + m.ID
	if m.Max > 0 && v/count > m.Max || m.Max > 0 && v/count == m.Max && v%count > 0 {
		out.add(field, WarnOutOfBounds, "name", m.Name, "max", cat.amount(m.Unit, m.Max), "count", cat.amount(k.Counting.Unit, 1))
	}
	if u := cat.Units[m.Unit]; u != nil && u.Heads && !m.Counting && v < count {
		out.add(field, WarnTurnsBelowTimes, "name", m.Name, "count", cat.amount(k.Counting.Unit, count))
	}
}

// amount writes a number in base units with its unit, ungrouped: sentences of
// this package are prompts, reports are formatted elsewhere.
func (cat *Catalogue) amount(unit string, v int64) Text {
	u := cat.Units[unit]
	if u == nil {
		return plain(strconv.FormatInt(v, 10))
	}
	if base := cat.Units[u.Base]; base != nil {
		u = base
	}
	n := strconv.FormatInt(v, 10)
	return Text{VI: n + " " + u.Short.VI, EN: n + " " + u.Short.EN}
}

// warnParts compares the parts of a breakdown with their total, as far as all
// of them are exact.
func warnParts(out *findings, m *Measure, dim string, total int64, haveTotal bool, parts []PartShape, d *Dimension) {
	if d == nil || !haveTotal {
		return
	}
	var sum, largest int64
	found := false
	for _, p := range parts {
		if _, ours := p.Dims[dim]; p.Measure != m.ID || !ours {
			continue
		}
		v, ok := exactValue(p.Value)
		if !ok || sum > MaxInteger {
			return
		}
		sum, largest, found = sum+v, max(largest, v), true
	}
	field := "measures." + m.ID
	switch {
	case !found:
	case d.Parts == "overlapping" && largest > total:
		out.add(field, WarnPartExceedsWhole, "name", m.Name, "dim", d.Name)
	case d.Parts == "disjoint" && sum != total, d.Parts == "incomplete" && sum > total:
		out.add(field, WarnPartsDoNotSum, "name", m.Name, "dim", d.Name,
			"sum", strconv.FormatInt(sum, 10), "total", strconv.FormatInt(total, 10))
	}
}

// StatementWarnings asks about the numbers a document declares for one
// indicator: head counts below the occurrences, and totals that are exact
// multiples, which a norm explains and a count hardly does.
func (cat *Catalogue) StatementWarnings(indicator string, values map[string]ValueShape) []FieldProblem {
	ind, ok := cat.Indicators[indicator]
	if !ok {
		return nil
	}
	var out findings
	counting := cat.countOf(ind)
	if counting == nil {
		return nil
	}
	times, ok := exactValue(values[counting.ID])
	if !ok || times < 1 {
		return nil
	}
	for _, m := range ind.Measures {
		v, given := exactValue(values[m.ID])
		if m == counting || !given || v == 0 {
			continue
		}
		field := "measures." + m.ID
		heads := cat.Units[m.Unit] != nil && cat.Units[m.Unit].Heads
		if heads && v < times {
			out.add(field, WarnTurnsBelowTimes, "name", m.Name, "count", cat.amount(counting.Unit, times))
		}
		if times >= ExactNormFrom && (heads && v%times == 0 || cat.matchesNorm(m, times, v)) {
			out.add(field, WarnExactNorm, "name", m.Name, "count", cat.amount(counting.Unit, times), "value", cat.amount(m.Unit, v))
		}
	}
	return out
}

// countOf is the measure of an indicator that counts occurrences.
func (cat *Catalogue) countOf(ind *Indicator) *IndicatorMeasure {
	for _, m := range ind.Measures {
		if m.Type == Count {
			return m
		}
	}
	return nil
}

func (cat *Catalogue) matchesNorm(m *IndicatorMeasure, times, v int64) bool {
	return slices.ContainsFunc(cat.Norms, func(n *Norm) bool {
		return n.Matches(times, v) && slices.ContainsFunc(m.Terms, func(t *Term) bool {
			return t.Kind != nil && t.Kind.ID == n.Kind && t.MeasureID() == n.Measure
		})
	})
}
