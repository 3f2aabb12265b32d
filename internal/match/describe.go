package match

import (
	"phendau/internal/amount"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
)

// Describe makes the light description of a stored entry. What the record
// alone does not tell (AtMS, Photos) is left to the caller.
func Describe(ledgerID string, r *ledger.Record, k *catalogue.Kind, commune string) (Act, error) {
	c, err := r.Entry()
	if err != nil {
		return Act{}, err
	}
	a := Act{Ref: ledger.Ref{LedgerID: ledgerID, EntryID: r.ID}, Kind: c.Kind, Dims: c.Dims, PlaceID: c.PlaceID, Commune: commune,
		Day: c.Day, ToDay: c.Day, Owner: r.State.Owner, Markers: c.Markers, Numbers: numbers(c, k),
		Role: r.Role, Relation: r.State.Relation, Main: ledger.Ref{LedgerID: r.State.MainLedger, EntryID: r.EventID}}
	if c.ToDay != nil {
		a.ToDay = *c.ToDay
	}
	for _, b := range c.Bodies {
		a.Bodies = append(a.Bodies, b.BodyID)
	}
	for _, d := range c.Documents {
		if d.Number != "" {
			a.Documents = append(a.Documents, d.Number)
		}
	}
	return a, nil
}

// numbers are what was counted exactly, besides the number of occurrences.
func numbers(c *ledger.Content, k *catalogue.Kind) map[string]int64 {
	out := map[string]int64{}
	for m, v := range c.Measures {
		if m != k.Counting.ID && v.Q == amount.Exact && v.V > 0 {
			out[m] = v.V
		}
	}
	return out
}
