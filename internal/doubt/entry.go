package doubt

import (
	"cmp"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// Rules of an entry's own history.
const (
	// historyDays is how far back a place's own habit is looked at.
	historyDays = 3 * 365
	// historyLen is how many of the latest entries make the habit.
	historyLen = 200
	// outlierFrom is the number of values below which a median says little.
	outlierFrom = 12
	// outlierSpread: a value further from the median than six times the median
	// absolute deviation (about four standard deviations of a bell curve) and
	// outlierRatio times the median, or below that part of it, is asked about.
	// The ratio keeps habits without any spread (always five) from making six
	// a question.
	outlierSpread = 6
	outlierRatio  = 3
	// rowOf is how many equal numbers in a row are asked about.
	rowOf = 4
	// sameFrom is the value from which an equal one is hardly chance.
	sameFrom = 20
	// alikeFrom and alikePercent: of so many entries said to be counted, so
	// many with one head count look like a norm.
	alikeFrom    = 20
	alikePercent = 95
)

// OnEntry asks about one entry while it is written or before it is verified.
// ledgerID and entryID say which it is, "" for one that is not recorded yet;
// it is compared with the other entries of its kind at its place. The
// catalogue's own questions come first.
func OnEntry(v *figure.View, ledgerID, entryID string, c *ledger.Content) []Finding {
	k, ok := v.Catalogue.Kinds[c.Kind]
	if !ok || k.Register {
		return nil
	}
	to := c.Day
	if c.ToDay != nil {
		to = *c.ToDay
	}
	base := Finding{PlaceID: c.PlaceID, Kind: c.Kind, From: c.Day, To: to}
	base.link(Link{ledger.TypeEntry, ledgerID, entryID})
	var out []Finding
	shape := ledger.Shape(c, v.Registry.PlaceLevel(c.PlaceID, c.Day), v.Registry.BodyType)
	for _, p := range v.Catalogue.EntryWarnings(shape) {
		f := base
		f.Code, f.Field, f.VI, f.EN = p.Code, p.Field, p.VI, p.EN
		f.Measure = measureOfField(p.Field)
		f.Values = []int64{c.Measures[f.Measure].V}
		out = append(out, f)
	}
	out = append(out, outside(v, base, c)...)
	if k.Roles.HiddenBelowCommune {
		return out
	}
	out = append(out, overdrawn(v, k, base, entryID, c)...)
	h := readHistory(v, k, entryID, c)
	for _, m := range k.Measures {
		if own := c.Measures[m.ID]; !m.Counting && own.Q == amount.Exact && own.V > 0 {
			f := base
			f.Measure, f.Field = m.ID, "measures."+m.ID
			out = append(out, h.compare(v.Catalogue, f, m, own)...)
		}
	}
	return out
}

func measureOfField(field string) string {
	const prefix = "measures."
	if len(field) > len(prefix) && field[:len(prefix)] == prefix {
		return field[len(prefix):]
	}
	return ""
}

// past is one earlier entry of the place.
type past struct {
	id, ledger string
	day        Day
	count      int64
	values     map[string]amount.Value
}

type history struct {
	count int64  // occurrences of the entry asked about
	list  []past // by day, then id; the latest last
}

// readHistory collects the entries of one kind at one place up to the
// entry's day that agree in the dimensions the kind requires: a joint patrol
// is not measured by the routine ones.
func readHistory(v *figure.View, k *catalogue.Kind, entryID string, c *ledger.Content) history {
	h := history{count: countOf(k, c.Measures)}
	byID := map[string]*past{}
	v.History(c.PlaceID, k.ID, calendar.Period{From: c.Day - historyDays, To: c.Day}, func(s figure.Said) {
		if s.EntryID == entryID || !sameRequired(k, c.Dims, s.Dims) {
			return
		}
		p := byID[s.EntryID]
		if p == nil {
			p = &past{id: s.EntryID, ledger: s.LedgerID, day: s.Day, values: map[string]amount.Value{}}
			byID[s.EntryID] = p
		}
		p.values[s.Measure] = s.Value
	})
	for _, p := range byID {
		p.count = countOf(k, p.values)
		h.list = append(h.list, *p)
	}
	slices.SortFunc(h.list, func(a, b past) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.id, b.id)) })
	h.list = h.list[max(0, len(h.list)-historyLen):]
	return h
}

// countOf is the counting measure, 1 unless the entry says otherwise.
func countOf(k *catalogue.Kind, values map[string]amount.Value) int64 {
	if v, ok := values[k.Counting.ID]; ok && v.Q == amount.Exact && v.V > 0 {
		return v.V
	}
	return 1
}

func sameRequired(k *catalogue.Kind, dims map[string]ledger.Codes, said string) bool {
	have := ledger.ParseDims(said)
	return !slices.ContainsFunc(k.Dims, func(d *catalogue.KindDim) bool {
		return d.Required && !slices.Equal(slices.Sorted(slices.Values(dims[d.Dim.ID])), have[d.Dim.ID])
	})
}

// compare holds one number against the history.
func (h history) compare(cat *catalogue.Catalogue, f Finding, m *catalogue.Measure, own amount.Value) []Finding {
	var each []int64
	for _, p := range h.list {
		if v, ok := p.values[m.ID]; ok && v.Q == amount.Exact {
			each = append(each, v.V/p.count)
		}
	}
	var out []Finding
	if x, ok := h.outlier(cat, f, m, own.V/h.count, each); ok {
		out = append(out, x)
	}
	// The norm explains equal numbers in a row, so one question is enough.
	if x, ok := h.alike(cat, f, m, own); ok {
		return append(out, x)
	}
	if x, ok := h.row(cat, f, m, own); ok {
		out = append(out, x)
	}
	return out
}

