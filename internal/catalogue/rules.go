package catalogue

import "slices"

// The rules of arithmetic (figures.md section 3, catalogue.md section 4): what
// cannot be added is refused here, so that the engine never has to ask.

func isFlow(t Type) bool { return t == Count || t == Sum }

func isQuotient(t Type) bool { return t == Ratio || t == Rate || t == PerCapita || t == PerKM }

func isSet(t Type) bool { return t == Distinct || t == Coverage }

// resolveOf follows references to other indicators.
func (c *compiler) resolveOf(d *draft) {
	if d.own.has("of") {
		r := d.own.one("of")
		if t := c.target(d.f.file, r); t != nil {
			c.applyOf(d, t)
		}
		d.m.Of = c.fullID(r.id)
	}
	d.m.Terms = append(d.m.Terms, c.quotientTerms(d.numOf)...)
	d.m.Den = append(d.m.Den, c.quotientTerms(d.denOf)...)
}

// fullID completes "indicator" to "indicator/measure".
func (c *compiler) fullID(of string) string {
	if ind := c.cat.Indicators[of]; ind != nil && len(ind.Measures) == 1 {
		return of + "/" + ind.Measures[0].ID
	}
	return of
}

func (c *compiler) applyOf(d *draft, target *IndicatorMeasure) {
	m, code := d.m, ""
	switch m.Type {
	case Rate:
		switch {
		case isQuotient(target.Type):
			code = CodeRateOfRatio
		case !isFlow(target.Type):
			code = CodeRateNeedsFlow
		}
	case Plan:
		if !isFlow(target.Type) && !isSet(target.Type) && target.Type != Stock {
			code = CodeOfNotAllowed
		}
	case PerCapita, PerKM:
		code = quotientCode(target.Type)
	case Count, Sum, Ratio, "":
		if code = sumCode(target.Type); code == "" {
			code = CodeOfNotAllowed
		}
	default:
		code = CodeOfNotAllowed
	}
	if target.OnLine() && m.Type != Plan {
		code = CodeOfNotAllowed
	}
	if code != "" {
		d.own.err("of", code, "id", m.ID)
		return
	}
	m.Terms = target.Terms
	if m.Type == Plan {
		m.Members, m.Den = target.Members, target.Den
	}
}

// sumCode says why figures of a type cannot be added up; "" when they can.
func sumCode(t Type) string {
	switch {
	case t == Stock || t == Balance:
		return CodeSumOverStock
	case isSet(t):
		return CodeDistinctSummed
	case isQuotient(t):
		return CodeAverageOfAverages
	}
	return ""
}

// quotientCode says why a type cannot stand in a quotient; stocks can, at the
// end of the period.
func quotientCode(t Type) string {
	if t == Stock || isFlow(t) {
		return ""
	}
	if code := sumCode(t); code != "" {
		return code
	}
	return CodeOfNotAllowed
}

func (c *compiler) quotientTerms(forms []*form) []*Term {
	var out []*Term
	for _, f := range forms {
		c.refuseKeys(f, CodeNotForType, termKeys...)
		target := c.target(f.file, f.one("of"))
		if target == nil {
			continue
		}
		code := quotientCode(target.Type)
		if target.OnLine() {
			code = CodeOfNotAllowed
		}
		if code != "" {
			f.err("of", code, "id", f.one("of").id)
			continue
		}
		out = append(out, target.Terms...)
	}
	return out
}

// allowedKeys are the keys a type needs (true) or may have (false).
var allowedKeys = map[Type]map[string]bool{
	Count: {}, Sum: {}, Stock: {}, Statement: {},
	Distinct:  {"members": true},
	Coverage:  {"members": true, "den": true, "num": false, "percent": false},
	Ratio:     {"den": true, "num": false, "percent": false},
	PerCapita: {"den_fact": true, "of": false, "num": false, "percent": false},
	PerKM:     {"den": true, "of": false, "num": false},
	Balance:   {"less": true, "num": false, "since": false},
	Rate:      {"of": true},
	Plan:      {"of": true},
}

// onLineKeys are those of a measure computed from tracks: what was covered of the
// line or which markers were reached (coverage), its share of what was declared
// (ratio), all patrols added up (sum), days without a gap (count). The whole is the line's own.
var onLineKeys = map[Type]map[string]bool{
	Coverage: {"members": true, "shown": false},
	Ratio:    {"members": true, "shown": false, "percent": false},
	Sum:      {"members": true},
	Count:    {"members": true},
}

var missingCode = map[string]string{
	"members": CodeMembersMissing, "den": CodeDenominatorMissing, "den_fact": CodeDenominatorMissing, "of": CodeOfMissing,
	"less": CodeLessMissing,
}

