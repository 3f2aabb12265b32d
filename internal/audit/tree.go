package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Tree is the right edge of a log's tree: enough to append and to know the
// root. The hashes of complete subtrees are stored in the order of
// tlog.StoredHashIndex.
type Tree struct {
	size int64
	edge map[int64]Hash
}

// NewTree is the tree of a log of size records whose stored hashes r reads, at
// most one for each bit of size and in one call.
func NewTree(size int64, r tlog.HashReader) (*Tree, error) {
	t := &Tree{size: size, edge: map[int64]Hash{}}
	_, err := tlog.TreeHash(size, tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		hashes, err := r.ReadHashes(indexes)
		for i := range hashes {
			t.edge[indexes[i]] = hashes[i]
		}
		return hashes, err
	}))
	if err != nil {
		return nil, fmt.Errorf("read the edge of the audit tree: %w", err)
	}
	return t, nil
}

// Size is the number of records.
func (t *Tree) Size() int64 { return t.size }

// ReadHashes finds hashes of the edge.
func (t *Tree) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		h, ok := t.edge[x]
		if !ok {
			return nil, fmt.Errorf("the audit tree of %d records has no hash %d at its edge", t.size, x)
		}
		out[i] = h
	}
	return out, nil
}

// Append adds a leaf and returns the hashes to store for it, the first at
// tlog.StoredHashIndex(0, index of the leaf).
func (t *Tree) Append(leaf Hash) ([]Hash, error) {
	hashes, err := tlog.StoredHashesForRecordHash(t.size, leaf, t)
	if err != nil {
		return nil, err
	}
	top := len(hashes) - 1
	for level := range top {
		delete(t.edge, tlog.StoredHashIndex(level, t.size>>level-1))
	}
	t.edge[tlog.StoredHashIndex(top, t.size>>top)] = hashes[top]
	t.size++
	return hashes, nil
}

// Root is the root hash over all records.
func (t *Tree) Root() (Hash, error) { return tlog.TreeHash(t.size, t) }
