package app

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestOldAddressesLeadToTheOffice: what stands in bookmarks and on paper still
// opens, with what was asked.
func TestOldAddressesLeadToTheOffice(t *testing.T) {
	srv := server(t, storetest.Open(t, store.Options{Dir: t.TempDir()}), late)
	c := *srv.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	entry := report.EntryCode("01900000-0000-7000-8000-00000000b0d1")
	for path, want := range map[string]string{
		"/m/" + entry:   "/office/ma?c=" + entry,
		"/xem/":         "/office/",
		"/xem/?lang=en": "/office/",
		"/xem/so-lieu?place=047@2024-02-29&period=2023&by=place:hamlet&by=month&indicator=patrol.post&lang=en": "/office/so-lieu?by=place%3Ahamlet%2Cmonth&indicator=patrol.post&period=2023&place=047%402024-02-29",
		"/xem/o?c=AB-c_d&by=month&p=3":                   "/office/so-lieu/o?by=month&c=AB-c_d",
		"/xem/ban-ghi/a/b":                               "/office/so/a/b",
		"/xem/ban-ghi/a/..%2F..%2Fb":                     "/office/so/a/..%2F..%2Fb",
		"/xem/bao-cao/yearly?place=047&period=2023":      "/office/bao-cao?period=2023&place=047&template=yearly",
		"/xem/bao-cao/yearly/tep.docx?calendar=official": "/office/bao-cao?calendar=official&template=yearly",
		"/xem/khoa":                  "/office/khoa-so",
		"/xem/khoa/0190":             "/office/ma?c=0190",
		"/xem/khoa/0190/tep.pdf":     "/office/ma?c=0190",
		"/m/monthly-1ac949db.12.7K":  "/office/ma?c=monthly-1ac949db.12.7K",
		"/m/%2F%2Felsewhere.example": "/office/ma?c=%2F%2Felsewhere.example",
	} {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := resp.Header.Get("Location"); resp.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("%s answers %d %q, want %q", path, resp.StatusCode, got, want)
		}
	}
	for _, path := range []string{"/xem/khong-co", "/m/", "/m/a/b"} {
		if code, _, h := page(t, srv, path); code != http.StatusNotFound || strings.Contains(h.Get("Location"), "office") {
			t.Errorf("%s answers %d", path, code)
		}
	}
}
