package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/blobs"
	"phendau/internal/identity"
	"phendau/internal/machine"
	"phendau/internal/office"
	"phendau/internal/relay"
	"phendau/internal/store"
	"phendau/internal/syncing"
	"phendau/internal/tipdoor"
	"phendau/internal/vault"
	"phendau/internal/web"
	"phendau/internal/words"
)

// house is everything one server process holds.
type house struct {
	handler http.Handler
	office  *office.Office
	keys    *keys
	sites   *office.SiteDoor
	st      *store.Store
	log     *slog.Logger
	signer  *audit.Signer // of the audit log's checkpoints
	keyDir  string        // of this process
	origin  string        // what people open
	setup   string        // key of the first-run set-up, "" when it is done
	begun   bool          // the set-up was made, but nobody has enrolled
}

// house joins the doors into one server.
func (m *Main) house(ctx context.Context, w words.Words, s *serving, st *store.Store, addr net.Addr) (*house, error) {
	if err := hasRootKey(ctx, w, st, s.keyDir); err != nil {
		return nil, err
	}
	k, err := openKeys(w, s.keyDir)
	if err != nil {
		return nil, err
	}
	h := &house{keys: k, keyDir: s.keyDir, st: st, log: m.logger(), origin: s.origin}
	if h.origin == "" {
		_, port, err := net.SplitHostPort(addr.String())
		if err != nil {
			return nil, errors.Join(err, k.close())
		}
		h.origin = "http://localhost:" + port
	}
	if err := h.fill(ctx, w, m, s); err != nil {
		return nil, errors.Join(err, k.close())
	}
	return h, nil
}

func (h *house) close() error {
	if h.office != nil && h.office.Vault != nil {
		return errors.Join(h.office.Vault.Close(), h.keys.close())
	}
	return h.keys.close()
}

// openVault opens the keys of sealed tips: beside a book in a directory, else where
// the operator says. Without a vault there are no desks.
func (h *house) openVault(ctx context.Context, s *serving) (err error) {
	o := vault.Options{Dir: s.dir, Database: s.vault}
	if s.vault != "" {
		o.Dir = ""
	}
	if o == (vault.Options{}) {
		return nil
	}
	h.office.Vault, err = vault.Open(ctx, o)
	return err
}

func (h *house) fill(ctx context.Context, w words.Words, m *Main, s *serving) error {
	if err := h.keys.sameKey(ctx, w, h.st); err != nil {
		return err
	}
	h.office = &office.Office{Store: h.st, Writer: h.keys.writer(h.st), Reports: &office.Publisher{Store: h.st}, Root: h.keys.root, Origin: h.origin, Hasher: identity.NewHasher(), Now: m.Now, Log: h.log}
	h.office.DrawLines()
	h.office.Doctor = &office.Doctor{Machine: machine.This(), Dir: s.dir, KeyDir: s.keyDir, BlobDir: s.blobDir, Cert: s.cert}
	u, err := url.Parse(h.origin)
	if err != nil {
		return err
	}
	if s.blobDir != "" {
		if h.office.Blobs, err = blobs.Open(s.blobDir); err != nil {
			return err
		}
	}
	if err := h.openVault(ctx, s); err != nil {
		return err
	}
	h.st.ReadTracks((&office.LineReader{Store: h.st, Blobs: h.office.Blobs}).Tracks)
	if err := h.openSites(ctx, w, m, s); err != nil {
		return err
	}
	if h.signer, err = logSigner(h.keys.root); err != nil {
		return err
	}
	h.office.LogKey, h.office.Witnesses = h.signer, s.witnesses
	if h.office.Relying, err = identity.NewRelying(u.Hostname(), h.origin); err != nil {
		return err
	}
	if err := h.begin(ctx, s); err != nil {
		return err
	}
	if err := h.tellApps(ctx); err != nil {
		return err
	}
	return h.mount(ctx, m, s)
}

// logName is the name of this installation's audit log: the same wherever and
// under whatever address the book is served.
func logName(root *identity.RootKey) string {
	return "phendau/" + hex.EncodeToString(root.Derive("log")[:6])
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
		return h.openOwnWitness()
	}
	some, err := h.st.Enrolled(ctx)
	if err == nil && !some {
		h.office.SetupKey, h.setup = office.NewSetupKey()
		h.begun = reg != nil && len(reg.People) > 0
	}
	return err
}

// mount puts every door behind its addresses.
func (h *house) mount(ctx context.Context, m *Main, s *serving) error {
	site, err := m.handler(ctx, h.st, h)
	if err != nil {
		return fmt.Errorf("mount the pages: %w", err)
	}
	phones := h.phones(m.Now)
	h.office.Phones = phones
	o := h.office.Options()
	o.BodyRead = s.bodyRead
	routes := api.New(o)
	h.office.Routes(routes)
	mux := http.NewServeMux()
	mux.Handle(api.Prefix+"/", routes.Handler())
	mux.Handle(syncing.Prefix+"/", phones.Handler())
	mux.Handle(relay.Prefix+"/", h.siteDoor(m.Now))
	tips, err := h.tipDoor(ctx, m.Now)
	if err != nil {
		return err
	}
	mux.Handle(tipdoor.Prefix+"/", tips.Handler())
	mux.Handle(tipdoor.Page, tips.Pages())
	mux.Handle(tipdoor.Page+"/", tips.Pages())
	mux.Handle(web.SealPath, site)
	languages, err := web.Languages(s.languages)
	if err != nil {
		return err
	}
	mux.Handle("GET /languages/", languages)
	mux.Handle("GET /log/", h.auditLog())
	mux.Handle("GET /blob/", h.office.BlobHandler())
	mux.Handle("/", site)
	h.handler = h.fence(s, mux)
	return nil
}

