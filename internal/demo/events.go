package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// eventStep plans an operation on a shared event: a is the entry in whose
// ledger it lies, main the entry that leads.
func (b *builder) eventStep(main, a *act, verb string, at int64, actor, body string, args func() any) {
	b.steps = append(b.steps, &step{act: a, entity: "event", main: main, verb: verb, at: at, actor: actor, body: body, args: args})
}

func ref(a *act) ledger.Ref { return ledger.Ref{LedgerID: a.ledger, EntryID: a.id} }

// propose plans the proposal in the main entry's ledger, after all of its
// members were submitted.
func (b *builder) propose(relation string, main *act, members ...*act) int64 {
	return b.proposeAfter(0, relation, main, members...)
}

// proposeAfter is propose, not before an instant.
func (b *builder) proposeAfter(earliest int64, relation string, main *act, members ...*act) int64 {
	at := max(earliest, main.last.at)
	for _, m := range members {
		at = max(at, m.last.at)
	}
	at = instant(workday(dayOf(at)+1), 9*60+b.r.IntN(400))
	actor, body := b.verifier(main, main.route[0], main.day)
	b.eventStep(main, main, "propose", at, actor, body, func() any {
		var refs []ledger.Ref
		for _, m := range members {
			refs = append(refs, ref(m))
		}
		return map[string]any{"relation": relation, "members": refs}
	})
	return at
}

// confirm plans the member's side, in its own ledger.
func (b *builder) confirm(main, member *act, at int64) int64 {
	actor, body := b.verifier(member, member.route[0], member.day)
	at = instant(workday(dayOf(at)+calendar.Day(1+b.r.IntN(6))), 9*60+b.r.IntN(400))
	b.eventStep(main, member, "confirm", at, actor, body, func() any { return map[string]any{"main": ref(main), "entry_id": member.id} })
	return at
}

// joinParts makes the stops of a delegation one event.
func (b *builder) joinParts(stops []*act) {
	at := b.propose("parts", stops[0], stops[1:]...)
	for _, m := range stops[1:] {
		b.confirm(stops[0], m, at)
	}
}

// joinSame confirms that members describe the act of the main entry.
func (b *builder) joinSame(main *act, members ...*act) int64 {
	at := b.propose("same", main, members...)
	last := at
	for _, m := range members {
		last = max(last, b.confirm(main, m, at))
	}
	return last
}

// Numbers of reports of one act by several bodies.
const (
	triplePatrols   = 42
	doubleOutreach  = 26
	doubleResidents = 24
	settledPatrols  = 6
	openProposals   = 4
	leftAgain       = 2
)

// doubles: one act, several reports. Confirmed ones count once; what was only
// proposed, or left again, are acts of their own that the totals hold.
func (b *builder) doubles() {
	post := b.candidates(func(a *act) bool { return a.is("patrol", "patrol_form", "own_regular") && a.content.ToDay == nil })
	for i := range triplePatrols {
		b.triple(post[i], i < settledPatrols)
	}
	b.unconfirmed(post[triplePatrols:])
	for _, a := range b.candidates(func(a *act) bool {
		return a.is("outreach", "outreach_form", "meeting") && a.owner.id == a.spot.unit.Committee
	})[:doubleOutreach] {
		b.joinSame(a, b.double(a, b.post(a.spot.unit.Post), 1))
	}
	residents := b.candidates(func(a *act) bool { return a.is("patrol", "patrol_form", "with_residents") })
	for _, a := range residents[:doubleResidents] {
		b.joinSame(a, b.double(a, b.post(a.spot.unit.Post), 0))
	}
	b.matchedLate(residents[doubleResidents:])
}

// matchedLate: somebody saw only after the district's report of 2022 was
// locked that two entries of it tell of one patrol.
func (b *builder) matchedLate(list []*act) {
	for _, a := range list {
		if y, m, _ := a.day.Date(); y == 2022 && m < 11 {
			other := b.double(a, b.post(a.spot.unit.Post), 0)
			b.confirm(a, other, b.proposeAfter(instant(districtLock+30, 0), "same", a, other))
			return
		}
	}
}

// is reports kind and dimension of an entry on the line.
func (a *act) is(kind, dim, value string) bool {
	return a.content != nil && a.content.Kind == kind && a.spot.unit != nil && len(a.content.Dims[dim]) == 1 && a.content.Dims[dim][0] == value
}

// candidates are ordinary entries before 2024, in an order of their own.
func (b *builder) candidates(fits func(*act) bool) []*act {
	var out []*act
	for _, a := range b.acts {
		if a.plain && a.day < calendar.MakeDay(2024, 1, 1) && fits(a) {
			out = append(out, a)
		}
	}
	b.r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// double is another body's report of the same act, one day off at times and
// with its own count.
func (b *builder) double(main *act, o owner, more int64) *act {
	c := main.content
	m := measures{}
	for _, id := range []string{"person_turns", "participant_turns"} {
		if v, ok := c.Measures[id]; ok {
			m[id] = counted(v.V + more)
		}
	}
	d := main.day
	if _, _, dd := d.Date(); dd > 1 && chance(b.r, 20) {
		d--
	}
	a := b.draft(c.Kind, main.spot, d, o, c.Dims, m)
	b.verified(a)
	return a
}

// triple: post, commune's military and police report one patrol.
func (b *builder) triple(main *act, settle bool) {
	u := main.spot.unit
	last := b.joinSame(main, b.double(main, b.military(u), 1), b.double(main, b.police(u), 0))
	if !settle {
		return
	}
	agreed := main.content.Measures["person_turns"]
	main.content.Measures["person_turns"] = counted(agreed.V + 1)
	actor, body := b.verifier(main, main.route[0], main.day)
	b.eventStep(main, main, "settle", last+dayMS, actor, body, func() any {
		return map[string]any{"measures": map[string]any{"person_turns": agreed}, "why": "Ba lực lượng đối chiếu, thống nhất số người."}
	})
}

// unconfirmed are pairs of separate patrols somebody thought to be one.
func (b *builder) unconfirmed(post []*act) {
	for i := range openProposals + leftAgain {
		main, other := b.neighbours(post)
		if main == nil {
			return
		}
		if i < openProposals {
			b.propose("same", main, other)
			continue
		}
		at := b.joinSame(main, other)
		actor, body := b.verifier(other, other.route[0], other.day)
		b.eventStep(main, other, "leave", instant(workday(dayOf(at)+30), 10*60), actor, body, func() any {
			return map[string]any{"entry_id": other.id, "why": "Xem lại nhật ký: hai lần tuần tra khác nhau."}
		})
	}
}

// neighbours finds two patrols of one unit a day apart and takes them out of
// further use.
func (b *builder) neighbours(list []*act) (*act, *act) {
	for i, x := range list {
		for _, y := range list[i+1:] {
			if x.plain && y.plain && x.spot.unit == y.spot.unit && (x.day-y.day == 1 || y.day-x.day == 1) {
				x.plain, y.plain = false, false
				return x, y
			}
		}
	}
	return nil, nil
}
