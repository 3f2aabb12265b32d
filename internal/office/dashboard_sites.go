package office

import (
	"context"
	"slices"

	"phendau/internal/registry"
	"phendau/internal/store"
)

// BoardLedger is a ledger of the place that another site keeps: it is read here
// and written there.
type BoardLedger struct {
	Name  string `json:"name"`
	Site  string `json:"site,omitempty" doc:"The name of the site; absent for home, where the book was begun"`
	State string `json:"state" enum:"read,released,frozen" doc:"frozen: what the site ordered does not hold together, and is not followed any further"`
}

// keptElsewhere says which ledgers of the place can only be read here.
func (b *board) keptElsewhere(ctx context.Context) error {
	states, err := b.o.Store.LedgerStates(ctx)
	if err != nil {
		return err
	}
	reg := b.v.Registry
	inside := reg.Within(b.out.Place, b.o.today())
	for _, l := range states {
		state := b.stateOf(&l)
		doc := reg.Ledgers[l.LedgerID]
		here := slices.ContainsFunc(doc.Places, func(m registry.MemberDoc) bool { return m.PlaceID == b.out.Place || inside(m.PlaceID) })
		if state == "" || !here {
			continue
		}
		k := BoardLedger{Name: doc.Name, State: state}
		if d := reg.Device(l.Site); d.IsSite() {
			k.Site = d.Site
		}
		b.out.KeptElsewhere = append(b.out.KeptElsewhere, k)
	}
	return nil
}

// stateOf is why a ledger can only be read here, "" when it is kept here.
func (b *board) stateOf(l *store.LedgerState) string {
	switch {
	case l.Frozen != "":
		return "frozen"
	case l.Released:
		return "released"
	case l.Site != b.o.Store.Site():
		return "read"
	}
	return ""
}
