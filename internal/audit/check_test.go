package audit

import (
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTheLeafIsTheHashTheNoteNames(t *testing.T) {
	e := Entry{Record: Record{ActorID: "a", Action: Export, Detail: `5 dòng "<b>"`, Outcome: Done}, Index: 3, At: 1_700_000_000, Salt: []byte("0123456789abcdef")}
	want := sha256.Sum256([]byte("\x000123456789abcdef" + `{"action":"export","actor_id":"a","at":1700000000,"detail":"5 dòng \"<b>\"","index":3,"outcome":"done"}`))
	if got, err := e.Hash(); err != nil || got != want {
		t.Errorf("%x %v, want %x", got, err, want)
	}
}

// rootOf is RFC 6962 section 2.1 as it is written there.
func rootOf(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for k*2 < len(leaves) {
		k *= 2
	}
	l, r := rootOf(leaves[:k]), rootOf(leaves[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, l[:], r[:]))
}

func TestTheTreeIsTheOneOfRFC6962AlsoWhenGrownInParts(t *testing.T) {
	for n := range 70 {
		b := newLog(t, n)
		var leaves []Hash
		for _, e := range b.entries {
			leaves = append(leaves, e.Leaf)
		}
		if b.root != rootOf(leaves) {
			t.Fatalf("%d records: %v", n, b.root)
		}
		next := entryOf(int64(n), "thêm")
		leaf, err := next.Hash()
		if err != nil {
			t.Fatal(err)
		}
		tree, err := NewTree(int64(n), b)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tree.Append(leaf); err != nil {
			t.Fatal(err)
		}
		if root, err := tree.Root(); err != nil || root != rootOf(append(leaves, leaf)) || tree.Size() != int64(n)+1 {
			t.Fatalf("%d and one: %v %v", n, root, err)
		}
	}
}

// TestAnyHandOnALogIsNamed: change, loss, insertion, exchange, and the same
// with everything recomputed, held against an older checkpoint and a copy of
// the leaves.
func TestAnyHandOnALogIsNamed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(rt, "records")
		sound := newLog(t, n)
		at := rapid.IntRange(0, n-1).Draw(rt, "at")
		seen := rapid.IntRange(at+1, n).Draw(rt, "checkpoint")
		earlier := rapid.IntRange(0, at).Draw(rt, "earlier checkpoint")
		bad := sound.clone()
		hand := rapid.SampledFrom([]string{"change", "lose", "lose the last", "exchange", "insert", "empty without its words", "head", "hash"}).Draw(rt, "hand")
		first := int64(at)
		switch hand {
		case "change":
			field := rapid.SampledFrom([]func(*Entry){func(e *Entry) { e.ActorID = "khác" }, func(e *Entry) { e.At++ }, func(e *Entry) { e.Outcome = Refused },
				func(e *Entry) { e.Salt = []byte("khác") }, func(e *Entry) { e.Detail = "x" }, func(e *Entry) { e.Leaf[5]++ }}).Draw(rt, "field")
			field(&bad.entries[at])
		case "lose":
			bad.entries = slices.Delete(bad.entries, at, at+1)
		case "lose the last":
			bad.entries, first = bad.entries[:n-1], int64(n-1)
		case "exchange":
			other := rapid.IntRange(0, n-1).Filter(func(i int) bool { return n == 1 || i != at }).Draw(rt, "other")
			if n == 1 {
				return
			}
			x, y := &bad.entries[at], &bad.entries[other]
			*x, *y = *y, *x
			x.Index, y.Index, first = int64(at), int64(other), int64(min(at, other))
		case "insert":
			bad.entries = append(bad.entries, entryOf(int64(n), "thêm"))
			bad.entries[n].Leaf, _ = bad.entries[n].Hash()
			first = int64(n)
		case "empty without its words":
			bad.entries[at].Salt = nil
		case "head":
			bad.root[0]++
			first = int64(n)
		case "hash":
			bad.hashes[rapid.IntRange(0, len(bad.hashes)-1).Draw(rt, "which")][0]++
			first = -1
		}
		_, err := bad.check(Evidence{})
		var f *Fault
		if !errors.As(err, &f) || first >= 0 && f.Index != first {
			rt.Fatalf("%s at %d: %v", hand, at, err)
		}
		if hand != "change" && hand != "lose" || len(bad.entries) == 0 {
			return
		}
		for i := range bad.entries {
			bad.entries[i].Index = int64(i)
			bad.entries[i].Salt = append(bad.entries[i].Salt[:len(bad.entries[i].Salt):len(bad.entries[i].Salt)], byte(i))
			if i < at {
				bad.entries[i] = sound.entries[i]
			}
		}
		bad = write(t, bad.entries)
		if _, err := bad.check(Evidence{}); err != nil {
			rt.Fatalf("not rewritten in full: %v", err)
		}
		marks := []Checkpoint{sound.checkpoint(t, int64(seen)), sound.checkpoint(t, int64(earlier))}
		_, err = bad.check(Evidence{Checkpoints: marks})
		if !errors.As(err, &f) || f.Index > int64(at) && f.Code != FaultMissing || f.Until <= int64(at) || f.Index < int64(earlier) {
			rt.Fatalf("rewritten at %d, checkpoints %d and %d: %v", at, earlier, seen, err)
		}
		leaves := make([]Hash, n)
		for i := range sound.entries {
			leaves[i] = sound.entries[i].Leaf
		}
		if _, err = bad.check(Evidence{Copy: leaves}); !errors.As(err, &f) || f.Index != int64(at) {
			rt.Fatalf("rewritten at %d, against a copy: %v", at, err)
		}
	})
}

func TestARedactedRecordIsInOrderAndCounted(t *testing.T) {
	b := newLog(t, 9)
	signed := b.checkpoint(t, 9)
	for _, i := range []int{2, 5} {
		b.entries[i] = Entry{Index: int64(i), Leaf: b.entries[i].Leaf}
	}
	done, err := b.check(Evidence{Checkpoints: []Checkpoint{signed}})
	if err != nil || done.Redacted != 2 || done.Records != 9 || done.Checkpoints != 1 || done.Root != signed.Root {
		t.Errorf("%+v %v", done, err)
	}
	b.entries[2].Leaf, b.entries[5].Leaf = b.entries[5].Leaf, b.entries[2].Leaf
	var f *Fault
	if _, err := b.check(Evidence{}); !errors.As(err, &f) || f.Index != 2 {
		t.Errorf("exchanged redacted records: %v", err)
	}
}

func TestARecordIsCleanedAndWordsOutsideTheListsAreRefused(t *testing.T) {
	r, err := Record{Action: Export, Outcome: Done, ActorID: strings.Repeat("đ", 200), Reason: "a\x00b\xffc", Detail: "e\u0302" + strings.Repeat("ệ", 2000)}.Clean()
	if err != nil || len(r.ActorID) > maxID || r.Reason != "a b\ufffdc" || !strings.HasPrefix(r.Detail, "ê") || len(r.Detail) > maxText || !utf8.ValidString(r.Detail) {
		t.Errorf("%+v %v", r, err)
	}
	again, err := r.Clean()
	if err != nil || again != r {
		t.Errorf("cleaning twice gives %+v", again)
	}
	for _, bad := range []Record{{Action: "peek", Outcome: Done}, {Action: Export}, {Outcome: Done}} {
		if _, err := bad.Clean(); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}
