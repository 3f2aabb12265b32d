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
	// loading lets one reader build a new registry while others wait. A
	// transaction never takes it: it holds a connection the builder may need.
	loading sync.Mutex

	mu  sync.Mutex
	reg *registry.Registry
	id  string
}

// ErrNotStarted says that the book has no registry yet.
var ErrNotStarted = errors.New("the book has not been started (phendau demo makes one)")

var errStarted = errors.New("the book is started already")

// RegistryID is the id of the registry ledger.
func (s *Store) RegistryID(ctx context.Context) (string, error) {
	s.reg.mu.Lock()
	defer s.reg.mu.Unlock()
	if s.reg.id != "" {
		return s.reg.id, nil
	}
	err := s.queryRow(ctx, "SELECT ledger_id FROM ledger_head WHERE kind = 'registry'").Scan(&s.reg.id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", ErrNotStarted
	}
	return s.reg.id, err
}

// Registry returns the registry as of now.
func (s *Store) Registry(ctx context.Context) (*registry.Registry, error) {
	s.reg.loading.Lock()
	defer s.reg.loading.Unlock()
	return s.registryBy(reading{s, ctx})
}

// registryBy returns the registry as q sees it.
func (s *Store) registryBy(q querier) (*registry.Registry, error) {
	var seq int64
	err := q.row("SELECT seq FROM ledger_head WHERE kind = 'registry'").Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotStarted
	}
	if err != nil {
		return nil, fmt.Errorf("read registry position: %w", err)
	}
	s.reg.mu.Lock()
	have := s.reg.reg
	s.reg.mu.Unlock()
	if have != nil && have.Seq == seq {
		return have, nil
	}
	reg, err := loadRegistry(q, seq)
	if err != nil {
		return nil, err
	}
	if have != nil {
		reg.Inherit(have)
	}
	s.reg.mu.Lock()
	defer s.reg.mu.Unlock()
	if s.reg.reg == nil || s.reg.reg.Seq < seq {
		s.reg.reg = reg
	}
	return reg, nil
}

func loadRegistry(q querier, seq int64) (*registry.Registry, error) {
	var entities []ledger.Entity
	rows, err := q.query("SELECT entity_type, entity_id, seq, body FROM registry_entity ORDER BY entity_type, entity_id")
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
func (s *Store) Env(ctx context.Context) (ledger.Env, error) { return envOf(s.Registry(ctx)) }

func envOf(reg *registry.Registry, err error) (ledger.Env, error) {
	if errors.Is(err, ErrNotStarted) {
		return registry.Build(0, nil)
	}
	if err != nil {
		return nil, err
	}
	return reg, nil
}

func (s *Store) query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	return s.r.QueryContext(ctx, s.dialect.rebind(q), args...)
}

func (s *Store) queryRow(ctx context.Context, q string, args ...any) *sql.Row {
	return s.r.QueryRowContext(ctx, s.dialect.rebind(q), args...)
}

// baseProblems is what is wrong with the catalogue of this program: asked at every
// start of a book, and always the same.
var baseProblems = sync.OnceValue(func() []catalogue.Problem {
	_, problems := catalogue.Compile(catalogue.Base())
	return problems
})

// Start begins an empty book: the registry ledger, this process's device and
// the base catalogue. It is an error to start a book twice.
func (s *Store) Start(ctx context.Context, registryID string, w *Writer) error {
	if _, err := s.RegistryID(ctx); err == nil {
		return errStarted
	}
	if problems := baseProblems(); catalogue.HasErrors(problems) {
		return fmt.Errorf("base catalogue: %v", problems)
	}
	drafts := []ledger.Draft{{LedgerID: registryID, EntityType: "ledger", EntityID: registryID, Verb: "create",
		Body: registry.LedgerDoc{Kind: "registry", Name: "Sổ danh mục"}}, w.Author.Enrolment(registryID)}
	for _, f := range catalogue.Base() {
		drafts = append(drafts, ledger.Draft{LedgerID: registryID, EntityType: "catalogue", EntityID: w.IDs.New(), Verb: "create",
			Body: registry.CatalogueDoc{Version: 1, Name: f.Name, Content: string(f.Content)}})
	}
	_, err := w.write(ctx, Batch{Atomic: true, starts: registryID}, drafts, nil)
	return err
}
