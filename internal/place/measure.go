package place

// Denominator is a measure of a place as of a day. Day is the oldest of the
// days it was taken from; Of lists the facts summed, one if it is the
// place's own.
type Denominator struct {
	Value int64
	Day   Day
	Of    []Measure
}

// MeasureOn is the last value of a fact known on a day. A place without one of
// its own takes the sum of its predecessors if each of them went whole into
// it; otherwise there is none and a table prints "-" (units.md section 4).
// That a later listing knows a value does not help an earlier day.
func (r *Registry) MeasureOn(id, fact string, d Day) (Denominator, bool) {
	o := r.look(id)
	if o < 0 {
		return Denominator{}, false
	}
	return r.measureOn(o, fact, d)
}

func (r *Registry) measureOn(o int32, fact string, d Day) (Denominator, bool) {
	rows := r.measures.of(o)
	for i := len(rows) - 1; i >= 0; i-- {
		if m := rows[i].v; m.Fact == fact && m.Day <= d {
			return Denominator{m.Value, m.Day, []Measure{*m}}, true
		}
	}
	return r.measureOfParts(o, fact, d)
}

func (r *Registry) measureOfParts(o int32, fact string, d Day) (Denominator, bool) {
	steps := r.prev.of(o)
	var sum Denominator
	for _, s := range steps {
		l := r.links[s.v]
		if l.from < 0 || l.Share != ShareWhole || len(r.next.of(l.from)) != 1 {
			return Denominator{}, false
		}
		part, ok := r.measureOn(l.from, fact, d)
		if !ok {
			return Denominator{}, false
		}
		if len(sum.Of) == 0 || part.Day < sum.Day {
			sum.Day = part.Day
		}
		sum.Value += part.Value
		sum.Of = append(sum.Of, part.Of...)
	}
	return sum, len(steps) > 0
}
