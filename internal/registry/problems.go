package registry

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"phendau/internal/ledger"
	"phendau/internal/place"
)

// PlaceDocs reads the documents of all places.
func PlaceDocs(entities []ledger.Entity) (map[string]PlaceDoc, error) {
	out := make(map[string]PlaceDoc, len(entities))
	for _, e := range entities {
		var d PlaceDoc
		if err := json.Unmarshal(e.Body, &d); err != nil {
			return nil, err
		}
		out[e.ID] = d
	}
	return out, nil
}

// Apply is the documents of all places after changes.
func Apply(docs map[string]PlaceDoc, changes []Change) (map[string]PlaceDoc, error) {
	out := maps.Clone(docs)
	for _, c := range changes {
		if c.Type != "place" {
			continue
		}
		b, err := json.Marshal(c.Body)
		if err != nil {
			return nil, err
		}
		d := out[c.ID]
		if c.Verb == "succeed" {
			var more PlaceDoc
			if err := json.Unmarshal(b, &more); err != nil {
				return nil, err
			}
			d.Successions = append(slices.Clone(d.Successions), more.Successions...)
			out[c.ID] = d
			continue
		}
		// Fields given replace those of the document; a slice that is decoded
		// into must not be the old one.
		fresh := d
		var given PlaceDoc
		if err := json.Unmarshal(b, &given); err != nil {
			return nil, err
		}
		var names map[string]json.RawMessage
		if err := json.Unmarshal(b, &names); err != nil {
			return nil, err
		}
		replace(&fresh, &given, names)
		out[c.ID] = fresh
	}
	return out, nil
}

func replace(d, by *PlaceDoc, named map[string]json.RawMessage) {
	for name, set := range map[string]func(){
		"names": func() { d.Names = by.Names }, "aliases": func() { d.Aliases = by.Aliases }, "codes": func() { d.Codes = by.Codes },
		"parents": func() { d.Parents = by.Parents }, "flags": func() { d.Flags = by.Flags }, "measures": func() { d.Measures = by.Measures },
		"group": func() { d.Group = by.Group }, "successions": func() { d.Successions = by.Successions }, "points": func() { d.Points = by.Points },
	} {
		if _, ok := named[name]; ok {
			set()
		}
	}
}

// NewProblems lists what place.Build would find wrong with the documents and
// does not find wrong today.
func (r *Registry) NewProblems(docs map[string]PlaceDoc) ([]place.Problem, error) {
	var rows place.Rows
	for _, id := range slices.Sorted(maps.Keys(docs)) {
		if err := addPlace(&rows, id, docs[id]); err != nil {
			return nil, ledger.Refuse(ledger.CodeBadContent, err.Error())
		}
	}
	_, all := place.Build(rows)
	known := map[string]bool{}
	key := func(p place.Problem) string { return string(p.Kind) + strings.Join(p.Places, ",") }
	for _, p := range r.Problems {
		known[key(p)] = true
	}
	return slices.DeleteFunc(all, func(p place.Problem) bool { return known[key(p)] }), nil
}

// Ignored reports whether a problem means that a row has no effect: what was
// written would not be what counts, so it is not taken.
func Ignored(k place.ProblemKind) bool {
	switch k {
	case place.UnknownID, place.BadSpan, place.ParentLevel, place.ParentCycle, place.SuccessionOrder, place.BadLevel, place.NoName, place.BadShare:
		return true
	}
	return false
}
