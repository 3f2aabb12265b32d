package office

import (
	"context"
	"slices"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
)

// Limits of the stream of events.
const (
	liveEvery     = time.Second
	liveHeartbeat = 25 * time.Second
	// liveFor is how long one stream lasts; the browser opens the next one with
	// the rights of then.
	liveFor       = time.Hour
	livePerPerson = 6
)

func (o *Office) liveRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/live", ID: "live", Tag: "live", Action: access.Self, Class: api.Stream,
		Summary: "Server-sent events: where the ledgers stand. Each event named position carries {position, ledgers: [{ledger, position}]}; read again what is shown"},
		nil, o.live)
}

// LivePosition is an event: where the book stands and which ledgers moved.
type LivePosition struct {
	Position string       `json:"position"`
	Ledgers  []LiveLedger `json:"ledgers"`
}

// LiveLedger is a ledger with its last sequence.
type LiveLedger struct {
	Ledger   string `json:"ledger"`
	Position int64  `json:"position"`
}

func (o *Office) live(ctx context.Context, c *api.Caller, _ *Nothing) (*api.EventStream, error) {
	seen, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	l, err := o.hub.join(c.PersonID, o)
	if err != nil {
		return nil, err
	}
	mine := seen.ledgers()
	slices.Sort(mine)
	return api.Events(func(ctx context.Context, send api.Send) error {
		defer o.hub.leave(l)
		end, beat := time.NewTimer(liveFor), time.NewTicker(liveHeartbeat)
		defer end.Stop()
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-end.C:
				return nil
			case <-beat.C:
				if !o.stillIn(ctx, c) {
					return nil
				}
				if err := send("", nil); err != nil {
					return err
				}
			case told, ok := <-l.told:
				if !ok {
					return nil
				}
				if err := send("position", told.only(mine)); err != nil {
					return err
				}
			}
		}
	}), nil
}

// stillIn reports whether the session goes on; a stream does not keep it open.
func (o *Office) stillIn(ctx context.Context, c *api.Caller) bool {
	if c.TokenHash == nil {
		_, err := o.Rules(ctx)
		return err == nil
	}
	s, err := o.Store.Session(ctx, c.TokenHash)
	return err == nil && s.Live(o.nowMS())
}

// only leaves the ledgers of a sorted list.
func (p LivePosition) only(ledgers []string) LivePosition {
	out := LivePosition{Position: p.Position, Ledgers: []LiveLedger{}}
	for _, l := range p.Ledgers {
		if _, ok := slices.BinarySearch(ledgers, l.Ledger); ok {
			out.Ledgers = append(out.Ledgers, l)
		}
	}
	return out
}
