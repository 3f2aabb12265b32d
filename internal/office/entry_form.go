package office

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
)

// ValueForm is a number as a form sends it, in base units.
type ValueForm struct {
	V     *int64 `json:"v,omitempty"`
	Lo    *int64 `json:"lo,omitempty"`
	Hi    *int64 `json:"hi,omitempty"`
	Q     string `json:"q,omitempty" enum:"exact,at_least,nearly,about,range,order,uncounted" doc:"How exactly it is known; absent is exact"`
	Basis string `json:"basis,omitempty" enum:"listed,counted,norm,estimated,declared" doc:"How it is known"`
	N     int64  `json:"n,omitempty" doc:"Occurrences, for a norm"`
	Rate  int64  `json:"rate,omitempty" doc:"Base units per occurrences, for a norm"`
	Per   int64  `json:"per,omitempty" doc:"Occurrences the rate is for; absent is 1"`
}

// BodyForm is a body that took part.
type BodyForm struct {
	BodyID   string               `json:"body_id"`
	Role     string               `json:"role,omitempty" enum:"lead,support,participant,partner"`
	Measures map[string]ValueForm `json:"measures,omitempty" doc:"Its own numbers, where known"`
}

// PartForm is a part of a measure by one dimension.
type PartForm struct {
	Measure string            `json:"measure"`
	Dims    map[string]string `json:"dims"`
	Value   ValueForm         `json:"value"`
}

// PaperForm is evidence on paper.
type PaperForm struct {
	Type   string `json:"type"`
	Number string `json:"number,omitempty" maxLength:"100"`
	Day    string `json:"day,omitempty"`
	Issuer string `json:"issuer,omitempty" maxLength:"300"`
}

// LinkForm names the visit, festival or case the entry belongs to.
type LinkForm struct {
	Kind     string `json:"kind"`
	LedgerID string `json:"ledger_id"`
	EntryID  string `json:"entry_id"`
}

// DoubtForm is the answer to a warning.
type DoubtForm struct {
	Code   string `json:"code"`
	Key    string `json:"key,omitempty"`
	Answer string `json:"answer" minLength:"1" maxLength:"500"`
}

// EntryContent is what an entry says. Numbers are in base units, days
// YYYY-MM-DD.
type EntryContent struct {
	Kind        string               `json:"kind"`
	PlaceID     string               `json:"place_id"`
	Day         string               `json:"day"`
	ToDay       string               `json:"to_day,omitempty"`
	FromMin     int                  `json:"from_min,omitempty" minimum:"0" maximum:"1440" doc:"Minute of the day"`
	ToMin       int                  `json:"to_min,omitempty" minimum:"0" maximum:"1440"`
	OwnerBodyID string               `json:"owner_body_id,omitempty"`
	Bodies      []BodyForm           `json:"bodies,omitempty" maxItems:"100"`
	Dims        map[string][]string  `json:"dims,omitempty"`
	Measures    map[string]ValueForm `json:"measures,omitempty"`
	Parts       []PartForm           `json:"parts,omitempty" maxItems:"200"`
	Documents   []PaperForm          `json:"documents,omitempty" maxItems:"20"`
	Links       []LinkForm           `json:"links,omitempty" maxItems:"20"`
	PlaceNote   string               `json:"place_note,omitempty" maxLength:"300"`
	PlanID      string               `json:"plan_id,omitempty"`
	Markers     []string             `json:"markers,omitempty" maxItems:"200"`
	Note        string               `json:"note,omitempty" maxLength:"2000"`
	FollowUp    string               `json:"follow_up,omitempty" doc:"Day to look at it again; kinds that are followed up"`
	Paper       bool                 `json:"paper,omitempty" doc:"Copied later from a paper book"`
	Doubts      []DoubtForm          `json:"doubts,omitempty" maxItems:"50" doc:"Answers to warnings"`
}

// shape is the form as the catalogue judges it, before its numbers are known
// to fit their qualifiers.
func (f *EntryContent) shape(reg *registry.Registry, day calendar.Day) catalogue.EntryShape {
	e := catalogue.EntryShape{Kind: f.Kind, Day: day.String(), PlaceLevel: reg.PlaceLevel(f.PlaceID, day), HasNote: f.Note != "", Import: f.Paper,
		Dims: f.Dims, Measures: valueShapes(f.Measures)}
	e.FollowUp = f.FollowUp
	for _, p := range f.Parts {
		e.Parts = append(e.Parts, catalogue.PartShape{Measure: p.Measure, Dims: p.Dims, Value: catalogue.ValueShape(p.Value)})
	}
	for _, b := range f.Bodies {
		e.Bodies = append(e.Bodies, catalogue.BodyShape{Type: reg.BodyType(b.BodyID), Measures: valueShapes(b.Measures)})
	}
	return e
}

func valueShapes(in map[string]ValueForm) map[string]catalogue.ValueShape {
	out := make(map[string]catalogue.ValueShape, len(in))
	for m, v := range in {
		out[m] = catalogue.ValueShape(v)
	}
	return out
}

