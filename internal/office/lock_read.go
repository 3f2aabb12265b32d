package office

import (
	"context"
	"fmt"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/document"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/paper"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/store"
	"phendau/internal/words"
)

// LockQuery filters the locked reports.
type LockQuery struct {
	PlaceID  string `query:"place_id" maxLength:"36" doc:"Of this place alone"`
	Template string `query:"template" maxLength:"100"`
	Cursor   string `query:"cursor" maxLength:"200"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// LockRow is a locked report in a list.
type LockRow struct {
	LockIdent
	Template  string `json:"template"`
	Title     string `json:"title"`
	PlaceID   string `json:"place_id"`
	Place     string `json:"place"`
	From      string `json:"from"`
	To        string `json:"to"`
	Calendar  string `json:"calendar"`
	Period    string `json:"period" doc:"The period in words"`
	Signer    string `json:"signer"`
	AtMS      int64  `json:"at_ms"`
	Entries   int64  `json:"entries" doc:"Entries the lock holds"`
	Changes   int    `json:"changes" doc:"Operations since that changed something the report counted"`
	Withdrawn bool   `json:"withdrawn,omitempty"`
}

// LockPage is a page of locked reports.
type LockPage struct {
	Items []LockRow `json:"items"`
	Next  string    `json:"next,omitempty" doc:"Cursor of the next page"`
}

func (o *Office) lockList(ctx context.Context, c *api.Caller, in *LockQuery) (*Answer[LockPage], error) {
	see, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	f := store.LockFilter{Ledgers: see.ledgers(), Limit: in.Limit}
	if in.Cursor != "" {
		if _, err := fmt.Sscanf(in.Cursor, "%d_%s", &f.BeforeMS, &f.BeforeID); err != nil {
			return nil, api.Wrong(api.Field{Field: "cursor", Message: err.Error()})
		}
	}
	changes, err := o.changes(ctx)
	if err != nil {
		return nil, err
	}
	out := LockPage{Items: []LockRow{}}
	for len(out.Items) < in.Limit {
		page, err := o.Store.Locks(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, s := range page {
			f.BeforeMS, f.BeforeID = s.AtMS, s.ID
			if in.picks(s) && see.rules.May(see.actor, access.ReadReports, lockTarget(s)) == access.Allowed {
				out.Items = append(out.Items, o.lockRow(c, see.reg, s, changes[s.ID]))
			}
			if len(out.Items) == in.Limit {
				break
			}
		}
		if len(page) < f.Limit {
			return &Answer[LockPage]{out}, nil
		}
	}
	out.Next = fmt.Sprintf("%d_%s", f.BeforeMS, f.BeforeID)
	return &Answer[LockPage]{out}, nil
}

func (q *LockQuery) picks(s *ledger.Snapshot) bool {
	return (q.PlaceID == "" || s.Body.PlaceID == q.PlaceID) && (q.Template == "" || s.Body.Report == q.Template)
}

// changes counts by lock the operations that changed what it holds.
func (o *Office) changes(ctx context.Context) (map[string]int, error) {
	all, err := o.Store.Restatements(ctx)
	if err != nil {
		return nil, err
	}
	out, seen := map[string]int{}, map[string]bool{}
	for _, r := range all {
		for _, id := range r.Snapshots {
			if key := fmt.Sprint(id, r.LedgerID, r.Seq); !seen[key] {
				seen[key] = true
				out[id]++
			}
		}
	}
	return out, nil
}

func (o *Office) lockRow(c *api.Caller, reg *registry.Registry, s *ledger.Snapshot, changes int) LockRow {
	b := &s.Body
	return LockRow{LockIdent: LockIdent{s.LedgerID, s.ID}, Template: b.Report, Title: paper.Visible(b.Title), PlaceID: b.PlaceID, Place: reg.Places.FullName(b.PlaceID, b.MapDay),
		From: b.From.String(), To: b.To.String(), Calendar: b.Calendar, Period: lockLabel(b, words.For(c.Lang)), Signer: reg.PersonName(s.Signer), AtMS: s.AtMS,
		Entries: b.Entries, Changes: changes, Withdrawn: s.Withdrawn}
}

// LockView is one locked report.
type LockView struct {
	LockRow
	Number     string       `json:"number" doc:"Number line of the document"`
	Map        string       `json:"map"`
	Status     string       `json:"status"`
	Viewpoint  string       `json:"viewpoint"`
	Cells      []LockedCell `json:"cells"`
	Position   []PositionAt `json:"position" doc:"How far every ledger was read"`
	Catalogue  int          `json:"catalogue" doc:"Version"`
	CellsHash  string       `json:"cells_hash"`
	Document   string       `json:"document_hash"`
	Doubts     []LockDoubt  `json:"doubts" doc:"Questions the signer answered"`
	Signature  Signature    `json:"signature"`
	Check      LockCheck    `json:"check"`
	MayUndo    bool         `json:"may_withdraw"`
	Correction *ReportAsk   `json:"correction,omitempty" doc:"The note of correction to be drafted, once something changed"`
}

// LockedCell is a figure as it was locked.
type LockedCell struct {
	Number    int    `json:"number"`
	Indicator string `json:"indicator"`
	Name      string `json:"name"`
	Measure   string `json:"measure"`
	Unit      string `json:"unit"`
	Place     string `json:"place"`
	State     string `json:"state"`
	Printed   string `json:"printed"`
	Drill     string `json:"drill" doc:"Selection that opens the cell"`
}

// PositionAt is how far one ledger was read.
type PositionAt struct {
	LedgerID string `json:"ledger_id"`
	Name     string `json:"name"`
	Seq      int64  `json:"seq"`
	Hash     string `json:"ledger_hash"`
}

// LockDoubt is a question and its answer.
type LockDoubt struct {
	Code   string `json:"code"`
	Answer string `json:"answer"`
}

// Signature is the operation that locked the report.
type Signature struct {
	OpID      string `json:"op_id"`
	Seq       int64  `json:"seq" doc:"Number in the ledger"`
	OpHash    string `json:"op_hash"`
	Ledger    string `json:"ledger_hash" doc:"Link of the ledger's chain behind it"`
	DeviceID  string `json:"device_id"`
	Signature string `json:"signature" doc:"Ed25519, base64url"`
	Body      string `json:"body"`
}

// LockCheck is what was checked just now.
type LockCheck struct {
	Signature bool `json:"signature" doc:"The signature holds"`
	Bytes     bool `json:"bytes" doc:"Stored cells and document have the signed hashes"`
	// Cells says that the book, read at the locked position, still gives every
	// locked figure.
	Cells   bool `json:"cells"`
	Differs int  `json:"differs" doc:"Cells the book gives differently at the locked position"`
}

func (o *Office) lockGet(ctx context.Context, c *api.Caller, in *LockPath) (*Answer[LockView], error) {
	s, err := o.findLock(ctx, in)
	return o.lockAnswer(ctx, c, s, err)
}

func (o *Office) lockView(ctx context.Context, c *api.Caller, s *ledger.Snapshot) (LockView, error) {
	view, err := o.view(ctx)
	if err != nil {
		return LockView{}, err
	}
	changes, err := o.changes(ctx)
	if err != nil {
		return LockView{}, err
	}
	b, reg := &s.Body, view.Registry
	v := LockView{LockRow: o.lockRow(c, reg, s, changes[s.ID]), Map: b.Map, Status: b.Status, Viewpoint: b.Viewpoint, Cells: []LockedCell{}, Catalogue: b.Catalogue,
		CellsHash: b.CellsHash, Document: b.DocumentHash, Doubts: []LockDoubt{}}
	for _, p := range b.Position {
		v.Position = append(v.Position, PositionAt{p.LedgerID, reg.Ledgers[p.LedgerID].Name, p.Seq, p.Hash})
	}
	for _, d := range b.Doubts {
		v.Doubts = append(v.Doubts, LockDoubt{d.Code, d.Answer})
	}
	v.MayUndo = !s.Withdrawn && reg.Rules(o.today()).May(&c.Actor, access.SignReports, lockTarget(s)) == access.Allowed
	if v.Changes > 0 && !s.Withdrawn {
		v.Correction = &ReportAsk{Template: correctionNote, PlaceID: b.PlaceID, Period: b.From.String() + "/" + b.To.String(), Calendar: b.Calendar, Map: b.Map,
			Status: b.Status, Viewpoint: b.Viewpoint}
	}
	if err := o.signature(ctx, reg, s, &v); err != nil {
		return v, err
	}
	return v, o.lockedCells(ctx, newWording(c.Lang, view), s, &v)
}

// signature finds the operation that locked the report and checks it.
func (o *Office) signature(ctx context.Context, reg *registry.Registry, s *ledger.Snapshot, v *LockView) error {
	ops, err := o.Store.Operations(ctx, s.LedgerID, s.ID)
	if err != nil {
		return err
	}
	env, err := o.Store.Env(ctx)
	if err != nil {
		return err
	}
	for i := range ops {
		op := &ops[i]
		if op.Op.Verb != "lock" || op.Stamp.Seq != s.Seq {
			continue
		}
		v.Signature = Signature{OpID: op.Op.ID, Seq: op.Stamp.Seq, OpHash: op.Hash.String(), Ledger: op.Stamp.Hash.String(), DeviceID: op.Op.DeviceID,
			Signature: op.SigText(), Body: reg.BodyName(op.Op.BodyID, s.Body.To)}
		v.Check.Signature = op.VerifySig(env.Device(op.Op.DeviceID))
	}
	return nil
}

// lockedCells reads the locked cells, and computes them again at the locked
// position: a book that was changed behind the ledger's back shows here.
func (o *Office) lockedCells(ctx context.Context, w *wording, s *ledger.Snapshot, v *LockView) error {
	l, err := o.Reports.Locked(ctx, s)
	if err != nil {
		return err
	}
	doc, err := o.Reports.Reprint(ctx, s.ID, nil)
	if err != nil {
		return err
	}
	v.Number, v.Check.Bytes = doc.Letterhead.NumberLine(), true // both were checked against their hashes
	for i := range l.Cells {
		v.Cells = append(v.Cells, lockedCell(w, &l.Cells[i]))
	}
	then, err := o.Reports.at(ctx, s)
	if err != nil {
		return err
	}
	differ, err := report.Compare(report.Comparison{Locked: l, Figures: report.On(then.Projection, &then.Context), Context: &then.Context})
	v.Check.Differs, v.Check.Cells = len(differ), len(differ) == 0
	return err
}

func lockedCell(w *wording, s *report.StoredCell) LockedCell {
	out := LockedCell{Number: s.Number, State: s.State, Printed: s.Printed, Drill: s.Selection}
	if s.InText != "" {
		out.Printed = s.InText
	}
	sel, err := figure.ParseToken(s.Selection)
	if err != nil {
		return out
	}
	out.Indicator, out.Measure = sel.Indicator, sel.Measure
	out.Name = w.indicator(sel.Indicator)
	if m, ok := w.v.Catalogue.IndicatorMeasure(sel.Indicator, sel.Measure); ok {
		out.Unit, _ = w.unit(m.Unit)
	}
	if sel.RowPlace != "" {
		out.Place = w.v.Registry.Places.FullName(sel.RowPlace, sel.Slice.To)
	}
	return out
}

func (o *Office) lockPage(ctx context.Context, _ *api.Caller, in *LockPath) (*page, error) {
	doc, err := o.Reports.Reprint(ctx, in.ID, func(token string) string { return officeCell(token) + "&lock=" + in.ID })
	if err != nil {
		return nil, err
	}
	return o.showPage(doc)
}

// LockFileAsk asks for a locked report as a file.
type LockFileAsk struct {
	LockPath
	FileFormat
}

func (o *Office) lockedFilePlace(ctx context.Context, in *LockFileAsk) (access.Target, error) {
	return o.lockedPlace(ctx, &in.LockPath)
}

func (o *Office) lockFile(ctx context.Context, c *api.Caller, in *LockFileAsk) (*file, error) {
	s, err := o.findLock(ctx, &in.LockPath)
	if err != nil {
		return nil, err
	}
	doc, err := o.Reports.Reprint(ctx, s.ID, nil)
	if err != nil {
		return nil, err
	}
	f, err := o.fileOf(document.Format(in.Format), doc, nil)
	if err != nil {
		return nil, err
	}
	return f, o.note(ctx, c, audit.Record{Action: audit.Export, ObjectID: s.ID, PlaceID: s.Body.PlaceID,
		Detail: audit.Facts("what", "locked_report", "template", s.Body.Report, "format", in.Format, "figures", len(doc.Figures))})
}
