package intake

import (
	"slices"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// readDims reads the columns of dimensions the kind has.
func (in *entryReader) readDims(t *table, e *entry) {
	for _, c := range t.cols {
		if c.role != "" || len(c.meanings) == 0 || c.meanings[0].dim == "" {
			continue
		}
		kd, ok := in.dimOf(t, e, c)
		if !ok {
			continue
		}
		e.cols["dims."+kd.Dim.ID] = c.col
		text, given := t.cell(c.col)
		if !given {
			continue
		}
		if codes := in.codes(t, e, kd, t.at(c.col), text.Text); len(codes) > 0 {
			if e.content.Dims == nil {
				e.content.Dims = map[string]ledger.Codes{}
			}
			e.content.Dims[kd.Dim.ID] = codes
		}
	}
	in.fillDims(e)
}

// dimOf finds which dimension of the row's kind a column is. A filled cell of
// a dimension the kind does not have is an error; an empty one is nothing.
func (in *entryReader) dimOf(t *table, e *entry, c *column) (*catalogue.KindDim, bool) {
	var fits []*catalogue.KindDim
	var names []string
	for _, m := range c.meanings {
		if kd, ok := e.kind.Dim(m.dim); ok && m.dim != "" {
			fits = append(fits, kd)
			names = append(names, m.dim)
		}
	}
	if len(fits) == 1 {
		return fits[0], true
	}
	in.unfit(t, e, c, names)
	return nil, false
}

// unfit reports a filled cell whose column means nothing, or too much, for
// the kind.
func (in *entryReader) unfit(t *table, e *entry, c *column, names []string) {
	if _, given := t.cell(c.col); !given {
		return
	}
	if len(names) == 0 {
		t.fail(t.at(c.col), codeNotForKind, "kind", e.kind.Name.VI, "text", c.head)
		return
	}
	t.fail(t.at(c.col), codeUnclearColumn, "kind", e.kind.Name.VI, "text", c.head, "choices", strings.Join(names, ", "))
}

// fillDims adds what follows: the default of a dimension, the class of a
// value.
func (in *entryReader) fillDims(e *entry) {
	for _, kd := range e.kind.Dims {
		if _, given := e.content.Dims[kd.Dim.ID]; !given && kd.Default != "" {
			if e.content.Dims == nil {
				e.content.Dims = map[string]ledger.Codes{}
			}
			e.content.Dims[kd.Dim.ID] = ledger.Codes{kd.Default}
		}
	}
	for _, kd := range e.kind.Dims {
		for _, v := range e.content.Dims[kd.Dim.ID] {
			dim, class, ok := in.cat.ClassOf(kd.Dim.ID, v)
			if _, has := e.kind.Dim(dim); ok && has && len(e.content.Dims[dim]) == 0 {
				e.content.Dims[dim] = ledger.Codes{class}
			}
		}
	}
}

// codes reads the value or values of one cell.
func (in *entryReader) codes(t *table, e *entry, kd *catalogue.KindDim, at spot, text string) ledger.Codes {
	one := func(s string) string {
		code, _ := in.code(t, e, kd.Dim, at, s)
		return code
	}
	if !kd.Dim.Multi || kd.Dim.Ref == "" && len(in.lexiconOf(kd.Dim).find(text)) > 0 {
		return drop(ledger.Codes{one(text)})
	}
	var out ledger.Codes
	for _, s := range in.splitValues(kd.Dim, text) {
		out = append(out, one(s))
	}
	slices.Sort(out)
	return drop(out)
}

// splitValues cuts at semicolons, and at commas where every part is a value:
// names of values may have commas of their own.
func (in *entryReader) splitValues(d *catalogue.Dimension, text string) []string {
	parts := splitList(text)
	if len(parts) != 1 || d.Ref != "" {
		return parts
	}
	var cut []string
	for _, s := range strings.Split(text, ",") {
		if s = strings.TrimSpace(s); len(in.lexiconOf(d).find(s)) == 0 {
			return parts
		}
		cut = append(cut, s)
	}
	return cut
}

func drop(codes ledger.Codes) ledger.Codes {
	return slices.DeleteFunc(codes, func(s string) bool { return s == "" })
}

// code reads one value: a word of a closed list, or the name of what the
// dimension refers to.
func (in *entryReader) code(t *table, e *entry, d *catalogue.Dimension, at spot, text string) (string, bool) {
	switch d.Ref {
	case "":
	case "place":
		f, err := in.env.Registry.Places.Find(text, e.content.Day)
		if err != nil {
			t.failFind(at, err)
		}
		return f.ID, err == nil
	case "body":
		return in.index().find(t, at, text, "", e.content.Day)
	default:
		return in.register(t, at, d, text, e)
	}
	ids := in.lexiconOf(d).find(text)
	switch len(ids) {
	case 1:
		return ids[0], true
	case 0:
		t.fail(at, codeUnknownWord, "text", text, "list", [2]string{d.Name.VI, d.Name.EN}, "hint", nearest(text, in.wordsOf(d)))
	default:
		t.fail(at, codeUnclearWord, "text", text, "choices", strings.Join(ids, ", "))
	}
	return "", false
}

func (in *entryReader) lexiconOf(d *catalogue.Dimension) *lexicon[string] {
	if l := in.values[d.ID]; l != nil {
		return l
	}
	l := newLexicon[string]()
	for _, v := range d.Values {
		l.add(v.ID, v.ID, v.Name.VI, v.Name.EN)
	}
	in.values[d.ID] = l
	return l
}

func (in *entryReader) wordsOf(d *catalogue.Dimension) []string {
	var out []string
	for _, v := range d.Values {
		if v.ID != catalogue.ValueUnknown {
			out = append(out, v.Name.VI)
		}
	}
	return out
}

// readMarkers reads the markers a patrol came to.
func (in *entryReader) readMarkers(t *table, e *entry) {
	text, at := t.field(roleMarkers)
	switch {
	case text == "":
		return
	case !e.kind.Roles.HasMarkerVisits:
		t.fail(at, codeNotForKind, "kind", e.kind.Name.VI, "text", at.head)
		return
	}
	for _, name := range splitList(strings.ReplaceAll(text, ",", ";")) {
		if id, ok := in.register(t, at, &catalogue.Dimension{Ref: "marker", Name: catalogue.Text{VI: "vị trí mốc", EN: "marker positions"}}, name, e); ok {
			if slices.Contains(e.content.Markers, id) {
				t.fail(at, codeListedTwice, "text", name)
				continue
			}
			e.content.Markers = append(e.content.Markers, id)
		}
	}
}

// register finds a row of the registry by id or name: one in force on the
// day whose kind carries a dimension of the same reference.
func (in *entryReader) register(t *table, at spot, d *catalogue.Dimension, text string, e *entry) (string, bool) {
	var ids []string
	for i := range in.env.Registry.Registers {
		r := &in.env.Registry.Registers[i]
		named := r.ID == text || vi.EqualKey(r.Name) == vi.EqualKey(text)
		if named && r.Lo <= e.content.Day && e.content.Day <= r.Hi && in.refers(r.Kind, d.Ref) {
			ids = append(ids, r.ID)
		}
	}
	switch len(ids) {
	case 1:
		return ids[0], true
	case 0:
		t.fail(at, codeUnknownWord, "text", text, "list", [2]string{d.Name.VI, d.Name.EN}, "hint", [2]string{})
	default:
		t.fail(at, codeUnclearWord, "text", text, "choices", strings.Join(ids, ", "))
	}
	return "", false
}

func (in *entryReader) refers(kind, ref string) bool {
	k := in.cat.Kinds[kind]
	return k != nil && slices.ContainsFunc(k.Dims, func(kd *catalogue.KindDim) bool { return kd.Dim.Ref == ref })
}
