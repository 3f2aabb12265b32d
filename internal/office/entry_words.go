package office

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// teller puts what a record says into the words of the registers and the
// catalogue, in the reader's language, as of the record's day.
type teller struct {
	reg  *registry.Registry
	cat  *catalogue.Catalogue
	w    words.Words
	kind *catalogue.Kind // nil for what is no entry
	day  calendar.Day
}

func newTeller(reg *registry.Registry, lang, kind string, day calendar.Day) *teller {
	t := &teller{reg: reg, cat: reg.Latest(), w: words.For(lang), day: day}
	t.kind = t.cat.Kinds[kind]
	return t
}

func (t *teller) t(key string, pairs ...any) string { return t.w.Text("page."+key, pairs...) }

func (t *teller) text(x catalogue.Text) string { return x.In(t.w.Lang()) }

// place is a place's name with the unit above it where it is a hamlet.
func (t *teller) place(id string) string {
	name := t.reg.Places.FullName(id, t.day)
	if up, ok := t.reg.Places.ParentOn(id, t.day); ok && up != "" && t.reg.Places.Level(id) == place.LevelHamlet {
		name += ", " + t.reg.Places.FullName(up, t.day)
	}
	return name
}

func (t *teller) kindName(id string) string {
	if k := t.cat.Kinds[id]; k != nil {
		return t.text(k.Name)
	}
	return id
}

func (t *teller) dimName(id string) string {
	if d := t.cat.Dimensions[id]; d != nil {
		return t.text(d.Name)
	}
	return id
}

// dimValue names a value of a dimension, or what a reference points to.
func (t *teller) dimValue(dim, key string) string {
	d := t.cat.Dimensions[dim]
	if d == nil {
		return cmp.Or(t.rowName(key), key)
	}
	if v, ok := d.Value(key); ok {
		return t.text(v.Name)
	}
	switch d.Ref {
	case "place":
		return t.reg.Places.FullName(key, t.day)
	case "body":
		return t.reg.BodyName(key, t.day)
	}
	return cmp.Or(t.rowName(key), key)
}

func (t *teller) rowName(id string) string {
	for i := range t.reg.Registers {
		if t.reg.Registers[i].ID == id {
			return t.reg.Registers[i].Name
		}
	}
	return ""
}

// MeasureText is a value as it is read.
type MeasureText struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitempty"`
	Basis string `json:"basis" doc:"How the number is known"`
	How   string `json:"how,omitempty" doc:"Occurrences times norm"`
}