// checkArithmetic applies the rules of the measure's type.
func (c *compiler) checkArithmetic(d *draft) {
	keys, known := allowedKeys[d.m.Type]
	if along, ok := onLineKeys[d.m.Type]; ok && d.m.OnLine() {
		keys = along
	} else if d.m.aboutLine() && d.m.Type != Plan {
		d.own.err("type", CodeTypeMisfit, "id", d.m.ID, "type", string(d.m.Type))
		return
	}
	if !known {
		return // "of" without a type was refused in applyOf
	}
	for _, key := range []string{"members", "den", "den_fact", "of", "less"} {
		if keys[key] && !d.f.has(key) {
			d.own.err("type", missingCode[key], "id", d.m.ID, "type", string(d.m.Type))
		}
	}
	for _, key := range []string{"members", "num", "den", "den_fact", "percent", "less", "since", "shown"} {
		if _, allowed := keys[key]; !allowed && d.own.has(key) {
			d.own.err(key, CodeNotForType, "key", key, "type", string(d.m.Type))
		}
	}
	if d.own.has("of") {
		return
	}
	if d.m.Type == Statement {
		if len(d.m.Terms) > 0 {
			d.own.err("type", CodeNotForType, "key", "from", "type", string(Statement))
		}
		return
	}
	if !keys["of"] && !d.f.has("from") && !d.f.has("source") && !d.f.has("num") {
		d.own.err("from", CodeTermsMissing, "id", d.m.ID)
	}
	c.checkTerms(d, d.m.Terms)
	c.checkTerms(d, d.m.Den)
	c.checkTerms(d, d.m.Less)
	for _, f := range d.lessOf {
		f.err("of", CodeNotForType, "key", "of", "type", string(d.m.Type))
	}
}

// checkTerms applies the rules that depend on what is added.
func (c *compiler) checkTerms(d *draft, terms []*Term) {
	if len(terms) == 0 {
		return
	}
	first := terms[0].nature()
	for _, t := range terms {
		if t.nature() != first {
			d.own.err("from", CodeMixedSources, "id", d.m.ID)
			return
		}
	}
	code := ""
	switch {
	case first == natureShare && d.m.Type != Ratio:
		code = CodeSourceOnlyInRatio
	case first != natureFlow && d.m.Type == Balance:
		code = CodeBalanceNeedsFlow
	case first == natureStock && isFlow(d.m.Type):
		code = CodeSumOverStock
	case first == natureStock && d.m.Members == MembersEvent:
		code = CodeTypeMisfit
	case d.m.OnLine() && (!slices.ContainsFunc(terms, hasTrack) || !slices.Contains(lineMembers, d.m.Members) || (d.m.Members == MembersMarker) != (d.m.Shown != "")):
		code = CodeNoTrack
	case d.m.Members == MembersTrail && d.m.Type != Coverage: // beside the line, never in its share or sum
		code = CodeTypeMisfit
	case d.m.OnLine():
	case d.m.Members == MembersMarker && !slices.ContainsFunc(terms, visitsMarkers):
		code = CodeNoMarkerVisits
	default:
		code = c.measureCode(d, terms)
	}
	if code != "" {
		d.own.err("type", code, "id", d.m.ID, "type", string(d.m.Type))
	}
}

var lineMembers = []string{MembersMarker, MembersLine, MembersTrail}

func hasTrack(t *Term) bool { return t.Kind != nil && t.Kind.Roles.HasTrack }

func visitsMarkers(t *Term) bool {
	return t.Kind == nil || t.Kind.Register || t.Kind.Roles.HasMarkerVisits
}

// measureCode checks the measures added against the type.
func (c *compiler) measureCode(d *draft, terms []*Term) string {
	for _, t := range terms {
		if t.Kind == nil || isSet(d.m.Type) || t.Source == SourceEvidence || t.Source == SourceEntries {
			continue
		}
		m := t.Kind.byID[t.MeasureID()]
		switch {
		case d.m.Type == Count && t.Measure != "", d.m.Type == Sum && t.Measure == "":
			return CodeTypeMisfit
		case d.m.Type == Stock && t.nature() == natureFlow && t.Measure == "":
			return CodeTypeMisfit // the last "1" of a unit says nothing
		case m == nil:
		case m.PartsOnly && d.m.Type != Sum && d.m.Type != Stock && d.m.Type != Balance:
			return CodePartsOnly
		case t.nature() == natureFlow && d.m.Type != Stock && c.addsSets(d, m):
			return CodeDistinctSummed
		}
	}
	return ""
}

// addsSets is true when a number of persons or households would be added over
// entries. Printed in a unit of turns (lượt hộ) the sum is honest.
func (c *compiler) addsSets(d *draft, m *Measure) bool {
	from := c.cat.Units[m.Unit]
	if from == nil || !from.Distinct {
		return false
	}
	to := c.cat.Units[c.printedUnit(d)]
	return to == nil || to.Distinct || to.Base != from.Base
}

// printedUnit is the unit a measure of an indicator names: its own, or that
// of the vocabulary; "" when neither does.
func (c *compiler) printedUnit(d *draft) string {
	if r := d.own.one("unit"); r.node != nil {
		return r.id
	}
	if m := c.measures[d.m.ID]; m != nil {
		return m.Unit
	}
	return ""
}

