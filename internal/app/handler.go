package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/document"
	"phendau/internal/figure"
	"phendau/internal/office"
	"phendau/internal/pages"
	"phendau/internal/paper"
	"phendau/internal/place"
	"phendau/internal/plain"
	"phendau/internal/public"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/web"
	"phendau/internal/words"
)

// What the demo's start page shows: the district of the published review on
// its last map, and the days of its entries.
const (
	demoPlace  = "047@2024-02-29"
	demoPeriod = "2019-01-01/2024-02-29"
	// pageStatus is what working pages count; the reports' own default.
	pageStatus = figure.Status(2)
)

// handler joins the doors that serve pages. The house says who asks for a
// working page; without one they are shown to everybody.
func (m *Main) handler(ctx context.Context, st *store.Store, in *house) (http.Handler, error) {
	reg, err := st.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		reg, err = registry.Build(0, nil)
	}
	if err != nil {
		return nil, err
	}
	o := pages.Options{Book: st, Reports: &reportPages{publisherOf(st, in), m.today()}, Demo: reg.Demo(),
		DefaultStatus: pageStatus, Stylesheets: map[string]string{"paper.css": document.CSS()}, Now: m.Now}
	if o.Demo {
		o.DefaultPlace, o.DefaultPeriod = demoPlace, demoPeriod
	}
	var reader func(*http.Request) (*office.PageReader, error)
	var witnessed func(context.Context) (time.Time, bool)
	if in != nil {
		reader, witnessed = in.office.Reader, in.witnessed
		o.Reader = func(r *http.Request) (pages.Reader, error) { return reader(r) }
	}
	working, err := pages.Handler(o)
	if err != nil {
		return nil, err
	}
	site, err := public.Handler(public.Options{Book: publicBook{st}, Demo: o.Demo, WorkPath: "/office/", Checkpoint: witnessed, Now: m.Now})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	h := health(st)
	mux.Handle("GET /healthz", h)
	mux.Handle("GET /readyz", h)
	mux.Handle("GET "+report.CodePath+"{code}", paperCodes(o.Reports.(*reportPages).p))
	mux.Handle("/office/", web.Office())
	mux.Handle(pages.Prefix+"/", signedIn(reader, working))
	mux.Handle(plain.AssetPath, working) // its stylesheets hold those of the public pages
	mux.Handle("/", site)
	return mux, nil
}

