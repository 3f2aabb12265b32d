package vi

import (
	"fmt"
	"strings"
)

// Letters are the marks of points under a numbered heading, in Vietnamese
// order: đ follows d; ă â ê ô ơ ư and f j w z are not used (Decree 30/2020,
// Appendix I; documents.md section 2).
const Letters = "abcdđeghiklmnopqrstuvxy"

// Letter returns the mark of the nth point, counting from 1; the fifth is đ.
// There is no 24th: the paragraph must be divided otherwise.
func Letter(n int) (string, error) {
	letters := []rune(Letters)
	if n < 1 || n > len(letters) {
		return "", fmt.Errorf("point %d has no letter: a list has at most %d points (a to y)", n, len(letters))
	}
	return string(letters[n-1]), nil
}

// Roman returns the Roman numeral of 1 to 3999, for parts, quarters, annexes.
func Roman(n int) (string, error) {
	if n < 1 || n > 3999 {
		return "", fmt.Errorf("%d has no Roman numeral: only 1 to 3999 have", n)
	}
	values := [...]int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1}
	numerals := [...]string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}
	var b strings.Builder
	for i, v := range values {
		for ; n >= v; n -= v {
			b.WriteString(numerals[i])
		}
	}
	return b.String(), nil
}
