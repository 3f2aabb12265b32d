package office

import (
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// flows are the indicators that add up over time and may stand anywhere:
// neither states of a day nor tips, and none that needs a split of its own.
func flows(cat *catalogue.Catalogue) []string {
	var out []string
	for _, ind := range cat.IndicatorList() {
		if m := ind.Measures[0]; forcedSplit(ind) == "" && (m.Type == catalogue.Count || m.Type == catalogue.Sum) && !figure.AboutTips(cat, m) && !figure.OverAllKinds(m) {
			out = append(out, ind.ID)
		}
	}
	return out
}

// mostUsed are the flow indicators, those that hold most entries first, and how
// many hold any: by the first query that finds enough of them, each later one
// adding what the ones before did not find.
func (x *question) mostUsed(asks []figure.Query, enough int) (all []string, n int, err error) {
	all, used := flows(x.v.Catalogue), map[string]int64{}
	for _, q := range asks {
		q.Indicators = all
		tab, err := x.v.Evaluate(q, &x.v.Context)
		if err != nil {
			return nil, 0, err
		}
		if err := x.guard.Table(tab); err != nil {
			return nil, 0, err
		}
		for i := range tab.Cells {
			if k := &tab.Cells[i]; used[k.Indicator] == 0 && k.Row == tab.Rows[0].Kind && k.Place == tab.Rows[0].PlaceID {
				used[k.Indicator] = k.Entries
			}
		}
		if n = countUsed(used); n >= enough {
			break
		}
	}
	slices.SortStableFunc(all, func(x, y string) int { return int(min(1, max(-1, used[y]-used[x]))) })
	return all, n, nil
}

// inOrder are the first of them, in the order of the catalogue.
func (x *question) inOrder(all []string, most int) []string {
	order, first := x.v.Catalogue.IndicatorOrder, slices.Clone(all[:min(len(all), most)])
	slices.SortFunc(first, func(x, y string) int { return slices.Index(order, x) - slices.Index(order, y) })
	return first
}

func countUsed(used map[string]int64) (n int) {
	for _, entries := range used {
		if entries > 0 {
			n++
		}
	}
	return n
}

// usual are the indicators of a question that names none: those that hold
// entries in it; in a period without, those of the twelve months up to its end;
// in a book without, the first of the catalogue.
func (x *question) usual() ([]string, error) {
	now := x.q
	now.By = nil
	year := now
	year.Status = 0
	y, m := calendar.MonthOf(calendar.Civil, year.Period.To)
	year.Period.From = min(year.Period.From, calendar.Month(calendar.Civil, y, m-boardMonths+1).From)
	all, n, err := x.mostUsed([]figure.Query{now, year}, 1)
	if n > 0 {
		all = all[:n]
	}
	return x.inOrder(all, boardIndicators), err
}
