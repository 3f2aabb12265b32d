package office

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"sync"

	"filippo.io/age"

	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// SiteError is why an exchange between sites does not go on; Code is a word of
// the interface ("site_error." + Code).
type SiteError struct {
	Code   string
	Detail string
}

// Error is the code with its detail.
func (e *SiteError) Error() string { return strings.TrimSpace(e.Code + " " + e.Detail) }

// Reason is the code.
func (e *SiteError) Reason() string { return e.Code }

// Sites is this installation as one place of a book that is kept in several.
type Sites struct {
	Store  *store.Store
	Writer *store.Writer
	// Identity opens bundles encrypted to this site.
	Identity *age.HybridIdentity
	// Files keeps evidence; nil keeps none.
	Files Files
	// NowMS is the clock.
	NowMS func() int64

	// taking lets one bundle be taken in at a time.
	taking sync.Mutex
}

// Files are pictures and papers by their hash.
type Files interface {
	Get(hash [32]byte) ([]byte, error)
	// Hold keeps bytes that another site kept before.
	Hold(hash [32]byte, b []byte) (store.Blob, error)
	// Has reports whether a file of a size lies there.
	Has(hash [32]byte, size int64) (bool, error)
}

// siteLineWord begins the line by which a site makes itself known.
const siteLineWord = "phendau-site-1"

// SiteKey is how a site makes itself known: its device, the public key by which
// its word is checked, and the recipient of bundles for it.
type SiteKey struct {
	ID, PublicKey, Recipient string
}

// Key is this site's.
func (s *Sites) Key() SiteKey {
	return SiteKey{s.Writer.Author.DeviceID, base64.RawURLEncoding.EncodeToString(s.Writer.Author.Public()), s.Identity.Recipient().String()}
}

// Line is the key as one line.
func (k SiteKey) Line() string {
	return strings.Join([]string{siteLineWord, k.ID, k.PublicKey, k.Recipient}, " ")
}

// ReadSiteKey reads the line of a site.
func ReadSiteKey(text string) (SiteKey, error) {
	f := strings.Fields(text)
	if len(f) != 4 || f[0] != siteLineWord || !ledger.ValidID(f[1]) {
		return SiteKey{}, &SiteError{Code: "bad_key"}
	}
	k := SiteKey{f[1], f[2], f[3]}
	if _, err := age.ParseHybridRecipient(k.Recipient); err != nil {
		return SiteKey{}, &SiteError{Code: "bad_key"}
	}
	return k, nil
}

// Add makes a site known at home and hands the ledgers of communes over to it.
// Repeating it hands over what is not there yet.
func (s *Sites) Add(ctx context.Context, k SiteKey, name string, places []string) (handed int, err error) {
	if s.Store.Site() != "" {
		return 0, &SiteError{Code: "home_only"}
	}
	if err := s.introduce(ctx, k, name); err != nil {
		return 0, err
	}
	if err := s.Store.Meet(ctx, k.ID); err != nil {
		return 0, err
	}
	return s.handOver(ctx, places, k.ID)
}

// introduce writes home's own recipient and the site's device into the registers
// where they are not yet.
func (s *Sites) introduce(ctx context.Context, k SiteKey, name string) error {
	reg, err := s.Store.Registry(ctx)
	if err != nil {
		return err
	}
	id, err := s.Store.RegistryID(ctx)
	if err != nil {
		return err
	}
	var drafts []ledger.Draft
	own := s.Writer.Author.Enrolment(id)
	switch d := reg.Device(own.EntityID); {
	case d == nil:
		body := own.Body.(ledger.DeviceBody)
		body.Recipient = s.Key().Recipient
		own.Body = body
		drafts = append(drafts, own)
	case d.Recipient == "":
		drafts = append(drafts, ledger.Draft{LedgerID: id, EntityType: "device", EntityID: own.EntityID, Verb: "amend",
			Body: map[string]string{"recipient": s.Key().Recipient}})
	}
	switch d := reg.Device(k.ID); {
	case d == nil:
		drafts = append(drafts, ledger.Draft{LedgerID: id, EntityType: "device", EntityID: k.ID, Verb: "create",
			Body: ledger.DeviceBody{Kind: ledger.DeviceNode, Alg: ledger.AlgEd25519, PublicKey: k.PublicKey, Site: name, Recipient: k.Recipient}})
	case !d.IsSite() || d.PublicKey != k.PublicKey:
		return &SiteError{Code: "bad_key"}
	}
	if len(drafts) == 0 {
		return nil
	}
	_, err = s.Writer.Act(ctx, store.Batch{Atomic: true, Audit: []audit.Record{{ActorID: s.Writer.Author.ActorID, Action: audit.DeviceEnrol, ObjectID: k.ID, Detail: audit.Facts("site", name), Outcome: audit.Done}}}, drafts)
	return err
}

