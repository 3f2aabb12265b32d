package place

import (
	"testing"

	"phendau/internal/calendar"
)

// day reads a day of a test.
func day(s string) Day {
	d, err := calendar.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// book writes rows the way a registry does.
type book struct{ Rows }

// unit adds a place with one name, a parent and an official code, all for its
// whole life. Empty parent or code: none.
func (b *book) unit(id, word, text string, level Level, parent, code string, from, to Bound) *book {
	b.Places = append(b.Places, Place{id})
	b.name(id, word, text, level, from, to)
	if parent != "" {
		b.under(id, parent, from, to)
	}
	if code != "" {
		b.Codes = append(b.Codes, Code{id, SchemeOfficial, code, from, to})
	}
	return b
}

func (b *book) name(id, word, text string, level Level, from, to Bound) {
	b.Names = append(b.Names, Name{id, text, word, level, from, to})
}

func (b *book) under(id, parent string, from, to Bound) {
	b.Parents = append(b.Parents, Parent{id, TreeAdmin, parent, from, to})
}

// hamlet adds a hamlet in force throughout.
func (b *book) hamlet(id, text, parent string, from, to Bound) {
	b.unit(id, "xóm", text, LevelHamlet, "", "", Unknown(), Open())
	b.under(id, parent, from, to)
}

// ends closes all open rows of a place on the day before an act.
func (b *book) ends(id string, act Day) {
	last := On(act - 1)
	for i := range b.Names {
		if n := &b.Names[i]; n.PlaceID == id && n.To.Kind == OpenEnd {
			n.To = last
		}
	}
	for i := range b.Codes {
		if c := &b.Codes[i]; c.PlaceID == id && c.To.Kind == OpenEnd {
			c.To = last
		}
	}
	for i := range b.Parents {
		if p := &b.Parents[i]; p.PlaceID == id && p.To.Kind == OpenEnd {
			p.To = last
		}
	}
}

// leaves closes the open parent row of a place.
func (b *book) leaves(id, parent string, act Day) {
	for i := range b.Parents {
		if p := &b.Parents[i]; p.PlaceID == id && p.ParentID == parent && p.To.Kind == OpenEnd {
			p.To = On(act - 1)
		}
	}
}

func (b *book) became(from, to string, d Day, act, document string, share Share) {
	b.Successions = append(b.Successions, Succession{From: from, To: to, Day: d, Act: act, Document: document, Share: share})
}

// build compiles rows that must be without fault.
func (b *book) build(t testing.TB) *Registry {
	t.Helper()
	r, problems := Build(b.Rows)
	for _, p := range problems {
		t.Errorf("problem %s %v: %s", p.Kind, p.Places, p.Text.EN)
	}
	return r
}

const (
	resolution864 = "Nghị quyết số 864/NQ-UBTVQH14"
	resolution897 = "Nghị quyết số 897/NQ-UBTVQH14"
	reform2025    = "Nghị quyết về sắp xếp đơn vị hành chính cấp xã năm 2025"
)

var (
	merged2020    = day("2020-02-01")
	dissolved2020 = day("2020-03-01")
	merged2025    = day("2025-07-01")
	review        = Period{day("2019-01-01"), day("2024-12-31")}
	today         = day("2026-10-01")
)

// oldUnit is one of the 21 units of units.md section 1.
type oldUnit struct{ word, text, code, district, now string }

var oldUnits = []oldUnit{
	{"thị trấn", "Trà Lĩnh", "01447", "046", "01447"},
	{"xã", "Cao Chương", "01471", "046", "01447"},
	{"xã", "Tri Phương", "01453", "046", "01465"},
	{"xã", "Xuân Nội", "01462", "046", "01465"},
	{"xã", "Quang Trung", "01465", "046", "01465"},
	{"xã", "Quang Hán", "01456", "046", "01456"},
	{"xã", "Quang Vinh", "01468", "046", "01456"},
	{"thị trấn", "Trùng Khánh", "01477", "047", "01477"},
	{"xã", "Khâm Thành", "01498", "047", "01477"},
	{"xã", "Lăng Hiếu", "01504", "047", "01477"},
	{"xã", "Đức Hồng", "01522", "047", "01477"},
	{"xã", "Ngọc Khê", "01480", "047", "01489"},
	{"xã", "Ngọc Côn", "01481", "047", "01489"},
	{"xã", "Phong Nặm", "01483", "047", "01489"},
	{"xã", "Đình Phong", "01489", "047", "01489"},
	{"xã", "Đàm Thủy", "01495", "047", "01501"},
	{"xã", "Chí Viễn", "01501", "047", "01501"},
	{"xã", "Phong Châu", "01507", "047", "01501"},
	{"xã", "Trung Phúc", "01516", "047", "01525"},
	{"xã", "Cao Thăng", "01519", "047", "01525"},
	{"xã", "Đoài Dương", "01525", "047", "01525"},
}

// trungKhanh is the territory of units.md through its three reorganisations.
// Ids: "p04"; districts "d046.2017", "d047.2020"; old communes "c01447", new
// ones "n01447"; one fictional hamlet in each old commune, "h01447".
func trungKhanh() *book {
	b := &book{}
	b.unit("vn", "", "Việt Nam", LevelNation, "", "", Unknown(), Open())
	b.unit("p04", "tỉnh", "Cao Bằng", LevelProvince, "vn", "04", Unknown(), Open())
	before, last2020, last2025 := On(dissolved2020-1), On(dissolved2020), On(merged2025-1)
	b.unit("d046.2017", "huyện", "Trà Lĩnh", LevelDistrict, "p04", "046", Unknown(), before)
	b.unit("d047.2017", "huyện", "Trùng Khánh", LevelDistrict, "p04", "047", Unknown(), before)
	b.unit("d049.2017", "huyện", "Quảng Uyên", LevelDistrict, "p04", "049", Unknown(), before)
	b.unit("d047.2020", "huyện", "Trùng Khánh", LevelDistrict, "p04", "047", last2020, last2025)
	b.unit("d049.2020", "huyện", "Quảng Hòa", LevelDistrict, "p04", "049", last2020, last2025)
	b.unit("d051", "huyện", "Hòa An", LevelDistrict, "p04", "051", Unknown(), last2025)
	b.became("d046.2017", "d047.2020", dissolved2020, "merge", resolution897, SharePart)
	b.became("d046.2017", "d049.2020", dissolved2020, "merge", resolution897, SharePart)
	b.became("d047.2017", "d047.2020", dissolved2020, "merge", resolution897, ShareWhole)
	b.became("d049.2017", "d049.2020", dissolved2020, "merge", resolution897, ShareWhole)
	b.communesToday()
	b.communesUntil2025()
	b.vanishedIn2020()
	b.Groups = []Group{{"g.tk", []string{"huyện Trùng Khánh (cũ)", "21 đơn vị cũ của huyện Trùng Khánh"}}}
	for _, u := range oldUnits {
		b.Members = append(b.Members, Member{"g.tk", "c" + u.code, last2020, last2025})
	}
	return b
}

func (b *book) communesToday() {
	for _, n := range [][2]string{{"01447", "Trà Lĩnh"}, {"01456", "Quang Hán"}, {"01465", "Quang Trung"}, {"01477", "Trùng Khánh"},
		{"01489", "Đình Phong"}, {"01501", "Đàm Thủy"}, {"01525", "Đoài Dương"}, {"01699", "Nguyễn Huệ"}} {
		b.unit("n"+n[0], "xã", n[1], LevelCommune, "p04", n[0], On(merged2025), Open())
	}
}

func (b *book) communesUntil2025() {
	for _, u := range oldUnits {
		id := "c" + u.code
		from := Unknown()
		switch u.code {
		case "01525":
			from = On(merged2020)
			b.unit(id, u.word, u.text, LevelCommune, "", u.code, from, On(merged2025-1))
		case "01447", "01468":
			was := map[string]string{"01447": "Hùng Quốc", "01468": "Lưu Ngọc"}[u.code]
			b.unit(id, u.word, was, LevelCommune, "", "", from, On(merged2020-1))
			b.name(id, u.word, u.text, LevelCommune, On(merged2020), On(merged2025-1))
			b.Codes = append(b.Codes, Code{id, SchemeOfficial, u.code, from, On(merged2025 - 1)})
		default:
			b.unit(id, u.word, u.text, LevelCommune, "", u.code, from, On(merged2025-1))
		}
		b.under(id, "d"+u.district+".2017", from, On(dissolved2020-1))
		b.under(id, "d047.2020", On(dissolved2020), On(merged2025-1))
		b.became(id, "n"+u.now, merged2025, "merge", reform2025, ShareWhole)
		b.hamletOf(u.code, id, "n"+u.now)
	}
	b.unit("c01474", "xã", "Quốc Toản", LevelCommune, "", "01474", Unknown(), On(merged2025-1))
	b.under("c01474", "d046.2017", Unknown(), On(dissolved2020-1))
	b.under("c01474", "d049.2020", On(dissolved2020), On(merged2025-1))
	b.became("c01474", "n01447", merged2025, "merge", reform2025, ShareWhole)
	b.hamletOf("01474", "c01474", "n01447")
	for code, name := range map[string]string{"01699": "Nguyễn Huệ", "01702": "Quang Trung"} {
		b.unit("c"+code, "xã", name, LevelCommune, "d051", code, Unknown(), On(merged2025-1))
		b.became("c"+code, "n01699", merged2025, "merge", reform2025, ShareWhole)
	}
}

func (b *book) hamletOf(code, old, now string) {
	b.hamlet("h"+code, "Mẫu "+code, old, Unknown(), On(merged2025-1))
	b.under("h"+code, now, On(merged2025), Open())
	if code == "01525" { // the commune is younger than the hamlet
		last := len(b.Parents) - 2
		b.Parents[last].From = On(merged2020)
		b.under("h"+code, "t01525", Unknown(), On(merged2020-1))
	}
}

// vanishedIn2020 adds units of 2017 that are not on the list of 2020.
func (b *book) vanishedIn2020() {
	end := On(merged2020 - 1)
	b.unit("t01525", "xã", "Thông Hoè", LevelCommune, "d047.2017", "01525", Unknown(), end)
	b.became("t01525", "c01525", merged2020, "merge", resolution864, ShareWhole)
	b.Aliases = append(b.Aliases, Alias{"t01525", "Thông Huề", "cách viết trên báo địa phương", Unknown(), end})
	for _, v := range []struct{ code, text, district string }{
		{"01450", "Cô Mười", "046"}, {"01459", "Quang Vinh", "046"}, {"01486", "Ngọc Chung", "047"}, {"01492", "Lăng Yên", "047"},
		{"01510", "Đình Minh", "047"}, {"01513", "Cảnh Tiên", "047"}, {"01528", "Thân Giáp", "047"}, {"01531", "Đoài Côn", "047"}} {
		b.unit("t"+v.code, "xã", v.text, LevelCommune, "d"+v.district+".2017", v.code, Unknown(), end)
		b.became("t"+v.code, "", merged2020, "merge", resolution864, ShareUnknown)
	}
}
