package app

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
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

// TestOfSendersTheLogTellsHowManyAnHour: whatever they send, in good form or bad, from
// wherever: no line of its own, no word of it, no limit, nothing packed.
func TestOfSendersTheLogTellsHowManyAnHour(t *testing.T) {
	now := time.Date(2026, 12, 1, 8, 59, 0, 0, time.UTC)
	var moved sync.Mutex
	clock := func() time.Time {
		moved.Lock()
		defer moved.Unlock()
		return now
	}
	h := serveHouse(t, storetest.Open(t, store.Options{Dir: t.TempDir()}), clock, func(s *serving) { s.dir, s.behindProxy = t.TempDir(), true })
	const canary = "CANARY-4b1f"
	send := func(method, path, media string, body []byte, n int) int {
		t.Helper()
		req, err := http.NewRequest(method, h.srv.URL+path, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range map[string]string{"Content-Type": media, "Accept-Encoding": "gzip, br, zstd", "User-Agent": canary, "Referer": "http://localhost/" + canary, "Cookie": "x=" + canary, "X-Forwarded-For": fmt.Sprintf("203.0.%d.%d", 112+n/250, n%250)} {
			req.Header.Set(k, v)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Fatal(err)
		}
		if e := resp.Header.Get("Content-Encoding"); e != "" {
			t.Errorf("%s is packed: %s", path, e)
		}
		if resp.Header.Get("Set-Cookie") != "" || resp.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, resp.Header)
		}
		return resp.StatusCode
	}
	form := "--x\r\nContent-Disposition: form-data; name=\"noidung\"\r\n\r\n" + canary + "\r\n--x--\r\n"
	for i, c := range []struct{ method, path, media, body string }{
		{"GET", "/t/1/desks", "", ""},
		{"GET", "/t/1/keys/" + canary, "", ""},
		{"POST", "/t/1/" + canary, "text/plain", canary},
		{"POST", "/t/1/slot?x=" + canary, "application/octet-stream", canary},
		{"POST", "/t/1/message", "application/octet-stream", canary},
		{"POST", "/t/1/withdraw", "application/octet-stream", canary[:11] + "123456"},
		{"POST", "/t/1/file", "application/octet-stream", canary},
		{"GET", "/tin-bao?x=" + canary, "", ""},
		{"POST", "/tin-bao?x=" + canary, "multipart/form-data; boundary=x", form},
		{"POST", "/tin-bao/doc", "multipart/form-data; boundary=x", form},
		{"POST", "/tin-bao", "application/x-www-form-urlencoded", "noidung=" + canary},
	} {
		if code := send(c.method, c.path, c.media, []byte(c.body), i); code == http.StatusTooManyRequests {
			t.Errorf("%s: %d", c.path, code)
		}
	}
	// From one address, then from five hundred: nobody is turned away.
	var all sync.WaitGroup
	for part := range 8 {
		all.Go(func() {
			for i := range 100 {
				if code := send("POST", "/t/1/withdraw", "application/octet-stream", append(bytes.Repeat([]byte{byte(i)}, 16), 1), (part*100+i)*min(part, 1)); code != http.StatusOK {
					t.Errorf("%d", code)
					return
				}
			}
		})
	}
	all.Wait()
	moved.Lock()
	now = now.Add(2 * time.Hour)
	moved.Unlock()
	send("GET", "/t/1/desks", "", nil, 0)
	log := h.log.String()
	for _, never := range []string{canary, "203.0", "127.0.0.1", "/t/1", "tin-bao", "withdraw"} {
		if strings.Contains(log, never) {
			t.Errorf("the log holds %q: %s", never, log)
		}
	}
	if n := strings.Count(log, `"tip door"`); n == 0 || n > 2 {
		t.Errorf("%d lines tell how many there were: %s", n, log)
	}
}
