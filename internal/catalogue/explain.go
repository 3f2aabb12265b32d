package catalogue

import "strings"

// Explain puts the predicate of an indicator into words, one sentence for each
// measure, in a language ("vi" or "en"). It is made from the compiled terms,
// so that it cannot say anything else than what is counted.
func (cat *Catalogue) Explain(indicator, lang string) (string, bool) {
	ind, ok := cat.Indicators[indicator]
	if !ok {
		return "", false
	}
	return cat.explain(ind, ind.Measures, lang), true
}

// ExplainMeasure explains one measure of an indicator alone.
func (cat *Catalogue) ExplainMeasure(ind *Indicator, m *IndicatorMeasure, lang string) string {
	return cat.explain(ind, []*IndicatorMeasure{m}, lang)
}

func (cat *Catalogue) explain(ind *Indicator, measures []*IndicatorMeasure, lang string) string {
	x := explainer{cat: cat, lang: lang}
	lines := make([]string, 0, len(measures)+1)
	for _, m := range measures {
		lines = append(lines, x.measure(m))
	}
	if note := ind.Note.In(lang); note != "" {
		lines = append(lines, note)
	}
	return strings.Join(lines, "\n")
}

type explainer struct {
	cat  *Catalogue
	lang string
}

func (x explainer) say(code string, args ...any) string {
	return say("explain_"+code, args...).In(x.lang)
}

// measure is one sentence: name, unit, what is done, with what.
func (x explainer) measure(m *IndicatorMeasure) string {
	unit := Text{}
	if u := x.cat.Units[m.Unit]; u != nil {
		unit = u.Short
	}
	args := []any{"name", m.Name.In(x.lang), "unit", unit, "terms", x.terms(m.Terms, isSet(m.Type) || m.OnLine()), "den", x.terms(m.Den, false)}
	switch m.Type {
	case Distinct, Coverage:
		if m.OnLine() {
			break
		}
		args = append(args, "members", say("explain_members_"+m.Members))
	case Balance:
		since := say("explain_since_ever")
		if m.Since != "" {
			since = say("explain_since_day", "day", plain(m.Since))
		}
		args = append(args, "less", x.terms(m.Less, false), "since", since)
	case Rate, Plan:
		args = append(args, "of", x.cat.nameOfMeasure(m.Of))
	case PerCapita:
		if fact := x.cat.PlaceFacts[m.DenFact]; fact != nil {
			args = append(args, "fact", fact.Name)
		}
	}
	code := string(m.Type)
	if m.OnLine() {
		code = map[Type]string{Coverage: "line_covered", Ratio: "line_share", Sum: "line_passed", Count: "line_closed"}[m.Type]
		switch {
		case m.Shown != "":
			code = "line_markers"
		case m.Members == MembersTrail:
			code = "line_by_trail"
		}
	}
	s := x.say(code, args...)
	if d := x.cat.Dimensions[m.SplitBy]; d != nil {
		s += " " + x.say("split_by", "dim", d.Name)
	}
	return s
}

// nameOfMeasure names "indicator/measure" as "indicator name (measure name)".
func (cat *Catalogue) nameOfMeasure(id string) Text {
	indicator, measure, _ := strings.Cut(id, "/")
	m, ok := cat.IndicatorMeasure(indicator, measure)
	if !ok {
		return plain(id)
	}
	ind := cat.Indicators[indicator]
	return Text{VI: ind.Name.VI + " (" + m.Name.VI + ")", EN: ind.Name.EN + " (" + m.Name.EN + ")"}
}

// terms joins what is added. Terms that differ in their kind only are said
// once, with all their kinds.
func (x explainer) terms(terms []*Term, set bool) string {
	var parts []string
	for i := 0; i < len(terms); {
		conditions := x.conditions(terms[i])
		kinds := []string{x.kindOf(terms[i])}
		next := i + 1
		for ; next < len(terms) && x.alike(terms[i], terms[next]); next++ {
			kinds = append(kinds, x.kindOf(terms[next]))
		}
		parts = append(parts, x.source(terms[i], strings.Join(kinds, ", "), set)+conditions)
		i = next
	}
	return strings.Join(parts, x.say("plus"))
}

func (x explainer) alike(a, b *Term) bool {
	return a.nature() == b.nature() && a.Source == b.Source && x.measureOf(a) == x.measureOf(b) && x.conditions(a) == x.conditions(b)
}

// conditions say which of the numbers are taken.
func (x explainer) conditions(t *Term) string {
	var out []string
	for _, dim := range ids(t.Where) {
		out = append(out, x.values("is", dim, t.Where[dim]))
	}
	for _, dim := range ids(t.Not) {
		out = append(out, x.values("is_not", dim, t.Not[dim]))
	}
	for _, c := range []struct {
		code  string
		types []string
	}{{"owner", t.Owner}, {"bodies", t.Bodies}, {"involved", t.Involved}} {
		if len(c.types) > 0 {
			out = append(out, x.say(c.code, "list", x.list(c.types, x.bodyType)))
		}
	}
	if len(t.Linked) > 0 {
		out = append(out, x.say("linked", "list", x.list(t.Linked, x.kind)))
	}
	if flag := x.cat.Flags[t.Flag]; flag != nil {
		out = append(out, x.say("flag", "flag", flag.Name))
	}
	if len(t.UnitTypes) > 0 {
		out = append(out, x.say("unit_types", "list", x.list(t.UnitTypes, x.placeType)))
	}
	if len(out) == 0 {
		return ""
	}
	return x.say("where", "list", strings.Join(out, x.say("and")))
}

// source says where the numbers come from; of a set no measure is taken.
func (x explainer) source(t *Term, kinds string, set bool) string {
	register := t.Kind != nil && t.Kind.Register
	code := "source_kind"
	switch {
	case t.Source == SourceUnit:
		return x.say("source_unit", "level", say("explain_level_"+t.Level))
	case t.Source != "":
		code = "source_" + t.Source
	case set && register:
		code = "set_register"
	case set:
		code = "set_kind"
	case register:
		code = "source_register"
	}
	return x.say(code, "kind", plain(kinds), "measure", plain(x.measureOf(t)))
}

func (x explainer) kindOf(t *Term) string {
	if t.Kind == nil {
		return x.say("all_kinds")
	}
	return quote(t.Kind.Name.In(x.lang))
}

func (x explainer) measureOf(t *Term) string {
	if t.Kind == nil {
		return ""
	}
	if m := t.Kind.byID[t.MeasureID()]; m != nil {
		return m.Name.In(x.lang)
	}
	return ""
}

func (x explainer) values(code, dim string, values []string) string {
	d := x.cat.Dimensions[dim]
	return x.say(code, "dim", d.Name, "list", x.list(values, func(id string) string {
		if v, ok := d.Value(id); ok {
			return v.Name.In(x.lang)
		}
		return id
	}))
}

func (x explainer) bodyType(id string) string {
	if b := x.cat.BodyTypes[id]; b != nil {
		return b.Name.In(x.lang)
	}
	return id
}

func (x explainer) kind(id string) string {
	if k := x.cat.Kinds[id]; k != nil {
		return k.Name.In(x.lang)
	}
	return id
}

func (x explainer) placeType(id string) string {
	if w := x.cat.PlaceTypes[id]; w != nil {
		return w.Name.In(x.lang)
	}
	return id
}

func (x explainer) list(ids []string, name func(string) string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = quote(name(id))
	}
	return strings.Join(names, x.say("or"))
}

func quote(s string) string { return "“" + s + "”" }
