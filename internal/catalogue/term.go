package catalogue

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// termKeys are the only filters there are: kind, dimension values, owner and
// participant body type, linked kind, place flag; for administrative units
// their level and type. Anything more is a new dimension.
var termKeys = []string{
	"from", "source", "measure", "where", "not", "owner", "bodies", "involved", "linked", "flag", "level", "unit_types",
}

var termSources = []string{
	SourceUnit, SourceBasis, SourceEvidence, SourceEntries, SourceExpected, SourceOnTime, SourceSilent,
}

// nature is what a term yields; one measure adds only one nature.
type nature int

const (
	natureNone  nature = iota
	natureFlow         // facts of entries
	natureStock        // registers and administrative units
	natureShare        // how figures are known and reported
)

func (t *Term) nature() nature {
	switch {
	case t.Source == SourceUnit, t.Source == "" && t.Kind != nil && t.Kind.Register:
		return natureStock
	case t.Source != "":
		return natureShare
	case t.Kind != nil:
		return natureFlow
	}
	return natureNone
}

// over completes a measure's own filters with those of its indicator. A
// measure that names its own kinds or source inherits neither.
func (f *form) over(base *form) *form {
	out := &form{c: f.c, file: f.file, at: f.at, vals: map[string]*yaml.Node{}}
	for _, key := range termKeys {
		if n := base.vals[key]; n != nil && !((key == "from" || key == "source") && (f.has("from") || f.has("source"))) {
			out.vals[key] = n
		}
	}
	for key, n := range f.vals {
		out.vals[key] = n
	}
	return out
}

// terms compiles what a form selects. Measure is the id to take where the
// form names none; with distinct sets no measure is needed at all.
func (c *compiler) terms(f *form, measure string, needMeasure bool) []*Term {
	source := f.choice("source", "", termSources)
	if f.has("measure") {
		measure, _ = f.scalar("measure")
	}
	switch source {
	case SourceUnit:
		return []*Term{c.unitTerm(f)}
	case SourceExpected, SourceOnTime, SourceSilent:
		c.refuseKeys(f, CodeNotForType, "from", "measure", "where", "not", "linked", "level", "unit_types")
		return []*Term{{Source: source, Flag: c.flag(f)}}
	}
	c.refuseKeys(f, CodeUnitsOnly, "level", "unit_types")
	from := c.kindsFrom(f)
	if source == SourceEvidence || source == SourceEntries {
		needMeasure = false
		if !f.has("from") {
			return []*Term{{Source: source, Flag: c.flag(f)}}
		}
	}
	var out []*Term
	for _, k := range from {
		if t := c.kindTerm(f, k, source, measure, needMeasure); t != nil {
			out = append(out, t)
		}
	}
	if !f.has("from") && source != "" {
		f.err("source", CodeMissing, "key", "from")
	}
	return out
}

// kindsFrom resolves the kinds of a form; unknown ones are reported and left
// out.
func (c *compiler) kindsFrom(f *form) []*Kind {
	n := f.vals["from"]
	if known, read := c.kindsAt[n]; read || n == nil {
		return known
	}
	var out []*Kind
	for _, r := range f.refs("from") {
		if k := c.cat.Kinds[r.id]; k != nil {
			out = append(out, k)
		} else {
			c.unknown(f.file, r, CodeUnknownKind, ids(c.cat.Kinds))
		}
	}
	c.kindsAt[n] = out
	return out
}

func (c *compiler) refuseKeys(f *form, code string, keys ...string) {
	for _, key := range keys {
		if f.has(key) {
			f.err(key, code, "key", key)
		}
	}
}

// unitTerm selects administrative units in force.
func (c *compiler) unitTerm(f *form) *Term {
	c.refuseKeys(f, CodeNotForType, "from", "measure", "where", "not", "owner", "bodies", "involved", "linked")
	t := &Term{Source: SourceUnit, Flag: c.flag(f), Level: f.choice("level", "", levels)}
	if !f.has("level") {
		f.err("level", CodeMissing, "key", "level")
	}
	t.UnitTypes = wordList(c, f, "unit_types", c.cat.PlaceTypes, CodeUnknownWord, secPlaceTypes)
	return t
}

func (c *compiler) flag(f *form) string {
	r := f.one("flag")
	if r.node != nil && c.cat.Flags[r.id] == nil {
		c.unknownWord(f.file, r, secFlags, c.cat.Flags)
	}
	return r.id
}

