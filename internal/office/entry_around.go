package office

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// route says how far the entry is and whose turn it is.
func (x *subject) route(t *teller) []RouteStep {
	out := []RouteStep{}
	turn := x.rec.Counts()
	for _, l := range x.rec.State.Route {
		s := RouteStep{Level: l, Name: t.w.Text("level." + strconv.Itoa(l)), State: "ahead"}
		switch {
		case l <= x.rec.Level:
			s.State = "done"
			if who := x.rec.State.Verifiers[strconv.Itoa(l)]; who != "" {
				s.By = x.reg.PersonName(who)
			}
		case turn:
			s.State, turn = "turn", false
			if s.Who = strings.Join(x.verifiers(l), ", "); s.Who == "" {
				s.Empty = strings.Join(x.bodiesAt(l), ", ")
			}
		}
		out = append(out, s)
	}
	return out
}

// verifiers names the bodies with somebody who may verify at a level.
func (x *subject) verifiers(level int) []string {
	var out []string
	rules := x.reg.Rules(x.today)
	for _, g := range x.reg.Grants("") {
		a := access.Actor{PersonID: g.PersonID, Grants: []access.Grant{g}}
		t := access.Target{PlaceID: x.rec.PlaceID, Day: x.rec.Day, Class: access.Public, Level: level}
		if name := x.reg.BodyName(g.BodyID, x.today); !slices.Contains(out, name) && rules.May(&a, access.VerifyEntries, t) == access.Allowed {
			out = append(out, name)
		}
	}
	return out
}

// bodiesAt names the bodies of a level in force today whose area holds the
// entry's place.
func (x *subject) bodiesAt(level int) []string {
	var out []string
	cat := x.reg.Latest()
	for id, b := range x.reg.Bodies {
		t := cat.BodyTypes[b.Type]
		if t != nil && t.Level == level && b.PlaceID != "" && b.NamedOn(x.today) && (b.PlaceID == x.rec.PlaceID || x.reg.Places.Holds(b.PlaceID, x.rec.PlaceID, x.rec.Day)) {
			out = append(out, x.reg.BodyName(id, x.today))
		}
	}
	slices.SortFunc(out, vi.Compare)
	return out
}

func (o *Office) fillLocks(ctx context.Context, c *api.Caller, x *subject, t *teller, _ []ledger.Stamped, v *EntryView) error {
	ids, err := o.Store.EntryLocks(ctx, x.ledger, x.rec.ID)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		snaps, err := o.Store.Snapshots(ctx)
		if err != nil {
			return err
		}
		for _, s := range snaps {
			if slices.Contains(ids, s.ID) {
				v.Locks = append(v.Locks, HoldingLock{s.LedgerID, s.ID, s.Body.Title, s.Body.From.String(), s.Body.To.String()})
			}
		}
	}
	closed, err := o.closedReports(ctx, x.reg)
	if err != nil {
		return err
	}
	v.LockedOver = closed.said(closed.without(x.rec), c.Lang)
	list, err := o.Store.RestatementsOf(ctx, x.ledger, x.rec.ID)
	for _, r := range list {
		var c ChangeText
		if r.Field != "" && r.What == "correct" {
			told := t.change(r.Field, r.Old, r.New)
			c = ChangeText{told.Name, told.Old, told.New}
		}
		v.Restatements = append(v.Restatements, RestatementView{c, r.What, r.Why, x.reg.PersonName(r.ActorID), r.AtMS, len(r.Snapshots)})
	}
	return err
}

// fillEvent lists the entries of a shared act.
func (o *Office) fillEvent(ctx context.Context, _ *api.Caller, x *subject, t *teller, _ []ledger.Stamped, v *EntryView) error {
	act, err := o.actOf(ctx, x.ledger, x.rec)
	if err != nil || len(act.refs) == 0 {
		return err
	}
	v.Event = &EventText{Role: x.rec.Role, Relation: act.relation, Entries: []EventEntry{}}
	for _, ref := range act.refs {
		e, err := o.eventEntry(ctx, x, t, ref, act.main.EntryID)
		if err != nil {
			return err
		}
		v.Event.Entries = append(v.Event.Entries, e)
	}
	return nil
}

// sharedAct are the entries that were said to tell of one act, the main one
// first.
type sharedAct struct {
	main     ledger.Ref
	relation string
	refs     []ledger.Ref
}

// actOf finds the shared act a record belongs to; one without refs is none.
func (o *Office) actOf(ctx context.Context, ledgerID string, r *ledger.Record) (sharedAct, error) {
	a := sharedAct{main: ledger.Ref{LedgerID: ledgerID, EntryID: r.ID}}
	switch r.Role {
	case ledger.RoleMember, ledger.RolePart:
		a.main = ledger.Ref{LedgerID: r.State.MainLedger, EntryID: r.EventID}
	case ledger.RoleMain:
	default:
		return a, nil
	}
	ops, err := o.Store.Operations(ctx, a.main.LedgerID, a.main.EntryID)
	a.refs = []ledger.Ref{a.main}
	for _, op := range ops {
		var said struct {
			Relation string       `json:"relation"`
			Members  []ledger.Ref `json:"members"`
		}
		if op.Op.EntityType == "event" && op.Op.Verb == "propose" && json.Unmarshal(op.Op.Body, &said) == nil {
			a.relation = said.Relation
			for _, m := range said.Members {
				if !slices.Contains(a.refs, m) {
					a.refs = append(a.refs, m)
				}
			}
		}
	}
	return a, err
}

