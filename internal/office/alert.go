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

// maxAlerts is how many alerts are listed: who has more looks at the first.
const maxAlerts = 20

// maxOpenings bounds the openings of one entry that are looked through, newest
// first: an entry that was opened more often was seen.
const maxOpenings = 1000

func (o *Office) alertList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[AlertList], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	out := AlertList{Items: []AlertView{}}
	kinds := alerting(s.reg.Latest())
	if len(kinds) == 0 {
		return &Answer[AlertList]{out}, nil
	}
	t := newTeller(s.reg, c.Lang)
	// What is at the end of its route somebody has answered for; what nobody has
	// submitted is nobody's news yet. Both have no turn.
	f := store.WaitingFilter{Ledgers: s.ledgers(), Levels: []int{1, 2, 3, 4}, Kinds: kinds, Limit: reviewBatch}
	for {
		rows, err := o.Store.Waiting(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, rec := range rows {
			news, err := o.isNews(ctx, s, rec.Record)
			if err != nil {
				return nil, err
			}
			if !news {
				continue
			}
			if out.More = len(out.Items) == maxAlerts; out.More {
				return &Answer[AlertList]{out}, nil
			}
			v, err := o.alert(ctx, t, rec)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, v)
		}
		if len(rows) < f.Limit {
			return &Answer[AlertList]{out}, nil
		}
		f.After = rows[len(rows)-1].Key()
	}
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

// isNews reports whether an entry is in the caller's area of responsibility and
// nobody of his level has seen it: recorded, verified or opened it. What was
// copied from a paper book is old.
func (o *Office) isNews(ctx context.Context, s *sight, r *ledger.Record) (bool, error) {
	level := s.answersAt(r)
	if level == 0 || r.Level >= level || s.reg.BodyLevel(r.State.Owner) == level {
		return false, nil
	}
	if c, err := r.Entry(); err != nil || c.Paper {
		return false, err
	}
	opened, err := o.Store.AuditRecords(ctx, audit.Filter{ObjectID: r.ID, Actions: []string{audit.EntryOpen}, Limit: maxOpenings})
	if err != nil {
		return false, err
	}
	return !slices.ContainsFunc(opened, func(e audit.Entry) bool { return s.sawAt(e.ActorID, r, level) }), nil
}

// answersAt is the highest level at which the caller answers for an entry, 0
// when he only looks on.
func (s *sight) answersAt(r *ledger.Record) int {
	if !s.seesRecord(r) {
		return 0
	}
	return slices.Max(append(s.levelsOf(s.actor, r), 0))
}

// sawAt reports whether somebody who opened an entry is the caller himself or
// answers for it at a level: who only looks on has not seen it for anybody.
func (s *sight) sawAt(personID string, r *ledger.Record, level int) bool {
	if personID == s.actor.PersonID {
		return true
	}
	who := access.Actor{PersonID: personID, Grants: s.reg.Grants(personID)}
	return personID != "" && slices.Contains(s.levelsOf(&who, r), level)
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
