package vi

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type formatVector struct {
	Fn   string
	Args []string
	Want string
}

func TestNumbersAndDatesPrintAsTheSharedVectors(t *testing.T) {
	for _, v := range loadVectors[formatVector](t, "format.json") {
		if got := format(t, v.Fn, v.Args); got != v.Want {
			t.Errorf("%s(%s) = %q, want %q", v.Fn, strings.Join(v.Args, ", "), got, v.Want)
		}
	}
}

func format(t *testing.T, fn string, args []string) string {
	n := func(i int) int64 { return atoi64(t, args[i]) }
	ok := func(s string, err error) string {
		if err != nil {
			t.Errorf("%s%q: %v", fn, args, err)
		}
		return s
	}
	switch fn {
	case "int":
		return Int(n(0))
	case "int_prose":
		return IntProse(n(0))
	case "money":
		return Money(n(0))
	case "decimal":
		return Decimal(n(0), n(1))
	case "decimal_digits":
		return DecimalDigits(n(0), n(1), int(n(2)))
	case "percent":
		return Percent(n(0), n(1), int(n(2)))
	case "money_words":
		return MoneyWords(n(0), Style(args[1]))
	case "short_date":
		return ShortDate(parseDate(t, args[0]))
	case "long_date":
		return LongDate(parseDate(t, args[0]))
	case "clock":
		return Clock(int(n(0)), int(n(1)))
	case "roman":
		return ok(Roman(int(n(0))))
	case "letter":
		return ok(Letter(int(n(0))))
	}
	t.Fatalf("unknown function %q", fn)
	return ""
}

func TestRangesAndCompositesJoinAsDocumentsWriteThem(t *testing.T) {
	if got := Range("150", "200"); got != "150 - 200" {
		t.Errorf("Range = %q", got)
	}
	got := Composite(WithUnit(Int(3360), "lần"), WithUnit(Decimal(126000, 1000), "km"), WithUnit(Int(82500), "lượt"))
	if got != "3.360 lần/126 km/82.500 lượt" {
		t.Errorf("Composite = %q", got)
	}
	if got := WithUnit("5", ""); got != "5" {
		t.Errorf("WithUnit without unit = %q", got)
	}
}

func TestThereIsNoTwentyFourthLetterAndNoRomanZero(t *testing.T) {
	for _, n := range []int{-1, 0, 24} {
		if s, err := Letter(n); err == nil {
			t.Errorf("Letter(%d) = %q, want an error", n, s)
		}
	}
	for _, n := range []int{-1, 0, 4000} {
		if s, err := Roman(n); err == nil {
			t.Errorf("Roman(%d) = %q, want an error", n, s)
		}
	}
}

func TestUnknownStylePrintsInFull(t *testing.T) {
	if _, err := ParseStyle("floor"); err == nil {
		t.Error("ParseStyle accepts an unknown style")
	}
	if got := MoneyWords(2_612_000_000, "floor"); got != "2.612.000.000 đồng" {
		t.Errorf("MoneyWords with an unknown style = %q", got)
	}
}

// plainRat reads a printed number back without this package's parser.
func plainRat(t *rapid.T, s string) *big.Rat {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", "."))
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return r
}

func TestDecimalIsExactForEveryPowerOfTen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64().Draw(t, "value")
		scale := pow10(rapid.IntRange(0, 18).Draw(t, "decimals")).Int64()
		got := Decimal(v, scale)
		if plainRat(t, got).Cmp(big.NewRat(v, scale)) != 0 {
			t.Fatalf("Decimal(%d, %d) = %q", v, scale, got)
		}
		if strings.Contains(got, ",") && strings.HasSuffix(got, "0") {
			t.Fatalf("Decimal(%d, %d) = %q keeps a trailing zero", v, scale, got)
		}
	})
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64().Draw(t, "value")
		scale := rapid.Int64Range(1, 1<<62).Draw(t, "scale")
		digits := rapid.IntRange(0, 6).Draw(t, "digits")
		want := roundedRat(big.NewRat(v, scale), digits)
		got := DecimalDigits(v, scale, digits)
		if plainRat(t, got).Cmp(want) != 0 {
			t.Fatalf("DecimalDigits(%d, %d, %d) = %q, want %s", v, scale, digits, got, want)
		}
		if v != 0 && scale < 1<<56 {
			if p := Percent(v, scale, digits); p != percentOf(v, scale, digits) {
				t.Fatalf("Percent(%d, %d, %d) = %q", v, scale, digits, p)
			}
		}
	})
}

// roundedRat uses Rat.FloatString, which rounds halves away from zero.
func roundedRat(r *big.Rat, digits int) *big.Rat {
	out, _ := new(big.Rat).SetString(r.FloatString(digits))
	return out
}

func percentOf(num, den int64, digits int) string {
	r := new(big.Rat).Mul(big.NewRat(num, den), big.NewRat(100, 1))
	whole, frac, _ := strings.Cut(r.FloatString(digits), ".")
	frac = strings.TrimRight(frac, "0")
	neg := strings.HasPrefix(whole, "-")
	whole = groupDigits(strings.TrimPrefix(whole, "-"))
	if frac != "" {
		whole += "," + frac
	}
	return sign(neg && whole != "0", whole) + "%"
}

func TestWordsStayTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64Range(0, 1<<62).Draw(t, "đồng")
		for _, style := range []Style{StyleOver, StyleNearly, StyleOrder} {
			q, err := ParseQuantity(MoneyWords(v, style), 1)
			if err != nil {
				t.Fatalf("MoneyWords(%d, %s): %v", v, style, err)
			}
			if q.HasLo && q.Lo > v || q.HasHi && q.Hi < v {
				t.Fatalf("MoneyWords(%d, %s) = %q is not true", v, style, q.Source)
			}
		}
	})
}

func BenchmarkInt(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		_ = Int(int64(i) * 7919)
	}
}

func BenchmarkDecimal(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		_ = Decimal(int64(i), 1000)
	}
}

func FuzzDecimalRoundTrip(f *testing.F) {
	f.Add(int64(93783), uint8(3))
	f.Add(int64(-1), uint8(18))
	f.Fuzz(func(t *testing.T, v int64, decimals uint8) {
		scale := pow10(int(decimals % 19)).Int64()
		n, err := ParseNumber(Decimal(v, scale))
		if err != nil || big.NewRat(n.Value, n.Scale).Cmp(big.NewRat(v, scale)) != 0 {
			t.Fatalf("%d/%d prints %q and reads %v, %v", v, scale, Decimal(v, scale), n, err)
		}
		if _, err := strconv.ParseInt(strings.ReplaceAll(Int(v), ".", ""), 10, 64); err != nil {
			t.Fatal(err)
		}
	})
}
