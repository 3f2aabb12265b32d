package intake_test

import (
	"context"
	"strings"
	"testing"

	"phendau/internal/calendar"
	"phendau/internal/intake"
	"phendau/internal/sheet/grid"
)

const unitHead = "Khóa|Loại đơn vị|Tên|Cấp|Từ ngày|Đến ngày|Mã|Trực thuộc|Tính chất|Tên khác|Văn bản"

func placeBook(units, acts []string) *grid.Book {
	b := bookOf(append([]string{unitHead}, units...)...)
	b.Sheets = append(b.Sheets, bookOf(append([]string{"Đơn vị cũ|Đơn vị mới|Ngày|Hình thức|Phạm vi|Văn bản"}, acts...)...).Sheets...)
	b.Sheets[1].Name = "Kế thừa"
	b.SHA256 += strings.Join(acts, "")
	return b
}

// mergerBook merges xã Đình Phong of today and a new neighbour on 2026-01-01.
func mergerBook() *grid.Book {
	return placeBook([]string{
		"mới|xã|Phong Nặm||01/01/2026|đến nay|01483|04|đơn vị hành chính cấp xã biên giới|Phong Nậm; Phong Nam|12/NQ",
		"xóm a|xóm|Đà Bè||khoảng 01/03/2020|31/12/2022||01489@2024-01-01||",
		"xóm a|bản|Đà Bè Trên||01/01/2023|30/06/2025||01489@2024-01-01||",
	}, []string{"01489|mới|1/1/2026|sáp nhập|toàn bộ|12/NQ", "xóm a||1/7/2025|giải thể|chưa rõ|"})
}

func TestUnitsAndSuccessionsAreImportedTogether(t *testing.T) {
	x := newWorld(t)
	ctx := context.Background()
	plan, problems := intake.Places(mergerBook(), x.env(t))
	complete(t, problems)
	if !plan.OK() || plan.Records != 3 {
		t.Fatalf("%d records: %s %v", plan.Records, brief(problems), problems)
	}
	if err := x.w.MustWrite(ctx, plan.Drafts); err != nil {
		t.Fatal(err)
	}
	reg, err := x.Registry(ctx)
	if err != nil {
		t.Fatal(err)
	}
	day := calendar.MakeDay(2026, 2, 1)
	f, err := reg.Places.Find("phong nam", day)
	if err != nil || reg.Places.Alive(x.merged, day) || !reg.Places.Alive(x.merged, calendar.MakeDay(2025, 12, 31)) {
		t.Fatalf("%v %v, the old unit lives: %v", f, err, reg.Places.Alive(x.merged, day))
	}
	if _, ok := reg.Places.FlagOn(f.ID, "border_unit", day); !ok {
		t.Error("the flag is not in force")
	}
	if n := reg.Places.FullName(mustFind(t, x, "Đà Bè Trên"), calendar.MakeDay(2021, 1, 1)); n != "xóm Đà Bè" {
		t.Errorf("the hamlet was called %q", n)
	}
	if _, problems := intake.Places(mergerBook(), x.env(t)); !strings.Contains(brief(problems), "error") {
		t.Errorf("the same file again: %s", brief(problems))
	}
}

func mustFind(t *testing.T, x *world, name string) string {
	t.Helper()
	reg, _ := x.Registry(context.Background())
	f, err := reg.Places.Find(name, calendar.MakeDay(2024, 1, 1))
	if err != nil {
		t.Fatal(err)
	}
	return f.ID
}

func TestFaultsOfUnitsStopAtTheirCell(t *testing.T) {
	x := newWorld(t)
	for _, c := range []struct{ unit, act, want string }{
		{"a|xã|Mới||01/01/2026||1||", "", "F2 missing error"}, {"a|xã|Mới||01/2026|đến nay|1||", "", "E2 bad_bound error"},
		{"a|vùng|Mới||01/01/2026|đến nay|1||", "", "B2 missing error"}, {"a|vùng|Mới|cấp vùng|01/01/2026|đến nay|1||", "", "D2 unknown_value_word error"},
		{"a|xã|Mới||01/01/2026|đến nay|1|Không Có|", "", "H2 key_unknown error"}, {"a|xã|Mới||01/01/2026|đến nay|1||đẹp", "", "I2 unknown_value_word error"},
		{"a|xã|Mới||01/01/2026|01/01/2025|1||", "", "A2 place_bad_span error; A2 place_no_name error"}, {"a|xã|Mới||01/01/2024|đến nay|01480||", "", "A2 place_code_twice error"},
		{"a|xã|Mới||01/01/2026|đến nay|1||", "Không Có|a|1/1/2026|nhập|toàn bộ|", "A2 key_unknown error"}, {"a|xã|Mới||01/01/2026|đến nay|1||", "01489||1/1/2026|nhập|toàn bộ|", "B2 missing error"},
		{"a|xã|Mới||01/01/2026|đến nay|1||", "01489|a|1/1/2026|nhập|30%|", "E2 unknown_value_word error"}, {"a|xã|Mới||01/01/2026|đến nay|1||", "01489|a|1/1/2026|gộp|toàn bộ|", "D2 unknown_value_word error"},
		{"a|xã|Mới||không rõ|đến nay|1||", "Hoa 1|a|1/1/2026|nhập|toàn bộ|", "A2 place_ambiguous error"},
	} {
		acts := []string{}
		if c.act != "" {
			acts = append(acts, c.act)
		}
		plan, problems := intake.Places(placeBook([]string{c.unit}, acts), x.env(t))
		complete(t, problems)
		got := brief(problems)
		if !strings.HasPrefix(got, c.want) || len(plan.Drafts) > 0 {
			t.Errorf("%s, %s: %s, want %s (%d drafts)", c.unit, c.act, got, c.want, len(plan.Drafts))
		}
	}
}
