package doubt

import (
	"phendau/internal/ledger"
)

// OnRecord asks about how a stored entry came in: late for a report that was
// locked without it. Kinds hidden below commune are left to their desk.
func OnRecord(ledgerID string, r *ledger.Record, hidden bool) []Finding {
	if r.Type != ledger.TypeEntry || !r.State.Late || hidden {
		return nil
	}
	f := Finding{Code: Late, PlaceID: r.PlaceID, Kind: r.Kind, From: r.Day, To: r.Day, Values: []int64{int64(len(r.State.LateFor))}}
	f.link(Link{ledger.TypeEntry, ledgerID, r.ID})
	return []Finding{f.say("day", r.Day, "count", len(r.State.LateFor))}
}
