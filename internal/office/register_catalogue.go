package office

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/report"
)

// CatalogueFile is a file of the catalogue.
type CatalogueFile struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Name    string `json:"name"`
	Bytes   int    `json:"bytes"`
	Content string `json:"content"`
	By      string `json:"by,omitempty" doc:"Who added it; absent for the base files"`
	AtMS    int64  `json:"at_ms,omitempty"`
}

func (o *Office) catalogueList(ctx context.Context, _ *api.Caller, _ *Nothing) (*Answer[Items[CatalogueFile]], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	entities, err := o.Store.Entities(ctx, "catalogue")
	if err != nil {
		return nil, err
	}
	out := Items[CatalogueFile]{Items: []CatalogueFile{}}
	for _, e := range entities {
		var d registry.CatalogueDoc
		if err := json.Unmarshal(e.Body, &d); err != nil {
			return nil, err
		}
		f := CatalogueFile{ID: e.ID, Version: d.Version, Name: d.Name, Bytes: len(d.Content), Content: d.Content}
		if d.Version > 1 {
			ops, err := o.Store.Operations(ctx, registryID, e.ID)
			if err != nil {
				return nil, err
			}
			if len(ops) > 0 {
				f.By, f.AtMS = reg.PersonName(ops[0].Op.ActorID), ops[0].Stamp.AcceptedMS
			}
		}
		out.Items = append(out.Items, f)
	}
	slices.SortFunc(out.Items, func(a, b CatalogueFile) int {
		return cmp.Or(cmp.Compare(b.Version, a.Version), strings.Compare(a.Name, b.Name))
	})
	return &Answer[Items[CatalogueFile]]{out}, nil
}

// CatalogueForm is a file to check or add.
type CatalogueForm struct {
	Name    string `json:"name" minLength:"1" maxLength:"80" example:"dac-thu.yaml"`
	Content string `json:"content" minLength:"1" maxLength:"40000"`
}

// CatalogueCheckInput asks for a check.
type CatalogueCheckInput struct{ Body CatalogueForm }

// CatalogueFinding is one finding about a file, with its line.
type CatalogueFinding struct {
	Line     int    `json:"line" doc:"0 is the file as a whole"`
	Column   int    `json:"column"`
	Severity string `json:"severity" enum:"error,warning"`
	Code     string `json:"code"`
	Text     string `json:"text"`
	File     string `json:"file,omitempty" doc:"When it is another file than the one given"`
}

// CatalogueCheck is what was found.
type CatalogueCheck struct {
	OK       bool               `json:"ok" doc:"The file can be added"`
	Version  int                `json:"version" doc:"Version it would be, or is"`
	Findings []CatalogueFinding `json:"findings"`
	Kinds    []Named            `json:"kinds" doc:"New kinds"`
	Figures  []Named            `json:"indicators" doc:"New indicators"`
}

