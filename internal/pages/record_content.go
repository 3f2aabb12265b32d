package pages

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// content puts what the record says into the words of the catalogue.
func (x *subject) content(p *recordPage) error {
	p.Facts = append(p.Facts, fact{Name: x.t("record.owner"), Value: x.v.Registry.BodyName(x.rec.State.Owner, x.rec.Day)},
		fact{Name: x.t("record.recorder"), Value: x.v.Registry.PersonName(x.rec.State.Recorder)})
	switch x.rec.Type {
	case ledger.TypeStatement:
		return x.statement(p)
	case ledger.TypeNil:
		return x.nilReport(p)
	case ledger.TypePlan:
		return x.plan(p)
	}
	c, err := x.rec.Entry()
	if err != nil {
		return err
	}
	x.entry(p, c)
	return nil
}

func (x *subject) entry(p *recordPage, c *ledger.Content) {
	p.Name, p.Note = x.text(x.kind.Name), c.Note
	if c.ToDay != nil && *c.ToDay != c.Day {
		p.Day = vi.Range(vi.ShortDate(c.Day), vi.ShortDate(*c.ToDay))
	}
	if c.FromMin > 0 || c.ToMin > 0 {
		p.Facts = append(p.Facts, fact{Name: x.t("record.time"), Value: vi.Range(minutes(c.FromMin), minutes(c.ToMin))})
	}
	x.dims(p, c)
	p.Measures = x.measures(c.Measures)
	for _, part := range c.Parts {
		p.Parts = append(p.Parts, x.part(part))
	}
	for _, b := range c.Bodies {
		row := bodyRow{Name: x.v.Registry.BodyName(b.BodyID, c.Day), Role: b.Role, Measures: x.measures(b.Measures)}
		if key := "page.role." + b.Role; x.w.Has(key) {
			row.Role = x.w.Text(key)
		}
		p.Bodies = append(p.Bodies, row)
	}
	for _, d := range c.Documents {
		p.Documents = append(p.Documents, x.documentText(x.v.Catalogue, d))
	}
	for _, l := range c.Links {
		if rec, err := x.one(l.LedgerID, l.EntryID); err == nil && rec != nil && x.seesRecord(x.v, rec) {
			p.Links = append(p.Links, fact{Name: x.kindName(l.Kind), Value: x.t("record.open"), Link: x.link("/ban-ghi/" + l.LedgerID + "/" + l.EntryID)})
		}
	}
	if len(c.Markers) > 0 {
		var names []string
		for _, id := range c.Markers {
			names = append(names, x.dimValue(x.v, "", id, c.Day))
		}
		p.Facts = append(p.Facts, fact{Name: x.t("record.markers"), Value: strings.Join(x.registerNames(c.Markers, names), ", ")})
	}
	if c.PlaceNote != "" {
		p.Facts = append(p.Facts, fact{Name: x.t("record.place_note"), Value: c.PlaceNote})
	}
	if c.Paper {
		p.Facts = append(p.Facts, fact{Name: x.t("record.paper"), Value: x.t("record.paper.value")})
	}
}

// registerNames names rows of registers, falling back to what is given.
func (x *subject) registerNames(ids, fallback []string) []string {
	for i := range x.v.Registry.Registers {
		r := &x.v.Registry.Registers[i]
		if at := slices.Index(ids, r.ID); at >= 0 && r.Name != "" {
			fallback[at] = r.Name
		}
	}
	return fallback
}

// dims lists the dimensions in the catalogue's order.
func (x *subject) dims(p *recordPage, c *ledger.Content) {
	shown := map[string]bool{}
	add := func(id, name string) {
		if len(c.Dims[id]) == 0 || shown[id] {
			return
		}
		shown[id] = true
		var values []string
		for _, v := range c.Dims[id] {
			values = append(values, x.dimValue(x.v, id, v, c.Day))
		}
		p.Facts = append(p.Facts, fact{Name: name, Value: strings.Join(values, ", ")})
	}
	for _, d := range x.kind.Dims {
		add(d.Dim.ID, x.text(d.Dim.Name))
	}
	for _, id := range slices.Sorted(maps.Keys(c.Dims)) {
		add(id, x.dimName(id))
	}
}

func (x *subject) dimName(id string) string {
	if d := x.v.Catalogue.Dimensions[id]; d != nil {
		return x.text(d.Name)
	}
	return id
}

func (x *subject) kindName(id string) string {
	if k := x.v.Catalogue.Kinds[id]; k != nil {
		return x.text(k.Name)
	}
	return id
}

// measures lists values in the catalogue's order.
func (x *subject) measures(values map[string]amount.Value) []measureRow {
	var out []measureRow
	for _, m := range x.kind.Measures {
		if v, ok := values[m.ID]; ok {
			out = append(out, x.measure(x.text(m.Name), m.Unit, v))
		}
	}
	return out
}

