package app

import (
	"bytes"
	"os"
	"testing"
	"time"
)

// TestTheWebAppIsMadeForThisAPI holds that the description the client was
// generated from is the one this program prints.
func TestTheWebAppIsMadeForThisAPI(t *testing.T) {
	var out, errs bytes.Buffer
	m := &Main{Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now}
	if code := m.Run(t.Context(), []string{"openapi"}); code != exitOK {
		t.Fatal(errs.String())
	}
	want, err := os.ReadFile("../../webapp/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), want) {
		t.Error("webapp/openapi.json is not what phendau openapi prints; write it again and build the web app")
	}
}
