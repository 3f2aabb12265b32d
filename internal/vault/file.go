package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// File is a key file: of a case, an epoch, an officer.
type File struct {
	Holder string // id of the case, epoch or officer
	Name   string // keyA, keyB, members, share, wrap ...
	Bytes  []byte // sealed; nil deletes
}

// Write puts and deletes files in one transaction: a handover replaces the
// key of every open case or of none. A file of a shredded case is refused with
// ErrShredded, and nothing is written.
func (v *Vault) Write(ctx context.Context, files ...File) error {
	return v.tx(ctx, func(tx *sql.Tx) error {
		for i := range files {
			if err := write(ctx, tx, &files[i]); err != nil {
				return fmt.Errorf("%s: %w", files[i].Name, err)
			}
		}
		return nil
	})
}

func write(ctx context.Context, tx *sql.Tx, f *File) error {
	if f.Bytes == nil {
		_, err := tx.ExecContext(ctx, "DELETE FROM key_file WHERE holder = $1 AND name = $2", f.Holder, f.Name)
		return err
	}
	if len(f.Bytes) > MaxFile {
		return ErrTooLarge
	}
	var gone int
	if err := tx.QueryRowContext(ctx, "SELECT COUNT(*) FROM shred WHERE holder = $1", f.Holder).Scan(&gone); err != nil {
		return err
	}
	if gone > 0 {
		return ErrShredded
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO key_file (holder, name, bytes) VALUES ($1, $2, $3) ON CONFLICT (holder, name) DO UPDATE SET bytes = EXCLUDED.bytes", f.Holder, f.Name, f.Bytes)
	return err
}

// Read reads a file; ErrNoFile where there is none, ErrShredded where there
// will never be one again.
func (v *Vault) Read(ctx context.Context, holder, name string) ([]byte, error) {
	var b []byte
	err := v.db.QueryRowContext(ctx, "SELECT bytes FROM key_file WHERE holder = $1 AND name = $2", holder, name).Scan(&b)
	if !errors.Is(err, sql.ErrNoRows) {
		return b, err
	}
	var gone int
	if err := v.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM shred WHERE holder = $1", holder).Scan(&gone); err != nil {
		return nil, err
	}
	if gone > 0 {
		return nil, ErrShredded
	}
	return nil, ErrNoFile
}

// Drop deletes all files of a holder. Unlike Shred it lists nothing: the holder
// may come again.
func (v *Vault) Drop(ctx context.Context, holder string) error {
	return v.tx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM key_file WHERE holder = $1", holder)
		return err
	})
}

// Names lists the files of a holder, sorted.
func (v *Vault) Names(ctx context.Context, holder string) ([]string, error) {
	return v.list(ctx, "SELECT name FROM key_file WHERE holder = $1 ORDER BY name", holder)
}

// Holders lists who has a file of a name, sorted: ids are random, so the order
// says nothing.
func (v *Vault) Holders(ctx context.Context, name string) ([]string, error) {
	return v.list(ctx, "SELECT holder FROM key_file WHERE name = $1 ORDER BY holder", name)
}

func (v *Vault) list(ctx context.Context, query string, args ...any) (out []string, err error) {
	rows, err := v.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Each hands out all files of one state, by holder and name.
func (v *Vault) Each(ctx context.Context, fn func(File) error) (err error) {
	rows, err := v.db.QueryContext(ctx, "SELECT holder, name, bytes FROM key_file ORDER BY holder, name")
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var f File
		if err := rows.Scan(&f.Holder, &f.Name, &f.Bytes); err != nil {
			return err
		}
		if err := fn(f); err != nil {
			return err
		}
	}
	return rows.Err()
}
