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
// real program, kills it at random moments and, every fifth time, as soon as it
// has said what it did, and repeats what was cut. Every file must be in the book
// exactly once, none in part, and none that was acknowledged may be missing.
func TestKilledImportsKeepEverythingAcknowledgedOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "book")
	unit := smallBook(t, dir)
	r := rand.New(rand.NewPCG(3, 3))
	typical := importOnce(t, dir, importFile(t, unit, 0), never).took
	var files, killed, cut, said int
	for files = 1; killed < kills; files++ {
		file := importFile(t, unit, files)
		for tries := int64(0); ; tries++ { // each try lasts longer: the machine may have become busy
			after := time.Duration(r.Int64N(int64(typical)*(5+tries)/4) + 1)
			if killed%5 == 4 {
				after = onceSaid
			}
			res := importOnce(t, dir, file, after)
			if !res.killed {
				if res.code != 0 && !strings.Contains(res.output, "already_imported") {
					t.Fatalf("import %d: exit %d\n%s", files, res.code, res.output)
				}
				typical = (3*typical + res.took) / 4 // the machine may get busier or calmer
				break
			}
			killed++
			switch in := countTurns(t, dir, files); {
			case in == 0 && res.output != "":
				t.Fatalf("import %d was acknowledged and is not in the book:\n%s", files, res.output)
			case in == 0:
				cut++
			case res.output != "":
				said++
			}
		}
		if files%10 == 0 {
			wholeFiles(t, dir, files+1)
		}
	}
	wholeFiles(t, dir, files)
	must(t, "verify", "--dir", dir)
	t.Logf("%d kills, %d of them before the commit, %d behind the word that it is done, %d files", killed, cut, said, files)
	if cut == 0 || said == 0 {
		t.Errorf("the kills did not fall on both sides of the commit: %d before it, %d behind the word, of %d", cut, said, killed)
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

// When an import is not killed at a moment of the clock.
const (
	never    = 0
	onceSaid = -1
)

// importOnce runs the program and kills it with SIGKILL after so long, or as
// soon as it says something.
func importOnce(t *testing.T, dir, file string, after time.Duration) importResult {
	t.Helper()
	cmd := exec.Command(os.Args[0], "import", "entries", file, "--dir", dir)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	out := heard{kill: func() {}}
	if after == onceSaid {
		out.kill = func() { cmd.Process.Kill() }
	}
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
	res := importResult{output: out.said.String(), took: time.Since(start)}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		res.code = exit.ExitCode()
		res.killed = res.code == -1
	} else if err != nil {
		t.Fatal(err)
	}
	return res
}

// heard keeps what a program says, and acts at once.
type heard struct {
	said bytes.Buffer
	kill func()
}

func (h *heard) Write(p []byte) (int, error) {
	h.kill()
	return h.said.Write(p)
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
	importOnce(t, dir, importFile(t, unit, 0), never)
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
