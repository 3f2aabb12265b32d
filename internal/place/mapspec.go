package place

import "fmt"

// MapKind says which map a figure is asked on.
type MapKind uint8

// The kinds. MapThen is the default.
const (
	// MapThen is the map of the last day of the period on which the asked
	// place was in force: a review of 2019-2024 speaks of the 21 units of its
	// end.
	MapThen MapKind = iota
	// MapOwnDay counts every entry under the units of its own day. For
	// reprints and audits.
	MapOwnDay
	// MapToday is the map of the day the caller gives as today.
	MapToday
	// MapOfDay is the map of any day.
	MapOfDay
)

// MapSpec is the map asked for. Day is set for MapToday and MapOfDay.
type MapSpec struct {
	Kind MapKind
	Day  Day
}

// ParseMapSpec reads "then", "own-day", "today" or a day YYYY-MM-DD; "" is
// "then". The package has no clock: the caller says what day today is.
func ParseMapSpec(s string, today Day) (MapSpec, error) {
	switch s {
	case "", "then":
		return MapSpec{Kind: MapThen}, nil
	case "own-day":
		return MapSpec{Kind: MapOwnDay}, nil
	case "today":
		return MapSpec{MapToday, today}, nil
	}
	d, err := parseDay(s)
	if err != nil {
		return MapSpec{}, fmt.Errorf("map %q is not then, own-day, today or a day YYYY-MM-DD", s)
	}
	return MapSpec{MapOfDay, d}, nil
}

// String is the form ParseMapSpec reads.
func (m MapSpec) String() string {
	switch m.Kind {
	case MapThen:
		return "then"
	case MapOwnDay:
		return "own-day"
	case MapToday:
		return "today"
	}
	return m.Day.String()
}

// Resolve finds the two days of a question about a place or group ("" is
// everything): mapDay, on whose map rows are shown, and memberDay, on which
// it is decided what belongs to the asked place, the day of its life nearest
// to mapDay. So a closed district asked on today's map is the group of what
// it held on its last day, and gives the same total as on its own map.
//
// "Then" for a place that was not in force in the period takes the nearest
// day on which it was. Own-day has no map day; the days of "then" are given,
// for labels. Errors: an unknown id, a period that ends before it begins, a
// place or group that was never in force.
func (r *Registry) Resolve(m MapSpec, asked string, p Period) (memberDay, mapDay Day, err error) {
	if p.span().empty() {
		return 0, 0, fmt.Errorf("period from %s to %s ends before it begins", p.From, p.To)
	}
	if asked == "" {
		mapDay = p.To
		if m.Kind == MapToday || m.Kind == MapOfDay {
			mapDay = m.Day
		}
		return mapDay, mapDay, nil
	}
	force, err := r.reign(asked)
	if err != nil {
		return 0, 0, err
	}
	if m.Kind == MapToday || m.Kind == MapOfDay {
		return force.nearest(m.Day), m.Day, nil
	}
	d, ok := force.lastIn(p.span())
	if !ok {
		d = force.nearest(p.To)
	}
	return d, d, nil
}

// reign is the time a place or a group was in force.
func (r *Registry) reign(id string) (reign, error) {
	if g, ok := r.groupOrd[id]; ok {
		if len(r.reigns[g]) == 0 {
			return nil, fmt.Errorf("group %s (%s) has no members on any day", id, r.GroupName(id))
		}
		return r.reigns[g], nil
	}
	o := r.look(id)
	switch {
	case o < 0:
		return nil, fmt.Errorf("no place or group has the id %q", id)
	case r.life[o].empty():
		return nil, fmt.Errorf("place %s has no name and was never in force", id)
	}
	return reign{r.life[o]}, nil
}
