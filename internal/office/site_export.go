package office

import (
	"context"
	"fmt"
	"io"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/bundle"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// Export writes the bundle for a site: what it is known to lack. progress is
// told how many operations are written; it may be nil.
func (s *Sites) Export(ctx context.Context, to string, w io.Writer, progress func(ops int)) error {
	if to == s.Store.Site() {
		return &SiteError{Code: "own_site"}
	}
	told, err := s.Store.Told(ctx, to)
	if err != nil {
		return &SiteError{Code: "unknown_site", Detail: to}
	}
	reg, err := s.Store.Registry(ctx)
	if err != nil {
		return err
	}
	recipient, err := recipientOf(reg, to)
	if err != nil {
		return err
	}
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return fmt.Errorf("encrypt the bundle: %w", err)
	}
	if err := s.Store.Audit(ctx, audit.Record{ActorID: s.Writer.Author.ActorID, Action: audit.Export, ObjectID: to, Detail: audit.Facts("what", "bundle"), Outcome: audit.Done}); err != nil {
		return err
	}
	if err := s.frames(ctx, to, told, sealed, progress); err != nil {
		return err
	}
	return sealed.Close()
}

// carried lists the ledgers that go between this site and another: those ever
// handed over between them. Heads are read before the registers are handed out,
// so that a page never needs registers that are not in the bundle.
func (s *Sites) carried(ctx context.Context, to string) ([]store.LedgerState, error) {
	site := to
	if site == "" {
		site = s.Store.Site()
	}
	return s.Store.Shared(ctx, site)
}

func (s *Sites) frames(ctx context.Context, to string, told map[string]ledger.Position, out io.Writer, progress func(int)) error {
	ledgers, err := s.carried(ctx, to)
	if err != nil {
		return err
	}
	brought, err := s.Store.Relay(ctx, to)
	if err != nil {
		return err
	}
	answers, err := s.Store.Answers(ctx, to)
	if err != nil {
		return err
	}
	registryID, err := s.Store.RegistryID(ctx)
	if err != nil {
		return err
	}
	home, err := s.head(ctx, registryID)
	if err != nil {
		return err
	}
	h := bundle.Header{V: 1, Registry: registryID, From: s.Store.Site(), To: to, CreatedMS: s.NowMS()}
	for _, l := range append([]store.LedgerState{home}, ledgers...) {
		h.Told = append(h.Told, ledger.Position{LedgerID: l.LedgerID, Epoch: l.Epoch, Seq: l.Seq, Hash: l.Hash.String()})
	}
	w, err := bundle.NewWriter(out, h)
	if err != nil {
		return err
	}
	if s.Store.Site() == "" {
		ledgers = append([]store.LedgerState{home}, ledgers...)
	}
	e := &exporting{s: s, w: w, progress: progress}
	for _, l := range ledgers {
		if err := s.Store.Feed(ctx, l.LedgerID, told[l.LedgerID], l.Seq, func(p ledger.Page) error { return e.page(ctx, p) }); err != nil {
			return err
		}
	}
	if err := w.Pack(bundle.TypeBrought, bundle.WireOps(brought)); err != nil {
		return err
	}
	if err := w.Pack(bundle.TypeAnswers, answers); err != nil {
		return err
	}
	return w.Close(s.Writer.Author.DeviceID, s.Writer.Author.SignText)
}

func (s *Sites) head(ctx context.Context, ledgerID string) (store.LedgerState, error) {
	states, err := s.Store.LedgerStates(ctx)
	for _, l := range states {
		if l.LedgerID == ledgerID {
			return l, err
		}
	}
	return store.LedgerState{}, err
}

// exporting is a bundle under way.
type exporting struct {
	s        *Sites
	w        *bundle.Writer
	ops      int
	progress func(int)
}

// page writes a page and the files its operations name, as far as they are here.
func (e *exporting) page(ctx context.Context, p ledger.Page) error {
	if err := e.w.Pack(bundle.TypePage, bundle.Wire(p)); err != nil {
		return err
	}
	if e.ops += len(p.Ops); e.progress != nil {
		e.progress(e.ops)
	}
	if e.s.Files == nil {
		return nil
	}
	for i := range p.Ops {
		h, ok := attached(&p.Ops[i].Op)
		if !ok {
			continue
		}
		if _, err := e.s.Store.Blob(ctx, p.LedgerID, h); err != nil {
			continue // named, but never sent: the entry stands without it
		}
		b, err := e.s.Files.Get(h)
		if err != nil {
			return err
		}
		if err := e.w.Blob(h, b); err != nil {
			return err
		}
	}
	return nil
}

// attached is the hash of the file an operation attaches.
func attached(o *ledger.Op) (ledger.Hash, bool) {
	text, sign := ledger.AttachedHash(o)
	if sign <= 0 {
		return ledger.Hash{}, false
	}
	h, err := ledger.ParseHash(text)
	return h, err == nil
}
