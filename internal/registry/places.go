package registry

import "phendau/internal/place"

// addPlace turns one place's document into rows.
func addPlace(rows *place.Rows, id string, d PlaceDoc) error {
	if d.Group != nil {
		return addGroup(rows, id, d.Group)
	}
	rows.Places = append(rows.Places, place.Place{ID: id})
	var failed error
	span := func(from, to Bound) (place.Bound, place.Bound) {
		f, err := from.Parse()
		if err != nil {
			failed = err
		}
		t, err := to.Parse()
		if err != nil {
			failed = err
		}
		return f, t
	}
	for _, n := range d.Names {
		f, t := span(n.From, n.To)
		rows.Names = append(rows.Names, place.Name{PlaceID: id, Text: n.Text, UnitWord: n.UnitWord, Level: place.Level(n.Level), From: f, To: t})
	}
	for _, a := range d.Aliases {
		f, t := span(a.From, a.To)
		rows.Aliases = append(rows.Aliases, place.Alias{PlaceID: id, Text: a.Text, Source: a.Source, From: f, To: t})
	}
	for _, c := range d.Codes {
		f, t := span(c.From, c.To)
		rows.Codes = append(rows.Codes, place.Code{PlaceID: id, Scheme: c.Scheme, Value: c.Value, From: f, To: t})
	}
	for _, p := range d.Parents {
		f, t := span(p.From, p.To)
		tree := p.Tree
		if tree == "" {
			tree = place.TreeAdmin
		}
		rows.Parents = append(rows.Parents, place.Parent{PlaceID: id, Tree: tree, ParentID: p.ParentID, From: f, To: t})
	}
	for _, fl := range d.Flags {
		f, t := span(fl.From, fl.To)
		rows.Flags = append(rows.Flags, place.Flag{PlaceID: id, Flag: fl.Flag, Document: fl.Document, From: f, To: t})
	}
	for _, s := range d.Successions {
		rows.Successions = append(rows.Successions, place.Succession{From: id, To: s.To, Day: s.Day, Act: s.Act,
			Document: s.Document, Share: place.Share(s.Share), Note: s.Note})
	}
	for _, m := range d.Measures {
		rows.Measures = append(rows.Measures, place.Measure{PlaceID: id, Fact: m.Fact, Day: m.Day, Value: m.Value, Source: m.Source})
	}
	return failed
}

func addGroup(rows *place.Rows, id string, g *GroupDoc) error {
	rows.Groups = append(rows.Groups, place.Group{ID: id, Names: g.Names})
	for _, m := range g.Members {
		f, err := m.From.Parse()
		if err != nil {
			return err
		}
		t, err := m.To.Parse()
		if err != nil {
			return err
		}
		rows.Members = append(rows.Members, place.Member{GroupID: id, PlaceID: m.PlaceID, From: f, To: t})
	}
	return nil
}
