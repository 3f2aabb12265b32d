package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/catalogue"
	"phendau/internal/paper"
)

// paperJob is one paper being made.
type paperJob struct {
	PaperInput
	doc *paper.Document
}

// MakePaper fills a paper from its entries. It is a draft without a number
// that says at its foot from which entries it was made.
func MakePaper(in PaperInput) (*paper.Document, error) {
	p := in.Paper
	in.Letterhead = cmp.Or(in.Letterhead, p.Letterheads[0])
	h, ok := p.heads[in.Letterhead]
	if !ok || !p.Fits(in.Entries) {
		return nil, fmt.Errorf("make paper %s: the letterhead %q or the entries do not fit it", p.ID, in.Letterhead)
	}
	in.Entries = p.Uses(in.Entries)
	slices.SortStableFunc(in.Entries, func(a, b *PaperEntry) int {
		return cmp.Or(cmp.Compare(a.Content.Day, b.Content.Day), cmp.Compare(a.ID, b.ID))
	})
	j := &paperJob{PaperInput: in}
	all := &scope{j: j, lang: "vi", entries: in.Entries}
	j.letterhead(h)
	j.doc.Subject = all.text(p.subject)
	for _, t := range p.basis {
		j.doc.Basis = append(j.doc.Basis, all.text(t))
	}
	j.doc.Body = dropEmpty(j.pieces(all))
	if in.Demo {
		j.doc.Marker = say("demo")
	}
	for _, e := range in.Entries {
		j.doc.Sources = append(j.doc.Sources, EntryCode(e.ID))
	}
	doc := j.doc.Printable()
	if err := doc.Number(); err != nil {
		return nil, fmt.Errorf("number paper %s: %w", p.ID, err)
	}
	return doc, nil
}

// letterhead fills the boxes around the body.
func (j *paperJob) letterhead(h head) {
	f := &j.Facts
	p, _ := profile(j.Letterhead)
	j.doc = &paper.Document{Format: paper.Format, ReportID: j.Paper.ID, Profile: p, Title: j.Paper.Title, Created: f.Created, BaseURL: f.BaseURL}
	sign := h.sign
	if j.Paper.sign != "" {
		sign = j.Paper.sign + "-" + sign
	}
	l := &j.doc.Letterhead
	*l = paper.Letterhead{SuperiorBody: orLines(f.SuperiorBody, j.capitals(h.superior)), IssuingBody: orLines(f.IssuingBody, j.capitals(h.body)),
		NumberSign: or(f.NumberSign, sign), Place: or(f.Place, j.plain(h.place)), Date: f.Date.String()}
	l.BodyInText = or(f.BodyInText, j.plain(h.bodyInText))
	s := &j.doc.Signature
	*s = paper.Signature{Authority: orLines(f.Authority, h.authority), Name: or(f.Signer, say("blank")), Beside: j.Paper.beside}
	if p.SignerRank {
		s.Rank = or(f.Rank, or(h.rank, say("blank")))
	}
	j.doc.Recipients = paper.Recipients{To: orLines(f.To, j.plainAll(h.to)), Copies: orLines(f.Copies, j.plainAll(h.copies)), FileAt: or(f.FileAt, h.fileAt), Drafter: f.Drafter}
	if j.doc.Created == "" {
		j.doc.Created = f.Date.String() + "T00:00:00+07:00"
	}
}

// word is a word of the paper itself.
func (j *paperJob) word(w string) string {
	switch w {
	case "place":
		return j.Place
	case "Place":
		return capital(j.Place)
	case "PLACE":
		return strings.ToUpper(j.Place)
	case "place_name":
		return j.PlaceName
	case "body":
		return j.doc.Letterhead.BodyInText
	case "blank":
		return say("blank")
	case "year":
		y, _, _ := j.Facts.Date.Date()
		return strconv.Itoa(y)
	}
	return ""
}

func (j *paperJob) unit(id string) *catalogue.Unit {
	if u := j.Catalogue.Units[id]; u != nil {
		return u
	}
	return &catalogue.Unit{ID: id, Scale: 1}
}

// plain fills a text of the head, before there is a body to speak of.
func (j *paperJob) plain(t text) string {
	return (&scope{j: j, lang: "vi", entries: j.Paper.Uses(j.Entries)}).text(t)
}

func (j *paperJob) plainAll(list []text) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = j.plain(t)
	}
	return out
}

func (j *paperJob) capitals(list []text) []string {
	out := j.plainAll(list)
	for i := range out {
		out[i] = strings.ToUpper(out[i])
	}
	return out
}

// pieces fills the body. Sentences that say nothing leave no paragraph.
func (j *paperJob) pieces(s *scope) []paper.Block {
	var out []paper.Block
	for i := range j.Paper.body {
		p := &j.Paper.body[i]
		switch {
		case p.heading != nil:
			out = append(out, paper.H(p.level, paper.T(s.text(p.heading))))
		case p.list != nil:
			if t := s.list(p.list); len(t.Rows) > 0 {
				out = append(out, paper.Block{Table: t})
			}
		case p.two != nil:
			out = append(out, paper.Block{Table: s.sideBySide(p.two)})
		case p.space != nil:
			out = append(out, paper.Block{Table: s.emptyRows(p.space)})
		default:
			out = append(out, s.paragraph(p)...)
		}
	}
	return out
}

