package store

import (
	"database/sql"
	"slices"
)

// pipeRows is how many rows travel at once between the two ends of a pipe.
const pipeRows = 1024

// pipe reads rows on one processor while another uses them: half the time of
// a large load is the driver's, half is ours. use runs on the caller's
// goroutine, in the order of the rows.
func pipe[T any](rows *sql.Rows, err error, read func(scan func(...any) error, row *T) error, use func(*T)) error {
	if err != nil {
		return err
	}
	full, free := make(chan []T, 2), make(chan []T, 3)
	for range cap(free) {
		free <- nil // grows with its first rows: most reads are small
	}
	done := make(chan error, 1)
	go func() {
		defer close(full)
		done <- fill(rows, read, full, free)
	}()
	for chunk := range full {
		for i := range chunk {
			use(&chunk[i])
		}
		free <- chunk[:0]
	}
	return <-done
}

// fill reads all rows into chunks.
func fill[T any](rows *sql.Rows, read func(scan func(...any) error, row *T) error, full chan<- []T, free <-chan []T) error {
	defer rows.Close()
	chunk := <-free
	for rows.Next() {
		if len(chunk) == pipeRows {
			full <- chunk
			chunk = <-free
		}
		chunk = slices.Grow(chunk, 1)[:len(chunk)+1]
		if err := read(rows.Scan, &chunk[len(chunk)-1]); err != nil {
			return err
		}
	}
	full <- chunk
	return rows.Err()
}
