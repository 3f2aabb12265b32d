package pages

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"

	"phendau/internal/figure"
	"phendau/internal/place"
)

// problem is an error a reader may see: key is the sentence, detail what it
// is about, already in the reader's words.
type problem struct {
	status int
	key    string
	detail string
	// variant picks other words of title and advice than the status has.
	variant string
	// choices are what may have been meant.
	choices []place.Candidate
}

func (p *problem) Error() string { return fmt.Sprintf("%d %s %s", p.status, p.key, p.detail) }

func notFound(key string) *problem { return &problem{status: http.StatusNotFound, key: key} }

func forbidden(key string) *problem { return &problem{status: http.StatusForbidden, key: key} }

func badRequest(key string) *problem { return &problem{status: http.StatusBadRequest, key: key} }

// guarded turns a panic into an error: one bad page must not end the server.
func (s *site) guarded(h handler, r *request) (out *screen, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if r.reader, err = s.readerOf(r.Request); err != nil {
		return nil, fmt.Errorf("find the reader: %w", err)
	}
	return h(r)
}

// fail shows an error as a page: what happened and what to do, never a text
// from inside.
func (s *site) fail(w http.ResponseWriter, r *request, err error) {
	p := r.understand(err)
	data := errorPage{ID: newID(), Sentence: r.w.Text(p.key, "detail", p.detail), Advice: r.w.Text(adviceFor(p.status) + p.variant),
		Internal: p.status == http.StatusInternalServerError}
	for _, c := range p.choices {
		data.Choices = append(data.Choices, r.choice(c))
	}
	if data.Internal {
		s.Log.Error("page failed", "id", data.ID, "path", r.URL.Path, "err", err)
	}
	out := &screen{template: "error", title: r.w.Text(titleFor(p.status) + p.variant), status: p.status, data: data}
	if err := s.write(w, r, out); err != nil {
		s.Log.Error("error page failed", "id", data.ID, "err", err)
		http.Error(w, http.StatusText(p.status), p.status)
	}
}

type errorPage struct {
	ID, Sentence, Advice string
	Internal             bool
	Choices              []choice
}

// choice is a place that may have been meant.
type choice struct{ Name, About, Link string }

func (r *request) choice(c place.Candidate) choice {
	q := r.URL.Query()
	q.Set("place", c.ID)
	about := ""
	for _, s := range []string{c.Parent, c.Code, c.Years} {
		if s != "" && about != "" {
			about += ", "
		}
		about += s
	}
	return choice{c.Name, about, r.URL.Path + "?" + q.Encode()}
}

// understand finds what of an error a reader may see.
func (r *request) understand(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	var find *place.FindError
	if errors.As(err, &find) {
		return &problem{status: http.StatusBadRequest, key: "page.error.detail", detail: r.in(find.Message), choices: find.Candidates}
	}
	var figures *figure.Error
	if errors.As(err, &figures) && figures.Code == figure.WithheldFigure {
		return &problem{status: http.StatusForbidden, key: "page.error.detail", detail: figures.Text(r.w.Lang())}
	}
	var spoken interface{ Text(lang string) string }
	if errors.As(err, &spoken) {
		return &problem{status: http.StatusBadRequest, key: "page.error.detail", detail: spoken.Text(r.w.Lang())}
	}
	return &problem{status: http.StatusInternalServerError, key: "page.error.internal"}
}

func titleFor(status int) string { return keyFor("page.error.title", status) }

func adviceFor(status int) string { return keyFor("page.error.advice", status) }

func keyFor(prefix string, status int) string {
	if !slices.Contains([]int{400, 403, 404, 405, 500}, status) {
		status = http.StatusInternalServerError
	}
	return fmt.Sprintf("%s.%d", prefix, status)
}

// in picks the wording of a text about places.
func (r *request) in(t place.Text) string {
	if r.w.Lang() == "en" {
		return t.EN
	}
	return t.VI
}
