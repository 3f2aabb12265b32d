package app

import (
	"context"
	"net/http"

	"phendau/internal/store"
)

// handler joins the doors into one server.
func (m *Main) handler(_ context.Context, st *store.Store) (http.Handler, error) {
	mux := http.NewServeMux()
	h := health(st)
	mux.Handle("GET /healthz", h)
	mux.Handle("GET /readyz", h)
	return guard(mux), nil
}
