package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/vi"
)

// BodyBrief is a body in a list.
type BodyBrief struct {
	ID       string `json:"id"`
	Name     string `json:"name" doc:"As on the day"`
	Type     string `json:"type"`
	TypeName string `json:"type_name"`
	PlaceID  string `json:"place_id,omitempty"`
	Place    string `json:"place,omitempty"`
	Ended    bool   `json:"ended,omitempty" doc:"Its last name has ended"`
}

// BodyDetail is a body with its dated names.
type BodyDetail struct {
	BodyBrief
	Revision string                 `json:"revision"`
	Names    []registry.BodyNameDoc `json:"names"`
	Note     string                 `json:"note,omitempty"`
	Editable bool                   `json:"editable"`
}

// BodyQuery chooses bodies.
type BodyQuery struct {
	Type   string `query:"type"`
	Place  string `query:"place" doc:"Bodies of this place and of those below it"`
	Q      string `query:"q" maxLength:"100"`
	Day    string `query:"day"`
	Ended  bool   `query:"ended" doc:"Those that have ended too"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func bodyBrief(reg *registry.Registry, b *registry.Body, day calendar.Day, lang string) BodyBrief {
	v := BodyBrief{ID: b.ID, Name: b.NameOn(day), Type: b.Type, PlaceID: b.PlaceID, Ended: bodyEnded(b, day)}
	if b.PlaceID != "" {
		v.Place = reg.Places.FullName(b.PlaceID, day)
	}
	if cat := reg.Latest(); cat != nil && cat.BodyTypes[b.Type] != nil {
		v.TypeName = cat.BodyTypes[b.Type].Name.In(lang)
	}
	return v
}

// bodyEnded reports that every name of a body has ended before the day.
func bodyEnded(b *registry.Body, day calendar.Day) bool {
	for _, n := range b.Names {
		to, err := n.To.Parse()
		if err != nil || to.Day == 0 || to.Day >= day {
			return false
		}
	}
	return len(b.Names) > 0
}

// Bodies and places are known to everybody who may read the registers: forms
// have to name them, and they are public. What stands in rows is not.
func (o *Office) bodyList(ctx context.Context, c *api.Caller, in *BodyQuery) (*Answer[Items[BodyBrief]], error) {
	day, err := o.dayAsked(in.Day)
	if err != nil {
		return nil, err
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	q := vi.SearchKey(in.Q)
	var all []BodyBrief
	for _, b := range reg.Bodies {
		v := bodyBrief(reg, b, day, c.Lang)
		switch {
		case in.Type != "" && b.Type != in.Type, !in.Ended && v.Ended, q != "" && !strings.Contains(vi.SearchKey(v.Name), q):
			continue
		case in.Place != "" && !o.standsIn(reg, in.Place, b.PlaceID, day):
			continue
		}
		all = append(all, v)
	}
	slices.SortFunc(all, func(a, b BodyBrief) int { return cmpText(a.Name, b.Name, a.ID, b.ID) })
	page, err := pageOf(all, in.Cursor, in.Limit, func(b BodyBrief) string { return b.ID })
	if err != nil {
		return nil, err
	}
	return &Answer[Items[BodyBrief]]{page}, nil
}

// standsIn reports whether a place, or a member of a group, lies in another.
func (o *Office) standsIn(reg *registry.Registry, outer, id string, day calendar.Day) bool {
	if id == "" {
		return false
	}
	if id == outer || reg.Places.Holds(outer, id, day) {
		return true
	}
	return reg.Places.IsGroup(id) && slices.ContainsFunc(reg.Places.MembersOn(id, day), func(m string) bool { return reg.Places.Holds(outer, m, day) })
}

// IDOnly names an entity.
type IDOnly struct {
	ID string `path:"id"`
}

func (o *Office) bodyGet(ctx context.Context, c *api.Caller, in *IDOnly) (*Answer[BodyDetail], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	b := reg.Bodies[in.ID]
	if b == nil {
		return nil, api.Missing()
	}
	v := BodyDetail{BodyBrief: bodyBrief(reg, b, o.today(), c.Lang), Names: orNone(b.Names), Note: b.Note, Revision: docHash(b.BodyDoc)}
	v.Editable = o.mayEditAt(reg, c, b.PlaceID)
	return &Answer[BodyDetail]{v}, nil
}

// mayEditAt reports whether the caller may change what stands at a place, or
// nowhere.
func (o *Office) mayEditAt(reg *registry.Registry, c *api.Caller, placeID string) bool {
	if placeID == "" {
		return reg.Rules(o.today()).Has(&c.Actor, access.WriteRegistry)
	}
	return o.mayEdit(reg, c, placeID)
}

// BodyCreateInput adds a body.
type BodyCreateInput struct {
	Once
	Body struct {
		ID      string         `json:"id" format:"uuid" doc:"Made by the client"`
		Type    string         `json:"type" minLength:"1" maxLength:"60"`
		Name    string         `json:"name" minLength:"1" maxLength:"200"`
		PlaceID string         `json:"place_id,omitempty"`
		From    registry.Bound `json:"from,omitempty" doc:"First day, unknown when absent"`
		Note    string         `json:"note,omitempty" maxLength:"1000"`
	}
}

func (o *Office) bodyCreate(ctx context.Context, c *api.Caller, in *BodyCreateInput) (*Answer[BodyDetail], error) {
	b := &in.Body
	if err := checkNames(map[string]string{"name": b.Name, "note": b.Note}); err != nil {
		return nil, err
	}
	req, err := once("createBody", in.Once, b)
	if err != nil {
		return nil, err
	}
	doc := registry.BodyDoc{Type: b.Type, PlaceID: b.PlaceID, Note: plainText(b.Note),
		Names: []registry.BodyNameDoc{{Text: plainText(b.Name), From: boundOr(b.From, registry.Unknown), To: registry.Open}}}
	err = o.edit(ctx, c, req, "createBody", placesOf(b.PlaceID), func(reg *registry.Registry) ([]registry.Change, error) {
		if err := knownBody(reg, &doc); err != nil {
			return nil, err
		}
		return []registry.Change{{Type: "body", ID: b.ID, Verb: "create", Body: doc}}, nil
	})
	if err != nil {
		return nil, err
	}
	return o.bodyGet(ctx, c, &IDOnly{b.ID})
}

func placesOf(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

func knownBody(reg *registry.Registry, d *registry.BodyDoc) error {
	var wrong []api.Field
	if cat := reg.Latest(); cat == nil || cat.BodyTypes[d.Type] == nil {
		wrong = append(wrong, api.Field{Field: "type"})
	}
	if d.PlaceID != "" && reg.Places.Ordinal(d.PlaceID) < 0 && !reg.Places.IsGroup(d.PlaceID) {
		wrong = append(wrong, api.Field{Field: "place_id"})
	}
	if wrong != nil {
		return api.Wrong(wrong...)
	}
	return nil
}

// BodyAmendInput renames, moves or ends a body, or mends a slip in its name.
type BodyAmendInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
		// Name is the new name from Day on; the old one ends the day before.
		Name    string                             `json:"name,omitempty" maxLength:"200" doc:"New name from the day on"`
		Day     *calendar.Day                      `json:"day,omitempty" doc:"First day of the new name"`
		LastDay *calendar.Day                      `json:"last_day,omitempty" doc:"The body ends on this day"`
		PlaceID *string                            `json:"place_id,omitempty"`
		Note    *string                            `json:"note,omitempty" maxLength:"1000"`
		Correct *CorrectName[registry.BodyNameDoc] `json:"correct,omitempty" doc:"Mends a slip of the pen; alone, without another change"`
	}
}

func (o *Office) bodyAmend(ctx context.Context, c *api.Caller, in *BodyAmendInput) (*Answer[BodyDetail], error) {
	b := &in.Body
	note := ""
	if b.Note != nil {
		note = *b.Note
	}
	names := map[string]string{"name": b.Name, "note": note}
	if b.Correct != nil {
		names["correct"] = b.Correct.Text
	}
	if err := checkNames(names); err != nil {
		return nil, err
	}
	if (b.Name != "") != (b.Day != nil) {
		return nil, api.Wrong(api.Field{Field: "day"})
	}
	req, err := once("amendBody/"+in.ID, in.Once, b)
	if err != nil {
		return nil, err
	}
	var at []string
	if reg, err := o.Store.Registry(ctx); err == nil && reg.Bodies[in.ID] != nil {
		at = placesOf(reg.Bodies[in.ID].PlaceID)
	}
	err = o.edit(ctx, c, req, "amendBody", at, func(reg *registry.Registry) ([]registry.Change, error) {
		old := reg.Bodies[in.ID]
		if old == nil {
			return nil, api.Missing()
		}
		return in.changes(reg, old)
	})
	if err != nil {
		return nil, err
	}
	return o.bodyGet(ctx, c, &IDOnly{in.ID})
}

func (in *BodyAmendInput) changes(reg *registry.Registry, old *registry.Body) ([]registry.Change, error) {
	b := &in.Body
	if b.Correct != nil {
		return in.correction(old)
	}
	doc := old.BodyDoc
	doc.Names = slices.Clone(doc.Names)
	if b.Name != "" {
		if err := endNames(doc.Names, *b.Day-1); err != nil {
			return nil, err
		}
		doc.Names = append(doc.Names, registry.BodyNameDoc{Text: plainText(b.Name), From: registry.On(*b.Day), To: registry.Open})
	}
	if b.LastDay != nil {
		if err := endNames(doc.Names, *b.LastDay); err != nil {
			return nil, err
		}
	}
	body := map[string]any{"names": doc.Names, "why": plainText(b.Reason)}
	if b.PlaceID != nil {
		doc.PlaceID = *b.PlaceID
		body["place_id"] = doc.PlaceID
	}
	if b.Note != nil {
		body["note"] = plainText(*b.Note)
	}
	if err := knownBody(reg, &doc); err != nil {
		return nil, err
	}
	return []registry.Change{{Type: "body", ID: in.ID, Verb: "amend", Body: body}}, nil
}

// correction mends a slip by an operation of its own.
func (in *BodyAmendInput) correction(old *registry.Body) ([]registry.Change, error) {
	b := &in.Body
	if b.Name != "" || b.LastDay != nil || b.PlaceID != nil || b.Note != nil {
		return nil, api.Wrong(api.Field{Field: "correct"})
	}
	type slip = CorrectName[registry.BodyNameDoc]
	names, err := corrected(old.Names, []slip{*b.Correct}, func(r *registry.BodyNameDoc, n slip) { r.Text = plainText(n.Text) })
	body := map[string]any{"names": names, "why": plainText(b.Reason), historyCorrection: true}
	return []registry.Change{{Type: "body", ID: in.ID, Verb: "amend", Body: body}}, err
}

// endNames ends the names in force with a day; a name that begins later stays
// in nobody's memory, so it is refused.
func endNames(names []registry.BodyNameDoc, last calendar.Day) error {
	for i := range names {
		from, err := names[i].From.Parse()
		if err != nil {
			return ledger.Refuse(ledger.CodeBadContent, err.Error())
		}
		to, err := names[i].To.Parse()
		if err != nil {
			return ledger.Refuse(ledger.CodeBadContent, err.Error())
		}
		if to.Day != 0 && to.Day <= last {
			continue
		}
		if from.Day > last {
			return wrongField("day", "row_gone")
		}
		names[i].To = registry.On(last)
	}
	return nil
}

// pageOf is one page of a sorted list; the cursor is the id of the last row of
// the page before.
func pageOf[T any](all []T, cursor string, limit int, id func(T) string) (Items[T], error) {
	start := 0
	if cursor != "" {
		last, ok := decodeCursor(cursor)
		if !ok {
			return Items[T]{}, wrongField("cursor", "bad_request")
		}
		i := slices.IndexFunc(all, func(v T) bool { return id(v) == last })
		if i < 0 { // it ended in between; beginning anew could show rows twice
			return Items[T]{}, api.Fail(api.Gone, "")
		}
		start = i + 1
	}
	if limit < 1 {
		limit = 50
	}
	page := Items[T]{Items: orNone(all[start:min(start+limit, len(all))])}
	if start+limit < len(all) {
		page.Next = encodeCursor(id(page.Items[len(page.Items)-1]))
	}
	return page, nil
}
