package ledger

import (
	"maps"
	"slices"
	"strings"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
)

// Fact is one value of one entry: what the entry says, in the form figures
// are computed from.
type Fact struct {
	EntryID string
	PlaceID string
	Day     calendar.Day
	Kind    string
	// Measure is a measure of the kind; a part of a breakdown has the
	// dimension behind a slash: "participant_turns/audience".
	Measure string
	// Dims is the canonical list of dimension values: "form=boat;way=foot",
	// several values of one dimension joined by commas.
	Dims  string
	Value amount.Value
	Owner string
	// Bodies is the canonical list of participants, "role:body_id" joined by
	// semicolons, without the owner.
	Bodies string
}

// Line is a signed fact in the append-only log. Net sign per fact is 0 or 1
// at every position.
type Line struct {
	Seq  int64
	N    int
	Sign int
	Fact
}

// Names of pseudo-dimensions and measures facts carry besides the catalogue's.
const (
	// DimLinked holds the kinds an entry is linked to.
	DimLinked = "linked"
	// MeasureMarker is the set of marker positions visited, one fact each.
	MeasureMarker = "marker"
	// ByBody is the breakdown of a measure over participants.
	ByBody = "body"
)

// FactsOf lists the facts of an entry in canonical order. Values agreed for a
// shared event replace the entry's own.
func FactsOf(entryID string, c *Content, owner string, settled map[string]amount.Value, k *catalogue.Kind) []Fact {
	base := Fact{EntryID: entryID, PlaceID: c.PlaceID, Day: c.Day, Kind: c.Kind, Owner: owner,
		Dims: dimList(c, nil), Bodies: bodyList(c, owner)}
	values := maps.Clone(c.Measures)
	if values == nil {
		values = map[string]amount.Value{}
	}
	maps.Copy(values, settled)
	if _, ok := values[k.Counting.ID]; !ok {
		values[k.Counting.ID] = amount.ExactValue(1, amount.Counted)
	}
	var out []Fact
	for _, m := range slices.Sorted(maps.Keys(values)) {
		f := base
		f.Measure, f.Value = m, values[m]
		out = append(out, f)
	}
	out = append(out, partFacts(base, c)...)
	for _, marker := range c.Markers {
		f := base
		f.Measure, f.Value = MeasureMarker, amount.ExactValue(1, amount.Counted)
		f.Dims = dimList(c, map[string]string{MeasureMarker: marker})
		out = append(out, f)
	}
	return out
}

func partFacts(base Fact, c *Content) []Fact {
	var out []Fact
	for _, p := range c.Parts {
		f := base
		f.Measure = p.Measure + "/" + strings.Join(slices.Sorted(maps.Keys(p.Dims)), "/")
		f.Dims, f.Value = dimList(c, p.Dims), p.Value
		out = append(out, f)
	}
	for _, b := range c.Bodies {
		for _, m := range slices.Sorted(maps.Keys(b.Measures)) {
			f := base
			f.Measure, f.Value = m+"/"+ByBody, b.Measures[m]
			f.Dims = dimList(c, map[string]string{ByBody: b.BodyID})
			out = append(out, f)
		}
	}
	return out
}

// dimList is the canonical form of an entry's dimension values with those of
// a part on top.
func dimList(c *Content, part map[string]string) string {
	all := make(map[string]string, len(c.Dims)+len(part)+1)
	for d, v := range c.Dims {
		all[d] = strings.Join(slices.Sorted(slices.Values(v)), ",")
	}
	if len(c.Links) > 0 {
		var kinds []string
		for _, l := range c.Links {
			kinds = append(kinds, l.Kind)
		}
		slices.Sort(kinds)
		all[DimLinked] = strings.Join(slices.Compact(kinds), ",")
	}
	maps.Copy(all, part)
	var b strings.Builder
	for i, d := range slices.Sorted(maps.Keys(all)) {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(d + "=" + all[d])
	}
	return b.String()
}

func bodyList(c *Content, owner string) string {
	var out []string
	for _, p := range c.Bodies {
		if p.BodyID != owner {
			out = append(out, p.Role+":"+p.BodyID)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}

// ParseDims reads the canonical list of dimension values.
func ParseDims(s string) map[string][]string {
	out := map[string][]string{}
	for s != "" {
		var pair string
		pair, s, _ = strings.Cut(s, ";")
		d, v, _ := strings.Cut(pair, "=")
		out[d] = strings.Split(v, ",")
	}
	return out
}

// ParseBodies reads the ids of a canonical list of participants.
func ParseBodies(s string) []string {
	var out []string
	for s != "" {
		var p string
		p, s, _ = strings.Cut(s, ";")
		_, id, _ := strings.Cut(p, ":")
		out = append(out, id)
	}
	return out
}
