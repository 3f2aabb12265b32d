package office

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
	"phendau/internal/vault"
	"phendau/internal/vi"
)

const tagTips = "tips"

// Holders and names of key files in the vault.
func epochHolder(deskHex string, epoch uint32) string {
	return fmt.Sprintf("epoch:%s:%d", deskHex, epoch)
}
func authorityHolder(bodyID string) string { return "authority:" + bodyID }
func keyName(deskID tip.ID) string         { return "key:" + deskID.String() }

const (
	secondKey   = "second" // the half of a second desk
	membersFile = "members"
	wrapPrefix  = "wrap:"
	sharePrefix = "share:"
)

// instanceName is under what the book remembers the 16 public bytes by which its
// receipts differ from those of every other installation.
const instanceName = "tip_instance"

// TipInstance are those bytes; they are drawn the first time.
func (o *Office) TipInstance(ctx context.Context) (tip.ID, error) {
	b, err := o.Store.Instance(ctx, instanceName)
	if errors.Is(err, store.ErrGone) {
		id := newTipID()
		if err = o.Store.Within(ctx, func(t *store.Tx) error { return t.PutInstance(instanceName, id[:]) }); err == nil {
			b, err = o.Store.Instance(ctx, instanceName)
		}
	}
	if err != nil {
		return tip.ID{}, err
	}
	return tip.ID(b), nil
}

// tipsOpen refuses where this process has no vault: a book served on PostgreSQL
// needs to be told where it is.
func (o *Office) tipsOpen() (*vault.Vault, error) {
	if o.Vault == nil {
		return nil, api.Fail(api.Conflict, "tips_closed")
	}
	return o.Vault, nil
}

func (o *Office) tipRoutes(a *api.API) {
	o.tipKeyRoutes(a)
	o.tipDeskRoutes(a)
	o.tipCaseRoutes(a)
	o.tipWatchRoutes(a)
	o.tipOutcomeRoutes(a)
	o.tipRecoveryRoutes(a)
	o.tipPosterRoutes(a)
}

// DeskPath names a desk by its body.
type DeskPath struct {
	ID string `path:"id" format:"uuid"`
}

// CasePath names a case.
type CasePath struct {
	ID string `path:"id" pattern:"^[0-9a-f]{32}$"`
}

// tipDesk finds a desk at which the caller may do something.
func (o *Office) tipDesk(ctx context.Context, c *api.Caller, id string, action access.Action) (registry.TipDesk, *registry.Registry, *access.Grant, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return registry.TipDesk{}, nil, nil, err
	}
	d, ok := reg.TipDesk(id)
	if !ok {
		return d, nil, nil, api.Missing()
	}
	g, why := reg.OverBody(reg.Rules(o.today()), &c.Actor, action, id)
	if why != access.Allowed {
		return d, nil, nil, api.Refused(why)
	}
	return d, reg, g, nil
}

// overBody is the grant under which the caller does something to what belongs to a
// body.
func (o *Office) overBody(reg *registry.Registry, c *api.Caller, action access.Action, bodyID string) (*access.Grant, error) {
	g, why := reg.OverBody(reg.Rules(o.today()), &c.Actor, action, bodyID)
	if why != access.Allowed {
		return nil, api.Refused(why)
	}
	return g, nil
}

// tipSubject is a case that the caller's desk acts on.
type tipSubject struct {
	store.PlacedCase
	desk   registry.TipDesk // that acts: the owner, or the one it was offered to
	deskID tip.ID
	reg    *registry.Registry
	grant  *access.Grant
	said   []store.TipSaid
}

// tipSubject finds a case; one of another desk is missing.
func (o *Office) tipSubject(ctx context.Context, c *api.Caller, id string) (*tipSubject, error) {
	caseID, err := tip.ParseID(id)
	if err != nil {
		return nil, api.Missing()
	}
	p, err := o.Store.TipCase(ctx, caseID)
	if err != nil {
		return nil, err
	}
	x := &tipSubject{PlacedCase: p}
	for _, at := range []tip.ID{p.Owner, p.Target} {
		if at == (tip.ID{}) {
			continue
		}
		if x.desk, x.reg, x.grant, err = o.tipDesk(ctx, c, at.UUID(), access.AnswerTips); err == nil {
			x.deskID = at
			x.said, err = o.Store.TipsSaid(ctx, caseID)
			return x, err
		}
	}
	return nil, api.Missing()
}

// saidDrafts are what the sender did since the desk looked, as operations of whoever looks
// now: of the sender they tell the day.
func (x *tipSubject) saidDrafts(actor string) ([]ledger.Draft, error) {
	var out []ledger.Draft
	work := x.Case.Case
	for _, s := range x.said {
		act := desk.Act{Verb: s.Verb, Day: s.Day}
		if work.Apply(act) != nil {
			continue // it changes nothing any more, such as content of a case withdrawn and shredded
		}
		d, err := ledger.CaseDraft(x.LedgerID, x.ID, s.Verb, &ledger.CaseBody{Desk: x.deskID, Day: s.Day.String()})
		if err != nil {
			return nil, err
		}
		d.ActorID, d.BodyID = actor, x.grant.BodyID
		out = append(out, d)
	}
	return out, nil
}

// shown is a case with what its sender did since.
func shown(c *desk.Case, said []store.TipSaid) desk.Case {
	work := *c
	for _, s := range said {
		if s.Case == c.ID {
			_ = work.Apply(desk.Act{Verb: s.Verb, Day: s.Day}) // what changes nothing any more is not shown
		}
	}
	return work
}

// unsay forgets what has become operations.
func unsay(t *store.Tx, said []store.TipSaid) error {
	for _, s := range said {
		if err := t.UnsayTip(s); err != nil {
			return err
		}
	}
	return nil
}

func newTipID() tip.ID {
	id, err := tip.NewID(rand.Reader)
	if err != nil {
		panic(err) // nothing may go on with ids that can be guessed
	}
	return id
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func dayText(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// officersOf are the people who may answer tips at a desk today, by name.
func (o *Office) officersOf(reg *registry.Registry, bodyID string) []string {
	var out []string
	for _, g := range reg.Grants("") {
		if g.Role == access.TipOfficer && g.BodyID == bodyID && g.On(o.today()) && !slices.Contains(out, g.PersonID) {
			out = append(out, g.PersonID)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return vi.Compare(reg.People[a].Name, reg.People[b].Name) })
	return out
}
