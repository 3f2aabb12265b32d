package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// docHash tells two states of a document apart.
func docHash(d any) string {
	b, err := json.Marshal(d)
	if err != nil {
		return ""
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:8])
}

func cmpText(a, b, idA, idB string) int {
	if n := vi.Compare(a, b); n != 0 {
		return n
	}
	if idA < idB {
		return -1
	}
	return 1
}

// mayEdit reports whether the caller may change a place, for the screens; a
// group when he may change every member.
func (o *Office) mayEdit(reg *registry.Registry, c *api.Caller, id string) bool {
	rules := reg.Rules(o.today())
	if !reg.Places.IsGroup(id) {
		return rules.May(&c.Actor, access.WriteRegistry, access.Target{PlaceID: id}) == access.Allowed
	}
	for _, m := range reg.Places.MembersOn(id, o.today()) {
		if rules.May(&c.Actor, access.WriteRegistry, access.Target{PlaceID: m}) != access.Allowed {
			return false
		}
	}
	return rules.Has(&c.Actor, access.WriteRegistry)
}

// PlaceForm is a new place.
type PlaceForm struct {
	ID       string         `json:"id" format:"uuid" doc:"Made by the client"`
	Word     string         `json:"word" minLength:"1" maxLength:"40" example:"xã"`
	Name     string         `json:"name" minLength:"1" maxLength:"120"`
	Level    string         `json:"level" enum:"nation,province,district,commune,hamlet"`
	Code     string         `json:"code,omitempty" maxLength:"12" doc:"Official code"`
	ParentID string         `json:"parent_id,omitempty"`
	From     registry.Bound `json:"from,omitempty" doc:"First day, unknown when absent"`
	Flag     string         `json:"flag,omitempty" maxLength:"60" doc:"A property given by a document: border_unit"`
	Document string         `json:"document,omitempty" maxLength:"300" doc:"Document that gives the property"`
	Point    *PlacePoint    `json:"point,omitempty" doc:"Where it lies, if that is known"`
}

// PlacePoint is where a new place lies.
type PlacePoint struct {
	Lat    int64  `json:"lat" doc:"1e-7 degree, WGS 84"`
	Lon    int64  `json:"lon"`
	Source string `json:"source,omitempty" maxLength:"300" doc:"Who says so"`
}

// doc is the document of the place.
func (f *PlaceForm) doc() registry.PlaceDoc {
	from := boundOr(f.From, registry.Unknown)
	d := registry.PlaceDoc{Names: []registry.NameDoc{{Text: plainText(f.Name), UnitWord: plainText(f.Word), Level: f.Level, From: from, To: registry.Open}}}
	if f.Code != "" {
		d.Codes = []registry.CodeDoc{{Scheme: place.SchemeOfficial, Value: plainText(f.Code), From: from, To: registry.Open}}
	}
	if f.ParentID != "" {
		d.Parents = []registry.ParentDoc{{ParentID: f.ParentID, From: from, To: registry.Open}}
	}
	if p := f.Point; p != nil {
		d.Points = []registry.PointDoc{{Lat: p.Lat, Lon: p.Lon, Source: plainText(p.Source), From: from, To: registry.Open}}
	}
	if f.Flag != "" {
		d.Flags = []registry.FlagDoc{{Flag: f.Flag, Document: plainText(f.Document), From: from, To: registry.Open}}
	}
	return d
}

func (f *PlaceForm) check() error {
	names := map[string]string{"name": f.Name, "word": f.Word, "code": f.Code, "document": f.Document}
	if f.Point != nil {
		names["source"] = f.Point.Source
	}
	return checkNames(names)
}

// GroupForm is a new group of places.
type GroupForm struct {
	ID      string               `json:"id" format:"uuid" doc:"Made by the client"`
	Name    string               `json:"name" minLength:"1" maxLength:"120"`
	Members []registry.MemberDoc `json:"members" minItems:"1" maxItems:"500"`
}

// PlaceCreateInput adds a place or a group.
type PlaceCreateInput struct {
	Once
	Body PlaceOrGroup
}

// PlaceOrGroup is one of the two.
type PlaceOrGroup struct {
	Place *PlaceForm `json:"place,omitempty"`
	Group *GroupForm `json:"group,omitempty"`
}

