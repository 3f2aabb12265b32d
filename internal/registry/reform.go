package registry

import (
	"fmt"
	"maps"
	"slices"

	"phendau/internal/place"
)

// Reform is a legal act that ends places: a merger, a split, an abolition. A
// unit that takes in another one becomes a new place even when it keeps its
// name, so that what was before and after the act is never the same row
// (units.md section 4).
type Reform struct {
	Day      Day    // first day in force of the act
	Act      string // merge, split, abolish
	Document string
	Why      string
	Ends     []string
	// Successors are new places, or places that begin on Day; none for an
	// abolition without successor.
	Successors []Successor
	// Share is how much of each ended place went to each successor; "" is whole
	// for one successor, part for several.
	Share string
	// Children says under which successor (by its index) a place below an ended
	// one goes on. With one successor, or none, nothing need be said.
	Children map[string]int
}

// Successor is a place that follows: an existing one by ID alone, or a new one
// under a fresh ID.
type Successor struct {
	ID  string
	New *PlaceDoc
}

// Change is one operation on the registers.
type Change struct {
	Type, ID, Verb string
	Body           any
}

// Plan is what a reform would do.
type Plan struct {
	Changes []Change
	Moved   []Move   // places below that go on under a successor
	Groups  []string // groups whose members change
	Ledgers []string // ids of new ledgers
}

// Move is a place that changes its unit.
type Move struct{ PlaceID, From, To string }

// ReformError says what is wrong with a reform; Code is a word of the
// interface ("reform." + Code), Field names the input.
type ReformError struct{ Code, Field, PlaceID string }

func (e *ReformError) Error() string {
	return fmt.Sprintf("reform: %s (%s %s)", e.Code, e.Field, e.PlaceID)
}

// Acts a reform can be.
var acts = []string{"merge", "split", "abolish"}

type reformer struct {
	r     *Registry
	docs  map[string]PlaceDoc
	in    *Reform
	newID func() string
	out   Plan
	next  map[string]PlaceDoc // documents changed so far
	// opens is the ledger the new places need one like, "" when the ended ones
	// had none of their own.
	opens string
}

// PlanReform works out every change of the registers a reform makes: rows of
// the ended places end the day before, successions name the act, places below
// and groups go on under the successors, and who kept a ledger of his own is
// followed by one. docs are the documents of all places.
func (r *Registry) PlanReform(docs map[string]PlaceDoc, in *Reform, newID func() string) (*Plan, error) {
	b := &reformer{r: r, docs: docs, in: in, newID: newID, next: map[string]PlaceDoc{}}
	for _, step := range []func() error{b.check, b.create, b.end, b.moveChildren, b.moveGroups} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	b.amendments()
	b.ledgers()
	b.successions()
	return &b.out, nil
}

func wrong(code, field, placeID string) error { return &ReformError{code, field, placeID} }

func (b *reformer) check() error {
	if !slices.Contains(acts, b.in.Act) {
		return wrong("unknown_act", "act", "")
	}
	if b.in.Document == "" {
		return wrong("document", "document", "")
	}
	seen := map[string]bool{}
	for _, id := range b.in.Ends {
		switch {
		case seen[id] || b.r.Places.IsGroup(id) || !b.r.Places.Alive(id, b.in.Day-1):
			return wrong("not_alive", "ends", id)
		case b.r.Places.Level(id) != b.r.Places.Level(b.in.Ends[0]):
			return wrong("other_level", "ends", id)
		}
		seen[id] = true
	}
	n := len(b.in.Successors)
	switch {
	case len(b.in.Ends) == 0:
		return wrong("nothing_ends", "ends", "")
	case b.in.Act == "merge" && n != 1, b.in.Act == "split" && (n < 2 || len(b.in.Ends) != 1):
		return wrong("successors_"+b.in.Act, "successors", "")
	case b.in.Share != "" && n > 1 && b.in.Share == string(place.ShareWhole):
		return wrong("whole_of_many", "share", "")
	}
	return b.checkExisting(seen)
}

// checkExisting: only a place that begins with the act can follow; the
// registers ignore any other succession.
func (b *reformer) checkExisting(ends map[string]bool) error {
	for _, s := range b.in.Successors {
		if s.New != nil {
			continue
		}
		life, ok := b.r.Places.Life(s.ID)
		if !ok || ends[s.ID] || life.From.Day != b.in.Day {
			return wrong("begins_otherwise", "successors", s.ID)
		}
	}
	return nil
}

