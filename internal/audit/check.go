package audit

import (
	"cmp"
	"fmt"
	"slices"
)

// Codes of faults.
const (
	// FaultMissing: there is no record at the index.
	FaultMissing = "missing"
	// FaultExtra: the record lies beyond or before the log.
	FaultExtra = "extra"
	// FaultChanged: the content does not give the record's leaf.
	FaultChanged = "changed"
	// FaultTree: the stored hashes of the tree do not follow from the leaves.
	FaultTree = "tree"
	// FaultHead: the head row does not follow from the records.
	FaultHead = "head"
	// FaultCheckpoint: the records do not give the root of a checkpoint.
	FaultCheckpoint = "checkpoint"
	// FaultCopy: the leaf is another one than in a copy kept outside.
	FaultCopy = "copy"
)

// Fault is the first thing wrong in a log. Index names the record; where only
// a checkpoint tells that something is wrong, the bad record is one of Index
// up to, not including, Until.
type Fault struct {
	Code         string
	Index, Until int64
}

func (f *Fault) Error() string {
	return fmt.Sprintf("audit log: %s at record %d (before %d)", f.Code, f.Index, f.Until)
}

func fault(code string, index int64) *Fault { return &Fault{code, index, index + 1} }

// Evidence is what a log is held against besides itself.
type Evidence struct {
	Checkpoints []Checkpoint
	// LogKey, if set, checks the signatures of the checkpoints kept beside the
	// log as well.
	LogKey string
	// Copy are leaves somebody outside has kept, from record 0 on.
	Copy []Hash
}

// Verified counts what was found in order.
type Verified struct {
	Records, Redacted int64
	Checkpoints       int64
	Root              Hash
}

// Check recomputes a log from its records, one by one.
type Check struct {
	tree  Tree
	marks []Checkpoint // not yet reached, by size
	copy  []Hash
	held  int64 // size of the last checkpoint that was true
	done  Verified
}

// NewCheck starts at the empty log.
func NewCheck(e Evidence) *Check {
	c := &Check{tree: Tree{edge: map[int64]Hash{}}, copy: e.Copy}
	c.marks = slices.SortedFunc(slices.Values(e.Checkpoints), func(a, b Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	return c
}

// Next takes the next record in the order of indexes with the tree hashes
// stored for it. A fault comes back as a *Fault.
func (c *Check) Next(e *Entry, stored []Hash) error {
	if err := c.reached(); err != nil {
		return err
	}
	n := c.tree.size
	switch {
	case e.Index < n:
		return fault(FaultExtra, e.Index)
	case e.Index > n:
		return fault(FaultMissing, n)
	}
	if err := c.content(e); err != nil {
		return err
	}
	if n < int64(len(c.copy)) && c.copy[n] != e.Leaf {
		return fault(FaultCopy, n)
	}
	hashes, err := c.tree.Append(e.Leaf)
	if err != nil {
		return err
	}
	if !slices.Equal(hashes, stored) {
		return fault(FaultTree, n)
	}
	c.done.Records++
	return nil
}

// content checks a record against its leaf. A redacted one has nothing left:
// words without their salt would be words nobody can check.
func (c *Check) content(e *Entry) error {
	if e.Redacted() {
		if e.Record != (Record{}) || e.At != 0 {
			return fault(FaultChanged, e.Index)
		}
		c.done.Redacted++
		return nil
	}
	if leaf, err := e.Hash(); err != nil || leaf != e.Leaf {
		return fault(FaultChanged, e.Index)
	}
	return nil
}

// reached holds the tree against the checkpoints of its size.
func (c *Check) reached() error {
	for len(c.marks) > 0 && c.marks[0].Size <= c.tree.size {
		root, err := c.tree.Root()
		if err != nil {
			return err
		}
		if root != c.marks[0].Root {
			return &Fault{FaultCheckpoint, min(c.held, max(0, c.tree.size-1)), c.tree.size}
		}
		c.held, c.marks = c.tree.size, c.marks[1:]
		c.done.Checkpoints++
	}
	return nil
}

// End closes the check behind the last record: size and root are the head
// row's.
func (c *Check) End(size int64, root Hash) (Verified, error) {
	if err := c.reached(); err != nil {
		return c.done, err
	}
	n := c.tree.size
	switch {
	case n < size || len(c.marks) > 0 || n < int64(len(c.copy)):
		return c.done, fault(FaultMissing, n)
	case n > size:
		return c.done, fault(FaultExtra, size)
	}
	var err error
	if c.done.Root, err = c.tree.Root(); err != nil {
		return c.done, err
	}
	if c.done.Root != root {
		return c.done, fault(FaultHead, n)
	}
	return c.done, nil
}
