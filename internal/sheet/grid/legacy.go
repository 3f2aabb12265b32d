package grid

import "strings"

// Encoding names what a text was written in when its letters are wrong.
type Encoding string

// The encodings known by their traces.
const (
	TCVN3    Encoding = "TCVN3 (ABC)" // .VnTime and sisters: "Lo¹i ho¹t ®éng"
	VNI      Encoding = "VNI"         // VNI-Times: "Tuaàn tra"
	Mojibake Encoding = "UTF-8"       // UTF-8 read as Windows-1252: "Ä‘á»“n"
)

// Marks that stand inside words of TCVN3 text and in no Unicode Vietnamese.
const tcvn3Marks = "®µ¸¶·¹¨»¾¼½©ª«¬§"

// What stands after a, e, o, u in VNI text. Unicode Vietnamese never has a
// plain vowel followed by one of these; the pairs with ò, à, ù are left out
// where they occur ("hoà", "loà").
var vniAfter = map[rune]string{
	'a': "øùûõïâáàåãäêéèúüë", 'e': "øùûõïâáàåãä", 'ô': "øùûõï", 'ö': "øùûõï",
	'o': "øûõïâåäã", 'u': "øûõïâåäã", 'i': "øûï",
}

// LegacyText recognises text of an old Vietnamese font, or of a wrong
// conversion, by letters that Unicode Vietnamese does not put next to each
// other. It returns "" for everything else.
func LegacyText(s string) Encoding {
	if isASCII(s) {
		return ""
	}
	var prev rune
	tcvn3 := 0
	for _, r := range strings.ToLower(s) {
		switch {
		case isMojibake(prev, r):
			return Mojibake
		case strings.ContainsRune(vniAfter[prev], r):
			return VNI
		case joins(prev, r), joins(r, prev):
			tcvn3++
		}
		prev = r
	}
	if tcvn3 > 0 {
		return TCVN3
	}
	return ""
}

// isMojibake finds the first two bytes of a Vietnamese letter shown as two.
func isMojibake(prev, r rune) bool {
	switch prev {
	case 'ã':
		return r >= 0x80 && r <= 0xbf || r == '€' || r == '‚'
	case 'á':
		return r == 'º' || r == '»'
	case 'ä':
		return r == '‘' || r == '\u0091'
	}
	return false
}

// joins reports a mark of TCVN3 next to a lower-case letter.
func joins(mark, letter rune) bool {
	return letter >= 'a' && letter <= 'z' && strings.ContainsRune(tcvn3Marks, mark) && mark != 0
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