func (b *reformer) create() error {
	for _, s := range b.in.Successors {
		if s.New != nil {
			b.out.Changes = append(b.out.Changes, Change{"place", s.ID, "create", *s.New})
		}
	}
	return nil
}

// doc is a place's document with the changes so far.
func (b *reformer) doc(id string) PlaceDoc {
	if d, ok := b.next[id]; ok {
		return d
	}
	return b.docs[id]
}

// cut is the end of a row for the last day before the act; a row that only
// begins then would be lost and is refused.
func (b *reformer) cut(from, to *Bound) (changed bool, err error) {
	lo, hi, err := days(*from, *to)
	if err != nil || hi < b.in.Day {
		return false, err
	}
	if lo >= b.in.Day {
		return false, errBeginsLater
	}
	*to = On(b.in.Day - 1)
	return true, nil
}

var errBeginsLater = fmt.Errorf("a row begins on or after the act")

func (b *reformer) end() error {
	for _, id := range b.in.Ends {
		d := b.doc(id)
		var spans []*[2]*Bound
		add := func(from, to *Bound) { spans = append(spans, &[2]*Bound{from, to}) }
		d.Names, d.Codes, d.Parents = slices.Clone(d.Names), slices.Clone(d.Codes), slices.Clone(d.Parents)
		d.Flags, d.Aliases, d.Points = slices.Clone(d.Flags), slices.Clone(d.Aliases), slices.Clone(d.Points)
		for i := range d.Names {
			add(&d.Names[i].From, &d.Names[i].To)
		}
		for i := range d.Codes {
			add(&d.Codes[i].From, &d.Codes[i].To)
		}
		for i := range d.Parents {
			add(&d.Parents[i].From, &d.Parents[i].To)
		}
		for i := range d.Flags {
			add(&d.Flags[i].From, &d.Flags[i].To)
		}
		for i := range d.Aliases {
			add(&d.Aliases[i].From, &d.Aliases[i].To)
		}
		for i := range d.Points {
			add(&d.Points[i].From, &d.Points[i].To)
		}
		for _, s := range spans {
			if _, err := b.cut(s[0], s[1]); err != nil {
				return wrong("row_begins_later", "day", id)
			}
		}
		b.next[id] = d
	}
	return nil
}

// heirOf is the place under which a child of an ended one goes on.
func (b *reformer) heirOf(child, ended string) (string, error) {
	switch n := len(b.in.Successors); n {
	case 0:
		up, _ := b.r.Places.ParentOn(ended, b.in.Day-1)
		if slices.Contains(b.in.Ends, up) || up == "" {
			return "", wrong("no_parent", "ends", child)
		}
		return up, nil
	case 1:
		return b.in.Successors[0].ID, nil
	default:
		i, ok := b.in.Children[child]
		if !ok || i < 0 || i >= n {
			return "", wrong("child_without_unit", "children", child)
		}
		return b.in.Successors[i].ID, nil
	}
}

