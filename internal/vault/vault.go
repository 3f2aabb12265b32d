// Package vault keeps the small key files of sealed tips, and nothing else. It
// is a database of its own: what lies beside the book may be kept for years,
// while a key that was deleted here must be gone, from the file, from its log
// and within a month from every backup.
//
// A case is shredded by deleting its key files. Its id then stands in the shred
// list, and no file of it is ever taken again: nothing may make it readable
// once more, neither by mistake nor by a copy put back.
package vault

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

// DatabaseFile lies in the data directory, beside the book.
const DatabaseFile = "vault.db"

// MaxFile is how many bytes a file may have: the key of an epoch sealed to some
// forty officers.
const MaxFile = 64 << 10

var (
	// ErrShredded says that the holder's files were deleted for good.
	ErrShredded = errors.New("vault: the case was shredded")
	// ErrNoFile says that there is no such file.
	ErrNoFile = errors.New("vault: no such key file")
	// ErrTooLarge says that a file is none of the vault's.
	ErrTooLarge = errors.New("vault: the file is larger than a key file is")
	// ErrSchema says that a newer program made the vault.
	ErrSchema = errors.New("vault: made by a newer program")
)

// Options say where the vault is. Exactly one of Dir and Database is set.
type Options struct {
	Dir      string
	Database string // postgres://..., never the database of the book
	// ReadOnly looks at a vault that is there, beside a running server.
	ReadOnly bool
}

// Vault is an open vault. It may be used by many goroutines.
type Vault struct {
	db     *sql.DB
	engine engine
}

// engine is what differs between the two.
type engine struct {
	// alone lets one process at a time make the tables.
	alone  string
	schema string
	// clear makes the engine let go of deleted bytes, outside any transaction.
	clear []string
}

const tables = `
CREATE TABLE IF NOT EXISTS key_file (holder TEXT NOT NULL, name TEXT NOT NULL, bytes %s NOT NULL, PRIMARY KEY (holder, name))%s;
CREATE TABLE IF NOT EXISTS shred (holder TEXT NOT NULL PRIMARY KEY)%s;
CREATE TABLE IF NOT EXISTS vault_schema (version INTEGER NOT NULL PRIMARY KEY)%s;
`

// version of the tables.
const version = 1

// Without row ids there is no order of arrival in the file.
var sqliteEngine = engine{
	schema: fmt.Sprintf(tables, "BLOB", " WITHOUT ROWID", " WITHOUT ROWID", " WITHOUT ROWID"),
	clear:  []string{"PRAGMA wal_checkpoint(TRUNCATE)"},
}

// PostgreSQL keeps dead rows until their page is written anew: the table is
// small, so it is.
var postgresEngine = engine{
	alone:  "SELECT pg_advisory_xact_lock(20190303);",
	schema: fmt.Sprintf(tables, "BYTEA", "", "", ""),
	clear:  []string{"VACUUM FULL key_file"},
}

// Open opens or makes a vault.
func Open(ctx context.Context, o Options) (*Vault, error) {
	if (o.Dir == "") == (o.Database == "") {
		return nil, errors.New("vault: name either a directory or a database")
	}
	v, err := openSQLite(o)
	if o.Database != "" {
		v, err = openPostgres(o.Database)
	}
	if err != nil || o.ReadOnly {
		return v, err
	}
	if err := v.prepare(ctx); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

func openSQLite(o Options) (*Vault, error) {
	if o.Dir == "" {
		return nil, nil
	}
	file := filepath.Join(o.Dir, DatabaseFile)
	// auto_vacuum must be told before the first table, secure_delete to each connection.
	q := url.Values{"_dqs": {"0"}, "_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "auto_vacuum(FULL)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "temp_store(MEMORY)"}}
	if o.ReadOnly {
		q = url.Values{"_dqs": {"0"}, "_pragma": {"busy_timeout(10000)", "secure_delete(ON)", "query_only(ON)"}}
		if _, err := os.Stat(file); err != nil {
			return nil, fmt.Errorf("vault: %w", err)
		}
	} else if err := touch(file); err != nil {
		return nil, err
	}
	path := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(file))
	db, err := sql.Open("sqlite", "file:"+path+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	return &Vault{db, sqliteEngine}, nil
}

// touch makes the file readable by its owner only; the engine keeps that.
func touch(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	return f.Close()
}

func openPostgres(database string) (*Vault, error) {
	db, err := sql.Open("pgx", database)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	return &Vault{db, postgresEngine}, nil
}

func (v *Vault) prepare(ctx context.Context) error {
	return v.tx(ctx, func(tx *sql.Tx) error {
		for q := range strings.SplitSeq(strings.TrimSpace(v.engine.alone+v.engine.schema), ";\n") {
			if _, err := tx.ExecContext(ctx, q); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO vault_schema (version) VALUES ($1) ON CONFLICT DO NOTHING", version); err != nil {
			return err
		}
		var newest int
		if err := tx.QueryRowContext(ctx, "SELECT MAX(version) FROM vault_schema").Scan(&newest); err != nil {
			return err
		}
		if newest > version {
			return ErrSchema
		}
		return nil
	})
}

// Close closes the vault.
func (v *Vault) Close() error { return v.db.Close() }

func (v *Vault) tx(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	return nil
}
