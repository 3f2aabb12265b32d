package place

import (
	"cmp"
	"fmt"
	"slices"
)

// buildAttributes indexes codes, aliases, flags and measures.
func (b *builder) buildAttributes() {
	r, n := b.r, len(b.r.ids)
	var codes []owned[*Code]
	for i := range b.rows.Codes {
		c := &b.rows.Codes[i]
		if s, o, ok := b.attribute(c.PlaceID, c.From, c.To, "mã số/code "+c.Value); ok {
			codes = append(codes, owned[*Code]{o, dated[*Code]{s, c}})
		}
	}
	var aliases []owned[*Alias]
	for i := range b.rows.Aliases {
		a := &b.rows.Aliases[i]
		if s, o, ok := b.attribute(a.PlaceID, a.From, a.To, "tên khác/alias "+a.Text); ok {
			aliases = append(aliases, owned[*Alias]{o, dated[*Alias]{s, a}})
		}
	}
	var flags []owned[*Flag]
	for i := range b.rows.Flags {
		f := &b.rows.Flags[i]
		if s, o, ok := b.attribute(f.PlaceID, f.From, f.To, "đặc điểm/flag "+f.Flag); ok {
			flags = append(flags, owned[*Flag]{o, dated[*Flag]{s, f}})
		}
	}
	r.codes, r.aliases, r.flags = newTable(n, codes), newTable(n, aliases), newTable(n, flags)
	r.measures = newTable(n, b.measureRows())
	r.codeIndex = indexCodes(codes)
}

func (b *builder) attribute(id string, from, to Bound, what string) (span, int32, bool) {
	o, ok := b.ordinal(id, what)
	if !ok {
		return never, -1, false
	}
	s, ok := b.inLife(o, from, to, what)
	return s, o, ok
}

func (b *builder) measureRows() []owned[*Measure] {
	var rows []owned[*Measure]
	for i := range b.rows.Measures {
		m := &b.rows.Measures[i]
		if o, ok := b.ordinal(m.PlaceID, "số liệu nền/measure"); ok {
			rows = append(rows, owned[*Measure]{o, dated[*Measure]{span{m.Day, dusk}, m}})
		}
	}
	return rows
}

// holder is a place that carried a code on the days of the span.
type holder struct {
	span
	ord  int32
	code *Code
}

func indexCodes(rows []owned[*Code]) map[string][]holder {
	index := map[string][]holder{}
	for _, c := range rows {
		index[c.v.Value] = append(index[c.v.Value], holder{c.span, c.ord, c.v})
	}
	for _, hs := range index {
		slices.SortFunc(hs, func(a, b holder) int { return cmp.Or(cmp.Compare(a.lo, b.lo), cmp.Compare(a.ord, b.ord)) })
	}
	return index
}

// indexGroups gives every group its number.
func (b *builder) indexGroups() {
	r := b.r
	r.groupOrd = map[string]int32{}
	for i := range b.rows.Groups {
		g := &b.rows.Groups[i]
		_, twice := r.groupOrd[g.ID]
		_, isPlace := r.ord[g.ID]
		if twice || isPlace || g.ID == "" {
			b.report(DuplicateID, fmt.Sprintf("mã định danh nhóm trống hoặc bị trùng: %q", g.ID),
				fmt.Sprintf("group id empty or given twice: %q", g.ID), g.ID)
			continue
		}
		r.groupOrd[g.ID] = int32(len(r.groups))
		r.groups = append(r.groups, g)
	}
}

func (b *builder) buildMembers() {
	r := b.r
	var rows []owned[int32]
	for i := range b.rows.Members {
		m := &b.rows.Members[i]
		g, ok := r.groupOrd[m.GroupID]
		if !ok {
			b.report(UnknownID, fmt.Sprintf("thành viên của nhóm không có trong danh mục: %q", m.GroupID),
				fmt.Sprintf("member of a group that is not in the registry: %q", m.GroupID), m.GroupID)
			continue
		}
		if s, o, ok := b.attribute(m.PlaceID, m.From, m.To, "thành viên nhóm/member"); ok {
			rows = append(rows, owned[int32]{g, dated[int32]{s, o}})
		}
	}
	r.members = newTable(len(r.groups), rows)
	r.reigns = make([]reign, len(r.groups))
	for g := range r.groups {
		r.reigns[g] = reignOf(r.members.of(int32(g)))
	}
}