func (t *teller) measure(id, name, unit string, v amount.Value) MeasureText {
	word, scale := unit, int64(1)
	if u := t.cat.Units[unit]; u != nil {
		word, scale = t.text(u.Short), max(1, u.Scale)
	}
	m := MeasureText{ID: id, Name: name, Value: t.number(v, scale), Unit: word, Basis: t.w.Text("basis." + v.Basis.String())}
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

func (t *teller) number(v amount.Value, scale int64) string {
	n := func(v int64) string { return vi.Decimal(v, scale) }
	switch v.Q {
	case amount.Exact:
		return n(v.V)
	case amount.Order:
		if w, ok := vi.OrderWords(v.Lo); ok && t.w.Lang() == "vi" {
			return w
		}
		return t.t("q.at_least", "n", n(v.Lo))
	case amount.About:
		if v.V == amount.Unknown {
			return t.t("q.about", "n", vi.Range(n(v.Lo), n(v.Hi)))
		}
	case amount.Range:
		return t.t("q.range", "n", vi.Range(n(v.Lo), n(v.Hi)))
	case amount.Uncounted:
		return t.t("q.uncounted")
	}
	return t.t("q."+v.Q.String(), "n", n(v.V))
}

// measures lists values in the catalogue's order.
func (t *teller) measures(values map[string]amount.Value) []MeasureText {
	out := []MeasureText{}
	if t.kind == nil {
		return out
	}
	for _, m := range t.kind.Measures {
		if v, ok := values[m.ID]; ok {
			out = append(out, t.measure(m.ID, t.text(m.Name), m.Unit, v))
		}
	}
	return out
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
	var names []string
	unit := ""
	for _, d := range slices.Sorted(maps.Keys(p.Dims)) {
		names = append(names, t.dimValue(d, p.Dims[d]))
		if dim := t.cat.Dimensions[d]; dim != nil {
			if v, ok := dim.Value(p.Dims[d]); ok && v.Unit != "" {
				unit = v.Unit
			}
		}
	}
	name := p.Measure
	if t.kind != nil {
		if m, ok := t.kind.Measure(p.Measure); ok {
			name = t.text(m.Name)
			unit = cmp.Or(unit, m.Unit)
		}
	}
	return t.measure(p.Measure, name+": "+strings.Join(names, ", "), unit, p.Value)
}

func (t *teller) role(role string) string {
	if key := "page.role." + role; t.w.Has(key) {
		return t.w.Text(key)
	}
	return role
}

// document names a paper as it is quoted.
func (t *teller) document(d ledger.Document) string {
	var out []string
	if w := t.cat.Evidence[d.Type]; w != nil {
		out = append(out, t.text(w.Name))
	} else if d.Type != "" {
		out = append(out, d.Type)
	}
	if d.Number != "" {
		out = append(out, t.t("doc.number", "number", d.Number))
	}
	if d.Day != nil {
		out = append(out, t.t("doc.day", "day", vi.ShortDate(*d.Day)))
	}
	if d.Issuer != "" {
		out = append(out, d.Issuer)
	}
	return strings.Join(out, ", ")
}

// field names a path of a content.
func (t *teller) field(path string) string {
	field, key, nested := strings.Cut(path, ".")
	switch {
	case nested && field == "dims":
		return t.dimName(key)
	case nested && t.kind != nil:
		if m, ok := t.kind.Measure(key); ok {
			return t.text(m.Name)
		}
	}
	if k := "page.field." + field; t.w.Has(k) {
		return t.w.Text(k)
	}
	return path
}

// value puts the value of a path into words.
func (t *teller) value(path string, raw json.RawMessage) string {
	if len(raw) == 0 {
		return t.t("timeline.nothing")
	}
	field, key, _ := strings.Cut(path, ".")
	switch field {
	case "measures":
		var v amount.Value
		if json.Unmarshal(raw, &v) == nil {
			return t.measureLine(key, v)
		}
	case "dims":
		var codes ledger.Codes
		if json.Unmarshal(raw, &codes) == nil {
			for i, c := range codes {
				codes[i] = t.dimValue(key, c)
			}
			return strings.Join(codes, ", ")
		}
	case "parts":
		return listed(raw, func(p ledger.Part) string {
			m := t.part(p)
			return strings.TrimSpace(m.Name + " " + m.Value + " " + m.Unit)
		})
	case "bodies":
		return listed(raw, func(b ledger.Participation) string { return t.reg.BodyName(b.BodyID, t.day) })
	case "documents":
		return listed(raw, t.document)
	case "links":
		return listed(raw, func(l ledger.Link) string { return t.kindName(l.Kind) })
	case "doubts":
		return listed(raw, func(d ledger.Doubt) string { return d.Answer })
	}
	return t.plain(field, raw)
}

// listed puts a JSON list into words one by one.
func listed[T any](raw json.RawMessage, say func(T) string) string {
	var items []T
	if json.Unmarshal(raw, &items) != nil {
		return string(raw)
	}
	out := make([]string, len(items))
	for i, x := range items {
		out[i] = say(x)
	}
	return strings.Join(out, "; ")
}

func (t *teller) measureLine(id string, v amount.Value) string {
	unit := ""
	if t.kind != nil {
		if m, ok := t.kind.Measure(id); ok {
			unit = m.Unit
		}
	}
	m := t.measure(id, "", unit, v)
	line := strings.TrimSpace(m.Value + " " + m.Unit)
	if m.Basis != "" {
		line += " (" + m.Basis + ")"
	}
	return line
}

func (t *teller) plain(field string, raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return string(raw)
	}
	switch field {
	case "place_id":
		return t.place(s)
	case "owner_body_id":
		return t.reg.BodyName(s, t.day)
	case "kind":
		return t.kindName(s)
	case "day", "to_day", "from", "to":
		if d, err := calendar.ParseDay(s); err == nil {
			return vi.ShortDate(d)
		}
	}
	return s
}
