package place

import "fmt"

// check reports what single rows cannot show: gaps, overlaps, parents that do
// not live, codes held twice, shares that contradict each other.
func (b *builder) check() {
	for o := range int32(len(b.r.ids)) {
		b.checkNames(o)
		b.checkParents(o)
		b.checkCodes(o)
		b.checkShares(o)
	}
	b.checkCodesHeldTwice()
}

func (b *builder) checkNames(o int32) {
	r := b.r
	if r.life[o].empty() {
		b.report(NoName, fmt.Sprintf("đơn vị %s chưa có tên nên chưa từng có hiệu lực", r.ids[o]),
			fmt.Sprintf("place %s has no name and was never in force", r.ids[o]), r.ids[o])
		return
	}
	b.checkCover(o, spansOf(r.names.of(o)), "tên", "name")
}

// checkCover reports overlaps and days of the life without a row, and tells
// whether some day is without.
func (b *builder) checkCover(o int32, rows []span, vi, en string) (gap bool) {
	r := b.r
	next := r.life[o].lo
	for i, s := range rows {
		if i > 0 && s.lo < next {
			b.report(Overlap, fmt.Sprintf("%s có hai %s cùng lúc từ %s", r.anyName(o), vi, viDay(s.lo)),
				fmt.Sprintf("%s has two %ss at one time from %s", r.anyName(o), en, dayOrDawn(s.lo)), r.ids[o])
		}
		gap = gap || s.lo > next
		if s.hi == dusk {
			next = dusk
		} else {
			next = max(next, s.hi+1)
		}
	}
	gap = gap || next <= r.life[o].hi && next != dusk
	if gap {
		b.report(Gap, fmt.Sprintf("%s thiếu %s trong một số ngày", r.anyName(o), vi),
			fmt.Sprintf("%s has no %s on some days", r.anyName(o), en), r.ids[o])
	}
	return gap
}

func spansOf[T any](rows []dated[T]) []span {
	out := make([]span, len(rows))
	for i, row := range rows {
		out[i] = row.span
	}
	return out
}

// checkParents also lists the places whose parent must be carried on some
// days; Children has to ask those one by one.
func (b *builder) checkParents(o int32) {
	r := b.r
	rows := r.parents.of(o)
	if len(rows) == 0 || r.life[o].empty() {
		return // the top of a tree
	}
	irregular := b.checkCover(o, spansOf(rows), "đơn vị cha", "parent")
	for _, row := range rows {
		if row.within(r.life[row.v]) {
			continue
		}
		irregular = true
		b.report(ParentNotAlive,
			fmt.Sprintf("%s trực thuộc %s cả trong những ngày %s không có hiệu lực", r.anyName(o), r.anyName(row.v), r.anyName(row.v)),
			fmt.Sprintf("%s stands under %s on days on which that one is not in force", r.anyName(o), r.anyName(row.v)),
			r.ids[o], r.ids[row.v])
	}
	if irregular {
		r.irregular = append(r.irregular, o)
	}
}

func (b *builder) checkCodes(o int32) {
	r := b.r
	rows := r.codes.of(o)
	for i, x := range rows {
		for _, y := range rows[:i] {
			if x.v.Scheme == y.v.Scheme && x.meets(y.span) {
				b.report(Overlap, fmt.Sprintf("%s mang hai mã %s và %s cùng lúc", r.anyName(o), y.v.Value, x.v.Value),
					fmt.Sprintf("%s carries codes %s and %s at one time", r.anyName(o), y.v.Value, x.v.Value), r.ids[o])
			}
		}
	}
}

func (b *builder) checkCodesHeldTwice() {
	r := b.r
	for i := range b.rows.Codes { // in the order of the rows, not of a map
		c := &b.rows.Codes[i]
		for _, h := range r.codeIndex[c.Value] {
			if h.code == c {
				b.reportSharedCode(h)
			}
		}
	}
}

func (b *builder) reportSharedCode(h holder) {
	r := b.r
	for _, other := range r.codeIndex[h.code.Value] {
		if other.ord > h.ord && other.code.Scheme == h.code.Scheme && other.meets(h.span) {
			b.report(CodeTwice,
				fmt.Sprintf("mã %s cấp cho cả %s và %s cùng lúc", h.code.Value, r.anyName(h.ord), r.anyName(other.ord)),
				fmt.Sprintf("code %s is given to %s and %s at one time", h.code.Value, r.anyName(h.ord), r.anyName(other.ord)),
				r.ids[h.ord], r.ids[other.ord])
		}
	}
}

func (b *builder) checkShares(o int32) {
	r := b.r
	out := r.next.of(o)
	for _, at := range out {
		if len(out) > 1 && r.links[at.v].Share == ShareWhole {
			b.report(BadShare, fmt.Sprintf("%s chuyển toàn bộ cho một đơn vị nhưng còn dòng kế thừa khác", r.anyName(o)),
				fmt.Sprintf("%s goes whole to one place, yet other successions are recorded", r.anyName(o)), r.ids[o])
			return
		}
	}
}
