package app

import (
	"context"
	"errors"
	"time"

	"phendau/internal/machine"
	"phendau/internal/store"
)

// aliveWithin is how long the book may take to answer the watchdog.
const aliveWithin = 5 * time.Second

// writesWithin is how long one act may hold the writing side of the book before the server
// counts as hanging. The longest that may are an import of 20,000 rows, and a ledger folded
// anew because a site lost it: each one transaction of some ten thousand operations. The demo
// is written at 2,000 a second, so that is half a minute here and five on a machine ten times
// slower. Who sends an import again because it was cut off would be cut off again, so the
// limit is twice that; until then people read, and who writes waits.
const writesWithin = 10 * time.Minute

// watched tells the service manager that the server is there, and as long as the
// book answers that it is alive, three times within what the watchdog waits. A
// server that hangs is started anew; one whose PostgreSQL is away is not, for a new
// start would not bring that back.
func (h *house) watched(ctx context.Context, by machine.Manager) {
	tell := func(word string) {
		if err := by.Tell(word); err != nil {
			h.log.Error("the service manager was not told", "word", word, "err", err)
		}
	}
	tell(machine.Ready)
	defer tell(machine.Stopping)
	if by.Watchdog == 0 {
		<-ctx.Done()
		return
	}
	tick := time.NewTicker(by.Watchdog / 3)
	defer tick.Stop()
	book := newPulse(h.st, time.Now)
	for {
		if book.alive(ctx) {
			tell(machine.Alive)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// pulse feels whether a book answers, and remembers when its writing side did last.
type pulse struct {
	st     *store.Store
	now    func() time.Time
	within time.Duration // for one answer
	wrote  time.Time
}

func newPulse(st *store.Store, now func() time.Time) *pulse {
	return &pulse{st, now, aliveWithin, now()}
}

// alive is false when a book in a directory, which nobody else serves, does not answer who
// reads, or when this process has held all it writes with for too long.
func (p *pulse) alive(ctx context.Context) bool { return p.reads(ctx) && p.writes(ctx) }

func (p *pulse) reads(ctx context.Context) bool {
	if p.st.Engine() != "sqlite" {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	return p.st.Ready(ctx) == nil
}

func (p *pulse) writes(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	err := p.st.Writes(ctx)
	if away := p.st.Engine() != "sqlite" && !errors.Is(err, store.ErrWriterTaken); err == nil || away {
		p.wrote = p.now()
	}
	return p.now().Sub(p.wrote) < writesWithin
}
