package ledger

import "encoding/json"

// EventPairs lists the pairs of entries, main entry first, about which an
// operation on a shared event says something: proposed, confirmed, declined or
// left again. Other operations and those on agreed values name none.
func EventPairs(o *Op) [][2]Ref {
	var a eventArgs
	if o.EntityType != "event" || strict(o.Body, &a) != nil {
		return nil
	}
	switch o.Verb {
	case "propose":
		var out [][2]Ref
		for _, m := range a.Members {
			out = append(out, [2]Ref{{o.LedgerID, o.EntityID}, m})
		}
		return out
	case "confirm", "decline":
		if a.Main != nil {
			return [][2]Ref{{*a.Main, {o.LedgerID, a.EntryID}}}
		}
	case "leave": // names the event, whose ledger the earlier confirmation told
		return [][2]Ref{{{EntryID: o.EntityID}, {o.LedgerID, a.EntryID}}}
	}
	return nil
}

// AttachedHash is the hash an attachment operation adds (1) or hides (-1).
func AttachedHash(o *Op) (hash string, sign int) {
	switch o.Verb {
	case "attach":
		sign = 1
	case "hide_attachment":
		sign = -1
	default:
		return "", 0
	}
	var a struct {
		SHA256 string `json:"sha256"`
	}
	if err := json.Unmarshal(o.Body, &a); err != nil {
		return "", 0
	}
	return a.SHA256, sign
}
