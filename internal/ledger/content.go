package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/canon"
)

// Content is what an entry says. Days are local civil days chosen by the
// author.
type Content struct {
	Kind        string                  `json:"kind"`
	PlaceID     string                  `json:"place_id"`
	Day         calendar.Day            `json:"day"`
	ToDay       *calendar.Day           `json:"to_day,omitempty"`
	FromMin     int                     `json:"from_min,omitempty"`
	ToMin       int                     `json:"to_min,omitempty"`
	OwnerBodyID string                  `json:"owner_body_id,omitempty"`
	Bodies      []Participation         `json:"bodies,omitempty"`
	Dims        map[string]Codes        `json:"dims,omitempty"`
	Measures    map[string]amount.Value `json:"measures,omitempty"`
	Parts       []Part                  `json:"parts,omitempty"`
	Documents   []Document              `json:"documents,omitempty"`
	Links       []Link                  `json:"links,omitempty"`
	PlaceNote   string                  `json:"place_note,omitempty"`
	PlanID      string                  `json:"plan_id,omitempty"`
	Markers     []string                `json:"markers,omitempty"`
	Note        string                  `json:"note,omitempty"`
	// FollowUp is the day on which somebody looks at the entry again; only
	// kinds that are followed up have it (catalogue.Kind.Follow).
	FollowUp *calendar.Day `json:"follow_up,omitempty"`
	// Paper marks an entry copied later from a paper book ("ghi bù").
	Paper bool `json:"paper,omitempty"`
	// Doubts are the consistency warnings shown to the recorder, with his
	// answers.
	Doubts []Doubt `json:"doubts,omitempty"`
}

// Participation is a body that took part, with its own numbers where known.
type Participation struct {
	BodyID   string                  `json:"body_id"`
	Role     string                  `json:"role,omitempty"`
	Measures map[string]amount.Value `json:"measures,omitempty"`
}

// Part is one part of a breakdown: a measure split by a dimension.
type Part struct {
	Measure string            `json:"measure"`
	Dims    map[string]string `json:"dims"`
	Value   amount.Value      `json:"value"`
}

// Document is evidence on paper: minutes, decision, handover list.
type Document struct {
	Type   string        `json:"type"`
	Number string        `json:"number,omitempty"`
	Day    *calendar.Day `json:"day,omitempty"`
	Issuer string        `json:"issuer,omitempty"`
}

// Link names the visit, festival or case an entry belongs to.
type Link struct {
	Kind     string `json:"kind"`
	LedgerID string `json:"ledger_id"`
	EntryID  string `json:"entry_id"`
}

// Codes are the values of one dimension, written as a string when there is
// one.
type Codes []string

// MarshalJSON writes one code as a string and several as a sorted list.
func (c Codes) MarshalJSON() ([]byte, error) {
	if len(c) == 1 {
		return json.Marshal(c[0])
	}
	sorted := slices.Sorted(slices.Values(c))
	return json.Marshal(sorted)
}

// UnmarshalJSON reads either form.
func (c *Codes) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*c = Codes{""}
		return json.Unmarshal(b, &(*c)[0])
	}
	return json.Unmarshal(b, (*[]string)(c))
}

// StatementBody is a historic total declared by a document.
type StatementBody struct {
	Indicator string            `json:"indicator"`
	Measure   string            `json:"measure"`
	PlaceID   string            `json:"place_id"`
	From      calendar.Day      `json:"from"`
	To        calendar.Day      `json:"to"`
	Dims      map[string]string `json:"dims,omitempty"`
	Value     amount.Value      `json:"value"`
	Per       string            `json:"per,omitempty"` // "year" for a yearly rate
	Document  Document          `json:"document"`
	Page      string            `json:"page,omitempty"`
	Quote     string            `json:"quote,omitempty"`
	// Doubts are the consistency warnings shown to the clerk, with the answer.
	Doubts []Doubt `json:"doubts,omitempty"`
}

// Doubt is a consistency warning and the answer given to it.
type Doubt struct {
	Code string `json:"code"`
	// Key recognises the warning as long as its numbers stay the same.
	Key    string `json:"key,omitempty"`
	Answer string `json:"answer"`
}

// NilBody is a signed "không phát sinh": zero with its reason.
type NilBody struct {
	PlaceID string       `json:"place_id"`
	Kinds   []string     `json:"kinds"`
	From    calendar.Day `json:"from"`
	To      calendar.Day `json:"to"`
	Reason  string       `json:"reason"`
	Why     string       `json:"why,omitempty"`
}

// strict decodes b into v and refuses fields v does not know, so that no
// misspelt field is silently lost.
func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return refusef(CodeBadContent, "%v", err)
	}
	return nil
}

// merge applies the changed fields of an amendment to a record's content.
// measures and dims change key by key, bodies per body; every other field is
// replaced. Fields named in drop ("note", "measures.length_m") are removed.
func merge(old []byte, patch map[string]json.RawMessage, drop []string) ([]byte, error) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(old, &m); err != nil {
		return nil, fmt.Errorf("read stored content: %w", err)
	}
	for k, v := range patch {
		next := v
		var err error
		switch k {
		case "measures", "dims":
			next, err = mergeObject(m[k], v)
		case "bodies":
			next, err = mergeBodies(m[k], v)
		}
		if err != nil {
			return nil, err
		}
		m[k] = next
	}
	for _, path := range drop {
		if err := dropPath(m, path); err != nil {
			return nil, err
		}
	}
	return canon.Marshal(m)
}

func mergeObject(old, patch json.RawMessage) (json.RawMessage, error) {
	m := map[string]json.RawMessage{}
	for _, b := range []json.RawMessage{old, patch} {
		if len(b) == 0 {
			continue
		}
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, refusef(CodeBadContent, "%v", err)
		}
	}
	return json.Marshal(m)
}

func mergeBodies(old, patch json.RawMessage) (json.RawMessage, error) {
	var a, b []Participation
	if len(old) > 0 {
		if err := json.Unmarshal(old, &a); err != nil {
			return nil, err
		}
	}
	if err := json.Unmarshal(patch, &b); err != nil {
		return nil, refusef(CodeBadContent, "%v", err)
	}
	for _, p := range b {
		i := slices.IndexFunc(a, func(q Participation) bool { return q.BodyID == p.BodyID })
		if i < 0 {
			a = append(a, p)
		} else {
			a[i] = p
		}
	}
	return json.Marshal(a)
}

func dropPath(m map[string]json.RawMessage, path string) error {
	field, key, nested := bytes.Cut([]byte(path), []byte("."))
	if !nested {
		delete(m, path)
		return nil
	}
	var inner map[string]json.RawMessage
	if len(m[string(field)]) == 0 {
		return nil
	}
	if err := json.Unmarshal(m[string(field)], &inner); err != nil {
		return refusef(CodeBadContent, "drop %s: %v", path, err)
	}
	delete(inner, string(key))
	b, err := json.Marshal(inner)
	m[string(field)] = b
	return err
}