func (x *subject) measure(name, unit string, v amount.Value) measureRow {
	word, scale := x.unit(x.v.Catalogue, unit)
	row := measureRow{Name: name, Value: x.valueText(v, scale), Unit: word, Basis: x.w.Text("basis." + v.Basis.String())}
	if v.Q == amount.Uncounted {
		row.Unit = ""
	}
	if v.N > 0 && v.Rate > 0 {
		row.How = x.t("record.norm", "n", vi.Int(v.N), "rate", vi.Decimal(v.Rate, scale), "unit", word)
		if v.Per > 1 {
			row.How = x.t("record.norm_per", "n", vi.Int(v.N), "rate", vi.Decimal(v.Rate, scale), "unit", word, "per", vi.Int(v.Per))
		}
	}
	return row
}

func (x *subject) part(part ledger.Part) measureRow {
	var names []string
	unit := ""
	for _, d := range slices.Sorted(maps.Keys(part.Dims)) {
		names = append(names, x.dimValue(x.v, d, part.Dims[d], x.rec.Day))
		if dim := x.v.Catalogue.Dimensions[d]; dim != nil {
			if val, ok := dim.Value(part.Dims[d]); ok && val.Unit != "" {
				unit = val.Unit
			}
		}
	}
	name := part.Measure
	if m, ok := x.kind.Measure(part.Measure); ok {
		name = x.text(m.Name)
		if unit == "" {
			unit = m.Unit
		}
	}
	return x.measure(name+": "+strings.Join(names, ", "), unit, part.Value)
}

// documentText names a document as it is quoted.
func (r *request) documentText(cat *catalogue.Catalogue, d ledger.Document) string {
	var out []string
	if w := cat.Evidence[d.Type]; w != nil {
		out = append(out, r.text(w.Name))
	} else if d.Type != "" {
		out = append(out, d.Type)
	}
	if d.Number != "" {
		out = append(out, r.t("doc.number", "number", d.Number))
	}
	if d.Day != nil {
		out = append(out, r.t("doc.day", "day", vi.ShortDate(*d.Day)))
	}
	if d.Issuer != "" {
		out = append(out, d.Issuer)
	}
	return strings.Join(out, ", ")
}

func (x *subject) statement(p *recordPage) error {
	var b ledger.StatementBody
	if err := json.Unmarshal(x.rec.Content, &b); err != nil {
		return err
	}
	p.Name, p.Quote = x.indicatorName(b.Indicator), b.Quote
	p.Day = span(b.From, b.To)
	if m, ok := x.v.Catalogue.IndicatorMeasure(b.Indicator, b.Measure); ok {
		p.Measures = []measureRow{x.measure(x.text(m.Name), m.Unit, b.Value)}
	}
	p.Documents = []string{x.documentText(x.v.Catalogue, b.Document)}
	if b.Page != "" {
		p.Facts = append(p.Facts, fact{Name: x.t("record.page"), Value: b.Page})
	}
	return nil
}

func (x *subject) nilReport(p *recordPage) error {
	var b ledger.NilBody
	if err := json.Unmarshal(x.rec.Content, &b); err != nil {
		return err
	}
	p.Name, p.Day, p.Note = x.w.Text("reason."+b.Reason), span(b.From, b.To), b.Why
	var kinds []string
	for _, k := range b.Kinds {
		kinds = append(kinds, x.kindName(k))
	}
	p.Facts = append(p.Facts, fact{Name: x.t("record.kinds"), Value: strings.Join(kinds, ", ")})
	return nil
}

// nilOfTips reports a signed zero about tips: that none came is known only in
// whole quarters.
func (x *subject) nilOfTips() bool {
	var b ledger.NilBody
	if err := json.Unmarshal(x.rec.Content, &b); err != nil {
		return true
	}
	return slices.ContainsFunc(b.Kinds, func(k string) bool { return hidden(x.v.Catalogue.Kinds[k]) })
}

func (x *subject) plan(p *recordPage) error {
	var b ledger.PlanBody
	if err := json.Unmarshal(x.rec.Content, &b); err != nil {
		return err
	}
	p.Name, p.Day, p.Note = x.indicatorName(b.Indicator), span(b.From, b.To), b.Note
	if m, ok := x.v.Catalogue.IndicatorMeasure(b.Indicator, b.Measure); ok {
		p.Measures = []measureRow{x.measure(x.text(m.Name), m.Unit, amount.ExactValue(b.Value, amount.Declared))}
	}
	return nil
}

func (x *subject) indicatorName(id string) string {
	if ind, ok := x.v.Catalogue.Indicator(id); ok {
		return x.text(ind.Name)
	}
	return id
}

func span(from, to calendar.Day) string { return vi.Range(vi.ShortDate(from), vi.ShortDate(to)) }
