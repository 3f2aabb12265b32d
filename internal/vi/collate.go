package vi

import (
	"bytes"
	"encoding/hex"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// sorter is one collator with its buffer. A collator keeps state between
// calls, so two goroutines must never share one.
type sorter struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

// sorters lends each caller a sorter of its own; building one costs far more
// than a key.
var sorters = sync.Pool{New: func() any {
	// Numeric puts "Xóm 2" before "Xóm 10".
	return &sorter{collator: collate.New(language.Vietnamese, collate.Numeric)}
}}

// SortKey returns lower-case hexadecimal digits whose byte order is the
// Vietnamese order of s, for a text column with COLLATE "C" or BINARY (raw
// keys contain zero bytes, which PostgreSQL text refuses). Numbers inside a
// name sort by value. Spellings that differ only in ignorable characters or
// normal form share a key: break ties by id. Keys are valid for one version
// of x/text: rebuild the column when it changes.
func SortKey(s string) string {
	w := sorters.Get().(*sorter)
	defer sorters.Put(w)
	w.buffer.Reset()
	return hex.EncodeToString(w.collator.KeyFromString(&w.buffer, s))
}

// Compare orders a before b (-1), equal (0) or after (+1) exactly as their
// SortKeys do, so Go and SQL agree. Safe for concurrent use.
func Compare(a, b string) int {
	w := sorters.Get().(*sorter)
	defer sorters.Put(w)
	w.buffer.Reset()
	ka := w.collator.KeyFromString(&w.buffer, a)
	kb := w.collator.KeyFromString(&w.buffer, b)
	return bytes.Compare(ka, kb)
}
