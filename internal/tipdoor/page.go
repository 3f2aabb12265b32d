package tipdoor

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"phendau/internal/plain"
	"phendau/internal/tip"
	"phendau/internal/words"
)

// Page is the form for tips, DialoguePage where answers are read.
const (
	Page         = "/tin-bao"
	DialoguePage = "/tin-bao/doc"
)

// SealPage is where the sender's own browser seals; the web app of it is served
// by another door.
const SealPage = "/tin-bao/niem-phong/"

//go:embed templates/*.html
var templateFiles embed.FS

var templates = template.Must(template.ParseFS(templateFiles, "templates/*.html"))

// pageStep is to a multiple of how many bytes answers to what somebody sent are
// filled up: their size says less then.
const pageStep = 8_192

// Pages serves the pages without script. The caller puts them at Page and below.
func (d *Door) Pages() http.Handler {
	d.once.Do(d.begin)
	mux := http.NewServeMux()
	for path, h := range map[string][2]func(*visit){Page: {d.form, d.formSent}, DialoguePage: {d.ask, d.dialogueSent}} {
		mux.HandleFunc("GET "+path, d.page(h[0]))
		mux.HandleFunc("POST "+path, d.page(h[1]))
	}
	// The address leaves for no other site, but browsers without fetch metadata must
	// be able to say that the form is ours.
	own := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Referrer-Policy", "same-origin")
		mux.ServeHTTP(w, r)
	})
	return d.counted(plain.Headers(own))
}

// visit is one request for a page.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	words words.Words
}

func (d *Door) page(h func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h(&visit{w, r, words.For(r.URL.Query().Get("lang"))})
	}
}

// sheet is what a template sees.
type sheet struct {
	*visit
	Demo bool
	Name string // of the page, for its title
	Data any
}

// T is a text of these pages, P one that all pages share.
func (s *sheet) T(key string, pairs ...any) string { return s.words.Text("tipform."+key, pairs...) }

// P is a text all pages share.
func (s *sheet) P(key string) string { return s.words.Text("page." + key) }

// Lang is the language of the page.
func (s *sheet) Lang() string { return s.words.Lang() }

// Sent says whether the page answers something that was sent: it has no address
// of its own in the other language.
func (s *sheet) Sent() bool { return s.r.Method == http.MethodPost }

// Other is the other language.
func (s *sheet) Other() string {
	if s.Lang() == "en" {
		return "vi"
	}
	return "en"
}

// Go is an address that keeps the language.
func (s *sheet) Go(path string) string {
	if s.Lang() == "vi" {
		return path
	}
	return path + "?" + url.Values{"lang": {s.Lang()}}.Encode()
}

// Switch is this page in the other language.
func (s *sheet) Switch() string { return s.r.URL.Path + "?lang=" + s.Other() }

// Reads is where answers are read, Writes where tips are written.
func (s *sheet) Reads() string { return s.Go(DialoguePage) }

// Writes is where tips are written.
func (s *sheet) Writes() string { return s.Go(Page) }

// Seals is where the browser seals by itself.
func (s *sheet) Seals() string { return s.Go(SealPage) }

func (d *Door) show(v *visit, status int, name string, data any) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, &sheet{v, d.Demo, name, data}); err != nil {
		// Its text may hold what was typed.
		d.Log.Error("a page of the form for tips could not be made", "page", name, "kind", fmt.Sprintf("%T", err))
		http.Error(v.w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	head := v.w.Header()
	head.Set("Content-Type", "text/html; charset=utf-8")
	head.Set("Content-Language", v.words.Lang())
	if v.r.Method == http.MethodPost {
		head.Set("Clear-Site-Data", `"cache"`)
		b.Write(bytes.Repeat([]byte{' '}, (pageStep-b.Len()%pageStep)%pageStep))
	}
	if status == http.StatusServiceUnavailable {
		head.Set("Retry-After", "60")
	}
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b.Bytes())
	clear(b.Bytes())
}

// trouble shows why nothing could be done, as a page.
func (d *Door) trouble(v *visit, err error) {
	p := d.reason(err)
	key := p.code
	if !v.words.Has("tipform.trouble." + key) {
		key = codeInternal
	}
	d.show(v, p.status, "trouble", key)
}

// name is a topic in the language of a page.
func (t Topic) name(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.VI
}

// deskOf finds a desk of an offer.
func (o *Offer) deskOf(id tip.ID) (Desk, bool) {
	for _, d := range o.Desks {
		if d.ID == id && d.Form {
			return d, true
		}
	}
	return Desk{}, false
}
