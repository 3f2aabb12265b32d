package place

import (
	"fmt"
	"strings"
)

// mostClauses bounds a footnote on paper; the data always lists everything.
const mostClauses = 12

// onMap names a place as a reader of the map must see it: "(cũ)" for one that
// had ended, "(mới)" for one that did not exist yet.
func (b *tabler) onMap(o int32) Text {
	name := b.r.fullName(o, b.l.MapDay)
	switch {
	case b.r.alive(o, b.l.MapDay):
		return Text{name, name}
	case b.r.life[o].lo > b.l.MapDay:
		return Text{name + " (mới)", name + " (later)"}
	}
	return Text{name + " (cũ)", name + " (former)"}
}

func (b *tabler) listed(ids []string) Text {
	var all []Text
	for _, id := range ids {
		if o := b.r.look(id); o >= 0 {
			all = append(all, b.onMap(o))
		}
	}
	return joinTexts(all, ", ")
}

// joinTexts joins up to mostClauses wordings and counts the rest.
func joinTexts(all []Text, sep string) Text {
	more := Text{}
	if n := len(all) - mostClauses; n > 0 {
		all = all[:mostClauses]
		more = Text{fmt.Sprintf(" và %d trường hợp khác", n), fmt.Sprintf(" and %d more", n)}
	}
	var vi, en []string
	for _, t := range all {
		vi, en = append(vi, t.VI), append(en, t.EN)
	}
	return Text{strings.Join(vi, sep) + more.VI, strings.Join(en, sep) + more.EN}
}

func mapText(l *Layout) Text {
	if l.Map.Kind == MapOwnDay {
		return Text{
			"Mỗi bản ghi tính cho các đơn vị quản lý địa bàn vào đúng ngày của bản ghi; không quy đổi theo bản đồ chung.",
			"Each entry counts for the units of its own day; nothing is carried to a common map."}
	}
	return Text{
		fmt.Sprintf("Số liệu tính theo địa giới hành chính ngày %s.", viDay(l.MapDay)),
		fmt.Sprintf("Figures are on the administrative map of %s.", l.MapDay)}
}

func closedText(l *Layout) Text {
	if l.MemberDay == l.MapDay {
		return Text{
			fmt.Sprintf("%s không có hiệu lực trong kỳ; lấy bản đồ của ngày có hiệu lực gần nhất, %s.", l.Name, viDay(l.MapDay)),
			fmt.Sprintf("%s was not in force in the period; the map is that of the nearest day on which it was, %s.", l.Name, l.MapDay)}
	}
	return Text{
		fmt.Sprintf("%s không có hiệu lực vào ngày của bản đồ; số liệu gồm đúng phần địa bàn của đơn vị này tại ngày %s.", l.Name, viDay(l.MemberDay)),
		fmt.Sprintf("%s was not in force on the map's day; figures cover exactly what it held on %s.", l.Name, l.MemberDay)}
}

func (b *tabler) actText(key actKey, at []int32) Text {
	what := joinTexts(b.clauses(at), "; ")
	act := Text{key.document, key.document}
	if key.document == "" {
		act = Text{"việc sắp xếp đơn vị hành chính", "the reorganisation"}
	}
	if key.back {
		return Text{
			fmt.Sprintf("Quy về trước khi có %s (hiệu lực từ ngày %s): %s.", act.VI, viDay(key.day), what.VI),
			fmt.Sprintf("Carried back to before %s (in force from %s): %s.", act.EN, key.day, what.EN)}
	}
	return Text{
		fmt.Sprintf("Đã áp dụng %s (hiệu lực từ ngày %s): %s.", act.VI, viDay(key.day), what.VI),
		fmt.Sprintf("Applied %s (in force from %s): %s.", act.EN, key.day, what.EN)}
}

// clauses words the successions of an act, one for each new unit and one for
// each part or unknown.
func (b *tabler) clauses(at []int32) []Text {
	whole := map[int32][]Text{}
	var targets []int32
	var out []Text
	for _, i := range at {
		l := b.r.links[i]
		if l.Share != ShareWhole || l.from < 0 || l.to < 0 {
			out = append(out, b.uncertain(l))
			continue
		}
		if whole[l.to] == nil {
			targets = append(targets, l.to)
		}
		whole[l.to] = append(whole[l.to], b.onMap(l.from))
	}
	var merged []Text
	for _, to := range targets {
		from, name := joinTexts(whole[to], ", "), b.onMap(to)
		verb := Text{"nhập thành", "became"}
		if len(whole[to]) == 1 {
			verb.VI = "chuyển thành"
		}
		merged = append(merged, Text{from.VI + " " + verb.VI + " " + name.VI, from.EN + " " + verb.EN + " " + name.EN})
	}
	return append(merged, out...)
}

