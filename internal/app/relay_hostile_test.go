package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/office"
	"phendau/internal/relay"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/words"
)

// authorOf is the device of a place.
func authorOf(t *testing.T, p *spot) *ledger.Author {
	t.Helper()
	k := &keys{}
	if err := k.read(words.For("vi"), p.keyDir); err != nil {
		t.Fatal(err)
	}
	return ledger.NewAuthor(k.deviceID, k.seed(), commandLineActor, commandLineBody)
}

// stranger is a request to the door of sites, as somebody makes it.
type stranger struct {
	by           *ledger.Author
	as           string // the device it claims to be; "" is its own
	method, path string
	body         []byte
	claims       []byte            // what the digest is of; nil is the body
	challenge    string            // "" asks for a fresh one
	signs        string            // the method that is signed; "" is the one used
	reader       io.Reader         // the body as it is sent
	then         func(http.Header) // may change the headers
}

func (q *stranger) send(t *testing.T, at string) (status int, code string) {
	t.Helper()
	as := q.as
	if as == "" {
		as = q.by.DeviceID
	}
	if q.challenge == "" {
		q.challenge = challengeFor(t, at, as)
	}
	if q.claims == nil {
		q.claims = q.body
	}
	sum := sha256.Sum256(q.claims)
	digest := hex.EncodeToString(sum[:])
	if q.signs == "" {
		q.signs = q.method
	}
	if q.reader == nil {
		q.reader = bytes.NewReader(q.body)
	}
	r, err := http.NewRequestWithContext(t.Context(), q.method, at+relay.Prefix+q.path, q.reader)
	if err != nil {
		t.Fatal(err)
	}
	sig := q.by.SignText(relay.SignedText(q.signs, r.URL.RequestURI(), digest, q.challenge))
	for k, v := range map[string]string{"Device": as, "Challenge": q.challenge, "Digest": digest, "Signature": base64.RawURLEncoding.EncodeToString(sig)} {
		r.Header.Set("Phendau-"+k, v)
	}
	if q.then != nil {
		q.then(r.Header)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var said struct{ Code, Message string }
	if res.StatusCode >= 400 {
		if err := json.NewDecoder(res.Body).Decode(&said); err != nil || said.Message == "" || strings.Contains(said.Message, "{") {
			t.Errorf("%d: %+v %v", res.StatusCode, said, err)
		}
	}
	return res.StatusCode, said.Code
}

func challengeFor(t *testing.T, at, device string) string {
	t.Helper()
	res, err := http.Get(at + relay.Prefix + "/challenge?device=" + device)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var c struct{ Challenge string }
	if err := json.NewDecoder(res.Body).Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c.Challenge
}

// stall sends a beginning and then nothing until the test ends.
type stall struct {
	first io.Reader
	end   <-chan struct{}
}

func (s *stall) Read(b []byte) (int, error) {
	if n, err := s.first.Read(b); n > 0 || err == nil {
		return n, err
	}
	<-s.end
	return 0, io.EOF
}

// TestTheDoorOfSitesTakesNothingFromOthers: strangers, replays, foreign, stolen,
// cut, altered, oversized and slow bundles are refused with a code and a line in
// the log, and change no ledger. What is right is taken.
func TestTheDoorOfSitesTakesNothingFromOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		w := newTwoPlaces(t, newSpot(t, o.Database), newSpot(t, ""))
		other := newSpot(t, "")
		otherKey := siteKeyOf(t, other)
		other.keyDir = other.dir + "/keys"
		w.site.open(t, false, func(site *office.Sites) {
			w.home.open(t, false, func(home *office.Sites) {
				if _, err := home.Add(t.Context(), otherKey, "Trạm hai", nil); err != nil {
					t.Fatal(err)
				}
				w.hostile(t, home, site, authorOf(t, other))
			})
		})
	})
}

