package demo

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// presentBooks: signed zeros, the targets of 2026, totals of a commune off the
// line, and what was copied late from paper.
func (b *builder) presentBooks() {
	b.presentNils()
	b.targets()
	b.declaredInland()
	b.copiedLate()
}

// presentNils: a commune signs each quarter without an incident, and month by
// month where there was one. The silent commune signs nothing in its silence.
func (b *builder) presentNils() {
	for _, q := range presentQuarters() {
		for _, u := range b.today() {
			for _, m := range calendar.Split(calendar.Period{From: q.from, To: q.to, Calendar: calendar.Civil}, b.nilUnit(u, q)) {
				if m.To < Present-15 && !b.had("incident", u, m.From, m.To) && !(u.Code == silentUnit && m.From <= silentTo && m.To > silentFrom+20) {
					b.zero(atUnit(u), b.committee(u), m.From, m.To, "none_happened", "Qua nắm địa bàn và báo cáo của các xóm, trong kỳ không phát sinh vụ việc trên đường biên.", "incident")
				}
			}
		}
	}
	u := b.communeOf(stormUnit)
	b.zero(atUnit(u), b.committee(u), nilFrom, nilTo, "disaster",
		"Mưa lũ sau bão làm sạt lở đường vào các xóm; lực lượng tập trung khắc phục hậu quả nên không tổ chức tuyên truyền, phát quang trong kỳ.", "outreach", "trail_clearing")
}

func (b *builder) nilUnit(u *Unit, q quarter) calendar.Unit {
	if u.Code == silentUnit && q.to > silentFrom && q.from < silentTo || q.to >= Present || b.had("incident", u, q.from, q.to) {
		return calendar.MonthUnit
	}
	return calendar.FreeUnit
}

// targets of the communes for 2026. Lengths are planned in metres.
func (b *builder) targets() {
	p := calendar.Year(calendar.Civil, 2026)
	for _, u := range b.today() {
		n := u.weight + evenWeight
		for _, x := range []struct {
			indicator, measure string
			value              int64
		}{{"outreach", "sessions", n / 2}, {"outreach", "participant_turns", 12 * n}, {"patrol.post", "times", n / 2}, {"patrol.with_residents", "times", n / 2},
			{"trail_clearing", "times", n / 3}, {"trail_clearing", "length_km", 120 * n}, {"gifts", "packages", 4 * n}, {"donations", "value_vnd", 400_000 * n}, {"training", "sessions", 3}} {
			b.declare(ledger.TypePlan, atUnit(u), workday(calendar.MakeDay(2026, 1, 5)), b.committee(u), &ledger.PlanBody{Indicator: x.indicator, Measure: x.measure,
				PlaceID: u.ID, From: p.From, To: p.To, Value: x.value, Note: "Kế hoạch năm 2026 của Ban Chỉ đạo phong trào " + u.Full() + " (minh họa)"})
		}
	}
}

// declaredInland: xã Đoài Dương has no line; it took its totals of 2025 from a
// report.
func (b *builder) declaredInland() {
	u := b.communeOf("01525")
	d := calendar.MakeDay(2026, 1, 12)
	doc := paper("report", "09/BC-MH-2026", calendar.MakeDay(2026, 1, 8), "UBND xã Đoài Dương (minh họa)")
	say := func(indicator, measure, quote string, v amount.Value) {
		v.Basis = amount.Declared
		b.declare(ledger.TypeStatement, atUnit(u), d, b.committee(u), &ledger.StatementBody{Indicator: indicator, Measure: measure, PlaceID: u.ID,
			From: merged2025, To: calendar.MakeDay(2025, 12, 31), Value: v.Normalize(), Document: doc, Page: "3", Quote: quote})
	}
	say("outreach", "sessions", "tổ chức 14 buổi tuyên truyền", amount.Value{V: 14})
	say("outreach", "participant_turns", "với gần 600 lượt người nghe", amount.Value{V: 600, Q: amount.Nearly})
	say("donations", "value_vnd", "quyên góp trên 18 triệu đồng ủng hộ đồn Biên phòng", amount.Value{V: 18_000_000, Q: amount.AtLeast})
}

// copiedLate are entries copied from paper weeks after the act.
func (b *builder) copiedLate() {
	for i, u := range b.today() {
		for j, from := range []calendar.Day{calendar.MakeDay(2026, 4, 2), calendar.MakeDay(2026, 6, 3)} {
			if d := b.free("outreach", u, from, from+20, true, 1); d != 0 {
				a := b.draftOf(b.talkRound(u, d))
				a.content.Note = "Ghi bổ sung từ sổ giấy của xóm do thời điểm đó chưa có mạng; đã đối chiếu biên bản và danh sách người dự."
				b.late(a, workday(d+calendar.Day(35+7*i+3*j)))
			}
		}
	}
}

// presentLocks: xã Đàm Thủy signs its reports of September and October by the
// official calendar. Afterwards 640 m turn out to be 64, and a patrol of
// September arrives on paper.
func (b *builder) presentLocks() {
	u := b.communeOf(presentLock)
	fall := calendar.Month(calendar.Official, 2026, 9)
	wrong := b.draftOf(b.trail(u, b.freeOr("trail_clearing", u, fall.From, fall.From+12, true)))
	wrong.content.Measures["length_m"] = counted(64)
	wrong.content.Note = "Phát quang đoạn đường tuần tra từ nhà văn hóa xóm (minh họa) đến chân dốc; lực lượng gồm tổ tự quản và cán bộ đồn."
	late := b.draftOf(b.villagePatrol(u, b.freeOr("patrol", u, fall.From, fall.From+14, false)))
	late.content.Note = "Ghi bù từ sổ giấy của tổ tự quản: tuần tra trong thời gian mất liên lạc do mưa lũ, đã đối chiếu sổ trực của đồn."
	b.late(late, calendar.MakeDay(2026, 11, 4))
	if b.o.Lock == nil {
		b.verified(wrong)
		return
	}
	for i, on := range []calendar.Day{calendar.MakeDay(2026, 9, 23), calendar.MakeDay(2026, 10, 23)} {
		b.lock(on, Lock{Report: ReportMonth, PlaceID: u.ID, Period: calendar.Month(calendar.Official, 2026, 9+i), Status: 2, SignerID: u.Leader, BodyID: u.Committee})
	}
	b.mistyped(wrong, measures{"length_m": counted(640)}, calendar.MakeDay(2026, 10, 27),
		"Nhập thừa một chữ số: 64 m ghi thành 640 m; đã đối chiếu sổ tay của tổ và biên bản nghiệm thu ngày công.")
}
