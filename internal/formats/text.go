package formats

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"phendau/internal/sheet/grid"
	"phendau/internal/vi"
)

// tidy makes a text of a file fit to be kept: NFC, no control characters and
// none that reverse what is seen, spaces collapsed unless lines may stay, at
// most so many letters. Letters lost on the way are refused: half a name is
// worse than none.
func tidy(s string, maxRunes int, lines bool) (string, *Error) {
	if s == "" {
		return "", nil
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, utf8.RuneError) {
		return "", refuse(CodeEncoding, "guess", "")
	}
	s = vi.NFC(strings.Map(func(r rune) rune { return plain(r, lines) }, s))
	if lines {
		s = strings.TrimSpace(s)
	} else {
		s = strings.Join(strings.Fields(s), " ")
	}
	return clip(s, maxRunes), nil
}

// modern refuses letters of old Vietnamese fonts. Descriptions are not asked:
// what programs write there ("map©") may look like such letters.
func modern(s string) *Error {
	if old := grid.LegacyText(s); old != "" {
		return refuse(CodeEncoding, "guess", " ("+string(old)+")")
	}
	return nil
}

// plain drops what cannot be seen; -1 is nothing.
func plain(r rune, lines bool) rune {
	switch {
	case r == '\n' && lines:
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

// clip keeps the first letters of a text; it ends with "…" where it was cut.
func clip(s string, maxRunes int) string {
	if len(s) <= maxRunes || utf8.RuneCountInString(s) <= maxRunes {
		return s
	}
	return vi.NFC(strings.TrimSpace(string([]rune(s)[:maxRunes-1]))) + "…"
}

// quoted is a text as an error shows it.
func quoted(s string) string {
	s = strings.ToValidUTF8(s, "?")
	return clip(strings.Map(func(r rune) rune { return plain(r, false) }, s), 40)
}
