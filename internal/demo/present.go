package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// The present-day slice: the communes of 2025-07-01 and their posts, up to
// Present. Everybody records for his own body, with a right of his own, and
// two reports of one act are never made by chance: only twice() makes them.

// deskDays is how far back the work on the desks reaches: before it nearly
// everything has been verified.
const deskDays = 30

// Communes with a story of their own, by code.
const (
	silentUnit  = "01456" // xã Quang Hán sent nothing for two months
	stormUnit   = "01465" // xã Quang Trung was hit by the storm and signed a nil month
	presentLock = "01501" // xã Đàm Thủy locks its monthly reports
)

// silent is long enough to leave out August and September in both calendars.
var (
	silentFrom = calendar.MakeDay(2026, 7, 15)
	silentTo   = calendar.MakeDay(2026, 9, 30)
	stormDay   = calendar.MakeDay(2026, 7, 8)
	nilFrom    = calendar.MakeDay(2026, 7, 1)
	nilTo      = calendar.MakeDay(2026, 8, 14)
)

// calendarOf says which days are taken, by kind and commune.
type calendarOf map[string]map[calendar.Day]bool

// today are the border communes of today, with what their posts and markers
// were before they merged.
func (b *builder) today() []*Unit {
	var out []*Unit
	for _, c := range b.world.Communes {
		if c.Border {
			out = append(out, c)
		}
	}
	if out[0].Post != nil {
		return out
	}
	heaviest := map[*Unit]int64{}
	for _, u := range b.world.Border {
		c := b.communeByID(u.Successor)
		c.Markers = append(c.Markers, u.Markers...)
		c.weight += u.weight
		if u.weight > heaviest[c] {
			heaviest[c], c.Post = u.weight, u.Post
		}
	}
	return out
}

// atHome is a hamlet in the commune of today.
func atHome(h *Hamlet) spot { return spot{h.ID, h.Commune.Ledger, h.Commune, h} }

// within is a hamlet of the commune, or the commune itself in pct of 100.
func (b *builder) within(u *Unit, pct int) spot {
	if chance(b.r, pct) {
		return atUnit(u)
	}
	return atHome(pick(b.r, u.Hamlets))
}

// free finds a day of a span on which the commune tells of no other act of the
// kind, nor on the days beside it; 0 if there is none. long is how many days
// the act takes.
func (b *builder) free(kind string, u *Unit, from, to calendar.Day, office bool, long int) calendar.Day {
	if b.days == nil {
		b.days = calendarOf{}
	}
	key := kind + u.ID
	if b.days[key] == nil {
		b.days[key] = map[calendar.Day]bool{}
	}
	taken := b.days[key]
	for range 200 {
		d := dayIn(b.r, month{from: from, to: to - calendar.Day(long-1)}, office)
		if b.quiet(kind, u, d) || anyTaken(taken, d-1, d+calendar.Day(long)) {
			continue
		}
		for i := range calendar.Day(long) {
			taken[d+i] = true
		}
		return d
	}
	return 0
}

func anyTaken(taken map[calendar.Day]bool, from, to calendar.Day) bool {
	for d := from; d <= to; d++ {
		if taken[d] {
			return true
		}
	}
	return false
}

// quiet are the days a commune says nothing about, or signed a nil for.
func (b *builder) quiet(kind string, u *Unit, d calendar.Day) bool {
	switch u.Code {
	case silentUnit:
		return d >= silentFrom && d <= silentTo
	case stormUnit:
		return (kind == "outreach" || kind == "trail_clearing") && d >= nilFrom && d <= nilTo
	}
	return false
}

// presentMonths are the months before the desks, the last one cut.
func presentMonths() []month {
	var out []month
	for _, p := range calendar.Split(calendar.Period{From: merged2025, To: Present - deskDays - 1, Calendar: calendar.Civil}, calendar.MonthUnit) {
		y, m, _ := p.From.Date()
		out = append(out, month{y, m, p.From, p.To})
	}
	return out
}

// evenWeight is added to the weight of every commune, so that the small ones
// have work too.
const evenWeight = 20

// presentCells draws a total over communes and months by season.
func (b *builder) presentCells(total int64, s season) []cell {
	var out []cell
	var weights []int64
	for _, u := range b.today() {
		for _, m := range presentMonths() {
			out = append(out, cell{u, m, 0})
			weights = append(weights, (u.weight+evenWeight)*s[m.month-1]*int64(m.to-m.from+1)/28)
		}
	}
	for i, n := range b.draw(total, weights) {
		out[i].n = n
	}
	return out
}

// often spreads acts of a kind over the communes: each is told a commune and a free day.
func (b *builder) often(total int64, s season, kind string, office bool, each func(u *Unit, d calendar.Day)) {
	for _, c := range b.presentCells(total, s) {
		for range c.n {
			if d := b.free(kind, c.unit, c.month.from, c.month.to, office, 1); d != 0 {
				each(c.unit, d)
			}
		}
	}
}

// numberFor is a document number nobody else has: two entries with one number
// would be two reports of one act.
func (b *builder) numberFor(kind string, d calendar.Day) string {
	b.serial++
	return numbered(b.serial, d, kind)
}

func (b *builder) paperFor(typ, kind string, d calendar.Day, issuer string) func(*act) {
	return papers(paper(typ, b.numberFor(kind, d), d, issuer))
}

// remark is a longer sentence of an official on an entry of the present.
func (b *builder) remark(kind string) func(*act) {
	text := ""
	if list := b.notes["now_"+kind]; len(list) > 0 && chance(b.r, 60) {
		text = pick(b.r, list)
	}
	return func(a *act) {
		if text != "" {
			a.content.Note = text
		}
	}
}

// supporting is a body that took part without leading.
func supporting(bodies ...string) func(*act) {
	var out []ledger.Participation
	for _, id := range bodies {
		out = append(out, with("support", id))
	}
	return joined(out...)
}

// whole are all seasons alike.
var whole = season{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
