package office

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// editTries is how often a change of the registers is made anew when somebody
// else was faster.
const editTries = 5

// edit changes the registers: work reads them as they are and says what is to
// change; should they move before that is written, it is asked again. So two
// editors of one place never lose each other's rows. at are the places the
// change is about; the fold asks for every one of them again.
func (o *Office) edit(ctx context.Context, c *api.Caller, req request, route string, at []string, work func(*registry.Registry) ([]registry.Change, error), records ...audit.Record) error {
	if was, err := o.Store.Requested(ctx, c.PersonID, req.id, req.hash); err != nil || was {
		return err // done before; the caller answers with what is there now
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return err
	}
	for try := 0; ; try++ {
		reg, err := o.Store.Registry(ctx)
		if err != nil {
			return err
		}
		g, err := o.editor(ctx, c, reg, route, at)
		if err != nil {
			return err
		}
		changes, err := work(reg)
		if err != nil {
			return err
		}
		drafts := make([]ledger.Draft, len(changes))
		for i, x := range changes {
			drafts[i] = ledger.Draft{LedgerID: registryID, EntityType: x.Type, EntityID: x.ID, Verb: x.Verb, Body: x.Body, ActorID: c.PersonID, BodyID: g.BodyID}
		}
		_, err = o.do(ctx, c, act{request: req, drafts: drafts, records: records, registryAt: reg.Seq})
		if !errors.Is(err, store.ErrRegistryMoved) {
			return err
		}
		if try == editTries {
			return api.Fail(api.Conflict, "")
		}
	}
}

// editor is the grant under which the caller edits the registers of places.
func (o *Office) editor(ctx context.Context, c *api.Caller, reg *registry.Registry, route string, at []string) (*access.Grant, error) {
	rules := reg.Rules(o.today())
	first, why := rules.Find(&c.Actor, access.WriteRegistry, access.Target{Class: access.Public})
	for _, id := range at {
		if why != access.Allowed {
			break
		}
		if reg.Places.IsGroup(id) || reg.Places.Ordinal(id) < 0 {
			continue // its members are asked for in the fold; what does not exist is said by the use case
		}
		var g *access.Grant
		if g, why = rules.Find(&c.Actor, access.WriteRegistry, access.Target{PlaceID: id}); g != nil {
			first = g
		}
	}
	if why != access.Allowed {
		o.refused(ctx, c, route, why)
		return nil, api.Refused(why)
	}
	return first, nil
}

// placeDocs are the documents of all places as stored.
func (o *Office) placeDocs(ctx context.Context) (map[string]registry.PlaceDoc, error) {
	entities, err := o.Store.Entities(ctx, "place")
	if err != nil {
		return nil, err
	}
	return registry.PlaceDocs(entities)
}

// document reads one entity of the registers into v; missing when there is
// none.
func (o *Office) document(ctx context.Context, typ, id string, v any) error {
	e, err := o.Store.Entity(ctx, typ, id)
	if err != nil {
		return err
	}
	return json.Unmarshal(e.Body, v)
}

// dayAsked is the day of a request, today without one.
func (o *Office) dayAsked(s string) (calendar.Day, error) {
	if s == "" {
		return o.today(), nil
	}
	d, err := calendar.ParseDay(s)
	if err != nil {
		return 0, wrongField("day", "day_form")
	}
	return d, nil
}

// plainText is a text as it is kept: trimmed and in NFC. Names and codes hold
// nothing that cannot be seen (security.md section 5); what else is wrong with
// a text the fold says.
func plainText(s string) string { return strings.TrimSpace(vi.NFC(s)) }

// checkNames refuses names that hold what cannot be seen or reverses what is
// seen.
func checkNames(fields map[string]string) error {
	var wrong []api.Field
	for f, s := range fields {
		if vi.HasBadText(s) != nil || strings.ContainsFunc(s, unseen) {
			wrong = append(wrong, api.Field{Field: f})
		}
	}
	if wrong == nil {
		return nil
	}
	slices.SortFunc(wrong, func(a, b api.Field) int { return strings.Compare(a.Field, b.Field) })
	e := api.Fail(api.Unprocessable, "bad_name")
	e.Fields = wrong
	return e
}

// unseen are zero-width characters, marks of direction and line ends.
func unseen(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u061c', '\u2060', '\ufeff', '\u00ad', '\n', '\t':
		return true
	}
	return false
}

// Dated is a row with the days it was in force, as the registers keep it: a
// day, "unknown", "about DAY" or "open".
type Dated struct {
	From registry.Bound `json:"from" example:"2025-07-01" doc:"A day, unknown, or about DAY"`
	To   registry.Bound `json:"to" example:"open" doc:"A day, open, unknown, or about DAY"`
}

// boundOr is b, or its default where it was left out.
func boundOr(b, other registry.Bound) registry.Bound {
	if b == "" {
		return other
	}
	return b
}
