package ledger

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"phendau/internal/canon"
)

// registryTypes are the entity types of a registry ledger.
var registryTypes = map[string]bool{"ledger": true, "place": true, "body": true, "register": true, "person": true,
	"grant": true, "device": true, "catalogue": true, "calendar": true, "segment": true, "line": true, "line_piece": true, "trail": true, "stone_state": true,
	"track_rules": true, "track_expiry": true, "tip_authority": true, "tip_desk": true, "tip_epoch": true}

// fixed are the fields no later operation may change: what was signed or
// folded under them would mean something else. A device that needs a new key
// enrols anew; a catalogue or a line that changes is a new version, and what
// is declared anew a new segment.
var fixed = map[string][]string{"device": {"kind", "alg", "public_key", "since", "enrolled_by", "site"}, "ledger": {"kind", "demo"}, "catalogue": {"version", "name", "content"},
	"segment": {"declared_m"}, "line": {"sha256", "pieces"}, "line_piece": {"line_id", "n", "vertices"}, "trail": {"vertices"},
	"track_expiry": {"before", "months", "entries", "files", "bytes"},
	// A phone keeps the key of an authority for as long as it is used.
	"tip_authority": {"key"}, "tip_desk": {"ledger_id"}, "tip_epoch": {"record"},
	"stone_state": {"row_id", "index", "ledger_id", "entry_id"}}

// checkedWith are the types whose documents a new one is checked with, besides
// those of the registry as it was before the batch.
var checkedWith = map[string][]string{"catalogue": {"catalogue"}, "line": {"segment", "line", "line_piece"},
	"line_piece": {"line"}, "trail": {"segment"}, "register": {"segment"},
	"tip_desk": {"ledger"}, "tip_epoch": {"tip_desk", "tip_authority", "tip_epoch"}}

// foldRegistry keeps the merged document of a registry entity: amend and end
// replace top-level fields (the last day in force stands in the rows), succeed
// adds successions to a place.
func (b *Batch) foldRegistry(o *Op, st Stamp) error {
	if !registryTypes[o.EntityType] {
		return refuse(CodeUnknownVerb)
	}
	key := o.EntityType + "/" + o.EntityID
	old, err := b.entity(o.EntityType, o.EntityID)
	if err != nil {
		return err
	}
	next, err := foldEntity(old, o)
	if err != nil {
		return err
	}
	if err := b.may(o, Act{ActorID: o.ActorID, BodyID: o.BodyID, EntityType: o.EntityType, EntityID: o.EntityID, Verb: o.Verb, Doc: next}); err != nil {
		return err
	}
	e := &Entity{Type: o.EntityType, ID: o.EntityID, Body: next, Seq: st.Seq}
	if !b.again {
		if err := b.env.CheckRegistry(*e, b.pending(o.EntityType)); err != nil {
			return err
		}
	}
	if prev, ok := b.entities[key]; ok {
		*prev = *e
		return nil
	}
	b.entities[key] = e
	return nil
}

// pending lists the documents this batch wrote so far that one of a type is
// checked together with: the files of a new catalogue, the pieces of a line.
func (b *Batch) pending(typ string) []Entity {
	types := checkedWith[typ]
	if types == nil {
		return nil
	}
	var keys []string
	for key, e := range b.entities {
		if slices.Contains(types, e.Type) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var out []Entity
	for _, key := range keys {
		out = append(out, *b.entities[key])
	}
	return out
}

func (b *Batch) entity(typ, id string) ([]byte, error) {
	if e, ok := b.entities[typ+"/"+id]; ok {
		return e.Body, nil
	}
	reader, ok := b.book.(EntityBook)
	if !ok {
		return nil, nil
	}
	return reader.Entity(typ, id)
}

// EntityBook is a Book of a registry ledger.
type EntityBook interface {
	// Entity returns the merged document, nil when there is none.
	Entity(typ, id string) ([]byte, error)
}

func foldEntity(old []byte, o *Op) ([]byte, error) {
	switch o.Verb {
	case "create", "amend", "end", "succeed":
	default:
		return nil, refuse(CodeUnknownVerb)
	}
	if (old == nil) != (o.Verb == "create") {
		if old == nil {
			return nil, refuse(CodeUnknownEntity)
		}
		return nil, refuse(CodeEntityExists)
	}
	if o.Verb == "create" {
		return o.Body, nil
	}
	var m, patch map[string]json.RawMessage
	if err := json.Unmarshal(old, &m); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(o.Body, &patch); err != nil {
		return nil, refusef(CodeBadContent, "%v", err)
	}
	if err := takeMarks(patch); err != nil {
		return nil, err
	}
	for _, k := range fixed[o.EntityType] {
		if v, ok := patch[k]; ok && !bytes.Equal(v, m[k]) {
			return nil, refusef(CodeBadContent, "%s of a %s never changes", k, o.EntityType)
		}
	}
	switch o.Verb {
	case "amend", "end":
		maps.Copy(m, patch)
	case "succeed":
		if o.EntityType != "place" {
			return nil, refuse(CodeUnknownVerb)
		}
		var have, more []json.RawMessage
		if len(m["successions"]) > 0 {
			if err := json.Unmarshal(m["successions"], &have); err != nil {
				return nil, err
			}
		}
		if err := json.Unmarshal(patch["successions"], &more); err != nil {
			return nil, refusef(CodeBadContent, "successions: %v", err)
		}
		all, err := json.Marshal(append(have, more...))
		if err != nil {
			return nil, err
		}
		m["successions"] = all
	}
	return canon.Marshal(m)
}

// takeMarks takes out of a change what is said about it, "why" and whether it is
// the "correction" of a slip: parts of the signed operation, which the history
// shows, and not of the document.
func takeMarks(patch map[string]json.RawMessage) error {
	var why string
	var correction bool
	for field, v := range map[string]any{"why": &why, "correction": &correction} {
		raw, ok := patch[field]
		if !ok {
			continue
		}
		if err := json.Unmarshal(raw, v); err != nil {
			return refusef(CodeBadContent, "%s: %v", field, err)
		}
		delete(patch, field)
	}
	return nil
}
