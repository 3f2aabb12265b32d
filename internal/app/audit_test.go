package app

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"phendau/internal/audit"
	"phendau/internal/store"
)

// actsCmd is "acts DIR N": a book in which N acts were recorded and a
// checkpoint signed. The log's public key is $LOGKEY.
func actsCmd(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	s, err := store.Open(context.Background(), store.Options{Dir: ts.MkAbs(args[0])})
	ts.Check(err)
	defer s.Close()
	for i := range n {
		ts.Check(s.Audit(context.Background(), audit.Record{ActorID: "cán bộ", Action: audit.EntryOpen, ObjectID: fmt.Sprint(i), Outcome: audit.Done}))
	}
	log, err := audit.NewSigner("don.vidu", bytes.Repeat([]byte{7}, 32))
	ts.Check(err)
	_, err = s.SignCheckpoint(context.Background(), log)
	ts.Check(err)
	ts.Setenv("LOGKEY", log.Key())
}

// tamperCmd is "tamper DIR SQL...": what somebody with the file can do.
func tamperCmd(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(ts.MkAbs(args[0]), store.DatabaseFile))
	ts.Check(err)
	defer db.Close()
	for _, q := range args[1:] {
		_, err := db.Exec(q)
		ts.Check(err)
	}
}

// TestAWitnessKeyIsItsOwnersOnlyAndNeverReplaced: files of a witness.
func TestAWitnessKeyIsItsOwnersOnlyAndNeverReplaced(t *testing.T) {
	dir := t.TempDir()
	key, state := filepath.Join(dir, "khóa"), filepath.Join(dir, "nhớ")
	log, err := audit.NewSigner("don.vidu", make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"witness", "--key", key, "--state", state}
	first := append(args, "--name", "mattran.vidu", "--log", log.Key())
	code, public, errs := run(t, first...)
	if code != exitOK {
		t.Fatal(errs)
	}
	for _, f := range []string{key, state} {
		if st, err := os.Stat(f); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f, st.Mode(), err)
		}
	}
	if code, again, errs := run(t, first...); code != exitOK || again != public {
		t.Errorf("a second start gives %q %s", again, errs)
	}
	for _, f := range []string{key, state} {
		if err := os.Rename(f, f+".away"); err != nil {
			t.Fatal(err)
		}
		if code, out, _ := run(t, first...); code != exitFailed {
			t.Errorf("without %s: %s", f, out)
		}
		if err := os.Rename(f+".away", f); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(key, 0o640); err != nil {
		t.Fatal(err)
	}
	if code, _, _ := run(t, args...); code != exitFailed {
		t.Error("a key that others can read was used")
	}
}
