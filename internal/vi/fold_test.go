package vi

import (
	"sort"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

type foldVector struct{ In, Equal, Search string }

func TestKeysOfNamesFollowTheSharedVectors(t *testing.T) {
	for _, v := range loadVectors[foldVector](t, "fold.json") {
		if got := EqualKey(v.In); got != v.Equal {
			t.Errorf("EqualKey(%q) = %q, want %q", v.In, got, v.Equal)
		}
		if got := SearchKey(v.In); got != v.Search {
			t.Errorf("SearchKey(%q) = %q, want %q", v.In, got, v.Search)
		}
	}
}

// vietnameseText draws names from syllables that exercise tones and unit words.
func vietnameseText() *rapid.Generator[string] {
	syllables := []string{"Hoà", "hòa", "thuỷ", "Thủy", "quý", "Đàm", "xã", "Xóm", "bản", "TT.", "oè",
		"Nặm", "khuỷu", "hoàn", "10", "2", "–", "\u00a0", "Ấn", "ẩu", "Thị trấn", "tp", "ngoèo", "UỶ"}
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom(syllables), 0, 6).Draw(t, "syllables")
		return strings.Join(parts, " ")
	})
}

func TestKeysAreStableAndBlindToNormalForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := vietnameseText().Draw(t, "name")
		if e := EqualKey(s); EqualKey(e) != e || EqualKey(norm.NFD.String(s)) != e {
			t.Fatalf("EqualKey(%q) = %q is not stable", s, e)
		}
		if k := SearchKey(s); SearchKey(k) != k || SearchKey(EqualKey(s)) != k {
			t.Fatalf("SearchKey(%q) = %q is not stable", s, k)
		}
	})
}

func TestNamesSortInVietnameseOrder(t *testing.T) {
	for _, want := range loadVectors[[]string](t, "order.json") {
		got := append([]string(nil), want...)
		sort.Strings(got) // a known wrong order to start from
		sort.SliceStable(got, func(i, j int) bool { return Compare(got[i], got[j]) < 0 })
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("Compare sorts %q, want %q", got, want)
		}
		for i := 1; i < len(want); i++ {
			if SortKey(want[i-1]) >= SortKey(want[i]) {
				t.Errorf("SortKey puts %q after %q", want[i-1], want[i])
			}
		}
	}
}

func TestSortKeyAndCompareAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := vietnameseText().Draw(t, "a"), vietnameseText().Draw(t, "b")
		if got, want := Compare(a, b), strings.Compare(SortKey(a), SortKey(b)); got != want {
			t.Fatalf("Compare(%q, %q) = %d, keys say %d", a, b, got, want)
		}
	})
}

func TestCompareIsSafeForConcurrentUse(t *testing.T) {
	var wg sync.WaitGroup
	want := SortKey("Đàm Thủy")
	for range 8 {
		wg.Go(func() {
			for range 500 {
				if Compare("Dân Chủ", "Đàm Thủy") >= 0 || SortKey("Đàm Thủy") != want {
					t.Error("order changed under concurrency")
					return
				}
			}
		})
	}
	wg.Wait()
}

func FuzzKeysAreStable(f *testing.F) {
	for _, v := range loadVectors[foldVector](f, "fold.json") {
		f.Add(v.In)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := EqualKey(s)
		if EqualKey(e) != e {
			t.Fatalf("EqualKey(%q) = %q is not stable: %q", s, e, EqualKey(e))
		}
		k := SearchKey(s)
		if SearchKey(k) != k || SearchKey(e) != k {
			t.Fatalf("SearchKey(%q) = %q is not stable: %q", s, k, SearchKey(k))
		}
		if Compare(s, s) != 0 || strings.Compare(SortKey(s), SortKey(e)) != Compare(s, e) {
			t.Fatalf("keys of %q and Compare disagree", s)
		}
	})
}

func BenchmarkSearchKey(b *testing.B) {
	for b.Loop() {
		_ = SearchKey("Thị trấn Trùng Khánh")
	}
}

func BenchmarkSortKey(b *testing.B) {
	for b.Loop() {
		_ = SortKey("Thị trấn Trùng Khánh")
	}
}
