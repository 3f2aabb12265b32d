package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
)

// listCache remembers interned lists that are known to be stored. It is only
// a short cut: the table is the truth.
type listCache struct {
	mu    sync.Mutex
	known map[int64]bool
}

const maxKnownLists = 200_000

// listID is the number of a canonical list (dimension values, participants):
// the first 63 bits of its SHA-256, so every node gives the same number.
func listID(text string) int64 {
	if text == "" {
		return 0
	}
	h := sha256.Sum256([]byte(text))
	return int64(binary.BigEndian.Uint64(h[:8]) >> 1)
}

// intern stores the texts that are new, in sorted order so that writers do
// not deadlock, and checks that no other text has the same number.
func (t *Tx) intern(texts []string) error {
	want := map[int64]string{}
	t.s.lists.mu.Lock()
	for _, text := range texts {
		if id := listID(text); id != 0 && !t.s.lists.known[id] {
			want[id] = text
		}
	}
	t.s.lists.mu.Unlock()
	if len(want) == 0 {
		return nil
	}
	var rows [][]any
	var ids []int64
	for id, text := range want {
		ids = append(ids, id)
		rows = append(rows, []any{id, text})
	}
	slices.Sort(ids)
	slices.SortFunc(rows, func(a, b []any) int { return int(min(1, max(-1, a[0].(int64)-b[0].(int64)))) })
	if err := t.insert("list", "list_id, body", rows, "ON CONFLICT (list_id) DO NOTHING"); err != nil {
		return err
	}
	return chunks(ids, func(part []int64) error {
		rows, err := t.query("SELECT list_id, body FROM list WHERE "+in("list_id", 0, len(part)), anys(part)...)
		return each(rows, err, func(scan func(...any) error) error {
			var id int64
			var text string
			if err := scan(&id, &text); err != nil {
				return err
			}
			t.lists[id] = true
			if want[id] != text {
				return fmt.Errorf("two lists share the number %d: %q and %q", id, want[id], text)
			}
			return nil
		})
	})
}

// rememberLists is called after a commit; a rolled back transaction must not
// leave numbers behind that are not stored.
func (s *Store) rememberLists(ids map[int64]bool) {
	s.lists.mu.Lock()
	defer s.lists.mu.Unlock()
	if s.lists.known == nil || len(s.lists.known) > maxKnownLists {
		s.lists.known = map[int64]bool{}
	}
	for id := range ids {
		s.lists.known[id] = true
	}
}
