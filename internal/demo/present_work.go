package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// What the communes of today and their posts do month by month.
func (b *builder) present() {
	b.often(150, patrolSeason, "patrol", false, func(u *Unit, d calendar.Day) { b.entryOf(b.ownPatrol(u, d)) })
	b.often(150, villageSeason, "patrol", false, func(u *Unit, d calendar.Day) { b.entryOf(b.villagePatrol(u, d)) })
	b.often(110, clearingSeason, "trail_clearing", false, func(u *Unit, d calendar.Day) { b.entryOf(b.trail(u, d)) })
	b.often(150, outreachSeason, "outreach", false, func(u *Unit, d calendar.Day) { b.entryOf(b.talkRound(u, d)) })
	b.often(50, supportSeason, "gift", true, func(u *Unit, d calendar.Day) { b.entryOf(b.handover(u, d)) })
	b.often(16, supportSeason, "training", true, func(u *Unit, d calendar.Day) { b.entryOf(b.course(u, d)) })
	b.often(14, supportSeason, "livelihood_support", true, func(u *Unit, d calendar.Day) { b.entryOf(b.livelihoodNow(u, d)) })
	b.often(10, supportSeason, "medical_support", true, func(u *Unit, d calendar.Day) { b.entryOf(b.clinic(u, d)) })
	b.often(12, supportSeason, "exchange", false, func(u *Unit, d calendar.Day) { b.entryOf(b.gathering(u, d)) })
	b.often(12, whole, "grassroots_strengthening", true, func(u *Unit, d calendar.Day) { b.entryOf(b.strengthen(u, d)) })
	b.often(10, whole, "plan_practice", true, func(u *Unit, d calendar.Day) { b.entryOf(b.drill(u, d)) })
	b.quarterly()
	b.monthlyContacts()
}

// entryPlan is everything about an entry but its life.
type entryPlan struct {
	kind string
	at   spot
	day  calendar.Day
	o    owner
	dims map[string]ledger.Codes
	m    measures
	with []func(*act)
}

// entryOf gives a planned entry an ordinary life.
func (b *builder) entryOf(p entryPlan) *act {
	return b.entry(p.kind, p.at, p.day, p.o, p.dims, p.m, append(p.with, b.remark(p.kind))...)
}

// draftOf plans an entry whose life is still to be told.
func (b *builder) draftOf(p entryPlan) *act {
	return b.draft(p.kind, p.at, p.day, p.o, p.dims, p.m, append(p.with, b.remark(p.kind))...)
}

// hamletOf takes a hamlet by lot.
func (b *builder) hamletOf(u *Unit) spot { return atHome(pick(b.r, u.Hamlets)) }

func (b *builder) ownPatrol(u *Unit, d calendar.Day) entryPlan {
	at := b.hamletOf(u)
	form := "own_regular"
	if chance(b.r, 30) {
		form = "own_closed_loop"
	}
	return entryPlan{"patrol", at, d, b.post(at.guard()), b.patrolDims(form, d),
		measures{"person_turns": counted(int64(4 + b.r.IntN(4))), "walked_m": counted(int64(3000 + 100*b.r.IntN(90)))}, []func(*act){b.visits(u, 70)}}
}

func (b *builder) villagePatrol(u *Unit, d calendar.Day) entryPlan {
	at := b.hamletOf(u)
	n := int64(5 + b.r.IntN(5))
	lead := ledger.Participation{BodyID: at.hamlet.Team, Role: "lead", Measures: measures{"person_turns": counted(n - 2)}}
	post := ledger.Participation{BodyID: at.guard().ID, Role: "support", Measures: measures{"person_turns": counted(2)}}
	return entryPlan{"patrol", at, d, b.team(at.hamlet), b.patrolDims("with_residents", d), measures{"person_turns": counted(n)},
		[]func(*act){b.visits(u, 40), joined(lead, post)}}
}

func (b *builder) trail(u *Unit, d calendar.Day) entryPlan {
	at := b.hamletOf(u)
	o := b.team(at.hamlet)
	if chance(b.r, 20) {
		o = b.front(u)
	}
	return entryPlan{"trail_clearing", at, d, o, dims("clearing_work", pick(b.r, []string{"clearing", "clearing", "repair", "both"}),
		"clearing_object", pick(b.r, []string{"patrol_road", "patrol_road", "line_of_sight", "marker_surround"})),
		measures{"length_m": counted(int64(60 + 10*b.r.IntN(60))), "person_turns": counted(int64(12 + b.r.IntN(25)))}, []func(*act){supporting(at.guard().ID)}}
}

