package app

import (
	"net/http"
	"net/url"
	"strings"

	"phendau/internal/office"
	"phendau/internal/report"
)

// paperCodes sends who reads a code on paper to the screen that opens it. The
// screen asks who he is; whether there is such a report or entry is not said here.
func paperCodes(rw http.ResponseWriter, r *http.Request) {
	seeOther(rw, office.CodePath, url.Values{"c": {r.PathValue("code")}})
}

// oldPages are the pages without script that stood below /xem/ before the
// office did: their addresses in bookmarks and documents lead to its screens.
func oldPages() http.Handler {
	mux := http.NewServeMux()
	to := func(pattern string, screen func(*http.Request) (path string, q url.Values)) {
		mux.HandleFunc("GET /xem/"+pattern, func(rw http.ResponseWriter, r *http.Request) {
			path, q := screen(r)
			seeOther(rw, "/office/"+path, q)
		})
	}
	to("{$}", func(*http.Request) (string, url.Values) { return "", nil })
	to("so-lieu", func(r *http.Request) (string, url.Values) {
		return "so-lieu", asked(r, "place", "period", "calendar", "map", "status", "by", "indicator")
	})
	to("o", func(r *http.Request) (string, url.Values) { return "so-lieu/o", asked(r, "c", "by") })
	to("ban-ghi/{ledger}/{id}", func(r *http.Request) (string, url.Values) {
		return "so/" + url.PathEscape(r.PathValue("ledger")) + "/" + url.PathEscape(r.PathValue("id")), nil
	})
	report := func(r *http.Request) (string, url.Values) {
		q := asked(r, "place", "period", "calendar", "map")
		q.Set("template", r.PathValue("name"))
		return "bao-cao", q
	}
	to("bao-cao/{name}", report)
	to("bao-cao/{name}/{file}", report)
	to("khoa", func(*http.Request) (string, url.Values) { return "khoa-so", nil })
	lock := func(r *http.Request) (string, url.Values) { return "ma", url.Values{"c": {r.PathValue("id")}} }
	to("khoa/{id}", lock)
	to("khoa/{id}/{file}", lock)
	return mux
}

// asked takes the named values of an address; what was given several times
// stands with commas between, as the office writes it.
func asked(r *http.Request, names ...string) url.Values {
	q, out := r.URL.Query(), url.Values{}
	for _, n := range names {
		if v := strings.Join(q[n], ","); v != "" {
			out.Set(n, v)
		}
	}
	return out
}

func seeOther(rw http.ResponseWriter, path string, q url.Values) {
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	rw.Header().Set("Location", path)
	rw.WriteHeader(http.StatusSeeOther)
}

// mountMoved puts the old addresses and those on paper into the site.
func mountMoved(mux *http.ServeMux) {
	mux.HandleFunc("GET "+report.CodePath+"{code}", paperCodes)
	mux.Handle("/xem/", oldPages())
}
