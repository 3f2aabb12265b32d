package doubt

import (
	"maps"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
)

// overdrawn asks about an entry that hands out more of something than its body
// had on that day by the entries there are. Entries not verified yet count: the
// paper of what came in may still be on its way upward.
func overdrawn(v *figure.View, k *catalogue.Kind, base Finding, entryID string, c *ledger.Content) []Finding {
	if c.OwnerBodyID == "" {
		return nil
	}
	var out []Finding
	facts := ledger.FactsOf(entryID, c, c.OwnerBodyID, nil, k)
	for _, ind := range v.Catalogue.IndicatorList() {
		for _, m := range ind.Measures {
			if m.Type != catalogue.Balance {
				continue
			}
			taken := figure.TakenBy(m, facts)
			for _, column := range slices.Sorted(maps.Keys(taken)) {
				left, ok := leftOf(v, ind, m, column, entryID, c)
				if !ok || left >= taken[column] {
					continue
				}
				f := base
				f.Code, f.Indicator, f.Measure, f.Field, f.Values = MoreOutThanIn, ind.ID, m.ID, "parts", []int64{taken[column], left}
				unit := unitOfPart(v.Catalogue, m, column)
				out = append(out, f.say("name", nameOfPart(v.Catalogue, ind, m, column), "value", amountText(v.Catalogue, unit, taken[column]), "left", amountText(v.Catalogue, unit, left)))
			}
		}
	}
	return out
}

// leftOf is the most the entry's body can have left of a thing on the entry's
// day, the entry itself aside; ok is false where no upper bound is known.
func leftOf(v *figure.View, ind *catalogue.Indicator, m *catalogue.IndicatorMeasure, column, entryID string, c *ledger.Content) (int64, bool) {
	q := figure.Query{Indicators: []string{ind.ID}, Period: calendar.Period{From: c.Day, To: c.Day, Calendar: calendar.Campaign}, Viewpoint: figure.Viewpoint{Body: c.OwnerBodyID}}
	if m.SplitBy != "" {
		q.By = []string{"dim:" + m.SplitBy}
	}
	tab, err := v.Evaluate(q, &v.Context)
	if err != nil {
		return 0, false
	}
	i, col := tab.MeasureIndex(m.ID), slices.Index(tab.Columns, column)
	if i < 0 || col < 0 || len(tab.Rows) == 0 {
		return 0, len(tab.Rows) > 0 // nothing of it ever came in
	}
	d, err := v.Drill(tab.At(0, 0, col, i).Sel, &v.Context)
	if err != nil || d.Cell.State == figure.NotApplicable {
		return 0, false
	}
	rest := d.Without(entryID)
	return rest.Hi, rest.Hi != amount.Unknown
}

// negative asks about balances below zero in the communes of the query.
func (r *reader) negative(asked []string) error {
	for _, id := range asked {
		ind := r.cat().Indicators[id]
		if ind == nil {
			continue
		}
		for _, m := range ind.Measures {
			if m.Type != catalogue.Balance || figure.AboutTips(r.cat(), m) {
				continue
			}
			if err := r.negativeIn(ind, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) negativeIn(ind *catalogue.Indicator, m *catalogue.IndicatorMeasure) error {
	q := r.q
	q.Indicators, q.By = []string{ind.ID}, []string{"place:commune"}
	if m.SplitBy != "" {
		q.By = append(q.By, "dim:"+m.SplitBy)
	}
	t, err := r.v.Evaluate(q, &r.v.Context)
	if err != nil {
		return err
	}
	k := t.MeasureIndex(m.ID)
	for row := range t.Rows {
		for col, key := range t.Columns {
			if c := t.At(row, 0, col, k); slices.Contains(c.Flags, figure.FlagNegative) {
				f := Finding{Code: MoreOutThanIn, PlaceID: c.Place, Indicator: ind.ID, Measure: m.ID, From: c.From, To: c.To, Values: []int64{c.Result.Hi}, Drill: c.Sel.Token()}
				f.VI, f.EN = sentence(negativeBalance, "name", nameOfPart(r.cat(), ind, m, key), "place", t.Rows[row].Name, "value", amountText(r.cat(), unitOfPart(r.cat(), m, key), -c.Result.Hi))
				r.out = append(r.out, f)
			}
		}
	}
	return nil
}

// nameOfPart names a measure, and the thing where it is of things.
func nameOfPart(cat *catalogue.Catalogue, ind *catalogue.Indicator, m *catalogue.IndicatorMeasure, column string) catalogue.Text {
	name := nameOfMeasure(ind, m)
	if d := cat.Dimensions[m.SplitBy]; d != nil {
		if x, ok := d.Value(column); ok {
			return catalogue.Text{VI: name.VI + ": " + x.Name.VI, EN: name.EN + ": " + x.Name.EN}
		}
	}
	return name
}

func unitOfPart(cat *catalogue.Catalogue, m *catalogue.IndicatorMeasure, column string) string {
	if d := cat.Dimensions[m.SplitBy]; d != nil {
		if x, ok := d.Value(column); ok && x.Unit != "" {
			return x.Unit
		}
	}
	return m.Unit
}
