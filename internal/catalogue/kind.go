package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	placeLevels    = []string{"commune", "hamlet"}
	releaseClasses = []string{"public", "internal", "restricted"}
	roleWords      = []string{"has_track", "has_marker_visits", "hidden_below_commune"}
	// countingWords are the measures that count occurrences when they stand
	// first (catalogue.md section 1).
	countingWords = []string{"times", "sessions", "occasions", "cases", "delegations", "tips", "contacts", "festivals", "awards"}
)

// measureTimes and measureRows are the counting measures of kinds and
// registers that name none of their own.
const (
	measureTimes = "times"
	measureRows  = "rows"
)

// compileKinds compiles kinds and registers, then their extensions, then what
// depends on both.
func (c *compiler) compileKinds() {
	var defs []*definition
	for _, section := range []string{secKinds, secRegisters} {
		for _, d := range c.defs[section] {
			c.kind(d, section == secRegisters)
			defs = append(defs, d)
		}
	}
	for _, section := range []string{secKinds, secRegisters} {
		for _, x := range c.extensions[section] {
			c.extendKind(x)
		}
	}
	for _, d := range defs {
		c.finishKind(c.cat.Kinds[d.id], d)
	}
	for _, read := range c.follows {
		read()
	}
}

func (c *compiler) kind(d *definition, register bool) {
	keys := []string{"name", "note", "measures", "dims", "bodies", "evidence", "min_place", "release"}
	if !register {
		keys = append(keys, "route", "roles", "follow_up", "alert", "required_if", "tells")
	}
	f := c.form(d.file, d.key, d.body, CodeUnknownKey, keys...)
	k := &Kind{ID: d.id, Name: f.name("name"), Note: f.note("note"), Register: register, byID: map[string]*Measure{}}
	c.cat.Kinds[d.id] = k
	c.cat.KindOrder = append(c.cat.KindOrder, d.id)
	k.MinLevel = f.choice("min_place", "hamlet", placeLevels)
	k.Release = f.choice("release", "internal", releaseClasses)
	k.Route = c.route(f, register)
	k.Roles = c.roles(f)
	k.Alert = f.yes("alert")
	if f.has("follow_up") {
		c.follows = append(c.follows, func() {
			c.follow(k, c.form(f.file, d.key, f.vals["follow_up"], CodeUnknownKey, "until", "by"))
		})
	}
	c.kindParts(k, f, false)
	k.RequiredIf = c.filter(f, "required_if", &Term{Kind: k}, nil)
	for _, r := range f.refs("tells") {
		if k.byID[r.id] == nil {
			c.unknown(f.file, r, CodeUnknownMeasure, ids(k.byID), "of", plain(k.ID))
			continue
		}
		k.Tells = append(k.Tells, r.id)
	}
	if len(k.Measures) == 0 {
		f.err("measures", CodeNoMeasures, "id", d.id)
	}
}

// kindParts reads what an extension may add to as well.
func (c *compiler) kindParts(k *Kind, f *form, extension bool) {
	for _, p := range c.pairs(f.file, f.vals["measures"]) {
		c.kindMeasure(k, f.file, p, extension)
	}
	if f.has("dims") {
		for _, r := range f.refs("dims") {
			c.kindDim(k, f.file, r, extension)
		}
	}
	k.Bodies = append(k.Bodies, wordList(c, f, "bodies", c.cat.BodyTypes, CodeUnknownBodyType, secBodyTypes)...)
	for _, r := range f.refs("evidence") {
		id, required := strings.CutSuffix(r.id, "!")
		if c.cat.Evidence[id] == nil {
			c.unknownWord(f.file, ref{id, r.node}, secEvidence, c.cat.Evidence)
		}
		k.Evidence = append(k.Evidence, id)
		if required {
			c.refuseRequired(f.file, r.node, extension)
			k.Required = append(k.Required, id)
		}
	}
}

// refuseRequired: phones that do not know an extension yet go on sending
// entries without it, and these must stay valid.
func (c *compiler) refuseRequired(file string, n *yaml.Node, extension bool) {
	if extension {
		c.err(file, n, CodeRequiredInExtension)
	}
}

