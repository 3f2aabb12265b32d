package sheet

import (
	"math"
	"strconv"
	"strings"

	"phendau/internal/calendar"
)

// significant is how many decimal digits a spreadsheet shows of a number.
// What stands behind them in a file (93.783000000000001) is the trace of
// binary arithmetic, not something a person wrote.
const significant = 15

// plainNumber writes the number of a cell as a plain decimal with a dot, ok
// false when it is none. Up to 15 significant digits are kept exactly as they
// stand; only the exponent is carried out.
func plainNumber(s string) (string, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || strings.ContainsAny(s, "xX_pPiInN") || math.Abs(f) >= 1e18 {
		return "", false
	}
	if digits(s) > significant {
		s = strconv.FormatFloat(f, 'e', significant-1, 64)
	}
	return carryOut(s)
}

// digits counts the significant digits of a mantissa.
func digits(s string) int {
	s, _, _ = strings.Cut(strings.ToLower(s), "e")
	s = strings.TrimLeft(strings.Replace(strings.TrimLeft(s, "+-"), ".", "", 1), "0")
	return len(s)
}

// carryOut moves the decimal point of "2.6E+9" by hand, so that no digit is
// computed anew.
func carryOut(s string) (string, bool) {
	mantissa, exp, _ := strings.Cut(strings.ToLower(s), "e")
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign = "-"
	}
	whole, frac, _ := strings.Cut(strings.TrimLeft(mantissa, "+-"), ".")
	shift := 0
	if exp != "" {
		n, err := strconv.Atoi(exp)
		if err != nil || n > 40 || n < -40 {
			return "", false
		}
		shift = n
	}
	all := whole + frac
	point := len(whole) + shift
	if point < 0 {
		all, point = strings.Repeat("0", -point)+all, 0
	}
	if point > len(all) {
		all += strings.Repeat("0", point-len(all))
	}
	whole, frac = strings.TrimLeft(all[:point], "0"), strings.TrimRight(all[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if frac != "" {
		whole += "." + frac
	}
	if whole == "0" {
		sign = ""
	}
	return sign + whole, true
}

// dayText writes the day of a serial number; a time of day behind it is
// dropped, since entries keep days.
func (w *workbook) dayText(serial string) (string, bool) {
	f, err := strconv.ParseFloat(serial, 64)
	if err != nil || !(f >= 1 && f < 3_000_000) {
		return "", false
	}
	return calendar.Day(int64(math.Floor(f)) - w.epoch).String(), true
}
