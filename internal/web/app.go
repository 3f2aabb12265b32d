package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// file is one file of dist in the forms that can be sent.
type file struct {
	contentType string
	immutable   bool              // the name carries a hash of the content
	etag        string            // of the plain form; each coding adds its name
	body        map[string][]byte // by content coding; "" is the plain form
}

// contentTypes are fixed here: the system's table differs between machines,
// and with nosniff a script of the wrong type does not run.
var contentTypes = map[string]string{
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".woff2":       "font/woff2",
	".json":        "application/json",
	".geojson":     "application/geo+json",
	".webmanifest": "application/manifest+json",
	".txt":         "text/plain; charset=utf-8",
}

// codings in the order of the server's choice, with the suffix of their files.
var codings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// app serves one app of dist below a prefix, which begins and ends with "/".
func app(name, prefix string, headers map[string]string) http.Handler {
	files := load(name)
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		for k, v := range headers {
			rw.Header().Set(k, v)
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			rw.Header().Set("Allow", "GET, HEAD")
			http.Error(rw, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		rest, ok := strings.CutPrefix(r.URL.Path, prefix)
		f := files[rest]
		if ok && f == nil && isScreen(rest) {
			f = files["index.html"]
		}
		if !ok || f == nil {
			rw.Header().Set("Cache-Control", "no-store")
			http.Error(rw, http.StatusText(http.StatusNotFound), http.StatusNotFound)
			return
		}
		f.serve(rw, r)
	})
}

// isScreen tells an address of the app from a file that is not there.
func isScreen(rest string) bool {
	last := rest[strings.LastIndex(rest, "/")+1:]
	return !strings.Contains(last, ".") && !strings.HasPrefix(rest, "assets/")
}

// load reads the files of an app. What is packed lies in dist in its codings
// only and is unpacked here once, for whoever takes neither. A file of a type
// that is not in the table is a mistake of the build.
func load(name string) map[string]*file {
	root := path.Join("dist", name)
	files := map[string]*file{}
	err := fs.WalkDir(dist, root, func(at string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := dist.ReadFile(at)
		if err != nil {
			return err
		}
		rest, coding := uncoded(strings.TrimPrefix(at, root+"/"))
		f := files[rest]
		if f == nil {
			f = &file{contentType: contentTypes[path.Ext(rest)], immutable: strings.HasPrefix(rest, "assets/"), body: map[string][]byte{}}
			files[rest] = f
		}
		if f.contentType == "" {
			panic("web: no content type for " + at)
		}
		f.body[coding] = b
		return nil
	})
	for name, f := range files {
		if err == nil {
			err = f.unpack(name)
		}
	}
	if err != nil {
		panic("web: " + err.Error()) // embedded at build time; a test reads it
	}
	return files
}

// unpack makes the plain form where only packed ones are kept, and the tag.
func (f *file) unpack(name string) error {
	if f.body[""] == nil {
		r, err := gzip.NewReader(bytes.NewReader(f.body["gzip"]))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if f.body[""], err = io.ReadAll(r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	sum := sha256.Sum256(f.body[""])
	f.etag = hex.EncodeToString(sum[:8])
	return nil
}

// uncoded is the name a file is asked for by, and its coding.
func uncoded(name string) (plain, coding string) {
	for _, c := range codings {
		if plain, ok := strings.CutSuffix(name, c.suffix); ok {
			return plain, c.name
		}
	}
	return name, ""
}
