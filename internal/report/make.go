package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/paper"
)

// Report is a finished report.
type Report struct {
	Document *paper.Document
	Cells    []BoundCell
	// Adjustments compare with the published reports given to Make.
	Adjustments []Adjustment
	// Tables are the annex tables by the codes printed on them.
	Tables []CodedTable

	job *job
}

// CodedTable is a table that a code on paper opens: its cells by number.
type CodedTable struct {
	Code  string
	Cells []int
}

// Query asks for the figures of the report's own place and period.
func (r *Report) Query() figure.Query {
	q := r.job.query
	for i := range r.Cells {
		if id := r.Cells[i].Cell.Indicator; !slices.Contains(q.Indicators, id) {
			q.Indicators = append(q.Indicators, id)
		}
	}
	return q
}

// Make fills a template. It asks for all figures in a few evaluations, binds
// every number of text and tables to its cell, and adds the annexes. The
// document is numbered; Document.Validate says whether it may be issued.
func Make(in Input) (*Report, error) {
	j, err := prepare(in)
	if err != nil {
		return nil, err
	}
	if err := j.evaluate(); err != nil {
		return nil, fmt.Errorf("make report %s: %w", j.tpl.ID, err)
	}
	changed, err := j.compareAll()
	if err != nil {
		return nil, fmt.Errorf("make report %s: %w", j.tpl.ID, err)
	}
	j.adjustments = changed
	if err := j.drawLine(); err != nil {
		return nil, fmt.Errorf("make report %s: %w", j.tpl.ID, err)
	}
	j.letterhead()
	j.doc.Body = j.blocks(j.tpl.body)
	j.doc.Annexes = j.annexes()
	j.remarks()
	j.doc.Figures = j.cells.figures()
	doc := j.doc.Printable()
	if err := doc.Number(); err != nil {
		return nil, fmt.Errorf("number report %s: %w", j.tpl.ID, err)
	}
	return &Report{Document: doc, Cells: j.cells.cells, Adjustments: j.adjustments, Tables: j.coded, job: j}, nil
}

// letterhead fills everything around the body.
func (j *job) letterhead() {
	f, h := &j.Facts, &j.tpl.head
	p, _ := profile(j.tpl.Letterhead)
	day := j.dated()
	j.doc = &paper.Document{Format: paper.Format, ReportID: j.ReportID, Profile: p, Title: j.tpl.Title, Scope: j.scope(j.Period),
		Signed: f.Signed, Preliminary: day < j.Period.To, Created: f.Created, Provenance: f.Provenance, BaseURL: f.BaseURL}
	j.doc.Letterhead = paper.Letterhead{
		SuperiorBody: orLines(f.SuperiorBody, j.capitals(h.superior)), IssuingBody: orLines(f.IssuingBody, j.capitals(h.body)),
		BodyInText: or(f.BodyInText, j.plain(h.bodyInText)), NumberSign: or(f.NumberSign, h.sign), Number: f.Number,
		Place: or(f.Place, j.plain(h.place)), Date: day.String(), Contact: f.Contact}
	j.doc.Subject = j.plain(j.tpl.subject)
	for _, t := range j.tpl.basis {
		j.doc.Basis = append(j.doc.Basis, j.plain(t))
	}
	j.doc.Signature = paper.Signature{Authority: orLines(f.Authority, h.authority), Rank: f.Rank, Name: or(f.Signer, say("blank"))}
	if p.SignerRank {
		j.doc.Signature.Rank = or(f.Rank, or(h.rank, say("blank")))
	}
	j.doc.Recipients = paper.Recipients{To: orLines(f.To, j.plainAll(h.to)), Copies: orLines(f.Copies, j.plainAll(h.copies)),
		FileAt: or(f.FileAt, h.fileAt), Drafter: f.Drafter}
	if j.doc.Created == "" {
		j.doc.Created = day.String() + "T00:00:00+07:00"
	}
	if j.Demo {
		j.doc.Marker = say("demo")
	}
}

// dated is the day of the document, the last of its period where none is given.
func (j *job) dated() calendar.Day { return cmp.Or(j.Facts.Date, j.Period.To) }

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func orLines(a, b []string) []string {
	if len(a) > 0 {
		return a
	}
	return b
}

// plain renders a text of the head, where no figures stand.
func (j *job) plain(t text) string {
	var b strings.Builder
	for _, n := range t {
		b.WriteString(n.plain)
		if n.word != "" {
			b.WriteString(j.word(n.word))
		}
		if n.named != nil {
			b.WriteString(j.nameOf(n.named))
		}
	}
	return b.String()
}

func (j *job) plainAll(list []text) []string {
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = j.plain(t)
	}
	return out
}

func (j *job) capitals(list []text) []string {
	out := j.plainAll(list)
	for i := range out {
		out[i] = strings.ToUpper(out[i])
	}
	return out
}

// blocks renders a body. Sentences that say nothing leave no paragraph.
func (j *job) blocks(list []block) []paper.Block {
	var out []paper.Block
	for i := range list {
		b := &list[i]
		switch {
		case b.table != nil:
			out = append(out, paper.Block{Table: j.table(b.table)})
		case b.chart != nil:
			if c := j.chart(b.chart); c != nil {
				out = append(out, paper.Block{Chart: c})
			}
		case b.strip != nil:
			if j.line != nil {
				out = append(out, paper.Block{Chart: &paper.Chart{Spec: *j.line, Name: j.plain(b.strip.name)}})
			}
		case b.fixed != "":
			out = append(out, j.inBody(b.fixed)...)
		case b.heading != nil:
			out = append(out, paper.H(b.level, j.runs(b.heading, nil)...))
		default:
			runs := j.clauses(b.clauses)
			switch {
			case len(runs) == 0:
			case b.plain:
				out = append(out, paper.Item(b.level, runs...))
			case b.note:
				out = append(out, paper.Note(runs...))
			default:
				out = append(out, paper.P(runs...))
			}
		}
	}
	return dropEmpty(out)
}

// dropEmpty takes out headings below which nothing stands.
func dropEmpty(blocks []paper.Block) []paper.Block {
	var out []paper.Block
	for i := len(blocks) - 1; i >= 0; i-- {
		h := blocks[i].Heading
		if h != nil && !h.Plain && (len(out) == 0 || out[len(out)-1].Heading != nil && !out[len(out)-1].Heading.Plain && out[len(out)-1].Heading.Level <= h.Level) {
			continue
		}
		out = append(out, blocks[i])
	}
	slices.Reverse(out)
	return out
}

// remarks ends the body with what a reader must know about the figures; the
// writers print the scope itself below.
func (j *job) remarks() {
	add := func(s string) { j.doc.Body = append(j.doc.Body, paper.Note(paper.T(s))) }
	add(say("remark_scope", "status", statusText(int(j.query.Status)), "view", j.viewText()))
	if j.Demo {
		add(say("remark_demo"))
	}
	if len(j.adjustments) > 0 {
		add(say("remark_adjusted", "n", itoa(len(j.adjustments))))
	}
	if len(j.left) > 0 {
		add(say("remark_left", "list", strings.ToLower(strings.Join(j.left, "; "))))
	}
}

func statusText(level int) string {
	if level == 0 {
		return say("status_submitted")
	}
	return say("status_verified", "level", say("level_"+itoa(level)))
}

func (j *job) viewText() string {
	if b := j.query.Viewpoint.Body; b != "" {
		if body := j.Context.Registry.Bodies[b]; body != nil {
			return say("view_body", "body", body.NameOn(j.Period.To))
		}
		return say("view_body", "body", b)
	}
	return say("view_joint")
}