// settleUnit gives a measure its unit and name and checks that everything
// added has the same base unit.
func (c *compiler) settleUnit(d *draft) {
	m := d.m
	m.Unit = c.printedUnit(d)
	if r := d.own.one("unit"); r.node != nil && c.unit(d.f.file, r) == nil {
		return
	}
	if !isSet(m.Type) && !isQuotientOfTwo(m.Type) && !m.OnLine() {
		c.unitOfTerms(d)
	}
	if d.own.has("name") {
		m.Name = d.own.name("name")
	} else if m.Name = c.nameOf(m); m.Name.VI == "" && (len(m.Terms) > 0 || m.Type == Statement) {
		d.own.err("name", CodeNameMissing)
	}
	if m.Unit == "" && len(m.Terms) > 0 {
		d.own.err("unit", CodeMissing, "key", "unit")
	}
}

// isQuotientOfTwo types have a unit of their own.
func isQuotientOfTwo(t Type) bool { return t == Ratio || t == PerCapita || t == PerKM }

func (c *compiler) unitOfTerms(d *draft) {
	m := d.m
	for _, t := range slices.Concat(m.Terms, m.Less) {
		if t.Kind == nil {
			continue
		}
		km := t.Kind.byID[t.MeasureID()]
		if km == nil {
			continue
		}
		unit := km.Unit
		if km.PartsOnly {
			unit = c.settleParts(m, t, km)
		}
		if m.Unit == "" {
			m.Unit = unit
		}
		a, b := c.cat.Units[m.Unit], c.cat.Units[unit]
		if a != nil && b != nil && a.Base != b.Base {
			d.own.err("unit", CodeUnitMismatch, "a", m.Unit, "b", unit)
			return
		}
	}
}

// settleParts: things with units of their own are read one by one, or split.
func (c *compiler) settleParts(m *IndicatorMeasure, t *Term, km *Measure) string {
	if len(km.Breakdowns) != 1 {
		return km.Unit
	}
	dim := c.cat.Dimensions[km.Breakdowns[0]]
	values := t.Where[km.Breakdowns[0]]
	if dim == nil || len(values) != 1 {
		m.SplitBy = km.Breakdowns[0]
		return km.Unit
	}
	if v := dim.byID[values[0]]; v != nil && v.Unit != "" {
		return v.Unit
	}
	return km.Unit
}

// nameOf is the name in the vocabulary, or the kind's own.
func (c *compiler) nameOf(m *IndicatorMeasure) Text {
	if known := c.measures[m.ID]; known != nil {
		return known.Name
	}
	for _, t := range m.Terms {
		if t.Kind != nil {
			if km := t.Kind.byID[t.MeasureID()]; km != nil {
				return km.Name
			}
		}
	}
	return Text{}
}

// checkTips keeps figures about tips at commune and quarter. Below, a number
// points at a household.
func (c *compiler) checkTips(ind *Indicator, f *form) {
	if !anyTerm(ind, func(t *Term) bool { return t.hidden() }) {
		return
	}
	for _, r := range f.refs("splits") {
		switch r.id {
		case SplitHamlet:
			c.err(f.file, r.node, CodeTipsBelowCommune, "id", ind.ID)
		case SplitMonth:
			c.err(f.file, r.node, CodeTipsByMonth, "id", ind.ID)
		}
	}
	if ind.Reporters != nil && ind.Reporters.Level == "hamlet" {
		f.err("reporters", CodeTipsBelowCommune, "id", ind.ID)
	}
	for _, m := range ind.Measures {
		if m.Members == MembersPlace || slices.ContainsFunc(m.AllTerms(), c.belowCommune) {
			f.err("measures", CodeTipsBelowCommune, "id", ind.ID)
		}
		if m.Type == Balance { // the change from quarter to quarter would be a number of its own
			f.err("measures", CodeTipsBalance, "id", ind.ID)
		}
	}
}

func (c *compiler) belowCommune(t *Term) bool {
	flag := c.cat.Flags[t.Flag]
	return t.Level == "hamlet" || flag != nil && flag.Level == "hamlet"
}

// checkPublic refuses to publish what counts a restricted kind, and what is
// more than a number of things done or in force: plans look ahead, and shares
// can be turned back into the small numbers they are made from.
func (c *compiler) checkPublic(ind *Indicator, f *form) {
	if !ind.Public {
		return
	}
	if anyTerm(ind, func(t *Term) bool {
		return t.hidden() || t.Kind != nil && t.Kind.Release == "restricted" || t.Kind == nil && t.Source != SourceUnit
	}) {
		f.err("public", CodePublicRestricted, "id", ind.ID)
	}
	for _, m := range ind.Measures {
		if m.OnLine() && m.Type == Ratio {
			continue // shown in bands, see publication
		}
		if m.OnLine() || !isFlow(m.Type) && m.Type != Stock && (m.Type != Distinct || m.Members != MembersEvent) || m.SplitBy != "" {
			f.err("public", CodePublicType, "id", ind.ID, "measure", m.ID)
		}
	}
}
