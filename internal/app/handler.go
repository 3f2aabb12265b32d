package app

import (
	"context"
	"errors"
	"net/http"
	"time"

	"phendau/internal/document"
	"phendau/internal/public"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tipdoor"
	"phendau/internal/web"
)

// handler joins the doors that serve pages, beside those of the house.
func (m *Main) handler(ctx context.Context, st *store.Store, in *house) (http.Handler, error) {
	reg, err := publicBook{st}.Registry(ctx)
	if err != nil {
		return nil, err
	}
	var witnessed func(context.Context) (time.Time, bool)
	var tips func(context.Context) bool
	if in != nil {
		witnessed, tips = in.witnessed, in.takesTips
	}
	site, err := public.Handler(public.Options{Book: publicBook{st}, Demo: reg.Demo(), WorkPath: "/office/", Checkpoint: witnessed, TipsPath: tipdoor.Page, Tips: tips,
		Stylesheets: map[string]string{"paper.css": document.CSS()}, Now: m.Now})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	h := health(st)
	mux.Handle("GET /healthz", h)
	mux.Handle("GET /readyz", h)
	mux.Handle("/office/", web.Office())
	mux.Handle("/field/", web.Field())
	mux.Handle(web.SealPath, web.Seal())
	mountMoved(mux)
	mux.Handle("/", site)
	return mux, nil
}

// publicBook is a store as the public pages see it: before the book is started
// it is empty.
type publicBook struct{ *store.Store }

// Registry is the registry as of now.
func (b publicBook) Registry(ctx context.Context) (*registry.Registry, error) {
	reg, err := b.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		return registry.Build(0, nil)
	}
	return reg, err
}
