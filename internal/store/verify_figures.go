package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/place"
)

// group is what plain SQL adds up: everything a predicate may ask is a column
// of the grouping, so the indicators can be computed without the projection.
type group struct {
	kind, measure, place, owner, bodies, dims string
	status, role                              string
	day                                       calendar.Day
	level                                     int
	done                                      bool
	sum                                       int64
}

// figures recomputes the catalogue's additive indicators by plain SQL and an
// own reading of their filters, and compares them with the engine: for the
// whole book and by commune, in both calendars, on four maps.
func (v *verifier) figures() error {
	groups, err := v.groups()
	if err != nil {
		return fmt.Errorf("sum facts by plain SQL: %w", err)
	}
	if len(groups) == 0 {
		return nil
	}
	queries := v.queries(groups)
	for i, q := range queries {
		v.progress("figures", i, len(queries))
		if err := v.compareQuery(q, groups); err != nil {
			return err
		}
		if err := v.balances(q, groups); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) groups() ([]group, error) {
	var out []group
	rows, err := v.query(`SELECT f.kind, f.measure, f.place_id, f.day, f.owner_body, p.body, d.body, s.status, s.role, s.level, s.done,
		CAST(sum(f.sign * f.value) AS BIGINT)
		FROM fact f
		JOIN standing s ON s.ledger_id = f.ledger_id AND s.entry_id = f.entry_id
		 AND s.seq = (SELECT max(x.seq) FROM standing x WHERE x.ledger_id = f.ledger_id AND x.entry_id = f.entry_id)
		LEFT JOIN list d ON d.list_id = f.dims_id LEFT JOIN list p ON p.list_id = f.bodies_id
		WHERE s.status IN ('submitted', 'verified')
		GROUP BY f.kind, f.measure, f.place_id, f.day, f.owner_body, p.body, d.body, s.status, s.role, s.level, s.done`)
	err = each(rows, err, func(scan func(...any) error) error {
		var g group
		var day int64
		var done int
		var bodies, dims sql.NullString
		var sum sql.NullInt64
		if err := scan(&g.kind, &g.measure, &g.place, &day, &g.owner, &bodies, &dims, &g.status, &g.role, &g.level, &done, &sum); err != nil {
			return err
		}
		g.day, g.bodies, g.dims, g.done, g.sum = calendar.Day(day), bodies.String, dims.String, done != 0, sum.Int64
		if g.sum != 0 {
			out = append(out, g)
		}
		return nil
	})
	return out, err
}

// queries covers the days of the book in whole months of both calendars.
func (v *verifier) queries(groups []group) []figure.Query {
	lo, hi := groups[0].day, groups[0].day
	for i := range groups {
		lo, hi = min(lo, groups[i].day), max(hi, groups[i].day)
	}
	y0, m0, _ := lo.Date()
	y1, m1, _ := hi.Date()
	var out []figure.Query
	for _, cal := range []calendar.Calendar{calendar.Civil, calendar.Official} {
		p := calendar.Month(cal, y0, m0)
		p.To = calendar.Month(cal, y1, m1).To
		for _, spec := range []place.MapSpec{{Kind: place.MapThen}, {Kind: place.MapToday, Day: hi + 1000}, {Kind: place.MapOfDay, Day: lo + (hi-lo)/3}, {Kind: place.MapOfDay, Day: lo + (hi-lo)*2/3}} {
			out = append(out, figure.Query{Period: p, Map: spec, By: []string{"place:commune"}, Status: figure.Status(len(out) % 3)})
		}
	}
	return out
}

func (v *verifier) compareQuery(q figure.Query, groups []group) error {
	for _, ind := range v.view.Catalogue.IndicatorList() {
		if slices.ContainsFunc(ind.Measures, additive) && !slices.ContainsFunc(ind.Measures, func(m *catalogue.IndicatorMeasure) bool { return m.SplitBy != "" }) {
			q.Indicators = append(q.Indicators, ind.ID)
		}
	}
	tab, err := v.view.Evaluate(q, &v.view.Context)
	if err != nil {
		return fmt.Errorf("evaluate indicators: %w", err)
	}
	rowOf := v.rowFinder(tab, q)
	for k, m := range tab.Measures {
		if !additive(m.Measure) {
			continue
		}
		want := map[int]int64{}
		for i := range groups {
			if g := &groups[i]; v.counts(g, m.Measure, q) {
				want[rowOf(g.place)] += g.sum
			}
		}
		for i := range tab.Rows {
			var got int64
			for _, b := range tab.At(i, 0, 0, k).Result.Basis {
				got += b
			}
			if got != want[i] {
				return v.figureDiffers(tab, i, m, q, want[i], got)
			}
			v.done.Figures++
		}
	}
	return nil
}

func additive(m *catalogue.IndicatorMeasure) bool {
	return m.Adds() && plainTerms(m.Terms)
}

// plainTerms are those the predicate of plain SQL can read.
func plainTerms(terms []*catalogue.Term) bool {
	return !slices.ContainsFunc(terms, func(t *catalogue.Term) bool {
		return t.Kind == nil || t.Kind.Register || t.Source != "" || t.Flag != ""
	})
}

func (v *verifier) figureDiffers(tab *figure.Table, row int, m figure.MeasureRef, q figure.Query, want, got int64) error {
	return differ(fmt.Sprintf("figure %s/%s, %s, %s, map %s, position %s", m.Indicator.ID, m.Measure.ID, tab.Rows[row].Name, q.Period, q.Map, tab.Position),
		fmt.Sprint(want, " by plain SQL"), fmt.Sprint(got, " from the engine"))
}

// rowFinder finds the table's row of a place by landing it, not by the
// engine's arrays. Row -1 stands for rows the table dropped as empty.
func (v *verifier) rowFinder(tab *figure.Table, q figure.Query) func(string) int {
	places := v.reg.Places
	index := map[string]int{}
	for i, r := range tab.Rows {
		index[string(r.Kind)+"/"+r.PlaceID] = i
	}
	known := map[string]int{}
	return func(id string) int {
		if i, ok := known[id]; ok {
			return i
		}
		row := -1
		land := places.Landing(id, tab.MapDay)
		for _, node := range append([]string{land.Node}, places.Ancestors(land.Node, tab.MapDay)...) {
			if places.Level(node) == place.LevelCommune {
				if i, ok := index["unit/"+node]; ok {
					row = i
				}
				break
			}
		}
		if row < 0 {
			row = v.otherRow(index, land, tab.MapDay)
		}
		known[id] = row
		return row
	}
}

func (v *verifier) otherRow(index map[string]int, land place.Landing, d calendar.Day) int {
	kind := map[place.LandingKind]place.RowKind{place.Exact: place.RowUpper, place.Undivided: place.RowUndivided, place.Unresolved: place.RowUnknown}[land.Kind]
	for _, node := range append([]string{land.Node}, append(v.reg.Places.Ancestors(land.Node, d), "")...) {
		if i, ok := index[string(kind)+"/"+node]; ok {
			return i
		}
	}
	return -1
}

// counts reads an indicator's filters anew, on the text of the lists.
func (v *verifier) counts(g *group, m *catalogue.IndicatorMeasure, q figure.Query) bool {
	if g.day < q.Period.From || g.day > q.Period.To || !v.stands(g, q) {
		return false
	}
	return slices.ContainsFunc(m.Terms, func(t *catalogue.Term) bool { return v.countsTerm(g, t, "") })
}

// stands tells whether how an entry stands lets it count.
func (v *verifier) stands(g *group, q figure.Query) bool {
	l := int(q.Status)
	return g.role != "member" && (l == 0 || g.status == "verified" && (g.level >= l || g.done))
}

// countsTerm reads a term's filters; by is the dimension whose parts are read
// instead of a total.
func (v *verifier) countsTerm(g *group, t *catalogue.Term, by string) bool {
	measure := t.Measure
	if measure == "" {
		measure = t.Kind.Counting.ID
	}
	if g.kind != t.Kind.ID || (g.measure == t.Kind.Counting.ID && g.role == "part") {
		return false
	}
	if g.measure != measure || by != "" {
		whole, dim, ok := strings.Cut(g.measure, "/")
		if !ok || whole != measure || dim != by && !slices.Contains(t.Parts, dim) {
			return false
		}
	}
	for d, allowed := range t.Where {
		if !hasAny(g.dims, d, allowed) {
			return false
		}
	}
	for d, refused := range t.Not {
		if hasAny(g.dims, d, refused) {
			return false
		}
	}
	if len(t.Linked) > 0 && !hasAny(g.dims, "linked", t.Linked) {
		return false
	}
	return v.bodiesFit(g, t)
}

func hasAny(dims, dim string, values []string) bool {
	for _, pair := range strings.Split(dims, ";") {
		if rest, ok := strings.CutPrefix(pair, dim+"="); ok {
			for _, have := range strings.Split(rest, ",") {
				if slices.Contains(values, have) {
					return true
				}
			}
		}
	}
	return false
}

func (v *verifier) bodiesFit(g *group, t *catalogue.Term) bool {
	owner := v.reg.BodyType(g.owner)
	var others []string
	for _, part := range strings.Split(g.bodies, ";") {
		if i := strings.LastIndexByte(part, ':'); i >= 0 {
			others = append(others, v.reg.BodyType(part[i+1:]))
		}
	}
	anyOf := func(types, list []string) bool {
		return slices.ContainsFunc(list, func(x string) bool { return slices.Contains(types, x) })
	}
	return (len(t.Owner) == 0 || slices.Contains(t.Owner, owner)) && (len(t.Bodies) == 0 || anyOf(t.Bodies, others)) &&
		(len(t.Involved) == 0 || anyOf(t.Involved, append(others, owner)))
}

// snapshots checks that the bytes of every lock still have their hash. What
// the cells were is compared by the report's own reading of them.
func (v *verifier) snapshots() error {
	list, err := snapshots(v, "")
	if err != nil {
		return err
	}
	for i, s := range list {
		v.progress("snapshots", i, len(list))
		for _, h := range []string{s.Body.CellsHash, s.Body.DocumentHash} {
			if _, err := payload(v, s.LedgerID, h); err != nil {
				return differ("snapshot "+s.ID, "the bytes of "+h, err.Error())
			}
		}
		v.done.Snapshots++
	}
	return nil
}
