package public

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/plain"
	"phendau/internal/publication"
	"phendau/internal/words"
)

//go:embed templates/*.html
var templateFiles embed.FS

// handler answers one request with a screen.
type handler func(*request) (*screen, error)

// screen is a template with its data, or a finished file.
type screen struct {
	template, title string
	nav             string // the entry of the navigation it belongs to
	data            any
	status          int

	raw               []byte
	contentType, name string
}

// request is one question with the language it is asked in and what is
// published.
type request struct {
	*http.Request
	site  *site
	w     words.Words
	query url.Values
	e     *publication.Edition
}

// problem is an error a reader may see; key is the sentence.
type problem struct {
	status int
	key    string
}

func (p *problem) Error() string { return fmt.Sprintf("%d %s", p.status, p.key) }

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

// guarded turns a panic into an error: one bad page must not end the server.
func (s *site) guarded(h handler, r *request) (out *screen, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if r.e, err = s.current(r.Context()); err != nil {
		return nil, err
	}
	return h(r)
}

func (s *site) write(w http.ResponseWriter, r *request, out *screen) error {
	if out.raw != nil {
		w.Header().Set("Content-Type", out.contentType)
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": out.name}))
		_, err := w.Write(out.raw)
		return err
	}
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, out.template, &frame{request: r, Title: out.title, Nav: out.nav, Data: out.data}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", r.w.Lang())
	w.WriteHeader(max(out.status, http.StatusOK))
	_, err := w.Write(b.Bytes())
	return err
}

// fail shows an error as a page, never a text from inside.
func (s *site) fail(w http.ResponseWriter, r *request, err error) {
	p := &problem{http.StatusInternalServerError, "page.error.internal"}
	if !errors.As(err, &p) {
		s.Log.Error("public page failed", "path", r.URL.Path, "err", err)
	}
	out := &screen{template: "error", title: r.w.Text(fmt.Sprintf("page.error.title.%d", p.status)), status: p.status,
		data: [2]string{r.w.Text(p.key), r.w.Text(fmt.Sprintf("public.error.advice.%d", p.status))}}
	if err := s.write(w, r, out); err != nil {
		http.Error(w, http.StatusText(p.status), p.status)
	}
}

// frame is what every template sees.
type frame struct {
	*request
	Title, Nav string
	Data       any
}

// T is a text of the public pages.
func (f *frame) T(key string, pairs ...any) string { return f.t(key, pairs...) }

// P is a text all pages share.
func (f *frame) P(key string) string { return f.w.Text("page." + key) }

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

// Work is where those who work with the book sign in, "" for nowhere.
func (f *frame) Work() string { return f.site.WorkPath }

// Tips is where tips are sent, "" where nobody takes them.
func (f *frame) Tips() string {
	if f.site.Options.Tips == nil || !f.site.Options.Tips(f.Context()) {
		return ""
	}
	return f.Go(f.site.TipsPath)
}

// MadeAt is when the page was made, for those who print it.
func (f *frame) MadeAt() string { return plain.Clock(f.site.Now().UnixMilli()) }

// Go is an address that keeps the language.
func (f *frame) Go(path string) string { return f.link(path) }

// Switch is this page in the other language.
func (f *frame) Switch() string {
	q := f.URL.Query()
	q.Set("lang", f.Other())
	return f.URL.Path + "?" + q.Encode()
}

func (r *request) t(key string, pairs ...any) string { return r.w.Text("public."+key, pairs...) }

func (r *request) text(t catalogue.Text) string { return t.In(r.w.Lang()) }

// link writes an address of this site with pairs of name and value, leaving
// out empty values, and keeps the language.
func (r *request) link(path string, pairs ...string) string {
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

// placeName is a unit's full name on a day.
func (r *request) placeName(id string, d calendar.Day) string {
	return r.e.Registry.Places.FullName(id, d)
}
