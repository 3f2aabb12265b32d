package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

type tokenKind int

const (
	tokenNumber tokenKind = iota
	tokenWord
	tokenDash
	tokenSlash
	tokenComma
)

type token struct {
	kind  tokenKind
	text  string
	glued bool // a word without a space before it: "5km"
}

// scanQuantity cuts a cell into numerals, words and marks.
func scanQuantity(input string) ([]token, error) {
	rs := []rune(strings.ToLower(norm.NFC.String(collapse(strings.Map(plainRune, input)))))
	rs = trimSentenceEnd(rs)
	var out []token
	for i := 0; i < len(rs); {
		if rs[i] == ' ' {
			i++
			continue
		}
		t, n := scanOne(rs, i)
		if n == 0 {
			return nil, unreadable(input, rs[i])
		}
		out = append(out, expand(t)...)
		i += n
	}
	return out, nil
}

func unreadable(input string, r rune) error {
	code := CodeUnknownWord
	if unicode.IsDigit(r) {
		code = CodeForeignDigits
	}
	return &NumeralError{Code: code, Input: input, Word: string(r)}
}

// trimSentenceEnd drops the full stop or semicolon after a last word; after a
// digit it may be half a numeral and stays.
func trimSentenceEnd(rs []rune) []rune {
	n := len(rs)
	if n > 1 && (rs[n-1] == '.' || rs[n-1] == ';') && unicode.IsLetter(rs[n-2]) {
		return rs[:n-1]
	}
	return rs
}

func scanOne(rs []rune, i int) (token, int) {
	switch r := rs[i]; {
	case isASCIIDigit(r):
		n := runLength(rs[i:], inNumeral)
		return token{kind: tokenNumber, text: string(rs[i : i+n])}, n
	case unicode.IsLetter(r) || r == '₫':
		n := runLength(rs[i:], inWord)
		return token{kind: tokenWord, text: string(rs[i : i+n]), glued: i > 0 && isASCIIDigit(rs[i-1])}, n
	case r == '-':
		return token{kind: tokenDash, text: "-"}, 1
	case r == '/':
		return token{kind: tokenSlash, text: "/"}, 1
	case r == ',':
		return token{kind: tokenComma, text: ","}, 1
	}
	return token{}, 0
}

// runLength counts runes from the first one on while they continue it.
func runLength(rs []rune, continues func(prev, r, next rune) bool) int {
	n := 1
	for n < len(rs) {
		var next rune
		if n+1 < len(rs) {
			next = rs[n+1]
		}
		if !continues(rs[n-1], rs[n], next) {
			break
		}
		n++
	}
	return n
}

// inNumeral keeps "1 234,5" together; ParseNumber judges it as a whole.
func inNumeral(prev, r, next rune) bool {
	if isASCIIDigit(r) {
		return true
	}
	return (r == '.' || r == ',' || r == ' ') && isASCIIDigit(prev) && isASCIIDigit(next)
}

// inWord keeps "m²", "m2", "tr.đ", "ki-lô-mét" together.
func inWord(prev, r, next rune) bool {
	switch {
	case unicode.IsLetter(r), unicode.Is(unicode.M, r), isASCIIDigit(r), r == '²', r == '³':
		return true
	case r == '.' || r == '-':
		return unicode.IsLetter(prev) && unicode.IsLetter(next)
	}
	return false
}

func isASCIIDigit(r rune) bool { return r >= '0' && r <= '9' }

func expand(t token) []token {
	words, ok := expansions[t.text]
	if !ok {
		return []token{t}
	}
	var out []token
	for _, w := range words {
		out = append(out, token{kind: tokenWord, text: w})
	}
	return out
}
