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

// pace holds one bucket for each device that pushed lately. It protects this
// process and forgets with it.
type pace struct {
	mu sync.Mutex
	by map[string]*rate.Limiter
}

// take asks for n operations; the answer is how long to wait, 0 when they may
// come.
func (p *pace) take(deviceID string, n, perHour int, now time.Time) time.Duration {
	if perHour == 0 {
		perHour = opsPerHour
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.by == nil || len(p.by) >= maxPaced {
		p.by = map[string]*rate.Limiter{}
	}
	l := p.by[deviceID]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(float64(perHour)/time.Hour.Seconds()), max(opsBurst, perHour))
		p.by[deviceID] = l
	}
	r := l.ReserveN(now, n)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}
