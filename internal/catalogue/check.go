package catalogue

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// CheckEntry judges an entry against the catalogue. It knows nothing but the
// catalogue: the ledger, imports and forms get the same answer from the same
// entry. Problems come in a fixed order; none means the entry fits.
func (cat *Catalogue) CheckEntry(e EntryShape) []FieldProblem {
	var out findings
	k, ok := cat.Kinds[e.Kind]
	switch {
	case !ok:
		out.add("kind", FieldUnknownKind, "id", clip(e.Kind))
		return out
	case k.Register:
		out.add("kind", FieldRegisterKind, "kind", k.Name)
		return out
	}
	if k.MinLevel == "commune" && e.PlaceLevel == "hamlet" {
		out.add("place_id", FieldPlaceTooSmall, "kind", k.Name)
	}
	k.checkFollow(&out, e)
	k.checkDims(&out, e)
	k.checkMeasures(&out, e)
	k.checkParts(&out, e)
	for i, b := range e.Bodies {
		for _, id := range ids(b.Measures) {
			k.checkValue(&out, "bodies."+strconv.Itoa(i)+"."+id, id, b.Measures[id])
		}
	}
	return out
}

func (k *Kind) checkDims(out *findings, e EntryShape) {
	for _, id := range ids(e.Dims) {
		field := "dims." + id
		kd := k.dim(id)
		if kd == nil {
			out.add(field, FieldUnknownDimension, "id", clip(id), "kind", k.Name)
			continue
		}
		values := e.Dims[id]
		if len(values) > 1 && !kd.Dim.Multi {
			out.add(field, FieldOneValueOnly, "dim", kd.Dim.Name)
		}
		for i, value := range values {
			if slices.Contains(values[:i], value) {
				out.add(field, FieldListedTwice, "value", clip(value), "dim", kd.Dim.Name)
				continue
			}
			kd.Dim.checkValue(out, field, value, e)
		}
	}
	for _, kd := range k.Dims {
		if kd.Required && len(e.Dims[kd.Dim.ID]) == 0 {
			out.add("dims."+kd.Dim.ID, FieldRequired, "name", kd.Dim.Name)
		}
		k.checkClass(out, kd.Dim, e)
	}
}

// checkValue judges one value of a list. Values of references are ids of
// places, bodies or markers, which the ledger knows and the catalogue not.
func (d *Dimension) checkValue(out *findings, field, id string, e EntryShape) {
	if d.Ref != "" {
		if id == "" || len(id) > maxIDLength {
			out.add(field, FieldUnknownValue, "value", clip(id), "dim", d.Name)
		}
		return
	}
	v, ok := d.byID[id]
	switch {
	case !ok:
		out.add(field, FieldUnknownValue, "value", clip(id), "dim", d.Name)
	case v.Retired && e.Day >= v.RetiredFrom:
		out.add(field, FieldRetiredValue, "value", v.Name, "dim", d.Name, "day", v.RetiredFrom)
	case id == ValueUnknown && !e.Import:
		out.add(field, FieldUnknownInEntry, "dim", d.Name)
	case id == ValueOther && !e.HasNote:
		out.add(field, FieldOtherNeedsNote, "dim", d.Name)
	}
}

// checkClass compares a value with the class the entry names.
func (k *Kind) checkClass(out *findings, d *Dimension, e EntryShape) {
	given := e.Dims[d.ClassDim]
	if d.ClassDim == "" || len(given) == 0 {
		return
	}
	for _, id := range e.Dims[d.ID] {
		v := d.byID[id]
		if v == nil || v.Class == "" || slices.Contains(given, v.Class) {
			continue
		}
		class := Text{VI: v.Class, EN: v.Class}
		if cd := k.dim(d.ClassDim); cd != nil && cd.Dim.byID[v.Class] != nil {
			class = cd.Dim.byID[v.Class].Name
		}
		out.add("dims."+d.ClassDim, FieldClassMismatch, "value", v.Name, "class", class)
	}
}

// Speed is up to how fast somebody is believed to have gone, by what an entry
// says of the way he went: the fastest of its values, in metres a second; 0 where
// none says anything.
func (cat *Catalogue) Speed(dims map[string][]string) (most int64) {
	for id, values := range dims {
		d := cat.Dimensions[id]
		for i := 0; d != nil && i < len(values); i++ {
			if v, ok := d.byID[values[i]]; ok {
				most = max(most, v.Speed)
			}
		}
	}
	return most
}

// ClassOf returns the class a value implies, so that forms fill it in: the
// class dimension and its value.
func (cat *Catalogue) ClassOf(dim, value string) (classDim, class string, ok bool) {
	d := cat.Dimensions[dim]
	if d == nil || d.ClassDim == "" {
		return "", "", false
	}
	v := d.byID[value]
	if v == nil || v.Class == "" {
		return "", "", false
	}
	return d.ClassDim, v.Class, true
}