func (h history) outlier(cat *catalogue.Catalogue, f Finding, m *catalogue.Measure, own int64, each []int64) (Finding, bool) {
	if len(each) < outlierFrom {
		return f, false
	}
	mid := median(each)
	far := make([]int64, len(each))
	for i, x := range each {
		far[i] = max(x-mid, mid-x)
	}
	high := own/outlierRatio > mid || own/outlierRatio == mid && own%outlierRatio > 0
	low := own < mid/outlierRatio
	if mid < 1 || max(own-mid, mid-own)/outlierSpread < max(1, median(far)) || !high && !low {
		return f, false
	}
	f.Code, f.Values = Outlier, []int64{own, int64(len(each)), mid}
	args := []any{"name", m.Name, "value", amountText(cat, m.Unit, own), "count", len(each), "median", amountText(cat, m.Unit, mid)}
	if f = f.say(args...); low {
		f.VI, f.EN = sentence(outlierLow, args...)
	}
	return f, true
}

// median is the lower middle value, so that it is one that was recorded.
func median(values []int64) int64 {
	s := slices.Sorted(slices.Values(values))
	return s[(len(s)-1)/2]
}

// row asks about a number that repeats without a break.
func (h history) row(cat *catalogue.Catalogue, f Finding, m *catalogue.Measure, own amount.Value) (Finding, bool) {
	if own.V < sameFrom || own.Basis == amount.Norm {
		return f, false
	}
	n := 1
	for i := len(h.list) - 1; i >= 0; i-- {
		if v, ok := h.list[i].values[m.ID]; !ok || v.Q != amount.Exact || v.V != own.V {
			break
		}
		f.link(Link{ledger.TypeEntry, h.list[i].ledger, h.list[i].id})
		n++
	}
	if n < rowOf {
		return f, false
	}
	f.Code, f.Values = SameAsBefore, []int64{own.V, int64(n)}
	f.VI, f.EN = sentence(sameRow, "name", m.Name, "value", amountText(cat, m.Unit, own.V), "count", n)
	return f, true
}

// alike is exact_norm over entries: the head count of nearly all is the same
// although the basis says counted.
func (h history) alike(cat *catalogue.Catalogue, f Finding, m *catalogue.Measure, own amount.Value) (Finding, bool) {
	if u := cat.Units[m.Unit]; u == nil || !u.Heads || own.Basis != amount.Counted || own.V%h.count != 0 {
		return f, false
	}
	rate, same, n := own.V/h.count, 1, 1
	for _, p := range h.list {
		v, ok := p.values[m.ID]
		if !ok || v.Q != amount.Exact || v.Basis != amount.Counted {
			continue
		}
		n++
		if v.V == rate*p.count {
			same++
		}
	}
	if n < alikeFrom || same*100 < n*alikePercent {
		return f, false
	}
	f.Code, f.Values = ExactNorm, []int64{int64(same), int64(n), rate}
	f.VI, f.EN = sentence(normEntries, "name", m.Name, "same", same, "count", n, "rate", amountText(cat, m.Unit, rate))
	return f, true
}

// outside asks about days beyond the life of the place or of the team that
// acted.
func outside(v *figure.View, base Finding, c *ledger.Content) []Finding {
	reg := v.Registry
	var out []Finding
	days := []Day{base.From}
	if base.To != base.From {
		days = append(days, base.To)
	}
	for _, d := range days {
		if !reg.PlaceAlive(c.PlaceID, d) {
			f := base
			f.Code, f.Field, f.Values = OutsidePeriod, "place_id", []int64{int64(d)}
			f.VI, f.EN = sentence(placeGone, "place", nameOf(reg, c.PlaceID, d), "day", d)
			out = append(out, f)
			break
		}
	}
	bodies := []string{c.OwnerBodyID}
	for _, b := range c.Bodies {
		bodies = append(bodies, b.BodyID)
	}
	slices.Sort(bodies)
	for _, b := range slices.Compact(bodies) {
		if b == "" || bodyInForce(v, b, c.Day) {
			continue
		}
		f := base
		f.Code, f.Field, f.Values = OutsidePeriod, "bodies", []int64{int64(c.Day)}
		f.VI, f.EN = sentence(bodyGone, "body", reg.BodyName(b, c.Day), "day", c.Day)
		out = append(out, f)
	}
	return out
}

// bodyInForce asks the registers that hold a hamlet's body, which exists by
// the decision they name, and, without any, the body's own names. An unknown
// body is not judged.
func bodyInForce(v *figure.View, id string, d Day) bool {
	reg := v.Registry
	b := reg.Bodies[id]
	if b == nil {
		return true
	}
	rows, inForce := 0, false
	for i := range reg.Registers {
		if r := &reg.Registers[i]; r.BodyID == id {
			rows++
			inForce = inForce || r.Lo <= d && d <= r.Hi
		}
	}
	if t := v.Catalogue.BodyTypes[b.Type]; rows > 0 && t != nil && t.Level == ledger.LevelHamlet {
		return inForce
	}
	return b.NamedOn(d)
}

func nameOf(reg *registry.Registry, placeID string, d Day) string {
	if n := reg.Places.FullName(placeID, d); n != "" {
		return n
	}
	return placeID
}
