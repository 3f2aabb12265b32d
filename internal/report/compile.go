package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
)

// Codes of problems in templates besides those of the catalogue.
const (
	codeBadText   = "bad_text"
	typeForbids   = figure.TypeForbids
	codeExtends   = "unknown_report"
	codeBadChart  = "bad_chart"
	codeBadLevels = "heading_level"
)

// definition is one report of a file, not yet compiled.
type definition struct {
	id   string
	src  *source
	key  *yaml.Node
	form *form
}

type compiler struct {
	cat      *catalogue.Catalogue
	problems []catalogue.Problem
	defs     map[string]*definition
	ahead    map[string]bool // indicators newer than the book
	// braces reads what stands in the braces of a text.
	braces func(string) (node, *textError)
}

func newCompiler(cat *catalogue.Catalogue) *compiler {
	return &compiler{cat: cat, defs: map[string]*definition{}, ahead: aheadOf(cat), braces: func(s string) (node, *textError) { return parseBraces(s, cat) }}
}

// Compile reads template files against a catalogue. It lists every problem
// with file and line and returns nil templates when any is an error. The
// answer does not depend on the order of the files.
func Compile(files []catalogue.File, cat *catalogue.Catalogue) (Templates, []catalogue.Problem) {
	c := newCompiler(cat)
	for _, f := range slices.SortedFunc(slices.Values(files), byName) {
		c.collect(f)
	}
	out := Templates{}
	for _, id := range slices.Sorted(maps.Keys(c.defs)) {
		out[id] = c.template(c.defs[id])
	}
	problems := sortProblems(c.problems)
	if catalogue.HasErrors(problems) {
		return nil, problems
	}
	return out, problems
}

// Of compiles the reports of a book: those of the program, and those that its
// catalogue's files bring.
func Of(cat *catalogue.Catalogue) (Templates, []catalogue.Problem) {
	return Compile(slices.Concat(Base(), cat.Reports), cat)
}

// byName reads the files of the program before those of an office.
func byName(a, b catalogue.File) int {
	baseA, baseB := isBase(a), isBase(b)
	switch {
	case baseA && !baseB:
		return -1
	case baseB && !baseA:
		return 1
	}
	return strings.Compare(a.Name, b.Name)
}

var reportKeys = []string{"version", "name", "extends", "letterhead", "period", "calendar", "status", "viewpoint", "head", "title", "subject", "basis", "body", "annexes"}

func (c *compiler) collect(f catalogue.File) {
	s := &source{file: f.Name, problems: &c.problems}
	root := s.read(f.Content)
	if root == nil {
		return
	}
	allowed := []string{"reports"}
	if !isBase(f) {
		allowed = nil // a file of the catalogue, which has read its other sections
	}
	top := s.form(root, allowed...)
	if top.vals["reports"] == nil {
		return
	}
	c.define(s, s.form(top.vals["reports"]), "Báo cáo", "report", reportKeys)
}

// define takes the templates of a section by their ids; vi and en name one.
func (c *compiler) define(s *source, section *form, vi, en string, keys []string) {
	for i, id := range section.keys {
		key := section.at.Content[2*i]
		if have := c.defs[id]; have != nil {
			s.err(key, catalogue.CodeDuplicateID, fmt.Sprintf("%s %q đã có ở %s:%d.", vi, id, have.src.file, have.key.Line),
				fmt.Sprintf("%s %q is already defined at %s:%d", en, id, have.src.file, have.key.Line))
			continue
		}
		if !goodID(id) {
			s.err(key, catalogue.CodeBadID, fmt.Sprintf("Mã %q chỉ gồm a-z, 0-9 và dấu gạch nối.", id), fmt.Sprintf("%s id %q holds more than a-z, 0-9 and hyphens", en, id))
			continue
		}
		c.defs[id] = &definition{id: id, src: s, key: key, form: s.form(section.vals[id], keys...)}
	}
}