var catalogueName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*\.yaml$`)

func (o *Office) catalogueCheck(ctx context.Context, c *api.Caller, in *CatalogueCheckInput) (*Answer[CatalogueCheck], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	v, err := checkCatalogue(reg, &in.Body, c.Lang)
	if err != nil {
		return nil, err
	}
	return &Answer[CatalogueCheck]{*v}, nil
}

// checkCatalogue compiles the file with all in force. What an earlier file
// brings never changes, so a name that is taken is refused.
func checkCatalogue(reg *registry.Registry, f *CatalogueForm, lang string) (*CatalogueCheck, error) {
	files := reg.CatalogueFiles()
	taken := slices.ContainsFunc(files, func(x catalogue.File) bool { return x.Name == f.Name })
	if taken || !catalogueName.MatchString(f.Name) {
		return nil, wrongField("name", "catalogue_name")
	}
	next, problems := catalogue.Compile(append(files, catalogue.File{Name: f.Name, Content: []byte(f.Content)}))
	old := reg.Latest()
	if next != nil && old != nil {
		problems = append(problems, catalogue.CheckUpgrade(old, next)...)
		_, ofReports := report.Of(next)
		_, ofPapers := report.PapersOf(next)
		problems = append(problems, slices.Concat(ofReports, ofPapers)...)
	}
	v := &CatalogueCheck{OK: !catalogue.HasErrors(problems), Version: reg.CatalogueVersion + 1, Findings: []CatalogueFinding{}, Kinds: []Named{}, Figures: []Named{}}
	for _, p := range problems {
		if p.File != f.Name && p.Severity != catalogue.Error {
			continue // warnings of other files were told when those came
		}
		x := CatalogueFinding{Line: p.Line, Column: p.Column, Severity: string(p.Severity), Code: p.Code, Text: p.VI}
		if lang == "en" {
			x.Text = p.EN
		}
		if p.File != f.Name {
			x.File = p.File
		}
		v.Findings = append(v.Findings, x)
	}
	if v.OK {
		v.added(old, next, lang)
	}
	return v, nil
}

func (v *CatalogueCheck) added(old, next *catalogue.Catalogue, lang string) {
	for _, k := range next.KindList() {
		if old == nil || old.Kinds[k.ID] == nil {
			v.Kinds = append(v.Kinds, Named{k.ID, k.Name.In(lang)})
		}
	}
	for _, i := range next.IndicatorList() {
		if old == nil || old.Indicators[i.ID] == nil {
			v.Figures = append(v.Figures, Named{i.ID, i.Name.In(lang)})
		}
	}
}

// CatalogueAddInput adds a file.
type CatalogueAddInput struct {
	Once
	Body struct {
		CatalogueForm
		ID     string `json:"id" format:"uuid" doc:"Made by the client"`
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

func (o *Office) catalogueAdd(ctx context.Context, c *api.Caller, in *CatalogueAddInput) (*Answer[CatalogueCheck], error) {
	b := &in.Body
	req, err := once("addCatalogueFile", in.Once, b)
	if err != nil {
		return nil, err
	}
	v := &CatalogueCheck{OK: true, Findings: []CatalogueFinding{}, Kinds: []Named{}, Figures: []Named{}}
	record := audit.Record{Action: audit.Configuration, ObjectID: b.ID, Detail: audit.Facts("catalogue", b.Name), Reason: b.Reason}
	err = o.edit(ctx, c, req, "addCatalogueFile", nil, func(reg *registry.Registry) ([]registry.Change, error) {
		if v, err = checkCatalogue(reg, &b.CatalogueForm, c.Lang); err != nil {
			return nil, err
		}
		if !v.OK {
			e := api.Fail(api.Unprocessable, "catalogue_errors")
			for _, f := range v.Findings {
				e.Fields = append(e.Fields, api.Field{Field: findingAt(&f), Message: f.Text})
			}
			return nil, e
		}
		return []registry.Change{{Type: "catalogue", ID: b.ID, Verb: "create",
			Body: registry.CatalogueDoc{Version: reg.CatalogueVersion + 1, Name: b.Name, Content: b.Content}}}, nil
	}, record)
	if err != nil {
		return nil, err
	}
	return &Answer[CatalogueCheck]{*v}, nil
}

func findingAt(f *CatalogueFinding) string {
	if f.Line == 0 {
		return "content"
	}
	return "content:" + strconv.Itoa(f.Line)
}

// HistoryInput names an entity of the registers.
type HistoryInput struct {
	Type string `path:"type" enum:"place,body,register,ledger,catalogue"`
	ID   string `path:"id"`
}

// HistoryLine is one signed change.
type HistoryLine struct {
	Seq    int64  `json:"seq" doc:"Position in the ledger of the registers"`
	AtMS   int64  `json:"at_ms"`
	Verb   string `json:"verb" enum:"create,amend,end,succeed"`
	Person string `json:"person"`
	Body   string `json:"body,omitempty" doc:"Body the person acted for"`
	Reason string `json:"reason,omitempty"`
	// Correction tells a slip mended from a change of what is so.
	Correction bool            `json:"correction,omitempty" doc:"Mends a slip: it was never so"`
	Fields     []string        `json:"fields" doc:"Fields it wrote"`
	Change     json.RawMessage `json:"change" doc:"What the operation says"`
}

// Fields of an operation that say something about it: its reason, and that it
// mends a slip.
const (
	historyWhy        = "why"
	historyCorrection = "correction"
)

func (o *Office) registryHistory(ctx context.Context, c *api.Caller, in *HistoryInput) (*Answer[Items[HistoryLine]], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	if in.Type == "register" {
		if _, err := o.rowOf(reg, c, in.ID); err != nil {
			return nil, err
		}
	}
	if _, err := o.Store.Entity(ctx, in.Type, in.ID); err != nil {
		return nil, err
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	ops, err := o.Store.Operations(ctx, registryID, in.ID)
	if err != nil {
		return nil, err
	}
	out := Items[HistoryLine]{Items: []HistoryLine{}}
	for i := range ops {
		if ops[i].Op.EntityType != in.Type {
			continue
		}
		line, err := o.historyLine(reg, &ops[i])
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, line)
	}
	slices.Reverse(out.Items)
	return &Answer[Items[HistoryLine]]{out}, nil
}

func (o *Office) historyLine(reg *registry.Registry, op *ledger.Stamped) (HistoryLine, error) {
	day := calendar.Day((op.Stamp.AcceptedMS/1000 + 7*3600) / 86400)
	v := HistoryLine{Seq: op.Stamp.Seq, AtMS: op.Stamp.AcceptedMS, Verb: op.Op.Verb, Person: reg.PersonName(op.Op.ActorID), Fields: []string{}}
	if reg.Bodies[op.Op.BodyID] != nil {
		v.Body = reg.BodyName(op.Op.BodyID, day)
	}
	if _, ok := reg.People[op.Op.ActorID]; !ok {
		v.Person = "" // written by the program itself: a set-up, an import
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(op.Op.Body, &body); err != nil {
		return v, err
	}
	if raw, ok := body[historyWhy]; ok && json.Unmarshal(raw, &v.Reason) == nil {
		delete(body, historyWhy)
	}
	if raw, ok := body[historyCorrection]; ok && json.Unmarshal(raw, &v.Correction) == nil {
		delete(body, historyCorrection)
	}
	for k := range body {
		v.Fields = append(v.Fields, k)
	}
	slices.Sort(v.Fields)
	var err error
	v.Change, err = json.Marshal(body)
	return v, err
}
