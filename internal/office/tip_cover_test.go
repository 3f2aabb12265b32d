package office_test

import (
	"strings"
	"testing"

	"phendau/internal/access"
	"phendau/internal/audit"
	"phendau/internal/office"
	"phendau/internal/tipdoor"
)

// TestCoverIsTurnedOffInTheLedgerAndToldToSenders: it is on unless who keeps desks turns
// it off; phones and their senders learn it at the door, the log has a line each time.
func TestCoverIsTurnedOffInTheLedgerAndToldToSenders(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		told := func() bool {
			t.Helper()
			var list tipdoor.Offer
			getJSON(t, srv, "/t/1/desks", &list)
			return list.Desks[0].NoCover
		}
		if told() {
			t.Error("it is off from the beginning")
		}
		path := "/tips/desks/" + w.post
		if got := w.officer.do("PATCH", path, map[string]any{"cover": "off"}, nil); got != 403 {
			t.Errorf("by an officer of the desk: %d", got)
		}
		above := w.as(access.UpperOfficer)
		if got := above.do("PATCH", path, map[string]any{"cover": "seldom"}, nil); got != 422 {
			t.Errorf("neither on nor off: %d", got)
		}
		for _, to := range []string{"off", "on"} {
			var keys office.TipKeysView
			above.must(200, "PATCH", path, map[string]any{"cover": to}, &keys)
			if told() != (to == "off") || keys.Desks[0].NoCover != (to == "off") {
				t.Errorf("turned %s, senders are told %t", to, told())
			}
		}
		lines, err := w.store.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.TipKey}, ObjectID: w.post})
		n := 0
		for _, l := range lines {
			if strings.Contains(l.Detail, "cover") {
				n++
			}
		}
		if err != nil || n != 2 {
			t.Errorf("%d lines about cover, %v", n, err)
		}
	})
}