func (c *compiler) kindMeasure(k *Kind, file string, p pair, extension bool) {
	id, required := strings.CutSuffix(p.key.Value, "!")
	if !c.goodFieldID(file, p.key, id) {
		c.maybe[id] = true
		return
	}
	if required {
		c.refuseRequired(file, p.key, extension)
	}
	place := k.ID + "/" + id
	if k.byID[id] != nil {
		c.err(file, p.key, CodeRedefined, "id", id, "first", c.where[place].text())
		return
	}
	f := c.form(file, p.key, p.val, CodeUnknownKey, "name", "unit", "max", "by", "parts_only", "count")
	m := c.measureWords(f, id)
	m.Required, m.Max, m.PartsOnly, m.Counting = required, f.number("max"), f.yes("parts_only"), f.yes("count")
	for _, r := range f.refs("by") {
		dim := c.dim(file, r)
		if dim == nil {
			continue
		}
		if dim.Ref != "" {
			c.err(file, r.node, CodeValuesOfReference, "id", r.id)
		}
		m.Breakdowns = append(m.Breakdowns, r.id)
		m.byDim[r.id] = dim
	}
	if m.PartsOnly && len(m.Breakdowns) != 1 {
		f.err("parts_only", CodePartsOnly, "id", id)
	}
	if m.Counting && !k.Register {
		f.err("count", CodeCountingConflict, "id", id)
		m.Counting = false
	}
	k.Measures = append(k.Measures, m)
	k.byID[id] = m
	c.where[place] = position{file, p.key.Line}
}

// measureWords gives a measure its name and unit: from the vocabulary, or its
// own. A kind may rename a measure of the vocabulary, never change its unit.
func (c *compiler) measureWords(f *form, id string) *Measure {
	m := &Measure{ID: id, byDim: map[string]*Dimension{}}
	known := c.measures[id]
	if known != nil {
		m.Name, m.Unit = known.Name, known.Unit
	}
	if known == nil && !f.has("name") && !c.maybe[id] {
		c.unknown(f.file, ref{id, f.at}, CodeUnknownMeasure, ids(c.measures), "of", plain(secMeasures))
		return m
	}
	if f.has("name") {
		m.Name = f.name("name")
	}
	unit := f.one("unit")
	switch {
	case unit.node == nil && known == nil:
		f.err("unit", CodeMissing, "key", "unit")
	case unit.node != nil:
		u := c.unit(f.file, unit)
		if u != nil && known != nil && known.Unit != u.ID {
			f.err("unit", CodeUnitMismatch, "a", u.ID, "b", known.Unit)
		} else if u != nil {
			m.Unit = u.ID
		}
	}
	return m
}

// kindDim reads "form!" (required), "way=foot" (default) or "way".
func (c *compiler) kindDim(k *Kind, file string, r ref, extension bool) {
	text, required := strings.CutSuffix(r.id, "!")
	id, value, hasDefault := strings.Cut(text, "=")
	if required {
		c.refuseRequired(file, r.node, extension)
	}
	place := k.ID + "/dims/" + id
	if first, repeated := c.where[place]; repeated {
		c.err(file, r.node, CodeRedefined, "id", id, "first", first.text())
		return
	}
	dim := c.dim(file, ref{id, r.node})
	if dim == nil {
		return
	}
	c.where[place] = position{file, r.node.Line}
	if hasDefault {
		v := c.valueRef(file, dim, ref{value, r.node})
		if v != nil && (v.Retired || v.ID == ValueUnknown || v.ID == ValueOther) {
			c.err(file, r.node, CodeBadDefault, "id", value, "dim", id)
		}
	}
	k.Dims = append(k.Dims, &KindDim{Dim: dim, Required: required, Default: value})
}

// dim resolves a dimension or reports it; nil when unknown.
func (c *compiler) dim(file string, r ref) *Dimension {
	d := c.cat.Dimensions[r.id]
	if d == nil {
		c.unknown(file, r, CodeUnknownDimension, ids(c.cat.Dimensions))
	}
	return d
}

