package figure

import "phendau/internal/place"

// Whole is the larger figure an opened one is a part of, for the same place and
// days, with the dimension that shows the part beside all others. It is nil
// where there is none, where the cell is one column of a split already, or
// where the rules about tips do not show it.
func (o *Opening) Whole() (whole *Opening, by string, err error) {
	ind, m, dim, ok := o.View.Catalogue.Whole(o.Measure)
	if !ok || Axis(o.Sel.By) != "" || o.Sel.RowKind != place.RowUnit || o.Cell.State != HasValue {
		return nil, "", nil
	}
	sel := o.Sel
	sel.Indicator, sel.Measure, sel.Indicators = ind.ID, m.ID, []string{ind.ID}
	_, refused, err := o.guard.Admit(sel, m)
	if err != nil || refused != "" {
		return nil, "", err
	}
	whole, err = o.guard.Open(sel)
	return whole, "dim:" + dim, err
}