// signedIn sends whoever is not signed in to the office.
func signedIn(reader func(*http.Request) (*office.PageReader, error), next http.Handler) http.Handler {
	if reader == nil {
		return next
	}
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		who, err := reader(r)
		if err != nil {
			http.Error(rw, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		if who == nil {
			http.Redirect(rw, r, "/office/", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// publicBook is a store as the public pages see it: before the book is started
// it is empty.
type publicBook struct{ *store.Store }

// Registry is the registry as of now.
func (b publicBook) Registry(ctx context.Context) (*registry.Registry, error) {
	reg, err := b.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		return registry.Build(0, nil)
	}
	return reg, err
}

// publisherOf is the house's own, which keeps what locked reports were made
// of.
func publisherOf(st *store.Store, in *house) *office.Publisher {
	if in == nil {
		return &office.Publisher{Store: st}
	}
	return in.office.Reports
}

// cellPage is the page that opens a cell.
func cellPage(token string) string { return pages.CellPath + token }

// reportPages is the publisher as the pages see it.
type reportPages struct {
	p     *office.Publisher
	today calendar.Day
}

// List names the reports on offer: the review first, then by name; the note
// of correction belongs to a locked report and is not offered on its own.
func (r *reportPages) List() []pages.ReportName {
	view, err := r.p.Store.Current(context.Background())
	if err != nil {
		return nil
	}
	all, err := r.p.Templates(view.Catalogue)
	if err != nil {
		return nil
	}
	ids := slices.DeleteFunc(all.IDs(), func(id string) bool { return id == correctionNote })
	slices.SortStableFunc(ids, func(a, b string) int { return rank(all[a]) - rank(all[b]) })
	out := []pages.ReportName{}
	for _, id := range ids {
		t := all[id]
		n := pages.ReportName{ID: id, Name: t.Name, Calendar: string(t.Calendar)}
		if view.Registry.Demo() {
			n.Period = demoPeriods[t.Period]
		}
		out = append(out, n)
	}
	return out
}

const correctionNote = "correction-note"

// demoPeriods are the last whole month and year of the demo's entries.
var demoPeriods = map[string]string{"month": "2024-01", "year": "2023", "range": demoPeriod}

// rank puts reports of long periods first.
func rank(t *report.Template) int {
	switch t.Period {
	case "range":
		return 0
	case "year":
		return 1
	}
	return 2
}

// HTML writes the official page.
func (r *reportPages) HTML(ctx context.Context, w io.Writer, q pages.ReportRequest) error {
	doc, err := r.document(ctx, q)
	if err != nil {
		return err
	}
	return document.WriteHTML(w, doc, document.HTMLOptions{})
}

// File writes a download.
func (r *reportPages) File(ctx context.Context, w io.Writer, q pages.ReportRequest, format string) (string, string, error) {
	f := document.Format(format)
	if !knownFormat(f) {
		return "", "", fmt.Errorf("no format %q", format)
	}
	if f == document.JSON && q.Snapshot == "" {
		return r.data(ctx, w, q)
	}
	doc, err := r.document(ctx, q)
	if err != nil {
		return "", "", err
	}
	return f.ContentType(), document.FileName(doc, f), document.Write(w, f, doc)
}

// data writes the documented JSON of a report, cells first.
func (r *reportPages) data(ctx context.Context, w io.Writer, q pages.ReportRequest) (string, string, error) {
	rep, err := r.make(ctx, q)
	if err != nil {
		return "", "", err
	}
	b, err := rep.JSON()
	if err != nil {
		return "", "", err
	}
	_, err = w.Write(b)
	return document.JSON.ContentType(), document.FileName(rep.Document, document.JSON), err
}

func (r *reportPages) document(ctx context.Context, q pages.ReportRequest) (*paper.Document, error) {
	if q.Snapshot != "" {
		return r.p.Reprint(ctx, q.Snapshot, cellPage)
	}
	rep, err := r.make(ctx, q)
	if err != nil {
		return nil, err
	}
	return rep.Document, nil
}

func (r *reportPages) make(ctx context.Context, q pages.ReportRequest) (*report.Report, error) {
	view, err := r.p.Store.Current(ctx)
	if err != nil {
		return nil, err
	}
	if q.Map.Kind == place.MapToday && q.Map.Day == 0 {
		q.Map.Day = r.today
	}
	return r.p.Make(ctx, view, office.ReportRequest{Name: q.Name, Place: q.Place, Period: q.Period, Map: q.Map, Href: cellPage})
}

// searchPath finds an entry by its code, for who may read it.
const searchPath = "/office/tim?q="

// paperCodes opens the codes printed on paper: a figure of a locked report at
// its cell, a table at the report, an entry through the search of the office. Codes of drafts are not kept.
func paperCodes(p *office.Publisher) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if _, _, ok := report.ParseEntryCode(r.PathValue("code")); ok {
			http.Redirect(rw, r, searchPath+url.QueryEscape(r.PathValue("code")), http.StatusSeeOther)
			return
		}
		id, cell, _, ok := report.ParseCode(r.PathValue("code"))
		if !ok {
			noCode(rw, r)
			return
		}
		snapshot, token, err := p.ByCode(r.Context(), id, cell)
		switch {
		case err != nil:
			http.Error(rw, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		case snapshot == "":
			noCode(rw, r)
		case token != "":
			http.Redirect(rw, r, pages.CellPath+token, http.StatusSeeOther)
		default:
			http.Redirect(rw, r, pages.LockPath+snapshot, http.StatusSeeOther)
		}
	})
}

// noCode says why a printed code opens nothing here.
func noCode(rw http.ResponseWriter, r *http.Request) {
	http.Error(rw, words.For(r.URL.Query().Get("lang")).Text("no_code"), http.StatusNotFound)
}
