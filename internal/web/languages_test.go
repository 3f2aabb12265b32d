package web

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func fetched(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// TestALanguageIsOfferedOnlyWhenSomethingForItIsSupplied: and nothing of the
// directory beside it is served.
func TestALanguageIsOfferedOnlyWhenSomethingForItIsSupplied(t *testing.T) {
	none, err := Languages("")
	if err != nil || fetched(none, "/languages/").Body.String() != "[]" {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put(t, dir, "tyz/texts.json", `{"name":"Mẫu","texts":{"field.home":"x"}}`)
	put(t, dir, "tyz/prompts/dim.patrol_form.webm", "sound")
	put(t, dir, "tyz/secret.txt", "not for phones")
	h, err := Languages(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := fetched(h, "/languages/").Body.String(); !strings.Contains(got, `"code":"tyz","name":"Mẫu"`) || !strings.Contains(got, `"prompts":["dim.patrol_form.webm"]`) {
		t.Error(got)
	}
	if w := fetched(h, "/languages/tyz/dim.patrol_form.webm"); w.Code != 200 || w.Header().Get("Content-Type") != "audio/webm" || w.Body.String() != "sound" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := fetched(h, "/languages/tyz/texts.json"); w.Code != 200 || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, path := range []string{"/languages/tyz/secret.txt", "/languages/nut/texts.json", "/languages/tyz/..%2Fsecret.txt", "/languages/..%2F/texts.json"} {
		if w := fetched(h, path); w.Code == 200 {
			t.Errorf("%s was served", path)
		}
	}
}

// TestWhatIsWrongWithALanguageIsSaidWithItsFile: at the start, not on a phone.
func TestWhatIsWrongWithALanguageIsSaidWithItsFile(t *testing.T) {
	for name, files := range map[string][2]string{
		"no name": {"tyz/texts.json", `{"texts":{}}`}, "no JSON": {"tyz/texts.json", `{`}, "number": {"tyz/texts.json", `{"name":"x","texts":{"a":1}}`},
		"not NFC": {"tyz/texts.json", "{\"name\":\"Ta\u0300y\"}"}, "no recording": {"tyz/prompts/day.exe", "x"},
	} {
		dir := t.TempDir()
		put(t, dir, "tyz/texts.json", `{"name":"x"}`)
		put(t, dir, files[0], files[1])
		if _, err := Languages(dir); err == nil || !strings.Contains(err.Error(), filepath.Base(files[0])) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
