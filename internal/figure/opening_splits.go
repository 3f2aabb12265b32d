package figure

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/place"
)

// Bounds of what one page lists; more belongs in a table of figures.
const (
	maxTimeParts  = 60
	maxPlaceParts = 300
)

// Splits are the ways this figure can be cut, in the order they are offered.
func (o *Opening) Splits() []string {
	if Axis(o.Sel.By) != "" && o.Cell.Entries == 0 && o.Cell.Used == 0 {
		return nil // nothing stands behind it, and finding that out once is enough
	}
	var out []string
	if o.Measure.Type != catalogue.Rate && o.Measure.Type != catalogue.Statement && o.Measure.Type != catalogue.Plan {
		out = append(out, o.timeSplits()...)
	}
	if o.Sel.RowKind == place.RowUnit {
		out = append(out, o.placeSplits()...)
	}
	if Axis(o.Sel.By) == "" {
		out = append(out, o.otherSplits()...)
	}
	return out
}

func (o *Opening) timeSplits() []string {
	var out []string
	for _, by := range []string{ByYear, ByQuarter, ByMonth} {
		n := len(calendar.Split(o.Sel.Slice, unitOf(by)))
		if n > 1 && n <= maxTimeParts && (!o.Tips || by != ByMonth) {
			out = append(out, by)
		}
	}
	return out
}

func unitOf(by string) calendar.Unit {
	return map[string]calendar.Unit{ByYear: calendar.YearUnit, ByQuarter: calendar.QuarterUnit, ByMonth: calendar.MonthUnit}[by]
}

// placeSplits are the levels below the row that have units.
func (o *Opening) placeSplits() []string {
	places := o.View.Registry.Places
	id := o.Sel.RowPlace
	_, day, err := places.Resolve(o.Sel.Map, o.Sel.Query.Place, place.Period{From: o.Sel.Query.Period.From, To: o.Sel.Query.Period.To})
	if err != nil {
		return nil
	}
	levels := []place.Level{place.LevelProvince, place.LevelDistrict, place.LevelCommune, place.LevelHamlet}
	if i := slices.Index(levels, places.Level(id)); i >= 0 {
		levels = levels[i+1:]
	}
	var out []string
	for _, l := range levels {
		if n := o.unitsBelow(id, l, day); n > 0 && n <= maxPlaceParts && (!o.Tips || l != place.LevelHamlet) {
			out = append(out, "place:"+string(l))
		}
	}
	return out
}

func (o *Opening) unitsBelow(id string, l place.Level, day Day) int {
	places := o.View.Registry.Places
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

// otherSplits are bodies, kinds, bases, states and the dimensions the
// catalogue names for the indicator.
func (o *Opening) otherSplits() []string {
	var out []string
	for _, d := range o.Indicator.Splits {
		if o.View.Catalogue.Dimensions[d] != nil && !slices.Contains(out, "dim:"+d) {
			out = append(out, "dim:"+d)
		}
	}
	if o.Tips {
		return out
	}
	if o.Measure.OnLine() { // no value of an entry, so no basis
		return append(out, ByBody, ByParticipant, ByStatus)
	}
	switch o.Measure.Type {
	case catalogue.Count, catalogue.Sum, catalogue.Distinct:
		out = append(out, ByBody, ByParticipant)
	case catalogue.Stock, catalogue.Balance:
		return append(out, ByBody)
	default:
		return out
	}
	if o.kinds() > 1 {
		out = append(out, ByKind)
	}
	if o.Measure.Type == catalogue.Sum {
		out = append(out, ByBasis)
	}
	return append(out, ByStatus)
}

func (o *Opening) kinds() int {
	seen := map[string]bool{}
	for _, t := range o.Measure.Terms {
		if t.Kind != nil {
			seen[t.Kind.ID] = true
		}
	}
	return len(seen)
}

// Split is the cut asked for where it is offered, else the finest of time that
// fits a small picture, else the first.
func (o *Opening) Split(asked string, offers []string) string {
	if slices.Contains(offers, asked) {
		return asked
	}
	best := ""
	for _, by := range offers {
		if IsTime(by) && (best == "" || len(calendar.Split(o.Sel.Slice, unitOf(by))) <= 13) {
			best = by
		}
	}
	if best == "" && len(offers) > 0 {
		best = offers[0]
	}
	return best
}
