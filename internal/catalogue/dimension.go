package catalogue

import (
	"slices"
	"strconv"
)

var (
	dimensionRefs  = []string{"place", "body", "marker", "segment"}
	dimensionParts = []string{"disjoint", "incomplete", "overlapping"}
)

// compileDimensions compiles lists of values, then adds the values of
// extensions, then the two values every closed list has.
func (c *compiler) compileDimensions() {
	for _, d := range c.defs[secDimensions] {
		c.dimension(d)
	}
	for _, x := range c.extensions[secDimensions] {
		c.extendDimension(x)
	}
	for _, d := range c.defs[secDimensions] {
		c.closeDimension(c.cat.Dimensions[d.id])
	}
	for _, d := range c.defs[secDimensions] {
		c.checkClasses(c.cat.Dimensions[d.id], d)
	}
}

func (c *compiler) dimension(d *definition) {
	f := c.form(d.file, d.key, d.body, CodeUnknownKey,
		"name", "ref", "parts", "multi", "apart", "senders", "class_dim", "values", "classes", "units", "speeds", "bodies", "excuses", "stones", "retired")
	dim := &Dimension{ID: d.id, Name: f.name("name"), Multi: f.yes("multi"), Apart: f.yes("apart"), Senders: f.yes("senders"), byID: map[string]*DimValue{}}
	dim.Ref = f.choice("ref", "", dimensionRefs)
	dim.ClassDim, _ = f.scalar("class_dim")
	dim.Parts = f.choice("parts", "incomplete", dimensionParts)
	if dim.Multi {
		if f.has("parts") && dim.Parts != "overlapping" {
			f.err("parts", CodePartsConflict, "id", d.id)
		}
		dim.Parts = "overlapping" // an entry with two values is in both parts
	}
	c.cat.Dimensions[d.id] = dim
	c.values(dim, f)
	switch {
	case f.has("ref") && f.has("values"):
		f.err("values", CodeValuesOfReference, "id", d.id)
	case !f.has("ref") && len(dim.Values) == 0:
		f.err("values", CodeNoValues, "id", d.id)
	}
}

// values reads the values and their attributes, which stand beside the list
// so that a value stays one line.
func (c *compiler) values(dim *Dimension, f *form) {
	for _, p := range c.pairs(f.file, f.vals["values"]) {
		c.value(dim, f.file, p)
	}
	for _, p := range c.pairs(f.file, f.vals["classes"]) {
		for _, r := range c.refs(f.file, p.val) {
			if v := c.valueRef(f.file, dim, r); v != nil {
				v.Class = p.key.Value
			}
		}
	}
	for _, p := range c.pairs(f.file, f.vals["units"]) {
		v := c.valueRef(f.file, dim, ref{p.key.Value, p.key})
		if u := c.unit(f.file, ref{p.val.Value, p.val}); u != nil && v != nil {
			v.Unit = u.ID
		}
	}
	for _, p := range c.pairs(f.file, f.vals["speeds"]) {
		c.speed(dim, f.file, p)
	}
	for _, p := range c.pairs(f.file, f.vals["bodies"]) {
		v := c.valueRef(f.file, dim, ref{p.key.Value, p.key})
		for _, r := range c.refs(f.file, p.val) {
			if c.cat.BodyTypes[r.id] == nil {
				c.unknown(f.file, r, CodeUnknownBodyType, ids(c.cat.BodyTypes))
			} else if v != nil && !slices.Contains(v.Bodies, r.id) {
				v.Bodies = append(v.Bodies, r.id)
			}
		}
	}
	c.lineValues(dim, f)
	for _, p := range c.pairs(f.file, f.vals["retired"]) {
		c.retire(dim, f.file, p)
	}
}

