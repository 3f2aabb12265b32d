package demo

import (
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// festivalPlan is how many units held a festival around 3 March of a year;
// the pandemic left few, and those of 2024 lie mostly after the review.
var festivalPlan = []struct {
	year, communes, groups, hamlets int
}{{2019, 12, 6, 8}, {2020, 3, 0, 1}, {2021, 5, 1, 2}, {2022, 6, 2, 3}, {2023, 12, 8, 10}, {2024, 3, 1, 1}}

func (b *builder) festivals() {
	for _, p := range festivalPlan {
		order := b.r.Perm(len(b.world.Border))
		for i := range p.communes {
			b.festival(atUnit(b.world.Border[order[i]]), p.year, "commune")
		}
		for i := range p.groups {
			b.festival(atUnit(b.world.Border[order[11-i]]), p.year, "hamlet_group")
		}
		for range p.hamlets {
			b.festival(atHamlet(pick(b.r, b.world.Hamlets)), p.year, "hamlet")
		}
	}
}

func (b *builder) festival(at spot, year int, level string) {
	from := calendar.MakeDay(year, 2, 27)
	d := from + calendar.Day(b.r.IntN(7))
	if year == 2024 {
		d = lastDay - calendar.Day(b.r.IntN(2))
	}
	size := int64(80 + b.r.IntN(120))
	if level == "commune" {
		size *= 3
	}
	u := at.unit
	f := b.entry("festival", at, d, b.front(u), dims("festival_level", level), measures{"participant_turns": counted(size)},
		joined(with("host", u.Committee), with("host", u.Post.ID)), papers(paper("plan", numbered(1+b.r.IntN(20), d, "KH"), d, "Ủy ban MTTQ "+u.Full())))
	for _, name := range []string{"review_talk", "praise_and_award", "performance"} {
		b.festivalPart(f, name, "", size)
	}
	b.festivalPart(f, "sport", pick(b.r, []string{"push_stick", "volleyball", "tug_of_war"}), size/3)
	if chance(b.r, 60) {
		b.festivalPart(f, "folk_game", "tung_con", size/4)
	}
	b.festivalPart(f, "visit_and_gifts", "", size/5)
	b.gift(at, d, b.guest(u, pick(b.r, b.world.Donors)), int64(6+b.r.IntN(30))*500_000, f)
}

func (b *builder) festivalPart(f *act, name, game string, turns int64) {
	dm := dims("festival_part", name)
	if game != "" {
		dm["game"] = ledger.Codes{game}
	}
	b.entry("festival_part", f.spot, f.day, b.front(f.spot.unit), dm, measures{"participant_turns": counted(turns)}, linked(f))
}
