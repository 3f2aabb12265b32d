package app

import (
	"os"
	"os/exec"
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"phendau": phendauCmd, "acts": actsCmd, "tamper": tamperCmd, "invite": inviteCmd},
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

// inviteCmd invites the first person of a list: invite DIR FILE.
func inviteCmd(ts *testscript.TestScript, neg bool, args []string) {
	id, _, _ := strings.Cut(ts.ReadFile(args[1]), " ")
	phendauCmd(ts, neg, []string{"user", "invite", id, "--dir", args[0]})
}
