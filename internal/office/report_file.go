package office

import (
	"bytes"
	"context"
	"mime"
	"slices"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/document"
	"phendau/internal/paper"
	"phendau/internal/report"
)

// pagePolicy lets the official page use its stylesheet and fonts, stand in a
// frame of our own, and send the reader on when a figure is pressed; no script
// runs in it.
const pagePolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
	"sandbox allow-same-origin allow-popups allow-top-navigation-by-user-activation"

// page is a document to be shown in a frame.
type page struct {
	ContentType string `header:"Content-Type"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

// file is a document to be kept.
type file struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (o *Office) reportPage(ctx context.Context, c *api.Caller, in *ReportAsk) (*page, error) {
	rep, _, _, err := o.makeReport(ctx, c, in)
	if err != nil {
		return nil, err
	}
	return o.showPage(rep.Document)
}

func (o *Office) showPage(doc *paper.Document) (*page, error) {
	doc.BaseURL = o.Origin
	var b bytes.Buffer
	if err := document.WriteHTML(&b, doc, document.HTMLOptions{Outward: true}); err != nil {
		return nil, err
	}
	return &page{document.HTML.ContentType(), pagePolicy, b.Bytes()}, nil
}

// FileFormat names the form of a file.
type FileFormat struct {
	Format string `query:"format" required:"true" enum:"docx,pdf,xlsx,html,json"`
}

// ReportFileAsk asks for a draft as a file.
type ReportFileAsk struct {
	ReportAsk
	FileFormat
}

func (o *Office) reportFile(ctx context.Context, c *api.Caller, in *ReportFileAsk) (*file, error) {
	rep, r, _, err := o.makeReport(ctx, c, &in.ReportAsk)
	if err != nil {
		return nil, err
	}
	rep.Document.Provenance = o.provenance(ctx, c, rep.Document)
	f, err := o.fileOf(document.Format(in.Format), rep.Document, rep)
	if err != nil {
		return nil, err
	}
	return f, o.note(ctx, c, audit.Record{Action: audit.Export, ObjectID: rep.Document.ReportID, PlaceID: r.Place,
		Detail: audit.Facts("what", "report", "template", r.Name, "from", r.Period.From, "to", r.Period.To, "format", in.Format, "figures", len(rep.Cells))})
}

// provenance says on every page who took the file out, when, and of which
// state of the book (security.md section 11). It is added to the copy handed
// out; a locked document is printed as it was locked.
func (o *Office) provenance(ctx context.Context, c *api.Caller, doc *paper.Document) string {
	name := ""
	if reg, err := o.Store.Registry(ctx); err == nil {
		name = reg.PersonName(c.PersonID)
	}
	return text(&api.Caller{Lang: "vi"}, "provenance", "person", name, "time", clock(o.nowMS()), "position", doc.Scope.Position)
}

// fileOf writes a document in a form. JSON of a report not locked is the
// documented one, cells first; rep is nil for locked ones. What is printed
// names the address people open, so that its codes and links lead back.
func (o *Office) fileOf(f document.Format, doc *paper.Document, rep *report.Report) (*file, error) {
	if !slices.Contains(document.Formats(), f) {
		return nil, api.Missing()
	}
	out := &file{ContentType: f.ContentType(), Disposition: mime.FormatMediaType("attachment", map[string]string{"filename": document.FileName(doc, f)})}
	if f == document.JSON && rep != nil {
		var err error
		out.Body, err = rep.JSON()
		return out, err
	}
	if f != document.JSON {
		doc.BaseURL = o.Origin
	}
	var b bytes.Buffer
	var err error
	if f == document.HTML {
		err = document.WriteHTML(&b, doc, document.HTMLOptions{Embed: true})
	} else {
		err = document.Write(&b, f, doc)
	}
	out.Body = b.Bytes()
	return out, err
}
