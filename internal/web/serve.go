package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// serve sends the best form the client takes.
func (f *file) serve(rw http.ResponseWriter, r *http.Request) {
	h := rw.Header()
	coding := f.choose(r.Header.Values("Accept-Encoding"))
	etag := `"` + f.etag + coding + `"`
	h.Set("Content-Type", f.contentType)
	h.Set("ETag", etag)
	switch {
	case h.Get("Cache-Control") != "": // an app of which nothing is kept
	case f.immutable:
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	default:
		h.Set("Cache-Control", "no-cache")
	}
	if len(f.body) > 1 {
		h.Set("Vary", "Accept-Encoding")
	}
	if holds(r.Header.Get("If-None-Match"), etag) {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(f.body[coding])))
	if r.Method == http.MethodGet {
		rw.Write(f.body[coding]) // a client that went away needs no answer
	}
}

// choose is the first coding of ours with a quality above zero, else the
// plain form.
func (f *file) choose(accept []string) string {
	taken := map[string]bool{}
	for _, part := range strings.Split(strings.Join(accept, ","), ",") {
		name, params, _ := strings.Cut(part, ";")
		quality := 1.0
		if q, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			quality, _ = strconv.ParseFloat(q, 64) // unreadable is 0: not taken
		}
		taken[strings.ToLower(strings.TrimSpace(name))] = quality > 0
	}
	for _, c := range codings {
		if f.body[c.name] != nil && taken[c.name] {
			return c.name
		}
	}
	return ""
}

func holds(list, etag string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(s string) bool {
		return strings.TrimPrefix(strings.TrimSpace(s), "W/") == etag
	})
}
