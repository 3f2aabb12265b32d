package place

import (
	"slices"
	"strings"
	"testing"
)

// The traps of units.md section 2, one test each.

func TestTrap1ACodeChangesItsOwner(t *testing.T) {
	r := trungKhanh().build(t)
	for text, want := range map[string]string{
		"01501@2024-02-29": "c01501", // Chí Viễn
		"01501@2025-06-30": "c01501",
		"01501@2025-07-01": "n01501", // Đàm Thủy
		"01495@2024-02-29": "c01495", // Đàm Thủy before
	} {
		if f := mustFind(t, r, text, Latest); f.ID != want || f.By != ByCode || f.Note != (Text{}) {
			t.Errorf("%s: got %+v, want %s without a note", text, f, want)
		}
	}
	f := mustFind(t, r, "01501", Latest)
	if f.ID != "n01501" {
		t.Errorf("a code without a day means its latest holder; got %s", f.ID)
	}
	for _, part := range []string{"xã Đàm Thủy (từ 01/07/2025)", "xã Chí Viễn (đến 30/06/2025)"} {
		if !strings.Contains(f.Note.VI, part) {
			t.Errorf("the note %q does not say %q", f.Note.VI, part)
		}
	}
	if f := mustFind(t, r, "01501", day("2024-01-01")); f.ID != "c01501" {
		t.Errorf("an import resolves a code at the entry's day; got %s", f.ID)
	}
	if e := refused(t, r, "01495@2026-01-01", Latest); e.Code != NotFound || len(e.Candidates) != 1 {
		t.Errorf("nobody holds 01495 today, and the answer names who did: %+v", e)
	}
}

func TestTrap2TheSameCodeAndNameOnAnotherTerritoryIsAnotherPlace(t *testing.T) {
	r := trungKhanh().build(t)
	before, after := mustFind(t, r, "01477@2025-06-30", Latest).ID, mustFind(t, r, "01477@2025-07-01", Latest).ID
	if before == after || r.FullName(before, merged2025-1) != "thị trấn Trùng Khánh" || r.FullName(after, merged2025) != "xã Trùng Khánh" {
		t.Errorf("01477 is %s, then %s", before, after)
	}
	// 01465 keeps code, name and type: still two places, the old one inside the new.
	wantLanding(t, r, "c01465", merged2025, Exact, "n01465")
	wantLanding(t, r, "n01465", merged2025-1, Undivided, "d047.2020")
}

func TestTrap3AUnitFromOutsideIsNotInTheOldDistrict(t *testing.T) {
	r := trungKhanh().build(t)
	for _, asked := range []string{"d047.2020", "g.tk"} {
		l := mustLay(t, r, asked, MapSpec{MapToday, today}, review, LevelCommune)
		wantIDs(t, asked+" today", unitIDs(l), "n01447", "n01456", "n01465", "n01477", "n01489", "n01501", "n01525")
		if rowOf(r, l, "c01474") != nil || rowOf(r, l, "h01474") != nil {
			t.Errorf("%s today holds Quốc Toản", asked)
		}
		wantRow(t, r, l, "h01471", RowUnit, "n01447")
		wantIDs(t, "outside Trà Lĩnh", l.Rows[0].Outside, "c01474")
		if !strings.Contains(l.Rows[0].Note.VI, "xã Quốc Toản (cũ)") {
			t.Errorf("the row of Trà Lĩnh does not say what it leaves out: %q", l.Rows[0].Note.VI)
		}
		// Records of the new commune as a whole cannot be told apart.
		if rowOf(r, l, "n01447") != nil {
			t.Errorf("%s today claims records of the whole new commune Trà Lĩnh", asked)
		}
		wantRow(t, r, l, "n01465", RowUnit, "n01465") // Quang Trung lies wholly inside
	}
}

