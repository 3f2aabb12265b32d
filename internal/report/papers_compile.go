package report

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"phendau/internal/catalogue"
	"phendau/internal/paper"
)

//go:embed papers/*.yaml
var basePaperFiles embed.FS

var paperKeys = []string{"version", "name", "extends", "letterheads", "kinds", "many", "groups", "needs", "sign", "beside", "head", "title", "subject", "basis", "body"}

var headKeys = []string{"superior", "body", "body_in_text", "sign", "place", "authority", "rank", "to", "copies", "file_at"}

// PapersOf compiles the papers of a book: those of the program, and those
// that its catalogue's files bring.
func PapersOf(cat *catalogue.Catalogue) (Papers, []catalogue.Problem) {
	return CompilePapers(slices.Concat(BasePapers(), cat.Papers), cat)
}

// BasePapers are the templates of papers shipped with the program.
func BasePapers() []catalogue.File { return embedded(basePaperFiles, "papers") }

// CompilePapers reads template files against a catalogue; like Compile it
// lists every problem with file and line.
func CompilePapers(files []catalogue.File, cat *catalogue.Catalogue) (Papers, []catalogue.Problem) {
	c := &paperCompiler{compiler: newCompiler(cat), heads: map[string]*form{}}
	c.braces = c.fieldBraces
	for _, f := range slices.SortedFunc(slices.Values(files), byName) {
		c.collectPapers(f)
	}
	out := Papers{}
	for _, id := range slices.Sorted(maps.Keys(c.defs)) {
		out[id] = c.paper(c.defs[id])
	}
	problems := sortProblems(c.problems)
	if catalogue.HasErrors(problems) {
		return nil, problems
	}
	return out, problems
}

// paperCompiler compiles papers; p is the one it is at.
type paperCompiler struct {
	*compiler
	heads map[string]*form // of the letterheads, from the program's own file
	p     *Paper
	list  bool // inside a list, whose texts know its row
}

func (c *paperCompiler) collectPapers(f catalogue.File) {
	s := &source{file: f.Name, problems: &c.problems}
	root := s.read(f.Content)
	if root == nil {
		return
	}
	allowed := []string{"papers", "heads"}
	if !isBase(f) {
		allowed = nil // a file of the catalogue, which has read its other sections
	}
	top := s.form(root, allowed...)
	if n := top.vals["heads"]; n != nil && isBase(f) {
		heads := s.form(n, profiles...)
		for _, name := range heads.keys {
			c.heads[name] = s.form(heads.vals[name], headKeys...)
		}
	}
	if n := top.vals["papers"]; n != nil {
		c.define(s, s.form(n), "Văn bản", "paper", paperKeys)
	}
}

func (c *paperCompiler) paper(d *definition) *Paper {
	c.extended(d)
	c.p = &Paper{ID: d.id, heads: map[string]head{}, groups: map[string]*entryGroup{}}
	p, at := c.p, func(key string) *form { return c.lookup(d, key) }
	c.needKeys(d, "name", "letterheads", "kinds", "subject", "body")
	p.Version = max(1, at("version").integer("version"))
	p.Name = bilingual(at("name").str("name"))
	p.Kinds = c.kinds(at("kinds"), "kinds")
	p.Many = at("many").yes("many")
	p.Letterheads = c.words(at("letterheads"), "letterheads", profiles)
	p.beside = at("beside").strs("beside")
	p.sign, p.Title = at("sign").str("sign"), at("title").str("title")
	if f := at("letterheads"); f.has("letterheads") && len(p.Letterheads) == 0 {
		f.err(f.vals["letterheads"], catalogue.CodeMissing, "Cần ít nhất một thể thức: state, front, army.", "at least one letterhead is needed: state, front, army")
	}
	c.readGroups(at("groups"))
	for _, id := range at("needs").strs("needs") {
		if g := p.groups[id]; g != nil {
			p.needs = append(p.needs, g)
		} else {
			c.unknownGroup(at("needs").source, at("needs").vals["needs"], id)
		}
	}
	c.headsOf(at("head"))
	p.subject = c.text(at("subject"), "subject")
	for _, n := range at("basis").list("basis") {
		p.basis = append(p.basis, c.sentence(at("basis").source, n))
	}
	p.body = c.pieces(at("body"), "body")
	return p
}

// headsOf takes from each letterhead what the paper does not write itself.
func (c *paperCompiler) headsOf(f *form) {
	own := &form{source: f.source, vals: map[string]*yaml.Node{}}
	if f.has("head") {
		own = f.form(f.vals["head"], profiles...)
	}
	for _, name := range c.p.Letterheads {
		h := &form{source: f.source, vals: map[string]*yaml.Node{}}
		if base := c.heads[name]; base != nil {
			h.source = base.source
			maps.Copy(h.vals, base.vals)
		}
		if n := own.vals[name]; n != nil {
			written := f.form(n, headKeys...)
			h.source = written.source
			maps.Copy(h.vals, written.vals)
		}
		c.p.heads[name] = c.head(h)
	}
}

