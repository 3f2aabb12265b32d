package catalogue

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// levels are the levels of places, from large to small.
var levels = []string{"nation", "province", "district", "commune", "hamlet"}

// compileWords compiles the lists the other sections refer to.
func (c *compiler) compileWords() {
	c.cat.Evidence, c.cat.EvidenceOrder = c.words(secEvidence)
	c.cat.Flags, _ = c.words(secFlags)
	c.cat.PlaceTypes, _ = c.words(secPlaceTypes)
	c.cat.PlaceFacts, _ = c.words(secPlaceFacts)
	c.cat.Groups, c.cat.GroupOrder = c.words(secGroups)
	c.cat.Trees, _ = c.words(secTrees)
	c.compileUnits()
	c.compileBodyTypes()
	c.compileMeasures()
}

// words compiles a list of named ids. Flags and place types also have the
// level of the places they belong to.
func (c *compiler) words(section string) (map[string]*Word, []string) {
	out, order := map[string]*Word{}, []string(nil)
	for _, d := range c.defs[section] {
		w := &Word{ID: d.id}
		if section == secFlags || section == secPlaceTypes {
			f := c.form(d.file, d.key, d.body, CodeUnknownKey, "name", "level")
			w.Name = f.name("name")
			w.Level = f.choice("level", "", levels)
			if !f.has("level") {
				f.err("level", CodeMissing, "key", "level")
			}
		} else {
			w.Name = c.name(d.file, d.key, d.body, maxNameChars)
		}
		out[d.id] = w
		order = append(order, d.id)
	}
	return out, order
}

// choice reads one word of a closed list; absent gives the default.
func (f *form) choice(key, absent string, allowed []string) string {
	s, ok := f.scalar(key)
	if !ok {
		return absent
	}
	if !slices.Contains(allowed, s) {
		f.c.unknownChoice(f.file, ref{s, f.vals[key]}, key, allowed)
		return absent
	}
	return s
}

// scalarOrForm lets a definition be a bare name, or a mapping with a name.
func (c *compiler) scalarOrForm(d *definition, keys ...string) *form {
	if !isNull(d.body) && (d.body.Kind == yaml.ScalarNode || d.body.Kind == yaml.AliasNode) {
		return &form{c: c, file: d.file, at: d.key, vals: map[string]*yaml.Node{"name": d.body}}
	}
	return c.form(d.file, d.key, d.body, CodeUnknownKey, append([]string{"name"}, keys...)...)
}

func (c *compiler) compileUnits() {
	forms := map[string]*form{}
	for _, d := range c.defs[secUnits] {
		f := c.scalarOrForm(d, "short", "base", "scale", "money", "distinct", "heads")
		u := &Unit{ID: d.id, Name: f.name("name"), Base: d.id, Scale: 1}
		u.Short = u.Name
		if f.has("short") {
			u.Short = f.name("short")
		}
		u.Money, u.Distinct, u.Heads = f.yes("money"), f.yes("distinct"), f.yes("heads")
		if f.has("scale") {
			if u.Scale = f.number("scale"); u.Scale < 1 {
				f.err("scale", CodeWantNumber, "text", "0")
				u.Scale = 1
			}
		}
		c.cat.Units[d.id], forms[d.id] = u, f
	}
	for _, d := range c.defs[secUnits] {
		c.baseOfUnit(c.cat.Units[d.id], forms)
	}
}

// baseOfUnit links a unit to its base, which must be a base itself: chains
// would make the scale a matter of opinion.
func (c *compiler) baseOfUnit(u *Unit, forms map[string]*form) {
	f := forms[u.ID]
	base := f.one("base")
	if base.node == nil {
		return
	}
	switch target := c.unit(f.file, base); {
	case target == nil:
	case target == u || forms[target.ID].has("base"):
		f.err("base", CodeUnitMismatch, "a", u.ID, "b", base.id)
	default:
		u.Base = target.ID
	}
}

// unit resolves a unit or reports it; nil when unknown.
func (c *compiler) unit(file string, r ref) *Unit {
	if r.node == nil {
		return nil
	}
	u := c.cat.Units[r.id]
	if u == nil {
		c.unknown(file, r, CodeUnknownUnit, ids(c.cat.Units))
	}
	return u
}

func (c *compiler) compileBodyTypes() {
	for _, d := range c.defs[secBodyTypes] {
		f := c.form(d.file, d.key, d.body, CodeUnknownKey, "name", "level", "tree", "gives")
		b := &BodyType{ID: d.id, Name: f.name("name"), Level: int(f.number("level")), Gives: f.yes("gives")}
		if b.Level > 4 {
			f.err("level", CodeWantNumber, "text", "0-4")
		}
		if tree := f.one("tree"); tree.node == nil {
			f.err("tree", CodeMissing, "key", "tree")
		} else if b.Tree = tree.id; c.cat.Trees[tree.id] == nil {
			c.unknownWord(d.file, tree, secTrees, c.cat.Trees)
		}
		c.cat.BodyTypes[d.id] = b
		c.cat.BodyTypeOrder = append(c.cat.BodyTypeOrder, d.id)
	}
}

// compileMeasures reads the vocabulary of measures: one name and one unit for
// one id, whatever kind uses it.
func (c *compiler) compileMeasures() {
	for _, d := range c.defs[secMeasures] {
		f := c.scalarOrForm(d, "unit")
		m := &Measure{ID: d.id, Name: f.name("name")}
		unit := f.one("unit")
		if unit.node == nil {
			unit = ref{d.id, d.key} // a measure that is its own unit: buổi, vụ
		}
		if u := c.unit(d.file, unit); u != nil {
			m.Unit = u.ID
		}
		c.measures[d.id] = m
	}
}

// wordList resolves references to a list of words or body types.
func wordList[V any](c *compiler, f *form, key string, known map[string]V, code, section string) []string {
	var out []string
	for _, r := range f.refs(key) {
		if _, ok := known[r.id]; !ok {
			c.unknown(f.file, r, code, ids(known), "list", section)
		}
		out = append(out, r.id)
	}
	return out
}

func (c *compiler) unknownWord(file string, r ref, section string, known map[string]*Word) {
	c.unknown(file, r, CodeUnknownWord, ids(known), "list", section)
}

func (c *compiler) unknownChoice(file string, r ref, key string, allowed []string) {
	c.err(file, r.node, CodeUnknownChoice, "id", r.id, "key", key, "hint", c.hint(r.id, allowed), "allowed", plain(strings.Join(allowed, ", ")))
}
