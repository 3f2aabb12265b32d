package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"phendau/internal/audit"
	"phendau/internal/figure"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
)

// asProgram makes the test binary be the program, so that tests can start and
// kill the real thing.
const asProgram = "PHENDAU_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(New().Run(context.Background(), os.Args[1:]))
	}
	storetest.Main(m, func() { os.RemoveAll(demoMade) })
}

// run executes one command line and returns its exit code and output.
func run(t testing.TB, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	m := &Main{Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" },
		Now: func() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) }}
	code = m.Run(context.Background(), args)
	return code, out.String(), errs.String()
}

// must is run for a command that must succeed.
func must(t testing.TB, args ...string) string {
	t.Helper()
	code, out, errs := run(t, args...)
	if code != exitOK {
		t.Fatalf("phendau %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// demoMade is where demoDir put the demo, for the cleanup.
var demoMade string

// EnvDemo names a demo that is filled already, by the program itself; ./test fills
// one for all that need it.
const EnvDemo = "PHENDAU_TEST_DEMO"

// demoDir makes the demo once for all tests of the package that only read it, or
// copies the one that is there.
var demoDir = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "phendau-demo-")
	if err != nil {
		return "", err
	}
	demoMade = dir
	if filled := os.Getenv(EnvDemo); filled != "" {
		return dir, copyOwn(dir, filled)
	}
	var errs bytes.Buffer
	m := New()
	m.Stdout, m.Stderr = &errs, &errs
	if m.Run(context.Background(), []string{"demo", "--dir", dir, "--no-serve"}) != exitOK {
		return "", &usageError{errs.String()}
	}
	return dir, nil
})

// copyOwn copies a book so that its owner alone reads it, as the program makes it.
func copyOwn(dir, from string) error {
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		return err
	}
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
}