// content reads the form strictly: what the ledger would not read is a wrong
// field here.
func (f *EntryContent) content() (*ledger.Content, error) {
	// A list somebody emptied says nothing.
	maps.DeleteFunc(f.Dims, func(_ string, v []string) bool { return len(v) == 0 })
	day, err := calendar.ParseDay(f.Day)
	if err != nil {
		return nil, api.Wrong(api.Field{Field: "day", Message: err.Error()})
	}
	for _, d := range []api.Field{{Field: "to_day", Message: f.ToDay}, {Field: "follow_up", Message: f.FollowUp}} {
		if _, err := dayOf(d.Field, d.Message, day); err != nil {
			return nil, err
		}
	}
	for m, v := range f.Measures {
		if err := v.check(); err != nil {
			return nil, api.Wrong(api.Field{Field: "measures." + m, Message: err.Error()})
		}
	}
	for i, d := range f.Documents {
		if _, err := dayOf(fmt.Sprintf("documents.%d.day", i), d.Day, day); err != nil {
			return nil, err
		}
	}
	b, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	var c ledger.Content
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, api.Wrong(api.Field{Message: err.Error()})
	}
	return &c, nil
}

func (v ValueForm) check() error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var a amount.Value
	return json.Unmarshal(b, &a)
}

// formOf is the form that says what a content says.
func formOf(c *ledger.Content) (*EntryContent, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	var wire struct {
		EntryContent
		Dims map[string]ledger.Codes `json:"dims"`
	}
	if err := json.Unmarshal(b, &wire); err != nil {
		return nil, err
	}
	f := wire.EntryContent
	f.Dims = make(map[string][]string, len(wire.Dims))
	for d, v := range wire.Dims {
		f.Dims[d] = v
	}
	return &f, nil
}

// valueForms are values as a form has them.
func valueForms(in map[string]amount.Value) (map[string]ValueForm, error) {
	out := make(map[string]ValueForm, len(in))
	for m, v := range in {
		b, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		var f ValueForm
		if err := json.Unmarshal(b, &f); err != nil {
			return nil, err
		}
		out[m] = f
	}
	return out, nil
}

// patch is what an amendment or correction says: changed fields and dropped
// ones.
type patch struct {
	Set  map[string]json.RawMessage `json:"set,omitempty"`
	Drop []string                   `json:"drop,omitempty"`
	Why  string                     `json:"why,omitempty"`
}

func (p *patch) empty() bool { return len(p.Set) == 0 && len(p.Drop) == 0 }

// difference lists what must change of one content to say another: measures
// and dims key by key, bodies one by one, every other field whole. first drops
// the whole list of bodies where one of them went, since a patch only adds to
// it.
func difference(old, next *ledger.Content) (first, rest patch, err error) {
	a, err := fieldsOf(old)
	if err != nil {
		return first, rest, err
	}
	b, err := fieldsOf(next)
	if err != nil {
		return first, rest, err
	}
	for k := range a {
		if _, stays := b[k]; !stays {
			rest.Drop = append(rest.Drop, k)
		}
	}
	rest.Set = map[string]json.RawMessage{}
	for k, v := range b {
		if string(a[k]) == string(v) {
			continue
		}
		set := v
		switch k {
		case "measures", "dims":
			var dropped []string
			if set, dropped, err = keyByKey(k, a[k], v); err != nil {
				return first, rest, err
			}
			rest.Drop = append(rest.Drop, dropped...)
		case "bodies":
			if bodyGone(old, next) {
				first.Drop = []string{"bodies"}
			}
		}
		if set != nil {
			rest.Set[k] = set
		}
	}
	slices.Sort(rest.Drop)
	return first, rest, nil
}

func fieldsOf(c *ledger.Content) (map[string]json.RawMessage, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	m := map[string]json.RawMessage{}
	return m, json.Unmarshal(b, &m)
}

// keyByKey keeps the changed keys of an object; set is nil when none changed
// but by going.
func keyByKey(field string, old, next json.RawMessage) (set json.RawMessage, drop []string, err error) {
	a, b := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if len(old) > 0 {
		if err := json.Unmarshal(old, &a); err != nil {
			return nil, nil, err
		}
	}
	if err := json.Unmarshal(next, &b); err != nil {
		return nil, nil, err
	}
	for k := range a {
		if _, stays := b[k]; !stays {
			drop = append(drop, field+"."+k)
		}
	}
	for k, v := range b {
		if string(a[k]) == string(v) {
			delete(b, k)
		}
	}
	if len(b) == 0 {
		return nil, drop, nil
	}
	set, err = json.Marshal(b)
	return set, drop, err
}

// bodyGone also finds a body whose place in the list changed: a patch writes
// bodies where they stood.
func bodyGone(old, next *ledger.Content) bool {
	if len(next.Bodies) < len(old.Bodies) {
		return true
	}
	for i, b := range old.Bodies {
		if next.Bodies[i].BodyID != b.BodyID {
			return true
		}
	}
	return false
}
