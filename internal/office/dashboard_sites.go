package office

import (
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/words"
)

// BoardLedger is a ledger of the place that another site keeps: it is read here
// and written there.
type BoardLedger struct {
	Name  string `json:"name"`
	Site  string `json:"site,omitempty" doc:"The name of the site; absent for home, where the book was begun"`
	State string `json:"state" enum:"read,released,frozen" doc:"frozen: what the site ordered does not hold together, and is not followed any further"`
}

// BoardExchange is how the exchange with another place goes.
type BoardExchange struct {
	Name     string `json:"name,omitempty" doc:"The name of the site; absent for home, where the book was begun"`
	LastMS   int64  `json:"last_ms,omitempty" doc:"When one went well last; absent for never"`
	Waiting  int64  `json:"waiting" doc:"Operations the other place has not said to hold"`
	Failed   string `json:"failed,omitempty" doc:"Code of the last error since"`
	Text     string `json:"text,omitempty" doc:"The last error in words"`
	FailedMS int64  `json:"failed_ms,omitempty"`
	Now      bool   `json:"now,omitempty" doc:"The caller may ask for an exchange now (POST /sites/exchange)"`
}

// exchanges says when this place last met the others, and what waits for them.
func (b *board) exchanges(ctx context.Context) error {
	runs := len(b.v.Registry.Rules(b.o.today()).GrantsFor(&b.c.Actor, access.RunSystem)) > 0
	self := b.o.Store.Site()
	if self == "" && !runs {
		return nil
	}
	peers, err := b.o.Store.Peers(ctx)
	if err != nil || len(peers) == 0 {
		return err
	}
	waiting, err := b.o.Store.Unheard(ctx, peers)
	if err != nil {
		return err
	}
	for i := range peers {
		p := &peers[i]
		e := BoardExchange{LastMS: max(p.MetMS, p.ToldMS), Waiting: waiting[i], Failed: p.Failed, Now: runs && p.URL != ""}
		if d := b.v.Registry.Device(p.Site); d.IsSite() {
			e.Name = d.Site
		}
		if p.Failed != "" {
			e.FailedMS, e.Text = p.FailedMS, words.For(b.c.Lang).Text("site_error."+p.Failed, "detail", "")
		}
		b.out.Exchanges = append(b.out.Exchanges, e)
	}
	return nil
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
