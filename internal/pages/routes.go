package pages

import "net/http"

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
	mux.Handle("GET /assets/{file...}", s.assets)
	mux.Handle("GET /", s.page(func(*request) (*screen, error) { return nil, notFound("page.error.no_page") }))
	mux.Handle("/", s.page(func(*request) (*screen, error) {
		return nil, &problem{status: http.StatusMethodNotAllowed, key: "page.error.method"}
	}))
	return headers(mux)
}

// policy lets a page use its own stylesheet, fonts, pictures and forms, and
// nothing else: there is no script to allow.
const policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// permissions switches off what no page needs.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), " +
	"magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), web-share=(), xr-spatial-tracking=()"

// headers are on every answer (security.md section 2).
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", permissions)
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
