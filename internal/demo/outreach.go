package demo

import (
	"phendau/internal/ledger"
)

// outreach: 3,957 sessions, 99,273 turns.
const (
	outreachSessions = 3957
	outreachTurns    = 99_273
	outreachDouble   = 240 // entries with a morning and an afternoon
)

type outreachPlan struct {
	cell     cell
	sessions int64
	form     string
	topic    string
	turns    int64
}

// formSizes are the relative sizes of a session by form.
var formSizes = map[string]int64{"meeting": 26, "household_visit": 8, "school": 60, "market_day": 45, "loudspeaker": 34, "mobile_team": 30}

func (b *builder) outreach() {
	var plans []outreachPlan
	for _, group := range []struct{ n, sessions int64 }{{outreachDouble, 2}, {outreachSessions - 2*outreachDouble, 1}} {
		for _, c := range b.cells(group.n, outreachSeason, 11) {
			for range c.n {
				plans = append(plans, outreachPlan{cell: c, sessions: group.sessions, form: b.outreachForm(c.month), topic: b.outreachTopic(c.month)})
			}
		}
	}
	weights := make([]int64, len(plans))
	for i, p := range plans {
		weights[i] = p.sessions * formSizes[p.form] * int64(60+b.r.IntN(81))
	}
	for i, n := range spread(outreachTurns, weights) {
		plans[i].turns = n
		b.session(&plans[i])
	}
}

// outreachForm: no gatherings while the pandemic lasts.
func (b *builder) outreachForm(m month) string {
	forms := []string{"meeting", "household_visit", "school", "market_day", "loudspeaker", "mobile_team"}
	if m.covid() {
		return forms[weighted(b.r, 18, 34, 6, 5, 22, 15)]
	}
	school := 22
	if m.month >= 6 && m.month <= 8 {
		school = 0
	}
	return forms[weighted(b.r, 42, 12, school, 12, 5, 7)]
}

func (b *builder) outreachTopic(m month) string {
	topics := []string{"border_defence_day", "border_law", "agreements", "crime", "drugs", "trafficking", "disease"}
	w := []int{4, 30, 18, 16, 10, 8, 3}
	switch {
	case m.month == 2 || m.month == 3:
		w[0] = 60
	case m.month == 6:
		w[4] = 40
	case m.month == 7:
		w[5] = 30
	}
	if m.covid() {
		w[6] = 45
	}
	return topics[weighted(b.r, w...)]
}

func (b *builder) session(p *outreachPlan) {
	u := p.cell.unit
	at := b.somewhere(u, 40)
	if p.form == "school" || p.form == "market_day" {
		at = atUnit(u)
	}
	d := dayIn(b.r, p.cell.month, p.form == "school" || p.form == "meeting")
	m := measures{"participant_turns": counted(p.turns)}
	if p.form == "meeting" && chance(b.r, 40) {
		m["participant_turns"] = listed(p.turns)
	}
	if p.sessions > 1 {
		m["sessions"] = counted(p.sessions)
	}
	dm := dims("outreach_topic", p.topic, "outreach_form", p.form)
	if chance(b.r, 70) {
		dm["language"] = []ledger.Codes{{"vi", "tay"}, {"tay"}, {"vi", "nung"}, {"vi"}}[b.r.IntN(4)]
	}
	o, options := b.speaker(at, p.form), b.audience(p)
	if b.lateOne == nil && u.Code == lockedUnit && p.cell.month.year == 2021 && p.cell.month.month == 11 {
		b.lateOne = b.draft("outreach", at, d, o, dm, m, append(options, noted("Ghi bổ sung từ sổ giấy của xóm."))...)
		return
	}
	if p.form == "meeting" && chance(b.r, 25) {
		options = append(options, papers(paper("minutes", minutesNumber(1+b.r.IntN(60), d), d, u.Full())))
	}
	b.entry("outreach", at, d, o, dm, m, options...)
}

func (b *builder) speaker(at spot, form string) owner {
	u := at.unit
	switch weighted(b.r, 38, 28, 14, 14, 6) {
	case 1:
		return b.post(u.Post)
	case 2:
		return b.front(u)
	case 3:
		return b.police(u)
	case 4:
		if at.hamlet != nil && form != "school" {
			return b.team(at.hamlet)
		}
	}
	return b.committee(u)
}

// audience splits the turns of most sessions; some splits leave a rest nobody
// sorted.
func (b *builder) audience(p *outreachPlan) []func(*act) {
	if !chance(b.r, 65) || p.turns < 8 {
		return nil
	}
	main, side := "residents", "officials"
	if p.form == "school" {
		main, side = "pupils", "teachers"
	}
	few := 1 + p.turns/10
	rest := p.turns - few
	if chance(b.r, 30) {
		rest -= 1 + p.turns/12
	}
	return []func(*act){parted(part("participant_turns", "audience", main, counted(rest)), part("participant_turns", "audience", side, counted(few)))}
}
