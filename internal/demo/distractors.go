package demo

import (
	"phendau/internal/calendar"
)

// What must not count: drafts, entries sent back or taken back, and what is
// still waiting for somebody to check it.
const (
	draftsOnly    = 60
	sentBack      = 45
	takenBack     = 20 // by the recorder, before anybody checked
	withdrawn     = 12 // by the verifier, afterwards
	stillWaiting  = 90
	waitingWithin = 20 // days before the end of the story
)

func (b *builder) distractors() {
	for range draftsOnly {
		a := b.stray(firstDay, lastDay)
		b.step(a, "create", instant(a.day, 18*60+b.r.IntN(120)), a.owner.recorder, a.owner.acts, nil, a.final)
	}
	for range sentBack {
		a := b.stray(firstDay, lastDay)
		b.created(a, a.final)
		actor, body := b.verifier(a, a.route[0], a.day)
		level, why := a.route[0], pick(b.r, b.notes["why_return"])
		b.step(a, "return", instant(workday(dayOf(a.last.at)+3), 9*60), actor, body, a.last, func() any { return map[string]any{"level": level, "why": why} })
	}
	for range takenBack {
		a := b.stray(firstDay, lastDay)
		b.created(a, a.final)
		b.takeBack(a, a.last.at+dayMS, a.owner.recorder, a.owner.acts, "Ghi nhầm ngày, đã ghi lại.")
	}
	for range withdrawn {
		a := b.stray(firstDay, lastDay-60)
		b.verified(a)
		b.takeBack(a, a.last.at+3*dayMS, a.last.actor, a.last.body, "Phát hiện ghi trùng với sổ của xóm.")
	}
	for range stillWaiting {
		a := b.stray(lastDay-waitingWithin, lastDay)
		b.created(a, a.final)
	}
}

func (b *builder) takeBack(a *act, at int64, actor, body, why string) {
	b.step(a, "retract", at, actor, body, a.last, func() any { return map[string]string{"why": why} })
}

// stray drafts an entry of one of the counted kinds.
func (b *builder) stray(from, to calendar.Day) *act {
	u := b.unitByWeight()
	d := dayIn(b.r, month{from: from, to: to}, false)
	h := pick(b.r, u.Hamlets)
	switch b.r.IntN(5) {
	case 0:
		return b.draft("outreach", atUnit(u), d, b.committee(u), dims("outreach_topic", "border_law", "outreach_form", "meeting"), measures{"participant_turns": counted(int64(15 + b.r.IntN(40)))})
	case 1:
		return b.draft("patrol", atHamlet(h), d, b.post(u.Post), b.patrolDims("own_regular", d), measures{"person_turns": counted(int64(3 + b.r.IntN(4)))})
	case 2:
		return b.draft("trail_clearing", atHamlet(h), d, b.team(h), dims("clearing_work", "clearing"), measures{"length_m": counted(int64(20 + b.r.IntN(60))), "person_turns": counted(int64(10 + b.r.IntN(20)))})
	case 3:
		return b.draft("gift", atHamlet(h), d, b.front(u), dims("gift_recipient", "household_group", "gift_nature", "kind"), measures{"packages": counted(int64(5 + b.r.IntN(20)))})
	}
	return b.draft("patrol", atHamlet(h), d, b.team(h), b.patrolDims("with_residents", d), measures{"person_turns": counted(int64(4 + b.r.IntN(4)))},
		joined(with("support", u.Post.ID)))
}
