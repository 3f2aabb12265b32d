package office_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/identity"
)

var update = flag.Bool("update", false, "write testdata/routes.txt")

// TestEveryRouteAsksForItsRight sends every route as every role, as somebody
// not signed in, by password and by an access token without scopes, and
// compares who is let in with the reviewed table. A route that forgets to ask
// shows as one line with too many names.
func TestEveryRouteAsksForItsRight(t *testing.T) {
	eachDesk(t, func(t *testing.T, d *desk) {
		var b strings.Builder
		routes := slices.Clone(d.api.Routes())
		slices.SortFunc(routes, func(a, b api.Route) int { return strings.Compare(a.ID, b.ID) })
		for _, r := range routes {
			var in []string
			for _, role := range access.Roles() {
				if admitted(t, d, d.as(role), r) {
					in = append(in, string(role))
				}
			}
			if admitted(t, d, d.anybody(), r) != (r.Action == access.Open) {
				t.Errorf("%s %s: anybody is let in or kept out against the action %s", r.Method, r.Path, r.Action)
			}
			if len(in) == len(access.Roles()) {
				in = []string{"everybody"}
			}
			mark := ""
			if r.Fresh {
				mark = " fresh"
				stale := d.person(d.people[roleFor(in)], identity.ByPassword)
				if admitted(t, d, stale, r) {
					t.Errorf("%s %s needs a fresh passkey and took a password", r.Method, r.Path)
				}
			}
			fmt.Fprintf(&b, "%-28s %-6s %-40s %s%s: %s\n", r.ID, r.Method, r.Path, r.Action, mark, strings.Join(in, " "))
		}
		compareTable(t, d, b.String())
	})
}

func roleFor(in []string) access.Role {
	if len(in) == 0 || !access.Role(in[0]).Known() {
		return access.Administrator
	}
	return access.Role(in[0])
}

// admitted reports whether a request got past the door: what its handler then
// makes of an empty request does not matter here.
func admitted(t *testing.T, d *desk, c *client, r api.Route) bool {
	t.Helper()
	if r.Class == api.Stream {
		return r.Action == access.Open || c.person != "" // a stream does not end; its own test sends it
	}
	d.clock.now = d.clock.now.Add(20 * time.Second) // the buckets of the limits fill again
	path := r.Path
	for strings.Contains(path, "{") {
		from, to := strings.Index(path, "{"), strings.Index(path, "}")
		path = path[:from] + "01890a5d-ac96-7000-8000-000000000099" + path[to+1:]
	}
	var e api.Error
	var body any
	if r.Method != "GET" {
		body = map[string]any{}
	}
	switch status := c.do(r.Method, path, body, &loose{&e}); {
	case status == 401:
		return e.Code != api.NotSignedIn || r.Action == access.Open
	case status == 403:
		return e.Code != api.NotAllowed && e.Code != api.NeedProof && e.Code != api.NeedPasskey
	case status == 429:
		t.Fatalf("%s %s ran into a limit", r.Method, r.Path)
	case status >= 500:
		t.Errorf("%s %s answered %d to an empty request", r.Method, r.Path, status)
	}
	return true
}

func compareTable(t *testing.T, d *desk, got string) {
	t.Helper()
	const path = "testdata/routes.txt"
	if *update && d.store.Engine() == "sqlite" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	have := strings.Split(string(want), "\n")
	for _, line := range strings.Split(got, "\n") {
		if !slices.Contains(have, line) {
			t.Errorf("not in the reviewed table (run with -update and read the difference): %s", line)
		}
	}
	t.Error("the table of routes differs")
}
