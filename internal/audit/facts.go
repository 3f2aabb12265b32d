package audit

import (
	"fmt"
	"strconv"
	"strings"
)

// Fact is one thing a record tells besides who, what and where. Keys are a
// closed list of words that the screens know in every language.
type Fact struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Facts writes pairs of key and value as the detail of a record:
//
//	template=monthly figures=112 label="Máy trực ban"
//
// Empty values and noughts say nothing and are left out.
func Facts(pairs ...any) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		v := fmt.Sprint(pairs[i+1])
		if v == "" || v == "0" {
			continue
		}
		if strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r == '"' || r == '\\' || r == '=' }) {
			v = strconv.Quote(v)
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%s=%s", pairs[i], v)
	}
	return b.String()
}

// ReadFacts reads what Facts wrote. Text of another form, such as what an
// older program or a command wrote, is one fact without a key.
func ReadFacts(detail string) []Fact {
	var out []Fact
	for rest := detail; rest != ""; {
		key, after, ok := strings.Cut(rest, "=")
		if !ok || key == "" || strings.ContainsAny(key, " \"\\") {
			return []Fact{{Value: detail}}
		}
		value, left, ok := cutValue(after)
		if !ok {
			return []Fact{{Value: detail}}
		}
		out = append(out, Fact{Key: key, Value: value})
		rest = left
	}
	return out
}

func cutValue(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, " ")
		return value, rest, true
	}
	quoted, err := strconv.QuotedPrefix(s)
	if err != nil {
		return "", "", false
	}
	value, err = strconv.Unquote(quoted)
	return value, strings.TrimPrefix(s[len(quoted):], " "), err == nil
}