func (k *Kind) checkMeasures(out *findings, e EntryShape) {
	for _, id := range ids(e.Measures) {
		field := "measures." + id
		k.checkValue(out, field, id, e.Measures[id])
		m := k.byID[id]
		switch v := e.Measures[id]; {
		case m == nil:
		case m.PartsOnly:
			out.add(field, FieldPartsOnly, "name", m.Name)
		case m.Counting && v.V != nil && *v.V == 0:
			out.add(field, FieldZeroCount, "name", m.Name)
		}
	}
	for _, m := range k.Measures {
		if _, given := e.Measures[m.ID]; m.Required && !given && !e.hasParts(m.ID) {
			out.add("measures."+m.ID, FieldRequired, "name", m.Name)
		}
	}
}

func (e *EntryShape) hasParts(measure string) bool {
	return slices.ContainsFunc(e.Parts, func(p PartShape) bool { return p.Measure == measure })
}

// checkValue judges the form of one value.
func (k *Kind) checkValue(out *findings, field, id string, v ValueShape) {
	m := k.byID[id]
	if m == nil {
		out.add(field, FieldUnknownMeasure, "id", clip(id), "kind", k.Name)
		return
	}
	for _, n := range []*int64{v.V, v.Lo, v.Hi} {
		switch {
		case n == nil:
		case *n < 0:
			out.add(field, FieldNegative, "name", m.Name)
			return
		case *n > MaxInteger:
			out.add(field, FieldTooLarge, "name", m.Name)
			return
		}
	}
	if code := v.qualifierCode(); code != "" {
		out.add(field, code, "name", m.Name, "q", clip(v.Q))
		return
	}
	if code := v.basisCode(); code != "" {
		out.add(field, code, "name", m.Name, "basis", clip(v.Basis))
	}
}

// qualifierCode checks which numbers a qualifier goes with.
func (v ValueShape) qualifierCode() string {
	var fits bool
	switch v.Q {
	case "", QExact:
		fits = v.V != nil && (v.Lo == nil || *v.Lo == *v.V) && (v.Hi == nil || *v.Hi == *v.V)
	case QAtLeast:
		fits = (v.V != nil || v.Lo != nil) && v.Hi == nil
	case QNearly:
		fits = (v.V != nil || v.Hi != nil) && v.Lo == nil
	case QAbout:
		fits = v.V != nil || v.Lo != nil || v.Hi != nil
	case QRange:
		fits = v.V == nil && v.Lo != nil && v.Hi != nil
	case QOrder:
		fits = v.V == nil && v.Lo != nil && v.Hi == nil
	case QUncounted:
		fits = v.V == nil && (v.Lo == nil || *v.Lo == 0) && v.Hi == nil
	default:
		return FieldBadQualifier
	}
	if !fits || v.Lo != nil && v.Hi != nil && *v.Lo > *v.Hi {
		return FieldBadBounds
	}
	return ""
}

// basisCode checks how the number is known. A thing done but not counted has
// no basis to name.
func (v ValueShape) basisCode() string {
	switch v.Basis {
	case BasisListed, BasisCounted, BasisEstimated, BasisDeclared:
		return ""
	case BasisNorm:
		n := Norm{Rate: v.Rate, Per: max(v.Per, 1)}
		if v.Rate < 1 || v.V == nil {
			return FieldNormMismatch
		}
		if value, _ := n.Value(v.N); value != *v.V {
			return FieldNormMismatch
		}
		return ""
	case "":
		if v.Q == QUncounted {
			return ""
		}
	}
	return FieldBadBasis
}

func (k *Kind) checkParts(out *findings, e EntryShape) {
	seen := map[string]bool{}
	for i, p := range e.Parts {
		field := "parts." + strconv.Itoa(i)
		m := k.byID[p.Measure]
		if m == nil {
			out.add(field, FieldUnknownMeasure, "id", clip(p.Measure), "kind", k.Name)
			continue
		}
		dim := strings.Join(slices.Sorted(maps.Keys(p.Dims)), ",")
		if !slices.Contains(m.Breakdowns, dim) {
			out.add(field, FieldBadPart, "name", m.Name, "dim", clip(dim))
			continue
		}
		kd := k.dim(dim)
		if kd != nil && len(e.Dims[dim]) > 0 {
			out.add(field, FieldDimAndParts, "name", m.Name, "dim", kd.Dim.Name)
		}
		value := p.Dims[dim]
		if key := p.Measure + "/" + dim + "/" + value; seen[key] {
			out.add(field, FieldListedTwice, "value", clip(value), "dim", m.Name)
		} else {
			seen[key] = true
		}
		if d := m.breakdown(dim); d != nil {
			d.checkValue(out, field, value, e)
		}
		k.checkValue(out, field, p.Measure, p.Value)
	}
}

// RequiredOf lists the evidence that an entry with these dimensions must have.
func (k *Kind) RequiredOf(dims map[string][]string) []string {
	for dim, values := range k.RequiredIf {
		has := dims[dim]
		if len(has) > 0 && !slices.ContainsFunc(has, func(v string) bool { return slices.Contains(values, v) }) {
			return nil
		}
	}
	return k.Required
}

// MissingEvidence lists the evidence marked as required that an entry of the
// kind with these dimensions does not have. Other missing evidence blocks
// nothing.
func (k *Kind) MissingEvidence(have []string, dims map[string][]string) []string {
	var out []string
	for _, id := range k.RequiredOf(dims) {
		if !slices.Contains(have, id) {
			out = append(out, id)
		}
	}
	return out
}