// kindTerm selects facts of one kind or rows of one register.
func (c *compiler) kindTerm(f *form, k *Kind, source, measure string, needMeasure bool) *Term {
	t := &Term{Kind: k, Source: source, Flag: c.flag(f)}
	var m *Measure
	if needMeasure {
		if m = c.termMeasure(f, k, measure); m == nil {
			return nil
		}
		if !m.Counting {
			t.Measure = m.ID
		}
	}
	t.Where = c.filter(f, "where", t, m)
	t.Not = c.filter(f, "not", t, m)
	if len(t.Parts) > 1 {
		f.err("where", CodeTwoBreakdowns, "list", strings.Join(t.Parts, ", "))
	}
	t.Owner = wordList(c, f, "owner", c.cat.BodyTypes, CodeUnknownBodyType, secBodyTypes)
	t.Bodies = wordList(c, f, "bodies", c.cat.BodyTypes, CodeUnknownBodyType, secBodyTypes)
	t.Involved = wordList(c, f, "involved", c.cat.BodyTypes, CodeUnknownBodyType, secBodyTypes)
	t.Linked = c.linked(f)
	return t
}

func (c *compiler) termMeasure(f *form, k *Kind, id string) *Measure {
	m := k.byID[id]
	if m == nil && !c.maybe[id] {
		at := f.vals["measure"]
		if at == nil {
			at = f.at
		}
		c.unknown(f.file, ref{id, at}, CodeUnknownMeasure, ids(k.byID), "of", plain(k.ID))
	}
	return m
}

// linked are kinds an entry must be linked to. Nothing links to a tip: the
// link would lead back to it.
func (c *compiler) linked(f *form) []string {
	var out []string
	for _, r := range f.refs("linked") {
		switch k := c.cat.Kinds[r.id]; {
		case k == nil:
			c.unknown(f.file, r, CodeUnknownKind, ids(c.cat.Kinds))
		case k.Roles.HiddenBelowCommune || k.Register:
			c.err(f.file, r.node, CodeNotForType, "key", "linked: "+r.id)
		default:
			out = append(out, r.id)
		}
	}
	return out
}

// filter reads "dimension: value" or "dimension: [values]".
func (c *compiler) filter(f *form, key string, t *Term, m *Measure) map[string][]string {
	if !f.has(key) {
		return nil
	}
	out := map[string][]string{}
	for _, p := range c.pairs(f.file, f.vals[key]) {
		dim := c.dim(f.file, ref{p.key.Value, p.key})
		if dim == nil {
			continue
		}
		c.placeFilter(f, p.key, dim, t, m)
		for _, r := range c.refs(f.file, p.val) {
			if dim.Ref != "" {
				c.err(f.file, r.node, CodeValuesOfReference, "id", dim.ID)
			} else if c.valueRef(f.file, dim, r) != nil {
				out[dim.ID] = append(out[dim.ID], r.id)
			}
		}
	}
	return out
}

// placeFilter finds out where entries of the kind carry the dimension.
func (c *compiler) placeFilter(f *form, n *yaml.Node, dim *Dimension, t *Term, m *Measure) {
	onEntry := t.Kind.dim(dim.ID) != nil
	inParts := m != nil && slices.Contains(m.Breakdowns, dim.ID)
	if inParts && !slices.Contains(t.Parts, dim.ID) {
		t.Parts = append(t.Parts, dim.ID)
	}
	if !onEntry && !inParts {
		c.err(f.file, n, CodeDimNotOnKind, "dim", dim.ID, "kind", t.Kind.ID)
	}
}

// dim finds a dimension entries of the kind carry; nil when they do not.
func (k *Kind) dim(id string) *KindDim {
	for _, kd := range k.Dims {
		if kd.Dim.ID == id {
			return kd
		}
	}
	return nil
}

// termList reads the terms of a numerator or denominator: one form or a list.
// It returns as well the forms that refer to another indicator by "of".
func (c *compiler) termList(f *form, key, measure string, needMeasure bool) (terms []*Term, of []*form) {
	n := f.vals[key]
	if isNull(n) || n.Kind == yaml.AliasNode {
		return nil, nil
	}
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	for _, item := range list {
		tf := c.form(f.file, item, item, CodeUnknownFilter, append([]string{"of"}, termKeys...)...)
		if tf.has("of") {
			of = append(of, tf)
			continue
		}
		if !tf.has("from") && !tf.has("source") {
			tf.err("from", CodeMissing, "key", "from")
		}
		terms = append(terms, c.terms(tf, measure, needMeasure)...)
	}
	return terms, of
}
