package demo

import (
	"maps"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// step is one planned operation.
type step struct {
	act    *act
	entity string // "" is the act's own type; "event" for shared events
	verb   string
	at     int64 // when somebody did it, milliseconds since 1970 UTC
	actor  string
	body   string
	base   *step
	args   func() any  // made when all ids are known
	main   *act        // event operations: the leading entry
	id     string      // op_id, given in the order of time
	file   *File       // that it attaches
	ids    *ledger.IDs // that give its id; nil are those of its kind
}

func (b *builder) step(a *act, verb string, at int64, actor, body string, base *step, args func() any) *step {
	s := &step{act: a, verb: verb, at: at, actor: actor, body: body, base: base, args: args}
	b.steps = append(b.steps, s)
	a.last = s
	return s
}

// lateShare are verifications that came months late, out of 100.
const lateShare = 3

// created plans create and submit by the recorder.
func (b *builder) created(a *act, content func() any) {
	end := a.day
	if a.content != nil && a.content.ToDay != nil {
		end = *a.content.ToDay
	}
	at := instant(end+calendar.Day(weighted(b.r, 60, 25, 10, 5)), 16*60+b.r.IntN(240))
	s := b.step(a, "create", at, a.owner.recorder, a.owner.acts, nil, content)
	b.step(a, "submit", s.at+minuteMS*int64(2+b.r.IntN(600)), a.owner.recorder, a.owner.acts, s, nil)
}

// verified plans the whole life of a record that counts.
func (b *builder) verified(a *act) {
	b.created(a, a.final)
	b.verifyAll(a)
}

// verifyAll plans the route from where the act stands.
func (b *builder) verifyAll(a *act) {
	route := a.route
	// Some posts let the commune's word stand.
	if len(route) > 1 && a.day <= lastDay && chance(b.r, 8) {
		route = route[:1]
	}
	for i, level := range route {
		d := dayOf(a.last.at) + calendar.Day(1+b.r.IntN(5))
		if i == 0 && a.day < lastDay-240 && chance(b.r, lateShare) {
			d += calendar.Day(60 + b.r.IntN(120))
		}
		b.verify(a, level, workday(d))
	}
}

func (b *builder) verify(a *act, level int, d calendar.Day) {
	actor, body := b.verifier(a, level, d)
	at := instant(d, 8*60+b.r.IntN(8*60))
	b.step(a, "verify", at, actor, body, a.last, func() any { return map[string]int{"level": level} })
}

// verifier is somebody of the level who on a day checks a record he did not
// write down, unless nobody else is there.
func (b *builder) verifier(a *act, level int, d calendar.Day) (actor, body string) {
	w, u := b.world, a.spot.unit
	switch {
	case level == ledger.LevelProvince:
		return w.ProvinceAnalyst, w.Command
	case u == nil:
		return w.DistrictLeader, w.Committee
	case level == ledger.LevelPost && u.Post != nil:
		p := b.answering(a)
		if chance(b.r, 70) {
			return p.Deputy, p.ID
		}
		return p.Commander, p.ID
	case level == ledger.LevelPost:
		return w.DistrictLeader, w.Committee
	case u.alone && d < calendar.MakeDay(2019, 7, 1):
		return u.Clerk, u.Committee
	case u.alone && a.day < calendar.MakeDay(2019, 7, 1):
		return u.Verifier, u.Committee
	case chance(b.r, 75):
		return u.Verifier, u.Committee
	}
	return u.Leader, u.Committee
}

// answering is the post that verifies an act: its own, or the one whose area it
// lies in.
func (b *builder) answering(a *act) *Post {
	for _, p := range b.world.Posts {
		if p.ID == a.owner.id {
			return p
		}
	}
	return a.spot.guard()
}

// first gives the content with other values of some measures, as it was
// before somebody put it right.
func (a *act) first(wrong measures) func() any {
	return func() any {
		c := *a.final().(*ledger.Content)
		c.Measures = maps.Clone(c.Measures)
		maps.Copy(c.Measures, wrong)
		return &c
	}
}

// set is the amendment that puts the named measures right.
func (a *act) set(wrong measures, why string) func() any {
	return func() any {
		right := map[string]amount.Value{}
		for m := range wrong {
			right[m] = a.content.Measures[m]
		}
		args := map[string]any{"set": map[string]any{"measures": right}}
		if why != "" {
			args["why"] = why
		}
		return args
	}
}

// returned plans an entry that was sent back once, put right and verified.
func (b *builder) returned(a *act, wrong measures, why string) {
	b.created(a, a.first(wrong))
	level := a.route[0]
	actor, body := b.verifier(a, level, a.day)
	back := b.step(a, "return", instant(workday(dayOf(a.last.at)+2), 9*60+b.r.IntN(120)), actor, body, a.last,
		func() any { return map[string]any{"level": level, "why": why} })
	fix := b.step(a, "amend", back.at+dayMS+minuteMS*int64(b.r.IntN(600)), a.owner.recorder, a.owner.acts, back, a.set(wrong, ""))
	b.step(a, "submit", fix.at+5*minuteMS, a.owner.recorder, a.owner.acts, fix, nil)
	b.verifyAll(a)
}

// corrected plans an entry that was verified with a wrong value and put right
// in the open.
func (b *builder) corrected(a *act, wrong measures, why string, after int) {
	b.created(a, a.first(wrong))
	b.verifyAll(a)
	last := a.last
	b.step(a, "correct", instant(workday(dayOf(last.at)+calendar.Day(after)), 10*60+b.r.IntN(300)), last.actor, last.body, last, a.set(wrong, why))
}