// words reads a list of words of a closed list.
func (c *paperCompiler) words(f *form, key string, allowed []string) []string {
	var out []string
	for _, n := range f.list(key) {
		if !slices.Contains(allowed, n.Value) {
			list := strings.Join(allowed, ", ")
			f.err(n, catalogue.CodeUnknownChoice, fmt.Sprintf("%q không dùng được ở đây; chọn: %s.", n.Value, list), fmt.Sprintf("%q is not one of %s", n.Value, list))
			continue
		}
		out = append(out, n.Value)
	}
	return out
}

// kinds reads kinds of entries. Those whose place is hidden are never on a
// paper: it would name one entry of them.
func (c *paperCompiler) kinds(f *form, key string) []string {
	var out []string
	for _, n := range f.list(key) {
		k := c.cat.Kinds[n.Value]
		switch {
		case k == nil || k.Register:
			f.err(n, catalogue.CodeUnknownKind, fmt.Sprintf("Danh mục không có loại hoạt động %q.", n.Value), fmt.Sprintf("the catalogue has no kind %q of entries", n.Value))
		case k.Roles.HiddenBelowCommune:
			f.err(n, codeHiddenKind, fmt.Sprintf("Loại %q không bao giờ lập thành văn bản riêng.", n.Value), fmt.Sprintf("no paper is made of entries of kind %q", n.Value))
		default:
			out = append(out, n.Value)
		}
	}
	return out
}

func (c *paperCompiler) readGroups(f *form) {
	if !f.has("groups") {
		return
	}
	all := f.form(f.vals["groups"])
	for _, id := range all.keys {
		if !goodFieldID(id) || id == "chosen" {
			f.err(all.vals[id], catalogue.CodeBadID, fmt.Sprintf("Mã nhóm %q chỉ gồm a-z, 0-9, gạch dưới, và khác \"chosen\".", id),
				fmt.Sprintf("group id %q holds more than a-z, 0-9 and underscores, or is \"chosen\"", id))
			continue
		}
		g := all.form(all.vals[id], "kinds", "where", "not", "chosen")
		g.at = all.vals[id]
		g.need("kinds")
		c.p.groups[id] = &entryGroup{kinds: c.kinds(g, "kinds"), chosen: g.yes("chosen")}
		c.p.groups[id].where = c.filter(g, "where", c.p.groups[id].kinds)
		c.p.groups[id].not = c.filter(g, "not", c.p.groups[id].kinds)
	}
}

// filter reads "dimension: value" or "dimension: [values]".
func (c *paperCompiler) filter(f *form, key string, kinds []string) map[string][]string {
	if !f.has(key) {
		return nil
	}
	out, m := map[string][]string{}, f.form(f.vals[key])
	for _, dim := range m.keys {
		d := c.cat.Dimensions[dim]
		if d == nil || !c.carry(kinds, dim) {
			f.err(m.vals[dim], catalogue.CodeUnknownDimension, fmt.Sprintf("Các loại của nhóm không có cách phân loại %q.", dim), fmt.Sprintf("no kind of the group carries the dimension %q", dim))
			continue
		}
		for _, v := range m.strs(dim) {
			if _, ok := d.Value(v); !ok {
				f.err(m.vals[dim], catalogue.CodeUnknownChoice, fmt.Sprintf("%q không có giá trị %q.", dim, v), fmt.Sprintf("%s has no value %q", dim, v))
				continue
			}
			out[dim] = append(out[dim], v)
		}
	}
	return out
}

func (c *paperCompiler) carry(kinds []string, dim string) bool {
	return slices.ContainsFunc(kinds, func(id string) bool { _, ok := c.cat.Kinds[id].Dim(dim); return ok })
}

func (c *paperCompiler) unknownGroup(s *source, n *yaml.Node, id string) {
	known := strings.Join(slices.Sorted(maps.Keys(c.p.groups)), ", ")
	s.err(n, codeUnknownGroup, fmt.Sprintf("Không có nhóm bản ghi %q (có: %s).", id, known), fmt.Sprintf("there is no group %q (there are %s)", id, known))
}

// level takes the next heading's level, which skips none.
func levelAfter(f *form, n *yaml.Node, last, level paper.Level) {
	if last > 0 && level > last+1 || last == 0 && level == paper.LevelLetter {
		f.err(n, codeBadLevels, "Đề mục nhảy cách một cấp.", "a heading level is skipped")
	}
}
