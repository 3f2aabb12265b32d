// Package plain is what pages without script are made with: one stylesheet and the
// screen's typefaces, the headers of every answer, charts and numbers in the
// reader's language. It opens nothing and knows no door.
package plain

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"phendau/internal/fonts"
)

//go:embed plain.css
var stylesheet string

// AssetPath stands before the names of assets; the pattern of a mux is
// "GET " + AssetPath + "{file...}".
const AssetPath = "/assets/"

// Assets are stylesheets and fonts by path below AssetPath.
type Assets map[string][]byte

// LoadAssets gathers the shared stylesheet, the fonts and more stylesheets by
// name.
func LoadAssets(more map[string]string) (Assets, error) {
	a := Assets{"plain.css": []byte(stylesheet)}
	for name, css := range more {
		a[name] = []byte(css)
	}
	web, err := fonts.Web()
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(web, "*.woff2")
	if err != nil {
		return nil, fmt.Errorf("list fonts: %w", err)
	}
	for _, n := range names {
		if a["fonts/"+n], err = fs.ReadFile(web, n); err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
	}
	return a, nil
}

// ServeHTTP serves a file that may be kept, but is asked for again: a new
// version of the program shows at once. The types stand here because the
// system's table differs between machines.
func (a Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
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