func (b *builder) talkRound(u *Unit, d calendar.Day) entryPlan {
	_, m, _ := d.Date()
	form := []string{"meeting", "household_visit", "school", "market_day", "loudspeaker", "mobile_team"}[weighted(b.r, 46, 14, 12, 14, 6, 8)]
	if !isWorkday(d) && form == "school" || form == "school" && m >= 6 && m <= 8 {
		form = "market_day"
	}
	at := b.within(u, 45)
	if form == "school" || form == "market_day" {
		at = atUnit(u)
	}
	o := b.speaker(at, form)
	if o.level == ledger.LevelPost {
		o = b.post(at.guard())
	}
	n := formSizes[form]*int64(60+b.r.IntN(81))/100 + 4
	p := entryPlan{"outreach", at, d, o, dims("outreach_topic", b.outreachTopic(month{month: m}), "outreach_form", form),
		measures{"participant_turns": counted(n)}, b.audience(&outreachPlan{form: form, turns: n})}
	if chance(b.r, 60) {
		p.dims["language"] = []ledger.Codes{{"vi", "tay"}, {"tay"}, {"vi", "nung"}, {"vi"}}[b.r.IntN(4)]
	}
	if form == "meeting" && chance(b.r, 40) {
		p.with = append(p.with, b.paperFor("minutes", "BB", d, b.bodyName(o.id)))
	}
	return p
}

// handover is a gift from a donor or a twinned body, written down by who
// received it.
func (b *builder) handover(u *Unit, d calendar.Day) entryPlan {
	v := int64(4+b.r.IntN(40)) * 500_000
	recipient := pick(b.r, []string{"household_group", "household_group", "pupils", "hamlet", "respected_people"})
	p := entryPlan{"gift", b.within(u, 40), d, b.front(u), dims("gift_recipient", recipient, "gift_nature", "cash"),
		measures{"value_vnd": listed(v), "packages": listed(max(1, v/500_000))}, nil}
	if chance(b.r, 60) {
		item := pick(b.r, giftItems)
		p.dims["gift_nature"] = ledger.Codes{"kind"}
		p.with = append(p.with, item.worth(v))
	}
	giver := pick(b.r, append(b.world.Donors[:len(b.world.Donors):len(b.world.Donors)], b.world.Twins...))
	p.with = append(p.with, supporting(giver), b.paperFor("handover_minutes", "BBBG", d, b.bodyName(u.Front)))
	return p
}

func (b *builder) course(u *Unit, d calendar.Day) entryPlan {
	o := b.committee(u)
	subject := pick(b.r, []string{"crops", "livestock", "forestry", "self_management"})
	if subject == "self_management" {
		o = b.front(u)
	}
	return entryPlan{"training", b.within(u, 60), d, o, dims("training_subject", subject),
		measures{"participant_turns": listed(int64(25 + b.r.IntN(40))), "value_vnd": listed(int64(6+b.r.IntN(20)) * 1_000_000)},
		[]func(*act){supporting(pick(b.r, b.world.Twins))}}
}

func (b *builder) livelihoodNow(u *Unit, d calendar.Day) entryPlan {
	dm, m, options := livelihood(b, int64(40+b.r.IntN(160))*1_000_000)
	return entryPlan{"livelihood_support", b.within(u, 30), d, b.committee(u), dm, m,
		append(options, supporting(pick(b.r, b.world.Twins)), b.paperFor("handover_minutes", "BBBG", d, b.bodyName(u.Committee)))}
}

func (b *builder) clinic(u *Unit, d calendar.Day) entryPlan {
	dm, m, options := medical(b, int64(20+b.r.IntN(60))*1_000_000)
	dm["campaign"] = ledger.Codes{"none"}
	return entryPlan{"medical_support", atUnit(u), d, b.committee(u), dm, m, append(options, supporting(b.world.Twins[2]))}
}

