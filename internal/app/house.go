package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"

	"phendau/internal/api"
	"phendau/internal/identity"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/words"
)

// house is everything one server process holds.
type house struct {
	handler http.Handler
	office  *office.Office
	keys    *keys
	st      *store.Store
	log     *slog.Logger
	origin  string // what people open
	setup   string // key of the first-run set-up, "" when it is done
}

// house joins the doors into one server.
func (m *Main) house(ctx context.Context, w words.Words, s *serving, st *store.Store, addr net.Addr) (*house, error) {
	k, err := openKeys(w, s.keyDir)
	if err != nil {
		return nil, err
	}
	h := &house{keys: k, st: st, log: m.logger(), origin: s.origin}
	if h.origin == "" {
		_, port, err := net.SplitHostPort(addr.String())
		if err != nil {
			return nil, errors.Join(err, k.close())
		}
		h.origin = "http://localhost:" + port
	}
	if err := h.fill(ctx, m, s); err != nil {
		return nil, errors.Join(err, k.close())
	}
	return h, nil
}

func (h *house) close() error { return h.keys.close() }

func (h *house) fill(ctx context.Context, m *Main, s *serving) error {
	if err := h.keys.sameKey(ctx, h.st); err != nil {
		return err
	}
	wr, err := h.keys.writer(ctx, h.st)
	if err != nil {
		return err
	}
	h.office = &office.Office{Store: h.st, Writer: wr, Root: h.keys.root, Hasher: identity.NewHasher(), Now: m.Now, Log: h.log}
	u, err := url.Parse(h.origin)
	if err != nil {
		return err
	}
	if h.office.Relying, err = identity.NewRelying(u.Hostname(), h.origin); err != nil {
		return err
	}
	if err := h.begin(ctx, s); err != nil {
		return err
	}
	return h.mount(ctx, m)
}

// begin decides how the first person comes in: an empty book is set up, a demo
// book on this machine is tried out.
func (h *house) begin(ctx context.Context, s *serving) error {
	reg, err := h.st.Registry(ctx)
	if err != nil && !errors.Is(err, store.ErrNotStarted) {
		return err
	}
	if err == nil && reg.Demo() {
		h.office.TryOut = s.cert == "" && !s.behindProxy
		return nil
	}
	all, err := h.st.Accounts(ctx)
	if err == nil && len(all) == 0 {
		h.office.SetupKey, h.setup = office.NewSetupKey()
	}
	return err
}

// mount puts every door behind its addresses.
func (h *house) mount(ctx context.Context, m *Main) error {
	site, err := m.handler(ctx, h.st, h.office.Reader)
	if err != nil {
		return fmt.Errorf("mount the pages: %w", err)
	}
	routes := api.New(h.office.Options())
	h.office.Routes(routes)
	mux := http.NewServeMux()
	mux.Handle(api.Prefix+"/", routes.Handler())
	mux.Handle("/", site)
	h.handler = guard(h.origin, new(http.CrossOriginProtection).Handler(mux))
	return nil
}

// run does what a server does beside answering: it loads the facts while the
// first reader still types the address.
func (h *house) run(ctx context.Context) {
	if _, err := h.st.Current(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNotStarted) {
		h.log.Error("the facts could not be loaded", "err", err)
	}
}

// logger writes JSON lines to the error stream: time, level, route, status,
// duration; never an address, a query or a body (security.md section 13).
func (m *Main) logger() *slog.Logger {
	level := slog.LevelWarn
	if m.Getenv("PHENDAU_LOG") == "info" {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(m.Stderr, &slog.HandlerOptions{Level: level}))
}
