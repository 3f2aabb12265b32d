// Package public is the site everybody may read: figures of communes and
// above, from locked reports only, by the rules of package publication, with
// how they are known and where they stand; and what the site is and whom to
// ask. The pages need no script, set no cookie, ask no other server, keep
// nothing in the browser and only read.
//
// Handler is all a program needs.
package public

import (
	"context"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/plain"
	"phendau/internal/publication"
	"phendau/internal/registry"
)

// Book is what the pages read: locked reports and the names of places. Facts
// and entries are not in it. A store is one.
type Book interface {
	Registry(ctx context.Context) (*registry.Registry, error)
	// Snapshots lists the locked reports, oldest first.
	Snapshots(ctx context.Context) ([]*ledger.Snapshot, error)
	// Payload are the bytes a lock bound by hash.
	Payload(ctx context.Context, ledgerID, hash string) ([]byte, error)
}

// Options say what to show and how.
type Options struct {
	Book Book
	// Demo marks every page "dữ liệu minh họa".
	Demo bool
	// WorkPath leads those who work with the book to their pages; "" shows no
	// such link.
	WorkPath string
	// TipsPath is the form for tips, Tips says whether somebody takes them; a nil
	// hook shows no such link.
	TipsPath string
	Tips     func(ctx context.Context) bool
	// Contact are lines of address, telephone or mail of the office, shown as
	// they are.
	Contact []string
	// Checkpoint is when the newest checkpoint of the audit log was witnessed
	// from outside; ok is false while there is none. A nil hook says nothing.
	Checkpoint func(ctx context.Context) (at time.Time, ok bool)
	// Stylesheets are served as /assets/NAME beside the pages' own.
	Stylesheets map[string]string
	// Now is the clock; nil is the real one.
	Now func() time.Time
	// Log receives what a reader must not see; nil discards it.
	Log *slog.Logger
}

// site is the pages with what they are made from.
type site struct {
	Options
	templates *template.Template
	assets    plain.Assets

	mu      sync.Mutex
	edition *publication.Edition
	made    string // what the edition was made of
}

// Handler serves the pages. It answers every path, so a program that serves
// more puts it behind its other patterns.
func Handler(o Options) (http.Handler, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	t, err := template.ParseFS(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	files, err := plain.LoadAssets(o.Stylesheets)
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	return (&site{Options: o, templates: t, assets: files}).routes(), nil
}

// routes is the table of contents.
func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, h handler) { mux.Handle("GET "+pattern, s.page(h)) }
	page("/{$}", s.home)
	page("/so-lieu", s.figures)
	page("/so-lieu/{indicator}", s.indicator)
	page("/so-lieu/{indicator}/so-lieu.csv", s.table)
	page("/ho-tro", s.help)
	mux.Handle("GET "+plain.AssetPath+"{file...}", s.assets)
	page("/", func(*request) (*screen, error) { return nil, &problem{http.StatusNotFound, "page.error.no_page"} })
	mux.Handle("/", s.page(func(*request) (*screen, error) {
		return nil, &problem{http.StatusMethodNotAllowed, "page.error.method"}
	}))
	return plain.Headers(mux)
}