// handOver releases the ledgers of places to a site; "" is home.
func (s *Sites) handOver(ctx context.Context, places []string, to string) (int, error) {
	states, err := s.ledgersOf(ctx, places)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range states {
		if l.Site == to {
			continue
		}
		if l.Site != s.Store.Site() || l.Released {
			return n, &SiteError{Code: "kept_elsewhere", Detail: l.Site}
		}
		if err := s.authority(ctx, l.Head, ledger.VerbRelease, ledger.Handover{To: to}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// authority writes a hand-over with its line in the log.
func (s *Sites) authority(ctx context.Context, head ledger.Head, verb string, h ledger.Handover) error {
	line := audit.Record{ActorID: s.Writer.Author.ActorID, Action: audit.Configuration, ObjectID: head.LedgerID, Outcome: audit.Done,
		Detail: audit.Facts("authority", verb, "site", h.To+h.From), Reason: h.Why}
	_, err := s.Writer.Act(ctx, store.Batch{Atomic: true, Audit: []audit.Record{line}}, []ledger.Draft{ledger.HandoverDraft(head, verb, h)})
	return err
}

// ledgersOf lists the ledgers that places ever wrote into.
func (s *Sites) ledgersOf(ctx context.Context, places []string) ([]store.LedgerState, error) {
	reg, err := s.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Store.LedgerStates(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(l store.LedgerState) bool {
		return !slices.ContainsFunc(reg.Ledgers[l.LedgerID].Places, func(m registry.MemberDoc) bool { return slices.Contains(places, m.PlaceID) })
	}), nil
}

// GiveBack hands ledgers of this site back to home.
func (s *Sites) GiveBack(ctx context.Context, places []string) (int, error) {
	if s.Store.Site() == "" {
		return 0, &SiteError{Code: "site_only"}
	}
	return s.handOver(ctx, places, "")
}

// Break takes the ledgers of a lost site back to home, at the last position home
// holds. What the site had ordered behind it is ordered anew when it turns up.
func (s *Sites) Break(ctx context.Context, site, why string) (int, error) {
	if s.Store.Site() != "" {
		return 0, &SiteError{Code: "home_only"}
	}
	states, err := s.Store.LedgerStates(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range states {
		if l.Site != site || site == "" {
			continue
		}
		if err := s.authority(ctx, l.Head, ledger.VerbBreak, ledger.Handover{From: site, Why: why}); err != nil {
			return n, err
		}
		n++
	}
	return n, s.Store.OrderCustody(ctx)
}

// takeUp takes the ledgers that were handed over to this site, and orders what
// it kept for them.
func (s *Sites) takeUp(ctx context.Context) (int, error) {
	states, err := s.Store.LedgerStates(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range states {
		if !l.Released || l.Site != s.Store.Site() || l.Frozen != "" {
			continue
		}
		if err := s.authority(ctx, l.Head, ledger.VerbTake, ledger.Handover{}); err != nil {
			return n, err
		}
		n++
	}
	return n, s.Store.OrderCustody(ctx)
}

// FindSite is a site by its id or name; "home" is where the book was begun.
func (s *Sites) FindSite(ctx context.Context, text string) (string, error) {
	if text == "home" {
		return "", nil
	}
	reg, err := s.Store.Registry(ctx)
	if err != nil {
		return "", err
	}
	for _, id := range reg.Nodes() {
		if d := reg.Device(id); d.IsSite() && (id == text || d.Site == text) {
			return id, nil
		}
	}
	return "", &SiteError{Code: "unknown_site", Detail: text}
}

// recipientOf is where bundles for a site are encrypted to. Home's is that of
// any of its processes that has one.
func recipientOf(reg *registry.Registry, site string) (*age.HybridRecipient, error) {
	for _, id := range reg.Nodes() {
		d := reg.Device(id)
		if d.Recipient != "" && (site == "" && !d.IsSite() || site == id) {
			return age.ParseHybridRecipient(d.Recipient)
		}
	}
	return nil, &SiteError{Code: "unknown_site", Detail: site}
}

var errNotJoined = errors.New("the device that closed the bundle is not in it")
