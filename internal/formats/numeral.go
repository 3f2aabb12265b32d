package formats

import (
	"strconv"
	"strings"
	"unicode"
)

// parseNumeral reads a number as people write it: comma or dot for decimals,
// the other one, or spaces, between thousands. "22,8347" and "22.8347" are one
// number; "2.526.295,07" and "2,526,295.07" another. A single mark is always
// that of decimals: read wrongly it gives no coordinate of the country.
func parseNumeral(s string) (float64, bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	point, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	decimal, group := ".", ","
	if comma > point {
		decimal, group = ",", "."
	}
	if strings.Count(s, decimal) > 1 { // only thousands are marked more than once
		decimal, group = group, decimal
	}
	whole, fraction, _ := strings.Cut(s, decimal)
	if strings.Contains(fraction, group) || strings.Contains(whole, group) && !grouped(whole, group) {
		return 0, false
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return parseAxis(strings.ReplaceAll(whole, group, "")+fraction, 1e300)
}

// grouped holds that thousands are marked as thousands.
func grouped(whole, mark string) bool {
	groups := strings.Split(strings.TrimLeft(whole, "+-"), mark)
	for i, g := range groups {
		if i == 0 && (len(g) == 0 || len(g) > 3) || i > 0 && len(g) != 3 {
			return false
		}
	}
	return true
}

// parseAngle reads degrees with minutes and seconds, "22°50'05,2\"B" or
// "N 22 50 5.2", the letter telling the side: B, N north; Đ, E east; S south;
// W, T west.
func parseAngle(s string) (float64, bool) {
	if len(s) > 60 {
		return 0, false
	}
	sign := 1.0
	s = strings.Map(func(r rune) rune {
		switch unicode.ToUpper(r) {
		case 'N', 'B', 'E', 'Đ':
			return ' '
		case 'S', 'W', 'T':
			sign = -1
			return ' '
		case '°', 'º', '\'', '"', '’', '′', '”', '″', '-':
			return ' '
		case ',':
			return '.'
		}
		return r
	}, s)
	fields := strings.Fields(s)
	if len(fields) == 0 || len(fields) > 3 {
		return 0, false
	}
	v, unit := 0.0, 1.0
	for i, f := range fields {
		n, err := strconv.ParseFloat(f, 64)
		if err != nil || !(n >= 0 && n <= 180) || i > 0 && n >= 60 {
			return 0, false
		}
		v, unit = v+n*unit, unit/60
	}
	return sign * v, true
}
