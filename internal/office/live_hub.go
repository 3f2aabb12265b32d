package office

import (
	"context"
	"sync"
	"time"

	"phendau/internal/api"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// hub asks the positions once for all listeners of this process. The poller
// runs as long as somebody listens.
type hub struct {
	mu        sync.Mutex
	listeners map[*listener]bool
	persons   map[string]int
	stop      context.CancelFunc
	latest    LivePosition
	shut      bool
}

// listener holds at most one event that was not read yet: the newest with all
// ledgers of those it replaced.
type listener struct {
	person string
	told   chan LivePosition
}

func (h *hub) join(person string, o *Office) (*listener, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.shut || h.persons[person] >= livePerPerson {
		return nil, api.Fail(api.TooMany, "")
	}
	if h.listeners == nil {
		h.listeners, h.persons = map[*listener]bool{}, map[string]int{}
	}
	l := &listener{person, make(chan LivePosition, 1)}
	h.listeners[l] = true
	h.persons[person]++
	if h.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.stop = stop
		go o.poll(ctx)
	} else if h.latest.Position != "" {
		l.told <- h.latest
	}
	return l, nil
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.listeners[l] {
		return
	}
	delete(h.listeners, l)
	if h.persons[l.person]--; h.persons[l.person] == 0 {
		delete(h.persons, l.person)
	}
	if len(h.listeners) == 0 && h.stop != nil {
		h.stop()
		h.stop, h.latest = nil, LivePosition{}
	}
}

// EndStreams ends all streams: a server that stops would wait for them.
func (o *Office) EndStreams() {
	o.hub.mu.Lock()
	defer o.hub.mu.Unlock()
	o.hub.shut = true
	for l := range o.hub.listeners {
		close(l.told)
		delete(o.hub.listeners, l)
	}
	if o.hub.stop != nil {
		o.hub.stop()
		o.hub.stop = nil
	}
}

// poll tells the listeners what moved, here or in another process.
func (o *Office) poll(ctx context.Context) {
	var was store.Mark
	have := map[string]int64{}
	tick := time.NewTicker(liveEvery)
	defer tick.Stop()
	for first := true; ; first = false {
		if mark, err := o.Store.Mark(ctx); err == nil && (first || mark != was) {
			if at, err := o.Store.Positions(ctx); err == nil {
				was = mark
				o.hub.tell(ctx, news(at, have))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// news are the ledgers that moved beyond have, which is brought up to date.
func news(at []ledger.Position, have map[string]int64) LivePosition {
	p := LivePosition{Position: figure.PositionText(at)}
	for _, l := range at {
		if l.Seq != have[l.LedgerID] {
			have[l.LedgerID] = l.Seq
			p.Ledgers = append(p.Ledgers, LiveLedger{l.LedgerID, l.Seq})
		}
	}
	return p
}

func (h *hub) tell(ctx context.Context, p LivePosition) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ctx.Err() != nil { // another poller has taken over
		return
	}
	h.latest = merged(h.latest, p)
	for l := range h.listeners {
		next := p
		select {
		case unread := <-l.told:
			next = merged(unread, p)
		default:
		}
		l.told <- next
	}
}

// merged is the newer event with the ledgers of the older one.
func merged(older, newer LivePosition) LivePosition {
	at := map[string]bool{}
	for _, l := range newer.Ledgers {
		at[l.Ledger] = true
	}
	out := LivePosition{Position: newer.Position, Ledgers: newer.Ledgers[:len(newer.Ledgers):len(newer.Ledgers)]}
	for _, l := range older.Ledgers {
		if !at[l.Ledger] {
			out.Ledgers = append(out.Ledgers, l)
		}
	}
	return out
}
