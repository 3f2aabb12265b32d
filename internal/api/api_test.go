package api_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
)

// anywhere holds everything.
type anywhere struct{}

func (anywhere) Holds(string, string, calendar.Day) bool { return true }

type bench struct {
	*api.API
	who  *api.Caller
	log  bytes.Buffer
	now  time.Time
	h    http.Handler
	from string // remote address, "" for the usual one
}

func newBench() *bench {
	b := &bench{now: time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC)}
	b.API = api.New(api.Options{
		Authenticate: func(*http.Request) (*api.Caller, error) { return b.who, nil },
		Rules: func(context.Context) (access.Rules, error) {
			return access.Rules{Places: anywhere{}, Today: calendar.MakeDay(2026, 3, 3)}, nil
		},
		Log: slog.New(slog.NewJSONHandler(&b.log, nil)),
		Now: func() time.Time { return b.now },
	})
	return b
}

func clerk() *api.Caller {
	return &api.Caller{Actor: access.Actor{PersonID: "p", Grants: []access.Grant{{PersonID: "p", Role: access.CommuneClerk, PlaceID: "x", BodyID: "b",
		From: calendar.MinDay, To: calendar.MaxDay}}}}
}

type out struct{ Body map[string]string }
type in struct {
	Name string `query:"name" maxLength:"5"`
}

func (b *bench) get(t *testing.T, path string, set ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest("GET", api.Prefix+path, nil)
	for i := 0; i+1 < len(set); i += 2 {
		r.Header.Set(set[i], set[i+1])
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	resp := w.Result()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func add(b *bench, path, id string, action access.Action, h func() (*out, error)) {
	api.Add(b.API, api.Route{Method: "GET", Path: path, ID: id, Tag: "t", Summary: "s", Action: action}, nil,
		func(context.Context, *api.Caller, *in) (*out, error) { return h() })
}

// TestARouteWithoutARightDoesNotStart holds that nobody can forget the right.
func TestARouteWithoutARightDoesNotStart(t *testing.T) {
	for _, action := range []access.Action{"", "everything"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a route with the action %q was taken", action)
				}
			}()
			add(newBench(), "/x", "x", action, func() (*out, error) { return nil, nil })
		}()
	}
}

// TestEveryErrorHasTheOneShapeInTheReadersLanguage sends every kind of error
// through the door.
func TestEveryErrorHasTheOneShapeInTheReadersLanguage(t *testing.T) {
	b := newBench()
	b.who = clerk()
	cases := []struct {
		path   string
		err    error
		status int
		code   string
	}{
		{"/missing", api.Missing(), 404, "not_found"},
		{"/refused", ledger.Refuse(ledger.CodeLocked, ""), 409, "locked"},
		{"/why", ledger.Refuse(ledger.CodeWhyMissing, ""), 422, "why_missing"},
		{"/inside", errors.New("secret detail of SELECT 1"), 500, "internal"},
	}
	for _, c := range cases {
		add(b, c.path, c.path[1:], access.Self, func() (*out, error) { return nil, c.err })
	}
	add(b, "/panic", "panic", access.Self, func() (*out, error) { panic("secret detail") })
	cases = append(cases, struct {
		path   string
		err    error
		status int
		code   string
	}{"/panic", nil, 500, "internal"}, struct {
		path   string
		err    error
		status int
		code   string
	}{"/missing?name=muchtoolong", nil, 422, "unprocessable"})
	for _, c := range cases {
		var said [2]string
		for i, lang := range []string{"vi", "en"} {
			resp, body := b.get(t, c.path, "Accept-Language", lang)
			var e api.Error
			if err := json.Unmarshal([]byte(body), &e); err != nil {
				t.Fatalf("%s: %v in %s", c.path, err, body)
			}
			if resp.StatusCode != c.status || e.Code != c.code || e.Message == "" || e.RequestID == "" || e.RequestID != resp.Header.Get("X-Request-Id") {
				t.Errorf("%s: %d %s", c.path, resp.StatusCode, body)
			}
			if strings.Contains(body, "secret") || strings.Contains(body, "SELECT") {
				t.Errorf("%s tells what is inside: %s", c.path, body)
			}
			said[i] = e.Message
		}
		if said[0] == said[1] {
			t.Errorf("%s says the same in both languages: %s", c.path, said[0])
		}
	}
	if !strings.Contains(b.log.String(), "secret detail of SELECT 1") {
		t.Error("the log does not hold the cause")
	}
}

