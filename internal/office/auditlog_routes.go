package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
)

const tagAudit = "audit"

func (o *Office) auditlogRoutes(a *api.API) {
	add := func(path, id, summary string, action access.Action) api.Route {
		return api.Route{Method: "GET", Path: path, ID: id, Tag: tagAudit, Summary: summary, Action: action}
	}
	api.Add(a, add("/audit", "listAudit", "The audit log within the caller's places; reading it is logged", access.ReadAudit), nil, o.auditList)
	api.Add(a, add("/audit/me", "listOwnAudit", "What the caller did, or who opened what he recorded", access.Self), nil, o.auditOwn)
	api.Add(a, add("/audit/objects/{id}", "listObjectAudit", "Who did what to one object; reading it is logged", access.ReadAudit), nil, o.auditObject)
	api.Add(a, add("/audit/checkpoint", "getCheckpoint", "The newest checkpoint and the newest a witness signed", access.VerifyAudit), nil, o.checkpointGet)
	api.Add(a, add("/audit/checkpoint/request", "getCheckpointRequest", "What a witness needs that signed for so many records", access.VerifyAudit), nil, o.checkpointRequest)
	api.Add(a, api.Route{Method: "POST", Path: "/audit/witnessed", ID: "keepWitnessed", Tag: tagAudit, Summary: "Bring back a checkpoint a witness signed", Action: access.VerifyAudit}, nil, o.witnessedKeep)
}

