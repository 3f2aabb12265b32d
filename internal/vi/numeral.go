package vi

import (
	"strconv"
	"strings"
	"unicode"
)

// Number is an exact decimal as a person typed it: Value/Scale, where Scale is
// the power of ten of its decimals ("93,783" is 93783/1000).
type Number struct {
	Value, Scale int64
	// Grouped tells that thousands were separated, for the warning
	// numeral_doubt (catalogue.md section 10).
	Grouped bool
}

// Doubtful reports a decimal part of exactly three digits, which may have been
// a grouped integer typed with the wrong mark.
func (n Number) Doubtful() bool { return n.Scale == 1000 }

// ParseNumber reads a numeral in Vietnamese writing: the dot (or a space, also
// a no-break one) groups thousands, the comma marks decimals, leading zeros
// mean nothing. "3.957", "3957", "3 957", "05", "93,783", "1.234,5" are read;
// "2.6", "12.34", "1.234.56", "1,234,567" are refused with the question what
// was meant. Errors are *NumeralError.
func ParseNumber(s string) (Number, error) {
	if len(s) > maxCellBytes {
		return Number{}, &NumeralError{Code: CodeNotANumber, Input: s}
	}
	text := strings.TrimSpace(strings.Map(plainSpace, s))
	if text == "" {
		return Number{}, &NumeralError{Code: CodeEmpty, Input: s}
	}
	minus := ""
	if r := []rune(text)[0]; r == '-' || r == '\u2212' {
		minus, text = "-", strings.TrimPrefix(text, string(r))
	}
	if err := checkNumeralRunes(s, text); err != nil {
		return Number{}, err
	}
	whole, frac, grouped, ok := splitNumeral(text)
	if !ok {
		return Number{}, badNumeral(s, text)
	}
	return makeNumber(s, minus, whole, frac, grouped)
}

// splitNumeral takes a numeral without its sign apart; ok tells that dots,
// spaces and the comma stand where they may.
func splitNumeral(text string) (whole, frac string, grouped, ok bool) {
	whole, frac, found := strings.Cut(text, ",")
	if found && !allDigits(frac) {
		return "", "", false, false
	}
	whole, grouped, ok = ungroup(whole)
	return whole, frac, grouped, ok
}

func makeNumber(input, minus, whole, frac string, grouped bool) (Number, error) {
	const maxDecimals = 18 // 10^18 is the last power of ten in an int64
	if len(frac) > maxDecimals {
		return Number{}, &NumeralError{Code: CodeTooFine, Input: input}
	}
	v, err := strconv.ParseInt(minus+whole+frac, 10, 64)
	if err != nil {
		return Number{}, &NumeralError{Code: CodeTooLarge, Input: input}
	}
	return Number{Value: v, Scale: pow10(len(frac)).Int64(), Grouped: grouped}, nil
}

func plainSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

func checkNumeralRunes(input, text string) error {
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9', r == '.', r == ',', r == ' ':
		case unicode.IsDigit(r):
			return &NumeralError{Code: CodeForeignDigits, Input: input, Word: string(r)}
		default:
			return &NumeralError{Code: CodeNotANumber, Input: input}
		}
	}
	if trimmed := strings.Trim(text, "., "); trimmed != text || text == "" {
		return &NumeralError{Code: CodeNotANumber, Input: input}
	}
	return nil
}

// ungroup removes one kind of separator. The first group has one to three
// digits and no leading zero ("0.500" is doubtful), the others exactly three.
func ungroup(s string) (digits string, grouped, ok bool) {
	if allDigits(s) {
		return s, false, true
	}
	mark := "."
	if strings.Contains(s, " ") {
		mark = " "
	}
	groups := strings.Split(s, mark)
	for i, g := range groups {
		first := i == 0 && len(g) <= 3 && !strings.HasPrefix(g, "0")
		if !allDigits(g) || !(first || i > 0 && len(g) == 3) {
			return "", false, false
		}
	}
	return strings.Join(groups, ""), true, true
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// badNumeral builds the refusal with what may have been meant.
func badNumeral(input, text string) error {
	e := &NumeralError{Code: CodeBadGrouping, Input: input}
	oneDot := strings.Count(text, ".") == 1 && !strings.ContainsAny(text, ", ")
	if oneDot {
		e.Code = CodeAmbiguousDot
	}
	for _, c := range guesses(text, oneDot) {
		if readable(c) {
			e.Choices = append(e.Choices, c)
		}
	}
	return e
}

// readable is ParseNumber without proposals, which would propose for ever.
func readable(text string) bool {
	whole, frac, grouped, ok := splitNumeral(text)
	if !ok {
		return false
	}
	_, err := makeNumber(text, "", whole, frac, grouped)
	return err == nil
}

// guesses proposes: the last dot was a decimal comma; the groups were
// miscounted or cut short; dots and commas were exchanged. Proposals that are
// no numerals are dropped by the caller.
func guesses(text string, oneDot bool) []string {
	if strings.Contains(text, ",") {
		swapped := strings.NewReplacer(".", ",", ",", ".").Replace(text)
		return []string{swapped}
	}
	digits := strings.NewReplacer(".", "", " ", "").Replace(text)
	regrouped := groupDigits(strings.TrimLeft(digits, "0"))
	cut := strings.LastIndex(text, ".")
	if cut < 0 {
		return []string{regrouped}
	}
	head, tail := text[:cut], text[cut+1:]
	decimal := groupDigits(strings.NewReplacer(".", "", " ", "").Replace(head)) + "," + tail
	if oneDot && len(tail) < 3 {
		regrouped = head + "." + tail + strings.Repeat("0", 3-len(tail))
	}
	return []string{decimal, regrouped}
}
