package office_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/office"
	"phendau/internal/store"
	"phendau/internal/tipdoor"
)

// seen is what a phone keeps of the log.
type seen struct {
	size int64
	root tlog.Hash
}

// asks fetches the keys of the desk as a phone does that saw the log before, and
// holds the answer to what it saw.
func (w *tipWorld) asks(before seen) (*tipdoor.Keys, seen) {
	w.t.Helper()
	k, err := w.door.Keys(w.t.Context(), w.deskID, before.size)
	if err != nil {
		w.t.Fatal(err)
	}
	if k.Checkpoint == "" {
		return k, seen{}
	}
	c, err := audit.OpenCheckpoint([]byte(k.Checkpoint), k.LogKey, k.Witnesses...)
	if err != nil || len(c.Witnesses) == 0 {
		w.t.Fatalf("a checkpoint without a witness: %+v %v", c, err)
	}
	if before.size > 0 {
		if err := tlog.CheckTree(tlog.TreeProof(proofOf(w.t, k.Consistency)), c.Size, c.Root, before.size, before.root); err != nil {
			w.t.Error(err)
		}
	}
	return k, seen{c.Size, c.Root}
}

// TestPhonesGetAKeyUnderAWitnessOnly: until a witness has signed, the key of before
// stays in use, and officers see since when the new one waits.
func TestPhonesGetAKeyUnderAWitnessOnly(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		if k, _ := w.asks(seen{}); len(k.Epochs) != 0 || k.Checkpoint != "" || len(k.Witnesses) != 1 {
			t.Errorf("before any witness: %+v", k)
		}
		w.waits(true)
		w.witnesses()
		w.waits(false)
		k, first := w.asks(seen{})
		if len(k.Epochs) != 1 {
			t.Fatalf("%+v", k)
		}
		w.nextEpoch(nil)
		if k, now := w.asks(first); len(k.Epochs) != 1 || now != first {
			t.Errorf("a key no witness saw: %+v", k)
		}
		w.waits(false, true)
		w.witnesses()
		k, now := w.asks(first)
		if len(k.Epochs) != 2 || now.size <= first.size {
			t.Errorf("%+v", k)
		}
		w.waits(false, false)
		// Whatever else the day writes, all phones of one day hold one size.
		w.logged(audit.Record{Action: audit.TipKey, Outcome: audit.Done})
		w.witnesses()
		if _, again := w.asks(now); again != now {
			t.Errorf("the size changed within a day: %+v %+v", now, again)
		}
		w.later(oneDay)
		if _, next := w.asks(now); next.size != w.lastSeen.Size || next.size <= now.size {
			t.Errorf("the newest of before today is %d, handed out %+v", w.lastSeen.Size, next)
		}
	})
}

// waits checks which published keys of the desk wait for a witness, as its officers
// see it.
func (w *tipWorld) waits(want ...bool) {
	w.t.Helper()
	var v office.TipKeysView
	w.officer.must(200, "GET", "/tips/keys", nil, &v)
	if len(v.Desks) != 1 || len(v.Desks[0].Epochs) != len(want) {
		w.t.Fatalf("%+v", v.Desks)
	}
	for i, e := range v.Desks[0].Epochs {
		if (e.WaitsS != 0) != want[i] || want[i] && e.WaitsS != w.clock.now.Unix() {
			w.t.Errorf("key %d waits since %d, at %d, want %v", i+1, e.WaitsS, w.clock.now.Unix(), want[i])
		}
	}
}

// TestALogIsShownFromSizesThatWereHandedOutOnly: what is none of them would be a mark
// of whoever asks.
func TestALogIsShownFromSizesThatWereHandedOutOnly(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		w.witnesses()
		_, at := w.asks(seen{})
		for query, want := range map[string]int{"": 200, "?from=" + strconv.FormatInt(at.size, 10): 200, "?from=1": 400, "?from=" + strconv.FormatInt(at.size+1, 10): 400,
			"?from=0": 400, "?from=-1": 400, "?from=0" + strconv.FormatInt(at.size, 10): 400, "?from=99999999999999999999": 400, "?from=": 400, "?phone=1": 400,
			"?from=" + strconv.FormatInt(at.size, 10) + "&phone=1": 400} {
			resp, err := http.Get(srv.URL + "/t/1/keys/" + w.deskID.String() + query)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("%q: %d, want %d", query, resp.StatusCode, want)
			}
		}
	})
}

