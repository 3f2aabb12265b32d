package app

import (
	"context"
	"time"

	"phendau/internal/machine"
)

// aliveWithin is how long the book may take to answer the watchdog.
const aliveWithin = 5 * time.Second

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
	for {
		if h.alive(ctx) {
			tell(machine.Alive)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// alive is false when a book in a directory, which nobody else serves, does not
// answer.
func (h *house) alive(ctx context.Context) bool {
	if h.st.Engine() != "sqlite" {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, aliveWithin)
	defer cancel()
	return h.st.Ready(ctx) == nil
}
