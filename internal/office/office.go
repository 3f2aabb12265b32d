// Package office holds the use cases of the office: what people sign in to do.
// One file per act or screen; each declares its routes beside the code that
// carries them out, asks the rules of access where it reads, and leaves an
// audit line where security.md asks for one. It joins the field with the doors
// store and api; commands use the same acts.
package office

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/blobs"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/identity"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vault"
)

// Office is the use cases of one book.
type Office struct {
	Store  *store.Store
	Writer *store.Writer // this process as a device
	// Reports makes and locks reports.
	Reports *Publisher
	Root    *identity.RootKey
	// Origin is the address people open: it stands before the codes and links of
	// documents that leave the house. "" leaves them out.
	Origin string
	// Relying is nil where passkeys cannot work: commands without a server.
	Relying *identity.Relying
	Hasher  *identity.Hasher
	Now     func() time.Time
	Log     *slog.Logger
	// Blobs keeps files of evidence; nil where the book has no place for them.
	Blobs *blobs.Dir
	// Sites is this place among those of the book; nil where nothing is exchanged.
	Sites *SiteDoor
	// Vault keeps the keys of sealed tips; nil where there is none.
	Vault *vault.Vault
	// Phones takes files of phones; nil in commands without a server.
	Phones PhoneFiles
	// Doctor knows where book, keys and files lie; nil in commands without a server.
	Doctor *Doctor
	// TryOut offers a sign-in without credentials: demo books on this machine.
	TryOut bool
	// SetupKey opens the first-run set-up of an empty book; "" keeps it shut.
	SetupKey *SetupKey

	past  past
	hub   hub
	index namesCache
	// LogKey signs and checks the checkpoints of the audit log; nil where this
	// process keeps no key.
	LogKey *audit.Signer
	// Witnesses are the public keys of those who sign for the log.
	Witnesses []string
	// OwnWitness lets the witness of a demo book, which stands in the same house,
	// sign for the log as it is now; nil on every other book.
	OwnWitness func(context.Context) error
}

// Routes adds every route of the office.
func (o *Office) Routes(a *api.API) {
	o.setupRoutes(a)
	o.sessionRoutes(a)
	o.invitationRoutes(a)
	o.meRoutes(a)
	o.pickRoutes(a)
	o.entryRoutes(a)
	o.reviewRoutes(a)
	o.eventRoutes(a)
	o.figureRoutes(a)
	o.coverageRoutes(a)
	o.lineRoutes(a)
	o.trackRoutes(a)
	o.linePlanRoutes(a)
	o.stoneRoutes(a)
	o.codeRoutes(a)
	o.reportRoutes(a)
	o.paperRoutes(a)
	o.registerRoutes(a)
	o.searchRoutes(a)
	o.auditlogRoutes(a)
	o.boardRoutes(a)
	o.dashboardRoutes(a)
	o.alertRoutes(a)
	o.importRoutes(a)
	o.planRoutes(a)
	o.liveRoutes(a)
	o.peopleRoutes(a)
	o.fileRoutes(a)
	o.deviceRoutes(a)
	o.siteRoutes(a)
	o.healthRoutes(a)
	o.tipRoutes(a)
}

// Options are what an API needs of the office.
func (o *Office) Options() api.Options {
	return api.Options{Authenticate: o.authenticate, Rules: o.Rules, Refused: o.refused, Classify: classify, Log: o.Log, Now: o.Now}
}

func (o *Office) nowMS() int64 { return o.Now().UnixMilli() }

// today is the civil day in Việt Nam, which has no daylight saving.
func (o *Office) today() calendar.Day { return calendar.Day((o.Now().Unix() + 7*3600) / 86400) }

// Rules are the rules of access as of now.
func (o *Office) Rules(ctx context.Context) (access.Rules, error) {
	reg, err := o.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) {
		reg, err = registry.Build(0, nil)
	}
	if err != nil {
		return access.Rules{}, err
	}
	return reg.Rules(o.today()), nil
}

// view is everything figures are computed from, as of now.
func (o *Office) view(ctx context.Context) (*figure.View, error) { return o.Store.Current(ctx) }

