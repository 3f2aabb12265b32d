package catalogue

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Splits every indicator may offer besides the dimensions of its kinds.
const (
	SplitPlace   = "place" // the next level below the asked place
	SplitHamlet  = "hamlet"
	SplitMonth   = "month"
	SplitQuarter = "quarter"
	SplitYear    = "year"
	SplitBody    = "body"
	SplitKind    = "kind" // of an indicator over several kinds
	SplitBasis   = "basis"
)

var splitWords = []string{SplitPlace, SplitHamlet, SplitMonth, SplitQuarter, SplitYear, SplitBody, SplitKind, SplitBasis}

var types = []string{
	string(Count), string(Sum), string(Distinct), string(Ratio), string(Rate), string(Stock), string(Balance), string(Coverage),
	string(Plan), string(PerCapita), string(PerKM), string(Statement),
}

// reportersAll expects a report from every commune.
const reportersAll = "all"

// draft is a measure of an indicator on its way to being compiled.
type draft struct {
	m     *IndicatorMeasure
	f     *form // own keys over those of the indicator
	own   *form // own keys only
	numOf []*form
	denOf []*form
	// lessOf refer to other indicators, which a balance cannot.
	lessOf []*form
}

// compileIndicators reads all indicators first, so that rates and plans may
// refer to any of them, and applies the rules of arithmetic at the end.
func (c *compiler) compileIndicators() {
	var drafts []*draft
	forms := map[string]*form{}
	for _, d := range c.defs[secIndicators] {
		f := c.indicator(d)
		forms[d.id] = f
		drafts = append(drafts, c.drafts(c.cat.Indicators[d.id], f)...)
	}
	for _, d := range drafts {
		c.draftTerms(d)
	}
	for _, d := range drafts {
		c.resolveOf(d)
		c.checkArithmetic(d)
		c.settleUnit(d)
	}
	for _, id := range c.cat.IndicatorOrder {
		c.splits(c.cat.Indicators[id], forms[id])
		c.checkTips(c.cat.Indicators[id], forms[id])
		c.checkPublic(c.cat.Indicators[id], forms[id])
	}
}

func (c *compiler) indicator(d *definition) *form {
	keys := append([]string{"name", "note", "group", "measures", "splits", "reporters", "public"}, termKeys...)
	f := c.form(d.file, d.key, d.body, CodeUnknownFilter, keys...)
	ind := &Indicator{ID: d.id, Name: f.name("name"), Note: f.note("note")}
	c.cat.Indicators[d.id] = ind
	c.cat.IndicatorOrder = append(c.cat.IndicatorOrder, d.id)
	if g := f.one("group"); g.node == nil {
		f.err("group", CodeMissing, "key", "group")
	} else if ind.Group = g.id; c.cat.Groups[g.id] == nil {
		c.unknownWord(d.file, g, secGroups, c.cat.Groups)
	}
	ind.Reporters = c.reporters(f)
	ind.Public = f.yes("public")
	return f
}

// reporters reads "all", a place flag, or {level, flag}.
func (c *compiler) reporters(f *form) *Reporters {
	n := f.vals["reporters"]
	if n == nil || n.Kind == yaml.AliasNode {
		return nil
	}
	if n.Kind == yaml.MappingNode {
		inner := c.form(f.file, n, n, CodeUnknownKey, "level", "flag")
		return &Reporters{Level: inner.choice("level", "commune", levels), Flag: c.flag(inner)}
	}
	word := f.one("reporters")
	if word.id == reportersAll || word.node == nil {
		return &Reporters{Level: "commune"}
	}
	flag := c.cat.Flags[word.id]
	if flag == nil {
		c.unknownWord(f.file, word, secFlags, c.cat.Flags)
		return nil
	}
	return &Reporters{Level: flag.Level, Flag: flag.ID}
}

// drafts reads the measures: a list of ids, or ids with what is special.
func (c *compiler) drafts(ind *Indicator, f *form) []*draft {
	var out []*draft
	add := func(key, val *yaml.Node) {
		if !c.goodFieldID(f.file, key, key.Value) {
			return
		}
		keys := append([]string{"name", "unit", "type", "members", "num", "den", "den_fact", "of", "percent", "less", "since", "shown"}, termKeys...)
		own := c.form(f.file, key, val, CodeUnknownFilter, keys...)
		m := &IndicatorMeasure{ID: key.Value, Type: Type(own.choice("type", "", types)), ScaleNum: 1}
		ind.Measures = append(ind.Measures, m)
		out = append(out, &draft{m: m, f: own.over(f), own: own})
	}
	switch n := f.vals["measures"]; {
	case isNull(n):
		f.err("measures", CodeNoMeasures, "id", ind.ID)
	case n.Kind == yaml.MappingNode:
		for _, p := range c.pairs(f.file, n) {
			add(p.key, p.val)
		}
	default:
		for _, r := range c.refs(f.file, n) {
			add(r.node, nil)
		}
	}
	return out
}

