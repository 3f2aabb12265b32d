package place

import (
	"fmt"
	"slices"
	"testing"
)

func TestTheTreeIsReadOnADay(t *testing.T) {
	r := trungKhanh().build(t)
	wantIDs(t, "before 2020", r.Ancestors("h01471", day("2019-01-01")), "c01471", "d046.2017", "p04", "vn")
	wantIDs(t, "2024", r.Ancestors("h01471", day("2024-01-01")), "c01471", "d047.2020", "p04", "vn")
	wantIDs(t, "today", r.Ancestors("h01471", today), "n01447", "p04", "vn")
	wantIDs(t, "closed", r.Ancestors("c01471", today))
	if !r.Within("h01471", "d047.2020", day("2024-01-01")) || r.Within("h01471", "d047.2020", today) || !r.Within("h01471", "", today) {
		t.Error("within")
	}
	wantIDs(t, "tops", r.Children("", today), "vn")
	wantIDs(t, "of a commune", r.Children("n01465", today), "h01453", "h01462", "h01465")
	if r.Level("h01471") != LevelHamlet || r.Level("nobody") != LevelAny {
		t.Error("level")
	}
}

func TestPlacesStandByCodeThenByVietnameseCollation(t *testing.T) {
	b := &book{}
	b.unit("P", "tỉnh", "P", LevelProvince, "", "", Unknown(), Open())
	b.unit("c2", "xã", "An", LevelCommune, "P", "00002", Unknown(), Open())
	b.unit("c1", "xã", "Yên", LevelCommune, "P", "00001", Unknown(), Open())
	for i, name := range []string{"Đồi Chè", "Dẻ", "Ao", "Ấp", "Ăng", "Xóm 10", "Xóm 2"} {
		b.hamlet(fmt.Sprint("h", i), name, "c2", Unknown(), Open())
	}
	b.hamlet("z", "Ao", "c1", Unknown(), Open())
	b.unit("c0", "xã", "Ao", LevelCommune, "P", "", Unknown(), Open()) // no code: last
	r := b.build(t)
	wantIDs(t, "communes", r.UnitsAt("P", LevelCommune, today), "c1", "c2", "c0")
	wantIDs(t, "children", r.Children("P", today), "c1", "c2", "c0")
	// The hamlets of a commune stay together; Ă and Â follow A, Đ follows D.
	wantIDs(t, "hamlets", r.UnitsAt("P", LevelHamlet, today), "z", "h2", "h4", "h3", "h1", "h0", "h6", "h5")
	wantIDs(t, "itself", r.UnitsAt("c1", LevelCommune, today), "c1")
	wantIDs(t, "above", r.UnitsAt("c1", LevelProvince, today))
}

func TestOrdinalsAreDenseAndFollowTheTree(t *testing.T) {
	r := trungKhanh().build(t)
	for o := range r.Len() {
		if r.Ordinal(r.ID(o)) != o {
			t.Fatalf("ordinal %d", o)
		}
	}
	if r.Ordinal("nobody") != -1 || r.ID(-1) != "" || r.ID(r.Len()) != "" {
		t.Error("outside the range")
	}
	// Everything under a commune of today lies together.
	ids := []int{r.Ordinal("n01465"), r.Ordinal("h01453"), r.Ordinal("h01462"), r.Ordinal("h01465")}
	if !slices.IsSorted(ids) || ids[3]-ids[0] != 3 {
		t.Errorf("ordinals %v", ids)
	}
}

func TestOrdinalsDoNotDependOnTheOrderOfRows(t *testing.T) {
	b := trungKhanh()
	r := b.build(t)
	slices.Reverse(b.Places)
	slices.Reverse(b.Names)
	slices.Reverse(b.Parents)
	slices.Reverse(b.Codes)
	s := b.build(t)
	for o := range r.Len() {
		if r.ID(o) != s.ID(o) {
			t.Fatalf("ordinal %d is %s, then %s", o, r.ID(o), s.ID(o))
		}
	}
}

func TestFlagsComeFromADocumentAndEnd(t *testing.T) {
	b := trungKhanh()
	b.Flags = []Flag{{"c01489", "border_commune", "Nghị định 34/2014/NĐ-CP", Unknown(), On(merged2025 - 1)},
		{"n01489", "border_commune", "Nghị định 299/2025/NĐ-CP", On(merged2025), Open()}}
	r := b.build(t)
	if f, ok := r.FlagOn("c01489", "border_commune", day("2024-01-01")); !ok || f.Document != "Nghị định 34/2014/NĐ-CP" {
		t.Errorf("flag %+v", f)
	}
	if _, ok := r.FlagOn("c01489", "border_commune", today); ok {
		t.Error("a closed commune is a border commune today")
	}
}

