package vi

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NFC returns s in the normal form in which all text is stored.
func NFC(s string) string { return norm.NFC.String(s) }

// EqualKey is the key under which two spellings are the same name: NFC, lower
// case, white space collapsed, invisible characters dropped, hyphens unified,
// and the tone in oa, oe, uy at its one place (units.md section 2): "Hoà An",
// "hòa  an" and "HÒA AN" agree; "Phong Nặm" and "Phong Nậm" do not. It is
// stable: EqualKey(EqualKey(s)) == EqualKey(s). Keys are compared, never
// shown.
func EqualKey(s string) string {
	s = norm.NFC.String(strings.Map(plainRune, s))
	s = norm.NFC.String(strings.ToLower(s))
	return placeTones(collapse(s))
}

// SearchKey is the coarser key for finding: EqualKey without any combining
// mark, đ as d, and without unit words at the start. "Xã Đàm Thuỷ", "đàm
// thủy" and "dam thuy" are all "dam thuy". Unit words are compared after the
// marks are gone, so that a query typed without marks finds the same; the
// price is that "Bản Giốc" is "gioc" and "Tĩnh Túc" is "tuc".
func SearchKey(s string) string {
	s = strings.Map(bareRune, norm.NFD.String(EqualKey(s)))
	return dropUnitWords(collapse(norm.NFC.String(s)))
}

// plainRune unifies white space and hyphens and drops what cannot be seen
// (soft hyphen, zero-width space, byte order mark), which copied cells carry.
func plainRune(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case isHyphen(r):
		return '-'
	case unicode.Is(unicode.Cf, r):
		return -1
	}
	return r
}

func isHyphen(r rune) bool {
	switch r {
	case '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015',
		'\u2043', '\u2212', '\uFE58', '\uFE63', '\uFF0D':
		return true
	}
	return false
}

func bareRune(r rune) rune {
	switch {
	case unicode.Is(unicode.M, r):
		return -1
	case r == 'đ':
		return 'd'
	}
	return r
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// unitWords are the words of units.md section 2 without their marks.
var unitWords = [...]string{"xa", "phuong", "thi tran", "tt", "huyen", "tinh",
	"thanh pho", "tp", "xom", "ban", "thon"}

// dropUnitWords cuts unit words until a name begins, so that "xã Bản Díu" and
// "Bản Díu" agree. A name that is nothing but a unit word keeps it.
func dropUnitWords(s string) string {
	for {
		rest := dropOneUnitWord(s)
		if rest == s {
			return s
		}
		s = rest
	}
}

func dropOneUnitWord(s string) string {
	for _, w := range unitWords {
		rest, found := strings.CutPrefix(s, w)
		if !found || rest == "" {
			continue
		}
		abbreviation := w == "tt" || w == "tp"
		if rest[0] != ' ' && !(abbreviation && rest[0] == '.') {
			continue
		}
		if name := strings.TrimLeft(rest, ". "); name != "" {
			return name
		}
	}
	return s
}
