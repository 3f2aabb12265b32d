package match

import (
	"slices"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// Codes of reasons. Stable.
const (
	CommonBody   = "common_body"
	SamePhoto    = "same_photo"
	SameDocument = "same_document"
	SameNumbers  = "same_numbers"
	SamePlace    = "same_place"
	SameMarker   = "same_marker"
	SameDay      = "same_day"
	NearDay      = "near_day"
	SeveralStops = "several_stops"
)

// weights order proposals: a photo or document says more than a body, place
// and day are there in every pair.
var weights = map[string]int{SamePhoto: 8, SameDocument: 6, CommonBody: 4, SameNumbers: 3, SamePlace: 2, SameMarker: 2, SameDay: 1}

func weigh(reasons []Reason) int {
	n := 0
	seen := map[string]bool{}
	for _, r := range reasons {
		if !seen[r.Code] {
			n += weights[r.Code]
		}
		seen[r.Code] = true
	}
	return n
}

var reasonWords = map[string][2]string{
	CommonBody:   {"{value} tham gia ở cả hai bản ghi", "{value} took part in both"},
	SamePhoto:    {"Cùng một ảnh kèm theo", "The same photo is attached to both"},
	SameDocument: {"Cùng số văn bản {value}", "Both name document {value}"},
	SameNumbers:  {"Các số liệu giống hệt nhau", "All numbers are equal"},
	SamePlace:    {"Cùng một địa điểm", "The same place"},
	SameMarker:   {"Cùng đến một vị trí mốc", "The same marker position"},
	SameDay:      {"Cùng ngày {value}", "The same day, {value}"},
	NearDay:      {"Hai ngày liền nhau, {value}", "Days next to each other, {value}"},
	SeveralStops: {"Một đoàn đến nhiều nơi: mỗi bản ghi là một điểm đến", "One delegation at several places: each entry is one stop"},
}

func reason(code, value, inVI, inEN string) Reason {
	w := reasonWords[code]
	return Reason{Code: code, Value: value, VI: strings.ReplaceAll(w[0], "{value}", inVI), EN: strings.ReplaceAll(w[1], "{value}", inEN)}
}

// propose judges one pair; the order of a and b does not matter.
func (f *Finder) propose(a, b *Act, decided map[Pair]bool) (Proposal, bool) {
	if compareRefs(b.Ref, a.Ref) < 0 {
		a, b = b, a
	}
	var p Proposal
	if a.Kind != b.Kind || a.Day > b.ToDay+1 || b.Day > a.ToDay+1 || !f.sameArea(a, b) || !f.dimsFit(a, b) {
		return p, false
	}
	p.Pair = MakePair(a.Ref, b.Ref)
	p.Relation = Same
	parts := f.visits[a.Kind] && a.PlaceID != b.PlaceID
	if parts {
		p.Relation = Parts
	}
	if !f.roles(&p, a, b) || p.Main == p.Member || decided[MakePair(p.Main, p.Member)] {
		return p, false
	}
	strong := f.strong(a, b, parts)
	if len(strong) == 0 {
		return p, false
	}
	p.Reasons = append(strong, f.weak(a, b, parts)...)
	return p, true
}

// sameArea: one commune, a common marker, one place above commune, or the
// stops of one visit.
func (f *Finder) sameArea(a, b *Act) bool {
	return a.PlaceID == b.PlaceID || a.Commune != "" && a.Commune == b.Commune || common(a.Markers, b.Markers) != "" || f.visits[a.Kind]
}

// dimsFit: entries that name other values of a required list, or of the finer
// list below one (the kinds of a class), tell of other
// things (another incident, another award). How a patrol went is seen
// differently by those who took part: the catalogue gives its forms an order
// of precedence, so any two of them fit.
func (f *Finder) dimsFit(a, b *Act) bool {
	k := f.Catalogue.Kinds[a.Kind]
	if k.Roles.HasTrack {
		return true
	}
	return !slices.ContainsFunc(k.Dims, func(d *catalogue.KindDim) bool {
		x, y := a.Dims[d.Dim.ID], b.Dims[d.Dim.ID]
		return (d.Required || d.Dim.ClassDim != "") && len(x) > 0 && len(y) > 0 && !open(x) && !open(y) && common(x, y) == ""
	})
}

func open(values []string) bool {
	return slices.Contains(values, catalogue.ValueOther) || slices.Contains(values, catalogue.ValueUnknown)
}

// strong are the reasons without which nothing is proposed. Between entries
// of one owner a common body says nothing, unless they are stops of a visit:
// those have the delegation's body in common, and a host that receives two
// delegations on one day does not make them one.
func (f *Finder) strong(a, b *Act, parts bool) []Reason {
	var out []Reason
	if h := common(a.Photos, b.Photos); h != "" {
		out = append(out, reason(SamePhoto, h, "", ""))
	}
	if n := common(numbersOf(a.Documents), numbersOf(b.Documents)); n != "" {
		shown := written(a.Documents, n)
		out = append(out, reason(SameDocument, n, shown, shown))
	}
	for _, id := range bodiesThatSpeak(a, b, parts) {
		name := f.BodyName(id, min(a.Day, b.Day))
		out = append(out, reason(CommonBody, id, name, name))
	}
	if sameNumbers(a, b) {
		out = append(out, reason(SameNumbers, "", "", ""))
	}
	return out
}

// bodiesThatSpeak are the common bodies that say something. The owner of one
// entry among those who took part in the other does, on overlapping days or at
// the same place. A third body in both does only where days and place agree:
// the commune's police go out with many.
func bodiesThatSpeak(a, b *Act, parts bool) []string {
	if parts {
		return shared([]string{a.Owner}, []string{b.Owner})
	}
	if a.Owner == b.Owner {
		return nil
	}
	days := a.Day <= b.ToDay && b.Day <= a.ToDay
	spot := a.PlaceID == b.PlaceID || common(a.Markers, b.Markers) != ""
	return slices.DeleteFunc(shared(allBodies(a), allBodies(b)), func(id string) bool {
		owner := id == a.Owner || id == b.Owner
		return owner && !days && !spot || !owner && (!days || !spot)
	})
}

// sameNumbers: equal numbers in one hamlet on one day are hardly chance; in a
// commune they are. One body's own entries must agree in every number: that is
// one written twice.
func sameNumbers(a, b *Act) bool {
	if a.PlaceID != b.PlaceID || a.Day != b.Day || !smallest(a) {
		return false
	}
	n := 0
	for m, v := range a.Numbers {
		if w, ok := b.Numbers[m]; ok && v != w {
			return false
		} else if ok {
			n++
		}
	}
	return n > 0 && (a.Owner != b.Owner || n == len(a.Numbers) && n == len(b.Numbers))
}

// smallest reports whether the place is below commune.
func smallest(a *Act) bool { return a.Commune != "" && a.Commune != a.PlaceID }

func (f *Finder) weak(a, b *Act, parts bool) []Reason {
	var out []Reason
	switch {
	case parts:
		out = append(out, reason(SeveralStops, "", "", ""))
	case a.PlaceID == b.PlaceID:
		out = append(out, reason(SamePlace, a.PlaceID, "", ""))
	}
	if m := common(a.Markers, b.Markers); m != "" {
		out = append(out, reason(SameMarker, m, "", ""))
	}
	if a.Day <= b.ToDay && b.Day <= a.ToDay {
		d := max(a.Day, b.Day)
		return append(out, reason(SameDay, d.String(), vi.ShortDate(d), d.String()))
	}
	x, y := min(a.Day, b.Day), max(a.Day, b.Day)
	return append(out, reason(NearDay, x.String(), vi.ShortDate(x)+" và "+vi.ShortDate(y), x.String()+" and "+y.String()))
}

// roles settles who would lead. An event that exists keeps its main entry and
// its relation; two events are not joined, since their members would have to
// leave first.
func (f *Finder) roles(p *Proposal, a, b *Act) bool {
	inA, inB := joined(a), joined(b)
	switch {
	case inA && inB:
		return false
	case inA:
		p.Main, p.Member = main(a), b.Ref
		return relationOf(a) == p.Relation
	case inB:
		p.Main, p.Member = main(b), a.Ref
		return relationOf(b) == p.Relation
	}
	if f.leads(b, a) {
		a, b = b, a
	}
	p.Main, p.Member = a.Ref, b.Ref
	return true
}

func joined(a *Act) bool { return a.Role != "" && a.Role != ledger.RoleOwn }

func main(a *Act) ledger.Ref {
	if a.Role == ledger.RoleMain {
		return a.Ref
	}
	return a.Main
}

func relationOf(a *Act) string {
	switch a.Role {
	case ledger.RoleMember:
		return Same
	case ledger.RolePart:
		return Parts
	}
	return a.Relation
}

// leads: the body whose type stands first in the kind's list, then the entry
// recorded first (catalogue.md section 7).
func (f *Finder) leads(b, a *Act) bool {
	x, y := f.rank(a), f.rank(b)
	if x != y {
		return y < x
	}
	if a.AtMS != b.AtMS {
		return b.AtMS < a.AtMS
	}
	return compareRefs(b.Ref, a.Ref) < 0
}

func (f *Finder) rank(a *Act) int {
	bodies := f.Catalogue.Kinds[a.Kind].Bodies
	if i := slices.Index(bodies, f.BodyType(a.Owner)); i >= 0 {
		return i
	}
	return len(bodies)
}

// visits are the kinds whose events an indicator counts as a set: their
// entries may be stops of one act (a delegation).
func visits(cat *catalogue.Catalogue) map[string]bool {
	out := map[string]bool{}
	for _, ind := range cat.Indicators {
		for _, m := range ind.Measures {
			if m.Type != catalogue.Distinct || m.Members != catalogue.MembersEvent {
				continue
			}
			for _, t := range m.Terms {
				if t.Kind != nil {
					out[t.Kind.ID] = true
				}
			}
		}
	}
	return out
}

func allBodies(a *Act) []string {
	out := slices.DeleteFunc(append(slices.Clone(a.Bodies), a.Owner), func(b string) bool { return b == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

// numbersOf makes numbers comparable: "12/BB-ĐBP" and "12 / bb-đbp" are one. A
// bare figure of one or two digits names nothing.
func numbersOf(documents []string) []string {
	var out []string
	for _, d := range documents {
		if n := strings.ReplaceAll(vi.EqualKey(d), " ", ""); len(n) > 2 {
			out = append(out, n)
		}
	}
	return out
}

func written(documents []string, key string) string {
	for _, d := range documents {
		if slices.Equal(numbersOf([]string{d}), []string{key}) {
			return d
		}
	}
	return key
}

// shared lists what both have, sorted.
func shared(a, b []string) []string {
	var out []string
	for _, x := range a {
		if x != "" && slices.Contains(b, x) && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return out
}

// common is the first of what both have, "" for none.
func common(a, b []string) string {
	if s := shared(a, b); len(s) > 0 {
		return s[0]
	}
	return ""
}
