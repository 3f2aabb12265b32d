package app

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"phendau/internal/web"
)

// served serves the embedded apps as a server does, with one answer altered.
func served(t *testing.T, alter func(path string, h http.Header, body []byte) []byte) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/office/", web.Office())
	mux.Handle("/field/", web.Field())
	mux.Handle(web.SealPath, web.Seal())
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, r)
		body := alter(r.URL.Path, rec.Header(), rec.Body.Bytes())
		for k := range rec.Header() {
			rw.Header().Set(k, rec.Header().Get(k))
		}
		rw.WriteHeader(rec.Code)
		_, _ = rw.Write(body)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// TestDoctorNamesTheFirstFileOfAnAlteredApp: one byte, in any form in which it may
// be sent.
func TestDoctorNamesTheFirstFileOfAnAlteredApp(t *testing.T) {
	asIs := func(_ string, _ http.Header, b []byte) []byte { return b }
	if code, out, errs := run(t, "doctor", "--assets", served(t, asIs), "--lang", "en"); code != exitOK || !strings.Contains(out, "[good] Web apps") {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	all := web.Assets()
	target := all[len(all)/2].Path
	for _, coding := range []string{"br", "gzip", ""} {
		url := served(t, func(path string, h http.Header, b []byte) []byte {
			if path != target || coding != "" && h.Get("Content-Encoding") != coding {
				return b
			}
			b = bytes.Clone(b)
			b[len(b)/2] ^= 1
			return b
		})
		code, out, _ := run(t, "doctor", "--assets", url, "--lang", "en")
		if code != exitFailed || !strings.Contains(out, "[BAD] Web apps: 1 of") || !strings.Contains(out, target) {
			t.Errorf("%q: %d %s", coding, code, out)
		}
	}
	if code, out, _ := run(t, "doctor", "--assets", "http://127.0.0.1:1", "--lang", "en"); code != exitFailed || !strings.Contains(out, "could not be fetched") {
		t.Errorf("%d %s", code, out)
	}
}
