package vi

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// TextCode names why text from outside is refused.
type TextCode string

const (
	TextNotUTF8     TextCode = "not_utf8"      // bytes that are no UTF-8
	TextReplacement TextCode = "replacement"   // U+FFFD: a letter was lost before it came here
	TextControl     TextCode = "control"       // control characters but newline and tab
	TextBidi        TextCode = "bidi_override" // characters that reverse what is seen
)

// BadTextError says what is wrong with a text and where.
type BadTextError struct {
	Code   TextCode
	Offset int  // in bytes
	Rune   rune // the offending character; U+FFFD for invalid bytes
}

// HasBadText refuses what must not enter the ledger: invalid UTF-8, U+FFFD,
// control characters except newline and tab, bidirectional embeddings,
// overrides and isolates. The error is a *BadTextError for the first one.
func HasBadText(s string) error {
	for i, r := range s {
		code := textCode(s[i:], r)
		if code != "" {
			return &BadTextError{Code: code, Offset: i, Rune: r}
		}
	}
	return nil
}

func textCode(at string, r rune) TextCode {
	switch {
	case r == utf8.RuneError:
		if _, size := utf8.DecodeRuneInString(at); size == 1 {
			return TextNotUTF8
		}
		return TextReplacement
	case r == '\n' || r == '\t':
		return ""
	case unicode.IsControl(r):
		return TextControl
	case r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069':
		return TextBidi
	}
	return ""
}

// Error is the English sentence.
func (e *BadTextError) Error() string { return e.Text("en") }

// Text says it in "vi" or "en".
func (e *BadTextError) Text(lang string) string {
	s := pick(lang, badTextSentences[e.Code])
	return fmt.Sprintf(s, fmt.Sprintf("U+%04X", e.Rune), e.Offset)
}

var badTextSentences = map[TextCode]Sentence{
	TextNotUTF8: {
		VI: "Văn bản không phải mã UTF-8 (%[1]s, vị trí %[2]d): hãy lưu lại tệp theo Unicode (UTF-8).",
		EN: "the text is not UTF-8 (%[1]s at byte %[2]d): save the file as Unicode (UTF-8)"},
	TextReplacement: {
		VI: "Văn bản có ký tự đã hỏng %[1]s (vị trí %[2]d): hãy sửa lại từ bản gốc.",
		EN: "the text holds a lost character %[1]s at byte %[2]d: restore it from the original"},
	TextControl: {
		VI: "Văn bản có ký tự điều khiển %[1]s (vị trí %[2]d): hãy xóa ký tự này.",
		EN: "the text holds a control character %[1]s at byte %[2]d: remove it"},
	TextBidi: {
		VI: "Văn bản có ký tự đảo chiều chữ %[1]s (vị trí %[2]d): hãy xóa ký tự này.",
		EN: "the text holds a direction override %[1]s at byte %[2]d: remove it"},
}
