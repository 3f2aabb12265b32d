package demo

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// What lies on the desks at Present.
const (
	waitsAtCommune = 56 // submitted, nobody has looked yet
	waitsAtPost    = 15 // of teams: the commune has verified, the post not yet
	postsOwn       = 9  // of posts: submitted
	deskVerified   = 40
	deskDrafts     = 5
	deskCorrected  = 4
	officeClose    = 17 * 60 // minutes after midnight: nobody acts later on the last day
)

// desk plans the last weeks: most of what happened lately waits for somebody.
func (b *builder) desk() {
	from := Present - deskDays
	for range deskVerified {
		b.quick(b.someWork(from, Present-9))
	}
	for i := range waitsAtCommune {
		d := from + 2
		if i%3 > 0 { // most of it is of the last two weeks
			d = Present - 14
		}
		b.handedIn(b.communeWork(d, Present-1))
	}
	for range waitsAtPost {
		a := b.teamWork(from, Present-6)
		b.handedIn(a)
		b.verify(a, a.route[0], b.nextDay(a))
	}
	for range postsOwn {
		b.handedIn(b.postWork(from+5, Present-1))
	}
	b.openCases()
	b.sentBack()
	for range deskDrafts {
		a := b.communeWork(Present-4, Present)
		b.step(a, "create", instant(a.day, officeClose-60+b.r.IntN(60)), a.owner.recorder, a.owner.acts, nil, a.final)
	}
	for i := range deskCorrected {
		b.putRight(i)
	}
}

// handedIn is created and submitted by somebody at the end of the day or in the
// days after it.
func (b *builder) handedIn(a *act) {
	d := min(a.day+calendar.Day(weighted(b.r, 60, 25, 15)), Present)
	s := b.step(a, "create", instant(d, 14*60+b.r.IntN(120)), a.owner.recorder, a.owner.acts, nil, a.final)
	b.step(a, "submit", s.at+minuteMS*int64(2+b.r.IntN(55)), a.owner.recorder, a.owner.acts, s, nil)
}

// nextDay is the next day of work after the last step.
func (b *builder) nextDay(a *act) calendar.Day { return workday(dayOf(a.last.at) + 1) }

// quick is verified at every level day after day.
func (b *builder) quick(a *act) {
	b.handedIn(a)
	for _, level := range a.route {
		b.verify(a, level, b.nextDay(a))
	}
}

// someUnit takes a commune by weight; trying falls on the larger ones.
func (b *builder) someUnit() *Unit {
	list := b.today()
	var w []int
	for _, u := range list {
		w = append(w, int(u.weight)+evenWeight)
	}
	return list[weighted(b.r, w...)]
}

// dayFor finds a commune with a free day for a kind.
func (b *builder) dayFor(kind string, from, to calendar.Day, office bool) (*Unit, calendar.Day) {
	for range 50 {
		u := b.someUnit()
		if d := b.free(kind, u, from, to, office, 1); d != 0 {
			return u, d
		}
	}
	u := b.someUnit()
	return u, b.freeOr(kind, u, from, to, office)
}

// freeOr takes the first day of work of a span that has no free day left:
// better a doubtful pair by chance than no book.
func (b *builder) freeOr(kind string, u *Unit, from, to calendar.Day, office bool) calendar.Day {
	if d := b.free(kind, u, from, to, office, 1); d != 0 {
		return d
	}
	return min(workday(from), to)
}

func (b *builder) teamWork(from, to calendar.Day) *act {
	if chance(b.r, 50) {
		u, d := b.dayFor("patrol", from, to, false)
		return b.draftOf(b.villagePatrol(u, d))
	}
	u, d := b.dayFor("trail_clearing", from, to, false)
	p := b.trail(u, d)
	p.o = b.team(p.at.hamlet)
	return b.draftOf(p)
}

func (b *builder) postWork(from, to calendar.Day) *act {
	u, d := b.dayFor("patrol", from, to, false)
	return b.draftOf(b.ownPatrol(u, d))
}

// communeWork is work whose first verifier is the commune.
func (b *builder) communeWork(from, to calendar.Day) *act {
	switch weighted(b.r, 45, 28, 14, 6, 4, 3) {
	case 0:
		return b.teamWork(from, to)
	case 1:
		u, d := b.dayFor("outreach", from, to, false)
		p := b.talkRound(u, d)
		if p.o.level == ledger.LevelPost {
			p.o = b.front(u)
		}
		return b.draftOf(p)
	case 2:
		u, d := b.dayFor("gift", from, to, true)
		return b.draftOf(b.handover(u, d))
	case 3:
		u, d := b.dayFor("training", from, to, true)
		return b.draftOf(b.course(u, d))
	case 4:
		u, d := b.dayFor("exchange", from, to, false)
		return b.draftOf(b.gathering(u, d))
	}
	u, d := b.dayFor("grassroots_strengthening", from, to, true)
	return b.draftOf(b.strengthen(u, d))
}

func (b *builder) someWork(from, to calendar.Day) *act {
	if chance(b.r, 30) {
		return b.postWork(from, to)
	}
	return b.communeWork(from, to)
}

