package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// What an operator supplies for further languages of the phone's app lies in one
// directory, a folder for each:
//
//	DIR/tyz/texts.json        {"name": "…", "texts": {"field.home": "…"}, "words": {"tuần tra biên giới": "…"}}
//	DIR/tyz/prompts/day.webm  a recording, named by the question it reads
//
// texts are by the keys of webapp/messages, words of the catalogue by their
// Vietnamese. What is missing is shown in Vietnamese. The program ships none.

// Bounds of what is supplied.
const (
	maxTexts  = 1 << 20
	maxPrompt = 2 << 20
)

var (
	languageCode = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
	promptFile   = regexp.MustCompile(`^([a-z0-9_.]{1,80})\.(webm|ogg|m4a|mp3)$`)
)

var promptTypes = map[string]string{".webm": "audio/webm", ".ogg": "audio/ogg", ".m4a": "audio/mp4", ".mp3": "audio/mpeg"}

// language is one folder as phones are told of it.
type language struct {
	Code    string   `json:"code"`
	Name    string   `json:"name"`
	Version string   `json:"version"` // changes with anything in it
	Prompts []string `json:"prompts"` // file names
	texts   []byte
}

// Languages serves the further languages of a directory below /languages/; ""
// has none. What is wrong in it is said with the file's name.
func Languages(dir string) (http.Handler, error) {
	found, err := readLanguages(dir)
	if err != nil {
		return nil, err
	}
	index, err := json.Marshal(found)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /languages/{$}", func(w http.ResponseWriter, _ *http.Request) { languageFile(w, "application/json", index) })
	mux.HandleFunc("GET /languages/{code}/{file}", func(w http.ResponseWriter, r *http.Request) {
		i := slices.IndexFunc(found, func(l language) bool { return l.Code == r.PathValue("code") })
		name := r.PathValue("file")
		switch {
		case i >= 0 && name == "texts.json":
			languageFile(w, "application/json", found[i].texts)
		case i >= 0 && slices.Contains(found[i].Prompts, name):
			b, err := os.ReadFile(filepath.Join(dir, found[i].Code, "prompts", name))
			if err != nil {
				http.NotFound(w, r)
				return
			}
			languageFile(w, promptTypes[filepath.Ext(name)], b)
		default:
			http.NotFound(w, r)
		}
	})
	return mux, nil
}

func languageFile(w http.ResponseWriter, media string, b []byte) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(b)
}

func readLanguages(dir string) ([]language, error) {
	out := []language{}
	if dir == "" {
		return out, nil
	}
	folders, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("languages: %w", err)
	}
	for _, f := range folders {
		if !f.IsDir() || !languageCode.MatchString(f.Name()) {
			continue
		}
		l, err := readLanguage(filepath.Join(dir, f.Name()), f.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b language) int { return cmp.Compare(a.Code, b.Code) })
	return out, nil
}

func readLanguage(dir, code string) (*language, error) {
	path := filepath.Join(dir, "texts.json")
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("languages: %w", err)
	}
	var t struct {
		Name  string            `json:"name"`
		Texts map[string]string `json:"texts"`
		Words map[string]string `json:"words"`
	}
	switch err := json.Unmarshal(b, &t); {
	case err != nil:
		return nil, fmt.Errorf("languages: %s: %w", path, err)
	case len(b) > maxTexts || strings.TrimSpace(t.Name) == "":
		return nil, fmt.Errorf("languages: %s: a name in its own language, at most %d bytes in all", path, maxTexts)
	case !norm.NFC.IsNormal(b):
		return nil, fmt.Errorf("languages: %s: not in NFC", path)
	}
	l := &language{Code: code, Name: t.Name, Prompts: []string{}, texts: b}
	sum := sha256.New()
	sum.Write(b)
	prompts, err := os.ReadDir(filepath.Join(dir, "prompts"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("languages: %w", err)
	}
	for _, p := range prompts {
		info, err := p.Info()
		if err != nil {
			return nil, fmt.Errorf("languages: %w", err)
		}
		if !promptFile.MatchString(p.Name()) || !info.Mode().IsRegular() || info.Size() > maxPrompt {
			return nil, fmt.Errorf("languages: %s: a recording is KEY.webm, .ogg, .m4a or .mp3 of at most %d bytes", filepath.Join(dir, "prompts", p.Name()), maxPrompt)
		}
		l.Prompts = append(l.Prompts, p.Name())
		fmt.Fprintf(sum, "%s %d %d\n", p.Name(), info.Size(), info.ModTime().UnixNano())
	}
	l.Version = hex.EncodeToString(sum.Sum(nil)[:8])
	return l, nil
}
