package pages

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
)

// Bounds of what one page lists; more belongs in the table of figures.
const (
	maxTimeParts  = 60
	maxPlaceParts = 300
)

// offers are the ways this figure can be cut, in the order they are offered.
func (o *opened) offers() []string {
	if axisOf(o.sel.By) != "" && o.d.Cell.Entries == 0 && o.d.Cell.Used == 0 {
		return nil // nothing stands behind it, and finding that out once is enough
	}
	var out []string
	if o.m.Type != catalogue.Rate && o.m.Type != catalogue.Statement && o.m.Type != catalogue.Plan {
		out = append(out, o.timeOffers()...)
	}
	if o.sel.RowKind == place.RowUnit {
		out = append(out, o.placeOffers()...)
	}
	if axisOf(o.sel.By) == "" {
		out = append(out, o.otherOffers()...)
	}
	return out
}

func (o *opened) timeOffers() []string {
	var out []string
	for _, x := range []struct {
		by   string
		unit calendar.Unit
	}{{figure.ByYear, calendar.YearUnit}, {figure.ByQuarter, calendar.QuarterUnit}, {figure.ByMonth, calendar.MonthUnit}} {
		n := len(calendar.Split(o.sel.Slice, x.unit))
		if n > 1 && n <= maxTimeParts && (o.tips == nil || x.by != figure.ByMonth) {
			out = append(out, x.by)
		}
	}
	return out
}

// placeOffers are the levels below the row that have units.
func (o *opened) placeOffers() []string {
	places := o.v.Registry.Places
	id := o.sel.RowPlace
	_, day, err := places.Resolve(o.sel.Map, o.sel.Query.Place, days(o.sel.Query.Period))
	if err != nil {
		return nil
	}
	levels := []place.Level{place.LevelProvince, place.LevelDistrict, place.LevelCommune, place.LevelHamlet}
	if i := slices.Index(levels, places.Level(id)); i >= 0 {
		levels = levels[i+1:]
	}
	var out []string
	for _, l := range levels {
		if n := o.unitsBelow(id, l, day); n > 0 && n <= maxPlaceParts && (o.tips == nil || l != place.LevelHamlet) {
			out = append(out, "place:"+string(l))
		}
	}
	return out
}

func (o *opened) unitsBelow(id string, l place.Level, day calendar.Day) int {
	places := o.v.Registry.Places
	if !places.IsGroup(id) {
		if id != "" && !places.Alive(id, day) {
			return len(places.UnitsAt("", l, day)) // a closed place: the table itself says what belongs
		}
		return len(places.UnitsAt(id, l, day))
	}
	n := 0
	for _, m := range places.MembersOn(id, day) {
		n += len(places.UnitsAt(m, l, day))
	}
	return n
}

// otherOffers are bodies, kinds, bases, states and the dimensions the
// catalogue names for the indicator.
func (o *opened) otherOffers() []string {
	var out []string
	for _, d := range o.ind.Splits {
		if o.v.Catalogue.Dimensions[d] != nil && !slices.Contains(out, "dim:"+d) {
			out = append(out, "dim:"+d)
		}
	}
	if o.tips != nil {
		return out
	}
	switch o.m.Type {
	case catalogue.Count, catalogue.Sum, catalogue.Distinct:
		out = append(out, figure.ByBody, figure.ByParticipant)
	case catalogue.Stock:
		return append(out, figure.ByBody)
	default:
		return out
	}
	if o.kinds() > 1 {
		out = append(out, figure.ByKind)
	}
	if o.m.Type == catalogue.Sum {
		out = append(out, figure.ByBasis)
	}
	return append(out, figure.ByStatus)
}

func (o *opened) kinds() int {
	seen := map[string]bool{}
	for _, t := range o.m.Terms {
		if t.Kind != nil {
			seen[t.Kind.ID] = true
		}
	}
	return len(seen)
}

// chosenSplit is the cut asked for, else the finest of time that fits a small
// picture, else the first.
func (o *opened) chosenSplit() (string, []string) {
	offers := o.offers()
	if by := o.query.Get("by"); slices.Contains(offers, by) {
		return by, offers
	}
	best := ""
	for _, by := range offers {
		if isTime(by) && (best == "" || len(calendar.Split(o.sel.Slice, timeUnit(by))) <= 13) {
			best = by
		}
	}
	if best == "" && len(offers) > 0 {
		best = offers[0]
	}
	return best, offers
}

func timeUnit(by string) calendar.Unit {
	return map[string]calendar.Unit{figure.ByYear: calendar.YearUnit, figure.ByQuarter: calendar.QuarterUnit, figure.ByMonth: calendar.MonthUnit}[by]
}
