package store

import (
	"fmt"

	"phendau/internal/ledger"
)

// sheaf gathers the rows that the folds of a transaction write, so that each
// table is written once for all ledgers: the pushes of a moment go to a ledger
// each, and every statement is a way to the server and back. Rows of two folds
// never share a key, since every key begins with the ledger, or with a device
// and its number, or keeps the first row. What is rare, or must be written in an
// order of its own, is written at once instead.
type sheaf struct {
	*Tx
	tables []*sheafTable // as they were first written to
	texts  []string      // lists that lines refer to
	seen   [][]any       // ids of accepted operations, which must be new
}

// sheafTable holds the rows of one kind of insert.
type sheafTable struct {
	name, cols, tail string
	rows             [][]any
}

// store writes everything folded batches changed, then moves the heads.
func (t *Tx) store(b Batch, folds ...*ledger.Batch) error {
	w := &sheaf{Tx: t}
	for _, fold := range folds {
		if err := w.fold(b, fold); err != nil {
			return fmt.Errorf("store ledger %s: %w", fold.Head().LedgerID, err)
		}
	}
	return w.write()
}

// put gathers rows of one table; tail is an ON CONFLICT clause or empty.
func (w *sheaf) put(table, cols string, rows [][]any, tail string) {
	if len(rows) == 0 {
		return
	}
	for _, have := range w.tables {
		if have.name == table && have.tail == tail {
			have.rows = append(have.rows, rows...)
			return
		}
	}
	w.tables = append(w.tables, &sheafTable{table, cols, tail, rows})
}

// write writes what was gathered. An accepted id that has appeared since it was
// looked up belongs to another ledger: the closure runs again and refuses the
// reuse.
func (w *sheaf) write() error {
	n, err := w.insertCount("op_seen", seenCols, w.seen, seenOnce)
	if err != nil {
		return err
	}
	if n != int64(len(w.seen)) {
		return fmt.Errorf("%w: operation ids", errMoved)
	}
	if err := w.intern(w.texts); err != nil {
		return err
	}
	for _, table := range w.tables {
		if err := w.insert(table.name, table.cols, table.rows, table.tail); err != nil {
			return err
		}
	}
	return nil
}
