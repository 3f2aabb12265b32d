package report

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"phendau/internal/catalogue"
	"phendau/internal/paper"
)

var pieceKeys = []string{"part", "roman", "number", "point", "letter", "p", "note", "list", "two", "space"}

// pieces compiles a body.
func (c *paperCompiler) pieces(f *form, key string) []piece {
	var out []piece
	last := paper.Level(0)
	for _, n := range f.list(key) {
		b := f.form(n, pieceKeys...)
		if len(b.keys) != 1 {
			if n.Kind == yaml.MappingNode {
				list := strings.Join(pieceKeys, ", ")
				f.err(n, catalogue.CodeWantMap, "Mỗi mục có đúng một khóa: "+list+".", "a block has exactly one key: "+list)
			}
			continue
		}
		k := b.keys[0]
		if level := levelOf[k]; level > 0 {
			levelAfter(f, n, last, level)
			last = level
		}
		out = append(out, c.piece(b, k))
	}
	return out
}

func (c *paperCompiler) piece(f *form, key string) piece {
	p := piece{level: levelOf[key]}
	switch key {
	case "part", "roman", "number":
		p.heading = c.text(f, key)
	case "list":
		p.list = c.entryList(f.form(f.vals[key], "name", "of", "rows", "by", "fill_to", "columns"))
	case "two":
		for _, n := range f.list(key) {
			m := f.form(n, "vi", "en")
			m.need("vi")
			m.need("en")
			p.two = append(p.two, pair{c.text(m, "vi"), c.text(m, "en")})
		}
	case "space":
		m := f.form(f.vals[key], "title", "rows")
		m.need("title")
		p.space = &space{c.text(m, "title"), min(max(1, m.integer("rows")), maxSpace)}
	default:
		p.plain, p.note = key == "point" || key == "letter", key == "note"
		for _, n := range f.list(key) {
			p.sayings = append(p.sayings, c.saying(f.source, n))
		}
	}
	return p
}

// saying compiles a text, or a mapping {if, say, else}.
func (c *paperCompiler) saying(s *source, n *yaml.Node) saying {
	if n.Kind == yaml.ScalarNode {
		return saying{say: c.sentence(s, n)}
	}
	f := s.form(n, "if", "say", "else")
	f.need("if")
	f.need("say")
	out := saying{say: c.text(f, "say"), instead: c.text(f, "else"), hasAlternatives: true}
	if g := c.p.groups[f.str("if")]; g != nil {
		out.whenGroup = g
		return out
	}
	out.when = c.fieldAt(s, f.vals["if"])
	return out
}

func (c *paperCompiler) entryList(f *form) *entryList {
	out := &entryList{name: c.text(f, "name"), rows: f.choice("rows", rowsEntries, rowsParts, rowsValues, rowsBlank), of: c.groupAt(f, "of")}
	f.need("rows")
	f.need("columns")
	if f.has("by") {
		out.by = c.fieldAt(f.source, f.vals["by"])
	}
	if f.has("fill_to") {
		out.fillTo = c.fieldAt(f.source, f.vals["fill_to"])
	}
	wrong := out.rows == rowsParts && (out.by == nil || out.by.measure == "" || out.by.dim == "") ||
		out.rows == rowsValues && (out.by == nil || out.by.measure != "" || out.by.dim == "") ||
		out.rows == rowsBlank && out.fillTo == nil || out.fillTo != nil && (out.fillTo.measure == "" || out.fillTo.dim != "")
	if wrong {
		f.err(f.at, codeBadList, "Dòng \"parts\" cần by: số_đo/cách_phân_loại, \"values\" cần by: cách_phân_loại, \"blank\" cần fill_to: số_đo.",
			"rows \"parts\" need by: measure/dimension, \"values\" by: dimension, \"blank\" fill_to: measure")
	}
	c.list = true
	defer func() { c.list = false }()
	for _, n := range f.list("columns") {
		out.columns = append(out.columns, c.column(f, n, out))
	}
	return out
}

func (c *paperCompiler) column(f *form, n *yaml.Node, list *entryList) listColumn {
	m := f.form(n, "title", "say", "total", "share", "align")
	m.need("title")
	col := listColumn{title: m.str("title"), share: max(1, m.integer("share"))}
	col.align = paper.Align(m.choice("align", "left", string(paper.Center), string(paper.Right)))
	if col.align == "left" {
		col.align = paper.Left
	}
	if m.has("say") {
		col.say = c.saying(f.source, m.vals["say"])
	}
	if m.has("total") {
		col.total, list.total = c.saying(f.source, m.vals["total"]), true
	}
	return col
}

// groupAt is the group a key names; nil, every entry, without one.
func (c *paperCompiler) groupAt(f *form, key string) *entryGroup {
	id := f.str(key)
	switch {
	case id == "":
		return nil
	case id == "chosen":
		return &entryGroup{chosen: true}
	case c.p.groups[id] == nil:
		c.unknownGroup(f.source, f.vals[key], id)
	}
	return c.p.groups[id]
}

