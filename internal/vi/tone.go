package vi

import "unicode"

// Vowels of the pairs oa, oe, uy, each plain and with the five tones. ă, â, ê
// and the like never take part: "oă", "uyê" have one place for the tone only.
var toned = [...][6]rune{
	{'o', 'ò', 'ỏ', 'õ', 'ó', 'ọ'},
	{'a', 'à', 'ả', 'ã', 'á', 'ạ'},
	{'e', 'è', 'ẻ', 'ẽ', 'é', 'ẹ'},
	{'u', 'ù', 'ủ', 'ũ', 'ú', 'ụ'},
	{'y', 'ỳ', 'ỷ', 'ỹ', 'ý', 'ỵ'},
}

// placeTones moves the tone of oa, oe, uy to one place, in lower-case NFC
// text: on the first vowel at the end of a syllable (hoà -> hòa), on the
// second before another letter (hòan -> hoàn), as the older of the two legal
// spellings has it. After q the u is no vowel: quý stays.
func placeTones(s string) string {
	rs := []rune(s)
	changed := false
	for i := 0; i+1 < len(rs); i++ {
		changed = placeTone(rs, i) || changed
	}
	if !changed {
		return s
	}
	return string(rs)
}

func placeTone(rs []rune, i int) bool {
	first, tone1 := splitTone(rs[i])
	second, tone2 := splitTone(rs[i+1])
	if !isMovingPair(first, second) || (tone1 == 0) == (tone2 == 0) {
		return false
	}
	if first == 'u' && i > 0 && rs[i-1] == 'q' {
		return false
	}
	tone := tone1 + tone2
	closed := i+2 < len(rs) && (unicode.IsLetter(rs[i+2]) || unicode.Is(unicode.M, rs[i+2]))
	if closed {
		tone1, tone2 = 0, tone
	} else {
		tone1, tone2 = tone, 0
	}
	a, b := joinTone(first, tone1), joinTone(second, tone2)
	changed := a != rs[i] || b != rs[i+1]
	rs[i], rs[i+1] = a, b
	return changed
}

func isMovingPair(first, second rune) bool {
	return first == 'o' && (second == 'a' || second == 'e') || first == 'u' && second == 'y'
}

// splitTone returns the plain vowel and the index of its tone; other letters
// come back unchanged.
func splitTone(r rune) (rune, int) {
	for _, row := range toned {
		for tone, v := range row {
			if v == r {
				return row[0], tone
			}
		}
	}
	return r, 0
}

func joinTone(vowel rune, tone int) rune {
	for _, row := range toned {
		if row[0] == vowel {
			return row[tone]
		}
	}
	return vowel
}
