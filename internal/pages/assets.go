package pages

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"phendau/internal/fonts"
)

//go:embed pages.css
var stylesheet string

// assets are stylesheets and fonts by path below /assets/.
type assets map[string][]byte

func loadAssets(more map[string]string) (assets, error) {
	a := assets{"pages.css": []byte(stylesheet)}
	for name, css := range more {
		a[name] = []byte(css)
	}
	web, err := fonts.Web()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(web, "*.woff2")
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		if a["fonts/"+n], err = fs.ReadFile(web, n); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// ServeHTTP serves a file that may be kept, but is asked for again: a new
// version of the program shows at once. The types stand here because the
// system's table differs between machines.
func (a assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, ok := a[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	if strings.HasSuffix(name, ".woff2") {
		h.Set("Content-Type", "font/woff2")
	}
	sum := sha256.Sum256(b)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	h.Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(b))
}
