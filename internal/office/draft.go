package office

import (
	"context"
	"encoding/json"
	"errors"

	"phendau/internal/api"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// DraftRow is a draft in the list.
type DraftRow struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Updated int64  `json:"updated_ms"`
}

// DraftView is a draft with the form's own state.
type DraftView struct {
	DraftRow
	Form map[string]any `json:"form" doc:"State of the form; only the client reads it"`
}

// DraftPath names a draft.
type DraftPath struct {
	ID string `path:"id" format:"uuid"`
}

// DraftInput keeps a draft. A form saves itself, so a lost answer is repaired
// by the next save and no request id is needed.
type DraftInput struct {
	DraftPath
	Body struct {
		Title string         `json:"title" maxLength:"200"`
		Form  map[string]any `json:"form"`
	}
}

// maxDraft is the largest form in bytes.
const maxDraft = 64 << 10

func (o *Office) draftList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[List[DraftRow]], error) {
	found, err := o.Store.Drafts(ctx, c.PersonID)
	out := List[DraftRow]{Items: []DraftRow{}}
	for _, d := range found {
		out.Items = append(out.Items, DraftRow{d.ID, d.Title, d.UpdatedMS})
	}
	return &Answer[List[DraftRow]]{out}, err
}

func (o *Office) draftGet(ctx context.Context, c *api.Caller, in *DraftPath) (*Answer[DraftView], error) {
	d, err := o.Store.Draft(ctx, c.PersonID, in.ID)
	if err != nil {
		return nil, err
	}
	v := DraftView{DraftRow: DraftRow{d.ID, d.Title, d.UpdatedMS}}
	if err := json.Unmarshal(d.Body, &v.Form); err != nil {
		return nil, err
	}
	return &Answer[DraftView]{v}, nil
}

func (o *Office) draftPut(ctx context.Context, c *api.Caller, in *DraftInput) (*Answer[DraftRow], error) {
	b, err := json.Marshal(in.Body.Form)
	if err != nil {
		return nil, err
	}
	if len(b) > maxDraft {
		return nil, api.Fail(api.TooLarge, "")
	}
	if !ledger.ValidID(in.ID) {
		return nil, api.Wrong(api.Field{Field: "id", Message: "UUID"})
	}
	err = o.Store.PutDraft(ctx, c.PersonID, &store.Draft{ID: in.ID, Title: in.Body.Title, Body: b})
	if errors.Is(err, store.ErrTooManyDrafts) {
		return nil, api.Fail(api.Conflict, "too_many_drafts")
	}
	return &Answer[DraftRow]{DraftRow{in.ID, in.Body.Title, o.nowMS()}}, err
}

func (o *Office) draftDrop(ctx context.Context, c *api.Caller, in *DraftPath) (*Nothing, error) {
	return &Nothing{}, o.Store.Within(ctx, func(t *store.Tx) error { return t.DropDraft(c.PersonID, in.ID) })
}
