package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// registryCache keeps the registry of one position; the position is asked
// again every time, so two processes never differ.
type registryCache struct {
	mu  sync.Mutex
	reg *registry.Registry
	id  string
}

// ErrNotStarted says that the book has no registry yet.
var ErrNotStarted = errors.New("the book has not been started (phendau init or phendau demo)")

// RegistryID is the id of the registry ledger.
func (s *Store) RegistryID(ctx context.Context) (string, error) {
	s.reg.mu.Lock()
	defer s.reg.mu.Unlock()
	return s.registryID(ctx)
}

func (s *Store) registryID(ctx context.Context) (string, error) {
	if s.reg.id != "" {
		return s.reg.id, nil
	}
	err := s.r.QueryRowContext(ctx, "SELECT ledger_id FROM ledger_head WHERE kind = 'registry'").Scan(&s.reg.id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotStarted
	}
	return s.reg.id, err
}

// Registry returns the registry as of now.
func (s *Store) Registry(ctx context.Context) (*registry.Registry, error) {
	s.reg.mu.Lock()
	defer s.reg.mu.Unlock()
	id, err := s.registryID(ctx)
	if err != nil {
		return nil, err
	}
	var seq int64
	if err := s.queryRow(ctx, "SELECT seq FROM ledger_head WHERE ledger_id = $1", id).Scan(&seq); err != nil {
		return nil, fmt.Errorf("read registry position: %w", err)
	}
	if s.reg.reg != nil && s.reg.reg.Seq == seq {
		return s.reg.reg, nil
	}
	reg, err := s.loadRegistry(ctx, seq)
	if err != nil {
		return nil, err
	}
	s.reg.reg = reg
	return reg, nil
}

func (s *Store) loadRegistry(ctx context.Context, seq int64) (*registry.Registry, error) {
	var entities []ledger.Entity
	rows, err := s.query(ctx, "SELECT entity_type, entity_id, seq, body FROM registry_entity ORDER BY entity_type, entity_id")
	err = each(rows, err, func(scan func(...any) error) error {
		var e ledger.Entity
		if err := scan(&e.Type, &e.ID, &e.Seq, &e.Body); err != nil {
			return err
		}
		entities = append(entities, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	return registry.Build(seq, entities)
}

// Env is what the fold may ask; before the book is started it knows nothing.
func (s *Store) Env(ctx context.Context) (ledger.Env, error) {
	reg, err := s.Registry(ctx)
	if errors.Is(err, ErrNotStarted) {
		return registry.Build(0, nil)
	}
	return reg, err
}

func (s *Store) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return s.r.QueryContext(ctx, s.dialect.rebind(q), args...)
}

func (s *Store) queryRow(ctx context.Context, q string, args ...any) *sql.Row {
	return s.r.QueryRowContext(ctx, s.dialect.rebind(q), args...)
}

// Start begins an empty book: the registry ledger, this process's device and
// the base catalogue. It is an error to start a book twice.
func (s *Store) Start(ctx context.Context, registryID string, w *Writer) error {
	if _, err := s.RegistryID(ctx); err == nil {
		return errors.New("the book is started already")
	}
	files := catalogue.Base()
	if _, problems := catalogue.Compile(files); catalogue.HasErrors(problems) {
		return fmt.Errorf("base catalogue: %v", problems)
	}
	err := s.write(ctx, func(t *Tx) error {
		h := ledger.Start(registryID)
		return t.insert("ledger_head", "ledger_id, kind, epoch, seq, hash", [][]any{{registryID, "registry", 1, 0, h[:]}}, "")
	})
	if err != nil {
		return fmt.Errorf("open the registry ledger: %w", err)
	}
	drafts := []ledger.Draft{{LedgerID: registryID, EntityType: "ledger", EntityID: registryID, Verb: "create",
		Body: registry.LedgerDoc{Kind: "registry", Name: "Sổ danh mục"}}, w.Author.Enrolment(registryID)}
	for _, f := range files {
		drafts = append(drafts, ledger.Draft{LedgerID: registryID, EntityType: "catalogue", EntityID: w.IDs.New(), Verb: "create",
			Body: registry.CatalogueDoc{Version: 1, Name: f.Name, Content: string(f.Content)}})
	}
	return w.MustWrite(ctx, drafts)
}
