package vi

import (
	"errors"
	"testing"
)

func TestTextThatCannotBeTrustedIsRefused(t *testing.T) {
	for in, want := range map[string]TextCode{
		"Đàm Thủy\n\tdòng hai": "",
		"":                     "",
		"Đàm \xff":             TextNotUTF8,
		"mất chữ \uFFFD":       TextReplacement,
		"a\x00b":               TextControl,
		"a\rb":                 TextControl,
		"a\u0085b":             TextControl,
		"a\u007fb":             TextControl,
		"gpx\u202Egnp":         TextBidi,
		"a\u2066b":             TextBidi,
		"nối\u200Bchữ":         "",
	} {
		var e *BadTextError
		err := HasBadText(in)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q is refused: %v", in, err)
		case want != "" && (!errors.As(err, &e) || e.Code != want):
			t.Errorf("%q: %v, want %s", in, err, want)
		case want != "" && (e.Text("vi") == "" || e.Text("en") != e.Error()):
			t.Errorf("%q lacks a sentence", in)
		}
	}
}

func TestNFCJoinsLettersAndMarks(t *testing.T) {
	if got := NFC("\u0110a\u0300m"); got != "Đàm" {
		t.Errorf("NFC = %q", got)
	}
}
