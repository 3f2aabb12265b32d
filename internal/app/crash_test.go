package app

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/store"
)

// kills is how often the import is killed.
const kills = 200

// rowsPerFile is the size of an imported file.
const rowsPerFile = 20

// TestKilledImportsKeepEverythingAcknowledgedOnce imports small files with the
// real program, kills it at random moments, and repeats what was cut. Every
// file must be in the book exactly once, and none in part.
func TestKilledImportsKeepEverythingAcknowledgedOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "book")
	unit := smallBook(t, dir)
	r := rand.New(rand.NewPCG(3, 3))
	typical := importOnce(t, dir, importFile(t, unit, 0), 0).took
	acknowledged := 1
	var killed, cut int
	for i := 1; killed < kills; i++ {
		file := importFile(t, unit, i)
		for tries := int64(0); ; tries++ { // each try lasts longer: the machine may have become busy
			res := importOnce(t, dir, file, time.Duration(r.Int64N(int64(typical)*(5+tries)/4)+1))
			if !res.killed {
				if res.code != 0 && !strings.Contains(res.output, "already_imported") {
					t.Fatalf("import %d: exit %d\n%s", i, res.code, res.output)
				}
				typical = (3*typical + res.took) / 4 // the machine may get busier or calmer
				break
			}
			killed++
			if countTurns(t, dir, i) == 0 {
				cut++
			}
			if killed >= kills {
				importOnce(t, dir, file, 0)
				break
			}
		}
		acknowledged++
		if i%10 == 0 {
			wholeFiles(t, dir, acknowledged)
		}
	}
	wholeFiles(t, dir, acknowledged)
	must(t, "verify", "--dir", dir)
	t.Logf("%d kills, %d of them before the commit, %d files", killed, cut, acknowledged)
	if cut == 0 || cut == killed {
		t.Errorf("the kills did not fall on both sides of the commit: %d of %d", cut, killed)
	}
}

// importFile writes file n: each row carries its own number of people, so a
// doubled or lost row shows in the sum.
func importFile(t *testing.T, unit string, n int) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("loại hoạt động;ngày;địa bàn;lượt người dự;căn cứ số liệu;ghi chú\n")
	for row := range rowsPerFile {
		fmt.Fprintf(&b, "tuyên truyền;%02d/%02d/%d;%s;%d;đếm tại chỗ;tệp %d dòng %d\n", 1+row, 1+n%12, 2000+n/12, unit, 1+row, n, row)
	}
	path := filepath.Join(t.TempDir(), fmt.Sprintf("file-%d.csv", n))
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

type importResult struct {
	code   int
	killed bool
	output string
	took   time.Duration
}

// importOnce runs the program; after > 0 kills it with SIGKILL then.
func importOnce(t *testing.T, dir, file string, after time.Duration) importResult {
	t.Helper()
	cmd := exec.Command(os.Args[0], "import", "entries", file, "--dir", dir)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after > 0 {
		timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
		defer timer.Stop()
	}
	err := cmd.Wait()
	res := importResult{output: out.String(), took: time.Since(start)}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		res.code = exit.ExitCode()
		res.killed = res.code == -1
	} else if err != nil {
		t.Fatal(err)
	}
	return res
}

// countTurns is the number of entries of file n in the book.
func countTurns(t *testing.T, dir string, n int) int64 {
	t.Helper()
	return evaluate(t, dir, calendar.Month(calendar.Civil, 2000+n/12, 1+n%12), "sessions")
}

func evaluate(t *testing.T, dir string, p calendar.Period, measure string) int64 {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v, err := s.View(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := v.Evaluate(figure.Query{Indicators: []string{"outreach"}, Period: p, Map: place.MapSpec{Kind: place.MapThen}}, &v.Context)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range tab.Measures {
		if m.Measure.ID == measure {
			return max(0, tab.At(0, 0, 0, i).Result.V)
		}
	}
	t.Fatalf("no measure %s", measure)
	return 0
}

// wholeFiles checks the sums of n whole files.
func wholeFiles(t *testing.T, dir string, n int) {
	t.Helper()
	all := calendar.Period{From: calendar.MakeDay(2000, 1, 1), To: calendar.MakeDay(2100, 1, 1), Calendar: calendar.Civil}
	if got, want := evaluate(t, dir, all, "sessions"), int64(n*rowsPerFile); got != want {
		t.Fatalf("%d entries, %d acknowledged", got, want)
	}
	if got, want := evaluate(t, dir, all, "participant_turns"), int64(n*rowsPerFile*(rowsPerFile+1)/2); got != want {
		t.Fatalf("%d turns, %d acknowledged", got, want)
	}
}

// TestVerifyFindsAFlippedByteInTheFile changes single bytes of the database
// file where content stands and expects verify to name the place.
func TestVerifyFindsAFlippedByteInTheFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "book")
	unit := smallBook(t, dir)
	importOnce(t, dir, importFile(t, unit, 0), 0)
	checkpoint(t, dir)
	path := filepath.Join(dir, store.DatabaseFile)
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	must(t, "verify", "--dir", dir)
	for _, needle := range []string{`"device_seq":9`, `"verb":"submit"`, `tệp 0 dòng 7`, `patrol`, `participant_turns`, `submitted`, `"kind":"commune"`} {
		at := bytes.LastIndex(sound, []byte(needle)) // earlier ones may be slack of split pages
		if at < 0 {
			t.Fatalf("%q is not in the file", needle)
		}
		bad := bytes.Clone(sound)
		bad[at+len(needle)-1] ^= 1
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, errs := run(t, "verify", "--dir", dir, "--lang", "en")
		if code != exitFailed {
			t.Errorf("%q at byte %d: exit %d\n%s", needle, at, code, out)
		}
		t.Logf("%q at byte %d: %s", needle, at, strings.TrimSpace(errs))
	}
}

// checkpoint brings everything from the log into the database file and leaves
// no slack: verify answers for content, not for bytes nothing refers to.
func checkpoint(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}
