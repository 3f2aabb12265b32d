package demo

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// declared: totals of an earlier stage taken from a document, plans, and
// signed zeros with their reasons.
func (b *builder) declared() {
	b.statements()
	b.plans()
	b.pausedTalks()
	b.pausedFestivals()
	b.quietQuarters()
	b.inland()
}

// declare plans a record that is no entry.
func (b *builder) declare(typ string, at spot, d calendar.Day, o owner, body any) {
	a := &act{typ: typ, ledger: at.ledger, spot: at, owner: o, day: d, route: ledger.RouteFor([]int{ledger.LevelCommune}, o.level), body: body}
	b.acts = append(b.acts, a)
	b.verified(a)
}

// statements are totals of 2014-2018 with the words of their source.
func (b *builder) statements() {
	from, to := calendar.MakeDay(2014, 1, 1), calendar.MakeDay(2018, 12, 31)
	d := calendar.MakeDay(2019, 3, 20)
	doc := paper("report", "18/BC-MH-2019", calendar.MakeDay(2019, 2, 25), "UBND huyện Trùng Khánh (minh họa)")
	say := func(indicator, measure, quote, per string, v amount.Value) {
		v.Basis = amount.Declared
		b.declare(ledger.TypeStatement, b.atDistrict(d), d, b.districtOwner(b.world.Committee), &ledger.StatementBody{Indicator: indicator,
			Measure: measure, PlaceID: b.world.OldTrungKhanh, From: from, To: to, Value: v.Normalize(), Per: per, Document: doc, Page: "4", Quote: quote})
	}
	say("patrol.post", "times", "trên 1.800 lần tuần tra", "", amount.Value{V: 1800, Q: amount.AtLeast})
	say("outreach", "participant_turns", "khoảng 70.000 lượt người nghe", "", amount.Value{V: 70_000, Lo: amount.Unknown, Hi: amount.Unknown, Q: amount.About})
	say("donations.per_year", "value_vnd_per_year", "từ 90 - 120 triệu đồng/năm", "year", amount.Value{Lo: 90_000_000, Hi: 120_000_000, Q: amount.Range})
}

// plans of the border communes for 2023 and 2024.
func (b *builder) plans() {
	for _, year := range []int{2023, 2024} {
		p := calendar.Year(calendar.Civil, year)
		for _, u := range b.world.Border {
			for _, x := range []struct {
				indicator, measure string
				factor             int64
			}{{"outreach", "sessions", 5}, {"patrol.with_residents", "times", 4}, {"trail_clearing", "times", 4}} {
				d := workday(calendar.MakeDay(year, 1, 3))
				b.declare(ledger.TypePlan, atUnit(u), d, b.committee(u), &ledger.PlanBody{Indicator: x.indicator, Measure: x.measure,
					PlaceID: u.ID, From: p.From, To: p.To, Value: u.weight*x.factor - u.weight*x.factor%5 + 5})
			}
		}
	}
}

func (b *builder) zero(at spot, o owner, from, to calendar.Day, reason, why string, kinds ...string) {
	b.declare(ledger.TypeNil, at, to, o, &ledger.NilBody{PlaceID: at.place, Kinds: kinds, From: from, To: to, Reason: reason, Why: why})
}

// pausedTalks: from the second quarter of 2020 to the end of 2022 nobody met.
func (b *builder) pausedTalks() {
	for _, q := range quarters() {
		if q.from < calendar.MakeDay(2020, 4, 1) || q.year > 2022 {
			continue
		}
		reason, why := "disease", "Tạm dừng hội đàm, tuần tra song phương để phòng, chống dịch Covid-19."
		if q.year == 2022 {
			reason, why = "neighbour_paused", "Phía bạn chưa nối lại hội đàm, tuần tra song phương."
		}
		for _, p := range b.world.Posts {
			b.zero(atUnit(p.Units[0]), b.post(p), q.from, q.to, reason, why, "talks")
		}
	}
}

// pausedFestivals: units without a festival in the years of the pandemic.
func (b *builder) pausedFestivals() {
	for year := 2020; year <= 2022; year++ {
		for _, u := range b.world.Border {
			from, to := calendar.MakeDay(year, 2, 1), calendar.MakeDay(year, 3, 31)
			if !b.had("festival", u, from, to) {
				b.zero(atUnit(u), b.front(u), from, to, "disease", "Không tổ chức Ngày hội để phòng, chống dịch Covid-19.", "festival")
			}
		}
	}
}

// had reports whether a unit has an entry of a kind in a range of days.
func (b *builder) had(kind string, u *Unit, from, to calendar.Day) bool {
	for _, a := range b.acts {
		if a.content != nil && a.content.Kind == kind && a.spot.unit == u && a.day >= from && a.day <= to {
			return true
		}
	}
	return false
}

// quietQuarters: no incident, signed by the commune. One unit kept silent for
// a quarter, which is not the same.
func (b *builder) quietQuarters() {
	silent := calendar.MakeDay(2021, 7, 1)
	for _, q := range append(quarters(), quarter{from: calendar.MakeDay(2024, 1, 1), to: lastDay, year: 2024}) {
		for _, u := range b.world.Border {
			if u.Code == "01504" && q.from == silent {
				continue
			}
			for _, m := range calendar.Split(calendar.Period{From: q.from, To: q.to, Calendar: calendar.Civil}, b.quietUnit(u, q)) {
				if !b.had("incident", u, m.From, m.To) {
					b.zero(atUnit(u), b.committee(u), m.From, m.To, "none_happened", "", "incident")
				}
			}
		}
	}
}

// quietUnit: a quarter with an incident is signed month by month.
func (b *builder) quietUnit(u *Unit, q quarter) calendar.Unit {
	if b.had("incident", u, q.from, q.to) {
		return calendar.MonthUnit
	}
	return calendar.FreeUnit
}

// inland units have no line; they sign each quarter that nothing happened, and
// say what else they did.
func (b *builder) inland() {
	for _, u := range b.world.Units {
		if u.Border {
			continue
		}
		for _, q := range append(quarters(), quarter{from: calendar.MakeDay(2024, 1, 1), to: lastDay, year: 2024}) {
			at, from := atUnit(u), q.from
			if u.Code == "01525" && from < dissolved2020 { // before 2020 this was another unit
				continue
			}
			b.zero(at, b.committee(u), from, q.to, "none_happened", "Không có đường biên giới; không phát sinh vụ việc.", "incident")
		}
	}
}
