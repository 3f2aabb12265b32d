package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	who *api.Caller
	log bytes.Buffer
	now time.Time
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
