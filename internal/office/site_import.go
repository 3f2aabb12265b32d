package office

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/bundle"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// Taken is what a bundle brought.
type Taken struct {
	From    string
	Already bool // it was taken in before
	Ops     int
	Refused int
	// Reordered are operations of a lost site that were put into the order anew.
	Reordered int
	Files     int
	Took      int // ledgers handed over to this site
	// Frozen are ledgers that stopped because of what came, by id with the reason.
	Frozen map[string]string
	// Gaps are ledgers of which earlier pages are missing.
	Gaps []string
}

// Open opens the file of a bundle from its beginning: it is read twice, to the
// end before anything is applied.
type Open func() (io.ReadCloser, error)

// Import takes a bundle in. A bundle that is cut, altered, for somebody else or
// not signed by its sender changes nothing.
func (s *Sites) Import(ctx context.Context, open Open, progress func(ops int)) (*Taken, error) {
	return s.take(ctx, open, taking{progress: progress})
}

// Join begins the book of this site from home's first bundle.
func (s *Sites) Join(ctx context.Context, open Open, progress func(ops int)) (*Taken, error) {
	return s.take(ctx, open, taking{joins: true, progress: progress})
}

// ImportOf takes in a bundle that a site brings itself: it must be its own.
func (s *Sites) ImportOf(ctx context.Context, site string, open Open) (*Taken, error) {
	return s.take(ctx, open, taking{of: &site})
}

// taking says how a bundle is taken in.
type taking struct {
	joins    bool
	of       *string // the site it must be of; nil is any
	progress func(ops int)
}

func (s *Sites) take(ctx context.Context, open Open, how taking) (*Taken, error) {
	s.taking.Lock()
	defer s.taking.Unlock()
	c := &checking{node: map[string]ledger.DeviceBody{}}
	h, t, err := s.read(open, c.frame)
	if err != nil {
		return nil, err
	}
	if err := s.authentic(ctx, &h, &t, c, how.joins); err != nil {
		return nil, err
	}
	if how.of != nil && *how.of != h.From {
		return nil, &SiteError{Code: "not_yours"}
	}
	sum, err := hex.DecodeString(t.SHA256)
	wants, wantsErr := readWants(h.Wants)
	if err != nil || wantsErr != nil {
		return nil, bundleError(bundle.ErrDamaged)
	}
	out := &Taken{From: h.From, Frozen: map[string]string{}}
	if how.joins {
		if err := s.Store.Join(ctx, h.Registry, h.To); err != nil {
			return nil, err
		}
	}
	if out.Already, err = s.Store.TookBundle(ctx, sum); err != nil || out.Already {
		return out, err
	}
	a := &applying{s: s, ctx: ctx, out: out, progress: how.progress}
	if _, _, err := s.read(open, a.frame); err != nil {
		return nil, err
	}
	if out.Took, err = s.takeUp(ctx); err != nil {
		return nil, err
	}
	line := audit.Record{ActorID: s.Writer.Author.ActorID, Action: audit.Import, ObjectID: h.From, Outcome: audit.Done,
		Detail: audit.Facts("bundle", t.SHA256, "operations", out.Ops)}
	return out, s.Store.EndBundle(ctx, store.TakenBundle{Site: h.From, Sum: sum, Told: h.Told, Wants: wants}, line)
}

