package office

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"sync"
	"time"

	"phendau/internal/relay"
	"phendau/internal/store"
)

// Times of the exchange with home.
const (
	exchangeEvery = 5 * time.Minute  // when nothing moves, spread by a fifth
	exchangeLook  = 5 * time.Second  // how often it is asked whether something moved
	exchangeFirst = 5 * time.Second  // the wait after a first failure, doubled by each more
	exchangeMost  = 15 * time.Minute // and at most
	exchangeParts = 100_000          // parts of one exchange; more come with the next
)

// Exchange is the way of this site to its home over a network. It calls; home
// never does. What it knows stays in the book, so that a restart changes nothing.
type Exchange struct {
	Sites *Sites
	// Via carries requests; nil is the network.
	Via http.RoundTripper
	Log *slog.Logger

	busy sync.Mutex // one exchange at a time
}

// CheckHome reads the address of a home: of this machine, or by https.
func CheckHome(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" || u.Scheme != "https" && (u.Scheme != "http" || !thisMachine(u.Hostname())) {
		return nil, &SiteError{Code: "bad_address", Detail: text}
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

func thisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// SetHome remembers where home is reached; "" is nowhere.
func (s *Sites) SetHome(ctx context.Context, text string) error {
	if s.Store.Site() == "" {
		return &SiteError{Code: "site_only"}
	}
	if text == "" {
		return s.Store.PutPeerURL(ctx, "", "")
	}
	u, err := CheckHome(text)
	if err != nil {
		return err
	}
	home, err := s.Store.Peer(ctx, "")
	if err != nil || home.URL == u.String() {
		return err
	}
	return s.Store.PutPeerURL(ctx, "", u.String())
}

// Now exchanges until both sides know everything, and notes how it went.
func (e *Exchange) Now(ctx context.Context) error {
	e.busy.Lock()
	defer e.busy.Unlock()
	home, err := e.Sites.Store.Peer(ctx, "")
	if errors.Is(err, store.ErrGone) || err == nil && home.URL == "" {
		return &SiteError{Code: "no_home"}
	}
	if err != nil {
		return err
	}
	u, err := CheckHome(home.URL)
	if err != nil {
		return err
	}
	author := e.Sites.Writer.Author
	err = e.all(ctx, &relay.Courier{Base: u, DeviceID: author.DeviceID, Sign: author.SignText, Via: e.Via})
	return e.note(ctx, &home, err)
}

func (e *Exchange) all(ctx context.Context, c *relay.Courier) error {
	for range exchangeParts {
		brought, err := e.bring(ctx, c)
		if err != nil {
			return err
		}
		fetched, err := e.fetch(ctx, c)
		if err != nil || !brought && !fetched {
			return err
		}
	}
	return nil
}

// note keeps how an exchange went, and when the next is due.
func (e *Exchange) note(ctx context.Context, home *store.Peer, err error) error {
	if ctx.Err() != nil {
		return err // it was ended, it did not fail
	}
	now := e.Sites.NowMS()
	if err == nil {
		return e.Sites.Store.MetPeer(ctx, "", now+spread(exchangeEvery).Milliseconds())
	}
	code := relay.CodeOf(err)
	if code == "" {
		code = "internal"
	}
	wait := rand.N(min(exchangeMost, exchangeFirst<<min(home.Fails, 20))) + time.Second
	var said *relay.Error
	if errors.As(err, &said) {
		wait = max(wait, said.After)
	}
	return errors.Join(err, e.Sites.Store.FailedPeer(ctx, "", code, now+wait.Milliseconds()))
}

// spread moves a time by up to a fifth, so that sites do not come all at once.
func spread(d time.Duration) time.Duration { return d - d/5 + rand.N(2*d/5) }

// bring takes to home what it lacks; false when there was nothing new.
func (e *Exchange) bring(ctx context.Context, c *relay.Courier) (bool, error) {
	home, err := e.Sites.Store.Peer(ctx, "")
	if err != nil {
		return false, err
	}
	f, err := newPart()
	if err != nil {
		return false, err
	}
	defer f.remove()
	tag, err := e.Sites.Export(ctx, "", f, Exported{Part: partSize, Known: home.Sent})
	if errors.Is(err, ErrNothingNew) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := c.Send(ctx, f.open); err != nil {
		return false, err
	}
	return true, e.Sites.Store.SaidToPeer(ctx, "", tag)
}

// fetch takes in what home has; false when there was nothing new.
func (e *Exchange) fetch(ctx context.Context, c *relay.Courier) (bool, error) {
	home, err := e.Sites.Store.Peer(ctx, "")
	if err != nil {
		return false, err
	}
	f, err := newPart()
	if err != nil {
		return false, err
	}
	defer f.remove()
	tag, err := c.Fetch(ctx, "", home.Got, f)
	if errors.Is(err, relay.ErrNothingNew) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if _, err := e.Sites.ImportOf(ctx, "", f.open); err != nil {
		return false, err
	}
	return true, e.Sites.Store.HeardOfPeer(ctx, "", tag)
}

// part is a bundle under way, sealed, in a file that goes with it.
type part struct{ *os.File }

func newPart() (part, error) {
	f, err := os.CreateTemp("", "phendau-goi-*")
	if err != nil {
		return part{}, fmt.Errorf("keep a bundle on its way: %w", err)
	}
	return part{f}, nil
}

func (p part) open() (io.ReadCloser, error) { return os.Open(p.Name()) }

func (p part) remove() {
	_ = p.Close()
	_ = os.Remove(p.Name())
}

// Run exchanges until ctx ends: when the time has come, and soon after something
// moved here. Recording never waits for it.
func (e *Exchange) Run(ctx context.Context) {
	tick := time.NewTicker(exchangeLook)
	defer tick.Stop()
	var seen store.Mark
	for {
		if now, due := e.due(ctx, seen); due {
			if err := e.Now(ctx); err != nil && ctx.Err() == nil {
				e.Log.Warn("exchange with home", "code", relay.CodeOf(err))
			}
			seen = now // what was recorded meanwhile, or came, makes one more round
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// due asks whether to exchange now. After a failure only its time counts; a time
// far ahead is of a clock that was mended since.
func (e *Exchange) due(ctx context.Context, seen store.Mark) (store.Mark, bool) {
	home, err := e.Sites.Store.Peer(ctx, "")
	if err != nil || home.URL == "" {
		return seen, false
	}
	now, err := e.Sites.Store.Mark(ctx)
	if err != nil {
		return seen, false
	}
	ms := e.Sites.NowMS()
	moved := home.Fails == 0 && now != seen
	return now, moved || ms >= home.NextMS || home.NextMS > ms+(2*exchangeMost).Milliseconds()
}
