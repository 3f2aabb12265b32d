package figure

import (
	"slices"

	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/place"
)

// stocks counts dated rows of registers and units in force on the last day
// of a period. They never come from facts and never add over time.
type stocks struct {
	g *program
}

func newStocks(g *program) *stocks { return &stocks{g: g} }

// StockRow is one register row or unit behind a stock figure.
type StockRow struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	PlaceID  string `json:"place"`
	Document string `json:"document,omitempty"`
	Value    int64  `json:"value"`
	From     Day    `json:"from,omitzero"`
	To       Day    `json:"to,omitzero"`
}

// sum adds the measures of the rows in force on the last day of the bucket.
func (s *stocks) sum(terms []*catalogue.Term, row, bucket int, column string) (amount.Result, int64) {
	var total, n int64
	for _, r := range s.rows(terms, row, bucket, column) {
		total += r.Value
		n++
	}
	res := exactResult(total, amount.Listed)
	res.N = n
	return res, n
}

// rows lists what a stock figure counts.
func (s *stocks) rows(terms []*catalogue.Term, row, bucket int, column string) []StockRow {
	var out []StockRow
	day := s.g.buckets[bucket].To
	for _, t := range terms {
		if t.Source == catalogue.SourceUnit {
			out = append(out, s.units(t, row, day)...)
		} else if t.Kind != nil && t.Kind.Register {
			out = append(out, s.register(t, row, day, column)...)
		}
	}
	return out
}

func (s *stocks) register(t *catalogue.Term, row int, day Day, column string) []StockRow {
	measure := t.Measure
	if measure == "" && t.Kind.Counting != nil {
		measure = t.Kind.Counting.ID
	}
	var out []StockRow
	for i := range s.g.ctx.Registry.Registers {
		r := &s.g.ctx.Registry.Registers[i]
		if r.Kind != t.Kind.ID || day < r.Lo || day > r.Hi || !s.inRow(r.PlaceID, row, day) {
			continue
		}
		dims := map[string][]string{}
		for d, v := range r.Dims {
			dims[d] = splitList(v)
		}
		if !matches(dims, t) || !s.columnHolds(dims, r.BodyID, column) || (t.Flag != "" && !s.g.flagged(r.PlaceID, t.Flag, day)) {
			continue
		}
		v, ok := r.Measures[measure]
		if !ok && t.Kind.Counting != nil && measure == t.Kind.Counting.ID {
			v = 1
		}
		out = append(out, StockRow{ID: r.ID, Name: r.Name, PlaceID: r.PlaceID, Document: r.Document, Value: v, From: r.Lo, To: r.Hi})
	}
	return out
}

func splitList(v string) []string {
	var out []string
	for len(v) > 0 {
		i := slices.Index([]byte(v), ',')
		if i < 0 {
			return append(out, v)
		}
		out, v = append(out, v[:i]), v[i+1:]
	}
	return out
}

func (s *stocks) columnHolds(dims map[string][]string, body, column string) bool {
	by := s.g.split.by
	switch {
	case by == "":
		return true
	case by == ByBody || by == ByParticipant:
		return body == column
	case len(by) > 4 && by[:4] == "dim:":
		if column == Unclassified {
			return len(dims[by[4:]]) == 0
		}
		return slices.Contains(dims[by[4:]], column)
	}
	return false
}

func (s *stocks) inRow(placeID string, row int, day Day) bool {
	return s.g.layout.UnitOn(s.g.p.places.Ordinal(placeID), day) == row
}

// units lists the administrative units in force on the day inside the row.
// They follow the tree of that day itself: a closed district has none.
func (s *stocks) units(t *catalogue.Term, row int, day Day) []StockRow {
	places := s.g.p.places
	r := s.g.layout.Rows[row]
	if r.Kind != place.RowUnit {
		return nil
	}
	var out []StockRow
	for _, id := range s.candidates(r.PlaceID, place.Level(t.Level), day) {
		name, _ := places.NameOn(id, day)
		if len(t.UnitTypes) > 0 && !slices.Contains(t.UnitTypes, placeType(s.g.ctx.Catalogue, name.UnitWord)) {
			continue
		}
		if _, ok := places.FlagOn(id, t.Flag, day); t.Flag != "" && !ok {
			continue
		}
		out = append(out, StockRow{ID: id, Name: places.FullName(id, day), PlaceID: id, Value: 1})
	}
	return out
}

// placeType finds the catalogue's id of a unit word ("thị trấn").
func placeType(cat *catalogue.Catalogue, unitWord string) string {
	for id, w := range cat.PlaceTypes {
		if w.Name.VI == unitWord {
			return id
		}
	}
	return ""
}

// candidates are the units of a level under a place or group on a day. With
// a place asked by its parts, only those inside the asked place count.
func (s *stocks) candidates(root string, level place.Level, day Day) []string {
	places := s.g.p.places
	if !places.IsGroup(root) {
		units := places.UnitsAt(root, level, day)
		if root != s.g.q.Place && s.g.q.Place != "" {
			units = slices.DeleteFunc(units, func(id string) bool { return !places.Holds(s.g.q.Place, id, day) })
		}
		return units
	}
	var out []string
	for _, m := range places.MembersOn(root, day) {
		if places.Level(m) == level {
			out = append(out, m)
			continue
		}
		out = append(out, places.UnitsAt(m, level, day)...)
	}
	// A group may name a district and its communes: each unit counts once.
	slices.Sort(out)
	return slices.Compact(out)
}

// distinct counts the members of a set taken from registers, units or both.
func (s *stocks) distinct(terms []*catalogue.Term, members string, row, bucket int) int64 {
	seen := map[string]bool{}
	for _, r := range s.rows(terms, row, bucket, s.g.split.keys[0]) {
		switch members {
		case catalogue.MembersPlace, "":
			seen[r.PlaceID] = true
		default:
			seen[r.ID] = true
		}
	}
	return int64(len(seen))
}

// placeFact sums a dated fact (people, households) over the units of a row.
func (s *stocks) placeFact(fact string, row, bucket int) int64 {
	places := s.g.p.places
	day := s.g.buckets[bucket].To
	r := s.g.layout.Rows[row]
	if d, ok := places.MeasureOn(r.PlaceID, fact, day); ok {
		return d.Value
	}
	var total int64
	for _, id := range s.candidates(r.PlaceID, place.LevelCommune, day) {
		d, ok := places.MeasureOn(id, fact, day)
		if !ok {
			return 0
		}
		total += d.Value
	}
	return total
}
