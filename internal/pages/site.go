package pages

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/plain"
	"phendau/internal/words"
)

// site is the pages with what they are made from.
type site struct {
	Options
	templates *template.Template
	assets    plain.Assets
}

// handler answers one request with a screen.
type handler func(*request) (*screen, error)

// screen is what a handler answers: a template with its data, or a finished
// file.
type screen struct {
	template string
	title    string
	nav      string // the entry of the navigation it belongs to
	data     any
	status   int

	raw               []byte
	contentType, name string
}

// request is one question with the language it is asked in.
type request struct {
	*http.Request
	site   *site
	w      words.Words
	query  url.Values
	reader Reader
}

//go:embed templates/*.html
var templateFiles embed.FS

func loadTemplates() (*template.Template, error) {
	return template.ParseFS(templateFiles, "templates/*.html")
}

// page runs a handler. The answer is written only when it is whole, so that
// no half page is taken for one.
func (s *site) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := &request{Request: r, site: s, query: r.URL.Query()}
		req.w = words.For(req.query.Get("lang"))
		out, err := s.guarded(h, req)
		if err == nil {
			err = s.write(w, req, out)
		}
		if err != nil {
			s.fail(w, req, err)
		}
	})
}

func (s *site) write(w http.ResponseWriter, r *request, out *screen) error {
	if out.raw != nil {
		w.Header().Set("Content-Type", out.contentType)
		if out.name != "" {
			w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": out.name}))
		}
		_, err := w.Write(out.raw)
		return err
	}
	var b bytes.Buffer
	v := &frame{request: r, Title: out.title, Nav: out.nav, Data: out.data}
	if err := s.templates.ExecuteTemplate(&b, out.template, v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", r.w.Lang())
	w.WriteHeader(max(out.status, http.StatusOK))
	_, err := w.Write(b.Bytes())
	return err
}

// frame is what every template sees.
type frame struct {
	*request
	Title, Nav string
	Data       any
}

// T is a text of the pages.
func (f *frame) T(key string, pairs ...any) string { return f.t(key, pairs...) }

// Lang is the language of the page, Other the one to switch to.
func (f *frame) Lang() string { return f.w.Lang() }

// Other is the other language.
func (f *frame) Other() string {
	if f.w.Lang() == "en" {
		return "vi"
	}
	return "en"
}

// Demo reports whether the pages show made-up data.
func (f *frame) Demo() bool { return f.site.Options.Demo }

// HasReports reports whether there is anything to report with.
func (f *frame) HasReports() bool { return f.site.Reports != nil }

// At is the address of a path of these pages, for the action of a form.
func (f *frame) At(path string) string { return Prefix + path }

// Go is an address that keeps the language.
func (f *frame) Go(path string) string { return f.link(path) }

// Switch is this page in the other language.
func (f *frame) Switch() string {
	q := f.URL.Query()
	q.Set("lang", f.Other())
	return f.URL.Path + "?" + q.Encode()
}

func (r *request) t(key string, pairs ...any) string { return r.w.Text("page."+key, pairs...) }

// link writes an address of these pages, path below Prefix, with pairs of name
// and value, leaving out empty values, and keeps the language.
func (r *request) link(path string, pairs ...string) string {
	path = Prefix + path
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Add(pairs[i], pairs[i+1])
		}
	}
	if r.w.Lang() != "vi" {
		q.Set("lang", r.w.Lang())
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func (r *request) cellLink(token string) string { return r.link("/o", "c", token) }

// today is the civil day in Việt Nam, which has no daylight saving.
func (r *request) today() calendar.Day { return plain.Today(r.site.Now()) }

func (r *request) view() (*figure.View, error) { return r.site.Book.Current(r.Context()) }

// number reads a page number; anything else is the first page.
func (r *request) number(name string) int {
	n, err := strconv.Atoi(r.query.Get(name))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// newID marks an answer, so that a reader can tell the operator which one.
func newID() string {
	var b [4]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "0"
	}
	return hex.EncodeToString(b[:])
}

// pair hands a template the frame beside its own data.
type pair struct {
	F *frame
	B bar
	D any
}

// WithBar is the data of the bar's fields.
func (f *frame) WithBar(b bar) pair { return pair{F: f, B: b} }

// With is a template's data beside the frame.
func (f *frame) With(d any) pair { return pair{F: f, D: d} }
