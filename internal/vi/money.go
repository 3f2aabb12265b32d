package vi

import "fmt"

// Style is how a large number becomes words in a sentence. It is a print
// style chosen by a template for one cell, never a qualifier of the data
// (catalogue.md section 6): the value stays exact.
type Style string

const (
	StyleRounded Style = "rounded" // half away from zero: "2,6 tỷ đồng"
	StyleOver    Style = "over"    // round down, "trên" if something is left: "trên 2,6 tỷ đồng"
	StyleNearly  Style = "nearly"  // round up, "gần" if something was added: "gần 2,7 tỷ đồng"
	StyleOrder   Style = "order"   // power of ten only: "hàng chục tỷ đồng"
)

// ParseStyle reads the name of a style from a template.
func ParseStyle(s string) (Style, error) {
	switch style := Style(s); style {
	case StyleRounded, StyleOver, StyleNearly, StyleOrder:
		return style, nil
	}
	return "", fmt.Errorf("print style %q is not rounded, over, nearly or order", s)
}

const (
	million int64 = 1_000_000
	billion int64 = 1_000_000_000
)

// Money prints an amount of đồng in full: "2.600.000.000 đồng".
func Money(v int64) string { return WithUnit(Int(v), "đồng") }

// MoneyWords prints an amount of đồng for a sentence, in tỷ or triệu with at
// most one decimal, after the style. Amounts below one million, negative ones
// and unknown styles are printed in full, so nothing is rounded by accident.
func MoneyWords(v int64, style Style) string { return WithUnit(Words(v, style), "đồng") }

// Words is MoneyWords without the unit, for any large number: "2,6 tỷ".
func Words(v int64, style Style) string {
	if style == StyleOrder {
		return orderOrFull(v)
	}
	if _, err := ParseStyle(string(style)); err != nil || v < million {
		return Int(v)
	}
	unit := million
	if v >= billion {
		unit = billion
	}
	tenths, word := roundTenths(v, unit/10, style)
	// 999.960.000 rounds to 1.000,0 triệu, which is said "1 tỷ".
	if unit == million && tenths == 10*billion/million {
		unit, tenths = billion, 10
	}
	return word + WithUnit(Decimal(tenths, 10), unitWord(unit))
}

func unitWord(unit int64) string {
	if unit == billion {
		return "tỷ"
	}
	return "triệu"
}

// roundTenths counts tenths of the unit after the style's rule and gives the
// word that keeps the sentence true.
func roundTenths(v, tenth int64, style Style) (n int64, word string) {
	n, rest := v/tenth, v%tenth
	switch {
	case rest == 0:
		return n, ""
	case style == StyleOver:
		return n, "trên "
	case style == StyleNearly:
		return n + 1, "gần "
	case rest >= tenth-rest:
		return n + 1, ""
	}
	return n, ""
}

func orderOrFull(v int64) string {
	if s, ok := OrderWords(v); ok {
		return s
	}
	return Int(v)
}

// OrderWords names the greatest power of ten not above v: 21.400.000.000 is
// "hàng chục tỷ". There is none below ten.
func OrderWords(v int64) (string, bool) {
	if v < 10 {
		return "", false
	}
	k := 0
	for ; v >= 10; v /= 10 {
		k++
	}
	words := [...]string{"", "chục", "trăm", "nghìn", "chục nghìn", "trăm nghìn",
		"triệu", "chục triệu", "trăm triệu", "tỷ", "chục tỷ", "trăm tỷ", "nghìn tỷ",
		"chục nghìn tỷ", "trăm nghìn tỷ", "triệu tỷ", "chục triệu tỷ", "trăm triệu tỷ", "tỷ tỷ"}
	return "hàng " + words[k], true
}
