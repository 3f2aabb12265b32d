package report

import (
	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/vi"
)

// Style is how one binding prints a cell in a sentence. It is a matter of
// wording and never changes the cell (catalogue.md section 6, "Words from
// rounding"); tables always print plainly.
type Style string

// The print styles.
const (
	// StylePlain prints the number as it is: 2.612.000.000. A range of money
	// is said in triệu or tỷ.
	StylePlain Style = ""
	// StyleOver rounds down to tenths of triệu or tỷ and says "trên" only
	// where something was left: 2.612.000.000 is "trên 2,6 tỷ", but exactly
	// 2.600.000.000 is "2,6 tỷ", since it is not more than that.
	StyleOver Style = "over"
	// StyleNearly rounds up: 2.612.000.000 is "gần 2,7 tỷ".
	StyleNearly Style = "nearly"
	// StyleRounded rounds half away from zero: "2,6 tỷ".
	StyleRounded Style = "rounded"
	// StyleOrder names the power of ten: "hàng chục tỷ".
	StyleOrder Style = "order"
	// StyleLead puts a zero before numbers below ten: "05".
	StyleLead Style = "lead"
)

func parseStyle(s string) (Style, bool) {
	switch st := Style(s); st {
	case "plain":
		return StylePlain, true
	case StyleOver, StyleNearly, StyleRounded, StyleOrder, StyleLead:
		return st, true
	}
	return "", false
}

func (s Style) needsAmount() bool { return s != StylePlain }

// inText prints a cell for a sentence. The words of a number that is not
// exact stay; the style only shortens the number after them.
func (s Style) inText(c *figure.Cell, m *catalogue.IndicatorMeasure, u *catalogue.Unit) string {
	if c.State != figure.HasValue && c.State != figure.Zero || isShare(m) {
		return c.Printed
	}
	r := c.Result
	n := s.number(u)
	switch r.Q {
	case amount.Exact:
		return n(r.V, s.exact())
	case amount.AtLeast:
		if s == StyleOrder {
			return n(r.V, vi.StyleOrder)
		}
		return "trên " + trimmed(n(r.V, vi.StyleOver))
	case amount.Nearly:
		return "gần " + trimmed(n(r.V, vi.StyleNearly))
	case amount.About:
		if r.V != amount.Unknown {
			return "khoảng " + n(r.V, vi.StyleRounded)
		}
		return "khoảng " + s.span(r.Lo, r.Hi, u)
	case amount.Range:
		return "từ " + s.span(r.Lo, r.Hi, u)
	}
	return c.Printed
}

// exact is the style of package vi for an exact number.
func (s Style) exact() vi.Style {
	switch s {
	case StyleOver, StyleNearly, StyleRounded, StyleOrder:
		return vi.Style(s)
	}
	return ""
}

// number prints a value of the unit. Only rounding styles shorten: without
// one a number stays whole.
func (s Style) number(u *catalogue.Unit) func(v int64, st vi.Style) string {
	return func(v int64, st vi.Style) string {
		switch {
		case u.Scale > 1 && s == StyleRounded:
			return vi.DecimalDigits(v, u.Scale, 1)
		case u.Scale > 1:
			return vi.Decimal(v, u.Scale)
		case s == StyleLead:
			return vi.IntProse(v)
		case s == StylePlain:
			return vi.Int(v)
		}
		return vi.Words(v, st)
	}
}

// span prints a range and says a common triệu or tỷ once: "150 - 200 triệu".
// Money is always shortened if nothing is lost by it.
func (s Style) span(lo, hi int64, u *catalogue.Unit) string {
	n := s.number(u)
	if s == StylePlain && u.Money && wholeTenths(lo) && wholeTenths(hi) {
		n = StyleRounded.number(u)
	}
	from, to := n(lo, vi.StyleRounded), n(hi, vi.StyleRounded)
	for _, w := range []string{" triệu", " tỷ"} {
		if a, ok := cutSuffix(from, w); ok {
			if _, same := cutSuffix(to, w); same {
				from = a
			}
		}
	}
	return vi.Range(from, to)
}

// wholeTenths reports whether triệu or tỷ with one decimal loses nothing.
func wholeTenths(v int64) bool {
	switch {
	case v >= 1_000_000_000:
		return v%100_000_000 == 0
	case v >= 1_000_000:
		return v%100_000 == 0
	}
	return true
}

func cutSuffix(s, suffix string) (string, bool) {
	if len(s) > len(suffix) && s[len(s)-len(suffix):] == suffix {
		return s[:len(s)-len(suffix)], true
	}
	return s, false
}

// trimmed drops the word rounding put before a number that already has one.
func trimmed(s string) string {
	for _, w := range []string{"trên ", "gần "} {
		if len(s) > len(w) && s[:len(w)] == w {
			return s[len(w):]
		}
	}
	return s
}

// hasNumber reports whether a unit may follow what is printed.
func hasNumber(c *figure.Cell) bool {
	return (c.State == figure.HasValue || c.State == figure.Zero) && c.Result.Q != amount.Uncounted
}

// unitWord is the word after a number: "lượt", "đồng/năm".
func unitWord(cat *catalogue.Catalogue, unit string) string {
	if u := cat.Units[unit]; u != nil {
		return u.Short.VI
	}
	return ""
}

// unitOf never returns nil.
func unitOf(cat *catalogue.Catalogue, m *catalogue.IndicatorMeasure) *catalogue.Unit {
	if u := cat.Units[m.Unit]; u != nil {
		return u
	}
	return &catalogue.Unit{ID: m.Unit, Scale: 1}
}
