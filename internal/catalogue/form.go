package catalogue

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// pair is one key of a mapping with its value.
type pair struct{ key, val *yaml.Node }

// isNull is true for a key without a value ("times:").
func isNull(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// pairs reads a mapping in order. A null is an empty mapping. Repeated keys
// and keys that are no text are reported and left out.
func (c *compiler) pairs(file string, n *yaml.Node) []pair {
	if isNull(n) || n.Kind == yaml.AliasNode { // aliases are reported already
		return nil
	}
	if n.Kind != yaml.MappingNode {
		c.err(file, n, CodeWantMap)
		return nil
	}
	var out []pair
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			c.err(file, key, CodeWantText)
			continue
		}
		if line, seen := first[key.Value]; seen {
			c.err(file, key, CodeDuplicateID, "id", key.Value, "line", strconv.Itoa(line))
			continue
		}
		first[key.Value] = key.Line
		out = append(out, pair{key, n.Content[i+1]})
	}
	return out
}

// form is a mapping with a closed set of keys.
type form struct {
	c    *compiler
	file string
	at   *yaml.Node // where to report what is missing
	vals map[string]*yaml.Node
}

// form reads a mapping and reports keys outside allowed with the given code.
func (c *compiler) form(file string, at, n *yaml.Node, unknown string, allowed ...string) *form {
	f := &form{c: c, file: file, at: at, vals: map[string]*yaml.Node{}}
	for _, p := range c.pairs(file, n) {
		if slices.Contains(allowed, p.key.Value) {
			f.vals[p.key.Value] = p.val
			continue
		}
		code, tip := unknown, c.hint(p.key.Value, allowed)
		if tip.VI != "" {
			code = CodeUnknownKey
		}
		c.err(file, p.key, code, "key", p.key.Value, "hint", tip, "allowed", plain(strings.Join(allowed, ", ")))
	}
	return f
}

func (f *form) has(key string) bool { return f.vals[key] != nil }

func (f *form) err(key, code string, args ...any) {
	at := f.vals[key]
	if isNull(at) || at.Line == 0 {
		at = f.at
	}
	f.c.err(f.file, at, code, args...)
}

// scalar returns the text of a key, "" when absent or not a text.
func (f *form) scalar(key string) (string, bool) {
	n := f.vals[key]
	if n == nil || n.Kind == yaml.AliasNode {
		return "", false
	}
	if n.Kind != yaml.ScalarNode || isNull(n) {
		f.err(key, CodeWantText)
		return "", false
	}
	return n.Value, true
}

// number reads digits only: no sign, no dot, so that 1.000 is never a doubt.
func (f *form) number(key string) int64 {
	s, ok := f.scalar(key)
	if !ok {
		return 0
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v < 0 || v > MaxInteger || strings.HasPrefix(s, "+") {
		f.err(key, CodeWantNumber, "text", s)
		return 0
	}
	return v
}

func (f *form) yes(key string) bool {
	s, ok := f.scalar(key)
	if ok && s != "true" && s != "false" {
		f.err(key, CodeWantYesNo, "text", s)
	}
	return s == "true"
}

func (f *form) day(key string) string {
	s, ok := f.scalar(key)
	if ok && !isDay(s) {
		f.err(key, CodeWantDay, "text", s)
		return ""
	}
	return s
}

func isDay(s string) bool {
	t, err := time.Parse("2006-01-02", s)
	return err == nil && t.Year() >= 1945 && t.Year() <= 2179
}

// ref is an id written at a place, kept with it for later checks.
type ref struct {
	id   string
	node *yaml.Node
}

// refs reads one id or a list of ids.
func (f *form) refs(key string) []ref {
	n := f.vals[key]
	if n == nil || n.Kind == yaml.AliasNode {
		return nil
	}
	return f.c.refs(f.file, n)
}

func (c *compiler) refs(file string, n *yaml.Node) []ref {
	if n.Kind == yaml.ScalarNode && !isNull(n) {
		return []ref{{n.Value, n}}
	}
	if n.Kind != yaml.SequenceNode {
		c.err(file, n, CodeWantList)
		return nil
	}
	var out []ref
	seen := map[string]bool{}
	for _, item := range n.Content {
		switch {
		case item.Kind == yaml.AliasNode:
		case item.Kind != yaml.ScalarNode || isNull(item):
			c.err(file, item, CodeWantText)
		case seen[item.Value]:
			c.err(file, item, CodeListedTwice, "id", item.Value)
		default:
			seen[item.Value] = true
			out = append(out, ref{item.Value, item})
		}
	}
	return out
}

// one reads exactly one id; the zero ref when absent.
func (f *form) one(key string) ref {
	if s, ok := f.scalar(key); ok {
		return ref{s, f.vals[key]}
	}
	return ref{}
}

// name reads "tiếng Việt | English".
func (f *form) name(key string) Text { return f.c.name(f.file, f.at, f.vals[key], maxNameChars) }

// note is an optional longer text in the same form.
func (f *form) note(key string) Text {
	if !f.has(key) {
		return Text{}
	}
	return f.c.name(f.file, f.at, f.vals[key], maxNoteChars)
}

func (c *compiler) name(file string, at, n *yaml.Node, maxChars int) Text {
	if isNull(n) {
		c.err(file, at, CodeNameMissing)
		return Text{}
	}
	if n.Kind != yaml.ScalarNode {
		if n.Kind != yaml.AliasNode { // reported already
			c.err(file, n, CodeWantText)
		}
		return Text{}
	}
	vi, en, ok := strings.Cut(n.Value, " | ")
	t := Text{VI: strings.TrimSpace(vi), EN: strings.TrimSpace(en)}
	switch {
	case !ok || t.EN == "":
		c.err(file, n, CodeEnglishMissing, "text", strings.TrimSuffix(t.VI, " |"))
	case !goodText(t.VI, maxChars) || !goodText(t.EN, maxChars):
		c.err(file, n, CodeBadText, "max", strconv.Itoa(maxChars))
	}
	return t
}

// goodText is a single line without stray marks. Escapes inside quotes can
// bring in what checkText keeps out of the file, so it is checked again.
func goodText(s string, maxChars int) bool {
	return s != "" && utf8.ValidString(s) && norm.NFC.IsNormalString(s) && utf8.RuneCountInString(s) <= maxChars &&
		!strings.ContainsAny(s, "|\t\n") && !strings.Contains(s, "  ") && strings.IndexFunc(s, unwanted) < 0
}

var (
	idForm      = regexp.MustCompile(`^[a-z][a-z0-9_.]*$`)
	fieldIDForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// goodID checks an id being defined.
func (c *compiler) goodID(file string, n *yaml.Node, id string) bool {
	if !idForm.MatchString(id) || len(id) > maxIDLength {
		c.err(file, n, CodeBadID, "id", id)
		return false
	}
	return true
}

// goodFieldID checks the id of a measure or dimension. These are keys of
// operations, whose canonical form knows no dot (ledger-and-sync.md 2.2).
func (c *compiler) goodFieldID(file string, n *yaml.Node, id string) bool {
	if !c.goodID(file, n, id) {
		return false
	}
	if !fieldIDForm.MatchString(id) {
		c.err(file, n, CodeBadFieldID, "id", id)
		return false
	}
	return true
}

// plain is a text without words of a language, such as a list of ids.
func plain(s string) Text { return Text{VI: s, EN: s} }

// clip keeps a quoted mistake short enough for a sentence.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
