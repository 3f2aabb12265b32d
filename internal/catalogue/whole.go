package catalogue

import (
	"maps"
	"slices"
)

// Whole finds the measure that a measure is a part of: the same sum without one
// of its dimension filters, offered split by that dimension. Split so, the
// whole shows the part beside all others ("có giá trị" beside "chờ xác minh").
func (cat *Catalogue) Whole(part *IndicatorMeasure) (whole *Indicator, m *IndicatorMeasure, dim string, ok bool) {
	if !isFlow(part.Type) {
		return nil, nil, "", false
	}
	for _, ind := range cat.IndicatorList() {
		for _, m := range ind.Measures {
			if dim, ok := partBy(part, m); ok && slices.Contains(ind.Splits, dim) {
				return ind, m, dim, true
			}
		}
	}
	return nil, nil, "", false
}

// partBy is the one dimension whose values a part fixes and a whole does not.
func partBy(part, whole *IndicatorMeasure) (dim string, ok bool) {
	if part == whole || part.Type != whole.Type || part.SplitBy != whole.SplitBy || len(part.Terms) != len(whole.Terms) {
		return "", false
	}
	for i, t := range part.Terms {
		d, ok := narrowedBy(t, whole.Terms[i])
		if !ok || dim != "" && d != dim {
			return "", false
		}
		dim = d
	}
	return dim, dim != ""
}

// narrowedBy is the one dimension by which a term is narrower than another
// that is alike in everything else.
func narrowedBy(t, wide *Term) (dim string, ok bool) {
	if t.Kind != wide.Kind || t.Measure != wide.Measure || t.Source != wide.Source || t.Flag != wide.Flag ||
		len(t.Where) != len(wide.Where)+1 || !maps.EqualFunc(t.Not, wide.Not, slices.Equal) ||
		!slices.Equal(t.Owner, wide.Owner) || !slices.Equal(t.Bodies, wide.Bodies) || !slices.Equal(t.Involved, wide.Involved) || !slices.Equal(t.Linked, wide.Linked) {
		return "", false
	}
	for d, values := range t.Where {
		if same, has := wide.Where[d]; !has {
			dim = d
		} else if !slices.Equal(values, same) {
			return "", false
		}
	}
	return dim, dim != ""
}
