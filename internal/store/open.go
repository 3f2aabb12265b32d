// Package store keeps the book in SQL: one text for embedded SQLite and for
// PostgreSQL. Open one with Open; everything that changes goes through
// Append, everything else only reads.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"phendau/internal/figure"

	"github.com/gofrs/flock"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // driver "sqlite"
)

//go:embed migrate
var migrations embed.FS

// Names inside a data directory.
const (
	DatabaseFile = "phendau.db"
	lockFile     = "lock"
)

// ErrInUse says that another process writes to the data directory.
var ErrInUse = errors.New("the data directory is in use by another phendau process; stop it first, or use its API")

// ErrNoBook says that there is no database to read.
var ErrNoBook = errors.New("no book here: the directory or database holds none (phendau demo makes one)")

// Options say where the book is and how it is opened. Exactly one of Dir and
// Database is set.
type Options struct {
	Dir      string
	Database string // postgres://...
	ReadOnly bool   // reading commands may open a running directory
	// Now is the clock of transactions in milliseconds since 1970 UTC; nil is
	// the system's. The demo gives its own so that it is deterministic.
	Now func() int64
	// Rand is where the salts of audit records come from; nil is the system's
	// source. It is read by one goroutine at a time.
	Rand io.Reader
}

// Store is an open book.
type Store struct {
	w, r    *sql.DB
	dialect dialect
	now     func() int64
	salts   saltSource
	lock    *flock.Flock
	reg     registryCache
	lists   listCache
	current current
	pushes  pushQueue
	// prepared are statements of the writing connection of SQLite.
	prepared prepared
	// tracks reads what was covered of the line, for views; nil reads none.
	tracks func(*View) figure.Tracks
	site   string // where this book is kept; "" is home
	// afterCommit is set by tests only: an error after a commit is a commit
	// with unknown outcome.
	afterCommit func() error
	// beforeCommit is set by tests only: an error when everything is written.
	beforeCommit func() error
}

// Open opens or, unless read-only, creates a book and brings its schema up to
// date.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := bare(o)
	if err == nil && !o.ReadOnly {
		err = s.migrate(ctx, o.Dir)
	}
	if err == nil {
		err = s.checkSchema(ctx)
	}
	if err == nil {
		err = s.readSite(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// bare opens the database and looks at nothing in it. With an error the store is
// there to be closed.
func bare(o Options) (*Store, error) {
	s := &Store{now: o.Now, salts: saltSource{r: o.Rand}}
	if (o.Dir == "") == (o.Database == "") {
		return s, errors.New("name either a data directory (--dir) or a database (--database)")
	}
	if s.now == nil {
		s.now = func() int64 { return time.Now().UnixMilli() }
	}
	if s.salts.r == nil {
		s.salts.r = rand.Reader
	}
	if o.Dir != "" {
		return s, s.openSQLite(o)
	}
	return s, s.openPostgres(o)
}

func (s *Store) openSQLite(o Options) error {
	s.dialect = sqliteDialect
	file := filepath.Join(o.Dir, DatabaseFile)
	if o.ReadOnly {
		if _, err := os.Stat(file); err != nil {
			return fmt.Errorf("%s: %w", o.Dir, ErrNoBook)
		}
	} else if err := s.lockDir(o.Dir); err != nil {
		return err
	}
	// busy_timeout first, so that the pragmas behind it wait their turn; _dqs
	// takes "x" as a name only, never as a string.
	common := url.Values{"_dqs": {"0"}, "_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)",
		"foreign_keys(ON)", "cache_size(-16000)", "temp_store(MEMORY)"}}
	read := url.Values{"_dqs": {"0"}, "_pragma": {"busy_timeout(10000)", "query_only(ON)", "cache_size(-8000)", "temp_store(MEMORY)"}}
	var err error
	if !o.ReadOnly {
		write := common
		write.Set("_txlock", "immediate")
		if s.w, err = sql.Open("sqlite", "file:"+uriPath(file)+"?"+write.Encode()); err != nil {
			return err
		}
		s.w.SetMaxOpenConns(1)
		s.prepared.db = s.w
		// The first connection creates the file, so readers find one.
		if err := s.w.Ping(); err != nil {
			return fmt.Errorf("open %s: %w", file, err)
		}
	}
	if s.r, err = sql.Open("sqlite", "file:"+uriPath(file)+"?"+read.Encode()); err != nil {
		return err
	}
	s.r.SetMaxOpenConns(4)
	return nil
}

// uriPath escapes what has a meaning in a file: URI.
func uriPath(p string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(p))
}

