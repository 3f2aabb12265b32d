package office

import (
	"context"
	"errors"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/intake"
	"phendau/internal/ledger"
	"phendau/internal/sheet"
	"phendau/internal/store"
)

func (o *Office) importRoutes(a *api.API) {
	const tag = "imports"
	api.Add(a, api.Route{Method: "POST", Path: "/imports", ID: "checkImport", Tag: tag, Summary: "Send a file and have it checked; nothing is written yet",
		Action: access.Import, Class: api.Heavy, MaxBody: sheet.MaxFileBytes}, nil, o.importCheck)
	api.Add(a, api.Route{Method: "GET", Path: "/imports", ID: "listImports", Tag: tag, Summary: "Own files of the last day", Action: access.Import}, nil, o.importList)
	api.Add(a, api.Route{Method: "GET", Path: "/imports/{id}", ID: "getImport", Tag: tag, Summary: "Check a waiting file again", Action: access.Import, Class: api.Heavy}, nil, o.importGet)
	api.Add(a, api.Route{Method: "POST", Path: "/imports/{id}/confirm", ID: "confirmImport", Tag: tag, Summary: "Write a checked file, whole or not at all",
		Action: access.Import, Class: api.Heavy}, nil, o.importConfirm)
	api.Add(a, api.Route{Method: "DELETE", Path: "/imports/{id}", ID: "dropImport", Tag: tag, Summary: "Throw a waiting file away", Action: access.Import}, nil, o.importDrop)
	api.Add(a, api.Route{Method: "GET", Path: "/imports/template", ID: "importTemplate", Tag: tag, Summary: "An empty sheet with its headings and one example",
		Action: access.Import}, nil, o.importTemplate)
}

// maxImportRows is what one request can write while its sender waits; the
// command takes more.
const maxImportRows = 20_000

// ImportFileInput is a file as it is.
type ImportFileInput struct {
	Once
	Kind    string `query:"kind" required:"true" enum:"entries,statements"`
	Name    string `query:"name" required:"true" maxLength:"200" doc:"File name, for the list"`
	RawBody []byte `contentType:"application/octet-stream"`
}

// ImportRow is a file in the list.
type ImportRow struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" enum:"entries,statements"`
	Name      string `json:"name"`
	AtMS      int64  `json:"at_ms"`
	ExpiresMS int64  `json:"expires_ms" doc:"When it is forgotten"`
	Done      bool   `json:"done"`
	Written   int64  `json:"written" doc:"Records written"`
}

// ImportView is a checked file.
type ImportView struct {
	ImportRow
	Rows      int             `json:"rows" doc:"Rows read"`
	Records   int             `json:"records" doc:"Records it would write; 0 with errors"`
	Errors    int             `json:"errors"`
	Questions int             `json:"questions" doc:"Doubts nobody has answered"`
	Warnings  int             `json:"warnings"`
	Problems  []ImportProblem `json:"problems" doc:"The first thousand, by sheet, row and column"`
	// May says whether it can be confirmed now.
	May bool `json:"may_confirm"`
}

// ImportProblem is one finding at one place of the file.
type ImportProblem struct {
	Sheet    string `json:"sheet"`
	Cell     string `json:"cell,omitempty" example:"F12"`
	Row      int    `json:"row,omitempty"`
	Column   int    `json:"column,omitempty"`
	Head     string `json:"head,omitempty" doc:"Heading of the column"`
	Code     string `json:"code"`
	Text     string `json:"text"`
	Severity string `json:"severity" enum:"error,question,warning"`
	Answer   string `json:"answer,omitempty"`
	// Answerable says that an answer lets the row pass or is kept with it.
	Answerable bool `json:"answerable,omitempty"`
}

// ImportAnswer is the answer to a doubt at a place of the file.
type ImportAnswer struct {
	Sheet  string `json:"sheet" maxLength:"200"`
	Row    int    `json:"row"`
	Column int    `json:"column"`
	Code   string `json:"code" maxLength:"60"`
	Answer string `json:"answer" maxLength:"500"`
}

// ImportID names a file.
type ImportID struct {
	ID string `path:"id" format:"uuid"`
}

// importing is a plan with what it was made from.
type importing struct {
	plan     intake.Plan
	problems []intake.Problem
	grant    *access.Grant
}