// readWants reads the files the sender lacks.
func readWants(texts []string) ([]ledger.Hash, error) {
	var out []ledger.Hash
	for _, text := range texts[:min(len(texts), maxWants)] {
		h, err := ledger.ParseHash(text)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

// read decrypts a bundle and hands out its frames.
func (s *Sites) read(open Open, use func(bundle.Header, bundle.Frame) error) (bundle.Header, bundle.Trailer, error) {
	f, err := open()
	if err != nil {
		return bundle.Header{}, bundle.Trailer{}, err
	}
	defer f.Close()
	plain, err := age.Decrypt(f, s.Identity)
	var foreign *age.NoIdentityMatchError
	if errors.As(err, &foreign) {
		return bundle.Header{}, bundle.Trailer{}, &SiteError{Code: "wrong_site"}
	}
	if err != nil {
		return bundle.Header{}, bundle.Trailer{}, &SiteError{Code: "damaged", Detail: err.Error()}
	}
	h, t, err := bundle.Read(plain, use)
	return h, t, bundleError(err)
}

func bundleError(err error) error {
	switch {
	case errors.Is(err, bundle.ErrDamaged):
		return &SiteError{Code: "damaged", Detail: err.Error()}
	case errors.Is(err, bundle.ErrTooBig):
		return &SiteError{Code: "too_big"}
	}
	return err
}

// checking is the first reading: everything can be read, and the keys of
// devices that the bundle itself makes known are found.
type checking struct {
	node map[string]ledger.DeviceBody
}

func (c *checking) frame(_ bundle.Header, f bundle.Frame) error {
	switch f.Type {
	case bundle.TypePage:
		p, err := readPage(&f)
		if err != nil {
			return err
		}
		for i := range p.Ops {
			if o := &p.Ops[i].Op; o.EntityType == "device" && o.Verb == "create" {
				var d ledger.DeviceBody
				if json.Unmarshal(o.Body, &d) == nil {
					c.node[o.EntityID] = d
				}
			}
		}
		return nil
	case bundle.TypeBrought:
		_, err := readBrought(&f)
		return err
	case bundle.TypeAnswers:
		_, err := readAnswers(&f)
		return err
	case bundle.TypeBlob:
		_, _, err := f.Blob()
		return err
	}
	return bundle.ErrDamaged
}

func readPage(f *bundle.Frame) (ledger.Page, error) {
	var w bundle.WirePage
	if err := f.Unpack(&w); err != nil {
		return ledger.Page{}, err
	}
	return w.Decode()
}

func readBrought(f *bundle.Frame) ([]ledger.Signed, error) {
	var w []bundle.WireOp
	if err := f.Unpack(&w); err != nil {
		return nil, err
	}
	return bundle.DecodeOps(w)
}

func readAnswers(f *bundle.Frame) ([]store.Answer, error) {
	var out []store.Answer
	return out, f.Unpack(&out)
}

// authentic asks whether the bundle is of this book, for this site, and closed
// by a device that speaks for its sender.
func (s *Sites) authentic(ctx context.Context, h *bundle.Header, t *bundle.Trailer, c *checking, joins bool) error {
	self := s.Store.Site()
	var reg *registry.Registry
	if joins {
		self = s.Writer.Author.DeviceID
	} else {
		var err error
		if reg, err = s.Store.Registry(ctx); err != nil {
			return err
		}
		id, err := s.Store.RegistryID(ctx)
		if err != nil {
			return err
		}
		if h.Registry != id {
			return &SiteError{Code: "other_book"}
		}
	}
	if h.To != self {
		return &SiteError{Code: "wrong_site"}
	}
	d, err := s.closer(reg, c, t.NodeID)
	if err != nil {
		return err
	}
	speaks := h.From == "" && d.Kind == ledger.DeviceNode && !d.IsSite() || d.IsSite() && h.From == t.NodeID
	if !speaks || h.From == self || !d.Verify([]byte(bundle.SignedText(t.SHA256)), t.Sig) {
		return &SiteError{Code: "bad_signature"}
	}
	return nil
}

// closer is the device that signed a bundle: one of the registers, or, for a
// site that joins or has not heard of it, one that home's own pages make known.
func (s *Sites) closer(reg *registry.Registry, c *checking, id string) (*ledger.Device, error) {
	if reg != nil && reg.Device(id) != nil {
		return reg.Device(id), nil
	}
	body, ok := c.node[id]
	if !ok || reg != nil {
		return nil, &SiteError{Code: "bad_signature", Detail: errNotJoined.Error()}
	}
	return body.Compile()
}

// applying is the second reading.
type applying struct {
	s        *Sites
	ctx      context.Context
	out      *Taken
	progress func(int)
}

func (a *applying) frame(h bundle.Header, f bundle.Frame) error {
	switch f.Type {
	case bundle.TypePage:
		p, err := readPage(&f)
		if err != nil {
			return err
		}
		return a.page(h.From, p)
	case bundle.TypeBrought:
		ops, err := readBrought(&f)
		if err != nil {
			return err
		}
		return a.s.Store.Brought(a.ctx, h.From, ops)
	case bundle.TypeAnswers:
		list, err := readAnswers(&f)
		if err != nil {
			return err
		}
		return a.s.Store.Answered(a.ctx, list)
	case bundle.TypeBlob:
		hash, b, err := f.Blob()
		if err != nil {
			return err
		}
		return a.file(hash, b)
	}
	return nil
}

func (a *applying) page(from string, p ledger.Page) error {
	f, err := a.s.Store.Follow(a.ctx, from, p)
	if err != nil {
		return err
	}
	switch {
	case f.Frozen != "":
		a.out.Frozen[p.LedgerID] = f.Frozen
		return nil
	case f.Gap:
		a.out.Gaps = append(a.out.Gaps, p.LedgerID)
		return nil
	}
	a.out.Ops, a.out.Refused, a.out.Reordered = a.out.Ops+f.Ops, a.out.Refused+f.Refused, a.out.Reordered+f.Reordered
	if a.progress != nil {
		a.progress(a.out.Ops)
	}
	return nil
}

// file keeps a file for the ledgers whose operations name it. One that this
// program would not take is left out; the entry stands without it.
func (a *applying) file(h ledger.Hash, b []byte) error {
	if a.s.Files == nil {
		return nil
	}
	names, err := a.s.Store.FileNames(a.ctx, h)
	if err != nil || len(names) == 0 {
		return err
	}
	kept, err := a.s.Files.Hold(h, b)
	if err != nil {
		return nil //nolint:nilerr // a kind of file that is not taken
	}
	here := func() (bool, error) { return a.s.Files.Has(h, kept.Size) }
	for ledgerID, deviceID := range names {
		if err := a.s.Store.KeepBlob(a.ctx, ledgerID, deviceID, kept, here); err != nil {
			return err
		}
	}
	a.out.Files++
	return nil
}