// draftTerms compiles numerator and denominator and derives the type where
// the file leaves it open.
func (c *compiler) draftTerms(d *draft) {
	m, f := d.m, d.f
	m.Members = f.choice("members", "", []string{MembersEvent, MembersPlace, MembersBody, MembersMarker, MembersLine, MembersTrail})
	m.Shown = f.choice("shown", "", []string{ShownPassed, ShownChecked, ShownDocumented})
	needMeasure := m.Type != Distinct && m.Type != Coverage && !m.OnLine()
	if d.own.has("num") {
		m.Terms, d.numOf = c.termList(f, "num", m.ID, needMeasure)
	} else if !d.own.has("of") && (f.has("from") || f.has("source")) {
		m.Terms = c.terms(f, m.ID, needMeasure)
	}
	m.Den, d.denOf = c.termList(f, "den", m.ID, needMeasure)
	m.Less, d.lessOf = c.termList(f, "less", m.ID, needMeasure)
	m.Since = f.day("since")
	if fact := f.one("den_fact"); fact.node != nil {
		m.DenFact = fact.id
		if c.cat.PlaceFacts[fact.id] == nil {
			c.unknownWord(f.file, fact, secPlaceFacts, c.cat.PlaceFacts)
		}
	}
	if f.yes("percent") {
		m.ScaleNum = 100
	}
	if m.Type == "" && !d.own.has("of") {
		m.Type = plainType(m.Terms)
	}
}

// plainType is the type of a measure that names none: stock for registers and
// units, count for the counting measure, else sum.
func plainType(terms []*Term) Type {
	for _, t := range terms {
		switch {
		case t.nature() == natureStock:
			return Stock
		case t.Kind != nil && t.Measure != "":
			return Sum
		}
	}
	return Count
}

// splits are place, time and body as the nature of the figure allows, then
// those of the file.
func (c *compiler) splits(ind *Indicator, f *form) {
	ind.Splits = defaultSplits(ind)
	for _, r := range f.refs("splits") {
		if !slices.Contains(splitWords, r.id) {
			dim := c.cat.Dimensions[r.id]
			if dim == nil {
				c.unknown(f.file, r, CodeUnknownDimension, append(ids(c.cat.Dimensions), splitWords...))
				continue
			}
			if !anyTerm(ind, func(t *Term) bool { return t.carries(dim.ID) }) {
				c.err(f.file, r.node, CodeSplitNotOnKind, "dim", r.id, "indicator", ind.ID)
			}
		}
		if !slices.Contains(ind.Splits, r.id) {
			ind.Splits = append(ind.Splits, r.id)
		}
	}
}

func defaultSplits(ind *Indicator) []string {
	switch {
	case anyTerm(ind, func(t *Term) bool { return t.hidden() }):
		return []string{SplitPlace, SplitQuarter}
	case anyTerm(ind, func(t *Term) bool { return t.nature() == natureFlow }):
		return []string{SplitPlace, SplitMonth, SplitBody}
	case anyTerm(ind, func(t *Term) bool { return t.nature() == natureShare }):
		return []string{SplitPlace, SplitMonth}
	}
	return []string{SplitPlace}
}

func anyTerm(ind *Indicator, ok func(*Term) bool) bool {
	for _, m := range ind.Measures {
		if slices.ContainsFunc(m.AllTerms(), ok) {
			return true
		}
	}
	return false
}

// carries tells whether facts of the term can be split by a dimension.
func (t *Term) carries(dim string) bool {
	if t.Kind == nil {
		return false
	}
	if t.Kind.dim(dim) != nil {
		return true
	}
	m := t.Kind.byID[t.MeasureID()]
	return m != nil && slices.Contains(m.Breakdowns, dim)
}

// MeasureID is the id of the term's measure, resolved for the counting
// measure; "" for a source without a kind.
func (t *Term) MeasureID() string {
	if t.Measure == "" && t.Kind != nil && t.Kind.Counting != nil {
		return t.Kind.Counting.ID
	}
	return t.Measure
}

func (t *Term) hidden() bool { return t.Kind != nil && t.Kind.Roles.HiddenBelowCommune }

// target finds the measure "indicator/measure" names; the measure may be left
// out where the indicator has only one.
func (c *compiler) target(file string, r ref) *IndicatorMeasure {
	id, measure, named := strings.Cut(r.id, "/")
	ind := c.cat.Indicators[id]
	if ind == nil {
		c.unknown(file, ref{id, r.node}, CodeUnknownIndicator, ids(c.cat.Indicators))
		return nil
	}
	if !named && len(ind.Measures) == 1 {
		return ind.Measures[0]
	}
	if m := ind.Measure(measure); m != nil {
		return m
	}
	var known []string
	for _, m := range ind.Measures {
		known = append(known, m.ID)
	}
	c.unknown(file, ref{measure, r.node}, CodeUnknownMeasure, known, "of", plain(id))
	return nil
}
