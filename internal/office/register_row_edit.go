package office

import (
	"context"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/registry"
)

// RowForm is what a row holds.
type RowForm struct {
	Name     string            `json:"name,omitempty" maxLength:"200"`
	PlaceID  string            `json:"place_id" minLength:"1"`
	BodyID   string            `json:"body_id,omitempty"`
	Dims     map[string]string `json:"dims,omitempty"`
	Measures map[string]int64  `json:"measures,omitempty"`
	Document string            `json:"document,omitempty" maxLength:"300"`
}

func (f *RowForm) check() error {
	names := map[string]string{"name": f.Name, "document": f.Document}
	for k, v := range f.Dims {
		names["dims."+k] = v
	}
	return checkNames(names)
}

func (f *RowForm) doc(kind string, from, to registry.Bound) registry.RegisterDoc {
	return registry.RegisterDoc{Kind: kind, Name: plainText(f.Name), PlaceID: f.PlaceID, BodyID: f.BodyID, Dims: f.Dims, Measures: f.Measures,
		Document: plainText(f.Document), From: from, To: to}
}

// RowCreateInput adds a row.
type RowCreateInput struct {
	Once
	Body struct {
		RowForm
		ID   string         `json:"id" format:"uuid" doc:"Made by the client"`
		Kind string         `json:"kind" minLength:"1" maxLength:"60"`
		From registry.Bound `json:"from,omitempty" doc:"First day, unknown when absent"`
		To   registry.Bound `json:"to,omitempty" doc:"Last day, open when absent"`
	}
}

func (o *Office) rowCreate(ctx context.Context, c *api.Caller, in *RowCreateInput) (*Answer[RowView], error) {
	b := &in.Body
	if err := b.check(); err != nil {
		return nil, err
	}
	req, err := once("createRegister", in.Once, b)
	if err != nil {
		return nil, err
	}
	doc := b.doc(b.Kind, boundOr(b.From, registry.Unknown), boundOr(b.To, registry.Open))
	err = o.edit(ctx, c, req, "createRegister", placesOf(b.PlaceID), func(reg *registry.Registry) ([]registry.Change, error) {
		return []registry.Change{{Type: "register", ID: b.ID, Verb: "create", Body: doc}}, wrongRow(reg.CheckRegister(&doc), c.Lang)
	})
	if err != nil {
		return nil, err
	}
	return o.rowAnswer(ctx, c, b.ID)
}

// RowAmendInput corrects a row or lets it go on with other numbers.
type RowAmendInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body struct {
		RowForm
		Revision string `json:"revision" doc:"Of the row as it was read"`
		Reason   string `json:"reason" minLength:"1" maxLength:"500"`
		// Since ends the row the day before and goes on with a new one: what was
		// true until then stays. Without it the row is corrected from its
		// beginning.
		Since *calendar.Day `json:"since,omitempty" doc:"Goes on with these numbers from this day; absent corrects the row from its beginning"`
		NewID string        `json:"new_id,omitempty" format:"uuid" doc:"Of the row that goes on; made by the client"`
	}
}

func (o *Office) rowAmend(ctx context.Context, c *api.Caller, in *RowAmendInput) (*Answer[RowView], error) {
	b := &in.Body
	if err := b.check(); err != nil {
		return nil, err
	}
	if (b.Since != nil) != (b.NewID != "") {
		return nil, api.Wrong(api.Field{Field: "new_id"})
	}
	req, err := once("amendRegister/"+in.ID, in.Once, b)
	if err != nil {
		return nil, err
	}
	answer := in.ID
	if b.Since != nil {
		answer = b.NewID
	}
	at, err := o.rowPlaces(ctx, c, in.ID, b.PlaceID)
	if err != nil {
		return nil, err
	}
	err = o.edit(ctx, c, req, "amendRegister", at, func(reg *registry.Registry) ([]registry.Change, error) {
		old, err := o.rowOf(reg, c, in.ID)
		if err != nil {
			return nil, err
		}
		if docHash(old.RegisterDoc) != b.Revision {
			return nil, api.Fail(api.Conflict, "row_gone")
		}
		return in.changes(reg, old, c.Lang)
	})
	if err != nil {
		return nil, err
	}
	return o.rowAnswer(ctx, c, answer)
}

// rowPlaces are the places a change of a row is about: where it stands and
// where it is to stand.
func (o *Office) rowPlaces(ctx context.Context, c *api.Caller, id string, more ...string) ([]string, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	old, err := o.rowOf(reg, c, id)
	if err != nil {
		return nil, err
	}
	return append([]string{old.PlaceID}, more...), nil
}

func (in *RowAmendInput) changes(reg *registry.Registry, old *registry.Register, lang string) ([]registry.Change, error) {
	b := &in.Body
	why := plainText(b.Reason)
	if b.Since == nil {
		doc := b.doc(old.Kind, old.From, old.To)
		body := map[string]any{"name": doc.Name, "place_id": doc.PlaceID, "body_id": doc.BodyID, "dims": doc.Dims, "measures": doc.Measures,
			"document": doc.Document, "why": why, historyCorrection: true}
		for _, k := range []string{"dims", "measures"} { // an empty object, not null
			if k == "dims" && doc.Dims == nil || k == "measures" && doc.Measures == nil {
				body[k] = map[string]any{}
			}
		}
		return []registry.Change{{Type: "register", ID: in.ID, Verb: "amend", Body: body}}, wrongRow(reg.CheckRegister(&doc), lang)
	}
	if *b.Since <= old.Lo || *b.Since > old.Hi {
		return nil, wrongRow([]registry.Wrong{{Field: "since", Code: "unknown"}}, lang)
	}
	doc := b.doc(old.Kind, registry.On(*b.Since), old.To)
	doc.Stretch, doc.Marker = old.Stretch, old.Marker // where it lies is not what changes here
	return []registry.Change{
		{Type: "register", ID: in.ID, Verb: "end", Body: map[string]any{"to": registry.On(*b.Since - 1), "why": why}},
		{Type: "register", ID: b.NewID, Verb: "create", Body: doc},
	}, wrongRow(reg.CheckRegister(&doc), lang)
}

// RowEndInput ends a row.
type RowEndInput struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body struct {
		LastDay calendar.Day `json:"last_day"`
		Reason  string       `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (o *Office) rowEnd(ctx context.Context, c *api.Caller, in *RowEndInput) (*Answer[RowView], error) {
	b := &in.Body
	req, err := once("endRegister/"+in.ID, in.Once, b)
	if err != nil {
		return nil, err
	}
	at, err := o.rowPlaces(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	err = o.edit(ctx, c, req, "endRegister", at, func(reg *registry.Registry) ([]registry.Change, error) {
		old, err := o.rowOf(reg, c, in.ID)
		if err != nil {
			return nil, err
		}
		if b.LastDay < old.Lo || b.LastDay > old.Hi {
			return nil, wrongRow([]registry.Wrong{{Field: "last_day", Code: "unknown"}}, c.Lang)
		}
		return []registry.Change{{Type: "register", ID: in.ID, Verb: "end", Body: map[string]any{"to": registry.On(b.LastDay), "why": plainText(b.Reason)}}}, nil
	})
	if err != nil {
		return nil, err
	}
	return o.rowAnswer(ctx, c, in.ID)
}
