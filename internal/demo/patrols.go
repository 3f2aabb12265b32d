package demo

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// Figures of the review (review-2019-2024.json).
const (
	patrolTimes, patrolTurns     = 2329, 11645
	residentTimes, residentTurns = 3216, 19296
	bilateralTimes               = 12
	bilateralTurns               = 40 // of each: 20 from either side
)

// heads gives n head counts that average the norm exactly: most by the norm,
// pct of 100 really counted. Counted ones deviate in pairs, one up and one
// down, as real counts scatter around the norm.
func (b *builder) heads(n int, norm int64, pct int) []amount.Value {
	out := make([]amount.Value, n)
	open := -1 // a counted one that still lacks its pair
	var dev int64
	for i := range out {
		out[i] = amount.NormValue(1, norm, 1)
		if !chance(b.r, pct) {
			continue
		}
		out[i] = counted(norm)
		if open < 0 {
			open, dev = i, int64(weighted(b.r, 3, 4, 2))
			continue
		}
		out[open], out[i] = counted(norm+dev), counted(norm-dev)
		open = -1
	}
	return out
}

// patrols: routine and closed-loop patrols of the posts.
func (b *builder) patrols() {
	heads := b.heads(patrolTimes, patrolTurns/patrolTimes, 18)
	for _, c := range b.cells(patrolTimes, patrolSeason, patrolsInCovid) {
		for range c.n {
			b.postPatrol(c.unit, dayIn(b.r, c.month, false), heads[0])
			heads = heads[1:]
		}
	}
}

func (b *builder) postPatrol(u *Unit, d calendar.Day, turns amount.Value) *act {
	form := "own_regular"
	if chance(b.r, 30) {
		form = "own_closed_loop"
	}
	m := measures{"person_turns": turns}
	if chance(b.r, 60) {
		m["walked_m"] = counted(int64(2500 + 100*b.r.IntN(90)))
	}
	options := []func(*act){b.visits(u, 45), lasting([...]int{1, 2, 4, 6}[weighted(b.r, 88, 8, 3, 1)])}
	if chance(b.r, 15) {
		options = append(options, joined(with("support", pick(b.r, []string{u.Police, u.Military}))))
	}
	return b.entry("patrol", b.somewhere(u, 35), d, b.post(u.Post), b.patrolDims(form, d), m, options...)
}

func (b *builder) patrolDims(form string, d calendar.Day) map[string]ledger.Codes {
	out := dims("patrol_form", form, "way", [...]string{"foot", "vehicle", "boat"}[weighted(b.r, 94, 5, 1)])
	_, m, _ := d.Date()
	switch {
	case m >= 5 && m <= 9 && chance(b.r, 6):
		out["weather_stop"] = ledger.Codes{"rain"}
	case (m == 12 || m <= 2) && chance(b.r, 5):
		out["weather_stop"] = ledger.Codes{pick(b.r, []string{"fog", "cold"})}
	}
	return out
}

// visits adds one to three neighbouring positions in pct of 100 cases.
func (b *builder) visits(u *Unit, pct int) func(*act) {
	return func(a *act) {
		if !chance(b.r, pct) {
			return
		}
		i := b.r.IntN(len(u.Markers))
		a.content.Markers = append(a.content.Markers, u.Markers[i:min(i+1+b.r.IntN(3), len(u.Markers))]...)
	}
}

// residentPatrols: the teams go, the post (and at times the police) with them.
func (b *builder) residentPatrols() {
	heads := b.heads(residentTimes, residentTurns/residentTimes, 25)
	for _, c := range b.cells(residentTimes, villageSeason, 11) {
		for range c.n {
			b.residentPatrol(c.unit, dayIn(b.r, c.month, false), heads[0])
			heads = heads[1:]
		}
	}
}

func (b *builder) residentPatrol(u *Unit, d calendar.Day, turns amount.Value) {
	h := pick(b.r, u.Hamlets)
	bodies := []ledger.Participation{with("support", u.Post.ID)}
	if turns.Basis == amount.Counted { // the residents' own heads are known
		bodies[0].Measures = measures{"person_turns": counted(2)}
		bodies = append(bodies, ledger.Participation{BodyID: h.Team, Role: "lead", Measures: measures{"person_turns": counted(turns.V - 2)}})
	}
	if chance(b.r, 15) {
		bodies = append(bodies, with("support", u.Police))
	}
	b.entry("patrol", atHamlet(h), d, b.team(h), b.patrolDims("with_residents", d), measures{"person_turns": turns},
		b.visits(u, 30), joined(bodies...))
}

// bilateral patrols are agreed by both sides and stopped during the pandemic.
func (b *builder) bilateral() {
	quarters := [bilateralTimes][2]int{{2019, 2}, {2019, 3}, {2019, 5}, {2019, 7}, {2019, 9}, {2019, 11}, {2020, 1},
		{2023, 4}, {2023, 6}, {2023, 8}, {2023, 10}, {2024, 1}}
	for i, q := range quarters {
		u := b.world.Border[i*5%12]
		from := calendar.MakeDay(q[0], q[1], 1)
		d := dayBetween(b.r, from, from+20)
		dm := b.patrolDims("bilateral", d)
		dm["country"] = ledger.Codes{"china"}
		b.entry("patrol", b.somewhere(u, 50), d, b.post(u.Post), dm, measures{"person_turns": counted(bilateralTurns)},
			b.visits(u, 100), joined(with("counterpart", b.world.Neighbour)),
			parted(part("person_turns", "side", "ours", counted(bilateralTurns/2)), part("person_turns", "side", "theirs", counted(bilateralTurns/2))),
			papers(paper("minutes", minutesNumber(i+1, d), d, u.Post.Name)))
	}
}
