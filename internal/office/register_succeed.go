package office

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/registry"
	"phendau/internal/words"
)

// ReformForm is a legal act on places.
type ReformForm struct {
	DryRun   bool         `json:"dry_run,omitempty" doc:"Only say what would happen"`
	Day      calendar.Day `json:"day" doc:"First day in force"`
	Act      string       `json:"act" enum:"merge,split,abolish"`
	Document string       `json:"document" minLength:"1" maxLength:"300" doc:"Number and day of the document"`
	Reason   string       `json:"reason,omitempty" maxLength:"500"`
	// With are the other places that end by the same act.
	With       []string      `json:"with,omitempty" maxItems:"100" doc:"Other places that end by the same act"`
	Successors []ReformPlace `json:"successors,omitempty" maxItems:"50"`
	Share      string        `json:"share,omitempty" enum:"whole,part,unknown" doc:"How much goes to each successor; whole for one and part for several when absent"`
	Children   []ReformChild `json:"children,omitempty" maxItems:"2000" doc:"Needed with several successors"`
}

// ReformPlace is a successor: a place that begins on the day, or a new one.
type ReformPlace struct {
	ID  string     `json:"id,omitempty" doc:"Of an existing place"`
	New *PlaceForm `json:"new,omitempty"`
}

// ReformChild says where a place below goes on.
type ReformChild struct {
	PlaceID   string `json:"place_id" format:"uuid"`
	Successor int    `json:"successor" minimum:"0" doc:"Index into successors"`
}

// ReformInput names the place that ends.
type ReformInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body ReformForm
}

// ReformView says what an act does.
type ReformView struct {
	Done bool `json:"done" doc:"False after a dry run"`
	// LastDay is the last day of the ended places.
	LastDay  calendar.Day   `json:"last_day"`
	Ends     []Named        `json:"ends"`
	Begins   []Named        `json:"begins"`
	Moves    []ReformMove   `json:"moves" doc:"Places that go on under another unit"`
	Groups   []Named        `json:"groups" doc:"Groups in which the successors stand from that day on"`
	Ledgers  []string       `json:"ledgers" doc:"Names of the new ledgers"`
	Rests    ReformRests    `json:"rests"`
	Problems []PlaceProblem `json:"problems" doc:"New faults; none of them loses a row"`
}

// ReformMove is a place that changes its unit.
type ReformMove struct {
	Named
	From string `json:"from"`
	To   string `json:"to"`
}

// ReformRests is what still stands at the ended places afterwards and what
// only people can decide: rights never move by themselves, bodies are named
// anew by their own decisions.
type ReformRests struct {
	Bodies []Named `json:"bodies"`
	Rows   []Named `json:"rows" doc:"Dated rows still in force there"`
	People []Named `json:"people" doc:"People with rights there: they keep reading its history and write nothing new; their rights over the successor have to be given"`
}

func (o *Office) placeSucceed(ctx context.Context, c *api.Caller, in *ReformInput) (*Answer[ReformView], error) {
	req, err := once("succeedPlace/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	if err := checkNames(map[string]string{"document": in.Body.Document, "reason": in.Body.Reason}); err != nil {
		return nil, err
	}
	for _, s := range in.Body.Successors {
		if s.New != nil {
			if err := s.New.check(); err != nil {
				return nil, err
			}
		}
	}
	ends := append([]string{in.ID}, in.Body.With...)
	var v *ReformView
	work := func(reg *registry.Registry) ([]registry.Change, error) {
		var changes []registry.Change
		v, changes, err = o.reform(ctx, c, reg, ends, &in.Body)
		return changes, err
	}
	if in.Body.DryRun {
		reg, err := o.Store.Registry(ctx)
		if err == nil {
			_, err = o.editor(ctx, c, reg, "succeedPlace", ends)
		}
		if err == nil {
			_, err = work(reg)
		}
		if err != nil {
			return nil, err
		}
		return &Answer[ReformView]{*v}, nil
	}
	if err := o.edit(ctx, c, req, "succeedPlace", ends, work); err != nil {
		return nil, err
	}
	if v == nil { // done before: say what became of it
		v = &ReformView{LastDay: in.Body.Day - 1}
	}
	v.Done = true
	return &Answer[ReformView]{*v}, nil
}