func (b *builder) gathering(u *Unit, d calendar.Day) entryPlan {
	dm, m, options := exchange(b, int64(5+b.r.IntN(20))*1_000_000)
	return entryPlan{"exchange", b.within(u, 50), d, b.front(u), dm, m, append(options, supporting(b.world.Residents))}
}

func (b *builder) strengthen(u *Unit, d calendar.Day) entryPlan {
	return entryPlan{"grassroots_strengthening", b.hamletOf(u), d, b.committee(u),
		dims("strengthening_target", pick(b.r, []string{"party_cell", "hamlet_government", "front", "union", "militia"})), measures{},
		[]func(*act){b.paperFor("decision", "QĐ", d, b.bodyName(u.Committee))}}
}

func (b *builder) drill(u *Unit, d calendar.Day) entryPlan {
	return entryPlan{"plan_practice", atUnit(u), d, b.post(u.Post), nil, measures{"person_turns": counted(int64(14 + b.r.IntN(20)))}, nil}
}

// presentQuarters are the closed quarters of the present and the open one.
func presentQuarters() []quarter {
	var out []quarter
	for _, p := range calendar.Split(calendar.Period{From: merged2025, To: Present, Calendar: calendar.Civil}, calendar.QuarterUnit) {
		y, _, _ := p.From.Date()
		out = append(out, quarter{from: p.From, to: p.To, year: y})
	}
	return out
}

// quarterly: the three forces of a commune meet, and each post talks with the
// other side.
func (b *builder) quarterly() {
	for _, q := range presentQuarters() {
		if q.to >= Present {
			continue
		}
		for _, u := range b.today() {
			if d := b.free("coordination", u, q.to-25, q.to, true, 1); d != 0 {
				b.entryOf(entryPlan{"coordination", atUnit(u), d, b.police(u), dims("level", "commune"),
					measures{"meetings": counted(int64(1 + b.r.IntN(2))), "messages_exchanged": counted(int64(4 + b.r.IntN(12))), "joint_actions": counted(int64(1 + b.r.IntN(4)))},
					[]func(*act){supporting(u.Post.ID, u.Military), b.paperFor("minutes", "BB", d, b.bodyName(u.Police))}})
			}
		}
		for _, p := range b.world.Posts {
			b.talkNow(p, q)
		}
	}
}

func (b *builder) communeOfPost(p *Post) *Unit { return b.communeByID(p.Units[0].Successor) }

func (b *builder) talkNow(p *Post, q quarter) {
	u := b.communeOfPost(p)
	d := b.free("talks", u, q.from+10, q.to-5, true, 1)
	if d == 0 {
		return
	}
	side := int64(5 + b.r.IntN(4))
	b.entryOf(entryPlan{"talks", atUnit(u), d, b.post(p), dims("talks_level", "post", "talks_regular", "periodic", "talks_who", "armed_force",
		"talks_topic", pick(b.r, []string{"line_and_markers", "order", "crime"}), "diplomacy", "border_guard", "country", "china"),
		measures{"person_turns": counted(2 * side)}, []func(*act){joined(with("counterpart", b.world.Neighbour)),
			parted(part("person_turns", "side", "ours", counted(side)), part("person_turns", "side", "theirs", counted(side))),
			b.paperFor("minutes", "BB", d, p.Name)}})
}

// monthlyContacts: the hotline of each post, and now and then a letter.
func (b *builder) monthlyContacts() {
	for _, p := range b.world.Posts {
		for _, m := range presentMonths() {
			for i, channel := range []string{"hotline", "letter"} {
				if chance(b.r, [...]int{80, 25}[i]) {
					b.contactNow(p, channel, pick(b.r, []string{"out", "in"}), m.from, m.to)
				}
			}
		}
	}
}

func (b *builder) contactNow(p *Post, channel, direction string, from, to calendar.Day, more ...func(*act)) {
	u := b.communeOfPost(p)
	d := b.free("contact", u, from, to, true, 1)
	if d == 0 {
		return
	}
	b.entryOf(entryPlan{"contact", atUnit(u), d, b.post(p), dims("contact_channel", channel, "direction", direction, "country", "china"),
		measures{"contacts": counted(int64(1 + b.r.IntN(3)))}, append([]func(*act){joined(with("counterpart", b.world.Neighbour)),
			b.paperFor("log_line", "ST", d, p.Name)}, more...)})
}
