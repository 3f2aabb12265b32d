package demo

import "phendau/internal/calendar"

// Tips stand at communes and in closed quarters; a cell has five or more, or
// none, so that no number points at a household.
const (
	tipsValuable = 2926
	tipsOther    = 640
	smallestCell = 5
)

// quarter is one closed quarter of the story.
type quarter struct {
	from, to calendar.Day
	middle   calendar.Day // the 15th of its middle month
	year     int
}

func quarters() []quarter {
	var out []quarter
	for y := 2019; y <= 2023; y++ {
		for q := 1; q <= 4; q++ {
			p := calendar.Quarter(calendar.Civil, y, q)
			out = append(out, quarter{p.From, p.To, calendar.MakeDay(y, 3*q-1, 15), y})
		}
	}
	return out
}

func (b *builder) tips() {
	b.tipCells(tipsValuable, 100, "valuable")
	b.tipCells(tipsOther-tipsOther/4, 30, "not_usable")
	b.tipCells(tipsOther/4, 9, "duplicate")
	b.tipOutcomes()
}

// tipOutcomes are cases cleared through tips: numbers of a commune's quarter,
// joined to no single tip.
func (b *builder) tipOutcomes() {
	for _, u := range b.world.Border {
		for _, q := range quarters() {
			if !chance(b.r, 12) {
				continue
			}
			kind := []string{"crime", "agreement_violation", "handed_over", "none_found"}[weighted(b.r, 4, 1, 3, 3)]
			m := measures{"cases": counted(1)}
			if kind == "crime" || kind == "handed_over" {
				m["persons"] = counted(int64(1 + b.r.IntN(2)))
			}
			b.entry("tip_outcome", atUnit(u), q.middle, b.police(u), dims("tip_outcome_kind", kind), m, noted(""))
		}
	}
}

// tipCells spreads a total over communes and quarters; pct of the cells have
// any, each of them at least the smallest allowed.
func (b *builder) tipCells(total int64, pct int, assessed string) {
	type slot struct {
		u *Unit
		q quarter
	}
	var slots []slot
	var weights []int64
	for _, u := range b.world.Border {
		for _, q := range quarters() {
			if chance(b.r, pct) {
				slots = append(slots, slot{u, q})
				weights = append(weights, u.weight*int64(60+b.r.IntN(81)))
			}
		}
	}
	for i, n := range spread(total-smallestCell*int64(len(slots)), weights) {
		b.tipCell(slots[i].u, slots[i].q, n+smallestCell, assessed)
	}
}

// tipCell writes the tips of a cell as entries of several tips each.
func (b *builder) tipCell(u *Unit, q quarter, n int64, assessed string) {
	for n > 0 {
		k := min(n, int64(3+b.r.IntN(6)))
		if n-k < 2 {
			k = n
		}
		b.tip(u, q, k, assessed)
		n -= k
	}
}

// tip: sealed ones exist since 2022 and take the middle of their quarter.
func (b *builder) tip(u *Unit, q quarter, n int64, assessed string) {
	channel := []string{"spoken", "phone", "letter_or_box", "other_app", "sealed"}[weighted(b.r, 46, 30, 8, 10, 6)]
	if q.year >= 2022 && chance(b.r, 20) {
		channel = "sealed"
	}
	if q.year < 2022 && channel == "sealed" {
		channel = "spoken"
	}
	d := q.middle
	if channel != "sealed" {
		d = dayIn(b.r, month{from: q.from, to: q.to}, true)
	}
	o, receiver := b.post(u.Post), "post"
	if chance(b.r, 45) {
		o, receiver = b.police(u), "police"
	}
	b.entry("tip", atUnit(u), d, o, dims("tip_channel", channel, "tip_receiver", receiver, "assessed", assessed,
		"tip_topic", pick(b.r, []string{"line_and_markers", "crossing", "crossing", "smuggling", "trafficking_drugs", "order", "disaster"})),
		measures{"tips": counted(n)}, noted(""))
}
