package app

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the command line as people see it. $DEMO is a demo book
// that scripts only read.
func TestScripts(t *testing.T) {
	demo := sharedDemo(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("DEMO", demo)
			e.Setenv("PLACE", "047@2024-02-29")
			e.Setenv("PERIOD", "2019-01-01/2024-02-29")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"phendau": phendauCmd, "acts": actsCmd, "tamper": tamperCmd, "invite": inviteCmd, "cut": cutCmd, "alter": alterCmd},
	})
}

// phendauCmd runs the program in the script's directory; "! phendau" expects a
// failure.
func phendauCmd(ts *testscript.TestScript, neg bool, args []string) {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), asProgram+"=1", "PHENDAU_LANG=")
	cmd.Stdout, cmd.Stderr = ts.Stdout(), ts.Stderr()
	err := cmd.Run()
	switch {
	case neg && err == nil:
		ts.Fatalf("phendau succeeded, a failure was expected")
	case !neg && err != nil:
		ts.Fatalf("phendau: %v", err)
	}
}

// cutCmd leaves out the last bytes of a file: cut FILE TO N.
func cutCmd(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	b := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b[:len(b)-n]), 0o600))
}

// alterCmd changes one bit in the middle of a file: alter FILE TO.
func alterCmd(ts *testscript.TestScript, _ bool, args []string) {
	b := []byte(ts.ReadFile(args[0]))
	b[len(b)/2] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b, 0o600))
}

// inviteCmd invites the first person of a list: invite DIR FILE.
func inviteCmd(ts *testscript.TestScript, neg bool, args []string) {
	id, _, _ := strings.Cut(ts.ReadFile(args[1]), " ")
	phendauCmd(ts, neg, []string{"user", "invite", id, "--dir", args[0]})
}
