package syncing

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Pace of one device: a month without signal comes in whole, a program that
// floods is slowed.
const (
	opsPerHour = 500
	opsBurst   = 2000
	maxPaced   = 100_000
)

// pace holds one bucket for each device that sent something lately. It protects this
// process and forgets with it.
type pace struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

// take asks for n of what may be sent in some time; the answer is how long to
// wait, 0 when they may come. A first burst is as large as that, and at least
// opsBurst.
func (p *pace) take(deviceID string, n, amount int, in time.Duration, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.by == nil || len(p.by) >= maxPaced {
		p.by = map[string]*rate.Limiter{}
	}
	l := p.by[deviceID]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(float64(amount)/in.Seconds()), max(opsBurst, amount))
		p.by[deviceID] = l
	}
	r := l.ReserveN(now, n)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}