func (b *tabler) uncertain(l link) Text {
	switch {
	case l.to < 0:
		n := b.onMap(l.from)
		return Text{n.VI + " chưa rõ đơn vị kế thừa", n.EN + " has no known successor"}
	case l.from < 0:
		n := b.onMap(l.to)
		return Text{n.VI + " chưa rõ hình thành từ đơn vị nào", n.EN + " has no known predecessor"}
	}
	from, to := b.onMap(l.from), b.onMap(l.to)
	if l.Share == SharePart {
		return Text{fmt.Sprintf("một phần %s chuyển vào %s", from.VI, to.VI), fmt.Sprintf("a part of %s went to %s", from.EN, to.EN)}
	}
	return Text{fmt.Sprintf("%s chuyển vào %s, chưa rõ toàn bộ hay một phần", from.VI, to.VI),
		fmt.Sprintf("%s went to %s, whole or in part is not known", from.EN, to.EN)}
}

func (b *tabler) movedText(o, was, now int32) Text {
	n, from := b.onMap(o), b.onMap(was)
	to := Text{"ngoài mọi đơn vị", "no unit"}
	if now >= 0 {
		to = b.onMap(now)
	}
	return Text{
		fmt.Sprintf("Trên bản đồ này %s thuộc %s, không thuộc %s; toàn bộ số liệu của %s tính theo đó.", n.VI, to.VI, from.VI, n.VI),
		fmt.Sprintf("On this map %s stands under %s, not %s; all its figures count there.", n.EN, to.EN, from.EN)}
}

func (b *tabler) behindText(row *Row) Text {
	var all []Text
	for _, id := range row.Behind {
		o := b.r.look(id)
		name, reached := b.onMap(o), b.listed(b.r.idList(b.c.land(o).reached))
		if reached.VI != "" {
			name = Text{name.VI + " (liên quan " + reached.VI + ")", name.EN + " (touching " + reached.EN + ")"}
		}
		all = append(all, name)
	}
	what := joinTexts(all, "; ")
	if row.Kind == RowUnknown {
		return Text{"Chưa rõ đơn vị kế thừa, tính vào dòng riêng: " + what.VI + ".",
			"No known successor, shown in a row of its own: " + what.EN + "."}
	}
	return Text{"Không phân chia được, tính vào dòng riêng: " + what.VI + ".",
		"Could not be divided, shown in a row of its own: " + what.EN + "."}
}

func (b *tabler) maybeText(ids []string) Text {
	what := b.listed(ids)
	return Text{
		fmt.Sprintf("Có thể có phần thuộc %s nhưng không xác định được nên không tính vào bảng: số liệu ghi chung ở %s.", b.l.Name, what.VI),
		fmt.Sprintf("May belong to %s in part, cannot be told and is not counted: records of %s as a whole.", b.l.Name, what.EN)}
}

func (b *tabler) outsideText(row *Row) Text {
	what := b.listed(row.Outside)
	return Text{
		fmt.Sprintf("Dòng %s chỉ gồm phần thuộc %s, không gồm %s.", row.Name, b.l.Name, what.VI),
		fmt.Sprintf("The row %s holds only what belongs to %s, not %s.", row.Name, b.l.Name, what.EN)}
}

func daysText(rows []*Row) Text {
	all := make([]Text, len(rows))
	for i, row := range rows[:min(len(rows), mostClauses)] {
		all[i] = Text{
			fmt.Sprintf("%s (%s - %s)", row.Name, viDay(row.From), viDay(row.To)),
			fmt.Sprintf("%s (%s to %s)", row.Name, row.From, row.To)}
	}
	list := joinTexts(all, "; ")
	return Text{"Chỉ có mặt trong một phần của kỳ: " + list.VI + ".", "Present on a part of the period only: " + list.EN + "."}
}

// note fills the short remark of a row itself.
func (b *tabler) note(row *Row, k rowKey) {
	level := Text{levelVI(b.l.Level), string(b.l.Level)}
	switch {
	case k.kind == RowUnit && len(row.Outside) > 0:
		what := b.listed(row.Outside)
		row.Note = Text{"không gồm phần từ " + what.VI, "without the part from " + what.EN}
	case k.kind == RowUpper && b.lacking[k]:
		row.Note = Text{"bản đồ không có đơn vị " + level.VI, "the map has no unit at the level of " + level.EN}
	case k.kind == RowUpper:
		row.Note = Text{"ghi chung, không thuộc riêng đơn vị " + level.VI + " nào", "recorded above the level of " + level.EN}
	case k.kind == RowUndivided:
		row.Note = Text{"không phân chia được", "could not be divided"}
	case k.kind == RowUnknown:
		row.Note = Text{"chưa rõ đơn vị kế thừa", "successor not known"}
	}
}
