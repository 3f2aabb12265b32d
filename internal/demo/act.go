package demo

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// act is one planned record: what it says and the steps of its life.
type act struct {
	typ     string // ledger.TypeEntry ...
	id      string // given in the order of time
	ledger  string
	spot    spot
	owner   owner
	content *ledger.Content // of an entry
	body    any             // of the other types
	day     calendar.Day
	route   []int
	links   []*act // visit or festival this belongs to
	last    *step  // last step planned
	plain   bool   // an ordinary life that ends verified and counts
}

// spot is where an act lies: a place with the ledger it writes into.
type spot struct {
	place  string
	ledger string
	unit   *Unit   // nil above commune
	hamlet *Hamlet // nil above hamlet
}

func atUnit(u *Unit) spot     { return spot{u.ID, u.Ledger, u, nil} }
func atHamlet(h *Hamlet) spot { return spot{h.ID, h.Unit.Ledger, h.Unit, h} }

// guard is the post that answers for the spot; nil off the line. A commune of
// today may lie in the areas of two posts, its hamlets in one each.
func (s spot) guard() *Post {
	if s.hamlet != nil {
		return s.hamlet.Unit.Post
	}
	return s.unit.Post
}

// somewhere is a hamlet of the unit, or the unit itself in pct of 100 cases.
func (b *builder) somewhere(u *Unit, pct int) spot {
	if chance(b.r, pct) {
		return atUnit(u)
	}
	return atHamlet(pick(b.r, u.Hamlets))
}

// atDistrict is the district in force on the day. What concerns the later
// dissolved district as a whole is never recorded: it could not be divided.
func (b *builder) atDistrict(d calendar.Day) spot {
	if d < dissolved2020 {
		return spot{place: b.world.OldTrungKhanh, ledger: b.world.DistrictLedger}
	}
	return spot{place: b.world.District, ledger: b.world.DistrictLedger}
}

// owner is a body that owns records, with the person who writes them down
// and the body this person acts for.
type owner struct {
	id       string
	level    int
	recorder string
	acts     string
}

func (b *builder) level(bodyType string) int { return b.cat.BodyTypes[bodyType].Level }

func (b *builder) committee(u *Unit) owner {
	return owner{u.Committee, b.level("peoples_committee"), u.Clerk, u.Committee}
}

func (b *builder) front(u *Unit) owner {
	return owner{u.Front, b.level("front"), u.FrontOfficer, u.Front}
}

func (b *builder) police(u *Unit) owner {
	return owner{u.Police, b.level("commune_police"), u.PoliceOfficer, u.Police}
}

// military, steering: recorded by the commune's office, which runs their
// books.
func (b *builder) military(u *Unit) owner {
	return owner{u.Military, b.level("military"), u.Clerk, u.Committee}
}

func (b *builder) steering(u *Unit) owner {
	return owner{u.Steering, b.level("steering_committee"), u.Clerk, u.Committee}
}

func (b *builder) post(p *Post) owner {
	return owner{p.ID, b.level(p.Type), pick(b.r, p.Officers[:]), p.ID}
}

func (b *builder) team(h *Hamlet) owner {
	return owner{h.Team, b.level("team"), h.Head, h.Team}
}

// guest is a body without an account (twin, donor): its acts are written down
// by the commune that received it.
func (b *builder) guest(u *Unit, id string) owner { return owner{id, 0, u.Clerk, u.Committee} }

// measures is what an entry counts.
type measures map[string]amount.Value

func counted(n int64) amount.Value { return amount.ExactValue(n, amount.Counted) }
func listed(n int64) amount.Value  { return amount.ExactValue(n, amount.Listed) }

// uncounted is done, but nobody counted.
func uncounted() amount.Value { return amount.Value{Q: amount.Uncounted}.Normalize() }

// dims is one value for each of some dimensions, written in pairs.
func dims(pairs ...string) map[string]ledger.Codes {
	out := map[string]ledger.Codes{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = ledger.Codes{pairs[i+1]}
	}
	return out
}

