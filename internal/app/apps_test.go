package app

import (
	"strings"
	"testing"
	"time"

	"phendau/internal/audit"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/web"
)

// appsLogged is what the log says of web apps, newest first.
func appsLogged(t *testing.T, st *store.Store) []string {
	t.Helper()
	lines, err := st.AuditRecords(t.Context(), audit.Filter{Actions: []string{audit.AppsServe}})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range lines {
		out = append(out, lines[i].ObjectID)
	}
	return out
}

// TestAServerWithOtherAppsLeavesItsLine: two processes of one release and every start
// anew leave one; a program with other apps leaves its own, which doctor names, and so
// does the one that takes over again.
func TestAServerWithOtherAppsLeavesItsLine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		smallBookIn(t, o)
		st := storetest.Open(t, o)
		_, own := web.Manifest()
		first := serveHouse(t, st, time.Now, nil)
		for range 2 { // as the second process and the next start do
			if err := first.tellApps(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := appsLogged(t, st); len(got) != 1 || got[0] != own {
			t.Fatalf("%q, not once %s", got, own)
		}
		doctor := func() string {
			args := []string{"doctor", "--assets", first.srv.URL, "--lang", "en", "--keys", first.keyDir}
			if o.Dir != "" {
				args = append(args, "--dir", o.Dir)
			} else {
				args = append(args, "--database", o.Database)
			}
			_, out, _ := run(t, args...)
			return out
		}
		if out := doctor(); !strings.Contains(out, "[good] Web apps in the log") || !strings.Contains(out, "[good] Web apps: all") {
			t.Error(out)
		}
		other := strings.Repeat("0", 64)
		if err := st.AuditChange(t.Context(), audit.Record{Action: audit.AppsServe, ObjectID: other, Outcome: audit.Done}); err != nil {
			t.Fatal(err)
		}
		if out := doctor(); !strings.Contains(out, "[BAD] Web apps in the log") || !strings.Contains(out, other) {
			t.Error(out)
		}
		if err := first.tellApps(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := appsLogged(t, st); len(got) != 3 || got[0] != own || got[1] != other {
			t.Errorf("%q", got)
		}
	})
}

// TestTheListOfTheReleaseEndsWithItsHash: what a release note carries.
func TestTheListOfTheReleaseEndsWithItsHash(t *testing.T) {
	list, sum := web.Manifest()
	code, out, errs := run(t, "version", "--assets", "--lang", "en")
	if code != exitOK || !strings.HasPrefix(out, list) || !strings.HasSuffix(out, sum+"\n") {
		t.Errorf("%d %s %s", code, errs, out[max(0, len(out)-200):])
	}
}
