package api

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Class is a class of limits.
type Class string

// The classes (security.md section 3).
const (
	Normal Class = "normal"
	Login  Class = "login" // per account and per address group
	Heavy  Class = "heavy" // reports, exports, imports: few at a time
	Stream Class = "stream"
)

// Defaults of the limits.
const (
	personPerSecond = 20
	personBurst     = 60
	groupPerSecond  = 10
	groupBurst      = 40
	heavyAtOnce     = 2
	heavyQueue      = 16
	heavyWait       = 30 * time.Second
	maxKeys         = 50_000
)

// limits are token buckets in memory: they protect this process and forget
// with it.
type limits struct {
	now    func() time.Time
	heavy  chan struct{}
	logins *logins

	mu      sync.Mutex
	waiting int
	buckets map[string]*bucket
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, heavy: make(chan struct{}, heavyAtOnce), buckets: map[string]*bucket{}, logins: &logins{now: now, by: map[string]*attempts{}}}
}

// limited is a request that came too soon.
type limited struct{ after time.Duration }

// tooMany is the answer to it.
func tooMany(key string, l *limited) *Error {
	e := Fail(TooMany, key, "seconds", int(l.after.Seconds())+1)
	e.after = l.after
	return e
}

// take lets a request through or answers how long to wait. Requests of
// somebody signed in count for him, others for their address group; sign-ins
// count for the group besides.
func (l *limits) take(c *Caller, class Class) error {
	key, per, burst := "group/"+c.Group, rate.Limit(groupPerSecond), groupBurst
	if c.SignedIn() {
		key, per, burst = "person/"+c.PersonID, personPerSecond, personBurst
	}
	if err := l.ask(key, per, burst); err != nil {
		return tooMany("", err)
	}
	if class == Login {
		if err := l.logins.try("group/"+c.Group, &groupPace); err != nil {
			return tooMany("too_many_logins", err)
		}
	}
	return nil
}

func (l *limits) ask(key string, per rate.Limit, burst int) *limited {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= maxKeys {
			l.sweep(now)
		}
		b = &bucket{Limiter: rate.NewLimiter(per, burst)}
		l.buckets[key] = b
	}
	b.used = now
	r := b.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return &limited{wait}
	}
	return nil
}

// sweep forgets buckets that are full again, and everything when that does not
// help: a flood must not grow the process.
func (l *limits) sweep(now time.Time) {
	for k, b := range l.buckets {
		if now.Sub(b.used) > 10*time.Minute {
			delete(l.buckets, k)
		}
	}
	if len(l.buckets) >= maxKeys {
		clear(l.buckets)
	}
}

// queue waits for one of the few places of expensive work, as long as somebody
// waits for the answer.
func (l *limits) queue(ctx context.Context) error {
	busy := Fail(Busy, "")
	busy.after = heavyWait
	l.mu.Lock()
	if l.waiting >= heavyQueue {
		l.mu.Unlock()
		return busy
	}
	l.waiting++
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.waiting--
		l.mu.Unlock()
	}()
	t := time.NewTimer(heavyWait)
	defer t.Stop()
	select {
	case l.heavy <- struct{}{}:
		return nil
	case <-t.C:
	case <-ctx.Done():
	}
	return busy
}
