package office

import (
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

func (t *recordWords) measures(k *catalogue.Kind, values map[string]amount.Value) []Said {
	out := []Said{}
	for _, m := range k.Measures {
		if v, ok := values[m.ID]; ok {
			out = append(out, t.value(m.ID, m.Name.In(t.w.Lang()), m.Unit, v))
		}
	}
	return out
}

func (t *recordWords) part(k *catalogue.Kind, p ledger.Part, day calendar.Day) Said {
	name, unit := p.Measure, ""
	if m, ok := k.Measure(p.Measure); ok {
		name, unit = m.Name.In(t.w.Lang()), m.Unit
	}
	var values []string
	for _, d := range slices.Sorted(maps.Keys(p.Dims)) {
		values = append(values, t.code(d, p.Dims[d], day))
		if dim := t.cat.Dimensions[d]; dim != nil {
			if x, ok := dim.Value(p.Dims[d]); ok && x.Unit != "" {
				unit = x.Unit
			}
		}
	}
	return t.value(p.Measure, name+": "+strings.Join(values, ", "), unit, p.Value)
}

// value prints a number with its unit and how it is known.
func (t *recordWords) value(id, name, unit string, v amount.Value) Said {
	word, scale := unit, int64(1)
	if u := t.cat.Units[unit]; u != nil {
		word, scale = u.Short.In(t.w.Lang()), max(1, u.Scale)
	}
	s := Said{ID: id, Name: name, Value: t.amount(v, scale), How: t.w.Text("basis." + v.Basis.String())}
	if v.Q != amount.Uncounted {
		s.Value = strings.TrimSpace(s.Value + " " + word)
	}
	if v.N > 0 && v.Rate > 0 {
		key := "page.record.norm"
		if v.Per > 1 {
			key = "page.record.norm_per"
		}
		s.How += ": " + t.w.Text(key, "n", vi.Int(v.N), "rate", vi.Decimal(v.Rate, scale), "unit", word, "per", vi.Int(v.Per))
	}
	return s
}

func (t *recordWords) amount(v amount.Value, scale int64) string {
	n := func(v int64) string { return vi.Decimal(v, scale) }
	switch v.Q {
	case amount.Exact:
		return n(v.V)
	case amount.Order:
		if w, ok := vi.OrderWords(v.Lo); ok && t.w.Lang() == "vi" {
			return w
		}
		return t.w.Text("page.q.at_least", "n", n(v.Lo))
	case amount.About:
		if v.V == amount.Unknown {
			return t.w.Text("page.q.about", "n", vi.Range(n(v.Lo), n(v.Hi)))
		}
	case amount.Range:
		return t.w.Text("page.q.range", "n", vi.Range(n(v.Lo), n(v.Hi)))
	case amount.Uncounted:
		return t.w.Text("page.q.uncounted")
	}
	return t.w.Text("page.q."+v.Q.String(), "n", n(v.V))
}

func (t *recordWords) codes(dim string, codes []string, day calendar.Day) string {
	var out []string
	for _, c := range codes {
		out = append(out, t.code(dim, c, day))
	}
	return strings.Join(out, ", ")
}

// code names the value of a dimension or a row of a register.
func (t *recordWords) code(dim, code string, day calendar.Day) string {
	if d := t.cat.Dimensions[dim]; d != nil {
		if x, ok := d.Value(code); ok {
			return x.Name.In(t.w.Lang())
		}
		switch d.Ref {
		case "place":
			return t.reg.Places.FullName(code, day)
		case "body":
			return t.reg.BodyName(code, day)
		}
	}
	for i := range t.reg.Registers {
		if x := &t.reg.Registers[i]; x.ID == code && x.Name != "" {
			return x.Name
		}
	}
	return code
}
