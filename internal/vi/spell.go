package vi

import "strings"

var digitWords = [...]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// Spell writes a whole number in words, as receipts and cheques do: 405 is
// "bốn trăm linh năm", 1.021 "một nghìn không trăm hai mươi mốt". Tens take
// "mươi", after them 1 is "mốt" and 5 "lăm"; a missing ten is "linh"; a group
// behind a higher one names its missing hundred. Four stays "bốn" everywhere.
func Spell(n int64) string {
	switch {
	case n == 0:
		return digitWords[0]
	case n < 0:
		// Negated as unsigned: the smallest int64 has no positive.
		return "âm " + strings.Join(spellAll(uint64(-(n+1))+1, false), " ")
	}
	return strings.Join(spellAll(uint64(n), false), " ")
}

// spellAll is a positive number; inner tells that a higher group stands before.
func spellAll(n uint64, inner bool) []string {
	var out []string
	if high := n / uint64(billion); high > 0 {
		out = append(spellAll(high, inner), "tỷ")
		n, inner = n%uint64(billion), true
	}
	for _, g := range []struct {
		size uint64
		word string
	}{{uint64(million), "triệu"}, {1000, "nghìn"}, {1, ""}} {
		group := n / g.size % 1000
		if group == 0 {
			continue
		}
		out = append(out, spellGroup(group, inner)...)
		if g.word != "" {
			out = append(out, g.word)
		}
		inner = true
	}
	return out
}

// spellGroup is 1 to 999; full names the hundred even where it is missing.
func spellGroup(n uint64, full bool) []string {
	hundred, ten, unit := n/100, n/10%10, n%10
	var out []string
	if hundred > 0 || full {
		out = append(out, digitWords[hundred], "trăm")
	}
	switch {
	case ten == 0 && unit > 0 && len(out) > 0:
		out = append(out, "linh")
	case ten == 1:
		out = append(out, "mười")
	case ten > 1:
		out = append(out, digitWords[ten], "mươi")
	}
	switch {
	case unit == 0:
	case unit == 1 && ten > 1:
		out = append(out, "mốt")
	case unit == 5 && ten > 0:
		out = append(out, "lăm")
	default:
		out = append(out, digitWords[unit])
	}
	return out
}
