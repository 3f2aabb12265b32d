package words

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func TestBothLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	vi, en := For("vi"), For("en")
	for k := range vi.texts {
		if !en.Has(k) {
			t.Errorf("en lacks %s", k)
		}
	}
	for k, text := range en.texts {
		if !vi.Has(k) {
			t.Errorf("vi lacks %s", k)
			continue
		}
		a, b := placeholder.FindAllString(text, -1), placeholder.FindAllString(vi.texts[k], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
			t.Errorf("%s: placeholders %v and %v", k, a, b)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(vi.texts)) {
		if !norm.NFC.IsNormalString(vi.texts[k]) {
			t.Errorf("%s is not NFC", k)
		}
	}
}

func TestTextFillsPlaceholdersOnce(t *testing.T) {
	w := Words{"vi", map[string]string{"a": "{x} và {y}"}}
	if got := w.Text("a", "x", "1", "y", "2"); got != "1 và 2" {
		t.Error(got)
	}
	if w.Text("missing") != "missing" || For("xx").Lang() != "vi" {
		t.Error("fallbacks")
	}
}
