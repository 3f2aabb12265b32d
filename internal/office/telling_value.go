package office

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// MeasureText is a value as it is read.
type MeasureText struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
	Basis string `json:"basis" doc:"How the number is known"`
	How   string `json:"how,omitempty" doc:"Occurrences times norm"`
}

// Said is something with a name and a value in words. How says how a number is
// known, or what it was computed from.
type Said struct {
	ID    string `json:"id,omitempty" doc:"Measure, dimension or field"`
	Name  string `json:"name"`
	Value string `json:"value"`
	How   string `json:"how,omitempty"`
}

func (t *teller) measure(id, name, unit string, v amount.Value) MeasureText {
	word, scale := unit, int64(1)
	if u := t.cat.Units[unit]; u != nil {
		word, scale = t.text(u.Short), max(1, u.Scale)
	}
	m := MeasureText{ID: id, Name: name, Value: t.w.Value(v, scale), Unit: word, Basis: t.w.Text("basis." + v.Basis.String())}
	if v.Q == amount.Uncounted {
		m.Unit, m.Basis = "", ""
	}
	switch {
	case v.N > 0 && v.Rate > 0 && v.Per > 1:
		m.How = t.t("record.norm_per", "n", vi.Int(v.N), "rate", vi.Decimal(v.Rate, scale), "unit", word, "per", vi.Int(v.Per))
	case v.N > 0 && v.Rate > 0:
		m.How = t.t("record.norm", "n", vi.Int(v.N), "rate", vi.Decimal(v.Rate, scale), "unit", word)
	}
	return m
}

// said is a number in one line, with its unit and how it is known.
func (t *teller) said(id, name, unit string, v amount.Value) Said {
	m := t.measure(id, name, unit, v)
	s := Said{ID: id, Name: name, Value: strings.TrimSpace(m.Value + " " + m.Unit), How: t.w.Text("basis." + v.Basis.String())}
	if m.How != "" {
		s.How += ": " + m.How
	}
	return s
}

// inOrder says values in the catalogue's order.
func inOrder[T any](t *teller, values map[string]amount.Value, say func(id, name, unit string, v amount.Value) T) []T {
	out := []T{}
	if t.kind == nil {
		return out
	}
	for _, m := range t.kind.Measures {
		if v, ok := values[m.ID]; ok {
			out = append(out, say(m.ID, t.text(m.Name), m.Unit, v))
		}
	}
	return out
}

func (t *teller) measures(values map[string]amount.Value) []MeasureText {
	return inOrder(t, values, t.measure)
}

func (t *teller) saidMeasures(values map[string]amount.Value) []Said {
	return inOrder(t, values, t.said)
}

// main are the numbers of a list: the counting measure unless it is one, and
// the first others.
func (t *teller) main(c *ledger.Content) []MeasureText {
	const most = 3
	all := t.measures(c.Measures)
	if t.kind != nil && len(all) > 1 {
		all = slices.DeleteFunc(all, func(m MeasureText) bool { return m.ID == t.kind.Counting.ID && m.Value == "1" })
	}
	for _, p := range c.Parts {
		if len(all) < most {
			all = append(all, t.part(p))
		}
	}
	return all[:min(len(all), most)]
}

func (t *teller) part(p ledger.Part) MeasureText {
	name, unit := t.partName(p)
	return t.measure(p.Measure, name, unit, p.Value)
}

func (t *teller) saidPart(p ledger.Part) Said {
	name, unit := t.partName(p)
	return t.said(p.Measure, name, unit, p.Value)
}

// partName is what a part counts, and its unit: that of its value where the
// dimension gives one.
func (t *teller) partName(p ledger.Part) (name, unit string) {
	var names []string
	for _, d := range slices.Sorted(maps.Keys(p.Dims)) {
		names = append(names, t.dimValue(d, p.Dims[d]))
		if dim := t.cat.Dimensions[d]; dim != nil {
			if v, ok := dim.Value(p.Dims[d]); ok && v.Unit != "" {
				unit = v.Unit
			}
		}
	}
	name = p.Measure
	if t.kind != nil {
		if m, ok := t.kind.Measure(p.Measure); ok {
			name = t.text(m.Name)
			unit = cmp.Or(unit, m.Unit)
		}
	}
	return name + ": " + strings.Join(names, ", "), unit
}
