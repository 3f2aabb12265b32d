package pages

import (
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
)

// days are the bounds of a period as package place takes them.
func days(p calendar.Period) place.Period { return place.Period{From: p.From, To: p.To} }

func (r *request) text(t catalogue.Text) string { return t.In(r.w.Lang()) }

// hidden reports whether entries of a kind are never shown one by one.
func hidden(k *catalogue.Kind) bool { return k != nil && k.Roles.HiddenBelowCommune }

// measureName names a cell's measure: the indicator, and its measure where it
// has several.
func (r *request) measureName(ref figure.MeasureRef) string {
	name := r.text(ref.Indicator.Name)
	if len(ref.Indicator.Measures) > 1 {
		name += ": " + r.text(ref.Measure.Name)
	}
	return name
}

// rowName names a row of a table by place.
func (r *request) rowName(row place.Row) string {
	name := row.Name
	if name == "" {
		name = r.t("everything")
	}
	if row.Kind == place.RowUnit {
		return name
	}
	return r.w.Text("row."+string(row.Kind), "name", name)
}

// splitName names a way to cut a figure: "theo tháng".
func (r *request) splitName(cat *catalogue.Catalogue, by string) string {
	if id, ok := strings.CutPrefix(by, "dim:"); ok {
		if d := cat.Dimensions[id]; d != nil {
			return r.t("by.dim", "name", r.text(d.Name))
		}
		return r.t("by.dim", "name", id)
	}
	return r.t("by." + strings.ReplaceAll(by, ":", "."))
}

// columnName names one value of a split.
func (r *request) columnName(v *figure.View, by, key string, day calendar.Day) string {
	if id, ok := strings.CutPrefix(by, "dim:"); ok {
		return r.dimValue(v, id, key, day)
	}
	switch by {
	case figure.ByBody, figure.ByParticipant:
		if key == "" {
			return r.t("no_body")
		}
		return v.Registry.BodyName(key, day)
	case figure.ByKind:
		if k := v.Catalogue.Kinds[key]; k != nil {
			return r.text(k.Name)
		}
	case figure.ByBasis:
		return r.w.Text("basis." + key)
	case figure.ByStatus:
		return r.w.Text("status." + key)
	}
	return key
}

// dimValue names a value of a dimension, or what a reference points to.
func (r *request) dimValue(v *figure.View, dim, key string, day calendar.Day) string {
	if key == figure.Unclassified {
		return r.w.Text("unclassified")
	}
	d := v.Catalogue.Dimensions[dim]
	if d == nil {
		return key
	}
	if x, ok := d.Value(key); ok {
		return r.text(x.Name)
	}
	switch d.Ref {
	case "place":
		return v.Registry.Places.FullName(key, day)
	case "body":
		return v.Registry.BodyName(key, day)
	}
	for i := range v.Registry.Registers {
		if x := &v.Registry.Registers[i]; x.ID == key && x.Name != "" {
			return x.Name
		}
	}
	return key
}

// placeName is a place's full name with the unit above it, as on the day.
func placeName(v *figure.View, id string, d calendar.Day) string {
	name := v.Registry.Places.FullName(id, d)
	if up, ok := v.Registry.Places.ParentOn(id, d); ok && up != "" && v.Registry.Places.Level(id) == place.LevelHamlet {
		name += ", " + v.Registry.Places.FullName(up, d)
	}
	return name
}

// remarks are the short words beside a figure.
func (r *request) remarks(c *figure.Cell) string {
	var out []string
	if c.Reason != "" {
		out = append(out, r.w.Text("reason."+c.Reason))
	}
	if c.Used > 0 {
		out = append(out, r.w.Text("from_statements", "n", c.Used))
	}
	for _, f := range c.Flags {
		switch f {
		case figure.FlagSilent:
			out = append(out, r.w.Text("some_silent"))
		case figure.FlagOrder, figure.FlagUnusedStat, figure.FlagPlans, figure.FlagNoDen:
			out = append(out, r.t("flag."+f))
		}
	}
	return strings.Join(out, "; ")
}