func (b *reformer) moveChildren() error {
	for _, ended := range b.in.Ends {
		for _, child := range b.r.Places.Children(ended, b.in.Day-1) {
			if slices.Contains(b.in.Ends, child) {
				continue
			}
			heir, err := b.heirOf(child, ended)
			if err != nil {
				return err
			}
			if err := b.moveChild(child, ended, heir); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *reformer) moveChild(child, ended, heir string) error {
	d := b.doc(child)
	d.Parents = slices.Clone(d.Parents)
	for i := range d.Parents {
		p := &d.Parents[i]
		if p.ParentID != ended || p.Tree != "" && p.Tree != place.TreeAdmin {
			continue
		}
		until := p.To
		changed, err := b.cut(&p.From, &p.To)
		if err != nil {
			return wrong("row_begins_later", "day", child)
		}
		if changed {
			d.Parents = append(d.Parents, ParentDoc{Tree: p.Tree, ParentID: heir, From: On(b.in.Day), To: until})
			b.out.Moved = append(b.out.Moved, Move{child, ended, heir})
			break
		}
	}
	b.next[child] = d
	return nil
}

// moveGroups lets the successors stand for their predecessors in every group:
// the area of a post is the same ground before and after.
func (b *reformer) moveGroups() error {
	for _, g := range b.r.Places.Groups() {
		d := b.doc(g)
		if d.Group == nil {
			continue
		}
		group := *d.Group
		group.Members = slices.Clone(group.Members)
		touched := false
		for i := range group.Members {
			m := &group.Members[i]
			if !slices.Contains(b.in.Ends, m.PlaceID) {
				continue
			}
			changed, err := b.cut(&m.From, &m.To)
			if err != nil {
				return wrong("row_begins_later", "day", g)
			}
			touched = touched || changed
		}
		if !touched {
			continue
		}
		for _, s := range b.in.Successors {
			group.Members = append(group.Members, MemberDoc{s.ID, On(b.in.Day), Open})
		}
		d.Group = &group
		b.next[g] = d
		b.out.Groups = append(b.out.Groups, g)
	}
	return nil
}

// amendments writes the changed documents, only the fields that changed.
func (b *reformer) amendments() {
	for _, id := range slices.Sorted(maps.Keys(b.next)) {
		d := b.next[id]
		body := map[string]any{"why": b.why()}
		switch {
		case d.Group != nil:
			body["group"] = d.Group
		case slices.Contains(b.in.Ends, id):
			for name, rows := range map[string]any{"names": d.Names, "codes": d.Codes, "parents": d.Parents, "flags": d.Flags, "aliases": d.Aliases, "points": d.Points} {
				body[name] = rows
			}
			dropEmpty(body)
		default:
			body["parents"] = d.Parents
		}
		b.out.Changes = append(b.out.Changes, Change{"place", id, "amend", body})
	}
}

// dropEmpty leaves out lists that are empty: a document without them stays so.
func dropEmpty(body map[string]any) {
	maps.DeleteFunc(body, func(_ string, v any) bool {
		switch rows := v.(type) {
		case []NameDoc:
			return len(rows) == 0
		case []CodeDoc:
			return len(rows) == 0
		case []ParentDoc:
			return len(rows) == 0
		case []FlagDoc:
			return len(rows) == 0
		case []AliasDoc:
			return len(rows) == 0
		case []PointDoc:
			return len(rows) == 0
		}
		return false
	})
}

func (b *reformer) why() string {
	if b.in.Why != "" {
		return b.in.Why
	}
	return b.in.Document
}

// ledgers closes the rows of ended places in their ledgers and opens a ledger
// for each new place where the ended ones had their own: no ledger is continued
// over a reform.
func (b *reformer) ledgers() {
	for _, id := range slices.Sorted(maps.Keys(b.r.Ledgers)) {
		l := b.r.Ledgers[id]
		rows, touched := slices.Clone(l.Places), false
		for i := range rows {
			if !slices.Contains(b.in.Ends, rows[i].PlaceID) {
				continue
			}
			if changed, err := b.cut(&rows[i].From, &rows[i].To); err == nil && changed {
				touched = true
			}
		}
		if touched {
			b.opens = l.Kind
			b.out.Changes = append(b.out.Changes, Change{"ledger", id, "amend", map[string]any{"places": rows, "why": b.why()}})
		}
	}
	for _, s := range b.in.Successors {
		if b.opens == "" || s.New == nil {
			continue
		}
		id := b.newID()
		n := s.New.Names[0]
		b.out.Ledgers = append(b.out.Ledgers, id)
		b.out.Changes = append(b.out.Changes, Change{"ledger", id, "create", LedgerDoc{Kind: b.opens, Name: "Sổ " + n.UnitWord + " " + n.Text,
			Places: []MemberDoc{{s.ID, On(b.in.Day), Open}}}})
	}
}

func (b *reformer) successions() {
	share := b.in.Share
	if share == "" {
		share = string(place.ShareWhole)
		if len(b.in.Successors) > 1 {
			share = string(place.SharePart)
		}
	}
	for _, id := range b.in.Ends {
		var rows []SuccessionDoc
		for _, s := range b.in.Successors {
			rows = append(rows, SuccessionDoc{To: s.ID, Day: b.in.Day, Act: b.in.Act, Document: b.in.Document, Share: share})
		}
		if rows == nil {
			rows = []SuccessionDoc{{Day: b.in.Day, Act: b.in.Act, Document: b.in.Document, Share: string(place.ShareUnknown)}}
		}
		b.out.Changes = append(b.out.Changes, Change{"place", id, "succeed", map[string]any{"successions": rows, "why": b.why()}})
	}
}
