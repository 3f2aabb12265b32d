package app

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/tipdoor"
	"phendau/internal/web"
)

// TestTheDoorOfSendersStandsBehindTheFence: foreign pages cannot send through
// somebody's browser, programs can, and of no request a line is written.
func TestTheDoorOfSendersStandsBehindTheFence(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		h := serveHouse(t, storetest.Open(t, o), time.Now, func(s *serving) { s.dir = t.TempDir() })
		ask := func(method, path string, head map[string]string) (int, string, http.Header) {
			t.Helper()
			req, err := http.NewRequest(method, h.srv.URL+path, bytes.NewReader(make([]byte, 16)))
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range head {
				req.Header.Set(k, v)
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			if err != nil {
				t.Fatal(err)
			}
			return resp.StatusCode, string(b), resp.Header
		}
		for _, path := range []string{"/t/1/slot", "/t/1/read", "/tin-bao", "/tin-bao/doc"} {
			for _, head := range []map[string]string{{"Sec-Fetch-Site": "cross-site", "Origin": "https://example.org"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://example.org"}, {"Origin": "null"}} {
				if code, _, _ := ask("POST", path, head); code != http.StatusForbidden {
					t.Errorf("%s with %v: %d", path, head, code)
				}
			}
			for _, head := range []map[string]string{{}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": h.srv.URL}} {
				if code, _, _ := ask("POST", path, head); code == http.StatusForbidden || code == http.StatusNotFound {
					t.Errorf("%s with %v: %d", path, head, code)
				}
			}
		}
		if code, body, _ := ask("GET", "/t/1/desks", nil); code != http.StatusServiceUnavailable || !strings.Contains(body, `"closed"`) {
			t.Errorf("a book that is not begun: %d %s", code, body)
		}
		code, body, head := ask("GET", "/tin-bao", nil)
		if code != http.StatusOK || !strings.Contains(body, "chưa mở bàn tiếp nhận") || head.Get("Set-Cookie") != "" {
			t.Errorf("the form: %d %.300s", code, body)
		}
		if code, body, head := ask("GET", tipdoor.SealPage, nil); code != http.StatusOK || !strings.Contains(body, "<noscript>") || head.Get("Content-Security-Policy") != web.SealCSP {
			t.Errorf("the page that seals in the browser: %d %.300s", code, body)
		}
		if _, body, _ := ask("GET", "/", nil); strings.Contains(body, "/tin-bao") {
			t.Error("the first page leads to a form nobody reads")
		}
		if log := h.log.String(); strings.Contains(log, "/t/1") || strings.Contains(log, "tin-bao") || strings.Contains(log, "tip door") {
			t.Errorf("the log tells of single requests: %s", log)
		}
	})
}
