package demo

import (
	"fmt"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// presentEvents are what a year is remembered by: the storm, the festivals and
// awards of 3 March, visits, donations and cases on the line.
func (b *builder) presentEvents() {
	b.storm()
	for i, u := range b.today() {
		b.festivalNow(atUnit(u), calendar.MakeDay(2026, 3, 3), "commune")
		if i%2 == 0 {
			b.festivalNow(b.hamletOf(u), calendar.MakeDay(2026, 3, 1), "hamlet")
		}
		b.reviewNow(u)
		b.drives(u)
	}
	b.commandAwards()
	b.visitsNow()
	b.cases()
}

// storm: one night in July 2026, in three communes; the households that had to
// leave were counted when they were moved.
func (b *builder) storm() {
	for i, code := range []string{stormUnit, presentLock, "01477"} {
		u := b.communeOf(code)
		for j, x := range []struct {
			hazard, help string
			households   int64
			o            owner
			note         string
		}{
			{"storm", "moving_households", [...]int64{48, 31, 17}[i], b.committee(u), "Hoàn lưu bão số 3 (minh họa) gây mưa rất to trong đêm; di dời khẩn cấp các hộ ở chân taluy và ven suối đến nhà văn hóa xóm, không có thiệt hại về người."},
			{"landslide", "repair", [...]int64{22, 12, 9}[i], b.post(u.Post), "Khắc phục sạt lở trên tuyến đường vào xóm (minh họa), khơi thông cống rãnh, dựng lại nhà cho các hộ bị tốc mái."},
			{"flood", "relief_goods", [...]int64{64, 40, 25}[i], b.committee(u), "Tiếp nhận và phân bổ gạo, mì tôm, nước uống, áo phao theo danh sách do các xóm lập, có ký nhận; còn thiếu chăn màn."},
		} {
			d := stormDay + calendar.Day(3*j)
			b.entry("disaster_response", atHome(u.Hamlets[min(j, len(u.Hamlets)-1)]), d, x.o, dims("hazard", x.hazard, "help", x.help),
				measures{"person_turns": counted(int64(30 + b.r.IntN(50))), "households_helped": listed(x.households)},
				noted(x.note), supporting(u.Police, u.Military, b.world.Residents), b.paperFor("report", "BC", d, b.bodyName(x.o.id)))
		}
	}
}

// festivalNow is a festival of the Front with its parts and gifts.
func (b *builder) festivalNow(at spot, d calendar.Day, level string) {
	u := at.unit
	size := int64(90 + b.r.IntN(90))
	if level == "commune" {
		size *= 3
	}
	f := b.entry("festival", at, d, b.front(u), dims("festival_level", level), measures{"participant_turns": counted(size)},
		joined(with("host", u.Committee), with("host", at.guard().ID)), b.paperFor("plan", "KH", d-14, b.bodyName(u.Front)),
		noted("Ngày hội Biên phòng toàn dân năm 2026 tổ chức trang trọng, tiết kiệm; có đại diện cấp ủy, chính quyền, đồn Biên phòng và đông đảo nhân dân các xóm cùng dự."))
	for _, name := range []string{"review_talk", "praise_and_award", "performance"} {
		b.festivalPart(f, name, "", size)
	}
	b.festivalPart(f, "sport", pick(b.r, []string{"push_stick", "volleyball", "tug_of_war"}), size/3)
	b.festivalPart(f, "folk_game", "tung_con", size/4)
	p := b.handover(u, d)
	p.at, p.with = at, append(p.with, linked(f))
	b.entryOf(p)
}

// reviewNow is the yearly review of a commune before 3 March, with its awards.
func (b *builder) reviewNow(u *Unit) {
	d := dayBetween(b.r, calendar.MakeDay(2026, 2, 25), calendar.MakeDay(2026, 3, 2))
	c := b.committee(u)
	b.entry("review_conference", atUnit(u), d, c, dims("review_type", "interim", "level", "commune"),
		measures{"participant_turns": listed(int64(45 + b.r.IntN(40)))}, supporting(u.Steering), b.paperFor("report", "BC", d, b.bodyName(u.Committee)),
		noted("Sơ kết một năm thực hiện phong trào kể từ khi sắp xếp đơn vị hành chính; thống nhất phân công lại các tổ tự quản theo xóm."))
	b.awardNow(atUnit(u), d, c, "commune", "giay_khen", "collective", int64(1+b.r.IntN(2)))
	b.awardNow(atUnit(u), d, c, "commune", "giay_khen", "individual", int64(4+b.r.IntN(6)))
}

func (b *builder) awardNow(at spot, d calendar.Day, o owner, level, grade, subject string, n int64) {
	b.entry("award", at, d, o, dims("award_subject", subject, "award_grade", grade, "award_level", level, "award_occasion", "regular"),
		measures{"awards": listed(n)}, b.paperFor("decision", "QĐ", d, b.bodyName(o.id)))
}

// commandAwards are those of the provincial Border Guard command.
func (b *builder) commandAwards() {
	w := b.world
	at, o := spot{place: w.Province, ledger: w.ProvinceLedger}, owner{w.Command, ledger.LevelProvince, w.ProvinceClerk, w.Command}
	for _, d := range []calendar.Day{calendar.MakeDay(2025, 12, 18), calendar.MakeDay(2026, 2, 27)} {
		b.awardNow(at, d, o, "border_guard_command", "giay_khen", "collective", 2)
		b.awardNow(at, d, o, "border_guard_command", "giay_khen", "individual", int64(5+b.r.IntN(4)))
	}
}

// drives are two collections of the Front: for the post at the end of the year
// and for the households of the storm.
func (b *builder) drives(u *Unit) {
	for _, x := range []struct {
		from               calendar.Day
		giver, purpose, to string
	}{{calendar.MakeDay(2025, 12, 1), "officials", "daily_life_and_study", "post"}, {calendar.MakeDay(2026, 10, 5), "public", "necessities", "commune"}} {
		d := dayBetween(b.r, x.from, x.from+14)
		b.entry("donation_drive", atUnit(u), d, b.front(u), dims("giver", x.giver, "donation_purpose", x.purpose, "beneficiary", x.to),
			measures{"value_vnd": listed(int64(60+b.r.IntN(180)) * 100_000)}, b.remark("donation_drive"), b.paperFor("receipt_book", "ST", d, b.bodyName(u.Front)))
	}
}

// visitsNow: delegations of twinned bodies, two of them with a stop in a
// second commune.
func (b *builder) visitsNow() {
	list := b.today()
	for i, x := range []struct {
		from     calendar.Day
		occasion string
	}{{calendar.MakeDay(2025, 9, 3), "holiday"}, {calendar.MakeDay(2025, 12, 15), "holiday"}, {calendar.MakeDay(2026, 2, 4), "tet"}, {calendar.MakeDay(2026, 2, 9), "tet"},
		{calendar.MakeDay(2026, 2, 26), "border_defence_day"}, {calendar.MakeDay(2026, 7, 20), "disaster"}, {calendar.MakeDay(2026, 7, 27), "disaster"}, {calendar.MakeDay(2026, 9, 7), "holiday"}} {
		stops := []*act{b.stopNow(list[(i+2)%6], x.from, x.occasion, i)}
		if i%4 == 1 {
			stops = append(stops, b.stopNow(list[(i+3)%6], stops[0].day, x.occasion, i))
			b.joinParts(stops)
		}
		for _, s := range stops {
			p := b.handover(s.spot.unit, s.day)
			p.at, p.with = s.spot, append(p.with, linked(s))
			b.entryOf(p)
		}
	}
}

func (b *builder) stopNow(u *Unit, from calendar.Day, occasion string, twin int) *act {
	return b.entryOf(entryPlan{"twinning_visit", atUnit(u), workday(from), b.committee(u), dims("visit_occasion", occasion, "visit_stop", u.Committee),
		measures{"visitor_turns": listed(int64(8 + b.r.IntN(12)))}, []func(*act){supporting(b.world.Twins[twin%len(b.world.Twins)])}})
}

// caseRow is one incident of the present; the last ones are still open.
type caseRow struct {
	day                       calendar.Day
	unit                      string // code of the commune
	class, kind, fault, found string
	done, state, note         string
}

var caseRows = []caseRow{
	{calendar.MakeDay(2025, 8, 14), "01489", "agreement_violation", "illegal_crossing_livestock", "ours", "resident", "resolved_on_site", "closed", "Trâu của nhân dân thả rông sang phía đối diện; đã phối hợp đưa về, nhắc nhở hộ chăn thả, ghi biên bản và thông báo phía bạn qua đường dây nóng."},
	{calendar.MakeDay(2025, 9, 22), "01501", "agreement_violation", "felling_across", "theirs", "patrol", "letter", "closed", "Phát hiện gốc cây bị chặt sát đường biên; đã chụp ảnh hiện trường, lập biên bản, gửi thư trao đổi đề nghị phía bạn xác minh."},
	{calendar.MakeDay(2025, 11, 6), "01477", "agreement_violation", "illegal_crossing_persons", "ours", "patrol", "handed_over", "closed", "Phát hiện người qua lại trái phép tại lối mòn; đã lập biên bản, bàn giao cơ quan có thẩm quyền theo quy định."},
	{calendar.MakeDay(2025, 12, 27), "01447", "agreement_violation", "illegal_goods", "unclear", "resident", "handed_over", "closed", "Nhân dân báo tin có hàng không rõ nguồn gốc để gần đường mòn; đã thu giữ, bàn giao cơ quan chức năng xử lý."},
	{calendar.MakeDay(2026, 1, 19), "01489", "agreement_violation", "fire_spreading", "none", "patrol", "resolved_on_site", "closed", "Cháy thực bì lan gần đường biên; lực lượng tại chỗ và nhân dân dập tắt sau ba giờ, không ảnh hưởng mốc giới."},
	{calendar.MakeDay(2026, 3, 24), "01465", "natural_marker_damage", "", "none", "patrol", "letter", "closed", "Đất quanh chân cột mốc bị xói sau mưa, thân mốc nguyên vẹn; đã báo cáo cấp trên và thông báo phía bạn."},
	{calendar.MakeDay(2026, 4, 17), "01456", "agreement_violation", "cultivation_across", "theirs", "patrol", "talks", "closed", "Phía bạn canh tác lấn qua đường phân giới một dải đất hẹp; đã đưa vào nội dung hội đàm cấp đồn, hai bên thống nhất dừng."},
	{calendar.MakeDay(2026, 5, 28), "01501", "accident", "", "", "resident", "resolved_on_site", "closed", "Người dân trượt ngã khi đi nương gần đường tuần tra; tổ tự quản và quân y đồn sơ cứu, đưa về trạm y tế."},
	{calendar.MakeDay(2026, 7, 9), "01465", "disaster", "", "none", "patrol", "resolved_on_site", "closed", "Mưa lũ làm sạt đường tuần tra, hai vị trí mốc bị ngập tạm thời; đã kiểm tra lại sau khi nước rút, mốc nguyên vẹn."},
	{calendar.MakeDay(2026, 8, 19), "01489", "agreement_violation", "aircraft_or_drone", "theirs", "resident", "letter", "other_side_informed", "Thiết bị bay không người lái bay qua đường biên khoảng mười phút; đã ghi nhận thời gian, hướng bay, gửi thư trao đổi với phía bạn."},
	{calendar.MakeDay(2026, 9, 30), "01447", "agreement_violation", "illegal_stay", "ours", "resident", "handed_over", "closed", "Qua nắm địa bàn phát hiện người cư trú không đăng ký; đã phối hợp công an xã làm rõ, xử lý theo thẩm quyền."},
	{calendar.MakeDay(2026, 10, 12), "01477", "agreement_violation", "line_sign_damage", "unclear", "patrol", "in_progress", "being_handled", "Một vật đánh dấu đường biên bị bong lớp sơn chữ, chưa rõ nguyên nhân; đang phối hợp xác minh, hẹn kiểm tra lại trong tháng 11."},
}

// cases: each incident is the post's; what was written to the other side is
// linked to it as its follow-up.
func (b *builder) cases() {
	for i, x := range caseRows {
		u := b.communeOf(x.unit)
		at := b.hamletOf(u)
		c := b.entry("incident", at, x.day, b.post(at.guard()), caseDims(&x), caseMeasures(&x), noted(x.note), supporting(u.Police),
			papers(paper("record_number", fmt.Sprintf("%02d/BBVV-MH-%s", i+1, x.day.String()[:4]), x.day, at.guard().Name)))
		if x.done == "letter" || x.done == "in_progress" {
			b.contactNow(at.guard(), "letter", "out", x.day+1, min(x.day+12, Present-deskDays-1), linked(c))
		}
	}
}

func caseDims(x *caseRow) map[string]ledger.Codes {
	dm := dims("incident_class", x.class, "found_by", x.found, "handled_as", x.done, "case_state", x.state, "country", "china")
	if x.kind != "" {
		dm["incident_kind"] = ledger.Codes{x.kind}
	}
	if x.fault != "" {
		dm["fault"] = ledger.Codes{x.fault}
	}
	return dm
}

func caseMeasures(x *caseRow) measures {
	m := measures{}
	if x.kind == "illegal_crossing_persons" || x.kind == "illegal_stay" {
		m["subjects"] = counted(2)
	}
	return m
}