func (o *Office) eventEntry(ctx context.Context, x *subject, t *teller, ref ledger.Ref, event string) (EventEntry, error) {
	e := EventEntry{LedgerID: ref.LedgerID, EntryID: ref.EntryID, Role: "proposed", This: ref.EntryID == x.rec.ID}
	found, err := o.Store.Records(ctx, ref.LedgerID, []string{ref.EntryID})
	if err != nil {
		return e, err
	}
	if r := found[ref.EntryID]; r != nil && r.EventID == event {
		e.Role = r.Role
	}
	e.Name, e.Open, err = o.refName(ctx, x, t, ref.LedgerID, ref.EntryID, x.reg.Ledgers[ref.LedgerID].Name)
	return e, err
}

// fillOpened shows who opened the entry to its author and to those who read
// the log over its place.
func (o *Office) fillOpened(ctx context.Context, c *api.Caller, x *subject, _ *teller, _ []ledger.Stamped, v *EntryView) error {
	rules := x.reg.Rules(x.today)
	target := access.Target{PlaceID: x.rec.PlaceID, Day: x.rec.Day, BodyID: x.rec.State.Owner}
	if x.rec.State.Recorder != c.PersonID && rules.May(&c.Actor, access.ReadAudit, target) != access.Allowed {
		return nil
	}
	list, err := o.Store.AuditRecords(ctx, audit.Filter{ObjectID: x.rec.ID, Actions: openings})
	for _, e := range list {
		v.Opened = append(v.Opened, OpenedView{By: x.reg.PersonName(e.ActorID), AtMS: e.At * 1000, What: e.Detail, Track: e.Action == audit.TrackOpen, Why: e.Reason})
	}
	return err
}

// missing names the evidence that the kind asks for and nobody attached.
func (x *subject) missing(t *teller, v *EntryView) []string {
	out := []string{}
	if t.kind == nil {
		return out
	}
	var have []string
	var dims map[string][]string
	if v.Content != nil {
		dims = v.Content.Dims
		for _, d := range v.Content.Documents {
			have = append(have, d.Type)
		}
	}
	for _, e := range v.Evidence {
		if !e.Hidden {
			have = append(have, e.Role)
		}
	}
	if v.Track != nil {
		have = append(have, v.Track.Role)
	}
	for _, id := range t.kind.MissingEvidence(have, dims) {
		out = append(out, t.evidenceName(id))
	}
	return out
}

// acts lists what the caller may do now: his rights, and what the state of the
// entry lets anybody do (ledger-and-sync.md section 4).
func (x *subject) acts(c *api.Caller, v *EntryView) []string {
	out := []string{}
	r := x.rec
	if r.Status == ledger.Retracted || !x.sight.seesRecord(r) { // a statement or plan is acted on in the review
		return out
	}
	turn := 0
	for _, s := range v.Route {
		if s.State == "turn" {
			turn = s.Level
		}
	}
	locked := len(v.Locks) > 0
	members := v.Event != nil && r.Role == ledger.RoleMain && slices.ContainsFunc(v.Event.Entries, func(e EventEntry) bool { return e.Role == ledger.RoleMember || e.Role == ledger.RolePart })
	shown := slices.ContainsFunc(v.Evidence, func(e EvidenceView) bool { return !e.Hidden }) || v.Track != nil && len(v.Track.Files) > 0
	for _, a := range []struct {
		verb  string
		level int
		open  bool
	}{
		{"amend", 0, r.Status != ledger.Verified && !locked && r.Type == ledger.TypeEntry},
		{"submit", 0, r.Status == ledger.Recorded || r.Status == ledger.Returned},
		{"verify", turn, turn > 0},
		{"return", max(turn, r.Level), r.Counts() && !locked && slices.Contains(r.State.Route, max(turn, r.Level))},
		{"retract", 0, !members},
		{"correct", r.Level, r.Status == ledger.Verified && r.Type == ledger.TypeEntry},
		{"ask_correction", 0, r.Counts() && r.Type == ledger.TypeEntry},
		{"attach", 0, r.Type == ledger.TypeEntry},
		{"hide_attachment", 0, shown},
	} {
		if !a.open {
			continue
		}
		if _, ok := x.bodyFor(c, a.verb, a.level); ok {
			out = append(out, a.verb)
		}
	}
	if x.opensTrack(c, v) {
		out = append(out, "open_track")
	}
	return out
}
