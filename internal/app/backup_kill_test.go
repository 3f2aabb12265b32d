package app

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"phendau/internal/depot"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/store/storetest"
	"phendau/internal/words"
)

// killedRuns is how often each command is killed.
const killedRuns = 8

// TestKilledBackupsAndRestoresLeaveNothingHalf kills the real program at random
// moments: what counts as a copy is one, and a restored directory is there whole or
// not at all.
func TestKilledBackupsAndRestoresLeaveNothingHalf(t *testing.T) {
	b := newSafeBook(t)
	r := rand.New(rand.NewPCG(20, 26))
	typical := killProgram(t, 0, b.args()...)
	for range killedRuns {
		killProgram(t, time.Duration(r.Int64N(int64(typical))+1), b.args()...)
	}
	stamps, err := os.ReadDir(b.place)
	if err != nil {
		t.Fatal(err)
	}
	whole := 0
	for _, e := range stamps {
		if _, err := os.Stat(filepath.Join(b.place, e.Name(), "complete")); err == nil {
			must(t, "restore", filepath.Join(b.place, e.Name()), "--check", "--identity", b.key())
			whole++
		}
	}
	b.backUp(t)
	left, err := filepath.Glob(filepath.Join(b.place, "*.part"))
	if err != nil || len(left) > 0 || whole == 0 {
		t.Errorf("%d whole, left behind %v %v", whole, left, err)
	}
	to := filepath.Join(t.TempDir(), "new")
	args := []string{"restore", b.place, "--identity", b.key(), "--dir", to}
	typical = killProgram(t, 0, args...)
	for range killedRuns {
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
		killProgram(t, time.Duration(r.Int64N(int64(typical))+1), args...)
		if _, err := os.Stat(to); err == nil {
			must(t, "verify", "--dir", to)
		}
	}
	if _, err := os.Stat(to); err != nil {
		must(t, args...)
	}
	must(t, "verify", "--dir", to)
	if _, err := os.Stat(to + ".restoring"); err == nil {
		t.Error("a half directory stays")
	}
}

// killProgram runs the program and kills it after a while; 0 lets it end.
func killProgram(t *testing.T, after time.Duration, args ...string) time.Duration {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
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
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != -1 {
		t.Fatalf("phendau %v: %v\n%s", args, err, out.String())
	}
	return time.Since(start)
}

// TestABackupUnderLoadIsOneState: the registers grow all the time; what is restored
// is the book at the positions of the header, no operation more or less.
func TestABackupUnderLoadIsOneState(t *testing.T) {
	storetest.Each(t, func(t *testing.T, o store.Options) {
		smallBookIn(t, o)
		top := t.TempDir()
		safe, place, keyDir := filepath.Join(top, "safe"), filepath.Join(top, "usb"), filepath.Join(top, "keys")
		must(t, "backup", "key", "--out", safe)
		k, err := openKeys(words.For("vi"), keyDir)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.close(); err != nil {
			t.Fatal(err)
		}
		args := []string{"backup", place, "--recipient", filepath.Join(safe, "recipient.txt"), "--keys", keyDir, "--dir", o.Dir, "--database", o.Database}
		stop := growing(t, storetest.Open(t, o))
		for range 3 {
			must(t, args...)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		d, err := depot.Open(place, false)
		if err != nil {
			t.Fatal(err)
		}
		stamps, err := d.Stamps()
		if err != nil || len(stamps) != 3 {
			t.Fatal(stamps, err)
		}
		states := map[string]bool{}
		for _, s := range stamps {
			h, _, err := readHeader(d, s)
			if err != nil {
				t.Fatal(err)
			}
			states[fmt.Sprint(h.Positions)] = true
			// The drill compares every head with the header.
			must(t, "restore", filepath.Join(place, s), "--check", "--identity", filepath.Join(safe, "identity.txt"))
		}
		if len(states) < 2 {
			t.Error("nothing was written meanwhile")
		}
		// Where somebody holds an embedded book, the line of the log waits for him.
		if left, _ := filepath.Glob(filepath.Join(keyDir, "*.said")); (len(left) == 3) != (o.Dir != "") {
			t.Errorf("lines for the log: %v", left)
		}
	})
}

// growing writes into a book until it is stopped, and answers when some of it is
// there.
func growing(t *testing.T, st *store.Store) (stop func() error) {
	t.Helper()
	w, err := store.NewWriter(st, commandLineActor, commandLineBody)
	if err != nil {
		t.Fatal(err)
	}
	id, err := st.RegistryID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	began, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(ended)
		for i := 0; ctx.Err() == nil; i++ {
			err := w.MustWrite(context.Background(), []ledger.Draft{{LedgerID: id, EntityType: "place", EntityID: w.IDs.New(), Verb: "create",
				Body: registry.PlaceDoc{Names: []registry.NameDoc{{Text: fmt.Sprint("Nơi ", i), UnitWord: "xóm", Level: "hamlet", From: registry.Unknown, To: registry.Open}}}}})
			if err != nil {
				ended <- err
				return
			}
			if i == 5 {
				close(began)
			}
		}
	}()
	select {
	case <-began:
	case err := <-ended:
		t.Fatal(err)
	}
	return func() error { cancel(); return <-ended }
}