// fieldAt reads a field written without braces.
func (c *paperCompiler) fieldAt(s *source, n *yaml.Node) *field {
	if n == nil {
		return nil
	}
	x, err := c.fieldBraces(n.Value)
	if err != nil {
		s.err(n, err.code, err.vi, err.en)
		return nil
	}
	if x.field == nil {
		s.err(n, codeBadText, fmt.Sprintf("%q không phải thông tin của bản ghi.", n.Value), fmt.Sprintf("%q is nothing an entry says", n.Value))
	}
	return x.field
}

// paperWords are the words of the paper itself, rowWords those of the row of a
// list, fieldWords what every entry has.
var (
	paperWords = []string{"place", "Place", "PLACE", "place_name", "body", "year", "blank"}
	rowWords   = []string{"n", "value", "amount", "unit"}
	fieldWords = []string{"count", "kind", "day", "where", "owner", "bodies", "givers", "receivers", "documents", "markers", wordNote, wordPlaceNote}
	fieldStyle = []string{"unit", "spelled", "long", "capital", "lead"}
)

// Words whose text is free: anything may stand there, so they are never taken
// from a restricted kind.
const (
	wordNote      = "note"
	wordPlaceNote = "place_note"
)

// fieldBraces reads "word", "field" or "group.field", each with print styles.
func (c *paperCompiler) fieldBraces(s string) (node, *textError) {
	if slices.Contains(paperWords, s) || c.list && slices.Contains(rowWords, s) {
		return node{word: s}, nil
	}
	parts := strings.Split(s, "|")
	f := &field{}
	for _, p := range parts[1:] {
		if !slices.Contains(fieldStyle, p) {
			list := strings.Join(fieldStyle, ", ")
			return node{}, &textError{code: "unknown_style", vi: fmt.Sprintf("Không có cách in %q; dùng %s.", p, list), en: fmt.Sprintf("print style %q is not one of %s", p, list)}
		}
		f.style = append(f.style, p)
	}
	name, kinds := parts[0], c.allKinds()
	if id, rest, ok := strings.Cut(parts[0], "."); ok {
		g := c.p.groups[id]
		if id == "chosen" {
			g = &entryGroup{chosen: true, kinds: c.p.Kinds}
		}
		if g == nil {
			return node{}, &textError{code: codeUnknownGroup, vi: fmt.Sprintf("Không có nhóm bản ghi %q.", id), en: fmt.Sprintf("there is no group %q", id)}
		}
		f.group, name, kinds = g, rest, g.kinds
	}
	return node{field: f}, c.named(f, name, kinds)
}

// allKinds are those an entry at hand can have.
func (c *paperCompiler) allKinds() []string {
	out := slices.Clone(c.p.Kinds)
	for _, g := range c.p.groups {
		out = append(out, g.kinds...)
	}
	return out
}

// named finds what a field's name means for entries of some kinds.
func (c *paperCompiler) named(f *field, name string, kinds []string) *textError {
	any := func(has func(k *catalogue.Kind) bool) bool {
		return slices.ContainsFunc(kinds, func(id string) bool { return has(c.cat.Kinds[id]) })
	}
	measure := func(id string) bool { return any(func(k *catalogue.Kind) bool { _, ok := k.Measure(id); return ok }) }
	m, dim, parted := strings.Cut(name, "/")
	switch {
	case slices.Contains(fieldWords, name):
		f.what = name
		if (name == wordNote || name == wordPlaceNote) && any(func(k *catalogue.Kind) bool { return k.Release == releaseRestricted }) {
			return &textError{code: codeRestrictedText, vi: "Ghi chú tự do của loại hạn chế không được đưa vào văn bản.", en: "free notes of a restricted kind go onto no paper"}
		}
	case parted && measure(m) && any(func(k *catalogue.Kind) bool { x, ok := k.Measure(m); return ok && slices.Contains(x.Breakdowns, dim) }):
		f.measure, f.dim = m, dim
	case !parted && measure(name):
		f.measure = name
	case !parted && c.carry(kinds, name):
		f.dim = name
	default:
		return &textError{code: codeUnknownField, vi: fmt.Sprintf("Bản ghi của các loại này không có %q: không phải số đo, cách phân loại hay một trong %s.", name, strings.Join(fieldWords, ", ")),
			en: fmt.Sprintf("entries of these kinds have no %q: no measure, dimension or one of %s", name, strings.Join(fieldWords, ", "))}
	}
	return nil
}

const releaseRestricted = "restricted"

// Codes of problems in papers.
const (
	codeHiddenKind     = "hidden_kind"
	codeUnknownGroup   = "unknown_group"
	codeUnknownField   = "unknown_field"
	codeRestrictedText = "restricted_text"
	codeBadList        = "bad_list"
)

func goodFieldID(id string) bool {
	return id != "" && len(id) <= 40 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
