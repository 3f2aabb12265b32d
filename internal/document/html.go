package document

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"phendau/internal/chart"
	"phendau/internal/fonts"
	"phendau/internal/paper"
)

// StylesheetPath is where a page of Write expects CSS to be served, with the
// woff2 files of fonts.Web in "fonts/" beside it.
const StylesheetPath = "/assets/paper.css"

//go:embed paper.css
var stylesheet string

// CSS is the stylesheet of the HTML form, screen and print.
func CSS() string { return stylesheet }

// HTMLOptions say how a page finds its stylesheet.
type HTMLOptions struct {
	// Stylesheet is the address of CSS; empty is StylesheetPath.
	Stylesheet string
	// Embed puts the stylesheet into the page, for a file that is opened
	// without a server. A server's content policy forbids that form.
	Embed bool
	// Outward opens links in the whole window: for a page shown in a frame.
	Outward bool
}

// WriteHTML prints doc as a page with the given options. Like Write it
// refuses unregistered figures.
func WriteHTML(w io.Writer, doc *paper.Document, o HTMLOptions) error {
	if err := registered(doc); err != nil {
		return fmt.Errorf("write html: %w", err)
	}
	return printHTML(w, doc.Printable(), o)
}

func writeHTML(w io.Writer, doc *paper.Document) error {
	return printHTML(w, doc, HTMLOptions{})
}

func printHTML(w io.Writer, doc *paper.Document, o HTMLOptions) error {
	if o.Stylesheet == "" {
		o.Stylesheet = StylesheetPath
	}
	t, err := template.New("page").Funcs(template.FuncMap{"embedded": func() template.CSS { return template.CSS(stylesheet) }}).Parse(htmlTemplates)
	if err != nil {
		return fmt.Errorf("parse templates: %w", err)
	}
	p := &htmlPage{w: w, doc: doc, t: t, o: o, top: topLevel(doc.Body)}
	p.print()
	if p.err != nil {
		return fmt.Errorf("print page: %w", p.err)
	}
	return nil
}

// htmlPage prints piece by piece: templates for everything with text, and
// pictures straight from the chart writer, which escapes on its own. Thus no
// text from data is ever declared safe.
type htmlPage struct {
	w      io.Writer
	doc    *paper.Document
	t      *template.Template
	o      HTMLOptions
	top    paper.Level
	charts int
	err    error
}

func (p *htmlPage) exec(name string, data any) {
	if p.err == nil {
		p.err = p.t.ExecuteTemplate(p.w, name, data)
	}
}

func (p *htmlPage) raw(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, s)
	}
}

func (p *htmlPage) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *htmlPage) print() {
	first, list := p.doc.Recipients.AddresseeLines()
	p.exec("open", map[string]any{
		"Doc": p.doc, "Options": p.o, "National": paper.NationalName, "Motto": paper.Motto,
		"First": first, "List": list,
	})
	for i := range p.doc.Body {
		p.block(&p.doc.Body[i], i == len(p.doc.Body)-1 && p.doc.ClosingMark, false)
	}
	p.exec("foot", map[string]any{"Doc": p.doc, "Scope": p.doc.SourceLine(), "Title": wordRecipients, "Blank": blankName})
	for i := range p.doc.Annexes {
		a := &p.doc.Annexes[i]
		p.top = topLevel(a.Blocks)
		p.exec("annex", map[string]any{"Annex": a, "Title": p.doc.AnnexTitle(i), "Reference": p.doc.AnnexReference(), "N": i + 1})
		for k := range a.Blocks {
			p.block(&a.Blocks[k], false, true)
		}
		p.exec("endAnnex", nil)
	}
	p.exec("close", map[string]any{"Doc": p.doc, "Title": wordContents})
}

func (p *htmlPage) block(b *paper.Block, closing, annex bool) {
	switch {
	case b.Heading != nil:
		p.exec("heading", p.heading(b.Heading))
	case b.Paragraph != nil:
		p.exec("paragraph", map[string]any{"Note": b.Paragraph.Note, "Runs": p.runs(b.Paragraph.Runs, false, false), "Closing": closing})
	case b.Table != nil:
		p.table(b.Table, annex)
	case b.Chart != nil:
		p.chart(b.Chart)
	}
}

// htmlRun is a run ready to print.
type htmlRun struct {
	Text, Href   string
	Figure       int
	Bold, Italic bool
}

func (p *htmlPage) runs(runs []paper.Run, inTable, capitals bool) []htmlRun {
	out := make([]htmlRun, len(runs))
	for i, r := range runs {
		h := htmlRun{Text: p.doc.Text(r, inTable), Href: r.Href, Figure: r.Figure, Bold: r.Bold, Italic: r.Italic}
		if r.Figure != 0 {
			h.Href = p.doc.Figure(r.Figure).Href
		}
		if capitals {
			h.Text = strings.ToUpper(h.Text)
		}
		out[i] = h
	}
	return out
}

// topLevel is the first heading's level, which becomes <h2>.
func topLevel(blocks []paper.Block) paper.Level {
	for i := range blocks {
		if h := blocks[i].Heading; h != nil {
			return h.Level
		}
	}
	return paper.LevelRoman
}

func (p *htmlPage) heading(h *paper.Heading) map[string]any {
	return map[string]any{
		"Label": h.Label, "Plain": !h.Bold(), "Part": h.Level == paper.LevelPart,
		"Depth": min(6, 2+int(h.Level-p.top)), "Runs": p.runs(h.Runs, false, h.Capitals()),
	}
}

// chart writes the picture twice, laid out for a wide page and for a phone,
// one of them shown; and its numbers as a table.
func (p *htmlPage) chart(c *paper.Chart) {
	p.charts++
	p.raw("<figure class=\"chart-box\">\n")
	for _, v := range []struct {
		class string
		width float64
	}{{"wide", 680}, {"narrow", 320}} {
		list, err := chart.Draw(c.Spec, chart.Options{Width: v.width, Measure: sansWidth})
		if err != nil {
			p.fail(err)
			return
		}
		prefix := fmt.Sprintf("hinh-%d-%s", p.charts, v.class)
		p.raw("<div class=\"" + v.class + "\">" + list.SVG(prefix, chartFonts) + "</div>\n")
	}
	p.exec("chartTable", map[string]any{"Chart": c, "Missing": "chưa có số liệu"})
	p.raw("</figure>\n")
}

const chartFonts = "Be Vietnam Pro, system-ui, sans-serif"

func sansWidth(text string, size float64, bold bool) float64 {
	f, err := fonts.Get(fonts.Sans(bold))
	if err != nil {
		return float64(len(text)) * size / 2
	}
	return f.Width(text, size)
}
