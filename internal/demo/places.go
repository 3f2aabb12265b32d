package demo

import (
	"math"

	"phendau/internal/calendar"
	"phendau/internal/demo/line"
	"phendau/internal/place"
	"phendau/internal/registry"
)

// Bounds written often.
const (
	unknown = registry.Unknown
	open    = registry.Open
)

func on(d calendar.Day) registry.Bound { return registry.On(d) }

// about is a day nobody has confirmed; calculations use it all the same.
func about(d calendar.Day) registry.Bound { return "about " + registry.On(d) }

// placeDoc is a place with one name, one code and one parent for its life.
func placeDoc(word, name string, level place.Level, code, parent string, from, to registry.Bound) *registry.PlaceDoc {
	d := &registry.PlaceDoc{Names: []registry.NameDoc{{Text: name, UnitWord: word, Level: string(level), From: from, To: to}}}
	if code != "" {
		d.Codes = []registry.CodeDoc{{Scheme: place.SchemeOfficial, Value: code, From: from, To: to}}
	}
	if parent != "" {
		d.Parents = []registry.ParentDoc{{ParentID: parent, From: from, To: to}}
	}
	return d
}

func becomes(to string, d calendar.Day, act, document string, share place.Share) registry.SuccessionDoc {
	return registry.SuccessionDoc{To: to, Day: d, Act: act, Document: document, Share: string(share)}
}

// places writes the territory through its three reorganisations.
func (b *builder) places() {
	w := b.world
	w.Province = b.doc("place", placeDoc("tỉnh", "Cao Bằng", place.LevelProvince, "04", "", unknown, open))
	b.districts()
	for _, row := range communeRows {
		b.commune(row)
	}
	for _, row := range unitRows {
		b.unit(row)
	}
	b.quocToan()
	b.vanished()
	b.line()
	b.groups()
}

func (b *builder) districts() {
	w := b.world
	before, from, to := about(dissolved2020-1), about(dissolved2020), on(merged2025-1)
	dissolved := registry.SuccessionDoc{Day: merged2025, Act: "abolish", Document: "Không tổ chức cấp huyện từ ngày 01/7/2025", Share: string(place.ShareUnknown)}
	district := func(name, code string, from, to registry.Bound, next ...registry.SuccessionDoc) string {
		d := placeDoc("huyện", name, place.LevelDistrict, code, w.Province, from, to)
		d.Successions = next
		return b.doc("place", d)
	}
	w.District = district("Trùng Khánh", "047", from, to, dissolved)
	w.QuangHoa = district("Quảng Hòa", "049", from, to, dissolved)
	merge := func(to string, share place.Share) registry.SuccessionDoc {
		return becomes(to, dissolved2020, "merge", resolution897, share)
	}
	w.OldTrungKhanh = district("Trùng Khánh", "047", unknown, before, merge(w.District, place.ShareWhole))
	w.OldTraLinh = district("Trà Lĩnh", "046", unknown, before, merge(w.District, place.SharePart), merge(w.QuangHoa, place.SharePart))
	district("Quảng Uyên", "049", unknown, before, merge(w.QuangHoa, place.ShareWhole))
	district("Phục Hòa", "050", unknown, before, merge(w.QuangHoa, place.ShareWhole))
}

func (b *builder) oldDistrict(code string) string {
	if code == "046" {
		return b.world.OldTraLinh
	}
	return b.world.OldTrungKhanh
}

// commune is one of the seven of 2025-07-01: always a new place, whatever its
// name and code were before.
func (b *builder) commune(row communeRow) {
	d := placeDoc("xã", row.name, place.LevelCommune, row.code, b.world.Province, on(merged2025), open)
	d.Measures = []registry.MeasureDoc{{Fact: "people", Day: merged2025, Value: row.people, Source: "Niêm yết năm 2025"}}
	if row.border {
		d.Flags = []registry.FlagDoc{{Flag: "border_unit", Document: decree299, From: on(merged2025), To: open}}
	}
	u := &Unit{ID: b.doc("place", d), Word: "xã", Name: row.name, Code: row.code, Border: row.border}
	b.world.Communes = append(b.world.Communes, u)
}