// AuditLine is one record in words.
type AuditLine struct {
	Index    int64        `json:"index"`
	AtS      int64        `json:"at_s" doc:"Seconds since 1970 UTC"`
	Action   string       `json:"action"`
	ActorID  string       `json:"actor_id,omitempty"`
	Actor    string       `json:"actor,omitempty" doc:"Absent for somebody not signed in"`
	ObjectID string       `json:"object_id,omitempty"`
	PlaceID  string       `json:"place_id,omitempty"`
	Place    string       `json:"place,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	Facts    []audit.Fact `json:"facts,omitempty" doc:"What else is told: persons, templates and indicators by name; without a key as an older program wrote it"`
	Refused  bool         `json:"refused,omitempty"`
	Redacted bool         `json:"redacted,omitempty" doc:"Emptied by two people; its place in the log stays"`
}

// AuditQuery chooses records.
type AuditQuery struct {
	Actor  string   `query:"actor"`
	Object string   `query:"object"`
	Place  string   `query:"place" doc:"Records of this place and of those below it"`
	Action []string `query:"action" maxItems:"50"`
	From   string   `query:"from" doc:"First day"`
	To     string   `query:"to" doc:"Last day"`
	Cursor string   `query:"cursor"`
	Limit  int      `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// maxScanned bounds how many records one page looks at: a reader of a small
// place goes on with the cursor.
const maxScanned = 5000

func (in *AuditQuery) filter() (audit.Filter, error) {
	f := audit.Filter{ActorID: in.Actor, ObjectID: in.Object, Actions: in.Action}
	for field, at := range map[string]struct {
		text string
		to   *int64
		plus calendar.Day
	}{"from": {in.From, &f.From, 0}, "to": {in.To, &f.To, 1}} {
		if at.text == "" {
			continue
		}
		d, err := calendar.ParseDay(at.text)
		if err != nil {
			return f, wrongField(field, "day_form")
		}
		*at.to = int64(d+at.plus)*86400 - 7*3600
	}
	var err error
	f.Before, err = before(in.Cursor)
	return f, err
}

func before(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	text, ok := decodeCursor(cursor)
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil || n < 1 {
		return 0, wrongField("cursor", "bad_request")
	}
	return n, nil
}

func (o *Office) auditList(ctx context.Context, c *api.Caller, in *AuditQuery) (*Answer[Items[AuditLine]], error) {
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	w := o.watcher(reg, c)
	keep := w.sees
	if in.Place != "" {
		keep = func(e *audit.Entry) bool {
			return e.PlaceID != "" && o.standsIn(reg, in.Place, e.PlaceID, dayOfS(e.At)) && w.sees(e)
		}
	}
	page, err := o.auditPage(ctx, newTeller(reg, c.Lang), f, in.Limit, keep)
	if err != nil {
		return nil, err
	}
	// Looking into the log is a line of the log, with what was asked.
	asked := audit.Facts("person", in.Actor, "action", strings.Join(in.Action, ","), "from", in.From, "to", in.To, "rows", len(page.Items))
	if err := o.note(ctx, c, audit.Record{Action: audit.AuditRead, ObjectID: in.Object, PlaceID: in.Place, Detail: asked}); err != nil {
		return nil, err
	}
	return &Answer[Items[AuditLine]]{page}, nil
}

// auditPage collects the records that keep lets through.
func (o *Office) auditPage(ctx context.Context, t *teller, f audit.Filter, limit int, keep func(*audit.Entry) bool) (Items[AuditLine], error) {
	page := Items[AuditLine]{Items: []AuditLine{}}
	templates, err := o.Reports.Templates(t.cat)
	if err != nil {
		return page, err
	}
	if limit < 1 {
		limit = 50
	}
	for scanned := 0; ; {
		f.Limit = 200
		part, err := o.Store.AuditRecords(ctx, f)
		if err != nil {
			return page, err
		}
		for i := range part {
			f.Before = part[i].Index
			scanned++
			if keep(&part[i]) {
				page.Items = append(page.Items, auditLine(t, templates, &part[i]))
			}
			if len(page.Items) == limit || scanned == maxScanned {
				if f.Before > 0 {
					page.Next = encodeCursor(strconv.FormatInt(f.Before, 10))
				}
				return page, nil
			}
		}
		if len(part) < f.Limit {
			return page, nil
		}
	}
}

func dayOfS(s int64) calendar.Day { return calendar.Day((s + 7*3600) / 86400) }

func auditLine(t *teller, templates report.Templates, e *audit.Entry) AuditLine {
	v := AuditLine{Index: e.Index, AtS: e.At, Action: e.Action, ActorID: e.ActorID, ObjectID: e.ObjectID, PlaceID: e.PlaceID, Reason: e.Reason,
		Facts: audit.ReadFacts(e.Detail), Refused: e.Outcome == audit.Refused, Redacted: e.Redacted()}
	for i := range v.Facts {
		f := &v.Facts[i]
		f.Value = t.named(templates, f)
	}
	if e.ActorID != "" {
		v.Actor = t.reg.PersonName(e.ActorID)
	}
	if e.PlaceID != "" {
		v.Place = t.reg.Places.FullName(e.PlaceID, dayOfS(e.At))
	}
	return v
}

// named is the value of a fact, by name where it is the id of something that
// has one.
func (t *teller) named(templates report.Templates, f *audit.Fact) string {
	switch f.Key {
	case "person":
		return cmp.Or(t.reg.PersonName(f.Value), f.Value)
	case "template":
		if x := templates[f.Value]; x != nil {
			return t.text(x.Name)
		}
	case "indicator":
		if x := t.cat.Indicators[f.Value]; x != nil {
			return t.text(x.Name)
		}
	}
	return f.Value
}

// watcher decides which records of the log a caller may read.
type watcher struct {
	reg   *registry.Registry
	rules access.Rules
	actor *access.Actor
	known map[[3]string]bool
}

func (o *Office) watcher(reg *registry.Registry, c *api.Caller) *watcher {
	return &watcher{reg, reg.Rules(o.today()), &c.Actor, map[[3]string]bool{}}
}

// nobody is a body no grant is for: records of people without a body are for
// those who read the whole log.
const nobody = "-"

// sees asks by the place of the record, else by the places of its actor, and by
// the bodies its actor acts for: a commander reads what his own post did.
func (w *watcher) sees(e *audit.Entry) bool {
	key := [3]string{e.ActorID, e.PlaceID, ""}
	in, ok := w.known[key]
	if !ok {
		in = w.ask(e)
		w.known[key] = in
	}
	return in
}

func (w *watcher) ask(e *audit.Entry) bool {
	grants := w.reg.Grants(e.ActorID)
	if e.ActorID == "" || len(grants) == 0 {
		t := access.Target{PlaceID: e.PlaceID, BodyID: nobody}
		if e.PlaceID == "" {
			t.Class = access.Restricted
		}
		return w.may(t)
	}
	for i := range grants {
		t := access.Target{PlaceID: e.PlaceID, BodyID: grants[i].BodyID}
		if e.PlaceID == "" {
			t.PlaceID = grants[i].PlaceID
		}
		if w.may(t) {
			return true
		}
	}
	return false
}

func (w *watcher) may(t access.Target) bool {
	if !w.reg.Places.IsGroup(t.PlaceID) {
		return w.rules.May(w.actor, access.ReadAudit, t) == access.Allowed
	}
	if w.rules.May(w.actor, access.ReadAudit, t) == access.Allowed {
		return true
	}
	return slices.ContainsFunc(w.reg.Places.MembersOn(t.PlaceID, w.rules.Today), func(m string) bool {
		one := t
		one.PlaceID = m
		return w.rules.May(w.actor, access.ReadAudit, one) == access.Allowed
	})
}

// AuditOwnQuery chooses between the two views of the own log.
type AuditOwnQuery struct {
	View   string `query:"view" enum:"mine,seen" default:"mine" doc:"mine: what the caller did; seen: who opened what he recorded"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// openings are the actions by which somebody looks at what another recorded.
var openings = []string{audit.EntryOpen, audit.TrackOpen}

// auditOwn needs no right: everybody sees what he did and who opened what is
// his (security.md section 4).
func (o *Office) auditOwn(ctx context.Context, c *api.Caller, in *AuditOwnQuery) (*Answer[Items[AuditLine]], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	f := audit.Filter{ActorID: c.PersonID}
	if f.Before, err = before(in.Cursor); err != nil {
		return nil, err
	}
	keep := func(*audit.Entry) bool { return true }
	if in.View == "seen" {
		f.ActorID, f.Actions = "", openings
		own := map[string]bool{}
		keep = func(e *audit.Entry) bool {
			is, ok := own[e.ObjectID]
			if !ok {
				is, err = o.recordedBy(ctx, reg, e, c.PersonID)
				own[e.ObjectID] = is
			}
			return is && e.ActorID != c.PersonID
		}
	}
	page, pageErr := o.auditPage(ctx, newTeller(reg, c.Lang), f, in.Limit, keep)
	if err := errors.Join(err, pageErr); err != nil {
		return nil, err
	}
	return &Answer[Items[AuditLine]]{page}, nil
}

// recordedBy reports whether the object of a record is an entry that a person
// recorded. The ledger follows from the place; its day is not in the log, so
// the ledgers of the place and of the units above are asked.
func (o *Office) recordedBy(ctx context.Context, reg *registry.Registry, e *audit.Entry, personID string) (bool, error) {
	var ledgers []string
	for id, l := range reg.Ledgers {
		if slices.ContainsFunc(l.Places, func(m registry.MemberDoc) bool {
			return e.PlaceID == "" || m.PlaceID == e.PlaceID || o.standsIn(reg, m.PlaceID, e.PlaceID, dayOfS(e.At)) || o.standsIn(reg, e.PlaceID, m.PlaceID, dayOfS(e.At))
		}) {
			ledgers = append(ledgers, id)
		}
	}
	found, err := o.Store.RecordsIn(ctx, ledgers, []string{e.ObjectID})
	if err != nil || found[e.ObjectID] == nil {
		return false, err
	}
	return found[e.ObjectID].State.Recorder == personID, nil
}

// AuditObjectInput names an object of the log.
type AuditObjectInput struct {
	ID     string `path:"id" maxLength:"128"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (o *Office) auditObject(ctx context.Context, c *api.Caller, in *AuditObjectInput) (*Answer[Items[AuditLine]], error) {
	return o.auditList(ctx, c, &AuditQuery{Object: in.ID, Cursor: in.Cursor, Limit: in.Limit})
}

// CheckpointView says how far the log is signed for.
type CheckpointView struct {
	Latest    *KeptCheckpoint `json:"latest,omitempty" doc:"Absent before the first"`
	Witnessed *KeptCheckpoint `json:"witnessed,omitempty" doc:"Absent when no witness has signed"`
	Own       bool            `json:"own,omitempty" doc:"A witness in this very house signs, which proves nothing: a demo book"`
	// Key checks the signatures of this log.
	Key string `json:"key,omitempty"`
}

// KeptCheckpoint is a signed checkpoint.
type KeptCheckpoint struct {
	Size      int64  `json:"size" doc:"Records it covers"`
	AtS       int64  `json:"at_s"`
	Witnesses int    `json:"witnesses"`
	Note      string `json:"note" doc:"The signed text, to be kept outside"`
}

func (o *Office) checkpointGet(ctx context.Context, _ *api.Caller, _ *Nothing) (*Answer[CheckpointView], error) {
	v := CheckpointView{Own: o.OwnWitness != nil}
	for witnessed, to := range map[bool]**KeptCheckpoint{false: &v.Latest, true: &v.Witnessed} {
		k, err := o.Store.LatestCheckpoint(ctx, witnessed)
		if errors.Is(err, store.ErrNoCheckpoint) {
			continue
		}
		if err != nil {
			return nil, err
		}
		*to = &KeptCheckpoint{k.Size, k.At, k.Witnesses, string(k.Note)}
	}
	if o.LogKey != nil {
		v.Key = o.LogKey.Key()
	}
	return &Answer[CheckpointView]{v}, nil
}

// CheckpointRequestInput says what the witness signed last.
type CheckpointRequestInput struct {
	From int64 `query:"from" minimum:"0" doc:"Records the witness signed for last, 0 for its first"`
}

// CheckpointRequest is the file for a witness.
type CheckpointRequest struct {
	Text string `json:"text"`
}

func (o *Office) checkpointRequest(ctx context.Context, _ *api.Caller, in *CheckpointRequestInput) (*Answer[CheckpointRequest], error) {
	r, err := o.Store.AuditRequest(ctx, in.From)
	switch {
	case errors.Is(err, store.ErrNoCheckpoint):
		return nil, api.Missing()
	case errors.Is(err, store.ErrBeyondLog):
		return nil, wrongField("from", "checkpoint_refused")
	case err != nil:
		return nil, err
	}
	return &Answer[CheckpointRequest]{CheckpointRequest{string(r.Text())}}, nil
}

// WitnessedInput brings a checkpoint back.
type WitnessedInput struct {
	Body struct {
		Note string `json:"note" minLength:"1" maxLength:"20000"`
	}
}

func (o *Office) witnessedKeep(ctx context.Context, c *api.Caller, in *WitnessedInput) (*Answer[CheckpointView], error) {
	if o.LogKey == nil {
		return nil, api.Missing()
	}
	err := o.Store.KeepWitnessed(ctx, []byte(in.Body.Note), o.LogKey.Key(), o.Witnesses...)
	if errors.Is(err, audit.ErrCheckpoint) {
		return nil, wrongField("note", "checkpoint_refused")
	}
	if err != nil {
		return nil, err
	}
	return o.checkpointGet(ctx, c, &Nothing{})
}