// openCases are two incidents the post's commander has not looked at yet: one is
// to be looked at again today, the other later.
func (b *builder) openCases() {
	for i, x := range []caseRow{
		{Present - 6, "01489", "agreement_violation", "fishing_hunting_gathering_across", "theirs", "patrol", "in_progress", "reported", "Phát hiện nhóm người phía đối diện sang hái lượm lâm sản; đã giải thích, yêu cầu quay về, ghi nhận để trao đổi qua đường dây nóng."},
		{Present - 2, "01501", "natural_marker_damage", "", "none", "resident", "in_progress", "found", "Quần chúng báo chân cột mốc (minh họa) có vết nứt sau mưa; đồn đã cử tổ công tác đến kiểm tra, chụp ảnh, chờ kết luận."},
	} {
		u := b.communeOf(x.unit)
		at := b.hamletOf(u)
		b.handedIn(b.draft("incident", at, x.day, b.post(at.guard()), caseDims(&x), caseMeasures(&x), noted(x.note), supporting(u.Police), followed(Present+calendar.Day(10*i))))
	}
}

// backRows are what verifiers sent back, each with its own reason.
var backRows = []struct{ kind, why string }{
	{"patrol", "Số người tham gia ghi 14 nhưng danh sách kèm theo chỉ có 9 chữ ký; đề nghị tổ đối chiếu, ghi đúng số thực tế rồi gửi lại."},
	{"outreach", "Chưa đính kèm biên bản và chưa ghi rõ nội dung tuyên truyền; đề nghị bổ sung số biên bản, thành phần dự trước khi gửi lại."},
	{"trail_clearing", "Chiều dài 2.300 m không phù hợp với một buổi lao động của 15 người; đề nghị đo lại hoặc ghi tách theo từng ngày."},
	{"gift", "Trị giá quà tặng chưa khớp biên bản bàn giao; đề nghị kế toán xã kiểm tra lại và nêu rõ đơn giá từng loại hiện vật."},
	{"outreach", "Trùng với buổi họp xóm đã ghi ngày hôm trước; nếu là hai buổi khác nhau thì nêu rõ thời gian, địa điểm của từng buổi."},
	{"patrol", "Chưa ghi vị trí mốc đã kiểm tra và người dẫn đầu; theo quy chế phối hợp phải ghi đủ trước khi chuyển đồn xác nhận."},
}

func (b *builder) sentBack() {
	for _, x := range backRows {
		a := b.rejected(x.kind)
		b.handedIn(a)
		actor, body := b.verifier(a, a.route[0], a.day)
		level, why := a.route[0], x.why
		b.step(a, "return", instant(b.nextDay(a), 9*60+b.r.IntN(90)), actor, body, a.last, func() any { return map[string]any{"level": level, "why": why} })
	}
}

// rejected drafts an entry with the number its reason speaks of.
func (b *builder) rejected(kind string) *act {
	u, d := b.dayFor(kind, Present-20, Present-5, kind == "gift")
	var a *act
	switch kind {
	case "patrol":
		a = b.draftOf(b.villagePatrol(u, d))
		a.content.Markers = nil
		a.content.Bodies = a.content.Bodies[1:]
		a.content.Measures["person_turns"] = counted(14)
	case "trail_clearing":
		p := b.trail(u, d)
		p.o = b.team(p.at.hamlet)
		a = b.draftOf(p)
		a.content.Measures["length_m"], a.content.Measures["person_turns"] = counted(2300), counted(15)
	case "gift":
		a = b.draftOf(b.handover(u, d))
	default:
		p := b.talkRound(u, d)
		p.o = b.committee(u)
		a = b.draftOf(p)
		a.content.Documents = nil
	}
	return a
}

// rightRows are corrections of the last weeks.
var rightRows = []struct {
	measure string
	more    int64
	why     string
}{
	{"participant_turns", 40, "Cộng nhầm hai buổi vào một; đã đối chiếu danh sách ký tên, giảm 40 lượt."},
	{"person_turns", 10, "Nhập thừa một chữ số ở ô số người; sửa theo sổ trực của đồn."},
	{"length_m", 900, "Nhầm chiều dài cả tuyến với đoạn đã phát quang trong ngày; sửa theo biên bản nghiệm thu."},
	{"participant_turns", 12, "Tính cả người không ký danh sách; sửa lại theo danh sách có ký nhận."},
}

// putRight is an entry verified with a wrong value and corrected since.
func (b *builder) putRight(i int) {
	x := rightRows[i]
	var a *act
	switch x.measure {
	case "participant_turns":
		u, d := b.dayFor("outreach", Present-28, Present-16, true)
		p := b.talkRound(u, d)
		p.o = b.committee(u)
		a = b.draftOf(p)
	case "person_turns":
		a = b.postWork(Present-28, Present-16)
	default:
		u, d := b.dayFor("trail_clearing", Present-28, Present-18, false)
		a = b.draftOf(b.trail(u, d))
	}
	right := a.content.Measures[x.measure]
	wrong := measures{x.measure: amount.ExactValue(right.V+x.more, right.Basis)}
	s := b.step(a, "create", instant(a.day, 15*60), a.owner.recorder, a.owner.acts, nil, a.first(wrong))
	b.step(a, "submit", s.at+20*minuteMS, a.owner.recorder, a.owner.acts, s, nil)
	for _, level := range a.route {
		b.verify(a, level, b.nextDay(a))
	}
	b.step(a, "correct", instant(workday(dayOf(a.last.at)+3), 10*60), a.last.actor, a.last.body, a.last, a.set(wrong, x.why))
}
