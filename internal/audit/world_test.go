package audit

import (
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// book is a log in memory: what the store keeps in tables.
type book struct {
	entries []Entry
	hashes  []Hash // stored hashes
	size    int64
	root    Hash
}

// ReadHashes reads stored hashes for proofs.
func (b *book) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		out[i] = b.hashes[x]
	}
	return out, nil
}

func entryOf(i int64, reason string) Entry {
	e := Entry{Record: Record{ActorID: "cán bộ", Action: EntryOpen, ObjectID: fmt.Sprint("bản ghi ", i%7), Reason: reason, Outcome: Done}, Index: i, At: 1_700_000_000 + i}
	e.Salt = binary.BigEndian.AppendUint64(make([]byte, SaltSize-8), uint64(i))
	return e
}

// write makes a log of these entries with fresh leaves, hashes and head.
func write(t testing.TB, entries []Entry) *book {
	t.Helper()
	b := &book{entries: entries}
	tree, err := NewTree(0, b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range entries {
		e := &entries[i]
		if !e.Redacted() {
			if e.Leaf, err = e.Hash(); err != nil {
				t.Fatal(err)
			}
		}
		nodes, err := tree.Append(e.Leaf)
		if err != nil {
			t.Fatal(err)
		}
		b.hashes = append(b.hashes, nodes...)
	}
	b.size = tree.Size()
	if b.root, err = tree.Root(); err != nil {
		t.Fatal(err)
	}
	return b
}

func newLog(t testing.TB, n int) *book {
	t.Helper()
	var entries []Entry
	for i := range n {
		entries = append(entries, entryOf(int64(i), fmt.Sprint("kiểm tra ", i)))
	}
	return write(t, entries)
}

func (b *book) clone() *book {
	c := *b
	c.entries, c.hashes = slices.Clone(b.entries), slices.Clone(b.hashes)
	return &c
}

// check runs the log through Check as the store does.
func (b *book) check(e Evidence) (Verified, error) {
	c := NewCheck(e)
	for n := range b.entries {
		lo, hi := tlog.StoredHashCount(int64(n)), tlog.StoredHashCount(int64(n)+1)
		hi = min(hi, int64(len(b.hashes)))
		if err := c.Next(&b.entries[n], b.hashes[min(lo, hi):hi]); err != nil {
			return Verified{}, err
		}
	}
	return c.End(b.size, b.root)
}

// checkpoint is what was signed when the log had n records.
func (b *book) checkpoint(t testing.TB, n int64) Checkpoint {
	t.Helper()
	root, err := tlog.TreeHash(n, b)
	if err != nil {
		t.Fatal(err)
	}
	return Checkpoint{Origin: "sổ.mẫu", Size: n, Root: root}
}