func (o *Office) importCheck(ctx context.Context, c *api.Caller, in *ImportFileInput) (*Answer[ImportView], error) {
	if !ledger.ValidID(in.RequestID) {
		return nil, api.Wrong(api.Field{Field: "Idempotency-Key", Message: "UUID"})
	}
	id := ledger.DerivedID(in.RequestID, "import")
	f, err := o.Store.ImportFile(ctx, c.PersonID, id)
	if errors.Is(err, store.ErrGone) {
		f = &store.ImportFile{ID: id, PersonID: c.PersonID, Kind: in.Kind, Name: fileName(in.Name), Bytes: in.RawBody}
		err = o.Store.Within(ctx, func(t *store.Tx) error { return t.PutImportFile(f) })
	}
	if err != nil {
		return nil, err
	}
	return o.importAnswer(ctx, c, f, nil)
}

func (o *Office) importGet(ctx context.Context, c *api.Caller, in *ImportID) (*Answer[ImportView], error) {
	f, err := o.Store.ImportFile(ctx, c.PersonID, in.ID)
	if err != nil {
		return nil, err
	}
	return o.importAnswer(ctx, c, f, nil)
}

// importAnswer checks a waiting file; of one that is done it says so.
func (o *Office) importAnswer(ctx context.Context, c *api.Caller, f *store.ImportFile, answers []ImportAnswer) (*Answer[ImportView], error) {
	v := ImportView{ImportRow: importRow(f), Problems: []ImportProblem{}}
	if !f.Waiting() {
		return &Answer[ImportView]{v}, nil
	}
	x, err := o.planImport(ctx, c, f, answers)
	if err != nil {
		return nil, err
	}
	p := &x.plan
	v.Rows, v.Records, v.Errors, v.Questions, v.Warnings = p.Rows, p.Records, p.Errors, p.Questions, p.Warnings
	for _, q := range x.problems {
		v.Problems = append(v.Problems, ImportProblem{q.Sheet, q.Cell, q.Row, q.Column, q.Head, q.Code, inLang(c, q.VI, q.EN), string(q.Severity), q.Answer, q.Answerable()})
	}
	v.May = p.OK()
	return &Answer[ImportView]{v}, nil
}

func importRow(f *store.ImportFile) ImportRow {
	return ImportRow{ID: f.ID, Kind: f.Kind, Name: f.Name, AtMS: f.CreatedMS, ExpiresMS: f.ExpiresMS, Done: !f.Waiting(), Written: max(f.Records, 0)}
}

func (o *Office) importList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[[]ImportRow], error) {
	files, err := o.Store.ImportFiles(ctx, c.PersonID)
	out := []ImportRow{}
	for i := range files {
		out = append(out, importRow(&files[i]))
	}
	return &Answer[[]ImportRow]{out}, err
}

// ImportConfirm answers the doubts of a file and has it written.
type ImportConfirm struct {
	Once
	ImportID
	Body struct {
		Answers []ImportAnswer `json:"answers,omitempty" maxItems:"1000"`
	}
}

func (o *Office) importConfirm(ctx context.Context, c *api.Caller, in *ImportConfirm) (*Answer[ImportView], error) {
	req, err := once("confirmImport "+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	f, err := o.Store.ImportFile(ctx, c.PersonID, in.ID)
	if err != nil {
		return nil, err
	}
	if !f.Waiting() { // confirmed before, here or in another window
		return o.importAnswer(ctx, c, f, nil)
	}
	x, err := o.planImport(ctx, c, f, in.Body.Answers)
	if err != nil {
		return nil, err
	}
	if !x.plan.OK() {
		return nil, api.Fail(api.Conflict, "import_errors", "n", x.plan.Errors)
	}
	note := audit.Record{Action: audit.Import, ObjectID: f.ID, PlaceID: x.grant.PlaceID, Detail: audit.Facts("what", f.Kind, "rows", x.plan.Rows, "records", x.plan.Records)}
	_, err = o.do(ctx, c, act{request: req, drafts: x.plan.Drafts, records: []audit.Record{note}, also: func(t *store.Tx) error {
		return t.FinishImportFile(f.ID, int64(x.plan.Records))
	}})
	if err != nil {
		return nil, err
	}
	if f, err = o.Store.ImportFile(ctx, c.PersonID, in.ID); err != nil {
		return nil, err
	}
	return o.importAnswer(ctx, c, f, nil)
}

func (o *Office) importDrop(ctx context.Context, c *api.Caller, in *ImportID) (*Answer[Nothing], error) {
	return &Answer[Nothing]{}, o.Store.Within(ctx, func(t *store.Tx) error { return t.DropImportFile(c.PersonID, in.ID) })
}

// fileName is the last part of a path, without what could break a line.
func fileName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	return strings.Map(func(r rune) rune {
		if r < ' ' || slices.Contains([]rune(`<>"`), r) {
			return '_'
		}
		return r
	}, s)
}
