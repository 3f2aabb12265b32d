package office

import (
	"context"
	"fmt"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

func (o *Office) alertRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/alerts", ID: "listAlerts", Tag: "dashboard", Action: access.ReadEntries,
		Summary: "Submitted entries that have to be seen at once and that nobody of the caller's level has seen, longest first"}, nil, o.alertList)
}

// AlertView is an entry that has to be seen at once.
type AlertView struct {
	LedgerID   string `json:"ledger_id"`
	ID         string `json:"id"`
	Name       string `json:"name" doc:"Kind in words"`
	Place      string `json:"place"`
	Day        string `json:"day" format:"date"`
	Owner      string `json:"owner"`
	ReceivedMS int64  `json:"received_ms" doc:"When it was submitted"`
	Since      string `json:"since" doc:"How long ago that was, in words"`
}

// AlertList is what has to be seen at once.
type AlertList struct {
	Items []AlertView `json:"items"`
	More  bool        `json:"more,omitempty" doc:"There are more than are listed"`
}

// Bounds of what has to be seen at once.
const (
	// maxAlerts is how many are listed: who has more looks at the first.
	maxAlerts = 20
	// maxAlertsWalked is how many entries that wait are looked through, newest
	// first: what waits behind that many is no news any more.
	maxAlertsWalked = 1000
)

func (o *Office) alertList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[AlertList], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	news, err := o.news(ctx, s)
	if err != nil {
		return nil, err
	}
	out := AlertList{Items: []AlertView{}, More: len(news) > maxAlerts}
	t := newTeller(s.reg, c.Lang)
	for _, rec := range news[:min(len(news), maxAlerts)] {
		v, err := o.alert(ctx, t, rec)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, v)
	}
	return &Answer[AlertList]{out}, nil
}

// news lists the entries the caller has to see at once, longest first. What is
// at the end of its route somebody has answered for; what nobody has submitted
// is nobody's news yet. Both have no turn.
func (o *Office) news(ctx context.Context, s *sight) ([]store.LedgerRecord, error) {
	kinds := alerting(s.reg.Latest())
	if len(kinds) == 0 {
		return nil, nil
	}
	rows, err := o.Store.Waiting(ctx, store.WaitingFilter{Ledgers: s.ledgers(), Levels: []int{1, 2, 3, 4}, Kinds: kinds, Newest: true, Limit: maxAlertsWalked})
	if err != nil {
		return nil, err
	}
	var mine []store.LedgerRecord
	var ids []string
	for _, rec := range rows {
		concerns, err := s.concerns(rec.Record)
		if err != nil {
			return nil, err
		}
		if concerns {
			mine, ids = append(mine, rec), append(ids, rec.ID)
		}
	}
	openers, err := o.Store.AuditActors(ctx, audit.EntryOpen, ids)
	if err != nil {
		return nil, err
	}
	mine = slices.DeleteFunc(mine, func(rec store.LedgerRecord) bool { return s.seen(rec.Record, openers[rec.ID]) })
	slices.Reverse(mine)
	return mine, nil
}

// alerting lists the kinds that have to be seen at once.
func alerting(cat *catalogue.Catalogue) []string {
	var out []string
	for _, k := range cat.KindList() {
		if k.Alert {
			out = append(out, k.ID)
		}
	}
	return out
}

// concerns reports whether an entry is in the caller's area of responsibility
// and nobody of his level has recorded or verified it. What was copied from a
// paper book is old.
func (s *sight) concerns(r *ledger.Record) (bool, error) {
	level := s.answersAt(r)
	if level == 0 || r.Level >= level || s.reg.BodyLevel(r.State.Owner) == level {
		return false, nil
	}
	c, err := r.Entry()
	return err == nil && !c.Paper, err
}

// seen reports whether one of those who opened an entry is the caller himself or
// answers for it at his level: who only looks on has not seen it for anybody.
func (s *sight) seen(r *ledger.Record, openers []string) bool {
	level := s.answersAt(r)
	return slices.ContainsFunc(openers, func(id string) bool {
		who := access.Actor{PersonID: id, Grants: s.reg.Grants(id)}
		return id == s.actor.PersonID || id != "" && slices.Contains(s.levelsOf(&who, r), level)
	})
}

// answersAt is the highest level at which the caller answers for an entry, 0
// when he only looks on.
func (s *sight) answersAt(r *ledger.Record) int {
	if !s.seesRecord(r) {
		return 0
	}
	return slices.Max(append(s.levelsOf(s.actor, r), 0))
}

// levelsOf are the levels of the bodies for which somebody today reads an entry
// and records or verifies there.
func (s *sight) levelsOf(a *access.Actor, r *ledger.Record) []int {
	t := access.Target{PlaceID: r.PlaceID, Day: r.Day, Class: access.Class(s.reg.Latest().Kinds[r.Kind].Release), BodyID: r.State.Owner}
	var out []int
	for _, g := range s.rules.FindAll(a, access.ReadEntries, t) {
		if g.Role.Can(access.WriteEntries) || g.Role.Can(access.VerifyEntries) {
			out = append(out, s.reg.BodyLevel(g.BodyID))
		}
	}
	return out
}

func (o *Office) alert(ctx context.Context, t *teller, rec store.LedgerRecord) (AlertView, error) {
	ops, err := o.Store.Operations(ctx, rec.LedgerID, rec.ID)
	if err != nil {
		return AlertView{}, fmt.Errorf("read when an entry was submitted: %w", err)
	}
	at := rec.TurnMS
	for _, op := range ops {
		if op.Op.Verb == "submit" {
			at = op.Stamp.AcceptedMS
		}
	}
	t = t.of(rec.Record)
	return AlertView{LedgerID: rec.LedgerID, ID: rec.ID, Name: t.kindName(rec.Kind), Place: t.place(rec.PlaceID), Day: rec.Day.String(),
		Owner: t.reg.BodyName(rec.State.Owner, rec.Day), ReceivedMS: at, Since: t.since(o.nowMS() - at)}, nil
}

// since says a length of time in the unit that fits: minutes under two hours,
// hours under two days.
func (t *teller) since(ms int64) string {
	const minute, hour, day = 60_000, 60 * 60_000, 24 * 60 * 60_000
	switch {
	case ms < minute:
		return t.w.Text("since.now")
	case ms < 2*hour:
		return t.w.Text("since.minutes", "n", ms/minute)
	case ms < 2*day:
		return t.w.Text("since.hours", "n", ms/hour)
	}
	return t.w.Text("since.days", "n", ms/day)
}
