package tip

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"phendau/internal/audit"
	"phendau/internal/canon"
)

// filedVectors are proofs of filing: one that holds and those that must not, for this
// program and for browsers.
type filedVectors struct {
	Holds *Filed  `json:"holds"`
	Not   []Filed `json:"not"`
}

func makeFiled(t *testing.T) *filedVectors {
	t.Helper()
	lookup, slot := ID([]byte("lookup-of-a-slot")), sha256.Sum256([]byte("a slot"))
	g := &grown{}
	line := func(action, object string) *audit.Entry {
		e := &audit.Entry{Record: audit.Record{Action: action, ObjectID: object, Outcome: audit.Done}, Index: int64(len(g.leaves)), At: 1_772_470_800, Salt: []byte("salt of a record")}
		text := must(e.Text())
		g.add(t, string(e.Salt)+string(text))
		return e
	}
	line(audit.TipFiled, Leaf(lookup, sha256.Sum256([]byte("another slot"))))
	e := line(audit.TipFiled, Leaf(lookup, slot))
	opened := line(audit.TipOpen, Leaf(lookup, slot))
	line(audit.TipFiled, Leaf(ID{1}, slot))
	size := int64(len(g.leaves))
	log, key := noteKey(t, logName, 'l')
	note := g.checkpoint(t, log)
	made := func(e *audit.Entry) *Filed {
		return must(NewFiled(lookup, slot, e, must(tlog.ProveRecord(size, e.Index, g)), []byte(note), key))
	}
	v := &filedVectors{Holds: made(e)}
	no := func(change func(*Filed)) {
		f := *made(e)
		change(&f)
		v.Not = append(v.Not, f)
	}
	other := func(s string) string { return strings.Map(func(r rune) rune { return r ^ 1 }, s[:1]) + s[1:] }
	no(func(f *Filed) { f.V = 2 })
	no(func(f *Filed) { f.Lookup = ID{1} })
	no(func(f *Filed) { f.Slot = hex.EncodeToString(make([]byte, 32)) })
	no(func(f *Filed) { f.Slot = f.Slot[:62] })
	no(func(f *Filed) { f.Salt = base64.RawURLEncoding.EncodeToString(make([]byte, 16)) })
	no(func(f *Filed) { f.Salt = "" })
	no(func(f *Filed) { f.Record = strings.Replace(f.Record, "1772470800", "1772470799", 1) })
	no(func(f *Filed) { f.Record = strings.Replace(f.Record, `"index":1`, `"index":2`, 1) })
	no(func(f *Filed) { *f = *made(opened) })
	no(func(f *Filed) { f.Proof = f.Proof[1:] })
	no(func(f *Filed) { f.Proof = append([]string{other(f.Proof[0])}, f.Proof[1:]...) })
	no(func(f *Filed) { f.Checkpoint = strings.Replace(f.Checkpoint, "\n4\n", "\n5\n", 1) })
	no(func(f *Filed) { _, f.LogKey = noteKey(t, logName, 'm') })
	return v
}

// TestAProofOfFilingHoldsForItsSlotAndLogOnly, in Go and in browsers.
func TestAProofOfFilingHoldsForItsSlotAndLogOnly(t *testing.T) {
	made := makeFiled(t)
	if *update {
		write(t, "filed.json", made)
	}
	kept := read[filedVectors](t, "filed.json")
	if string(must(canon.Marshal(kept))) != string(must(canon.Marshal(made))) {
		t.Error("the vectors of proofs are others: run with -update and look at what changed")
	}
	if at, err := kept.Holds.Check(kept.Holds.LogKey); err != nil || at.Unix() != 1_772_470_800 {
		t.Errorf("%v %v", at, err)
	}
	if _, err := kept.Holds.Check(kept.Not[len(kept.Not)-1].LogKey); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("for another log: %v", err)
	}
	for i := range kept.Not {
		if _, err := kept.Not[i].Check(""); err == nil {
			t.Errorf("%d holds: %+v", i, kept.Not[i])
		}
	}
}