func sharedDemo(t testing.TB) string {
	t.Helper()
	dir, err := demoDir()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// cellJSON is what the tests read of a report's JSON.
type cellJSON struct {
	Indicator, Measure, Unit, Place, Qualifier, Printed string
	From, To                                            string
	Value, Low, High                                    json.Number
	CountedShare                                        string `json:"counted_share"`
	Entries                                             int64
	Drill                                               string
	State                                               figure.State
}

type reportJSON struct {
	Period     struct{ From, To, Calendar, Label string }
	Position   string
	Composites map[string]string
	Cells      []cellJSON
	Text       []struct{ Text string }
}

func reviewOf(t testing.TB, args ...string) reportJSON {
	t.Helper()
	out := filepath.Join(t.TempDir(), "r.json")
	must(t, append([]string{"report", "five-year-review", "--place", "047@2024-02-29", "--period", "2019-01-01/2024-02-29", "--out", out}, args...)...)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var r reportJSON
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// published are the figures of the published five-year review of the
// district: facts the demo must compute, never store.
var published = []struct{ indicator, measure, value, composite string }{
	{"units.total", "units", "21", ""},
	{"units.border_communes", "units", "11", ""},
	{"units.border_townships", "units", "1", ""},
	{"units.border_hamlets", "units", "29", ""},
	{"border.length_km", "length_km", "93.783", "93,783 km"},
	{"border.marker_positions", "positions", "182", ""},
	{"committees.commune_steering", "committees", "12", ""},
	{"teams.border_line_and_markers", "teams", "29", ""},
	{"teams.security_and_order", "teams", "29", ""},
	{"outreach", "sessions", "3957", "3.957 buổi/99.273 lượt"},
	{"outreach", "participant_turns", "99273", ""},
	{"twinning.visits", "delegations", "96", ""},
	{"patrol.post", "times", "2329", "2.329 lần/11.645 lượt"},
	{"patrol.post", "person_turns", "11645", ""},
	{"patrol.bilateral", "times", "12", ""},
	{"patrol.bilateral", "person_turns", "480", ""},
	{"incident.agreement_violation", "cases", "12", ""},
	{"tips.valuable", "tips", "2926", ""},
	{"patrol.with_residents", "times", "3216", ""},
	{"patrol.with_residents", "person_turns", "19296", ""},
	{"trail_clearing", "times", "3360", "3.360 lần/126 km/82.500 lượt"},
	{"trail_clearing", "length_km", "126", ""},
	{"trail_clearing", "person_turns", "82500", ""},
	{"awards.collectives", "awards", "20", ""},
	{"awards.individuals", "awards", "194", ""},
	{"awards.review_conference.collectives", "awards", "7", ""},
	{"awards.review_conference.individuals", "awards", "8", ""},
}

// district finds the cell of the whole place and period.
func (r reportJSON) district(t testing.TB, indicator, measure string) cellJSON {
	t.Helper()
	for _, c := range r.Cells {
		if c.Indicator == indicator && c.Measure == measure && c.From == r.Period.From && c.To == r.Period.To {
			return c
		}
	}
	t.Fatalf("the review has no cell %s/%s", indicator, measure)
	return cellJSON{}
}

func checkReview(t *testing.T, r reportJSON) {
	t.Helper()
	for _, p := range published {
		c := r.district(t, p.indicator, p.measure)
		if c.Value.String() != p.value || c.Qualifier != "exact" {
			t.Errorf("%s/%s: %s (%s), published %s", p.indicator, p.measure, c.Value, c.Qualifier, p.value)
		}
		if p.composite != "" && r.Composites[p.indicator] != p.composite {
			t.Errorf("%s prints %q, published %q", p.indicator, r.Composites[p.indicator], p.composite)
		}
	}
	between := func(indicator, measure string, lo, hi int64) {
		v, err := r.district(t, indicator, measure).Value.Int64()
		if err != nil || v <= lo || v >= hi {
			t.Errorf("%s: %d is not between %d and %d (%v)", indicator, v, lo, hi, err)
		}
	}
	between("twinning.gifts", "value_vnd", 2_600_000_000, 2_700_000_000)
	between("livelihood_support", "value_vnd", 10_000_000_000-1, 100_000_000_000)
	if d := r.district(t, "donations.per_year", "value_vnd_per_year"); d.Low.String() != "150000000" || d.High.String() != "200000000" {
		t.Errorf("donations a year %s to %s", d.Low, d.High)
	}
	for indicator, printed := range map[string]string{"twinning.gifts": "trên 2,6 tỷ đồng", "livelihood_support": "hàng chục tỷ đồng", "donations.per_year": "từ 150 - 200 triệu đồng/năm"} {
		if r.Composites[indicator] != printed {
			t.Errorf("%s prints %q, published %q", indicator, r.Composites[indicator], printed)
		}
	}
}

// TestTheReviewComesOutExactly is scenario S5: every figure of the published
// five-year review, computed from entries, on both engines.
func TestTheReviewComesOutExactly(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { checkReview(t, reviewOf(t, "--dir", sharedDemo(t))) })
	t.Run("postgres", func(t *testing.T) {
		db := storetest.Database(t)
		must(t, "demo", "--database", db, "--blobs", filepath.Join(t.TempDir(), "blobs"), "--no-serve")
		r := reviewOf(t, "--database", db)
		checkReview(t, r)
		if lite := reviewOf(t, "--dir", sharedDemo(t)); lite.Position != r.Position {
			t.Errorf("positions differ: %s and %s", lite.Position, r.Position)
		}
		a, b := auditLog(t, store.Options{Dir: sharedDemo(t), ReadOnly: true}), auditLog(t, store.Options{Database: db, ReadOnly: true})
		if !slices.Equal(a, b) || len(a) != 8 {
			t.Errorf("every lock leaves a record, the same on both engines: %d and %d", len(a), len(b))
		}
	})
}

// auditLog lists the leaves of a book's log.
func auditLog(t testing.TB, o store.Options) []audit.Hash {
	t.Helper()
	var out []audit.Hash
	if err := storetest.Open(t, o).AuditLeaves(t.Context(), func(_ int64, leaf audit.Hash) error {
		out = append(out, leaf)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTheOfficialCalendarDiffersAndSaysSo is the label of scenario S4.
func TestTheOfficialCalendarDiffersAndSaysSo(t *testing.T) {
	civil := reviewOf(t, "--dir", sharedDemo(t))
	official := reviewOf(t, "--dir", sharedDemo(t), "--calendar", "official")
	if official.Period.From != "2018-12-15" || official.Period.To != "2024-02-14" || !strings.Contains(official.Period.Label, "14/02/2024") {
		t.Errorf("official period %+v", official.Period)
	}
	for _, indicator := range []string{"outreach", "patrol.post"} {
		if civil.Composites[indicator] == official.Composites[indicator] {
			t.Errorf("%s is %s in both calendars", indicator, civil.Composites[indicator])
		}
	}
	var said bool
	for _, p := range official.Text {
		said = said || strings.Contains(p.Text, "15/12/2018") && strings.Contains(p.Text, "chốt số liệu")
	}
	if !said {
		t.Error("the text does not name the calendar and its days")
	}
}
