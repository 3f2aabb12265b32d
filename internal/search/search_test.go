package search

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func names(list ...string) *Index[int] {
	var items []Item[int]
	for i, n := range list {
		items = append(items, Item[int]{Key: i, Text: n})
	}
	return New(items)
}

var cao = []string{"xã Đình Phong", "xã Đình Minh", "xã Phong Châu", "xã Phong Nặm", "xã Ngọc Khê", "xã Đàm Thủy", "thị trấn Trùng Khánh",
	"xã Quang Trung", "xóm Bản Giốc", "xã Đình Phùng", "xóm Hoa Đào 1", "xóm Hoa Đào 2", "Đồn Biên phòng Đàm Thủy", "xã Khâm Thành"}

// TestANameIsFoundAsPeopleTypeIt holds the ways Vietnamese names are mistyped:
// the wanted name comes first.
func TestANameIsFoundAsPeopleTypeIt(t *testing.T) {
	x := names(cao...)
	for _, tt := range []struct{ why, typed, want string }{
		{"as it stands", "Đình Phong", "xã Đình Phong"},
		{"no marks", "Dinh Phong", "xã Đình Phong"},
		{"wrong tone", "Đính Phong", "xã Đình Phong"},
		{"some marks missing", "Đinh Phong", "xã Đình Phong"},
		{"half-done Telex", "đinhf phong", "xã Đình Phong"},
		{"Telex without a method", "ddinhf phong", "xã Đình Phong"},
		{"tone key behind the vowel", "ddifnh phong", "xã Đình Phong"},
		{"VNI without a method", "d9inh2 phong", "xã Đình Phong"},
		{"letters swapped", "Đìhn Phong", "xã Đình Phong"},
		{"letter left out", "Đnh Phong", "xã Đình Phong"},
		{"letter doubled", "Đình Phoong", "xã Đình Phong"},
		{"words in another order", "Phong Đình", "xã Đình Phong"},
		{"run together", "dinhphong", "xã Đình Phong"},
		{"unit word", "xa dinh phong", "xã Đình Phong"},
		{"upper case, decomposed", "ĐÌNH PHONG", "xã Đình Phong"},
		{"begun word", "ngoc kh", "xã Ngọc Khê"},
		{"old place of the tone", "Đàm Thuỷ", "xã Đàm Thủy"},
		{"unit word in the name", "ban gioc", "xóm Bản Giốc"},
		{"Telex in the middle", "trungf khanhs", "thị trấn Trùng Khánh"},
		{"number kept", "hoa dao 2", "xóm Hoa Đào 2"},
	} {
		hits := x.Find(tt.typed, 5, nil)
		if len(hits) == 0 || hits[0].Text != tt.want {
			t.Errorf("%s: %q finds %v, want %q first", tt.why, tt.typed, hits, tt.want)
		}
	}
}

// TestOtherNamesAreNotGuessed: typing tolerance must not turn one unit into
// another, and numbers are never guessed.
func TestOtherNamesAreNotGuessed(t *testing.T) {
	x := names(cao...)
	for _, typed := range []string{"", "   ", "Hà Nội", "hoa dao 9", "xyz", "%", "'; DROP TABLE place; --", strings.Repeat("a ", 200), "\u200b", "👨‍👩‍👧"} {
		if hits := x.Find(typed, 5, nil); len(hits) != 0 {
			t.Errorf("%q finds %v", typed, hits)
		}
	}
	if hits := x.Find("hoa dao", 5, nil); len(hits) != 2 {
		t.Errorf("both hamlets fit: %v", hits)
	}
}

func TestWhatTheReaderMayNotSeeIsLeftOutBeforeTheLimit(t *testing.T) {
	x := names("xã A Phong", "xã B Phong", "xã C Phong")
	hits := x.Find("phong", 1, func(i int) bool { return i == 2 })
	if len(hits) != 1 || hits[0].Key != 2 {
		t.Errorf("%v", hits)
	}
}

func TestAnAliasFindsItsBearerOnce(t *testing.T) {
	x := New([]Item[int]{{0, "xã Thông Hoè", []string{"Thông Huề", "Thông Hoe"}}})
	if hits := x.Find("thong hue", 5, nil); len(hits) != 1 || hits[0].Text != "xã Thông Hoè" {
		t.Errorf("%v", hits)
	}
}

// FuzzAnyQueryIsAnswered: whatever is typed, an answer comes and holds only
// what was put in; a name finds itself.
func FuzzAnyQueryIsAnswered(f *testing.F) {
	for _, s := range append([]string{"đinhf phong", "\xff", "a\u0300", "ư", "-", "(", "w", "dd", "1"}, cao...) {
		f.Add(s)
	}
	x := names(cao...)
	f.Fuzz(func(t *testing.T, q string) {
		for _, h := range x.Find(q, 3, nil) {
			if h.Text != cao[h.Key] {
				t.Fatalf("%q finds %v", q, h)
			}
		}
		if !utf8.ValidString(q) || len(q) > 100 {
			return
		}
		own := names(q)
		if words := syllables(q); len(words) > 0 && len(words) <= maxQuery && len(own.Find(q, 1, nil)) == 0 {
			t.Fatalf("%q does not find itself", q)
		}
	})
}
