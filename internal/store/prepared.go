package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// Parsing an INSERT of many rows costs SQLite about as much as running it, and
// its driver keeps none. The one writing connection keeps those that come back;
// PostgreSQL's driver does so itself. Only statements without rows are kept: two
// queries of one text, one inside the other, would share a statement.

// mostPrepared bounds what is kept; longer texts than longestPrepared are rare
// and would fill it.
const (
	mostPrepared    = 200
	longestPrepared = 4 << 10
)

// prepared keeps statements of the writing connection by their text. A text is
// prepared after the second transaction that ran it: before a commit the only
// connection is taken.
type prepared struct {
	db *sql.DB // nil keeps nothing

	mu    sync.Mutex
	byTxt map[string]*sql.Stmt // nil: seen once
	due   []string
}

// get returns the kept statement of a text in a transaction; nil when it is to
// be run as it is.
func (p *prepared) get(ctx context.Context, tx *sql.Tx, text string) *sql.Stmt {
	if p.db == nil || len(text) > longestPrepared {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s, seen := p.byTxt[text]
	switch {
	case s != nil:
		return tx.StmtContext(ctx, s)
	case seen:
		p.due = append(p.due, text)
	case len(p.byTxt) < mostPrepared:
		if p.byTxt == nil {
			p.byTxt = map[string]*sql.Stmt{}
		}
		p.byTxt[text] = nil
	}
	return nil
}

// keep prepares what is due. It is called when the connection is free; what
// cannot be prepared is run as it is.
func (p *prepared) keep(ctx context.Context) {
	p.mu.Lock()
	due := p.due
	p.due = nil
	p.mu.Unlock()
	for _, text := range due {
		p.mu.Lock()
		known := p.byTxt[text] != nil
		p.mu.Unlock()
		if known {
			continue
		}
		s, err := p.db.PrepareContext(ctx, text)
		if err != nil {
			return
		}
		p.mu.Lock()
		p.byTxt[text] = s
		p.mu.Unlock()
	}
}

func (p *prepared) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, s := range p.byTxt {
		if s != nil {
			errs = append(errs, s.Close())
		}
	}
	p.byTxt = nil
	return errors.Join(errs...)
}
