package office

import (
	"context"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/bundle"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// Exported says how a bundle is written.
type Exported struct {
	// Part bounds the bundle, in bytes: what does not fit comes with the next one,
	// when the other side told how far it has got. 0 writes everything.
	Part int64
	// Known is the tag of the last bundle: one that says the same is not written,
	// and the error is ErrNothingNew.
	Known string
	// Progress is told how many operations are written; it may be nil.
	Progress func(ops int)
}

// ErrNothingNew says that there is nothing to say beyond the last bundle.
var ErrNothingNew = errors.New("nothing new for the other side")

// Export writes the bundle for a site: what it is known to lack. The tag names
// what it says.
func (s *Sites) Export(ctx context.Context, to string, w io.Writer, x Exported) (tag string, err error) {
	if to == s.Store.Site() {
		return "", &SiteError{Code: "own_site"}
	}
	peer, err := s.Store.Peer(ctx, to)
	if errors.Is(err, store.ErrGone) {
		return "", &SiteError{Code: "unknown_site", Detail: to}
	}
	if err != nil {
		return "", err
	}
	reg, err := s.Store.Registry(ctx)
	if err != nil {
		return "", err
	}
	recipient, err := recipientOf(reg, to)
	if err != nil {
		return "", err
	}
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return "", fmt.Errorf("encrypt the bundle: %w", err)
	}
	e := &exporting{s: s, Exported: x, peer: peer}
	if err := e.frames(ctx, sealed); err != nil {
		return "", err
	}
	if tag = e.w.Tag(); tag == x.Known {
		return tag, ErrNothingNew
	}
	// The log has its line before anybody can use the bundle: without its end it is none.
	if err := s.Store.Audit(ctx, audit.Record{ActorID: s.Writer.Author.ActorID, Action: audit.Export, ObjectID: to, Detail: audit.Facts("what", "bundle"), Outcome: audit.Done}); err != nil {
		return "", err
	}
	if err := e.w.Close(s.Writer.Author.DeviceID, s.Writer.Author.SignText); err != nil {
		return "", err
	}
	return tag, sealed.Close()
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

// frames writes everything but the end.
func (e *exporting) frames(ctx context.Context, out io.Writer) error {
	ledgers, err := e.s.carried(ctx, e.peer.Site)
	if err != nil {
		return err
	}
	brought, err := e.s.Store.Relay(ctx, e.peer.Site)
	if err != nil {
		return err
	}
	answers, err := e.s.Store.Answers(ctx, e.peer.Site)
	if err != nil {
		return err
	}
	registryID, err := e.s.Store.RegistryID(ctx)
	if err != nil {
		return err
	}
	home, err := e.s.head(ctx, registryID)
	if err != nil {
		return err
	}
	if err := e.begin(ctx, home, ledgers, out); err != nil {
		return err
	}
	if e.s.Store.Site() == "" {
		ledgers = append([]store.LedgerState{home}, ledgers...)
	}
	if err := e.pages(ctx, ledgers); err != nil {
		return err
	}
	if err := e.wanted(ctx, ledgers); err != nil {
		return err
	}
	return errors.Join(e.w.Pack(bundle.TypeBrought, bundle.WireOps(brought)), e.w.Pack(bundle.TypeAnswers, answers))
}

// begin writes the header: how far this place has got, and the files it lacks.
func (e *exporting) begin(ctx context.Context, home store.LedgerState, ledgers []store.LedgerState, out io.Writer) error {
	h := bundle.Header{V: 1, Registry: home.LedgerID, From: e.s.Store.Site(), To: e.peer.Site, CreatedMS: e.s.NowMS()}
	for _, l := range append([]store.LedgerState{home}, ledgers...) {
		h.Told = append(h.Told, ledger.Position{LedgerID: l.LedgerID, Epoch: l.Epoch, Seq: l.Seq, Hash: l.Hash.String()})
	}
	if e.s.Files != nil {
		lacks, err := e.s.Store.LackedFiles(ctx, idsOf(ledgers), maxWants)
		if err != nil {
			return err
		}
		for _, l := range lacks {
			h.Wants = append(h.Wants, l.String())
		}
	}
	var err error
	e.w, err = bundle.NewWriter(out, h)
	return err
}

func idsOf(ledgers []store.LedgerState) []string {
	out := make([]string, len(ledgers))
	for i := range ledgers {
		out[i] = ledgers[i].LedgerID
	}
	return out
}

// errFull ends the pages of a bundle that is a part: what follows may need what
// was left out.
var errFull = errors.New("the part is full")

func (e *exporting) pages(ctx context.Context, ledgers []store.LedgerState) error {
	for _, l := range ledgers {
		err := e.s.Store.Feed(ctx, l.LedgerID, e.peer.Told[l.LedgerID], l.Seq, func(p ledger.Page) error { return e.page(ctx, p) })
		if errors.Is(err, errFull) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
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

// maxWants bounds the list of files asked for; more are asked for when these came.
const maxWants = 1000

// exporting is a bundle under way.
type exporting struct {
	Exported
	s    *Sites
	w    *bundle.Writer
	peer store.Peer
	ops  int
	sent map[ledger.Hash]bool // files that are in it
}

// full says that a part has no room left. One page goes into every part.
func (e *exporting) full() bool { return e.Part > 0 && e.w.Len() >= e.Part }

// page writes a page and the files its operations name, as far as they are here.
// A file without room is asked for by the other side.
func (e *exporting) page(ctx context.Context, p ledger.Page) error {
	if e.full() {
		return errFull
	}
	if err := e.w.Pack(bundle.TypePage, bundle.Wire(p)); err != nil {
		return err
	}
	if e.ops += len(p.Ops); e.Progress != nil {
		e.Progress(e.ops)
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
			continue // named, but not here: it is asked for when it has arrived
		}
		if err := e.file(h); err != nil {
			return err
		}
	}
	return nil
}

// wanted writes the files the other side lacks, of ledgers it may know.
func (e *exporting) wanted(ctx context.Context, ledgers []store.LedgerState) error {
	if e.s.Files == nil {
		return nil
	}
	have, err := e.s.Store.NamedFiles(ctx, idsOf(ledgers), e.peer.Wants)
	if err != nil {
		return err
	}
	for _, h := range have {
		if err := e.file(h); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporting) file(h ledger.Hash) error {
	if e.full() || e.sent[h] {
		return nil
	}
	b, err := e.s.Files.Get(h)
	if err != nil {
		return nil //nolint:nilerr // lost or altered on this disk: verify names it, and the book goes on
	}
	if e.sent == nil {
		e.sent = map[ledger.Hash]bool{}
	}
	e.sent[h] = true
	return e.w.Blob(h, b)
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
