package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// balances recomputes what is left of goods: the plain sums of what came in
// and what went out from the balance's own beginning to the last day asked.
func (v *verifier) balances(q figure.Query, groups []group) error {
	for _, ind := range v.view.Catalogue.IndicatorList() {
		for _, m := range ind.Measures {
			if m.Type != catalogue.Balance || !plainTerms(m.AllTerms()) {
				continue
			}
			if err := v.balance(q, ind, m, groups); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verifier) balance(q figure.Query, ind *catalogue.Indicator, m *catalogue.IndicatorMeasure, groups []group) error {
	q.Indicators, q.By = []string{ind.ID}, slices.Clone(q.By)
	if m.SplitBy != "" {
		q.By = append(q.By, "dim:"+m.SplitBy)
	}
	tab, err := v.view.Evaluate(q, &v.view.Context)
	var refused *figure.Error
	if errors.As(err, &refused) && refused.Code == figure.TypeForbids {
		return nil // another measure of the indicator asks for another split
	}
	if err != nil {
		return fmt.Errorf("evaluate balance %s: %w", ind.ID, err)
	}
	type cell struct {
		row int
		key string
	}
	want, rowOf := map[cell]int64{}, v.rowFinder(tab, q)
	for i := range groups {
		g := &groups[i]
		at := cell{rowOf(g.place), valueOf(g.dims, m.SplitBy)}
		if v.stands(g, q) && g.day <= q.Period.To && fromStart(g, m) {
			want[at] += g.sum * v.signIn(g, m)
		}
	}
	k := tab.MeasureIndex(m.ID)
	for row := range tab.Rows {
		for col, key := range tab.Columns {
			var got int64
			for _, b := range tab.At(row, 0, col, k).Result.Basis {
				got += b
			}
			if at := (cell{row, key}); got != want[at] {
				return v.figureDiffers(tab, row, tab.Measures[k], q, want[at], got)
			}
			v.done.Figures++
			delete(want, cell{row, key})
		}
	}
	for at, n := range want { // what the engine left out as empty
		if n != 0 && at.row >= 0 {
			return v.figureDiffers(tab, at.row, tab.Measures[k], q, n, 0)
		}
	}
	return nil
}

func fromStart(g *group, m *catalogue.IndicatorMeasure) bool {
	if m.Since == "" {
		return true
	}
	since, err := calendar.ParseDay(m.Since)
	return err == nil && g.day >= since
}

// signIn is how often a group counts: each term of the increase adds, each of
// the decrease takes away.
func (v *verifier) signIn(g *group, m *catalogue.IndicatorMeasure) (sign int64) {
	for _, t := range m.Terms {
		if v.countsTerm(g, t, m.SplitBy) {
			sign++
		}
	}
	for _, t := range m.Less {
		if v.countsTerm(g, t, m.SplitBy) {
			sign--
		}
	}
	return sign
}

// valueOf is the value of a dimension in the text of a list, "" for none.
func valueOf(dims, dim string) string {
	for _, pair := range strings.Split(dims, ";") {
		if value, ok := strings.CutPrefix(pair, dim+"="); ok && dim != "" {
			return value
		}
	}
	return ""
}