func (b *builder) communeOf(code string) *Unit {
	for _, u := range b.world.Communes {
		if u.Code == code {
			return u
		}
	}
	return nil
}

func (b *builder) unitOf(code string) *Unit {
	for _, u := range b.world.Units {
		if u.Code == code {
			return u
		}
	}
	return nil
}

// unit is one of the 21 units with its dated names, parents and successor.
func (b *builder) unit(row unitRow) {
	from, to := unknown, on(merged2025-1)
	if row.code == "01525" { // Đoài Dương is a merger of 2020
		from = about(merged2020)
	}
	d := placeDoc(row.word, row.name, place.LevelCommune, row.code, "", from, to)
	if was := renamed[row.code]; was != "" {
		d.Names = []registry.NameDoc{
			{Text: was, UnitWord: row.word, Level: string(place.LevelCommune), From: from, To: about(merged2020 - 1)},
			{Text: row.name, UnitWord: row.word, Level: string(place.LevelCommune), From: about(merged2020), To: to}}
	}
	d.Parents = b.parentsOf(row.district, b.world.District, from, to)
	now := b.communeOf(row.now)
	d.Successions = []registry.SuccessionDoc{becomes(now.ID, merged2025, "merge", reform2025, place.ShareWhole)}
	if a := aliasRows[row.code]; a[0] != "" {
		d.Aliases = []registry.AliasDoc{{Text: a[0], Source: a[1], From: unknown, To: to}}
	}
	u := &Unit{Word: row.word, Name: row.name, Code: row.code, Successor: now.ID}
	for _, s := range line.Segments {
		if s.Code == row.code {
			u.Border = true
			d.Flags = []registry.FlagDoc{{Flag: "border_unit", Document: decree34, From: unknown, To: to}}
		}
	}
	u.ID = b.doc("place", d)
	b.world.Units = append(b.world.Units, u)
	if row.code == "01525" {
		b.thongHoe(u)
	}
}

// parentsOf is the district until 2020-02-29 and the one after it.
func (b *builder) parentsOf(old, next string, from, to registry.Bound) []registry.ParentDoc {
	return []registry.ParentDoc{{ParentID: b.oldDistrict(old), From: from, To: about(dissolved2020 - 1)},
		{ParentID: next, From: about(dissolved2020), To: to}}
}

// thongHoe had the code of Đoài Dương before 2020.
func (b *builder) thongHoe(next *Unit) {
	to := about(merged2020 - 1)
	d := placeDoc("xã", "Thông Hoè", place.LevelCommune, next.Code, b.world.OldTrungKhanh, unknown, to)
	d.Aliases = []registry.AliasDoc{{Text: "Thông Huề", Source: "cách viết trên báo địa phương", From: unknown, To: to}}
	d.Successions = []registry.SuccessionDoc{becomes(next.ID, merged2020, "merge", resolution864, place.ShareWhole)}
	b.thongHoeID = b.doc("place", d)
}

func (b *builder) quocToan() {
	to := on(merged2025 - 1)
	d := placeDoc("xã", "Quốc Toản", place.LevelCommune, "01474", "", unknown, to)
	d.Parents = b.parentsOf("046", b.world.QuangHoa, unknown, to)
	d.Successions = []registry.SuccessionDoc{becomes(b.communeOf("01447").ID, merged2025, "merge", reform2025, place.ShareWhole)}
	b.world.QuocToan = b.doc("place", d)
}

// vanished are the units nobody has listed a successor of: a state of its
// own, not a guess.
func (b *builder) vanished() {
	for _, v := range vanishedRows {
		d := placeDoc("xã", v.name, place.LevelCommune, v.code, b.oldDistrict(v.district), unknown, about(merged2020-1))
		d.Successions = []registry.SuccessionDoc{{Day: merged2020, Act: "merge", Document: resolution864,
			Share: string(place.ShareUnknown), Note: "chưa rõ đơn vị kế thừa"}}
		b.doc("place", d)
	}
}

