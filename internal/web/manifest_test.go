package web

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestTheManifestListsEveryFileThatIsSent: in every form, once, in the order of bytes,
// with the hash of what lies there.
func TestTheManifestListsEveryFileThatIsSent(t *testing.T) {
	list, sum := Manifest()
	if want := fmt.Sprintf("%x", sha256.Sum256([]byte(list))); sum != want {
		t.Errorf("the list has %s, not %s", want, sum)
	}
	last, listed := "", map[string]bool{}
	for line := range strings.Lines(list) {
		hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		b, err := os.ReadFile("dist/" + name)
		if !ok || err != nil || hash != fmt.Sprintf("%x", sha256.Sum256(b)) || name <= last {
			t.Fatalf("%q behind %q: %v", line, last, err)
		}
		last, listed[name] = name, true
	}
	for _, a := range []string{"office", "field", "seal"} {
		for name, f := range load(a) {
			for coding, suffix := range map[string]string{"br": ".br", "gzip": ".gz"} {
				if _, sent := f.body[coding]; sent != listed[a+"/"+name+suffix] {
					t.Errorf("%s/%s as %s: sent %v", a, name, coding, sent)
				}
			}
		}
	}
}
