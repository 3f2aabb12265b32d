package pages

import (
	"net/http"

	"phendau/internal/plain"
)

// routes is the table of contents.
func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, h handler) { mux.Handle("GET "+Prefix+pattern, s.page(h)) }
	page("/{$}", s.home)
	page("/so-lieu", s.explorer)
	page("/o", s.cell)
	page("/ban-ghi/{ledger}/{id}", s.record)
	page("/bao-cao/{name}", s.report)
	page("/bao-cao/{name}/{file}", s.reportFile)
	page("/khoa", s.locks)
	page("/khoa/{snapshot}", s.locked)
	page("/khoa/{snapshot}/{file}", s.lockedFile)
	mux.Handle("GET "+plain.AssetPath+"{file...}", s.assets)
	mux.Handle("GET /", s.page(func(*request) (*screen, error) { return nil, notFound("page.error.no_page") }))
	mux.Handle("/", s.page(func(*request) (*screen, error) {
		return nil, &problem{status: http.StatusMethodNotAllowed, key: "page.error.method"}
	}))
	return plain.Headers(mux)
}