// TestAnUnchangedAnswerIsNotSentAgain holds conditional reading.
func TestAnUnchangedAnswerIsNotSentAgain(t *testing.T) {
	b := newBench()
	b.who = clerk()
	word := "một"
	add(b, "/w", "w", access.Self, func() (*out, error) { return &out{map[string]string{"w": word}}, nil })
	first, _ := b.get(t, "/w")
	tag := first.Header.Get("ETag")
	if tag == "" || first.StatusCode != 200 {
		t.Fatalf("%d, tag %q", first.StatusCode, tag)
	}
	again, body := b.get(t, "/w", "If-None-Match", tag)
	if again.StatusCode != 304 || body != "" {
		t.Errorf("%d %q", again.StatusCode, body)
	}
	word = "hai"
	changed, _ := b.get(t, "/w", "If-None-Match", tag)
	if changed.StatusCode != 200 || changed.Header.Get("ETag") == tag {
		t.Errorf("%d %q", changed.StatusCode, changed.Header.Get("ETag"))
	}
}

// TestALimitAnswersWithWordsAndATimeAndFillsAgain holds the buckets of
// security.md section 3.
func TestALimitAnswersWithWordsAndATimeAndFillsAgain(t *testing.T) {
	b := newBench()
	b.who = clerk()
	add(b, "/w", "w", access.Self, func() (*out, error) { return &out{}, nil })
	passed := 0
	for range 100 {
		resp, body := b.get(t, "/w")
		if resp.StatusCode == 200 {
			passed++
			continue
		}
		if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "1" || !strings.Contains(body, "too_many_requests") {
			t.Fatalf("%d %s", resp.StatusCode, body)
		}
	}
	if passed != 60 {
		t.Errorf("%d requests passed at once, the burst is 60", passed)
	}
	b.now = b.now.Add(time.Second)
	if resp, _ := b.get(t, "/w"); resp.StatusCode != 200 {
		t.Errorf("a second later: %d", resp.StatusCode)
	}
}

// TestTheDescriptionNamesTheRightOfEveryRoute holds that integrators see what
// they need.
func TestTheDescriptionNamesTheRightOfEveryRoute(t *testing.T) {
	b := newBench()
	add(b, "/w", "w", access.ReadFigures, func() (*out, error) { return &out{}, nil })
	text, err := b.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"openapi":"3.1.0"`, "Needs the right `figures.read`", `"/w"`, `"Error"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the description lacks %s", want)
		}
	}
}

// login is a sign-in route that knows one account.
func (b *bench) login(t *testing.T, account string, right bool) (int, string, string) {
	t.Helper()
	resp, body := b.send(t, "POST", "/login", `{"name":"`+account+`","right":`+map[bool]string{true: "true", false: "false"}[right]+`}`)
	return resp.StatusCode, resp.Header.Get("Retry-After"), body
}

type loginIn struct {
	Body struct {
		Name  string `json:"name"`
		Right bool   `json:"right"`
	}
}

func newLoginBench() *bench {
	b := newBench()
	api.Add(b.API, api.Route{Method: "POST", Path: "/login", ID: "login", Tag: "t", Summary: "s", Action: access.Open, Class: api.Login}, nil,
		func(_ context.Context, _ *api.Caller, in *loginIn) (*out, error) {
			if err := b.Login(in.Body.Name); err != nil {
				return nil, err
			}
			if !in.Body.Right {
				return nil, api.Fail(api.NotSignedIn, "sign_in_failed")
			}
			b.LoggedIn(in.Body.Name)
			return &out{}, nil
		})
	b.h = b.Handler() // address groups have a key of their own in each handler
	return b
}

