package syncing_test

import (
	"testing"

	"phendau/internal/ledger"
	"phendau/internal/syncing/phone"
)

// TestAPhoneIsToldWhoKeepsItsEntry: for a ledger that another site orders it gets
// a custody receipt, counts the entry as not received, asks again, and has the
// ordered receipt when the ledger is back.
func TestAPhoneIsToldWhoKeepsItsEntry(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		site := ledger.NewAuthor(w.w.IDs.New(), make([]byte, 32), w.clerk, w.committee)
		known := site.Enrolment(w.registry)
		body := known.Body.(ledger.DeviceBody)
		body.Site, body.Recipient = "Trạm Đình Phong", "age1"
		known.Body = body
		w.must(known)
		hand := func(verb string, h ledger.Handover) {
			states, err := w.st.LedgerStates(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range states {
				if l.LedgerID == w.ledgerA {
					w.must(ledger.HandoverDraft(l.Head, verb, h))
				}
			}
		}
		where := func() map[phone.Where]int {
			out := map[phone.Where]int{}
			for _, k := range w.phone.State().Ops {
				out[k.Where]++
			}
			return out
		}
		hand(ledger.VerbRelease, ledger.Handover{To: site.DeviceID})
		w.patrol(w.phone, w.ledgerA, w.hamlets[0])
		for range 2 {
			w.sync(w.phone)
			if got := where(); got[phone.InCustody] == 0 || got[phone.Received] > 0 || w.phone.Unsent() != got[phone.InCustody] {
				t.Fatalf("%v, %d unsent", got, w.phone.Unsent())
			}
		}
		hand(ledger.VerbBreak, ledger.Handover{From: site.DeviceID, Why: "Máy của trạm bị mất"})
		w.sync(w.phone)
		if got := where(); got[phone.Received] == 0 || len(got) != 1 || w.phone.Unsent() != 0 {
			t.Fatalf("%v, %d unsent", got, w.phone.Unsent())
		}
	})
}