// TestAWitnessWhoRefusesKeepsPhonesOnTheLastGoodKey: a log that was rewritten brings
// no new key to anybody.
func TestAWitnessWhoRefusesKeepsPhonesOnTheLastGoodKey(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		w.witnesses()
		k, first := w.asks(seen{})
		good := *w.lastSeen
		w.lastSeen.Root[0] ^= 1 // the log is another one than he signed for
		w.nextEpoch(nil)
		var no *audit.WitnessRefusal
		if err := w.sees(); !errors.As(err, &no) || no.Code != audit.Rewritten {
			t.Fatalf("the witness says %v", err)
		}
		if still, now := w.asks(first); now != first || len(still.Epochs) != len(k.Epochs) {
			t.Errorf("%+v", still)
		}
		*w.lastSeen = good
		w.witnesses()
		if k, _ := w.asks(first); len(k.Epochs) != 2 {
			t.Errorf("%+v", k)
		}
	})
}

// TestADeskIsNotOpenedWithoutAWitness, and one that is open goes on.
func TestADeskIsNotOpenedWithoutAWitness(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		w.witnesses()
		_, first := w.asks(seen{})
		w.office.Witnesses = nil
		keeper := w.as(access.UpperOfficer)
		keeper.must(409, "POST", "/tips/desks", map[string]any{"body_id": w.provinceBody, "authority_id": w.provinceBody, "ledger_id": w.writer.IDs.New()}, nil)
		w.nextEpoch(nil)
		if k, err := w.door.Keys(t.Context(), w.deskID, first.size); err != nil || len(k.Epochs) != 1 {
			t.Errorf("%+v %v", k, err)
		}
		w.send("Có xe lạ.")
	})
}

// TestAKeyIsPublishedThoughTheOwnWitnessRefuses: of a demo book put back to an older state
// its witness signs nothing; who signed the key hears that it waits, not of an error.
func TestAKeyIsPublishedThoughTheOwnWitnessRefuses(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		w.witnesses()
		var log bytes.Buffer
		w.office.Log = slog.New(slog.NewTextHandler(&log, nil))
		w.office.OwnWitness = func(context.Context) error { return store.ErrBeyondLog }
		w.nextEpoch(nil) // must answer 200
		if n := len(w.book().TipEpochs(w.post)); n != 2 {
			t.Errorf("%d keys", n)
		}
		w.waits(false, true)
		if !strings.Contains(log.String(), store.ErrBeyondLog.Error()) {
			t.Errorf("the log is silent: %q", log.String())
		}
	})
}

// TestTheLogDoesNotGoBackWhenWitnessesSignOutOfOrder: a witness who asked before another
// signs behind him for a smaller log. Whoever holds the larger one is never shown less.
func TestTheLogDoesNotGoBackWhenWitnessesSignOutOfOrder(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		second, err := audit.NewSigner("tinh.vidu", bytes.Repeat([]byte{9}, 32))
		if err != nil {
			t.Fatal(err)
		}
		all := []string{w.witness.Key(), second.Key()}
		w.office.Witnesses = all
		signed := func(by *audit.Signer, r audit.Request) {
			t.Helper()
			msg, _, err := audit.Witness(by, w.log.Key(), nil, r)
			if err == nil {
				err = w.store.KeepWitnessed(t.Context(), msg, w.log.Key(), all...)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		asked := func() audit.Request {
			t.Helper()
			_, err := w.store.SignCheckpoint(t.Context(), w.log)
			r, err2 := w.store.AuditRequest(t.Context(), 0)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			w.logged(audit.Record{Action: audit.TipKey, Outcome: audit.Done})
			return r
		}
		signed(second, asked())
		w.later(oneDay)
		w.nextEpoch(nil)
		early, late := asked(), asked()
		signed(second, late)
		k, held := w.asks(seen{})
		if len(k.Epochs) != 2 {
			t.Fatalf("%d keys", len(k.Epochs))
		}
		signed(w.witness, early)
		if k, now := w.asks(held); now != held || len(k.Epochs) != 2 {
			t.Errorf("a phone that saw %d records is shown %d and %d keys", held.size, now.size, len(k.Epochs))
		}
		_, first := w.asks(seen{}) // one that comes only now
		large := held.size
		for range 3 {
			w.later(oneDay)
			for _, phone := range []*seen{&held, &first} {
				before := phone.size
				if _, *phone = w.asks(*phone); phone.size < before {
					t.Errorf("back from %d to %d", before, phone.size)
				}
			}
			signed(w.witness, asked())
		}
		if held != first || held.size <= large {
			t.Errorf("two phones of one day hold %d and %d", held.size, first.size)
		}
	})
}