func (o *Office) placeCreate(ctx context.Context, c *api.Caller, in *PlaceCreateInput) (*Answer[PlaceView], error) {
	b := &in.Body
	if (b.Place == nil) == (b.Group == nil) {
		return nil, api.Wrong(api.Field{Field: "place"})
	}
	req, err := once("createPlace", in.Once, b)
	if err != nil {
		return nil, err
	}
	id, doc, at, err := b.document()
	if err != nil {
		return nil, err
	}
	err = o.edit(ctx, c, req, "createPlace", at, func(reg *registry.Registry) ([]registry.Change, error) {
		return o.checkedPlaces(ctx, c, reg, []registry.Change{{Type: "place", ID: id, Verb: "create", Body: doc}})
	})
	if err != nil {
		return nil, err
	}
	return o.placeAnswer(ctx, c, id)
}

func (b *PlaceOrGroup) document() (id string, doc registry.PlaceDoc, at []string, err error) {
	if f := b.Place; f != nil {
		if f.ParentID != "" {
			at = []string{f.ParentID}
		}
		return f.ID, f.doc(), at, f.check()
	}
	f := b.Group
	for _, m := range f.Members {
		at = append(at, m.PlaceID)
	}
	return f.ID, registry.PlaceDoc{Group: &registry.GroupDoc{Names: []string{plainText(f.Name)}, Members: f.Members}}, at, checkNames(map[string]string{"name": f.Name})
}

func (o *Office) placeAnswer(ctx context.Context, c *api.Caller, id string) (*Answer[PlaceView], error) {
	v, err := o.placeView(ctx, c, id, o.today())
	if err != nil {
		return nil, err
	}
	return &Answer[PlaceView]{*v}, nil
}

// checkedPlaces refuses changes of places of which a row would have no effect:
// the registers would say something else than what was written.
func (o *Office) checkedPlaces(ctx context.Context, c *api.Caller, reg *registry.Registry, changes []registry.Change) ([]registry.Change, error) {
	problems, err := o.problemsAfter(ctx, reg, changes)
	if err != nil {
		return nil, err
	}
	problems = slices.DeleteFunc(problems, func(p place.Problem) bool { return !registry.Ignored(p.Kind) })
	if len(problems) == 0 {
		return changes, nil
	}
	e := api.Fail(api.Unprocessable, "rows_ignored")
	for _, v := range problemViews(reg, problems, c.Lang) {
		e.Fields = append(e.Fields, api.Field{Field: v.Kind, Message: v.Text})
	}
	return nil, e
}

// problemsAfter lists what changes would newly make wrong.
func (o *Office) problemsAfter(ctx context.Context, reg *registry.Registry, changes []registry.Change) ([]place.Problem, error) {
	docs, err := o.placeDocs(ctx)
	if err != nil {
		return nil, err
	}
	after, err := registry.Apply(docs, changes)
	if err != nil {
		return nil, err
	}
	return reg.NewProblems(after)
}

// PlaceAmendment adds rows to a place, ends rows, or mends a slip in a name. A
// row is named by what it says, so that nobody changes another row than the one
// he saw.
type PlaceAmendment struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
	DryRun bool   `json:"dry_run,omitempty" doc:"Only say what would be wrong"`
	Add    struct {
		Names    []registry.NameDoc    `json:"names,omitempty" maxItems:"20"`
		Aliases  []registry.AliasDoc   `json:"aliases,omitempty" maxItems:"20"`
		Codes    []registry.CodeDoc    `json:"codes,omitempty" maxItems:"20"`
		Parents  []registry.ParentDoc  `json:"parents,omitempty" maxItems:"20"`
		Flags    []registry.FlagDoc    `json:"flags,omitempty" maxItems:"20"`
		Measures []registry.MeasureDoc `json:"measures,omitempty" maxItems:"50"`
		Points   []registry.PointDoc   `json:"points,omitempty" maxItems:"20"`
		Members  []registry.MemberDoc  `json:"members,omitempty" maxItems:"500"`
	} `json:"add,omitempty"`
	End struct {
		Names   []EndRow[registry.NameDoc]   `json:"names,omitempty" maxItems:"20"`
		Aliases []EndRow[registry.AliasDoc]  `json:"aliases,omitempty" maxItems:"20"`
		Codes   []EndRow[registry.CodeDoc]   `json:"codes,omitempty" maxItems:"20"`
		Parents []EndRow[registry.ParentDoc] `json:"parents,omitempty" maxItems:"20"`
		Flags   []EndRow[registry.FlagDoc]   `json:"flags,omitempty" maxItems:"20"`
		Points  []EndRow[registry.PointDoc]  `json:"points,omitempty" maxItems:"20"`
		Members []EndRow[registry.MemberDoc] `json:"members,omitempty" maxItems:"500"`
	} `json:"end,omitempty"`
	Correct *PlaceCorrection `json:"correct,omitempty" doc:"Mends slips of the pen; alone, without rows to add or end"`
}