func TestTrap4AnAmbiguousNameIsRefusedWithItsCandidates(t *testing.T) {
	r := trungKhanh().build(t)
	for _, on := range []Day{Latest, day("2024-02-29")} {
		e := refused(t, r, "Quang Trung", on)
		if e.Code != Ambiguous {
			t.Errorf("Quang Trung: %+v", e)
		}
		for _, part := range []string{"huyện Trùng Khánh", "huyện Hòa An", "01465", "01702", "2025"} {
			if !strings.Contains(e.Message.VI, part) || !strings.Contains(e.Error(), part) {
				t.Errorf("the refusal does not show %q: %s", part, e.Message.VI)
			}
		}
	}
	if e := refused(t, r, "Trùng Khánh", day("2024-02-29")); len(e.Candidates) != 2 {
		t.Errorf("a district and its town share the name: %+v", e.Candidates)
	}
	for text, want := range map[string]string{
		"Huyện Trùng Khánh":         "d047.2020",
		"thị trấn Trùng Khánh":      "c01477",
		"TT. Trùng Khánh":           "c01477",
		"tt trung khanh":            "c01477",
		"huyện Trùng Khánh (cũ)":    "g.tk",
		"xã Quang Trung@2025-12-01": "n01465",
	} {
		if f := mustFind(t, r, text, day("2024-02-29")); f.ID != want {
			t.Errorf("%s: got %s, want %s", text, f.ID, want)
		}
	}
	if f, err := r.FindIn("d051", "Quang Trung", day("2024-02-29")); err != nil || f.ID != "c01702" {
		t.Errorf("Quang Trung within Hòa An: %+v, %v", f, err)
	}
}

func TestTrap5AFigureAcrossThreeReorganisationsUsesTheUnitsOfItsEnd(t *testing.T) {
	r := trungKhanh().build(t)
	l := mustLay(t, r, "d047.2020", MapSpec{}, review, LevelCommune)
	if l.MapDay != review.To || l.MemberDay != review.To {
		t.Errorf("then is %s, members of %s; want the last day of the period", l.MapDay, l.MemberDay)
	}
	if n := len(unitIDs(l)); n != 21 {
		t.Errorf("the district has %d units on 2024-12-31; want 21", n)
	}
	// A record of 2019 in the later dissolved Trà Lĩnh district counts.
	wantRow(t, r, l, "h01471", RowUnit, "c01471")
	wantRow(t, r, l, "t01525", RowUnit, "c01525")
	// One of the district itself cannot be told: it went to two districts.
	wantLanding(t, r, "d046.2017", review.To, Undivided, "p04")
	if rowOf(r, l, "d046.2017") != nil {
		t.Error("records of the whole Trà Lĩnh district are claimed for Trùng Khánh")
	}
	if notes := footnotes(l, FootMaybe); len(notes) != 1 || !slices.Contains(notes[0].Places, "d046.2017") {
		t.Errorf("nothing says what may belong in part: %+v", notes)
	}
	if n := len(r.UnitsAt("d047.2020", LevelCommune, merged2025)); n != 0 {
		t.Errorf("a closed district has %d units", n)
	}
}

func TestTrap6NamesMoveWhilePlacesAndCodesStay(t *testing.T) {
	r := trungKhanh().build(t)
	if a, b := r.FullName("c01447", day("2019-05-01")), r.FullName("c01447", day("2024-05-01")); a != "thị trấn Hùng Quốc" || b != "thị trấn Trà Lĩnh" {
		t.Errorf("01447 was %s, is %s", a, b)
	}
	for _, on := range []string{"2019-05-01", "2024-05-01"} {
		if f := mustFind(t, r, "01447", day(on)); f.ID != "c01447" {
			t.Errorf("01447 on %s is %s", on, f.ID)
		}
	}
	for on, want := range map[string]string{"2019-05-01": "t01459", "2024-05-01": "c01468"} {
		if f := mustFind(t, r, "xã Quang Vinh", day(on)); f.ID != want {
			t.Errorf("xã Quang Vinh on %s is %s, want %s", on, f.ID, want)
		}
	}
	if e := refused(t, r, "xã Quang Vinh", Latest); e.Code != Ambiguous {
		t.Errorf("Quang Vinh was not handed down, it moved: %+v", e)
	}
	if f := mustFind(t, r, "Hùng Quốc", Latest); f.ID != "c01447" {
		t.Errorf("a former name still finds its place; got %s", f.ID)
	}
	for on, want := range map[string]string{"2019-05-01": "t01525", "2024-05-01": "c01525", "2025-08-01": "n01525"} {
		if f := mustFind(t, r, "01525", day(on)); f.ID != want {
			t.Errorf("01525 on %s is %s, want %s", on, f.ID, want)
		}
	}
}

