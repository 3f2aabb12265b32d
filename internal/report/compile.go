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
}

// Compile reads template files against a catalogue. It lists every problem
// with file and line and returns nil templates when any is an error. The
// answer does not depend on the order of the files.
func Compile(files []catalogue.File, cat *catalogue.Catalogue) (Templates, []catalogue.Problem) {
	c := &compiler{cat: cat, defs: map[string]*definition{}}
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
	baseA, baseB := strings.HasPrefix(a.Name, "base/"), strings.HasPrefix(b.Name, "base/")
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
	if !strings.HasPrefix(f.Name, "base/") {
		allowed = nil // a file of the catalogue, which has read its other sections
	}
	top := s.form(root, allowed...)
	if top.vals["reports"] == nil {
		return
	}
	reports := s.form(top.vals["reports"])
	for i, id := range reports.keys {
		key := reports.at.Content[2*i]
		if have := c.defs[id]; have != nil {
			s.err(key, catalogue.CodeDuplicateID, fmt.Sprintf("Báo cáo %q đã có ở %s:%d.", id, have.src.file, have.key.Line),
				fmt.Sprintf("report %q is already defined at %s:%d", id, have.src.file, have.key.Line))
			continue
		}
		if !goodID(id) {
			s.err(key, catalogue.CodeBadID, fmt.Sprintf("Mã báo cáo %q chỉ gồm a-z, 0-9 và dấu gạch nối.", id), fmt.Sprintf("report id %q holds more than a-z, 0-9 and hyphens", id))
			continue
		}
		c.defs[id] = &definition{id: id, src: s, key: key, form: s.form(reports.vals[id], reportKeys...)}
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
	if up := d.form.str("extends"); up != "" {
		if base := c.defs[up]; base == nil || base.form.has("extends") || up == d.id {
			d.src.err(d.form.vals["extends"], codeExtends, fmt.Sprintf("Không có báo cáo gốc %q để dựa vào (hoặc nó lại dựa vào báo cáo khác).", up),
				fmt.Sprintf("there is no report %q to extend, or it extends another itself", up))
		}
	}
	t := &Template{ID: d.id}
	at := func(key string) *form { return c.lookup(d, key) }
	for _, key := range []string{"name", "letterhead", "title", "subject", "body"} {
		if !at(key).has(key) {
			d.form.at = d.key
			d.form.need(key)
		}
	}
	t.Version = max(1, at("version").integer("version"))
	t.Name = bilingual(at("name").str("name"))
	t.Letterhead = at("letterhead").choice("letterhead", "state", "front", "army")
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
		t.head = c.head(f.form(f.vals["head"], "superior", "body", "body_in_text", "sign", "place", "authority", "rank", "to", "copies", "file_at"))
	}
	t.body = c.blocks(at("body"), "body")
	t.annexes = c.annexes(at("annexes"))
	return t
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

// sentence compiles one text and reports its mistakes on the line of the
// figure: a literal block counts its own lines.
func (c *compiler) sentence(s *source, n *yaml.Node) text {
	if n.Kind != yaml.ScalarNode {
		s.err(n, catalogue.CodeWantText, "Chỗ này phải là một câu.", "a sentence is expected here")
		return nil
	}
	t, errs := parseText(strings.TrimSpace(n.Value), c.cat)
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
