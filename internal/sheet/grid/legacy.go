package grid

import (
	"strings"
	"unicode"
)

// Encoding names what a text was written in when its letters are wrong.
type Encoding string

// The encodings known by their traces.
const (
	TCVN3    Encoding = "TCVN3 (ABC)" // .VnTime and sisters: "Lo¹i ho¹t ®éng"
	VNI      Encoding = "VNI"         // VNI-Times: "Tuaàn tra"
	Mojibake Encoding = "UTF-8"       // UTF-8 read as Windows-1252: "Ä‘á»“n"
)

// Marks that stand after a letter in TCVN3 text and in no Unicode Vietnamese.
const tcvn3Marks = "µ¸¶·¹¨¾¼½©ª¬"

// What stands after a vowel in VNI text and never in Unicode Vietnamese.
var vniAfter = map[rune]string{
	'a': "øùûõïâáàåãäêéèúüë", 'e': "øùûõïâáàåãä", 'ô': "øùûõï", 'ö': "øùûõï",
	'o': "øùûõïåä", 'u': "øùûõïåä", 'i': "øûï",
}

// LegacyText recognises text of an old Vietnamese font, or of a wrong
// conversion, by letters that Unicode Vietnamese does not put next to each
// other. It returns "" for everything else.
func LegacyText(s string) Encoding {
	if isASCII(s) {
		return ""
	}
	rs := []rune(strings.ToLower(s))
	found, modern := Encoding(""), false
	for i := 1; i < len(rs); i++ {
		prev, r := rs[i-1], rs[i]
		modern = modern || isModern(r) || isModern(prev)
		switch {
		case isMojibake(prev, r, after(rs, i)):
			return Mojibake
		case strings.ContainsRune(vniAfter[prev], r):
			found = VNI
		case found == "" && (prev >= 'a' && prev <= 'z' && strings.ContainsRune(tcvn3Marks, r) || prev == '®' && unicode.IsLetter(r)):
			found = TCVN3
		}
	}
	if modern {
		return "" // letters the old fonts do not have
	}
	return found
}

// isModern reports a letter that only Unicode Vietnamese has.
func isModern(r rune) bool {
	return r >= 'ạ' && r <= 'ỹ' || r == 'đ' || r == 'ă' || r == 'ơ' || r == 'ư'
}

func after(rs []rune, i int) rune {
	if i+1 < len(rs) {
		return rs[i+1]
	}
	return ' '
}

// isMojibake finds the bytes of a Vietnamese letter shown as single letters.
// A no-break space or a closing quotation mark after a letter is no trace.
func isMojibake(prev, r, next rune) bool {
	switch prev {
	case 'ã':
		return r > 0xa0 && r <= 0xbf && r != '»'
	case 'á':
		return r == 'º' || r == '»' && next > 0x7f && !unicode.IsSpace(next)
	case 'ä':
		return r == '‘' || r == '\u0091'
	case 'æ':
		return r == '°' || r == '¡'
	}
	return false
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