// classify brings errors of storage into the API's one shape.
func classify(err error) *api.Error {
	switch {
	case errors.Is(err, store.ErrGone):
		return api.Missing()
	case errors.Is(err, store.ErrTaken):
		return api.Fail(api.BadRequest, "passkey_refused")
	case errors.Is(err, store.ErrOtherRequest):
		return api.Fail(api.Conflict, "request_id_reused")
	case errors.Is(err, store.ErrDiskFull):
		return api.Fail(api.DiskFull, "")
	case errors.Is(err, store.ErrNotStarted):
		return api.Fail(api.Conflict, "not_started")
	case errors.Is(err, context.DeadlineExceeded):
		return api.Fail(api.Busy, "")
	}
	return nil
}

// Once is the header of every writing route.
type Once struct {
	RequestID string `header:"Idempotency-Key" required:"true" format:"uuid" doc:"UUID made by the client; a request sent again with it is done once"`
}

// once is what a request carries that must be done once.
func once(route string, o Once, body any) (request, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return request{}, err
	}
	h := sha256.Sum256(append([]byte(route+"\n"), b...))
	if !ledger.ValidID(o.RequestID) {
		return request{}, api.Wrong(api.Field{Field: "Idempotency-Key", Message: "UUID"})
	}
	return request{o.RequestID, h[:]}, nil
}

type request struct {
	id   string
	hash []byte
}

// act is something a person does to the book.
type act struct {
	request request
	drafts  []ledger.Draft
	// payloads are bytes the drafts name by hash.
	payloads [][]byte
	records  []audit.Record
	also     func(*store.Tx) error
	// registryAt is the position of the registers the drafts were made from.
	registryAt int64
}

// do carries an act out once, all or nothing, with the caller's rights checked
// in the fold. done is false when the same request was carried out before.
func (o *Office) do(ctx context.Context, c *api.Caller, a act) (done bool, err error) {
	was, err := o.Store.Requested(ctx, c.PersonID, a.request.id, a.request.hash)
	if err != nil || was {
		return false, err
	}
	b := store.Batch{Atomic: true, Rights: true, RegistryAt: a.registryAt, Audit: o.signed(c, a.records), Also: func(t *store.Tx) error {
		if a.also != nil {
			if err := a.also(t); err != nil {
				return err
			}
		}
		return t.NoteRequest(c.PersonID, a.request.id, a.request.hash)
	}}
	if _, err := o.Writer.Act(ctx, b, a.drafts, a.payloads...); err != nil {
		// The same request may have been faster on another connection; then
		// what it made is what this one was refused for.
		if was, again := o.Store.Requested(ctx, c.PersonID, a.request.id, a.request.hash); again == nil && was || errors.Is(err, store.ErrRepeated) {
			return false, again
		}
		return false, refusal(err)
	}
	return true, nil
}

// refusal is the first refusal of an atomic batch, so that the reader is told
// what was wrong and not that something was.
func refusal(err error) error {
	var refused *store.RefusedError
	if errors.As(err, &refused) {
		for _, r := range refused.Results {
			if r.Err != nil {
				return r.Err
			}
		}
	}
	return err
}

// signed fills in who acts.
func (o *Office) signed(c *api.Caller, records []audit.Record) []audit.Record {
	out := make([]audit.Record, len(records))
	for i, r := range records {
		if r.ActorID == "" {
			r.ActorID, r.KeyID = c.PersonID, c.KeyID
		}
		if r.Outcome == "" {
			r.Outcome = audit.Done
		}
		out[i] = r
	}
	return out
}

// note writes audit lines of an act that changes nothing.
func (o *Office) note(ctx context.Context, c *api.Caller, records ...audit.Record) error {
	return o.Store.Audit(ctx, o.signed(c, records)...)
}

// grant is the grant under which the caller does an action to a target: the
// body he acts for.
func (o *Office) grant(ctx context.Context, c *api.Caller, action access.Action, t access.Target) (*access.Grant, error) {
	rules, err := o.Rules(ctx)
	if err != nil {
		return nil, err
	}
	g, why := rules.Find(&c.Actor, action, t)
	if why != access.Allowed {
		return nil, api.Refused(why)
	}
	return g, nil
}

// refused leaves a line when somebody signed in tried what he may not.
func (o *Office) refused(ctx context.Context, c *api.Caller, route string, why access.Reason) {
	err := o.note(ctx, c, audit.Record{Action: audit.AccessRefused, Detail: audit.Facts("route", route, "why", why), Outcome: audit.Refused})
	if err != nil {
		o.Log.Error("audit of a refusal failed", "route", route, "err", err)
	}
}
