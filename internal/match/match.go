// Package match finds entries that probably tell of one act: reports of
// several bodies, and entries written twice (ledger-and-sync.md section 6,
// catalogue.md section 7). It proposes; people decide, and nothing is linked
// by itself.
//
// Two entries are proposed when kind, place and days fit and something more
// speaks for it: a common body, the same photo, the same document number, or
// the same numbers at the same hamlet on the same day (of which the field's
// notes do not speak: bodies that forget each other's name still count the
// same heads). Kinds hidden below commune
// (tips) are never compared. What somebody decided already is not proposed
// again.
package match

import (
	"cmp"
	"maps"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

// Day is a civil day.
type Day = calendar.Day

// Act is what the finder needs to know of an entry.
type Act struct {
	Ref     ledger.Ref
	Kind    string
	Dims    map[string]ledger.Codes
	PlaceID string
	Commune string // commune of the place on the day, "" above commune
	Day     Day
	ToDay   Day    // last day; Day for one day
	Owner   string // body
	Bodies  []string
	// Documents are numbers of minutes and decisions as written.
	Documents []string
	Photos    []string // SHA-256 of attachments
	Markers   []string
	// Numbers are the exact measures besides the number of occurrences.
	Numbers map[string]int64
	// AtMS is when the ledger accepted the entry.
	AtMS int64
	// Role and Relation are those of the shared event, Main its main entry:
	// the entry's own for role own and main.
	Role     string
	Relation string
	Main     ledger.Ref
}

// Pair names two entries, in no order.
type Pair struct{ A, B ledger.Ref }

// MakePair puts the two in the order in which pairs are compared.
func MakePair(a, b ledger.Ref) Pair {
	if compareRefs(b, a) < 0 {
		a, b = b, a
	}
	return Pair{a, b}
}

func compareRefs(a, b ledger.Ref) int {
	return cmp.Or(cmp.Compare(a.LedgerID, b.LedgerID), cmp.Compare(a.EntryID, b.EntryID))
}

// Relations of a shared event.
const (
	Same  = "same"
	Parts = "parts"
)

// Finder compares acts by the rules of a catalogue.
type Finder struct {
	Catalogue *catalogue.Catalogue
	// BodyType and BodyName look into the registry.
	BodyType func(id string) string
	BodyName func(id string, day Day) string

	visits map[string]bool // kinds whose entries may be stops of one act
}

// Proposal is a pair that may be one act. Main would lead, Member join it.
type Proposal struct {
	Main, Member ledger.Ref
	Relation     string
	Reasons      []Reason
	// Pair are the two entries compared: Main is another one where the first
	// of them has joined an event already.
	Pair Pair
}

// Reason is one thing that speaks for a pair. Value is the body, hash or
// number it is about.
type Reason struct {
	Code   string
	Value  string
	VI, EN string
}

// maxNear bounds how many neighbours in a bucket one act is compared with, so
// that a file of thousands of equal rows cannot make the work quadratic. The
// neighbours are the nearest in day and id.
const maxNear = 64

// Find proposes pairs, strongest first, then by day. decided are pairs
// somebody has answered; pairs inside one event are left out by themselves.
// The answer does not depend on the order of acts.
func (f *Finder) Find(acts []Act, decided map[Pair]bool) []Proposal {
	g := *f
	g.visits = visits(f.Catalogue)
	return g.find(acts, decided)
}

func (f *Finder) find(acts []Act, decided map[Pair]bool) []Proposal {
	list := f.sorted(acts)
	buckets := map[string][]int32{}
	for i := range list {
		for _, key := range f.keys(&list[i]) {
			buckets[key] = append(buckets[key], int32(i))
		}
	}
	seen := map[Pair]bool{}
	var out []Proposal
	for _, bucket := range buckets {
		for n, i := range bucket {
			a := &list[i]
			for _, j := range bucket[n+1 : min(len(bucket), n+1+maxNear)] {
				b := &list[j]
				if b.Day > a.ToDay+1 {
					break // the bucket is sorted by first day
				}
				pair := MakePair(a.Ref, b.Ref)
				if seen[pair] || decided[pair] {
					continue
				}
				seen[pair] = true
				if p, ok := f.propose(a, b, decided); ok {
					out = append(out, p)
				}
			}
		}
	}
	return f.ordered(out, list)
}

// sorted copies what may be compared at all, by day and reference.
func (f *Finder) sorted(acts []Act) []Act {
	list := make([]Act, 0, len(acts))
	for _, a := range acts {
		k := f.Catalogue.Kinds[a.Kind]
		if k == nil || k.Register || k.Roles.HiddenBelowCommune {
			continue
		}
		a.ToDay = max(a.ToDay, a.Day)
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b Act) int { return cmp.Or(cmp.Compare(a.Day, b.Day), compareRefs(a.Ref, b.Ref)) })
	return slices.CompactFunc(list, func(a, b Act) bool { return a.Ref == b.Ref })
}

// keys are the buckets of an act: only acts that share one are compared.
// Every reason has buckets of its own.
func (f *Finder) keys(a *Act) []string {
	var areas []string
	if a.Commune != "" {
		areas = append(areas, "c"+a.Commune)
	} else {
		areas = append(areas, "p"+a.PlaceID)
	}
	for _, m := range a.Markers {
		areas = append(areas, "m"+m)
	}
	if f.visits[a.Kind] { // a visit has its stops in several communes
		areas = append(areas, "visit")
	}
	var out []string
	add := func(kind string, values []string) {
		for _, v := range values {
			for _, area := range areas {
				out = append(out, a.Kind+"\x00"+area+"\x00"+kind+v)
			}
		}
	}
	add("b", allBodies(a))
	add("d", numbersOf(a.Documents))
	add("h", a.Photos)
	if len(a.Numbers) > 0 && smallest(a) {
		out = append(out, a.Kind+"\x00n"+a.PlaceID+a.Day.String())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Open is Find with the decided pairs asked for as they come up: ask is given
// pairs and tells which of them somebody has answered.
func (f *Finder) Open(acts []Act, ask func([]Pair) (map[Pair]bool, error)) ([]Proposal, error) {
	decided, asked := map[Pair]bool{}, map[Pair]bool{}
	for {
		out := f.Find(acts, decided)
		var fresh []Pair
		for _, p := range out {
			for _, pair := range []Pair{p.Pair, MakePair(p.Main, p.Member)} {
				if !asked[pair] {
					asked[pair] = true
					fresh = append(fresh, pair)
				}
			}
		}
		if len(fresh) == 0 {
			return out, nil
		}
		answers, err := ask(fresh)
		if err != nil {
			return nil, err
		}
		maps.Copy(decided, answers)
	}
}

func (f *Finder) ordered(out []Proposal, list []Act) []Proposal {
	day := make(map[ledger.Ref]Day, len(list))
	for i := range list {
		day[list[i].Ref] = list[i].Day
	}
	slices.SortFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(weigh(b.Reasons), weigh(a.Reasons)), cmp.Compare(day[b.Pair.A], day[a.Pair.A]),
			compareRefs(a.Pair.A, b.Pair.A), compareRefs(a.Pair.B, b.Pair.B))
	})
	// Members of one event give one proposal for a newcomer, the strongest.
	seen := map[Pair]bool{}
	return slices.DeleteFunc(out, func(p Proposal) bool {
		k := MakePair(p.Main, p.Member)
		again := seen[k]
		seen[k] = true
		return again
	})
}
