package office

import (
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/doubt"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/registry"
	"phendau/internal/report"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// ReportPreview is a report before it is locked, beside its page.
type ReportPreview struct {
	Scope ReportScope `json:"scope"`
	// Cells are all figures in the order of their first print.
	Cells []ReportCell `json:"cells"`
	// Missing are the figures nobody reported or that cannot be told.
	Missing []ReportGap `json:"missing"`
	// Outside are entries of the period that are not in the report.
	Outside  []ReportOutside `json:"outside" doc:"Entries of the period that the report leaves out because of how they stand"`
	Doubts   []DoubtView     `json:"doubts" doc:"Questions about the figures; none of them forbids anything"`
	Problems []ReportProblem `json:"problems" doc:"Reasons why the document may not be issued as it is"`
	Lock     LockOffer       `json:"lock"`
	Closed   *ClosedReport   `json:"closed,omitempty" doc:"What may be locked of this report, or is; absent for a range"`
}

// ReportScope says what all figures were computed over, in words too.
type ReportScope struct {
	Template    string `json:"template"`
	Title       string `json:"title"`
	Subject     string `json:"subject"`
	PlaceID     string `json:"place_id"`
	Place       string `json:"place"`
	From        string `json:"from"`
	To          string `json:"to"`
	Calendar    string `json:"calendar"`
	Period      string `json:"period" doc:"The period in words, with its days"`
	Map         string `json:"map"`
	MapDay      string `json:"map_day"`
	Status      string `json:"status"`
	Viewpoint   string `json:"viewpoint"`
	Position    string `json:"position"`
	Draft       bool   `json:"draft" doc:"No number was given"`
	Preliminary bool   `json:"preliminary" doc:"Dated before the period ends"`
}

// ReportCell is one figure of a report.
type ReportCell struct {
	Number    int    `json:"number"`
	Indicator string `json:"indicator"`
	Name      string `json:"name"`
	Measure   string `json:"measure"`
	Unit      string `json:"unit"`
	PlaceID   string `json:"place_id,omitempty"`
	Place     string `json:"place"`
	From      string `json:"from"`
	To        string `json:"to"`
	State     string `json:"state" enum:"value,zero,missing,untold,unstated,waiting,not_applicable,ambiguous,no_denominator,withheld"`
	Printed   string `json:"printed"`
	Entries   int64  `json:"entries"`
	Where     string `json:"where,omitempty" doc:"Table or chart it first stands in; absent for the text"`
	Drill     string `json:"drill" doc:"Selection that opens the cell"`
	Code      string `json:"code" doc:"Code printed on paper"`
}

// ReportGap is a figure without a number. It has one line, whatever its units
// and however many tables it stands in.
type ReportGap struct {
	Number  int      `json:"number" doc:"Of its first cell"`
	Name    string   `json:"name"`
	Units   []string `json:"units"`
	PlaceID string   `json:"place_id,omitempty"`
	Place   string   `json:"place"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	State   string   `json:"state" enum:"missing,ambiguous"`
}

// gapsOf finds the figures without a number among the cells. Of days before the
// book speaks nobody is asked: the same month of a year ago is no gap in a new book.
func gapsOf(cells []ReportCell, v *figure.View) []ReportGap {
	begin, speaks := v.Begins()
	type figureOf struct{ indicator, place, from, to string }
	at, out := map[figureOf]int{}, []ReportGap{}
	for i := range cells {
		c := &cells[i]
		if c.State != string(figure.Missing) && c.State != string(figure.Ambiguous) || speaks && c.To < begin.String() {
			continue
		}
		key := figureOf{c.Indicator, c.Place, c.From, c.To}
		n, seen := at[key]
		if !seen {
			n, at[key] = len(out), len(out)
			out = append(out, ReportGap{c.Number, c.Name, []string{}, c.PlaceID, c.Place, c.From, c.To, c.State})
		}
		if !slices.Contains(out[n].Units, c.Unit) {
			out[n].Units = append(out[n].Units, c.Unit)
		}
	}
	return out
}

// DoubtView is a question about figures.
type DoubtView struct {
	Key    string `json:"key" doc:"Recognises the question as long as the numbers stay the same"`
	Code   string `json:"code"`
	Text   string `json:"text"`
	Drill  string `json:"drill,omitempty"`
	Answer string `json:"answer,omitempty" doc:"What was answered before, where a record keeps it"`
}

// ReportProblem is a rule of the form that the document breaks.
type ReportProblem struct {
	Path    string `json:"path"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// LockOffer says whether the report may be locked now.
type LockOffer struct {
	May bool `json:"may"`
	// Why not, in words.
	Why string `json:"why,omitempty"`
	// Entries is how many entries a lock would hold, Signer the one signed in.
	Signer string     `json:"signer,omitempty"`
	Body   string     `json:"body,omitempty"`
	Twin   *LockIdent `json:"twin,omitempty" doc:"The lock in force of the same report, place and period"`
	// Lines are those that would be printed where the paper is signed.
	Lines SignLines `json:"lines"`
}

// SignLines are what is printed where the paper is signed. The account that
// locks is not always the one that signs on paper, so a name stands below an
// office only if it was typed.
type SignLines struct {
	Authority []string `json:"authority" doc:"Lines above the name; the last ones are the office of who signs"`
	Name      string   `json:"name,omitempty" doc:"The name typed, or the one to offer: of the caller, if his registered title is that office"`
	Rank      string   `json:"rank,omitempty" doc:"Military rank typed"`
	Ranked    bool     `json:"ranked,omitempty" doc:"Whether the form prints a military rank before the name"`
}

// signLines reads them off the document; self is the caller.
func signLines(d *paper.Document, f *report.Facts, self registry.PersonDoc) SignLines {
	out := SignLines{Authority: d.Signature.Authority, Name: f.Signer, Rank: f.Rank, Ranked: d.Profile.SignerRank}
	last := len(out.Authority) - 1
	if out.Name == "" && last >= 0 && self.Title != "" && vi.EqualKey(self.Title) == vi.EqualKey(out.Authority[last]) {
		out.Name = self.Name
	}
	return out
}

// LockIdent names a locked report.
type LockIdent struct {
	LedgerID string `json:"ledger_id"`
	ID       string `json:"id"`
}

func (o *Office) reportPreview(ctx context.Context, c *api.Caller, in *ReportAsk) (*Answer[ReportPreview], error) {
	rep, r, view, err := o.makeReport(ctx, c, in)
	if err != nil {
		return nil, err
	}
	out := ReportPreview{Scope: scopeOf(rep.Data()), Cells: []ReportCell{}, Doubts: []DoubtView{}, Problems: []ReportProblem{}}
	out.Scope.Period = calendar.Label(r.Period, c.Lang)
	w := newWording(c.Lang, view)
	for i := range rep.Cells {
		out.Cells = append(out.Cells, reportCell(w, &rep.Cells[i]))
	}
	out.Missing = gapsOf(out.Cells, view)
	if out.Outside, err = o.outside(ctx, c, rep.Data()); err != nil {
		return nil, err
	}
	doubts, err := o.Reports.Doubts(view, rep)
	if err != nil {
		return nil, err
	}
	for i := range doubts {
		out.Doubts = append(out.Doubts, doubtView(c, &doubts[i]))
	}
	for _, p := range rep.Document.Validate() {
		out.Problems = append(out.Problems, ReportProblem{p.Path, p.Code, p.Message})
	}
	out.Lock, err = o.lockOffer(ctx, c, r, len(out.Problems) > 0)
	if err != nil {
		return nil, err
	}
	out.Lock.Lines = signLines(rep.Document, &r.Facts, view.Registry.People[c.PersonID])
	out.Closed, err = o.closedReport(ctx, view.Catalogue, c.Lang, r)
	return &Answer[ReportPreview]{out}, err
}

// makeReport makes a draft for the caller.
func (o *Office) makeReport(ctx context.Context, c *api.Caller, in *ReportAsk) (*report.Report, ReportRequest, *figure.View, error) {
	r, err := o.request(ctx, in)
	if err != nil {
		return nil, r, nil, err
	}
	view, err := o.view(ctx)
	if err != nil {
		return nil, r, nil, err
	}
	if in.Viewpoint == "own" || in.Viewpoint == "" {
		if _, err := o.issue(ctx, c, access.MakeReports, &r); err != nil {
			return nil, r, nil, err
		}
	}
	r.ExactLine = o.mayOver(c, view.Registry, access.ReadLine, r.Place, r.Period.To) == access.Allowed
	rep, err := o.Reports.Make(ctx, view, r)
	return rep, r, view, err
}

func scopeOf(d *report.Data) ReportScope {
	return ReportScope{Template: d.Report, Title: d.Title, Subject: d.Subject, PlaceID: d.Place, Place: d.PlaceName, From: d.Period.From, To: d.Period.To,
		Calendar: d.Period.Calendar, Period: d.Period.Label, Map: d.Map.As, MapDay: d.Map.Day, Status: d.Status, Viewpoint: d.Viewpoint,
		Position: d.Position, Draft: d.Draft, Preliminary: d.Preliminary}
}

func reportCell(w *wording, b *report.BoundCell) ReportCell {
	cell := &b.Cell
	out := ReportCell{Number: b.Number, Indicator: cell.Indicator, Name: w.indicator(cell.Indicator), Measure: cell.Measure, PlaceID: cell.Place, Place: cell.PlaceName, From: cell.From.String(),
		To: cell.To.String(), State: string(cell.State), Printed: b.InText, Entries: cell.Entries, Where: b.Where, Drill: cell.Drill, Code: b.Code}
	out.Unit, _ = w.unit(b.Measure.Unit)
	return out
}

func doubtView(c *api.Caller, f *doubt.Finding) DoubtView {
	return DoubtView{Key: f.Key(), Code: f.Code, Text: f.Text(c.Lang), Drill: f.Drill, Answer: f.Answer}
}

// unsigned says why somebody may not sign; whose role does not, who else may.
func unsigned(w words.Words, why access.Reason) string {
	if why == access.NoRole {
		return w.Text("office.lock_role", "who", strings.Join(rolesFor(w, access.SignReports), ", "))
	}
	return w.Text("api.not_allowed." + string(why))
}

// lockOffer says in words whether the caller may lock the report now.
func (o *Office) lockOffer(ctx context.Context, c *api.Caller, r ReportRequest, broken bool) (LockOffer, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return LockOffer{}, err
	}
	twin, err := o.Reports.lockOf(ctx, r)
	if err != nil {
		return LockOffer{}, err
	}
	if twin != nil {
		return LockOffer{Twin: &LockIdent{twin.LedgerID, twin.ID}, Why: text(c, "lock_twin")}, nil
	}
	g, why := reg.Rules(o.today()).Find(&c.Actor, access.SignReports, access.Target{PlaceID: r.Place, Day: r.Period.To})
	if g == nil {
		return LockOffer{Why: unsigned(words.For(c.Lang), why)}, nil
	}
	out := LockOffer{Signer: reg.PersonName(c.PersonID), Body: reg.BodyName(g.BodyID, o.today())}
	if err := o.Reports.MayLock(ctx, r); err != nil {
		out.Why = spoken(c, err)
		return out, nil
	}
	out.May = !broken
	return out, nil
}
