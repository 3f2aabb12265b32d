package office

import (
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/words"
)

// wording names what stands in figures in the reader's language.
type wording struct {
	words.Words
	v *figure.View
}

func newWording(lang string, v *figure.View) *wording { return &wording{words.For(lang), v} }

func (w *wording) in(t catalogue.Text) string { return t.In(w.Lang()) }

func (w *wording) note(t place.Text) string {
	if w.Lang() == "en" {
		return t.EN
	}
	return t.VI
}

// measure names a cell's measure: the indicator, and its measure where it has
// several.
func (w *wording) measure(ref figure.MeasureRef) string {
	name := w.in(ref.Indicator.Name)
	if len(ref.Indicator.Measures) > 1 {
		name += ": " + w.in(ref.Measure.Name)
	}
	return name
}

// indicator names an indicator; one the catalogue does not know by its id.
func (w *wording) indicator(id string) string {
	if ind := w.v.Catalogue.Indicators[id]; ind != nil {
		return w.in(ind.Name)
	}
	return id
}

// unit is the word behind a number and how many base units make one.
func (w *wording) unit(id string) (word string, scale int64) {
	u := w.v.Catalogue.Units[id]
	if u == nil {
		return id, 1
	}
	return w.in(u.Short), max(1, u.Scale)
}

// place names a row of a table by place.
func (w *wording) place(kind place.RowKind, name string) string {
	if name == "" {
		name = w.Text("page.everything")
	}
	if kind == place.RowUnit {
		return name
	}
	return w.Text("row."+string(kind), "name", name)
}

// split names a way to cut a figure.
func (w *wording) split(by string) string {
	if id, ok := strings.CutPrefix(by, "dim:"); ok {
		if d := w.v.Catalogue.Dimensions[id]; d != nil {
			id = w.in(d.Name)
		}
		return w.Text("page.by.dim", "name", id)
	}
	return w.Text("page.by." + strings.ReplaceAll(by, ":", "."))
}

// column names one value of a split.
func (w *wording) column(by, key string, day calendar.Day) string {
	if id, ok := strings.CutPrefix(by, "dim:"); ok {
		return w.dimension(id, key, day)
	}
	switch by {
	case figure.ByBody, figure.ByParticipant:
		if key == "" {
			return w.Text("page.no_body")
		}
		return w.v.Registry.BodyName(key, day)
	case figure.ByKind:
		if k := w.v.Catalogue.Kinds[key]; k != nil {
			return w.in(k.Name)
		}
	case figure.ByBasis:
		return w.Text("basis." + key)
	case figure.ByStatus:
		return w.Text("status." + key)
	}
	return key
}

// partUnit is the unit of a part behind its name, where a measure of the table
// counts things of different units.
func (w *wording) partUnit(tab *figure.Table, by, key string) string {
	for _, m := range tab.Measures {
		if by == "dim:"+m.Measure.SplitBy {
			unit, _ := w.unit(w.v.Catalogue.PartUnit(m.Measure, m.Measure.SplitBy, key))
			return " (" + unit + ")"
		}
	}
	return ""
}

// dimension names a value of a dimension, or what a reference points to.
func (w *wording) dimension(dim, key string, day calendar.Day) string {
	d := w.v.Catalogue.Dimensions[dim]
	switch {
	case key == figure.Unclassified:
		return w.Text("unclassified")
	case d == nil:
		return key
	}
	if x, ok := d.Value(key); ok {
		return w.in(x.Name)
	}
	switch d.Ref {
	case "place":
		return w.v.Registry.Places.FullName(key, day)
	case "body":
		return w.v.Registry.BodyName(key, day)
	}
	for i := range w.v.Registry.Registers {
		if x := &w.v.Registry.Registers[i]; x.ID == key && x.Name != "" {
			return x.Name
		}
	}
	return key
}

// placeOf is a place's full name with the unit above a hamlet, as on the day.
func (w *wording) placeOf(id string, d calendar.Day) string {
	places := w.v.Registry.Places
	name := places.FullName(id, d)
	if up, ok := places.ParentOn(id, d); ok && up != "" && places.Level(id) == place.LevelHamlet {
		name += ", " + places.FullName(up, d)
	}
	return name
}

// say prints a cell in the reader's language. In Vietnamese it is the text of
// every document; other languages translate the words and keep the numbers.
func (w *wording) say(c *figure.Cell, scale int64) string {
	if w.Lang() == "vi" {
		return c.Printed
	}
	switch c.State {
	case figure.Missing, figure.Untold, figure.Unstated, figure.Waiting, figure.Ambiguous:
		return w.Text("page.state." + string(c.State))
	case figure.Withheld:
		return w.Text("page.hidden")
	case figure.NotApplicable, figure.NoDenominator:
		return c.Printed
	}
	if c.Result.Q == amount.Exact {
		return c.Printed
	}
	return w.Result(c.Result, scale)
}

// numbered reports whether a cell shows a number that takes a unit.
func numbered(c *figure.Cell) bool {
	return (c.State == figure.HasValue || c.State == figure.Zero) && c.Qualifier != amount.Uncounted.String() && !strings.ContainsAny(c.Printed, "%/")
}
