package office_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"phendau/internal/tip"
)

// TestASenderGetsTheProofOfFilingFromTheNightOn: who has the access key shows afterwards
// that the log took his slot, to anybody, also when the case is long shredded; whenever
// he asks it is the same proof, and who has none gets the same size.
func TestASenderGetsTheProofOfFilingFromTheNightOn(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		srv := w.httpDoor()
		ask := func(access []byte) string {
			t.Helper()
			code, b, _ := post(t, srv, "/t/1/proof", access)
			if code != 200 || len(b) != 4096 {
				t.Fatalf("%d, %d bytes", code, len(b))
			}
			text, err := tip.Unframe(b)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
		s := w.send("một")
		w.send("hai")
		if got := ask(s.secrets.Access[:]); got != "{}" {
			t.Errorf("on the day itself: %s", got)
		}
		w.later(oneDay)
		if got := ask(s.secrets.Access[:]); got != "{}" {
			t.Errorf("before a checkpoint holds the night: %s", got)
		}
		sign := func() {
			t.Helper()
			if _, err := w.store.SignCheckpoint(t.Context(), w.office.LogKey); err != nil {
				t.Fatal(err)
			}
		}
		sign()
		proof := ask(s.secrets.Access[:])
		var f tip.Filed
		if err := json.Unmarshal([]byte(proof), &f); err != nil {
			t.Fatal(err)
		}
		slot := sha256.Sum256(s.slot)
		at, err := f.Check(w.office.LogKey.Key())
		if err != nil || f.Slot != hex.EncodeToString(slot[:]) || f.Lookup != s.secrets.Access.Lookup() || !at.Equal(w.clock.now) {
			t.Errorf("%+v %v %v", f, at, err)
		}
		if got := ask(bytes.Repeat([]byte{9}, 16)); got != "{}" {
			t.Errorf("for nobody: %s", got)
		}
		w.sort()
		w.opened(w.officer, s)
		sign()
		if got := ask(s.secrets.Access[:]); got != proof {
			t.Errorf("asked later it is another: %s", got)
		}
		w.act(s.id, 200, map[string]any{"verb": "spam"})
		w.later(31 * oneDay)
		if got := ask(s.secrets.Access[:]); w.state(s).State != "shredded" || got != "{}" {
			t.Errorf("of a shredded case: %s", got)
		}
		file := filepath.Join(t.TempDir(), "bang-chung.json")
		if err := os.WriteFile(file, []byte(proof), 0o600); err != nil {
			t.Fatal(err)
		}
		w.mustRun("audit", "proof", file)
		w.mustRun("audit", "proof", file, "--key", w.office.LogKey.Key())
		if err := os.WriteFile(file, []byte(strings.Replace(proof, f.Slot, strings.Repeat("0", 64), 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, errs := w.phendau("audit", "proof", file); code == 0 || errs == "" {
			t.Errorf("an altered proof: %d %s", code, errs)
		}
	})
}

// TestTheFormHandsOutTheProofAsAFile, of a size that says nothing of it.
func TestTheFormHandsOutTheProofAsAFile(t *testing.T) {
	eachTipWorld(t, func(t *testing.T, w *tipWorld) {
		w.httpDoor() // it makes the key of the log
		srv := w.pages(io.Discard)
		_, page, _ := fill(t, srv, "/tin-bao", w.typed())
		r := receiptIn(t, page)
		ask := func() (string, http.Header) {
			t.Helper()
			code, body, head := fill(t, srv, "/tin-bao/doc", [][2]string{{"bienlai", r.Groups()}, {"buoc", "bang-chung"}})
			if code != 200 || len(body)%8192 != 0 && strings.HasPrefix(body, "{") {
				t.Fatalf("%d, %d bytes", code, len(body))
			}
			return body, head
		}
		if body, _ := ask(); !strings.Contains(body, "Chưa có bằng chứng") {
			t.Errorf("%.2000s", body)
		}
		w.later(oneDay)
		if _, err := w.store.SignCheckpoint(t.Context(), w.office.LogKey); err != nil {
			t.Fatal(err)
		}
		body, head := ask()
		var f tip.Filed
		if err := json.Unmarshal([]byte(body), &f); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Check(w.office.LogKey.Key()); err != nil || !strings.HasPrefix(head.Get("Content-Disposition"), "attachment") || head.Get("Cache-Control") != "no-store" {
			t.Errorf("%v %v", err, head)
		}
	})
}
