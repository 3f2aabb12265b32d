package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// CreateInput is a new entry.
type CreateInput struct {
	Once
	Body CreateForm
}

// CreateForm is a new entry with the id its author gave it.
type CreateForm struct {
	ID      string       `json:"id" format:"uuid" doc:"Made by the client; a draft of the same id is dropped"`
	Content EntryContent `json:"content"`
	Submit  bool         `json:"submit,omitempty" doc:"Submit it at once"`
}

// EntryPath names an entry.
type EntryPath struct {
	Ledger string `path:"ledger" doc:"Ledger of the entry"`
	ID     string `path:"id" doc:"Entry"`
}

func (o *Office) entryCreate(ctx context.Context, c *api.Caller, in *CreateInput) (*Answer[EntryView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	r, err := once("createEntry", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	f := &in.Body.Content
	list, err := o.entryProblems(ctx, reg, c, f, "", "")
	if err != nil {
		return nil, err
	}
	if len(list) > 0 {
		return nil, wrong(list)
	}
	content, err := f.content()
	if err != nil {
		return nil, err
	}
	k := reg.Latest().Kinds[f.Kind]
	g, err := o.grant(ctx, c, access.WriteEntries, access.Target{PlaceID: f.PlaceID, Day: content.Day, Class: access.Class(k.Release), BodyID: f.OwnerBodyID})
	if err != nil {
		return nil, err
	}
	ledgerID := reg.LedgerOf(f.PlaceID, content.Day)
	d := ledger.Draft{LedgerID: ledgerID, EntityType: ledger.TypeEntry, EntityID: in.Body.ID, Verb: "create",
		ActorID: c.PersonID, BodyID: g.BodyID, Catalogue: reg.CatalogueVersion, Body: content}
	a := act{request: r, drafts: []ledger.Draft{d}, also: func(t *store.Tx) error { return t.DropDraft(c.PersonID, in.Body.ID) }}
	if in.Body.Submit {
		d.Verb, d.Body = "submit", nil
		a.drafts = append(a.drafts, d)
	}
	if _, err := o.do(ctx, c, a); err != nil {
		return nil, err
	}
	return o.entryAnswer(ctx, c, EntryPath{ledgerID, in.Body.ID})
}

// AmendInput is an entry's whole new content.
type AmendInput struct {
	Once
	EntryPath
	Body struct {
		Base    string       `json:"base" format:"uuid" doc:"Last operation seen (field base of the entry)"`
		Content EntryContent `json:"content"`
		Why     string       `json:"why,omitempty" maxLength:"500" doc:"Needed once the entry was submitted"`
	}
}

func (o *Office) entryAmend(ctx context.Context, c *api.Caller, in *AmendInput) (*Answer[EntryView], error) {
	return o.actOn(ctx, c, "amendEntry", in.Once, in.EntryPath, in.Body, func(x *subject) ([]ledger.Draft, error) {
		f := &in.Body.Content
		if f.OwnerBodyID == "" {
			f.OwnerBodyID = x.rec.State.Owner
		}
		list, err := o.changeProblems(ctx, x, c, f)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			return nil, wrong(list)
		}
		return x.change("amend", in.Body.Base, f, in.Body.Why)
	})
}

// changeProblems are problems of a form that changes an entry. Whether the
// caller may is asked of the entry and not of the place alone: a verifier
// changes what he may not record.
func (o *Office) changeProblems(ctx context.Context, x *subject, c *api.Caller, f *EntryContent) ([]Problem, error) {
	list, err := o.entryProblems(ctx, x.reg, c, f, x.ledger, x.rec.ID)
	return slices.DeleteFunc(list, func(p Problem) bool { return p.Code == "place_not_yours" }), err
}

// change makes the operations that turn an entry into what a form says.
func (x *subject) change(verb, base string, f *EntryContent, why string) ([]ledger.Draft, error) {
	next, err := f.content()
	if err != nil {
		return nil, err
	}
	old, err := x.rec.Entry()
	if err != nil {
		return nil, err
	}
	if old.OwnerBodyID == "" && next.OwnerBodyID == x.rec.State.Owner {
		next.OwnerBodyID = ""
	}
	first, rest, err := difference(old, next)
	if err != nil {
		return nil, err
	}
	if rest.empty() && first.empty() {
		return nil, api.Fail(api.Unprocessable, "nothing_changed")
	}
	var drafts []ledger.Draft
	for _, p := range []patch{first, rest} {
		if p.empty() {
			continue
		}
		p.Why = why
		d := x.draft(verb, p)
		d.Base, d.ID = base, x.newID()
		base = d.ID
		drafts = append(drafts, d)
	}
	return drafts, nil
}

// SubmitInput sends an entry on.
type SubmitInput struct {
	Once
	EntryPath
	Body struct{}
}

func (o *Office) entrySubmit(ctx context.Context, c *api.Caller, in *SubmitInput) (*Answer[EntryView], error) {
	return o.actOn(ctx, c, "submitEntry", in.Once, in.EntryPath, in.Body, func(x *subject) ([]ledger.Draft, error) {
		return []ledger.Draft{x.draft("submit", nil)}, nil
	})
}

// WhyInput takes a reason.
type WhyInput struct {
	Once
	EntryPath
	Body struct {
		Why string `json:"why" minLength:"1" maxLength:"500"`
	}
}

func (o *Office) entryRetract(ctx context.Context, c *api.Caller, in *WhyInput) (*Answer[EntryView], error) {
	return o.actOn(ctx, c, "retractEntry", in.Once, in.EntryPath, in.Body, func(x *subject) ([]ledger.Draft, error) {
		return []ledger.Draft{x.draft("retract", patch{Why: in.Body.Why})}, nil
	})
}

// actOn carries out operations on an entry the caller may read, once, in the
// name of a body that may, and answers with the entry as it is then.
func (o *Office) actOn(ctx context.Context, c *api.Caller, route string, once1 Once, p EntryPath, body any, make func(*subject) ([]ledger.Draft, error), also ...func(*store.Tx) error) (*Answer[EntryView], error) {
	x, err := o.openEntry(ctx, c, p)
	if err != nil {
		return nil, err
	}
	r, err := once(route+"/"+p.Ledger+"/"+p.ID, once1, body)
	if err != nil {
		return nil, err
	}
	was, err := o.Store.Requested(ctx, c.PersonID, r.id, r.hash)
	if err != nil {
		return nil, err
	}
	if was {
		return o.entryAnswer(ctx, c, p)
	}
	drafts, err := make(x)
	if err != nil {
		return nil, err
	}
	acting, ok := x.bodyFor(c, drafts[0].Verb, 0)
	if !ok {
		return nil, &ledger.Refusal{Code: ledger.CodeNotAllowed}
	}
	for i := range drafts {
		drafts[i].BodyID = acting
	}
	a := act{request: r, drafts: drafts, records: x.records}
	if len(also) > 0 {
		a.also = also[0]
	}
	if _, err := o.do(ctx, c, a); err != nil {
		return nil, err
	}
	return o.entryAnswer(ctx, c, p)
}

// subject is a record that the caller may read.
type subject struct {
	reg    *registry.Registry
	sight  *sight
	ledger string
	rec    *ledger.Record
	today  calendar.Day
	person string
	newID  func() string
	// records are lines of the log about what is done to it.
	records []audit.Record
}

// openEntry reads a record that the caller may read; others are missing.
func (o *Office) openEntry(ctx context.Context, c *api.Caller, p EntryPath) (*subject, error) {
	return o.openRecord(ctx, c, p, (*sight).seesRecord)
}

// openRecord reads a record that the caller sees; any other is missing.
func (o *Office) openRecord(ctx context.Context, c *api.Caller, p EntryPath, sees func(*sight, *ledger.Record) bool) (*subject, error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	found, err := o.Store.Records(ctx, p.Ledger, []string{p.ID})
	if err != nil {
		return nil, err
	}
	rec := found[p.ID]
	if !sees(s, rec) {
		return nil, api.Missing()
	}
	return &subject{reg: s.reg, sight: s, ledger: p.Ledger, rec: rec, today: o.today(), person: c.PersonID, newID: o.Writer.IDs.New}, nil
}

func (x *subject) draft(verb string, body any) ledger.Draft {
	d := ledger.Draft{LedgerID: x.ledger, EntityType: x.rec.Type, EntityID: x.rec.ID, Verb: verb, ActorID: x.person, Catalogue: x.reg.CatalogueVersion}
	if body != nil {
		d.Body = body
	}
	return d
}

// release is the class of the record's kind.
func (x *subject) release() string {
	if k := x.reg.Latest().Kinds[x.rec.Kind]; k != nil {
		return k.Release
	}
	return ""
}

// bodyFor finds the body in whose name the caller may do something to the
// record: the owner first.
func (x *subject) bodyFor(c *api.Caller, verb string, level int) (string, bool) {
	if c.Scopes != nil && !slices.Contains(c.Scopes, access.WriteEntries) && !slices.Contains(c.Scopes, access.VerifyEntries) {
		return "", false // the fold knows people, not their access tokens
	}
	a := ledger.Act{ActorID: c.PersonID, EntityType: x.rec.Type, Verb: verb, PlaceID: x.rec.PlaceID, Day: x.rec.Day, Today: x.today,
		Release: x.release(), OwnerID: x.rec.State.Owner, Recorder: x.rec.State.Recorder, Status: x.rec.Status, Level: level}
	if a.Level == 0 {
		a.Level = x.rec.Level
	}
	var bodies []string
	for _, g := range c.Grants {
		if g.On(x.today) {
			bodies = append(bodies, g.BodyID)
		}
	}
	slices.SortStableFunc(bodies, func(a, b string) int { return strings.Compare(own(b, x), own(a, x)) })
	for _, a.BodyID = range bodies {
		if x.reg.Allows(a) {
			return a.BodyID, true
		}
	}
	return "", false
}

func own(body string, x *subject) string {
	if body == x.rec.State.Owner {
		return "1"
	}
	return ""
}