func (s *Store) lockDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make data directory: %w", err)
	}
	// The database is made readable by its owner only; the engine keeps that.
	f, err := os.OpenFile(filepath.Join(dir, DatabaseFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open database file: %w", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	s.lock = flock.New(filepath.Join(dir, lockFile))
	ok, err := s.lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock %s: %w", dir, err)
	}
	if !ok {
		s.lock = nil
		return fmt.Errorf("%s: %w", dir, ErrInUse)
	}
	return nil
}

func (s *Store) openPostgres(o Options) error {
	s.dialect = postgresDialect
	u, err := url.Parse(o.Database)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return errors.New("--database is written postgres://user@host:port/name")
	}
	q := u.Query()
	for k, v := range map[string]string{"synchronous_commit": "on", "lock_timeout": "5s", "statement_timeout": "120s",
		"idle_in_transaction_session_timeout": "30s", "timezone": "UTC"} {
		if !q.Has(k) {
			q.Set(k, v)
		}
	}
	if o.ReadOnly {
		q.Set("default_transaction_read_only", "on")
	}
	u.RawQuery = q.Encode()
	if s.r, err = sql.Open("pgx", u.String()); err != nil {
		return err
	}
	s.r.SetMaxOpenConns(16)
	if !o.ReadOnly {
		s.w = s.r
	}
	return nil
}

// Close releases the book.
func (s *Store) Close() error {
	errs := []error{s.prepared.close()}
	if s.w != nil && s.w != s.r {
		errs = append(errs, s.w.Close())
	}
	if s.r != nil {
		errs = append(errs, s.r.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Unlock())
	}
	return errors.Join(errs...)
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.dialect.name }

func (s *Store) provider() (*goose.Provider, error) {
	d := goose.DialectSQLite3
	if s.dialect.name == "postgres" {
		d = goose.DialectPostgres
	}
	sub, err := fs.Sub(migrations, "migrate/"+s.dialect.name)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(d, s.w, sub)
}

func (s *Store) migrate(ctx context.Context, dir string) error {
	p, err := s.provider()
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if s.dialect.name == "postgres" {
		unlock, err := s.lockMigrations(ctx)
		if err != nil {
			return err
		}
		defer unlock()
	}
	from, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if dir != "" && from > 0 && from < schemaVersion {
		if err := s.keepBefore(ctx, dir, from); err != nil {
			return err
		}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// lockMigrations lets one process migrate while others wait; session locks
// are the seam's business only.
func (s *Store) lockMigrations(ctx context.Context) (func(), error) {
	c, err := s.w.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("reach the database: %w", err)
	}
	if _, err := c.ExecContext(ctx, "SET lock_timeout = '60s'; SELECT pg_advisory_lock(7049207)"); err != nil {
		return nil, errors.Join(fmt.Errorf("wait for another migration: %w", err), c.Close())
	}
	return func() {
		// The session ends with its locks: a pooled one must not keep them.
		c.Raw(func(any) error { return driver.ErrBadConn })
		c.Close()
	}, nil
}

// schemaVersion is the migration this program works with.
const schemaVersion = 15

// SchemaError says that the book is of another release of the program. Opening
// it for writing brings an older one up to date.
type SchemaError struct{ Has, Needs int64 }

func (e *SchemaError) Error() string {
	return fmt.Sprintf("the book has schema %d, this program needs %d", e.Has, e.Needs)
}

// Code is "book_older" or "book_newer" than the program.
func (e *SchemaError) Code() string {
	if e.Has < e.Needs {
		return "book_older"
	}
	return "book_newer"
}

// keepBefore copies an embedded book beside itself before its schema changes,
// as phendau.db.schema9: the way back to the program before. A database server
// has copies of its own.
func (s *Store) keepBefore(ctx context.Context, dir string, from int64) error {
	file := filepath.Join(dir, fmt.Sprintf("%s.schema%d", DatabaseFile, from))
	part := file + ".part"
	if err := errors.Join(remove(part), remove(file)); err != nil {
		return err
	}
	if _, err := s.w.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		return fmt.Errorf("copy the book before its schema changes: %w", err)
	}
	if err := os.Chmod(part, 0o600); err != nil {
		return err
	}
	return os.Rename(part, file)
}

func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s *Store) checkSchema(ctx context.Context) error {
	var v int64
	err := s.r.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&v)
	if noTable(err) {
		return fmt.Errorf("%w (%v)", ErrNoBook, err)
	}
	if err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	if v < schemaVersion || v > schemaVersion+1 {
		return &SchemaError{Has: v, Needs: schemaVersion}
	}
	return nil
}
