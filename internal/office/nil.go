package office

import (
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// NilInput says that nothing of some kinds occurred.
type NilInput struct {
	Once
	Body NilForm
}

// NilForm is a signed zero.
type NilForm struct {
	ID      string   `json:"id" format:"uuid"`
	PlaceID string   `json:"place_id" format:"uuid"`
	Kinds   []string `json:"kinds" minItems:"1" maxItems:"100"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Reason  string   `json:"reason" enum:"none_happened,season,disaster,disease,neighbour_paused,other"`
	Why     string   `json:"why,omitempty" maxLength:"500" doc:"Needed for the reason other"`
}

// nilCreate records and submits a signed zero: it is a statement, and silence
// is none.
func (o *Office) nilCreate(ctx context.Context, c *api.Caller, in *NilInput) (*Answer[EntryView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	f := &in.Body
	from, err := dayOf("from", f.From, 0)
	if err != nil {
		return nil, err
	}
	to, err := dayOf("to", f.To, 0)
	if err != nil {
		return nil, err
	}
	w := words.For(c.Lang)
	say := func(field, key string) error {
		return api.Wrong(api.Field{Field: field, Message: w.Text("api.entry." + key)})
	}
	switch {
	case from == 0:
		return nil, say("from", "day_missing")
	case to < from:
		return nil, say("to", "to_day_before")
	case to > o.today():
		return nil, say("to", "day_ahead")
	case f.Reason == "other" && f.Why == "":
		return nil, say("why", "why_missing")
	}
	class := ""
	for _, id := range f.Kinds {
		if k := reg.Latest().Kinds[id]; k == nil || k.Register {
			return nil, say("kinds", "kind_unknown")
		} else if k.Release == string(access.Restricted) {
			class = k.Release
		}
	}
	r, err := once("createNil", in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	day, ledgerID := nilLedger(f.PlaceID, from, to, reg.LedgerOf)
	if ledgerID == "" {
		return nil, api.Wrong(api.Field{Field: "place_id", Message: w.Text("api.entry.place_not_alive", "day", vi.ShortDate(day))})
	}
	g, err := o.grant(ctx, c, access.WriteEntries, access.Target{PlaceID: f.PlaceID, Day: day, Class: access.Class(class)})
	if err != nil {
		return nil, err
	}
	d := ledger.Draft{LedgerID: ledgerID, EntityType: ledger.TypeNil, EntityID: f.ID, Verb: "create", ActorID: c.PersonID, BodyID: g.BodyID,
		Catalogue: reg.CatalogueVersion, Body: ledger.NilBody{PlaceID: f.PlaceID, Kinds: slices.Sorted(slices.Values(f.Kinds)), From: from, To: to, Reason: f.Reason, Why: f.Why}}
	submit := d
	submit.Verb, submit.Body = "submit", nil
	if _, err := o.do(ctx, c, act{request: r, drafts: []ledger.Draft{d, submit}}); err != nil {
		return nil, err
	}
	return o.entryAnswer(ctx, c, EntryPath{ledgerID, f.ID})
}

// nilLedger is the ledger a zero goes into: that of its last day, or of its
// first where the place ended in between.
func nilLedger(placeID string, from, to calendar.Day, ledgerOf func(string, calendar.Day) string) (calendar.Day, string) {
	if id := ledgerOf(placeID, to); id != "" {
		return to, id
	}
	return from, ledgerOf(placeID, from)
}