func (c *compiler) value(dim *Dimension, file string, p pair) {
	id := p.key.Value
	if !c.goodID(file, p.key, id) {
		c.maybe[id] = true
		return
	}
	key := dim.ID + "/" + id
	if old := dim.byID[id]; old != nil {
		first := c.where[key].text()
		name := c.name(file, p.key, p.val, maxNameChars)
		switch {
		case old.Retired:
			c.err(file, p.key, CodeValueRetired, "id", id, "dim", dim.ID, "first", first)
		case old.Name == name:
			c.warnAt(file, p.key.Line, p.key.Column, CodeDefinedTwice, "id", id, "first", first)
		default:
			c.err(file, p.key, CodeRedefined, "id", id, "first", first)
		}
		return
	}
	v := &DimValue{ID: id, Name: c.name(file, p.key, p.val, maxNameChars)}
	dim.Values = append(dim.Values, v)
	dim.byID[id] = v
	c.where[key] = position{file, p.key.Line}
}

// maxSpeed is of a vehicle on a road, in metres a second; more would believe
// every jump of a receiver.
const maxSpeed = 60

// speed says up to how fast who goes so is believed to go.
func (c *compiler) speed(dim *Dimension, file string, p pair) {
	v := c.valueRef(file, dim, ref{p.key.Value, p.key})
	n, err := strconv.ParseInt(p.val.Value, 10, 64)
	if err != nil || n < 1 || n > maxSpeed {
		c.err(file, p.val, CodeWantNumber, "text", p.val.Value)
		return
	}
	if v != nil {
		v.Speed = n
	}
}

// retire ends a value from a day on; "other" and "unknown" stay for ever.
func (c *compiler) retire(dim *Dimension, file string, p pair) {
	v := c.valueRef(file, dim, ref{p.key.Value, p.key})
	if v == nil {
		return
	}
	if !isDay(p.val.Value) {
		c.err(file, p.val, CodeWantDay, "text", p.val.Value)
		return
	}
	if v.ID == ValueOther || v.ID == ValueUnknown {
		c.err(file, p.key, CodeBadDefault, "id", v.ID, "dim", dim.ID)
		return
	}
	v.Retired, v.RetiredFrom = true, p.val.Value
}

// valueRef finds a value of a list or reports it.
func (c *compiler) valueRef(file string, dim *Dimension, r ref) *DimValue {
	if v := dim.byID[r.id]; v != nil {
		return v
	}
	c.unknown(file, r, CodeUnknownValue, ids(dim.byID), "dim", dim.ID)
	return nil
}

func (c *compiler) extendDimension(x *definition) {
	dim := c.cat.Dimensions[x.id]
	if dim == nil {
		c.unknown(x.file, ref{x.id, x.key}, CodeUnknownDimension, ids(c.cat.Dimensions))
		return
	}
	f := c.form(x.file, x.key, x.body, CodeUnknownKey, "values", "classes", "units", "speeds", "bodies", "excuses", "stones", "retired")
	if dim.Ref != "" {
		f.err("values", CodeValuesOfReference, "id", x.id)
		return
	}
	c.values(dim, f)
}

// closeDimension gives a closed list its last two values.
func (c *compiler) closeDimension(dim *Dimension) {
	if dim.Ref != "" {
		return
	}
	for _, id := range []string{ValueOther, ValueUnknown} {
		v := dim.byID[id]
		if v == nil {
			v = &DimValue{ID: id, Name: say("word_" + id)}
			dim.byID[id] = v
		} else {
			i := slices.Index(dim.Values, v)
			dim.Values = slices.Delete(dim.Values, i, i+1)
		}
		dim.Values = append(dim.Values, v)
	}
}

// checkClasses makes sure that classes are values of the class dimension.
func (c *compiler) checkClasses(dim *Dimension, d *definition) {
	f := &form{c: c, file: d.file, at: d.key}
	classes := c.cat.Dimensions[dim.ClassDim]
	if dim.ClassDim != "" && (classes == nil || classes.Ref != "") {
		c.unknown(d.file, ref{dim.ClassDim, d.key}, CodeUnknownDimension, ids(c.cat.Dimensions))
		return
	}
	for _, v := range dim.Values {
		switch {
		case v.Class == "":
		case classes == nil:
			f.err("classes", CodeMissing, "key", "class_dim")
			return
		case classes.byID[v.Class] == nil:
			c.unknown(d.file, ref{v.Class, d.key}, CodeUnknownValue, ids(classes.byID), "dim", classes.ID)
		}
	}
}