// route reads the levels of verification, which only go up.
func (c *compiler) route(f *form, register bool) []int {
	if register {
		return nil
	}
	var out []int
	refs := f.refs("route")
	for _, r := range refs {
		n, err := strconv.Atoi(r.id)
		if err != nil || n < 1 || n > 4 || len(out) > 0 && n <= out[len(out)-1] {
			c.err(f.file, r.node, CodeRouteOrder, "text", r.id)
			continue
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		if f.has("route") && len(refs) == 0 {
			f.err("route", CodeRouteOrder, "text", "[]")
		}
		return []int{2}
	}
	return out
}

func (c *compiler) roles(f *form) Roles {
	var out Roles
	for _, r := range f.refs("roles") {
		switch r.id {
		case "has_track":
			out.HasTrack = true
		case "has_marker_visits":
			out.HasMarkerVisits = true
		case "hidden_below_commune":
			out.HiddenBelowCommune = true
		default:
			c.unknownChoice(f.file, r, "roles", roleWords)
		}
	}
	return out
}

func (c *compiler) extendKind(x *definition) {
	k := c.cat.Kinds[x.id]
	if k == nil {
		c.unknown(x.file, ref{x.id, x.key}, CodeUnknownKind, ids(c.cat.Kinds))
		return
	}
	f := c.form(x.file, x.key, x.body, CodeUnknownKey, "measures", "dims", "bodies", "evidence")
	c.kindParts(k, f, true)
}

// finishKind settles the counting measure and the rules over all parts.
func (c *compiler) finishKind(k *Kind, d *definition) {
	k.Bodies, k.Evidence = unique(k.Bodies), unique(k.Evidence)
	c.settleCounting(k, d)
	if k.Roles.HiddenBelowCommune {
		c.checkHidden(k, d)
	}
}

func (c *compiler) settleCounting(k *Kind, d *definition) {
	if k.Register {
		c.countRows(k, d)
		return
	}
	if len(k.Measures) > 0 && slices.Contains(countingWords, k.Measures[0].ID) {
		k.Counting = k.Measures[0]
	} else if k.Counting = k.byID[measureTimes]; k.Counting == nil {
		k.Counting = c.ownMeasure(k, measureTimes)
	}
	k.Counting.Counting = true
	if k.Counting.PartsOnly {
		c.err(d.file, d.key, CodeCountingConflict, "id", k.Counting.ID)
	}
}

// countRows: a register counts by the measure marked so, else by its rows.
func (c *compiler) countRows(k *Kind, d *definition) {
	for _, m := range k.Measures {
		if !m.Counting {
			continue
		}
		if k.Counting != nil {
			c.err(d.file, d.key, CodeCountingConflict, "id", m.ID)
			m.Counting = false
			continue
		}
		k.Counting = m
	}
	if k.Counting == nil {
		k.Counting = c.ownMeasure(k, measureRows)
		k.Counting.Counting = true
	}
}

// ownMeasure adds a counting measure the file did not write.
func (c *compiler) ownMeasure(k *Kind, id string) *Measure {
	m := &Measure{ID: id, Name: say("word_" + id), Unit: id}
	if known := c.measures[id]; known != nil {
		m.Name, m.Unit = known.Name, known.Unit
	}
	if c.cat.Units[m.Unit] == nil { // a catalogue without the base words
		c.cat.Units[m.Unit] = &Unit{ID: m.Unit, Name: m.Name, Short: m.Name, Base: m.Unit, Scale: 1}
	}
	k.Measures = append(k.Measures, m)
	k.byID[id] = m
	return m
}

// checkHidden: nothing of a kind hidden below commune may say where more
// exactly it was.
func (c *compiler) checkHidden(k *Kind, d *definition) {
	if k.MinLevel != "commune" {
		c.err(d.file, d.key, CodeTipsBelowCommune, "id", k.ID)
	}
	if k.Roles.HasTrack || k.Roles.HasMarkerVisits {
		c.err(d.file, d.key, CodeTipsBelowCommune, "id", k.ID)
	}
	for _, kd := range k.Dims {
		if kd.Dim.Ref != "" && kd.Dim.Ref != "body" {
			at := c.where[k.ID+"/dims/"+kd.Dim.ID]
			c.errAt(at.file, at.line, 1, CodeTipsBelowCommune, "id", k.ID)
		}
	}
}

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
