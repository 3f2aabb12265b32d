package paper

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Visible makes text inert for print: NFC, line breaks and tabs as spaces,
// and every character that could hide, reorder or break something (controls,
// bidi and zero-width characters, characters XML forbids, a tone mark that
// stands alone) replaced by its code in brackets, "[U+202E]", so that a
// reader sees that it was there. It is idempotent.
func Visible(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	last := ' '
	// NFC first: it may join a tone mark with its letter.
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029':
			r = ' '
			b.WriteByte(' ')
		case hidden(r) || unicode.Is(unicode.M, r) && !unicode.IsLetter(last) && !unicode.Is(unicode.M, last):
			fmt.Fprintf(&b, "[U+%04X]", r)
			r = ']'
		default:
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// clean is the fast path: plain text that needs no change.
func clean(s string) bool {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r < 0x20 || r == utf8.RuneError || hidden(r) || unicode.Is(unicode.M, r) {
			return false
		}
		i += n
	}
	return norm.NFC.IsNormalString(s)
}

// hidden reports characters that print as nothing, reorder what is around
// them, or are forbidden in XML 1.0.
func hidden(r rune) bool {
	switch {
	case r < 0x20 && r != '\n' && r != '\t' && r != '\r', r >= 0x7F && r < 0xA0:
		return true
	case r == '\u00AD', r == '\u061C', r == '\u180E', r == '\uFEFF', r == '\uFFFD':
		return true
	case r >= '\u200B' && r <= '\u200F', r >= '\u202A' && r <= '\u202E', r >= '\u2060' && r <= '\u206F':
		return true
	case r >= 0xD800 && r <= 0xDFFF, r >= 0xE000 && r <= 0xF8FF, r&0xFFFE == 0xFFFE:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// textProblem says what is wrong with a text, or "".
func textProblem(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "is not UTF-8"
	case !norm.NFC.IsNormalString(s):
		return "is not NFC"
	}
	last := ' '
	for _, r := range s {
		switch {
		case hidden(r) || r < 0x20:
			return fmt.Sprintf("holds the character U+%04X", r)
		case unicode.Is(unicode.Mn, r) && !unicode.IsLetter(last):
			return fmt.Sprintf("holds a mark U+%04X without a letter", r)
		}
		last = r
	}
	return ""
}

// Printable is a deep copy in which every string went through Visible.
// Writers print only a printable copy, so no text reaches a file raw.
func (d *Document) Printable() *Document {
	out := copyVisible(reflect.ValueOf(*d)).Interface().(Document)
	return &out
}

func copyVisible(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.String:
		out := reflect.New(v.Type()).Elem()
		out.SetString(Visible(v.String()))
		return out
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(copyVisible(v.Elem()))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(copyVisible(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, k := range v.MapKeys() {
			out.SetMapIndex(copyVisible(k), copyVisible(v.MapIndex(k)))
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			out.Field(i).Set(copyVisible(v.Field(i)))
		}
		return out
	}
	return v
}
