package demo

import "phendau/internal/amount"

// trail_clearing: 3,360 times, 126 km, 82,500 turns.
const (
	clearingTimes  = 3360
	clearingMetres = 126_000
	clearingTurns  = 82_500
	// normPairs entries say two times at 37.5 m each: the norm is a whole number
	// of metres only for pairs.
	normPairs       = 1000
	normMetres      = 75
	correctedMetres = 3000 // the entry of scenario S17, 30,000 m at first
)

// clearingPlan is one entry before it has a day.
type clearingPlan struct {
	cell   cell
	times  int64
	length amount.Value
	turns  int64
}

// clearing: half by the norm of 37.5 m, half measured.
func (b *builder) clearing() {
	plans := b.clearingPlans()
	lengths := b.clearingLengths(plans)
	weights := make([]int64, len(plans))
	for i := range plans {
		weights[i] = plans[i].times * int64(70+b.r.IntN(61))
	}
	turns := spread(clearingTurns, weights)
	for i := range plans {
		p := &plans[i]
		p.length, p.turns = lengths[i], turns[i]
		b.clear(p)
	}
}

// clearingPlans shares out pairs and single times over units and months.
func (b *builder) clearingPlans() []clearingPlan {
	var out []clearingPlan
	for _, group := range []struct{ n, times int64 }{{normPairs, 2}, {clearingTimes - 2*normPairs, 1}} {
		for _, c := range b.cells(group.n, clearingSeason, 9) {
			for range c.n {
				out = append(out, clearingPlan{cell: c, times: group.times})
			}
		}
	}
	return out
}

// clearingLengths gives norm lengths to pairs and measured ones to the rest;
// the long one of Đình Phong is set apart.
func (b *builder) clearingLengths(plans []clearingPlan) []amount.Value {
	long := b.longClearing(plans)
	var weights []int64
	for i := range plans {
		if plans[i].times == 1 && i != long {
			weights = append(weights, int64(40+b.r.IntN(121)))
		}
	}
	metres := spread(clearingMetres-normPairs*normMetres-correctedMetres, weights)
	out := make([]amount.Value, len(plans))
	for i := range plans {
		switch {
		case plans[i].times == 2:
			out[i] = amount.NormValue(2, normMetres, 2)
		case i == long:
			out[i] = counted(correctedMetres)
		default:
			out[i] = counted(metres[0])
			metres = metres[1:]
		}
	}
	return out
}

// longClearing is a measured clearing of xã Đình Phong in October 2021.
func (b *builder) longClearing(plans []clearingPlan) int {
	for i := range plans {
		c := plans[i].cell
		if plans[i].times == 1 && c.unit.Code == lockedUnit && c.month.year == 2021 && c.month.month == 10 {
			return i
		}
	}
	return -1
}

func (b *builder) clear(p *clearingPlan) {
	u := p.cell.unit
	d := dayIn(b.r, p.cell.month, false)
	h := pick(b.r, u.Hamlets)
	at, o := atHamlet(h), b.team(h)
	switch weighted(b.r, 72, 14, 8, 6) {
	case 1:
		o = b.post(u.Post)
	case 2:
		o = b.front(u)
	case 3:
		at, o = atUnit(u), b.military(u)
	}
	if p.length.V == correctedMetres {
		at, o = atHamlet(h), b.team(h)
	}
	m := measures{"length_m": p.length, "person_turns": counted(p.turns)}
	if p.times > 1 {
		m["times"] = counted(p.times)
	}
	dm := dims("clearing_work", [...]string{"clearing", "repair", "both"}[weighted(b.r, 70, 15, 15)],
		"clearing_object", [...]string{"patrol_road", "line_of_sight", "marker_surround"}[weighted(b.r, 65, 20, 15)])
	options := []func(*act){}
	if o.id == h.Team && chance(b.r, 20) {
		options = append(options, joined(with("support", u.Post.ID)))
	}
	if p.length.V == correctedMetres {
		b.longOne = b.draft("trail_clearing", at, d, o, dm, m, noted("Phát quang liên xóm trước mùa khô."))
		return
	}
	b.entry("trail_clearing", at, d, o, dm, m, options...)
}
