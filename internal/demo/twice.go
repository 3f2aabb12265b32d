package demo

import (
	"phendau/internal/calendar"
)

// Pairs of reports of one act by two bodies in the last weeks. The first
// undecided ones nobody has answered; the others were joined or told apart.
const (
	undecidedPairs = 8
	decidedPairs   = 3
)

// twice makes the pairs: a joint act that two bodies wrote down, each naming
// the other or the same minutes.
func (b *builder) twice() {
	for i := range undecidedPairs + decidedPairs {
		to := Present - 3
		if i >= undecidedPairs {
			to = Present - 13
		}
		one, two := b.pairOf(i, Present-deskDays, to)
		b.handedIn(one)
		b.handedIn(two)
		if i%3 == 0 || i >= undecidedPairs {
			b.verify(one, one.route[0], b.nextDay(one))
		}
		if i >= undecidedPairs {
			b.decide(one, two, i == undecidedPairs+decidedPairs-1)
		}
	}
}

// decide joins the two, or the commune looks and finds two acts.
func (b *builder) decide(one, two *act, different bool) {
	if !different {
		b.joinSame(one, two)
		return
	}
	at := b.propose("same", one, two)
	actor, body := b.verifier(two, two.route[0], two.day)
	b.eventStep(one, two, "decline", instant(workday(dayOf(at)+2), 9*60), actor, body, func() any {
		return map[string]any{"main": ref(one), "entry_id": two.id, "why": "Hai buổi khác nhau: buổi sáng tại nhà văn hóa, buổi tối đến từng hộ; đã hỏi lại người ghi."}
	})
}

// pairOf drafts one act as two bodies tell it.
func (b *builder) pairOf(i int, from, to calendar.Day) (*act, *act) {
	switch i % 4 {
	case 0, 1:
		return b.patrolTwice(i, from, to)
	case 2:
		return b.outreachTwice(from, to)
	}
	return b.clearingTwice(from, to)
}

// patrolTwice: post and commune police went together; some name the same
// minutes, some each other.
func (b *builder) patrolTwice(i int, from, to calendar.Day) (*act, *act) {
	u, d := b.dayFor("patrol", from, to, false)
	p := b.ownPatrol(u, d)
	q := p
	q.o, q.m, q.with = b.police(u), measures{"person_turns": counted(p.m["person_turns"].V + 1)}, nil
	post := p.at.guard().ID
	if i%4 == 0 {
		number := papers(paper("minutes", b.numberFor("BB-PH", d), d, b.bodyName(post)))
		p.with, q.with = append(p.with, number), append(q.with, number)
	} else {
		p.with, q.with = append(p.with, supporting(u.Police)), append(q.with, supporting(post))
	}
	one, two := b.draftOf(p), b.draftOf(q)
	one.content.Note = "Tuần tra chung theo kế hoạch phối hợp giữa đồn Biên phòng và Công an xã; hai bên cùng ký biên bản."
	two.content.Note = "Công an xã phối hợp đồn Biên phòng tuần tra, kiểm soát địa bàn, nhắc nhở các hộ chăn thả gần đường biên."
	return one, two
}

// outreachTwice: Front and police held one meeting.
func (b *builder) outreachTwice(from, to calendar.Day) (*act, *act) {
	u, d := b.dayFor("outreach", from, to, true)
	at := b.hamletOf(u)
	m := measures{"participant_turns": counted(int64(38 + b.r.IntN(20)))}
	p := entryPlan{"outreach", at, d, b.front(u), dims("outreach_topic", "trafficking", "outreach_form", "meeting"), m, []func(*act){supporting(u.Police)}}
	q := p
	q.o, q.with = b.police(u), []func(*act){supporting(u.Front)}
	q.m = measures{"participant_turns": counted(m["participant_turns"].V + int64(b.r.IntN(4)))}
	one, two := b.draftOf(p), b.draftOf(q)
	one.content.Note = "Mặt trận chủ trì, Công an xã báo cáo chuyên đề phòng, chống mua bán người; bà con trao đổi bằng tiếng Tày."
	two.content.Note = "Công an xã tuyên truyền tại buổi họp do Mặt trận tổ chức, phát 40 tờ rơi."
	return one, two
}

// clearingTwice: the team cleared a path, the Front that brought the people
// wrote it down too.
func (b *builder) clearingTwice(from, to calendar.Day) (*act, *act) {
	u, d := b.dayFor("trail_clearing", from, to, false)
	p := b.trail(u, d)
	p.o, p.with = b.team(p.at.hamlet), []func(*act){supporting(u.Front)}
	q := p
	q.o, q.with = b.front(u), []func(*act){supporting(p.at.hamlet.Team)}
	one, two := b.draftOf(p), b.draftOf(q)
	one.content.Note = "Phát quang đường tuần tra cùng đoàn viên, hội viên do Mặt trận xã vận động."
	two.content.Note = "Mặt trận xã huy động hội viên các đoàn thể phát quang đường tuần tra cùng tổ tự quản xóm."
	return one, two
}
