package ledger

import (
	"strings"
	"unicode/utf8"

	"phendau/internal/vi"
)

// checkText refuses characters that no honest text holds: controls but line
// ends and tab, direction overrides, lost letters. body is canonical, so
// controls stand as escapes.
func checkText(body []byte) error {
	if err := vi.HasBadText(string(body)); err != nil {
		return refusef(CodeBadContent, "%v", err)
	}
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		if i++; body[i] == 'u' || body[i] == 'b' || body[i] == 'f' {
			return refusef(CodeBadContent, "a text holds a control character")
		}
	}
	return nil
}

// maxDetail bounds what a refusal repeats of hostile content.
const maxDetail = 500

// clipText makes a text from outside fit to be stored and shown.
func clipText(s string) string {
	if len(s) > maxDetail {
		cut := maxDetail
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "..."
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
}

// wordOK reports whether s may stand in the canonical lists of dimension
// values and bodies: short, and free of their separators.
func wordOK(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || strings.IndexByte(";=,:/\x7f", c) >= 0 {
			return false
		}
	}
	return true
}