// reform plans the act and says in words what it does.
func (o *Office) reform(ctx context.Context, c *api.Caller, reg *registry.Registry, ends []string, f *ReformForm) (*ReformView, []registry.Change, error) {
	docs, err := o.placeDocs(ctx)
	if err != nil {
		return nil, nil, err
	}
	in := registry.Reform{Day: f.Day, Act: f.Act, Document: plainText(f.Document), Why: plainText(f.Reason), Ends: ends, Share: f.Share, Children: map[string]int{}}
	for _, s := range f.Successors {
		in.Successors = append(in.Successors, o.successor(reg, &s, ends[0], f))
	}
	for _, k := range f.Children {
		in.Children[k.PlaceID] = k.Successor
	}
	plan, err := reg.PlanReform(docs, &in, o.Writer.IDs.New)
	if err != nil {
		return nil, nil, reformRefused(reg, err, f.Day, c.Lang)
	}
	if _, err := o.checkedPlaces(ctx, c, reg, plan.Changes); err != nil {
		return nil, nil, err
	}
	problems, err := o.problemsAfter(ctx, reg, plan.Changes)
	if err != nil {
		return nil, nil, err
	}
	v := o.reformView(reg, &in, plan)
	v.Problems = problemViews(reg, problems, c.Lang)
	return v, plan.Changes, nil
}

// successor fills in what a new place takes over when it is not said: its
// first day is that of the act, the unit above that of the ended place.
func (o *Office) successor(reg *registry.Registry, s *ReformPlace, ended string, f *ReformForm) registry.Successor {
	if s.New == nil {
		return registry.Successor{ID: s.ID}
	}
	form := *s.New
	form.From = registry.On(f.Day)
	if form.ParentID == "" {
		form.ParentID, _ = reg.Places.ParentOn(ended, f.Day-1)
	}
	d := form.doc()
	return registry.Successor{ID: form.ID, New: &d}
}

func reformRefused(reg *registry.Registry, err error, day calendar.Day, lang string) error {
	var wrong *registry.ReformError
	if !errors.As(err, &wrong) {
		return err
	}
	text := words.For(lang).Text("reform." + wrong.Code)
	if wrong.PlaceID != "" {
		text = fmt.Sprintf("%s: %s", reg.Places.FullName(wrong.PlaceID, day-1), text)
	}
	return api.Wrong(api.Field{Field: wrong.Field, Message: text})
}

func (o *Office) reformView(reg *registry.Registry, in *registry.Reform, plan *registry.Plan) *ReformView {
	v := &ReformView{LastDay: in.Day - 1, Ends: []Named{}, Begins: []Named{}, Moves: []ReformMove{}, Groups: []Named{}, Ledgers: []string{}}
	names := map[string]string{}
	for _, s := range in.Successors {
		names[s.ID] = reg.Places.FullName(s.ID, in.Day)
		if s.New != nil {
			names[s.ID] = s.New.Names[0].UnitWord + " " + s.New.Names[0].Text
			v.Begins = append(v.Begins, Named{s.ID, names[s.ID]})
		}
	}
	name := func(id string) string {
		if n := names[id]; n != "" {
			return n
		}
		return reg.Places.FullName(id, in.Day-1)
	}
	for _, id := range in.Ends {
		v.Ends = append(v.Ends, Named{id, name(id)})
	}
	for _, m := range plan.Moved {
		v.Moves = append(v.Moves, ReformMove{Named{m.PlaceID, name(m.PlaceID)}, name(m.From), name(m.To)})
	}
	for _, g := range plan.Groups {
		v.Groups = append(v.Groups, Named{g, reg.Places.GroupName(g)})
	}
	for _, x := range plan.Changes {
		if l, ok := x.Body.(registry.LedgerDoc); ok {
			v.Ledgers = append(v.Ledgers, l.Name)
		}
	}
	v.Rests = rests(reg, in)
	return v
}

func rests(reg *registry.Registry, in *registry.Reform) ReformRests {
	v := ReformRests{Bodies: []Named{}, Rows: []Named{}, People: []Named{}}
	for id, b := range reg.Bodies {
		if slices.Contains(in.Ends, b.PlaceID) {
			v.Bodies = append(v.Bodies, Named{id, b.NameOn(in.Day)})
		}
	}
	for _, row := range reg.Registers {
		if slices.Contains(in.Ends, row.PlaceID) && row.Hi >= in.Day {
			v.Rows = append(v.Rows, Named{row.ID, rowName(reg, &row, in.Day)})
		}
	}
	seen := map[string]bool{}
	for _, g := range reg.Grants("") {
		if slices.Contains(in.Ends, g.PlaceID) && g.To >= in.Day && !seen[g.PersonID] {
			seen[g.PersonID] = true
			v.People = append(v.People, Named{g.PersonID, reg.PersonName(g.PersonID)})
		}
	}
	for _, list := range [][]Named{v.Bodies, v.Rows, v.People} {
		slices.SortFunc(list, func(a, b Named) int { return cmpText(a.Name, b.Name, a.ID, b.ID) })
	}
	return v
}