// PlaceCorrection mends names that were never right, for all their days.
type PlaceCorrection struct {
	Names  []CorrectName[registry.NameDoc] `json:"names,omitempty" maxItems:"20"`
	Titles []CorrectName[string]           `json:"titles,omitempty" maxItems:"20" doc:"Names of a group"`
}

// CorrectName is a name as it was meant. Its days stay: from another day on a
// place is renamed by a new row.
type CorrectName[T any] struct {
	Row  T      `json:"row" doc:"The row as it was read"`
	Text string `json:"text" minLength:"1" maxLength:"200" doc:"The name as it was meant"`
	Word string `json:"word,omitempty" maxLength:"40" doc:"The word before it, of a unit; absent keeps it"`
}

// EndRow sets the last day of a row.
type EndRow[T any] struct {
	Row T              `json:"row" doc:"The row as it was read"`
	To  registry.Bound `json:"to" doc:"Its last day"`
}

// PlaceAmendInput amends a place.
type PlaceAmendInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body PlaceAmendment
}

// PlaceAmended is the place after an amendment, with what is wrong now and was
// not before.
type PlaceAmended struct {
	Place    *PlaceView     `json:"place,omitempty" doc:"Absent after a dry run"`
	Problems []PlaceProblem `json:"problems" doc:"New faults; none of them loses a row"`
}