// entry plans an entry that ends verified; a few were sent back or corrected
// on the way.
func (b *builder) entry(kind string, at spot, d calendar.Day, o owner, dm map[string]ledger.Codes, m measures, with ...func(*act)) *act {
	a := b.draft(kind, at, d, o, dm, m, with...)
	switch wrong := b.slip(a); {
	case wrong != nil && chance(b.r, 70):
		b.returned(a, wrong, pick(b.r, b.notes["why_return"]))
	case wrong != nil:
		b.corrected(a, wrong, pick(b.r, b.notes["why_correct"]), 5+b.r.IntN(40))
	default:
		a.plain = true
		b.verified(a)
	}
	return a
}

// slips are the measures people get wrong, by kind.
var slips = map[string]string{"patrol": "person_turns", "trail_clearing": "person_turns", "outreach": "participant_turns",
	"donation_drive": "value_vnd", "livelihood_support": "value_vnd"}

// slipDays is how long it may take until a wrong value is put right; what is
// younger has no slip, so that nothing happens after the present.
const slipDays = 75

// slip is now and then a wrong first value of an entry, else nil.
func (b *builder) slip(a *act) measures {
	m := slips[a.content.Kind]
	if m == "" || a.day > Present-slipDays || len(a.content.Parts) > 0 || len(a.content.Bodies) > 0 || !chance(b.r, 3) {
		return nil
	}
	v := a.content.Measures[m].V
	return measures{m: counted(v + max(1, v/10)*int64(1+b.r.IntN(3)))}
}

// draft plans an entry without any step.
func (b *builder) draft(kind string, at spot, d calendar.Day, o owner, dm map[string]ledger.Codes, m measures, with ...func(*act)) *act {
	a := &act{typ: ledger.TypeEntry, ledger: at.ledger, spot: at, owner: o, day: d,
		route: ledger.RouteFor(b.cat.Kinds[kind].Route, o.level),
		content: &ledger.Content{Kind: kind, PlaceID: at.place, Day: d, OwnerBodyID: o.id, Dims: dm, Measures: m,
			Note: b.note(kind)}}
	for _, f := range with {
		f(a)
	}
	b.acts = append(b.acts, a)
	return a
}

// note gives a third of the entries of a kind a sentence.
func (b *builder) note(kind string) string {
	if list := b.notes[kind]; len(list) > 0 && chance(b.r, 35) {
		return pick(b.r, list)
	}
	return ""
}

// Options of entries.

func noted(text string) func(*act) { return func(a *act) { a.content.Note = text } }

func followed(day calendar.Day) func(*act) { return func(a *act) { a.content.FollowUp = &day } }

func joined(bodies ...ledger.Participation) func(*act) {
	return func(a *act) { a.content.Bodies = append(a.content.Bodies, bodies...) }
}

func with(role, body string) ledger.Participation {
	return ledger.Participation{BodyID: body, Role: role}
}

func papers(docs ...ledger.Document) func(*act) {
	return func(a *act) { a.content.Documents = append(a.content.Documents, docs...) }
}

func parted(parts ...ledger.Part) func(*act) {
	return func(a *act) { a.content.Parts = append(a.content.Parts, parts...) }
}

func linked(to *act) func(*act) { return func(a *act) { a.links = append(a.links, to) } }

func lasting(days int) func(*act) {
	return func(a *act) {
		end := lastDay
		if a.day > lastDay {
			end = Present
		}
		if to := min(a.day+calendar.Day(days-1), end); days > 1 && to > a.day {
			a.content.ToDay = &to
		}
	}
}

// paper is a document of the entry's own day.
func paper(typ, number string, d calendar.Day, issuer string) ledger.Document {
	return ledger.Document{Type: typ, Number: number, Day: &d, Issuer: issuer}
}

func part(measure, dim, value string, v amount.Value) ledger.Part {
	return ledger.Part{Measure: measure, Dims: map[string]string{dim: value}, Value: v}
}

// final is the content with the links it has by now.
func (a *act) final() any {
	if a.content == nil {
		return a.body
	}
	a.content.Links = a.content.Links[:0]
	for _, l := range a.links {
		a.content.Links = append(a.content.Links, ledger.Link{Kind: l.content.Kind, LedgerID: l.ledger, EntryID: l.id})
	}
	return a.content
}
