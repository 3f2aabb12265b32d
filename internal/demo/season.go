package demo

import (
	"math/rand/v2"

	"phendau/internal/calendar"
)

// month is one calendar month of the story.
type month struct {
	year, month int
	from, to    calendar.Day
}

// months are the 62 months from 2019-01 to 2024-02.
func months() []month {
	var out []month
	for _, p := range calendar.Split(calendar.Period{From: firstDay, To: lastDay, Calendar: calendar.Civil}, calendar.MonthUnit) {
		y, m, _ := p.From.Date()
		out = append(out, month{y, m, p.From, p.To})
	}
	return out
}

// covid are the months of the pandemic's closed border.
func (m month) covid() bool {
	return m.year == 2020 && m.month >= 2 || m.year == 2021 || m.year == 2022
}

// season weighs the months of a year, January first.
type season [12]int64

// The seasons of the themes: patrols rest in the rains, clearing follows them
// and prepares 3 March, outreach peaks around 3 March and the school year.
var (
	patrolSeason   = season{11, 10, 11, 10, 9, 8, 7, 7, 9, 10, 11, 12}
	villageSeason  = season{11, 9, 12, 11, 8, 7, 8, 8, 10, 11, 11, 11}
	clearingSeason = season{8, 11, 12, 8, 7, 6, 6, 8, 12, 14, 13, 9}
	outreachSeason = season{8, 13, 15, 9, 8, 9, 6, 8, 12, 11, 12, 9}
	rainSeason     = season{2, 2, 2, 4, 8, 12, 14, 13, 8, 3, 2, 3}
	supportSeason  = season{12, 8, 8, 8, 8, 8, 8, 8, 9, 10, 10, 11}
	patrolsInCovid = int64(13) // tenths: posts were reinforced
)

// cell is a border unit in a month with its share of a total.
type cell struct {
	unit  *Unit
	month month
	n     int64
}

// cells spreads a total over units and months by season, with some noise and,
// in tenths, the factor of the pandemic.
func (b *builder) cells(total int64, s season, covid int64) []cell {
	var out []cell
	var weights []int64
	for _, u := range b.world.Border {
		for _, m := range months() {
			w := u.weight * s[m.month-1] * int64(80+b.r.IntN(41))
			if m.covid() {
				w = w * covid / 10
			}
			out = append(out, cell{u, m, 0})
			weights = append(weights, w)
		}
	}
	shares := spread
	if total < 2*int64(len(weights)) {
		shares = b.draw
	}
	for i, n := range shares(total, weights) {
		out[i].n = n
	}
	return out
}

// draw shares out a total too small for spread, which would give it to the
// heaviest cells alone: each one goes to a cell by lot, and the sum stays.
func (b *builder) draw(total int64, weights []int64) []int64 {
	out := make([]int64, len(weights))
	w := make([]int, len(weights))
	for i := range w {
		w[i] = int(weights[i])
	}
	for range total {
		out[weighted(b.r, w...)]++
	}
	return out
}

// dayIn takes a day of a month: any, or with office one on which offices are
// open.
func dayIn(r *rand.Rand, m month, office bool) calendar.Day {
	for range 50 {
		d := m.from + calendar.Day(r.IntN(int(m.to-m.from)+1))
		if !office || isWorkday(d) {
			return d
		}
	}
	return m.from
}

// dayBetween takes a working day of a range.
func dayBetween(r *rand.Rand, from, to calendar.Day) calendar.Day {
	return dayIn(r, month{from: from, to: to}, true)
}
