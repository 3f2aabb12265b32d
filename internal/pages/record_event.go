package pages

import (
	"encoding/json"
	"slices"

	"phendau/internal/ledger"
	"phendau/internal/vi"
)

// eventPage lists the entries that describe one and the same act.
type eventPage struct {
	Relation string
	Entries  []eventEntry
}

type eventEntry struct {
	Name, Place, Day, Body, Role, Link string
	This                               bool
}

// eventArgs are the fields of event operations the pages show.
type eventArgs struct {
	Relation string       `json:"relation"`
	Members  []ledger.Ref `json:"members"`
	EntryID  string       `json:"entry_id"`
}

// event finds the shared event of an entry: the main entry and the members
// that confirmed.
func (x *subject) event() (*eventPage, error) {
	main := ledger.Ref{LedgerID: x.ledger, EntryID: x.rec.ID}
	switch x.rec.Role {
	case ledger.RoleMember, ledger.RolePart:
		main = ledger.Ref{LedgerID: x.rec.State.MainLedger, EntryID: x.rec.EventID}
	case ledger.RoleMain:
	default:
		return nil, nil
	}
	ops, err := x.site.Book.Operations(x.Context(), main.LedgerID, main.EntryID)
	if err != nil {
		return nil, err
	}
	p := &eventPage{}
	refs := []ledger.Ref{main}
	for _, o := range ops {
		var a eventArgs
		if o.Op.EntityType == "event" && o.Op.Verb == "propose" && json.Unmarshal(o.Op.Body, &a) == nil {
			p.Relation = x.t("event." + a.Relation)
			for _, m := range a.Members {
				if !slices.Contains(refs, m) {
					refs = append(refs, m)
				}
			}
		}
	}
	for _, ref := range refs {
		e, err := x.eventEntry(ref, main.EntryID)
		if err != nil {
			return nil, err
		}
		if e != nil {
			p.Entries = append(p.Entries, *e)
		}
	}
	return p, nil
}

func (x *subject) eventEntry(ref ledger.Ref, event string) (*eventEntry, error) {
	rec, err := x.one(ref.LedgerID, ref.EntryID)
	if err != nil || rec == nil {
		return nil, err
	}
	e := &eventEntry{Name: x.kindName(rec.Kind), Place: placeName(x.v, rec.PlaceID, rec.Day), Day: vi.ShortDate(rec.Day),
		Body: x.v.Registry.BodyName(rec.State.Owner, rec.Day), Role: x.t("event.role." + rec.Role), This: rec.ID == x.rec.ID}
	if rec.EventID != event { // proposed, not confirmed: it stands for itself
		e.Role = x.t("event.role.proposed")
	}
	k := x.v.Catalogue.Kinds[rec.Kind]
	if hidden(k) || !x.seesRecord(x.v, rec) {
		return nil, nil
	}
	if x.opens(k) && !e.This {
		e.Link = x.link("/ban-ghi/" + ref.LedgerID + "/" + ref.EntryID)
	}
	return e, nil
}
