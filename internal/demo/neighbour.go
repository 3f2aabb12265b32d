package demo

import "phendau/internal/calendar"

// neighbour: talks, contacts and co-operation with the other side. Talks and
// visits stopped in the pandemic; letters and the hotline went on.
func (b *builder) neighbour() {
	for _, p := range b.world.Posts {
		for _, q := range append(quarters(), quarter{from: calendar.MakeDay(2024, 1, 1), to: lastDay - 14, year: 2024}) {
			if !(month{year: q.year}).covid() && !(q.year == 2020) {
				b.talk(p, q)
			}
		}
		for _, m := range months() {
			b.contacts(p, m)
		}
	}
	b.cooperation()
}

func (b *builder) talk(p *Post, q quarter) {
	u := pick(b.r, p.Units)
	d := dayBetween(b.r, q.from, q.to)
	side := int64(5 + b.r.IntN(4))
	b.entry("talks", atUnit(u), d, b.post(p), dims("talks_level", "post", "talks_regular", "periodic", "talks_who", "armed_force",
		"talks_topic", pick(b.r, []string{"line_and_markers", "order", "crime"}), "diplomacy", "border_guard", "country", "china"),
		measures{"person_turns": counted(2 * side)}, joined(with("counterpart", b.world.Neighbour)),
		parted(part("person_turns", "side", "ours", counted(side)), part("person_turns", "side", "theirs", counted(side))),
		papers(paper("minutes", minutesNumber(1+b.r.IntN(20), d), d, p.Name)))
}

// contacts of a post in a month, one entry for each channel.
func (b *builder) contacts(p *Post, m month) {
	for i, channel := range []string{"hotline", "letter", "meeting"} {
		n := int64(1 + b.r.IntN([...]int{6, 3, 4}[i]))
		if !chance(b.r, [...]int{85, 60, 70}[i]) || channel == "meeting" && m.covid() {
			continue
		}
		d := dayIn(b.r, m, true)
		b.entry("contact", atUnit(p.Units[0]), d, b.post(p), dims("contact_channel", channel,
			"direction", pick(b.r, []string{"out", "in"}), "country", "china"), measures{"contacts": counted(n)}, joined(with("counterpart", b.world.Neighbour)),
			papers(paper("log_line", numbered(m.month, d, "ST"), d, p.Name)))
	}
}

func (b *builder) cooperation() {
	for _, y := range []int{2019, 2023} {
		for i := range 14 {
			u := b.unitByWeight()
			from := calendar.MakeDay(y, 1+i%12, 3)
			m := measures{"participant_turns": counted(int64(10 + b.r.IntN(60)))}
			if chance(b.r, 15) {
				m["participant_turns"] = uncounted()
			}
			b.entry("cooperation", atUnit(u), dayBetween(b.r, from, from+20), b.committee(u),
				dims("cooperation_field", pick(b.r, []string{"economy", "tourism", "trade", "culture"}), "cooperation_form", pick(b.r, []string{"meeting", "joint_event"}),
					"diplomacy", "people", "country", "china"), m, joined(with("counterpart", b.world.Neighbour)))
		}
	}
}