// phones is the door of the field app: this process answers and signs receipts.
func (h *house) phones(now func() time.Time) *syncing.Hub {
	hub := &syncing.Hub{Book: h.st, Forms: h.office.Forms, Node: h.office.Writer.Author, NewID: h.office.Writer.IDs.New, Secret: h.keys.root.Derive("sync"),
		Now: now, Log: h.log, Refused: h.office.PhoneRefused, Classify: classify, TipCode: h.office.TipCode}
	if h.office.Blobs != nil {
		hub.Files = h.office.Blobs
	}
	return hub
}

// tipDoor is where people who send sealed tips come in.
func (h *house) tipDoor(ctx context.Context, now func() time.Time) (*tipdoor.Door, error) {
	reg, err := publicBook{h.st}.Registry(ctx)
	if err != nil {
		return nil, err
	}
	return &tipdoor.Door{Book: &office.TipDoor{O: h.office}, Now: now, Log: h.log, Classify: classify, Secret: h.keys.root.Derive("tip pages"), Demo: reg.Demo()}, nil
}

// takesTips says whether a desk takes sealed tips today.
func (h *house) takesTips(ctx context.Context) bool {
	o, err := (&office.TipDoor{O: h.office}).Offer(ctx)
	return err == nil && len(o.Desks) > 0
}

// classify names errors of storage for those who come again.
func classify(err error) string {
	switch {
	case errors.Is(err, store.ErrDiskFull), errors.Is(err, syscall.ENOSPC):
		return "disk_full"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, store.ErrNotStarted):
		return "busy"
	}
	return ""
}

// checkpointEvery is how often the head of the audit log is signed.
const checkpointEvery = 10 * time.Minute

// run does what a server does beside answering, until ctx ends: it loads the
// facts while the first reader still types the address, and signs the head of
// the audit log now and then and at the end.
func (h *house) run(ctx context.Context) {
	if _, err := h.st.Current(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNotStarted) {
		h.log.Error("the facts could not be loaded", "err", err)
	}
	tick, sweep, tips := time.NewTicker(checkpointEvery), time.NewTicker(24*time.Hour), time.NewTicker(time.Hour)
	defer tick.Stop()
	defer sweep.Stop()
	defer tips.Stop()
	h.sweepFiles(ctx)
	h.keepTips(ctx)
	exchanged := make(chan struct{})
	go func() { defer close(exchanged); h.sites.Exchange.Run(ctx) }()
	defer func() { <-exchanged }()
	for {
		h.checkpoint(ctx)
		select {
		case <-tick.C:
		case <-tips.C:
			h.keepTips(ctx)
		case <-sweep.C:
			h.sweepFiles(ctx)
		case <-ctx.Done():
			h.checkpoint(context.WithoutCancel(ctx))
			return
		}
	}
}

func (h *house) sweepFiles(ctx context.Context) {
	if err := h.office.ExpireTracks(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("old tracks could not be deleted", "err", err)
	}
	if err := h.office.SweepFiles(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("files that nobody attached could not be swept", "err", err)
	}
}

// keepTips does what falls due at desks; soon after midnight the leaves of the day
// enter the log.
func (h *house) keepTips(ctx context.Context) {
	if err := h.office.KeepTips(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrNotStarted) {
		h.log.Error("what is due at the desks for tips could not be done", "err", err)
	}
	if err := h.copyShreds(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("the second place was not told what was shredded", "err", err)
	}
}

func (h *house) checkpoint(ctx context.Context) {
	if err := h.tellBackups(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("a backup could not be written into the audit log", "err", err)
	}
	sign := h.office.OwnWitness
	if sign == nil {
		sign = func(ctx context.Context) error {
			_, err := h.st.SignCheckpoint(ctx, h.signer)
			return err
		}
	}
	if err := sign(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("the audit log could not be signed", "err", err)
	}
}

// witnessed is when the newest checkpoint with a witness was made.
func (h *house) witnessed(ctx context.Context) (time.Time, bool) {
	k, err := h.st.LatestCheckpoint(ctx, true)
	return time.Unix(k.At, 0), err == nil
}

// auditLog answers witnesses: the key of the log, its newest checkpoint, and
// with from the proof that it holds the records signed for before.
func (h *house) auditLog() http.Handler {
	mux := http.NewServeMux()
	plain := func(rw http.ResponseWriter) {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	mux.HandleFunc("GET /log/key", func(rw http.ResponseWriter, _ *http.Request) {
		plain(rw)
		fmt.Fprintln(rw, h.signer.Key())
	})
	mux.HandleFunc("GET /log/checkpoint", func(rw http.ResponseWriter, r *http.Request) {
		from := int64(-1)
		if text := r.URL.Query().Get("from"); text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < 0 {
				http.Error(rw, "from is a number of records", http.StatusBadRequest)
				return
			}
			from = n
		}
		b, err := checkpointText(r.Context(), h.st, from)
		switch {
		case errors.Is(err, store.ErrNoCheckpoint), errors.Is(err, store.ErrBeyondLog):
			http.Error(rw, http.StatusText(http.StatusNotFound), http.StatusNotFound)
		case err != nil:
			h.log.Error("the checkpoint could not be read", "err", err)
			http.Error(rw, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		default:
			plain(rw)
			_, _ = rw.Write(b)
		}
	})
	return mux
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
