package border

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Number is what is written on a marker: 836 stands alone, 836(2) is the second
// of several stones with one number, 728/1 the first secondary marker after
// 728. It is comparable with ==.
type Number struct {
	N         int // from 1
	Secondary int // 0 is the main marker
	Index     int // 0 is a single stone, and the position
}

// maxNumber is beyond every number in use, and keeps typing slips out.
const maxNumber = 99_999

// ParseNumber reads a number as people write it, with spaces and full-width
// forms.
func ParseNumber(text string) (Number, error) {
	bad := &Error{NumberForm, fmt.Sprintf("“%s” không phải số mốc, ví dụ 836, 836(2), 728/1.", text),
		fmt.Sprintf("%q is no marker number such as 836, 836(2), 728/1", text)}
	rest := strings.Map(narrow, text)
	var n Number
	var ok bool
	if n.N, rest, ok = leadingNumber(rest); !ok {
		return Number{}, bad
	}
	if after, found := strings.CutPrefix(rest, "/"); found {
		if n.Secondary, rest, ok = leadingNumber(after); !ok {
			return Number{}, bad
		}
	}
	if after, found := strings.CutPrefix(rest, "("); found {
		if n.Index, rest, ok = leadingNumber(after); !ok || rest != ")" {
			return Number{}, bad
		}
		rest = ""
	}
	if rest != "" {
		return Number{}, bad
	}
	return n, nil
}

// narrow takes spaces away and makes full-width forms plain.
func narrow(r rune) rune {
	switch {
	case r == ' ' || r == '\t' || r == '\u00a0' || r == '\u3000':
		return -1
	case '！' <= r && r <= '～':
		return r - '！' + '!'
	}
	return r
}

// leadingNumber takes the digits a text begins with: 1 to maxNumber, no zero in
// front.
func leadingNumber(s string) (n int, rest string, ok bool) {
	end := 0
	for end < len(s) && '0' <= s[end] && s[end] <= '9' {
		end++
	}
	if end == 0 || s[0] == '0' {
		return 0, s, false
	}
	n, err := strconv.Atoi(s[:end])
	return n, s[end:], err == nil && n <= maxNumber
}

// String is the printed form.
func (n Number) String() string {
	s := strconv.Itoa(n.N)
	if n.Secondary > 0 {
		s += "/" + strconv.Itoa(n.Secondary)
	}
	if n.Index > 0 {
		s += "(" + strconv.Itoa(n.Index) + ")"
	}
	return s
}

// Compare sorts as markers stand along the line: by number, secondary, stone.
func (n Number) Compare(o Number) int {
	return cmp.Or(cmp.Compare(n.N, o.N), cmp.Compare(n.Secondary, o.Secondary), cmp.Compare(n.Index, o.Index))
}

// Position is the number without the stone.
func (n Number) Position() Number { n.Index = 0; return n }
