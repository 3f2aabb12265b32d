package report

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"

	"phendau/internal/catalogue"
)

// MaxFileBytes bounds one template file; the review takes about 20 KiB.
const MaxFileBytes = 128 << 10

// maxDepth bounds nesting; a table in an annex needs eight levels.
const maxDepth = 16

//go:embed templates/*.yaml
var baseFiles embed.FS

// Base returns the templates of reports shipped with the program, sorted by
// name.
func Base() []catalogue.File { return embedded(baseFiles, "templates") }

// embedded are the files of a folder of the program; a broken build panics.
func embedded(files embed.FS, dir string) []catalogue.File {
	entries, err := files.ReadDir(dir)
	if err != nil {
		panic("report: embedded templates unreadable: " + err.Error())
	}
	var out []catalogue.File
	for _, e := range entries {
		b, err := files.ReadFile(dir + "/" + e.Name())
		if err != nil {
			panic("report: embedded template unreadable: " + err.Error())
		}
		out = append(out, catalogue.File{Name: basePrefix + e.Name(), Content: b})
	}
	return out
}

const basePrefix = "base/"

// isBase reports whether a file is the program's own.
func isBase(f catalogue.File) bool { return strings.HasPrefix(f.Name, basePrefix) }

// source is one readable file; it collects the problems found in it.
type source struct {
	file     string
	problems *[]catalogue.Problem
}

func (s *source) err(n *yaml.Node, code, vi, en string) {
	p := catalogue.Problem{File: s.file, Severity: catalogue.Error, Code: code, VI: vi, EN: en}
	if n != nil {
		p.Line, p.Column = n.Line, n.Column
	}
	*s.problems = append(*s.problems, p)
}

// read parses one file into its top mapping; nil when it cannot be read.
func (s *source) read(content []byte) *yaml.Node {
	switch {
	case len(content) > MaxFileBytes:
		s.err(nil, catalogue.CodeFileTooLarge, fmt.Sprintf("Tệp dài %d byte, quá %d.", len(content), MaxFileBytes),
			fmt.Sprintf("the file has %d bytes, more than %d", len(content), MaxFileBytes))
		return nil
	case !norm.NFC.IsNormal(content):
		s.err(nil, catalogue.CodeNotNFC, "Tệp phải là UTF-8, Unicode dựng sẵn (NFC).", "the file is not UTF-8 in NFC")
		return nil
	}
	doc, err := decode(content)
	if err != nil {
		line := 1
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		detail := strings.TrimPrefix(err.Error(), "yaml: ")
		s.err(&yaml.Node{Line: line, Column: 1}, catalogue.CodeBadYAML, "Tệp viết sai cú pháp YAML: "+detail, "the file is not YAML: "+detail)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil
	}
	if !s.plain(doc.Content[0], 1) {
		return nil
	}
	return doc.Content[0]
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// decode parses one YAML document. The parser is foreign code fed with
// foreign files, so a panic in it becomes an error.
func decode(content []byte) (doc *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(content))
	doc = new(yaml.Node)
	if err := d.Decode(doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := d.Decode(new(yaml.Node)); err == nil {
		return nil, errors.New("more than one document")
	}
	return doc, nil
}

// plain refuses aliases, anchors, tags and depth: a clerk does not need them
// and an attacker does.
func (s *source) plain(n *yaml.Node, depth int) bool {
	switch {
	case depth > maxDepth:
		s.err(n, catalogue.CodeTooDeep, "Các mục lồng nhau quá sâu.", "nested too deep")
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		s.err(n, catalogue.CodeAlias, "Không dùng & và * của YAML.", "YAML anchors and aliases are not allowed")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		s.err(n, catalogue.CodeTag, "Không dùng ! của YAML.", "YAML tags are not allowed")
		return false
	}
	ok := true
	for _, child := range n.Content {
		ok = s.plain(child, depth+1) && ok
	}
	return ok
}

// form is a mapping with a closed set of keys.
type form struct {
	*source
	at   *yaml.Node
	keys []string // in order
	vals map[string]*yaml.Node
}

func (s *source) form(n *yaml.Node, allowed ...string) *form {
	f := &form{source: s, at: n, vals: map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		s.err(n, catalogue.CodeWantMap, "Chỗ này phải là danh sách “khóa: giá trị”.", "a mapping is expected here")
		return f
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case allowed != nil && !slices.Contains(allowed, k.Value):
			list := strings.Join(allowed, ", ")
			s.err(k, catalogue.CodeUnknownKey, fmt.Sprintf("Không có khóa %q ở đây; các khóa được dùng: %s.", k.Value, list),
				fmt.Sprintf("key %q is not one of %s", k.Value, list))
		case f.vals[k.Value] != nil:
			s.err(k, catalogue.CodeDuplicateID, fmt.Sprintf("Khóa %q viết hai lần.", k.Value), fmt.Sprintf("key %q stands twice", k.Value))
		default:
			f.keys = append(f.keys, k.Value)
			f.vals[k.Value] = v
		}
	}
	return f
}

func (f *form) has(key string) bool { return f.vals[key] != nil }

// str reads a scalar, "" when absent.
func (f *form) str(key string) string {
	n := f.vals[key]
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		f.err(n, catalogue.CodeWantText, "Chỗ này phải là một dòng chữ.", "a text is expected here")
		return ""
	}
	if n.ShortTag() == "!!null" {
		return ""
	}
	return n.Value
}

// choice reads one word of a closed list; "" when absent or unknown.
func (f *form) choice(key string, allowed ...string) string {
	s := f.str(key)
	if s == "" || slices.Contains(allowed, s) {
		return s
	}
	list := strings.Join(allowed, ", ")
	f.err(f.vals[key], catalogue.CodeUnknownChoice, fmt.Sprintf("%q không dùng được ở đây; chọn: %s.", s, list), fmt.Sprintf("%q is not one of %s", s, list))
	return ""
}

func (f *form) integer(key string) int {
	s := f.str(key)
	n, err := strconv.Atoi(s)
	if s != "" && (err != nil || n < 1) {
		f.err(f.vals[key], catalogue.CodeWantNumber, fmt.Sprintf("%q không phải số nguyên từ 1.", s), fmt.Sprintf("%q is not a whole number from 1", s))
		return 0
	}
	return n
}

func (f *form) yes(key string) bool { return f.choice(key, "true", "false") == "true" }

// list reads a sequence; a single value is a list of one.
func (f *form) list(key string) []*yaml.Node {
	n := f.vals[key]
	switch {
	case n == nil || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	}
	return []*yaml.Node{n}
}

func (f *form) strs(key string) []string {
	var out []string
	for _, n := range f.list(key) {
		if n.Kind != yaml.ScalarNode {
			f.err(n, catalogue.CodeWantText, "Chỗ này phải là một dòng chữ.", "a text is expected here")
			continue
		}
		out = append(out, n.Value)
	}
	return out
}

func (f *form) need(key string) {
	if !f.has(key) {
		f.err(f.at, catalogue.CodeMissing, fmt.Sprintf("Thiếu %q.", key), fmt.Sprintf("%q is missing", key))
	}
}

func sortProblems(ps []catalogue.Problem) []catalogue.Problem {
	slices.SortStableFunc(ps, func(a, b catalogue.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(ps)
}
