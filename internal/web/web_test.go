package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func server(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	mux.Handle("/office/", Office())
	mux.Handle("/field/", Field())
	mux.Handle(SealPath, Seal())
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// get asks with headers given in pairs; nothing is decompressed on the way.
func get(t *testing.T, url string, pairs ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		req.Header.Set(pairs[i], pairs[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

var scriptName = regexp.MustCompile(`src="(/office/assets/[^"]+\.js)"`)

func entryScript(t *testing.T, base string) string {
	t.Helper()
	_, html := get(t, base+"/office/")
	m := scriptName.FindStringSubmatch(html)
	if m == nil {
		t.Fatalf("no script in %s", html)
	}
	return m[1]
}

func TestEveryScreenGetsTheSameDocumentAndItIsAskedForAgain(t *testing.T) {
	base := server(t).URL
	_, start := get(t, base+"/office/")
	for _, path := range []string{"/office/so", "/office/so/a%2Fb", "/office/index.html"} {
		res, body := get(t, base+path)
		if res.StatusCode != 200 || body != start || res.Header.Get("Cache-Control") != "no-cache" || res.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %q %q", path, res.StatusCode, res.Header.Get("Cache-Control"), res.Header.Get("Content-Type"))
		}
	}
	res, _ := get(t, base+"/office/")
	if again, body := get(t, base+"/office/", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != 304 || body != "" {
		t.Errorf("an unchanged document is sent again: %d", again.StatusCode)
	}
}

func TestAMissingFileIsNoScreen(t *testing.T) {
	base := server(t).URL
	for _, path := range []string{"/office/assets/none.js", "/office/assets/none", "/office/x.map", "/office/../web.go"} {
		if res, _ := get(t, base+path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

func TestHashedFilesAreKeptForGoodInTheFormTheClientTakes(t *testing.T) {
	base := server(t).URL
	url := base + entryScript(t, base)
	_, plain := get(t, url)
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip, deflate, br, zstd": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip", "GZIP": "gzip", "br;q=x": "",
	} {
		res, body := get(t, url, "Accept-Encoding", accept)
		h := res.Header
		if h.Get("Content-Encoding") != want || h.Get("Vary") != "Accept-Encoding" || h.Get("Cache-Control") != "public, max-age=31536000, immutable" || h.Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("Accept-Encoding %q: %v", accept, h)
		}
		if want == "gzip" {
			zr, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(zr); err != nil || string(b) != plain {
				t.Errorf("the gzip form holds something else: %v", err)
			}
		}
	}
}

func TestEveryAnswerCarriesThePolicy(t *testing.T) {
	base := server(t).URL
	for _, path := range []string{"/office/", "/office/so", entryScript(t, base), "/office/none.js"} {
		res, _ := get(t, base+path)
		for name, want := range officeHeaders {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	res, err := http.Post(base+"/office/", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 405 || res.Header.Get("Content-Security-Policy") != OfficeCSP {
		t.Errorf("POST: %d", res.StatusCode)
	}
}

// TestThePhonesAppIsKeptByAWorkerThatIsAskedForAgain: an old worker that a
// cache kept would keep an old app for good.
func TestThePhonesAppIsKeptByAWorkerThatIsAskedForAgain(t *testing.T) {
	base := server(t).URL
	for path, want := range map[string]string{"/field/": "text/html; charset=utf-8", "/field/hop-gui": "text/html; charset=utf-8", "/field/sw.js": "text/javascript; charset=utf-8",
		"/field/manifest.webmanifest": "application/manifest+json", "/field/icon-192.png": "image/png"} {
		res, _ := get(t, base+path)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != want || res.Header.Get("Cache-Control") != "no-cache" || res.Header.Get("Content-Security-Policy") != FieldCSP {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
	}
}

// TestNothingOfThePageThatSealsIsKept: no cache, no worker and no cookie tells the
// next user of a computer that somebody was there.
func TestNothingOfThePageThatSealsIsKept(t *testing.T) {
	base := server(t).URL
	_, document := get(t, base+SealPath)
	script := regexp.MustCompile(`src="(` + SealPath + `assets/[^"]+\.js)"`).FindStringSubmatch(document)
	if script == nil {
		t.Fatalf("no script in %s", document)
	}
	for path, status := range map[string]int{SealPath: 200, script[1]: 200, SealPath + "sw.js": 404, SealPath + "manifest.webmanifest": 404} {
		res, _ := get(t, base+path)
		if res.StatusCode != status || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", path, res.StatusCode, res.Header)
		}
		for name, want := range sealHeaders {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

func TestDocumentsHoldNothingThePolicyBlocks(t *testing.T) {
	files := load("office")
	for _, app := range []string{"field", "seal"} {
		for name, f := range load(app) {
			files[app+"/"+name] = f
		}
	}
	for name, f := range files {
		text := string(f.body[""])
		if strings.HasSuffix(name, ".html") && (strings.Contains(text, " style=") || strings.Contains(text, "<style") || regexp.MustCompile(`<script[^>]*>[^<]`).MatchString(text)) {
			t.Errorf("%s has inline script or style", name)
		}
		if strings.HasSuffix(name, ".css") && strings.Contains(text, "data:") {
			t.Errorf("%s has a data address", name)
		}
	}
}
