// Package fonts holds the typefaces of the house as embedded files and
// measures text with them. Tinos (serif, metric-compatible with Times New
// Roman) is the face of official paper; Be Vietnam Pro is the face of the
// screen. All are under the SIL Open Font License 1.1, whose texts stand
// beside this file; README.md names the packages and hashes.
package fonts

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
)

//go:embed files/*.ttf files/*.woff2 OFL-tinos.txt OFL-be-vietnam-pro.txt
var assets embed.FS

// Style names one embedded TrueType face.
type Style int

// The TrueType faces. Every one holds Latin and Vietnamese together.
const (
	SerifRegular Style = iota
	SerifBold
	SerifItalic
	SerifBoldItalic
	SansRegular
	SansBold
	styleCount
)

// Serif returns the Tinos face for bold and italic.
func Serif(bold, italic bool) Style {
	switch {
	case bold && italic:
		return SerifBoldItalic
	case bold:
		return SerifBold
	case italic:
		return SerifItalic
	}
	return SerifRegular
}

// Sans returns the Be Vietnam Pro face; it has no italic here.
func Sans(bold bool) Style {
	if bold {
		return SansBold
	}
	return SansRegular
}

func (s Style) file() string {
	return [...]string{
		"files/tinos-regular.ttf", "files/tinos-bold.ttf",
		"files/tinos-italic.ttf", "files/tinos-bolditalic.ttf",
		"files/be-vietnam-pro-regular.ttf", "files/be-vietnam-pro-bold.ttf",
	}[s]
}

// loaded holds each face once parsed; parsing is pure, so the cache never
// goes stale.
var loaded = func() [styleCount]func() (*Face, error) {
	var all [styleCount]func() (*Face, error)
	for s := range styleCount {
		all[s] = sync.OnceValues(func() (*Face, error) { return load(s) })
	}
	return all
}()

// Get returns the parsed face of a style. It fails only for a style outside
// the constants or a damaged build.
func Get(s Style) (*Face, error) {
	if s < 0 || s >= styleCount {
		return nil, fmt.Errorf("font style %d does not exist", s)
	}
	return loaded[s]()
}

// Web is the file system of the woff2 files for the browser, named as in
// README.md, for example "tinos-latin-400-normal.woff2".
func Web() (fs.FS, error) {
	sub, err := fs.Sub(assets, "files")
	if err != nil {
		return nil, fmt.Errorf("open font files: %w", err)
	}
	return sub, nil
}

// Licences returns the OFL texts that must travel with the fonts, by file
// name.
func Licences() (map[string]string, error) {
	out := make(map[string]string, 2)
	for _, name := range []string{"OFL-tinos.txt", "OFL-be-vietnam-pro.txt"} {
		b, err := assets.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read font licence: %w", err)
		}
		out[name] = string(b)
	}
	return out, nil
}
