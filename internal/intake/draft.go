package intake

import (
	"strconv"

	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

func (in *entryReader) draft(t *table, e *entry) {
	c := &e.content
	ledgerID := in.env.Registry.LedgerOf(c.PlaceID, c.Day)
	if ledgerID == "" {
		t.fail(t.at(t.colOf(rolePlace)), codeNoLedger, "place", in.env.Registry.Places.FullName(c.PlaceID, c.Day), "day", vi.ShortDate(c.Day))
		return
	}
	if !in.may(t, ledger.TypeEntry, c.PlaceID, c.Day, c.Kind) {
		return
	}
	id := in.ids.id(t.index, t.row.Number, "entity")
	in.rows = append(in.rows, drafted{id, t.at(0)})
	if in.count[Error] > 0 {
		in.drafts = nil // they will not be written
		return
	}
	in.drafts = append(in.drafts, in.env.records(in.ids, ledger.TypeEntry, ledgerID, id, t, e.content)...)
}

// may refuses a row the actor has no right to, at its place.
func (r *run) may(t *table, recordType, placeID string, day calendar.Day, kind string) bool {
	if r.env.May == nil || r.env.May(recordType, placeID, day, kind) {
		return true
	}
	t.fail(t.at(t.colOf(rolePlace)), codeNotAllowed, "place", r.env.Registry.Places.FullName(placeID, day))
	return false
}

// drafted is a row that became a record.
type drafted struct {
	id string
	at spot
}

// records drafts a record as created and submitted; to verify it is a
// person's act.
func (env *Env) records(ids identity, typ, ledgerID, id string, t *table, body any) []ledger.Draft {
	d := ledger.Draft{LedgerID: ledgerID, EntityType: typ, EntityID: id, ActorID: env.Actor, BodyID: env.Body, Catalogue: env.version()}
	create, submit := d, d
	create.Verb, create.Body, create.ID = "create", body, ids.id(t.index, t.row.Number, "create")
	submit.Verb, submit.ID = "submit", ids.id(t.index, t.row.Number, "submit")
	return []ledger.Draft{create, submit}
}

// checkKnown recognises a file that was imported before.
func (r *run) checkKnown(rows []drafted) {
	if r.env.Known == nil || len(rows) == 0 {
		return
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].id
	}
	known, err := r.env.Known(ids)
	if err != nil {
		r.say(Error, spot{}, codeInterrupted, "why", err.Error())
		return
	}
	var again []drafted
	for _, row := range rows {
		if known[row.id] {
			again = append(again, row)
		}
	}
	if len(again) == len(rows) {
		r.say(Error, spot{name: rows[0].at.name}, codeAlreadyIn, "count", strconv.Itoa(len(rows)))
		return
	}
	for _, row := range again {
		r.say(Error, row.at, codeRowKnown)
	}
}