func goodID(id string) bool {
	return id != "" && len(id) <= 40 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// lookup finds the definition that writes a key: the report itself or the
// one it extends. More than one step is refused by template.
func (c *compiler) lookup(d *definition, key string) *form {
	if d.form.has(key) {
		return d.form
	}
	if up := c.defs[d.form.str("extends")]; up != nil {
		return up.form
	}
	return d.form
}

func (c *compiler) template(d *definition) *Template {
	c.extended(d)
	t := &Template{ID: d.id}
	at := func(key string) *form { return c.lookup(d, key) }
	c.needKeys(d, "name", "letterhead", "title", "subject", "body")
	t.Version = max(1, at("version").integer("version"))
	t.Name = bilingual(at("name").str("name"))
	t.Letterhead = at("letterhead").choice("letterhead", profiles...)
	t.Period = at("period").choice("period", "month", "year", "range")
	t.Calendar = calendar.Calendar(at("calendar").choice("calendar", string(calendar.Civil), string(calendar.Official)))
	t.Status = c.status(at("status"))
	t.Viewpoint = c.viewpoint(at("viewpoint"))
	t.Title = at("title").str("title")
	t.subject = c.text(at("subject"), "subject")
	for _, n := range at("basis").list("basis") {
		t.basis = append(t.basis, c.sentence(at("basis").source, n))
	}
	if f := at("head"); f.has("head") {
		t.head = c.head(f.form(f.vals["head"], headKeys...))
	}
	t.body = c.blocks(at("body"), "body")
	t.annexes = c.annexes(at("annexes"))
	return t
}

// extended checks what a template builds on.
func (c *compiler) extended(d *definition) {
	up := d.form.str("extends")
	if up == "" {
		return
	}
	if base := c.defs[up]; base == nil || base.form.has("extends") || up == d.id {
		d.src.err(d.form.vals["extends"], codeExtends, fmt.Sprintf("Không có mẫu gốc %q để dựa vào (hoặc nó lại dựa vào mẫu khác).", up),
			fmt.Sprintf("there is no template %q to extend, or it extends another itself", up))
	}
}

// needKeys reports keys that neither a template nor its base writes.
func (c *compiler) needKeys(d *definition, keys ...string) {
	for _, key := range keys {
		if !c.lookup(d, key).has(key) {
			d.form.at = d.key
			d.form.need(key)
		}
	}
}

// bilingual reads "Vietnamese | English".
func bilingual(s string) catalogue.Text {
	vi, en, ok := strings.Cut(s, "|")
	if !ok {
		en = vi
	}
	return catalogue.Text{VI: strings.TrimSpace(vi), EN: strings.TrimSpace(en)}
}

func (c *compiler) status(f *form) figure.Status {
	s, err := figure.ParseStatus(f.str("status"))
	if err != nil {
		f.err(f.vals["status"], catalogue.CodeUnknownChoice, "Mức xác nhận phải là submitted+ hoặc verified:1 đến verified:4.", err.Error())
	}
	return s
}

func (c *compiler) viewpoint(f *form) string {
	s := f.str("viewpoint")
	if s == "own" {
		return s
	}
	if _, err := figure.ParseViewpoint(s); err != nil {
		f.err(f.vals["viewpoint"], catalogue.CodeUnknownChoice, "Góc nhìn phải là joint, own hoặc body=ID.", err.Error())
	}
	return s
}

func (c *compiler) head(f *form) head {
	texts := func(key string) (out []text) {
		for _, n := range f.list(key) {
			out = append(out, c.sentence(f.source, n))
		}
		return out
	}
	return head{superior: texts("superior"), body: texts("body"), bodyInText: c.text(f, "body_in_text"), place: c.text(f, "place"),
		sign: f.str("sign"), authority: f.strs("authority"), rank: f.str("rank"), to: texts("to"), copies: texts("copies"), fileAt: f.str("file_at")}
}

func (c *compiler) text(f *form, key string) text {
	if n := f.vals[key]; n != nil {
		return c.sentence(f.source, n)
	}
	return nil
}

// sentence compiles one text and reports its mistakes on the line of what is
// in braces: a literal block counts its own lines.
func (c *compiler) sentence(s *source, n *yaml.Node) text {
	if n.Kind != yaml.ScalarNode {
		s.err(n, catalogue.CodeWantText, "Chỗ này phải là một câu.", "a sentence is expected here")
		return nil
	}
	t, errs := parseText(strings.TrimSpace(n.Value), c.braces)
	for _, e := range errs {
		at := *n
		if n.Style&yaml.LiteralStyle != 0 {
			at.Line += 1 + strings.Count(n.Value[:min(e.at, len(n.Value))], "\n")
		}
		code := e.code
		if code == "open_brace" {
			code = codeBadText
		}
		s.err(&at, code, e.vi, e.en)
	}
	return t
}
