package api

import (
	"sync"
	"time"
)

// pace is how often something may be tried: a handful at once, then with waits
// between (security.md section 3). Waits end, so that nobody is locked out for
// good.
type pace struct {
	wait, most time.Duration // the first wait; doubled with each attempt up to most
	ease       time.Duration // after which one attempt is forgotten
}

const loginFree = 5 // attempts without a wait

// An address group may be a whole office: five a minute and no growing, and
// what succeeds is given back. An account belongs to one person: waits grow.
// A success gives back no more than itself, so that nobody wipes his failures
// out with an account of his own.
var (
	groupPace   = pace{12 * time.Second, 12 * time.Second, 12 * time.Second}
	accountPace = pace{12 * time.Second, 5 * time.Minute, 5 * time.Minute}
)

// logins counts attempts at sign-ins.
type logins struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]*attempts
}

type attempts struct {
	n    int
	last time.Time
}

// try counts an attempt, or says how long to wait for it; a refused one does
// not count.
func (l *logins) try(key string, p *pace) *limited {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.by[key]
	if a == nil {
		l.sweep(now)
		a = &attempts{last: now}
		l.by[key] = a
	}
	if a.n >= loginFree {
		wait := min(p.most, p.wait<<min(a.n-loginFree, 10))
		if left := a.last.Add(wait).Sub(now); left > 0 {
			return &limited{left}
		}
	}
	a.n = max(0, a.n-int(now.Sub(a.last)/p.ease)) + 1
	a.last = now
	return nil
}

// back gives a successful attempt back.
func (l *logins) back(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a := l.by[key]; a != nil && a.n > 0 {
		a.n--
	}
}

// sweep bounds what strangers can make the process remember.
func (l *logins) sweep(now time.Time) {
	if len(l.by) < maxKeys {
		return
	}
	for k, a := range l.by {
		if now.Sub(a.last) >= accountPace.most {
			delete(l.by, k)
		}
	}
	if len(l.by) >= maxKeys {
		clear(l.by)
	}
}

// Login counts an attempt at an account, whether or not there is one of that
// name.
func (a *API) Login(account string) error {
	if err := a.limits.logins.try("account/"+account, &accountPace); err != nil {
		return tooMany("too_many_logins", err)
	}
	return nil
}

// LoggedIn gives a successful attempt at an account back.
func (a *API) LoggedIn(account string) { a.limits.logins.back("account/" + account) }
