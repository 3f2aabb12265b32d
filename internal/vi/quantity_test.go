package vi

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type quantityVector struct {
	In        string
	UnitScale string `json:"unit_scale"`
	Class     string
	V, Lo, Hi string
	Unit, Per string
	Word      string
	Doubtful  bool
	Code      string
	Question  string
}

func (v quantityVector) scale(t testing.TB) int64 {
	if v.UnitScale == "" {
		return 1
	}
	return atoi64(t, v.UnitScale)
}

func TestCellsOfDocumentsReadAsTheSharedVectors(t *testing.T) {
	for _, v := range loadVectors[quantityVector](t, "quantities.json") {
		q, err := ParseQuantity(v.In, v.scale(t))
		if v.Code != "" {
			checkRefusal(t, v.In, err, v.Code, v.Question)
			continue
		}
		if err != nil {
			t.Errorf("ParseQuantity(%q): %v", v.In, err)
			continue
		}
		got := quantityVector{In: v.In, UnitScale: v.UnitScale, Class: q.Class,
			V: shown(q.V, q.HasV), Lo: shown(q.Lo, q.HasLo), Hi: shown(q.Hi, q.HasHi),
			Unit: q.Unit, Per: q.Per, Word: q.Word, Doubtful: q.Doubtful}
		if got != v {
			t.Errorf("ParseQuantity(%q)\n got %+v\nwant %+v", v.In, got, v)
		}
	}
}

func shown(n int64, present bool) string {
	if !present {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func TestTheSourceIsKeptWordForWord(t *testing.T) {
	q, err := ParseQuantity("  Trên 2,6 tỉ đồng. ", 1)
	if err != nil || q.Source != "Trên 2,6 tỉ đồng." {
		t.Errorf("source %q, %v", q.Source, err)
	}
}

func TestAPageInACellIsRefusedAtOnce(t *testing.T) {
	page := "1 " + strings.Repeat("triệu ", 100_000)
	_, err := ParseQuantity(page, 1)
	checkRefusal(t, page, err, "not_a_number", "")
	_, err = ParseNumber(strings.Repeat("1", 100_000))
	if err == nil || len(err.Error()) > 300 {
		t.Errorf("a page of digits: %.300v", err)
	}
}

func TestAQuantityPrintsWithItsOwnWords(t *testing.T) {
	for in, want := range map[string]string{
		"hơn 2.329":      "hơn 2.329",
		"từ 150 đến 200": "từ 150 - 200",
		"không quá 50":   "không quá 50",
		"hàng chục tỷ":   "hàng chục tỷ",
		"đã thực hiện":   "có, chưa thống kê",
		"khoảng 40 - 50": "khoảng 40 - 50",
		"1.234":          "1.234",
		"ngót 20":        "ngót 20",
	} {
		if q, err := ParseQuantity(in, 1); err != nil || q.Print(1) != want {
			t.Errorf("%q prints %q, %v", in, q.Print(1), err)
		}
	}
	sum := Quantity{Class: ClassAtLeast, V: 3_000, HasV: true}
	if got := sum.Print(1000); got != "trên 3" {
		t.Errorf("a sum without a word of its own prints %q", got)
	}
	if got := (Quantity{Class: ClassOrder, Lo: 11}).Print(1); got != "trên 11" {
		t.Errorf("an order that is no power of ten prints %q", got)
	}
}

// bounded draws a quantity as sums and cells may hold it.
func bounded(t *rapid.T, scale int64) Quantity {
	lo := rapid.Int64Range(0, 1<<40).Draw(t, "lo")
	q := Quantity{Class: rapid.SampledFrom([]string{ClassExact, ClassAtLeast, ClassNearly, ClassAbout,
		ClassRange, ClassUncounted, ClassOrder}).Draw(t, "class")}
	switch q.Class {
	case ClassUncounted:
		q.setLo(0)
	case ClassOrder:
		q.setLo(scale * pow10(rapid.IntRange(1, 10).Draw(t, "power")).Int64())
	case ClassRange:
		q.setLo(lo)
		q.setHi(lo + rapid.Int64Range(0, 1<<20).Draw(t, "width"))
	default:
		q.setValue(lo)
	}
	return q
}

func TestPrintedQuantitiesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]int64{1, 1000}).Draw(t, "scale")
		want := bounded(t, scale)
		got, err := ParseQuantity(want.Print(scale), scale)
		if err != nil {
			t.Fatalf("%q: %v", want.Print(scale), err)
		}
		got.Source, got.Word, got.Doubtful = "", "", false
		if got != want {
			t.Fatalf("%q reads %+v, want %+v", want.Print(scale), got, want)
		}
	})
}

// A cell is either refused with a known code or read with the flags its class
// has, ordered bounds and no negative number.
func FuzzQuantityNeverSaysMoreThanTheCell(f *testing.F) {
	for _, v := range loadVectors[quantityVector](f, "quantities.json") {
		f.Add(v.In, v.scale(f))
	}
	f.Fuzz(func(t *testing.T, s string, scale int64) {
		q, err := ParseQuantity(s, scale)
		if err != nil {
			var e *NumeralError
			if !errors.As(err, &e) || numeralSentences[e.Code].VI == "" {
				t.Fatalf("%q: untyped error %v", s, err)
			}
			return
		}
		flags := [3]bool{q.HasV, q.HasLo, q.HasHi}
		if !validFlags(q.Class, flags) {
			t.Fatalf("%q: class %s with flags %v", s, q.Class, flags)
		}
		if q.V < 0 || q.Lo < 0 || q.Hi < 0 || q.HasLo && q.HasHi && q.Lo > q.Hi {
			t.Fatalf("%q: %+v", s, q)
		}
	})
}

func validFlags(class string, vLoHi [3]bool) bool {
	switch class {
	case ClassExact:
		return vLoHi == [3]bool{true, true, true}
	case ClassAtLeast:
		return vLoHi == [3]bool{true, true, false}
	case ClassNearly:
		return vLoHi == [3]bool{true, false, true}
	case ClassAbout:
		return vLoHi == [3]bool{true, false, false} || vLoHi == [3]bool{false, true, true}
	case ClassRange:
		return vLoHi == [3]bool{false, true, true}
	case ClassOrder, ClassUncounted:
		return vLoHi == [3]bool{false, true, false}
	}
	return false
}
