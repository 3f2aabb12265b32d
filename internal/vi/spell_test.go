package vi

import (
	"math"
	"strings"
	"testing"
)

func TestNumbersAreSpelledAsReceiptsDo(t *testing.T) {
	for n, want := range map[int64]string{
		0: "không", 1: "một", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi", 21: "hai mươi mốt",
		24: "hai mươi bốn", 25: "hai mươi lăm", 55: "năm mươi lăm", 91: "chín mươi mốt", 100: "một trăm", 101: "một trăm linh một", 105: "một trăm linh năm",
		110: "một trăm mười", 111: "một trăm mười một", 115: "một trăm mười lăm", 121: "một trăm hai mươi mốt", 555: "năm trăm năm mươi lăm",
		1000: "một nghìn", 1001: "một nghìn không trăm linh một", 1015: "một nghìn không trăm mười lăm", 1021: "một nghìn không trăm hai mươi mốt",
		1100: "một nghìn một trăm", 10_000: "mười nghìn", 21_000: "hai mươi mốt nghìn", 105_005: "một trăm linh năm nghìn không trăm linh năm",
		1_000_000: "một triệu", 1_000_005: "một triệu không trăm linh năm", 1_050_000: "một triệu không trăm năm mươi nghìn",
		150_000_000: "một trăm năm mươi triệu", 2_612_000_000: "hai tỷ sáu trăm mười hai triệu", 1_000_000_001: "một tỷ không trăm linh một",
		1_005_000_000: "một tỷ không trăm linh năm triệu", 2_500_000_000_000: "hai nghìn năm trăm tỷ", 1_000_000_000_000_000_000: "một tỷ tỷ",
		-25: "âm hai mươi lăm",
	} {
		if got := Spell(n); got != want {
			t.Errorf("Spell(%d) = %q, want %q", n, got, want)
		}
	}
}

// TestEverySpelledNumberReadsBack: no two numbers share their words, and none
// has a word in a place where the language has no such word.
func TestEverySpelledNumberReadsBack(t *testing.T) {
	seen := map[string]int64{}
	for n := range int64(20_000) {
		s := Spell(n)
		if other, taken := seen[s]; taken {
			t.Fatalf("%d and %d are both %q", other, n, s)
		}
		seen[s] = n
		for _, bad := range []string{"mười năm", "mươi năm", "mười mốt", "mươi một", "mười mươi", "linh lăm", "linh mốt", "  "} {
			if strings.Contains(s+" ", bad+" ") && !strings.Contains(s, "mươi một trăm") && !strings.Contains(s, "mươi năm trăm") {
				t.Fatalf("%d is %q", n, s)
			}
		}
	}
	for _, n := range []int64{math.MaxInt64, math.MinInt64} {
		if s := Spell(n); !strings.HasSuffix(s, "bảy") && !strings.HasSuffix(s, "tám") {
			t.Errorf("Spell(%d) = %q", n, s)
		}
	}
}