// line makes hamlets and posts and hangs both on the border units.
func (b *builder) line() {
	for _, p := range postRows {
		b.world.Posts = append(b.world.Posts, &Post{Name: p.name, Type: p.typ})
	}
	hamlets := line.Hamlets()
	for i, s := range line.Segments {
		u := b.unitOf(s.Code)
		u.weight = int64(s.Positions)
		u.alone = u.Code == "01462"
		u.Post = b.world.Posts[segmentPosts[i]]
		u.Post.Units = append(u.Post.Units, u)
		b.world.Border = append(b.world.Border, u)
		for _, h := range hamlets {
			if h.Segment == line.SegmentID(i) {
				b.hamlet(u, &h)
			}
		}
	}
}

func (b *builder) hamlet(u *Unit, at *line.Hamlet) {
	name := at.Name + " (minh họa)"
	d := placeDoc("xóm", name, place.LevelHamlet, "", "", unknown, open)
	d.Parents = []registry.ParentDoc{{ParentID: u.ID, From: unknown, To: on(merged2025 - 1)},
		{ParentID: u.Successor, From: on(merged2025), To: open}}
	d.Flags = []registry.FlagDoc{{Flag: "border_hamlet", Document: demoMark, From: unknown, To: open}}
	d.Points = []registry.PointDoc{{Lat: int64(math.Round(at.At.Lat * 1e7)), Lon: int64(math.Round(at.At.Lon * 1e7)), Source: demoMark, From: unknown, To: open}}
	h := &Hamlet{ID: b.doc("place", d), Name: name, Unit: u, Commune: b.communeByID(u.Successor)}
	u.Hamlets = append(u.Hamlets, h)
	h.Commune.Hamlets = append(h.Commune.Hamlets, h)
	b.world.Hamlets = append(b.world.Hamlets, h)
}

func (b *builder) communeByID(id string) *Unit {
	for _, u := range b.world.Communes {
		if u.ID == id {
			return u
		}
	}
	return nil
}

// groups are places of report that are no units.
func (b *builder) groups() {
	w := b.world
	var all, border []registry.MemberDoc
	for _, u := range w.Units {
		all = append(all, registry.MemberDoc{PlaceID: u.ID, From: about(dissolved2020), To: on(merged2025 - 1)})
	}
	// What was recorded at the district itself belongs to it as well.
	all = append(all, registry.MemberDoc{PlaceID: w.District, From: about(dissolved2020), To: on(merged2025 - 1)})
	for _, u := range w.Border {
		border = append(border, registry.MemberDoc{PlaceID: u.ID, From: unknown, To: on(merged2025 - 1)})
	}
	for _, u := range w.Communes {
		if u.Border {
			border = append(border, registry.MemberDoc{PlaceID: u.ID, From: on(merged2025), To: open})
		}
	}
	w.GroupDistrict = b.group(all, "huyện Trùng Khánh (cũ)", "21 đơn vị cũ của huyện Trùng Khánh")
	w.GroupBorder = b.group(border, "12 đơn vị biên giới", "các xã, thị trấn biên giới")
	for _, p := range w.Posts {
		p.Area = b.group(b.areaOf(p), "Địa bàn "+p.Name)
	}
}

// areaOf is the post's units and, since 2025-07-01, the communes they went
// to: areas of two posts may overlap there.
func (b *builder) areaOf(p *Post) []registry.MemberDoc {
	var out []registry.MemberDoc
	seen := map[string]bool{}
	for _, u := range p.Units {
		out = append(out, registry.MemberDoc{PlaceID: u.ID, From: unknown, To: on(merged2025 - 1)})
	}
	for _, u := range p.Units {
		if !seen[u.Successor] {
			seen[u.Successor] = true
			out = append(out, registry.MemberDoc{PlaceID: u.Successor, From: on(merged2025), To: open})
		}
	}
	return out
}

func (b *builder) group(members []registry.MemberDoc, names ...string) string {
	return b.doc("place", &registry.PlaceDoc{Group: &registry.GroupDoc{Names: names, Members: members}})
}