func (b *bench) send(t *testing.T, method, path, body string, set ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(method, api.Prefix+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(set); i += 2 {
		r.Header.Set(set[i], set[i+1])
	}
	if b.from != "" {
		r.RemoteAddr = b.from
	}
	if b.h == nil {
		b.h = b.Handler()
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	return w.Result(), w.Body.String()
}

// TestFailedSignInsOfAnAccountWaitLongerAndLongerButNeverForGood tries one
// account from ever new addresses.
func TestFailedSignInsOfAnAccountWaitLongerAndLongerButNeverForGood(t *testing.T) {
	b := newLoginBench()
	at := 0
	try := func(right bool) (int, string, string) {
		at++
		b.from = fmt.Sprintf("10.%d.%d.7:4000", at/250, at%250) // every time another group
		return b.login(t, "an", right)
	}
	for range 5 {
		if got, _, body := try(false); got != 401 {
			t.Fatalf("%d %s", got, body)
		}
	}
	last := 0
	for i := range 8 {
		got, after, body := try(true)
		if got != 429 || !strings.Contains(body, "giây") || !strings.Contains(body, "too_many_requests") {
			t.Fatalf("attempt %d: %d %s", i, got, body)
		}
		wait, err := strconv.Atoi(after)
		if err != nil || wait < last-1 && wait < 150 || wait > 301 {
			t.Fatalf("wait %s after %d", after, last)
		}
		last = wait
		b.now = b.now.Add(time.Duration(wait) * time.Second)
		if got, _, body := try(false); got != 401 {
			t.Fatalf("after the wait: %d %s", got, body)
		}
	}
	if last < 150 {
		t.Errorf("the waits do not grow: %d s", last)
	}
	b.now = b.now.Add(5 * time.Minute)
	if got, _, body := try(true); got != 200 {
		t.Errorf("five minutes later the right password gets %d %s", got, body)
	}
	if got, _, _ := b.login(t, "bình", true); got != 200 {
		t.Errorf("another account from there gets %d", got)
	}
}

// TestFailedSignInsOfAnAddressGroupAreFiveAMinute tries many accounts from one
// group of addresses; those who sign in rightly do not use the turns up.
func TestFailedSignInsOfAnAddressGroupAreFiveAMinute(t *testing.T) {
	b := newLoginBench()
	n := 0
	try := func(right bool) int {
		n++
		b.from = fmt.Sprintf("192.0.2.%d:4000", n%250)
		got, _, _ := b.login(t, fmt.Sprint("account ", n), right)
		return got
	}
	for i := range 30 {
		if got := try(true); got != 200 {
			t.Fatalf("the %dth of an office gets %d", i, got)
		}
	}
	failed := 0
	for range 600 { // ten minutes
		if try(false) == 401 {
			failed++
		}
		b.now = b.now.Add(time.Second)
	}
	if failed < 50 || failed > 55 {
		t.Errorf("%d attempts in ten minutes", failed)
	}
	b.from = "198.51.100.1:4000"
	if got, _, _ := b.login(t, "x", true); got != 200 {
		t.Errorf("another group gets %d", got)
	}
}

// TestExpensiveWorkRunsTwoAtATime fills the places of heavy work and its queue;
// who has no right does not take a place, and who goes away leaves the queue.
func TestExpensiveWorkRunsTwoAtATime(t *testing.T) {
	b := newBench()
	b.who = clerk()
	running, release := make(chan bool, 32), make(chan bool)
	api.Add(b.API, api.Route{Method: "GET", Path: "/h", ID: "h", Tag: "t", Summary: "s", Action: access.MakeReports, Class: api.Heavy}, nil,
		func(context.Context, *api.Caller, *in) (*out, error) {
			running <- true
			<-release
			return &out{}, nil
		})
	h := b.Handler()
	const sent = 2 + 16 + 4
	answers := make(chan *httptest.ResponseRecorder, sent)
	ctx, leave := context.WithCancel(t.Context())
	ask := func(ctx context.Context) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", api.Prefix+"/h", nil))
		answers <- w
	}
	for range 2 {
		go ask(t.Context())
		<-running
	}
	for range sent - 2 {
		go ask(ctx)
	}
	for range 4 { // only the queue is left waiting; these four found it full
		if w := <-answers; w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), `"busy"`) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	select {
	case <-running:
		t.Fatal("a third one runs")
	default:
	}
	b.who = nil
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", api.Prefix+"/h", nil))
	if w.Code != 401 {
		t.Errorf("without a right, with the queue full: %d", w.Code)
	}
	leave()
	for range 16 {
		if w := <-answers; w.Code != 503 {
			t.Errorf("who went away: %d", w.Code)
		}
	}
	close(release)
	for range 2 {
		if w := <-answers; w.Code != 200 {
			t.Errorf("who held a place: %d", w.Code)
		}
	}
}