func (o *Office) placeAmend(ctx context.Context, c *api.Caller, in *PlaceAmendInput) (*Answer[PlaceAmended], error) {
	req, err := once("amendPlace/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	if err := in.Body.check(); err != nil {
		return nil, err
	}
	var found []place.Problem
	work := func(reg *registry.Registry) ([]registry.Change, error) {
		var d registry.PlaceDoc
		if err := o.document(ctx, "place", in.ID, &d); err != nil {
			return nil, err
		}
		body, err := in.Body.changes(&d)
		if err != nil {
			return nil, err
		}
		changes, err := o.checkedPlaces(ctx, c, reg, []registry.Change{{Type: "place", ID: in.ID, Verb: "amend", Body: body}})
		if err == nil {
			found, err = o.problemsAfter(ctx, reg, changes)
		}
		return changes, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.DryRun {
		if _, err := o.editor(ctx, c, reg, "amendPlace", []string{in.ID}); err != nil {
			return nil, err
		}
		if _, err := work(reg); err != nil {
			return nil, err
		}
		return &Answer[PlaceAmended]{PlaceAmended{Problems: problemViews(reg, found, c.Lang)}}, nil
	}
	if err := o.edit(ctx, c, req, "amendPlace", []string{in.ID}, work); err != nil {
		return nil, err
	}
	v, err := o.placeView(ctx, c, in.ID, o.today())
	if err != nil {
		return nil, err
	}
	return &Answer[PlaceAmended]{PlaceAmended{v, problemViews(reg, found, c.Lang)}}, nil
}

func (a *PlaceAmendment) check() error {
	names := map[string]string{}
	for _, n := range a.Add.Names {
		names["names"] += n.Text + n.UnitWord
	}
	for _, n := range a.Add.Aliases {
		names["aliases"] += n.Text + n.Source
	}
	for _, n := range a.Add.Codes {
		names["codes"] += n.Scheme + n.Value
	}
	for _, n := range a.Add.Flags {
		names["flags"] += n.Flag + n.Document
	}
	for _, n := range a.Add.Measures {
		names["measures"] += n.Fact + n.Source
	}
	for _, n := range a.Add.Points {
		names["points"] += n.Source
	}
	if c := a.Correct; c != nil {
		for _, n := range c.Names {
			names["correct"] += n.Text + n.Word
		}
		for _, n := range c.Titles {
			names["correct"] += n.Text + n.Word
		}
	}
	return checkNames(names)
}

// changes is the body of the operation: every list that changes, whole.
func (a *PlaceAmendment) changes(d *registry.PlaceDoc) (map[string]any, error) {
	body := map[string]any{"why": plainText(a.Reason)}
	for i := range a.Add.Names {
		a.Add.Names[i].Text, a.Add.Names[i].UnitWord = plainText(a.Add.Names[i].Text), plainText(a.Add.Names[i].UnitWord)
	}
	for _, step := range []func() error{
		func() error {
			return rows(body, "names", d.Names, a.Add.Names, a.End.Names, func(r *registry.NameDoc, to registry.Bound) { r.To = to })
		},
		func() error {
			return rows(body, "aliases", d.Aliases, a.Add.Aliases, a.End.Aliases, func(r *registry.AliasDoc, to registry.Bound) { r.To = to })
		},
		func() error {
			return rows(body, "codes", d.Codes, a.Add.Codes, a.End.Codes, func(r *registry.CodeDoc, to registry.Bound) { r.To = to })
		},
		func() error {
			return rows(body, "parents", d.Parents, a.Add.Parents, a.End.Parents, func(r *registry.ParentDoc, to registry.Bound) { r.To = to })
		},
		func() error {
			return rows(body, "flags", d.Flags, a.Add.Flags, a.End.Flags, func(r *registry.FlagDoc, to registry.Bound) { r.To = to })
		},
		func() error {
			return rows(body, "points", d.Points, a.Add.Points, a.End.Points, func(r *registry.PointDoc, to registry.Bound) { r.To = to })
		},
		func() error { return rows[registry.MeasureDoc](body, "measures", d.Measures, a.Add.Measures, nil, nil) },
		func() error { return a.members(body, d) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if a.Correct == nil {
		return body, nil
	}
	if len(body) > 1 {
		return nil, api.Wrong(api.Field{Field: "correct"}) // a slip is mended by an operation of its own
	}
	return body, a.Correct.changes(body, d)
}

// changes writes the corrected names into the body.
func (c *PlaceCorrection) changes(body map[string]any, d *registry.PlaceDoc) error {
	body[historyCorrection] = true
	if len(c.Names) > 0 {
		names, err := corrected(d.Names, c.Names, func(r *registry.NameDoc, n CorrectName[registry.NameDoc]) {
			r.Text = plainText(n.Text)
			if n.Word != "" {
				r.UnitWord = plainText(n.Word)
			}
		})
		if err != nil {
			return err
		}
		body["names"] = names
	}
	if len(c.Titles) > 0 && d.Group != nil {
		titles, err := corrected(d.Group.Names, c.Titles, func(r *string, n CorrectName[string]) { *r = plainText(n.Text) })
		if err != nil {
			return err
		}
		body["group"] = registry.GroupDoc{Names: titles, Members: d.Group.Members}
	}
	if len(body) == 2 {
		return api.Wrong(api.Field{Field: "correct"})
	}
	return nil
}

// corrected is a list of names with slips mended.
func corrected[T comparable](have []T, slips []CorrectName[T], set func(*T, CorrectName[T])) ([]T, error) {
	list := slices.Clone(have)
	for _, n := range slips {
		i := slices.Index(list, n.Row)
		if i < 0 {
			return nil, api.Fail(api.Conflict, "row_gone")
		}
		set(&list[i], n)
	}
	return list, nil
}

func (a *PlaceAmendment) members(body map[string]any, d *registry.PlaceDoc) error {
	if len(a.Add.Members)+len(a.End.Members) == 0 {
		return nil
	}
	if d.Group == nil {
		return api.Wrong(api.Field{Field: "members"})
	}
	list := map[string]any{}
	err := rows(list, "members", d.Group.Members, a.Add.Members, a.End.Members, func(r *registry.MemberDoc, to registry.Bound) { r.To = to })
	if err != nil {
		return err
	}
	body["group"] = registry.GroupDoc{Names: d.Group.Names, Members: list["members"].([]registry.MemberDoc)}
	return nil
}

// rows writes a list with its ended and its new rows into the body.
func rows[T comparable](body map[string]any, name string, have, add []T, end []EndRow[T], set func(*T, registry.Bound)) error {
	if len(add)+len(end) == 0 {
		return nil
	}
	list := slices.Clone(have)
	for _, e := range end {
		i := slices.Index(list, e.Row)
		if i < 0 {
			return api.Fail(api.Conflict, "row_gone")
		}
		set(&list[i], e.To)
	}
	body[name] = append(list, add...)
	return nil
}
