package syncing_test

import (
	"errors"
	"testing"

	"phendau/internal/syncing"
	"phendau/internal/syncing/phone"
)

// carried opens a file and takes it, as an officer does who was handed it.
func (w *world) carried(file []byte) *syncing.ExportTaken {
	w.t.Helper()
	f, err := w.hub.OpenExport(w.t.Context(), file)
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := w.hub.TakeExport(w.t.Context(), f, "vi")
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// out is the file of a phone.
func (w *world) out(p *phone.Phone) []byte {
	w.t.Helper()
	b, err := p.Export()
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// TestAFileOfAPhoneIsAPushThatSomebodyCarries: it comes in once however often it
// is taken, with its photos, and the phone has its receipts at its next contact.
func TestAFileOfAPhoneIsAPushThatSomebodyCarries(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sync(w.phone)
		w.pictured(w.phone, photo(1), photo(2))
		file := w.out(w.phone)
		if got := w.carried(file); *got != (syncing.ExportTaken{Accepted: 4, Files: 2}) {
			t.Errorf("%+v", got)
		}
		w.shown(w.phone)
		if got := w.carried(file); *got != (syncing.ExportTaken{Known: 4, Files: 2}) {
			t.Errorf("once more: %+v", got)
		}
		if say(w.phone) != `["on_phone","on_phone","on_phone","on_phone"]` {
			t.Error("the phone believes a file that it wrote", say(w.phone))
		}
		w.sync(w.phone)
		if got := say(w.phone); got != `["received","received","received","received"]` || sayPhotos(w.phone) != "received, received" {
			t.Errorf("%s, %s", got, sayPhotos(w.phone))
		}
		if _, err := w.st.Verify(t.Context(), nil); err != nil {
			t.Error(err)
		}
	})
}

// TestAFileIsTakenWholeAndOfItsPhoneOrNotAtAll: no byte of it can be another.
func TestAFileIsTakenWholeAndOfItsPhoneOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sync(w.phone)
		w.pictured(w.phone, photo(1))
		file := w.out(w.phone)
		for _, n := range []int{0, 6, 7, 71, 72, 76, 100, len(file) / 2, len(file) - 1} {
			if _, err := w.hub.OpenExport(t.Context(), file[:n]); !errors.Is(err, syncing.ErrExportDamaged) && !errors.Is(err, syncing.ErrExportForeign) {
				t.Errorf("cut to %d bytes: %v", n, err)
			}
			bad := append([]byte(nil), file...)
			bad[n] ^= 1
			if _, err := w.hub.OpenExport(t.Context(), bad); err == nil {
				t.Errorf("with another byte %d it was opened", n)
			}
		}
		if _, err := w.hub.OpenExport(t.Context(), append(append([]byte(nil), file...), 0)); !errors.Is(err, syncing.ErrExportDamaged) {
			t.Errorf("with a byte more: %v", err)
		}
		other := &syncing.Hub{Secret: []byte("another book, with another root key")}
		if _, err := other.OpenExport(t.Context(), file); !errors.Is(err, syncing.ErrExportForeign) {
			t.Errorf("another book: %v", err)
		}
		w.phone.Author.DeviceID = w.enrol(w.team, w.hamlets[0], w.member).Author.DeviceID
		if _, err := w.hub.OpenExport(t.Context(), w.out(w.phone)); !errors.Is(err, syncing.ErrExportDamaged) {
			t.Errorf("in the name of another phone: %v", err)
		}
		w.phone.Author.DeviceID = w.w.IDs.New()
		if _, err := w.hub.OpenExport(t.Context(), w.out(w.phone)); !errors.Is(err, syncing.ErrExportUnknown) {
			t.Errorf("a phone nobody enrolled: %v", err)
		}
	})
}

// TestAFileOfASetBackPhoneWaitsForAnOfficer: what it recorded under used numbers
// is seen, and counts nowhere.
func TestAFileOfASetBackPhoneWaitsForAnOfficer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.sync(w.phone)
		backup := &phone.Memory{}
		if err := backup.Save(w.phone.State()); err != nil {
			t.Fatal(err)
		}
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		w.sync(w.phone)
		w.phone.Disk = backup
		if err := w.phone.Start(); err != nil {
			t.Fatal(err)
		}
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		for range 2 {
			if got := w.carried(w.out(w.phone)); *got != (syncing.ExportTaken{Quarantined: 2}) {
				t.Errorf("%+v", got)
			}
		}
		if q, err := w.st.Quarantined(t.Context()); err != nil || len(q) != 2 {
			t.Errorf("%d operations wait for an officer, %v", len(q), err)
		}
	})
}
