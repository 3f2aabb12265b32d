package office

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"phendau/internal/ledger"
	"phendau/internal/relay"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// TestTheExchangeKeepsItsPace: something new is brought at once, a failure waits
// longer each time, over a restart too, never less than home asked for, and a clock
// that was mended does not stop it.
func TestTheExchangeKeepsItsPace(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		now := time.Date(2026, 3, 10, 2, 0, 0, 0, time.UTC).UnixMilli()
		o.Now = func() int64 { return now }
		st := storetest.Open(t, o)
		ids := &ledger.IDs{Rand: ones{}, Now: o.Now}
		site := ids.New()
		if err := st.Join(t.Context(), ids.New(), site); err != nil {
			t.Fatal(err)
		}
		on := func(st *store.Store) *Exchange {
			w := store.ResumeWriter(st, site, make([]byte, 32), site, site)
			return &Exchange{Sites: &Sites{Store: st, Writer: w, NowMS: o.Now}, Log: slog.New(slog.DiscardHandler)}
		}
		e := on(st)
		seen, err := st.Mark(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		due := func() bool { _, due := e.due(t.Context(), seen); return due }
		if due() {
			t.Error("without an address nobody is called")
		}
		if err := e.Sites.SetHome(t.Context(), "https://phendau.tinh.example"); err != nil {
			t.Fatal(err)
		}
		if !due() {
			t.Error("a new address is tried at once")
		}
		if err := e.Now(t.Context()); err == nil { // the registers are empty: there is nobody to write to
			t.Fatal("the exchange went well with nobody")
		}
		if due() {
			t.Error("a failure is not repeated at once")
		}
		if _, moved := e.due(t.Context(), store.Mark{}); moved {
			t.Error("something new does not shorten the wait after a failure")
		}
		home := func() store.Peer {
			p, err := st.Peer(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		p := home()
		if p.Fails != 1 || p.Failed == "" || p.NextMS <= now {
			t.Errorf("%+v", p)
		}
		if err := e.note(t.Context(), &p, errors.Join(&relay.Error{Code: "busy", After: 10 * time.Minute})); err == nil || home().NextMS < now+(10*time.Minute).Milliseconds() {
			t.Errorf("earlier than home asked for: %+v %v", home(), err)
		}
		e = on(st) // as after a restart: what counts is in the book
		if due() {
			t.Error("a restart forgot the wait")
		}
		now -= (24 * time.Hour).Milliseconds()
		if !due() {
			t.Error("a clock that went wrong stops the exchange for a day")
		}
		if err := e.note(t.Context(), &p, nil); err != nil || home().Fails != 0 || home().Failed != "" || due() {
			t.Errorf("%+v %v", home(), err)
		}
		if _, moved := e.due(t.Context(), store.Mark{}); !moved {
			t.Error("something new waits for the clock")
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if err := e.note(ended, &p, context.Canceled); err == nil || home().Failed != "" {
			t.Errorf("the end of the server counts as a failure: %+v", home())
		}
	})
}

type ones struct{}

func (ones) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 1
	}
	return len(b), nil
}
