// Package words holds the texts of the interface in the languages the product
// carries. Vietnamese and English are complete; a test compares their keys.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:embed vi.json en.json
var files embed.FS

// Languages the interface speaks; the first is the default.
var languages = []string{"vi", "en"}

// Words are the texts of one language.
type Words struct {
	lang  string
	texts map[string]string
}

var load = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, lang := range languages {
		b, err := files.ReadFile(lang + ".json")
		texts := map[string]string{}
		if err == nil {
			err = json.Unmarshal(b, &texts)
		}
		if err != nil {
			panic("words: " + lang + ".json: " + err.Error()) // embedded at build time; a test reads it
		}
		out[lang] = texts
	}
	return out
})

// For returns the words of a language, Vietnamese when it is not known.
func For(lang string) Words {
	all := load()
	if _, ok := all[lang]; !ok {
		lang = languages[0]
	}
	return Words{lang, all[lang]}
}

// Lang is "vi" or "en".
func (w Words) Lang() string { return w.lang }

// Text fills the placeholders {name} of a text with the values that follow in
// pairs of name and value. An unknown key is shown as itself.
func (w Words) Text(key string, pairs ...any) string {
	t, ok := w.texts[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		t = strings.ReplaceAll(t, fmt.Sprint("{", pairs[i], "}"), fmt.Sprint(pairs[i+1]))
	}
	return t
}

// Has reports whether a key exists.
func (w Words) Has(key string) bool { _, ok := w.texts[key]; return ok }
