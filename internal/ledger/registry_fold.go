package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"

	"phendau/internal/canon"
)

// registryTypes are the entity types of a registry ledger.
var registryTypes = map[string]bool{"ledger": true, "place": true, "body": true, "register": true, "person": true,
	"grant": true, "device": true, "catalogue": true, "calendar": true}

// foldRegistry keeps the merged document of a registry entity: amend replaces
// top-level fields, end sets the last day in force, succeed adds successions.
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
	if err := b.env.CheckRegistry(o.EntityType, o.EntityID, o.Verb, next); err != nil {
		return err
	}
	e := &Entity{Type: o.EntityType, ID: o.EntityID, Body: next, Seq: st.Seq}
	if prev, ok := b.entities[key]; ok {
		*prev = *e
		return nil
	}
	b.entities[key] = e
	return nil
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
	switch o.Verb {
	case "amend", "end":
		for k, v := range patch {
			m[k] = v
		}
	case "succeed":
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
	default:
		return nil, refuse(CodeUnknownVerb)
	}
	return canon.Marshal(m)
}

// DeviceBody is the document of an enrolled device or node.
type DeviceBody struct {
	Kind      string `json:"kind"` // "node" or "phone"
	Alg       string `json:"alg"`  // "ed25519"
	PublicKey string `json:"public_key"`
	Label     string `json:"label,omitempty"`
}

// Key decodes the public key, nil when malformed.
func (d DeviceBody) Key() ed25519.PublicKey {
	k, err := base64.RawURLEncoding.DecodeString(d.PublicKey)
	if err != nil || d.Alg != "ed25519" || len(k) != ed25519.PublicKeySize {
		return nil
	}
	return k
}
