package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// Twinned bodies: 96 delegations, gifts above 2.6 and below 2.7 billion đồng.
const (
	delegations      = 96
	twinningGiftsVND = int64(2_643_500_000)
	giftStepVND      = 500_000
)

// delegation is one visiting group with its stops.
type delegation struct {
	twin     string
	day      calendar.Day
	occasion string
	stops    []*act
}

// occasions of visits: Tết, 3 March, holidays, after storms.
var occasions = []struct {
	id          string
	month, from int
	days        int
}{{"tet", 1, 5, 14}, {"border_defence_day", 2, 26, 6}, {"holiday", 4, 20, 20}, {"disaster", 7, 10, 40}, {"holiday", 9, 3, 20}, {"holiday", 12, 10, 14}}

func (b *builder) twinningVisits() {
	var stops []*act
	for i := range delegations {
		d := b.delegation(i)
		stops = append(stops, d.stops...)
		if len(d.stops) > 1 {
			b.joinParts(d.stops)
		}
	}
	b.visitGifts(stops)
}

// delegation plans a visit with one to three stops. While the border was
// closed fewer came.
func (b *builder) delegation(i int) delegation {
	x := delegation{twin: b.world.Twins[i%len(b.world.Twins)]}
	year := 2019 + weighted(b.r, 24, 12, 11, 15, 26, 8)
	o := occasions[b.r.IntN(len(occasions))]
	if year == 2024 {
		o = occasions[0]
	}
	from := calendar.MakeDay(year, o.month, o.from)
	x.occasion, x.day = o.id, min(dayBetween(b.r, from, from+calendar.Day(o.days)), lastDay-5)
	first := b.r.IntN(len(b.world.Border))
	for j := range 1 + weighted(b.r, 62, 25, 13) {
		x.stops = append(x.stops, b.stop(&x, b.world.Border[(first+j)%len(b.world.Border)], j))
	}
	return x
}

func (b *builder) stop(x *delegation, u *Unit, n int) *act {
	host := u.Committee
	if chance(b.r, 40) {
		host = u.Post.ID
	}
	at := b.somewhere(u, 60)
	return b.entry("twinning_visit", at, x.day+calendar.Day(n/2), b.guest(u, x.twin), dims("visit_occasion", x.occasion, "visit_stop", host),
		measures{"visitor_turns": listed(int64(6 + b.r.IntN(15)))}, joined(with("host", host)))
}

// giftItem is a thing with its price for one in đồng; each are the base units
// of one: a kilogram of rice has 1,000 grams.
type giftItem struct {
	id          string
	price, each int64
}

var giftItems = []giftItem{{"flag", 60_000, 1}, {"coat", 250_000, 1}, {"blanket", 300_000, 1}, {"rice", 18_000, 1000}, {"food_box", 350_000, 1}, {"books", 12_000, 1},
	{"bicycle", 1_800_000, 1}, {"household_set", 900_000, 1}}

// worth is as much of the item as so much money buys, at least one.
func (g giftItem) worth(vnd int64) func(*act) {
	return parted(part("quantity", "gift_item", g.id, counted(max(1, vnd/g.price)*g.each)))
}

// visitGifts gives every stop one or two gifts that add up exactly.
func (b *builder) visitGifts(stops []*act) {
	var givers []*act
	for _, s := range stops {
		givers = append(givers, s)
		if chance(b.r, 35) {
			givers = append(givers, s)
		}
	}
	for i, v := range spreadInSteps(twinningGiftsVND, giftStepVND, noisy(b.r, len(givers), 40, 200)) {
		s := givers[i]
		b.gift(s.spot, s.day, b.guest(s.spot.unit, s.owner.id), v, s)
	}
}

// gift hands over something worth v to a recipient, linked to the visit or
// festival at which it was given.
func (b *builder) gift(at spot, d calendar.Day, o owner, v int64, at2 *act) *act {
	recipients := []string{"post", "commune", "hamlet", "household_group", "pupils", "respected_people"}
	recipient := recipients[weighted(b.r, 20, 15, 15, 30, 14, 6)]
	dm := dims("gift_recipient", recipient, "gift_nature", "cash")
	m := measures{"value_vnd": listed(v)}
	options := []func(*act){linked(at2), papers(paper("handover_minutes", numbered(1+b.r.IntN(90), d, "BBBG"), d, at.unit.Full()))}
	if chance(b.r, 55) {
		item := pick(b.r, giftItems)
		dm["gift_nature"] = ledger.Codes{"kind"}
		options = append(options, item.worth(v))
	}
	if recipient == "household_group" || recipient == "pupils" {
		m["packages"] = listed(max(1, v/500_000))
	}
	return b.entry("gift", at, d, o, dm, m, options...)
}

// donations by year: the lowest is exactly 150 and the highest exactly 200
// million đồng; in 2024 nothing was collected before the review.
var donationsVND = []struct {
	year  int
	total int64
}{{2019, 150_000_000}, {2020, 176_500_000}, {2021, 168_200_000}, {2022, 200_000_000}, {2023, 187_300_000}}

func (b *builder) donations() {
	for _, y := range donationsVND {
		var fronts []*Unit
		for _, u := range b.world.Border {
			fronts = append(fronts, u)
			if chance(b.r, 40) {
				fronts = append(fronts, u)
			}
		}
		for i, v := range spreadInSteps(y.total, 100_000, noisy(b.r, len(fronts), 60, 140)) {
			b.donation(fronts[i], y.year, v)
		}
	}
}

func (b *builder) donation(u *Unit, year int, v int64) {
	from := calendar.MakeDay(year, 1+2*b.r.IntN(6), 1)
	d := dayBetween(b.r, from, from+50)
	b.entry("donation_drive", atUnit(u), d, b.front(u), dims("giver", pick(b.r, []string{"officials", "members", "enterprises", "public"}),
		"donation_purpose", pick(b.r, []string{"equipment_for_work", "daily_life_and_study", "necessities"}),
		"beneficiary", pick(b.r, []string{"post", "commune"})), measures{"value_vnd": listed(v)},
		papers(paper("receipt_book", numbered(1+b.r.IntN(30), d, "ST"), d, "Ủy ban MTTQ "+u.Full())))
}