// TestBodiesAreJSONAndBounded sends what a foreign form or a flood would send.
func TestBodiesAreJSONAndBounded(t *testing.T) {
	b := newBench()
	done := 0
	api.Add(b.API, api.Route{Method: "POST", Path: "/w", ID: "w", Tag: "t", Summary: "s", Action: access.Open}, nil,
		func(context.Context, *api.Caller, *struct {
			Body struct {
				Text string `json:"text,omitempty"`
			}
		}) (*out, error) {
			done++
			return &out{}, nil
		})
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, `{"text":"x"}`)
	z.Close()
	for _, c := range []struct {
		name, mediaType, body string
		set                   []string
		status                int
	}{
		{"JSON", "application/json", `{"text":"x"}`, nil, 200},
		{"JSON with charset", "application/json; charset=utf-8", `{"text":"x"}`, nil, 200},
		{"a form", "application/x-www-form-urlencoded", "text=x", nil, 415},
		{"an empty form", "application/x-www-form-urlencoded", "", nil, 415},
		{"text", "text/plain", `{"text":"x"}`, nil, 415},
		{"no media type", "", `{"text":"x"}`, nil, 415},
		{"a broken media type", "application/json;;=", `{"text":"x"}`, nil, 415},
		{"packed", "application/json", packed.String(), []string{"Content-Encoding", "gzip"}, 415},
		{"more than 1 MiB", "application/json", `{"text":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413},
		{"an unknown field", "application/json", `{"texts":"x"}`, nil, 422},
	} {
		before := done
		resp, body := b.send(t, "POST", "/w", c.body, append([]string{"Content-Type", c.mediaType}, c.set...)...)
		if resp.StatusCode != c.status || (done > before) != (c.status == 200) {
			t.Errorf("%s: %d, want %d: %.200s", c.name, resp.StatusCode, c.status, body)
		}
		var e api.Error
		if err := json.Unmarshal([]byte(body), &e); c.status != 200 && (err != nil || e.Code == "" || e.Message == "") {
			t.Errorf("%s is not answered in the one shape: %s", c.name, body)
		}
	}
}

// TestWhatHasNoRouteIsAnsweredInTheOneShape: to everybody alike, and a known
// path says which methods it takes.
func TestWhatHasNoRouteIsAnsweredInTheOneShape(t *testing.T) {
	b := newBench()
	add(b, "/w", "w", access.Open, func() (*out, error) { return &out{}, nil })
	for _, c := range []struct {
		method, path string
		status       int
		code, allow  string
	}{{"GET", "/khong-co", 404, "not_found", ""}, {"POST", "/khong-co", 404, "not_found", ""}, {"GET", "/", 404, "not_found", ""}, {"PUT", "/w", 405, "no_method", "GET, HEAD"}} {
		for lang, word := range map[string]string{"vi": "không", "en": "not"} {
			resp, body := b.send(t, c.method, c.path, "{}", "Content-Type", "application/json", "Accept-Language", lang)
			var e api.Error
			if err := json.Unmarshal([]byte(body), &e); err != nil || e.Code != c.code || e.RequestID == "" || !strings.Contains(strings.ToLower(e.Message), word) {
				t.Errorf("%s %s in %s: %s", c.method, c.path, lang, body)
			}
			if resp.StatusCode != c.status || resp.Header.Get("Allow") != c.allow || resp.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s %s: %d %v", c.method, c.path, resp.StatusCode, resp.Header)
			}
		}
	}
}

// TestRequestsOfOneNetworkShareALimit holds that groups are networks: IPv4 /24,
// IPv6 /56.
func TestRequestsOfOneNetworkShareALimit(t *testing.T) {
	b := newBench()
	add(b, "/w", "w", access.Open, func() (*out, error) { return &out{}, nil })
	passed := func(from string) int {
		n := 0
		b.from = from
		for range 60 {
			if resp, _ := b.send(t, "GET", "/w", ""); resp.StatusCode == 200 {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		from string
		want int
	}{
		{"192.0.2.1:1", 40}, {"192.0.2.200:1", 0}, {"192.0.3.1:1", 40}, {"[::ffff:192.0.2.9]:1", 0},
		{"[2001:db8:0:100::1]:1", 40}, {"[2001:db8:0:1ff::1]:1", 0}, {"[2001:db8:0:200::1]:1", 40},
	} {
		if got := passed(c.from); got != c.want {
			t.Errorf("%s: %d passed, want %d", c.from, got, c.want)
		}
	}
}