func TestTrap7AnUnknownSuccessionIsAStateOfItsOwn(t *testing.T) {
	r := trungKhanh().build(t)
	open := r.WithoutSuccessor()
	for _, code := range []string{"01450", "01459", "01486", "01492", "01510", "01513", "01528", "01531"} {
		if !slices.Contains(open, "t"+code) {
			t.Errorf("%s is not listed as without successor", code)
		}
	}
	wantLanding(t, r, "t01486", day("2020-02-15"), Unresolved, "d047.2017")
	wantLanding(t, r, "t01486", review.To, Unresolved, "d047.2020") // its district went whole
	wantLanding(t, r, "t01450", review.To, Unresolved, "p04")       // its district was divided
	l := mustLay(t, r, "d047.2020", MapSpec{}, review, LevelCommune)
	wantRow(t, r, l, "t01486", RowUnknown, "d047.2020")
	notes := footnotes(l, FootUnknown)
	if len(notes) != 1 || len(notes[0].Places) != 6 || !strings.Contains(notes[0].Text.VI, "xã Ngọc Chung (cũ)") {
		t.Errorf("unknown successions are not told: %+v", notes)
	}
}

// Thạch Lâm is listed as going to Quảng Lâm; another text names a hamlet only.
func TestTrap8ASinglePartClaimsNothingBelowTheOldParent(t *testing.T) {
	b := trungKhanh()
	b.unit("d042", "huyện", "Bảo Lâm", LevelDistrict, "p04", "042", Unknown(), On(merged2025-1))
	b.unit("c01304", "xã", "Thạch Lâm", LevelCommune, "d042", "01304", Unknown(), On(merged2025-1))
	b.unit("c01303", "xã", "Quảng Lâm", LevelCommune, "d042", "01303", Unknown(), On(merged2025-1))
	b.unit("n01304", "xã", "Quảng Lâm", LevelCommune, "p04", "01304", On(merged2025), Open())
	b.became("c01303", "n01304", merged2025, "merge", reform2025, ShareWhole)
	b.became("c01304", "n01304", merged2025, "merge", reform2025, SharePart)
	b.hamlet("h", "Mẫu", "c01304", Unknown(), On(merged2025-1))
	b.under("h", "n01304", On(merged2025), Open())
	r := b.build(t)
	wantLanding(t, r, "c01304", today, Undivided, "p04")
	wantLanding(t, r, "c01303", today, Exact, "n01304")
	wantLanding(t, r, "h", today, Exact, "h")
	l := mustLay(t, r, "p04", MapSpec{MapToday, today}, review, LevelCommune)
	wantRow(t, r, l, "c01304", RowUndivided, "p04")
	wantRow(t, r, l, "h", RowUnit, "n01304")
}

func TestTrap9SpellingsFindTheSamePlaceAndPrintTheOfficialOne(t *testing.T) {
	b := trungKhanh()
	b.unit("c01630", "xã", "Triệu ẩu", LevelCommune, "p04", "01630", Unknown(), On(merged2020-1))
	r := b.build(t)
	on := day("2019-06-01")
	for text, want := range map[string]string{
		"Đàm Thuỷ": "c01495", "ĐÀM THỦY": "c01495", "xã  Đàm Thuỷ": "c01495", "dam thuy": "c01495", "Xa Dam Thuy": "c01495",
		"Đàm Thu\u0309y": "c01495", // decomposed input
		"Phong Nậm":      "c01483",
		"Thông Huề":      "t01525", // an alias row: another spelling altogether
		"Triệu Ẩu":       "c01630",
		"Hoà An":         "d051", "huyện Hòa An": "d051",
	} {
		if f := mustFind(t, r, text, on); f.ID != want {
			t.Errorf("%q: got %s, want %s", text, f.ID, want)
		}
	}
	if n := r.FullName("c01495", on); n != "xã Đàm Thủy" {
		t.Errorf("printed as %q", n)
	}
	b.Aliases = nil
	if e := refused(t, b.build(t), "Thông Huề", on); e.Code != NotFound {
		t.Errorf("Thông Hoè is found as Thông Huề without an alias: %+v", e)
	}
}
