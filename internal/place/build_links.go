package place

import "fmt"

// buildLinks indexes successions both ways. A successor must begin and end
// later than its predecessor, so that following successions always ends.
func (b *builder) buildLinks() {
	r := b.r
	var out, in []owned[int32]
	for i := range b.rows.Successions {
		s := &b.rows.Successions[i]
		l, ok := b.link(s)
		if !ok {
			continue
		}
		n := int32(len(r.links))
		r.links = append(r.links, l)
		at := dated[int32]{span{s.Day, dusk}, n}
		if l.from >= 0 {
			out = append(out, owned[int32]{l.from, at})
		}
		if l.to >= 0 {
			in = append(in, owned[int32]{l.to, at})
		}
	}
	r.next, r.prev = newTable(len(r.ids), out), newTable(len(r.ids), in)
}

func (b *builder) link(s *Succession) (link, bool) {
	l := link{s, -1, -1}
	ok := true
	if s.From != "" {
		l.from, ok = b.ordinal(s.From, "kế thừa/succession")
	}
	if ok && s.To != "" {
		l.to, ok = b.ordinal(s.To, "kế thừa/succession")
	}
	if !ok || s.From == "" && s.To == "" {
		return l, false
	}
	if s.Share != ShareWhole && s.Share != SharePart && s.Share != ShareUnknown {
		b.report(BadShare, fmt.Sprintf("phần kế thừa không hợp lệ: %q", s.Share),
			fmt.Sprintf("unknown share %q", s.Share), s.From, s.To)
	}
	if l.from >= 0 && l.to >= 0 {
		return l, b.ordered(l)
	}
	return l, true
}

// ordered refuses a successor that does not begin and end later, and reports
// one that does not follow at once.
func (b *builder) ordered(l link) bool {
	r := b.r
	old, young := r.life[l.from], r.life[l.to]
	if old.empty() || young.empty() {
		return false // reported as NoName
	}
	if young.lo <= old.lo || young.hi <= old.hi && old.hi != dusk {
		b.report(SuccessionOrder,
			fmt.Sprintf("%s không thể kế thừa %s: không bắt đầu hoặc kết thúc sau đơn vị cũ", r.anyName(l.to), r.anyName(l.from)),
			fmt.Sprintf("%s cannot follow %s: it does not begin and end later", r.anyName(l.to), r.anyName(l.from)), l.From, l.To)
		return false
	}
	if old.hi == dusk || old.hi+1 != young.lo || young.lo != l.Day {
		b.report(SuccessionGap,
			fmt.Sprintf("%s không bắt đầu ngay sau khi %s hết hiệu lực, hoặc không đúng ngày %s", r.anyName(l.to), r.anyName(l.from), viDay(l.Day)),
			fmt.Sprintf("%s does not begin the day after %s ended, or not on %s", r.anyName(l.to), r.anyName(l.from), l.Day), l.From, l.To)
	}
	return true
}