func (s *scope) paragraph(p *piece) []paper.Block {
	var sentences []string
	for _, x := range p.sayings {
		if t := s.say(x); t != "" {
			sentences = append(sentences, t)
		}
	}
	if len(sentences) == 0 {
		return nil
	}
	run := paper.T(strings.Join(sentences, " "))
	switch {
	case p.plain:
		return []paper.Block{paper.Item(p.level, run)}
	case p.note:
		return []paper.Block{paper.Note(run)}
	}
	return []paper.Block{paper.P(run)}
}

// list is a table over entries, with a row for each of what it lists.
func (s *scope) list(l *entryList) *paper.Table {
	t := &paper.Table{Name: s.text(l.name)}
	for _, c := range l.columns {
		t.Columns = append(t.Columns, paper.Column{Title: c.title, Share: c.share, Align: c.align})
	}
	rows, goesOn := s.filled(l)
	for i, r := range rows {
		r.row["n"] = strconv.Itoa(i + 1)
		row := paper.Row{}
		for _, c := range l.columns {
			row.Cells = append(row.Cells, cell(r.say(c.say)))
		}
		t.Rows = append(t.Rows, row)
	}
	if goesOn {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{Runs: []paper.Run{paper.T(say("goes_on"))}, ColSpan: len(l.columns)}}})
	}
	if l.total && len(rows) > 0 {
		in := &scope{j: s.j, lang: s.lang, entries: s.of(l.of), row: map[string]string{}}
		row := paper.Row{Kind: paper.TotalRow}
		for _, c := range l.columns {
			row.Cells = append(row.Cells, cell(in.say(c.total)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// filled are the rows with the blank ones after them; goesOn says that there
// would be more than a list holds.
func (s *scope) filled(l *entryList) (rows []*scope, goesOn bool) {
	rows = s.rows(l)
	if l.fillTo == nil {
		return rows, false
	}
	r, _ := total(s.of(l.fillTo.group), l.fillTo.measure)
	for n := min(r.V, maxBlank); r.N > 0 && int64(len(rows)) < n; {
		rows = append(rows, &scope{j: s.j, lang: s.lang, row: map[string]string{}})
	}
	return rows, r.N > 0 && r.V > max(maxBlank, int64(len(rows)))
}

func cell(s string) paper.Cell {
	if s == "" {
		return paper.Cell{}
	}
	return paper.TextCell(s)
}

// rows are the scopes of the rows: of an entry it is the entry with what it is
// linked to.
func (s *scope) rows(l *entryList) []*scope {
	var out []*scope
	add := func(entries []*PaperEntry, row map[string]string) {
		out = append(out, &scope{j: s.j, lang: s.lang, entries: entries, row: row})
	}
	entries := s.of(l.of)
	switch l.rows {
	case rowsEntries:
		for _, e := range entries {
			around := slices.DeleteFunc(slices.Clone(s.entries), func(o *PaperEntry) bool { return o != e && (slices.Contains(entries, o) || !e.related(o)) })
			add(around, map[string]string{})
		}
	case rowsParts:
		for _, p := range s.parts(l.by, entries) {
			add(nil, map[string]string{"value": p.name, "amount": s.number(&field{}, p.r, p.unit), "unit": p.unit.Short.In(s.lang)})
		}
	case rowsValues:
		var seen []string
		for _, e := range entries {
			for _, key := range e.Content.Dims[l.by.dim] {
				if !slices.Contains(seen, key) {
					seen = append(seen, key)
					add(s.withValue(entries, l.by.dim, key), map[string]string{"value": s.words(e).Value(l.by.dim, key)})
				}
			}
		}
	}
	return out
}

func (s *scope) withValue(entries []*PaperEntry, dim, key string) []*PaperEntry {
	return slices.DeleteFunc(slices.Clone(entries), func(e *PaperEntry) bool { return !slices.Contains(e.Content.Dims[dim], key) })
}

// sideBySide is a text in Vietnamese and in English, paragraph by paragraph.
func (s *scope) sideBySide(pairs []pair) *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Title: say("lang_vi"), Share: 1}, {Title: say("lang_en"), Share: 1}}}
	en := &scope{j: s.j, lang: "en", entries: s.entries}
	for _, p := range pairs {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{cell(s.text(p.vi)), cell(en.text(p.en))}})
	}
	return t
}

// emptyRows is a framed place with lines to write on.
func (s *scope) emptyRows(x *space) *paper.Table {
	t := &paper.Table{Columns: []paper.Column{{Title: s.text(x.title), Share: 1}}}
	for range x.rows {
		t.Rows = append(t.Rows, paper.Row{Cells: []paper.Cell{{}}})
	}
	return t
}