func (w *twoPlaces) hostile(t *testing.T, home, site *office.Sites, other *ledger.Author) {
	var letter, stolen bytes.Buffer
	if _, err := site.Export(t.Context(), "", &letter, office.Exported{}); err != nil {
		t.Fatal(err)
	}
	mine := site.Writer.Author
	if _, err := home.Export(t.Context(), mine.DeviceID, &stolen, office.Exported{}); err != nil {
		t.Fatal(err)
	}
	altered := bytes.Clone(letter.Bytes())
	altered[len(altered)-30] ^= 1
	back := 3 * time.Minute // how far the clock is behind
	door := &relay.Door{Place: &office.SiteDoor{Sites: home, Log: slog.New(slog.DiscardHandler)}, Secret: []byte("s"), Now: func() time.Time { return time.Now().Add(-back) },
		Log: slog.New(slog.DiscardHandler), Patience: 300 * time.Millisecond, MaxBundle: 1 << 20}
	srv := httptest.NewServer(door.Handler())
	defer srv.Close()
	end := make(chan struct{})
	defer close(end)
	nobody := ledger.NewAuthor(home.Writer.IDs.New(), bytes.Repeat([]byte{8}, 32), commandLineActor, commandLineBody)
	old := challengeFor(t, srv.URL, mine.DeviceID)
	back = 0
	post := func(q stranger) *stranger {
		q.method, q.path = http.MethodPost, "/bundles"
		return &q
	}
	before := w.states(t, home)
	for name, q := range map[string]*stranger{
		"stranger a stranger":                      post(stranger{by: nobody, body: letter.Bytes()}),
		"not_proven another's name":                post(stranger{by: nobody, as: mine.DeviceID, body: letter.Bytes()}),
		"not_proven an old challenge":              post(stranger{by: mine, challenge: old, body: letter.Bytes()}),
		"not_proven the challenge of another":      post(stranger{by: mine, challenge: challengeFor(t, srv.URL, other.DeviceID), body: letter.Bytes()}),
		"not_proven signed for another act":        post(stranger{by: mine, signs: http.MethodGet, body: letter.Bytes()}),
		"damaged other bytes than signed":          post(stranger{by: mine, claims: letter.Bytes(), body: altered}),
		"damaged altered and signed":               post(stranger{by: mine, body: altered}),
		"damaged cut and signed":                   post(stranger{by: mine, body: letter.Bytes()[:letter.Len()-20]}),
		"damaged nothing":                          post(stranger{by: mine}),
		"not_yours another site's bundle":          post(stranger{by: other, body: letter.Bytes()}),
		"wrong_site a stolen one of home":          post(stranger{by: other, body: stolen.Bytes()}),
		"too_big more than is taken":               post(stranger{by: mine, body: make([]byte, 1<<20+1)}),
		"too_slow one that rests":                  post(stranger{by: mine, reader: &stall{bytes.NewReader(letter.Bytes()[:100]), end}, body: letter.Bytes()}),
		"malformed no signature":                   post(stranger{by: mine, then: func(h http.Header) { h.Del("Phendau-Device") }}),
		"stranger a site that asks for the server": {by: mine, method: http.MethodPost, path: "/sync"},
		"not_found no such address":                {by: mine, method: http.MethodGet, path: "/ledgers"},
	} {
		want, _, _ := strings.Cut(name, " ")
		lines := refusals(t, home.Store)
		if status, code := q.send(t, srv.URL); code != want || status < 400 {
			t.Errorf("%s: %d %s", name, status, code)
		}
		if n := refusals(t, home.Store) - lines; want != "not_found" && n != 1 {
			t.Errorf("%s: %d lines in the log", name, n)
		}
	}
	if after := w.states(t, home); after != before {
		t.Errorf("a ledger moved:\n%s\n%s", before, after)
	}
	w.taken(t, srv.URL, mine, letter.Bytes())
}

// taken brings the right bundle, again, and the very same request once more.
func (w *twoPlaces) taken(t *testing.T, at string, mine *ledger.Author, letter []byte) {
	for range 2 {
		q := &stranger{by: mine, method: http.MethodPost, path: "/bundles", body: letter}
		if status, code := q.send(t, at); status != http.StatusOK {
			t.Errorf("%d %s", status, code)
		}
		q.reader = bytes.NewReader(letter)
		if status, code := q.send(t, at); status != http.StatusUnauthorized || code != "not_proven" {
			t.Errorf("a replay: %d %s", status, code)
		}
	}
}

func (w *twoPlaces) states(t *testing.T, s *office.Sites) string {
	t.Helper()
	states, err := s.Store.LedgerStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(states)
}

func refusals(t *testing.T, st *store.Store) int {
	t.Helper()
	list, err := st.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.AccessRefused}, Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