func TestDenominatorsFollowWholeSuccessionsOnly(t *testing.T) {
	b := mergeAndSplit()
	b.Measures = []Measure{
		{"A", "people", day("2012-01-01"), 1000, "niên giám"}, {"A", "people", day("2014-01-01"), 1100, "niên giám"},
		{"B", "people", day("2013-01-01"), 500, "niên giám"}, {"E", "people", day("2022-01-01"), 700, "niên giám"}}
	r := b.build(t)
	if m, ok := r.MeasureOn("A", "people", day("2013-06-01")); !ok || m.Value != 1000 || m.Day != day("2012-01-01") {
		t.Errorf("A: %+v, %v", m, ok)
	}
	if m, ok := r.MeasureOn("C", "people", day("2016-01-01")); !ok || m.Value != 1600 || m.Day != day("2013-01-01") || len(m.Of) != 2 {
		t.Errorf("C is the sum of what went whole into it: %+v, %v", m, ok)
	}
	if m, ok := r.MeasureOn("D", "people", today); ok {
		t.Errorf("D is a part of C, yet has %+v", m)
	}
	b.unit("G", "xã", "G", LevelCommune, "Y", "17", Unknown(), On(t2-1))
	b.unit("H", "xã", "H", LevelCommune, "Y", "18", On(t2), Open())
	b.became("G", "H", t2, "merge", "NQ", SharePart)
	b.Measures = append(b.Measures, Measure{"G", "people", day("2012-01-01"), 300, "niên giám"})
	r = b.build(t)
	if m, ok := r.MeasureOn("H", "people", today); ok {
		t.Errorf("H took a part of G, yet has %+v", m)
	}
	if m, ok := r.MeasureOn("E", "people", day("2021-01-01")); ok {
		t.Errorf("a value of 2022 is used in 2021: %+v", m)
	}
	if m, ok := r.MeasureOn("E", "people", today); !ok || m.Value != 700 {
		t.Errorf("E: %+v, %v", m, ok)
	}
}

func TestGroupsHaveDatedMembers(t *testing.T) {
	r := trungKhanh().build(t)
	if n := len(r.MembersOn("g.tk", day("2024-01-01"))); n != 21 {
		t.Errorf("%d members", n)
	}
	if n := len(r.MembersOn("g.tk", today)); n != 0 {
		t.Errorf("%d members today", n)
	}
	if f := mustFind(t, r, "21 đơn vị cũ của huyện Trùng Khánh", Latest); f.ID != "g.tk" || !f.Group {
		t.Errorf("found %+v", f)
	}
	if r.FullName("g.tk", today) != "huyện Trùng Khánh (cũ)" {
		t.Error("name of the group")
	}
}

func TestAGroupWithAPauseTakesTheNearestDayInForce(t *testing.T) {
	b := trungKhanh()
	b.Groups = append(b.Groups, Group{"cụm", []string{"cụm"}})
	b.Members = append(b.Members, Member{"cụm", "c01489", On(day("2016-01-01")), On(day("2016-12-31"))},
		Member{"cụm", "c01480", On(day("2019-01-01")), On(day("2020-12-31"))})
	r := b.build(t)
	for on, want := range map[string]string{"2015-01-01": "2016-01-01", "2016-06-01": "2016-06-01", "2017-02-01": "2016-12-31",
		"2018-12-01": "2019-01-01", "2026-01-01": "2020-12-31"} {
		if m, _, err := r.Resolve(MapSpec{MapOfDay, day(on)}, "cụm", review); err != nil || m != day(want) {
			t.Errorf("on %s members of %s, %v; want %s", on, m, err, want)
		}
	}
	if m, _, _ := r.Resolve(MapSpec{}, "cụm", Period{day("2016-06-01"), day("2018-12-31")}); m != day("2016-12-31") {
		t.Errorf("then is %s", m)
	}
	if !r.Holds("cụm", "h01480", day("2020-01-01")) || r.Holds("cụm", "h01489", day("2020-01-01")) {
		t.Error("members of the wrong time")
	}
}

func TestFindTakesIdsAndRefusesNonsense(t *testing.T) {
	r := trungKhanh().build(t)
	if f := mustFind(t, r, " c01489 ", today); f.ID != "c01489" || f.By != ByID {
		t.Errorf("found %+v", f)
	}
	for text, code := range map[string]FindCode{"": NotFound, "  ": NotFound, "@2024-01-01": NotFound, "Xã Không Có": NotFound,
		"99999": NotFound, "047@29/02/2024": BadDay, "Đình Phong@": BadDay} {
		if e := refused(t, r, text, Latest); e.Code != code || e.Message.VI == "" || e.Error() == "" {
			t.Errorf("%q: %+v", text, e)
		}
	}
}

func TestANameHandedDownMeansItsLastBearerAndSaysSo(t *testing.T) {
	r := trungKhanh().build(t)
	f := mustFind(t, r, "xã Đình Phong", Latest)
	if f.ID != "n01489" || f.Note.VI == "" || f.Note.EN == "" {
		t.Errorf("found %+v", f)
	}
	if f := mustFind(t, r, "xã Đình Phong", day("2024-01-01")); f.ID != "c01489" || f.Note != (Text{}) {
		t.Errorf("found %+v", f)
	}
}

func TestOtherTreesStandBesideTheAdministrativeOne(t *testing.T) {
	b := trungKhanh()
	b.Parents = append(b.Parents, Parent{"c01489", "post", "c01477", On(dissolved2020), On(merged2025 - 1)})
	r := b.build(t)
	if p, ok := r.ParentIn("post", "c01489", day("2024-01-01")); !ok || p != "c01477" {
		t.Errorf("parent %q, %v", p, ok)
	}
	if _, ok := r.ParentIn("post", "c01489", today); ok {
		t.Error("the row has ended")
	}
	if p, _ := r.ParentOn("c01489", day("2024-01-01")); p != "d047.2020" {
		t.Errorf("the administrative parent is %q", p)
	}
}
