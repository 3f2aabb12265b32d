package office

import (
	"cmp"
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/report"
)

// ReportAsk says which report of what: the same in an address and in a body.
type ReportAsk struct {
	Template  string `json:"template" query:"template" required:"true" maxLength:"100" example:"monthly"`
	PlaceID   string `json:"place_id" query:"place_id" required:"true" format:"uuid"`
	Period    string `json:"period" query:"period" required:"true" maxLength:"40" doc:"2024-01, 2024-Q1, 2024 or two days FROM/TO" example:"2024-01"`
	Calendar  string `json:"calendar,omitempty" query:"calendar" enum:"civil,official" doc:"Left out: the template's"`
	Map       string `json:"map,omitempty" query:"map" maxLength:"20" doc:"then, today, own-day or YYYY-MM-DD; left out: then"`
	Status    string `json:"status,omitempty" query:"status" maxLength:"20" doc:"submitted or verified:LEVEL; left out: the template's"`
	Viewpoint string `json:"viewpoint,omitempty" query:"viewpoint" maxLength:"80" doc:"joint, own or body=ID; left out: the template's"`
	BodyID    string `json:"body_id,omitempty" query:"body_id" maxLength:"36" doc:"Issuing body; left out: the one signed in for"`
	ReportFacts
}

// ReportFacts are the boxes of the document that only its issuer knows.
type ReportFacts struct {
	Number int `json:"number,omitempty" query:"number" minimum:"0" maximum:"99999" doc:"0 is a draft"`
	IssuerFacts
}

// IssuerFacts are those of every paper, also of one that has no number yet.
type IssuerFacts struct {
	NumberSign string   `json:"number_sign,omitempty" query:"number_sign" maxLength:"60" example:"BC-UBND"`
	Date       string   `json:"date,omitempty" query:"date" maxLength:"10" doc:"Date of the document, YYYY-MM-DD; left out: today"`
	Authority  []string `json:"authority,omitempty" query:"authority,explode" maxItems:"4" doc:"Lines above the signature: TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH"`
	Rank       string   `json:"rank,omitempty" query:"rank" maxLength:"60"`
	Signer     string   `json:"signer,omitempty" query:"signer" maxLength:"120"`
	To         []string `json:"to,omitempty" query:"to,explode" maxItems:"30"`
	Copies     []string `json:"copies,omitempty" query:"copies,explode" maxItems:"30"`
	FileAt     string   `json:"file_at,omitempty" query:"file_at" maxLength:"60"`
	Drafter    string   `json:"drafter,omitempty" query:"drafter" maxLength:"20"`
}

// officeCell is the screen that opens a cell.
func officeCell(token string) string { return drillPath + token }

// request resolves what was asked for.
func (o *Office) request(ctx context.Context, in *ReportAsk) (ReportRequest, error) {
	c := api.CallerOf(ctx)
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return ReportRequest{}, err
	}
	all, err := o.Reports.Templates(reg.Latest())
	if err != nil {
		return ReportRequest{}, err
	}
	t, ok := all[in.Template]
	if !ok {
		return ReportRequest{}, api.Wrong(api.Field{Field: "template", Message: spoken(c, NoTemplate(in.Template, all))})
	}
	if reg.Places.Ordinal(in.PlaceID) < 0 && !reg.Places.IsGroup(in.PlaceID) {
		return ReportRequest{}, api.Missing()
	}
	if _, err := figure.ParseStatus(in.Status); err != nil {
		return ReportRequest{}, api.Wrong(api.Field{Field: "status", Message: spoken(c, err)})
	}
	if _, err := figure.ParseViewpoint(in.Viewpoint); err != nil && in.Viewpoint != "own" {
		return ReportRequest{}, api.Wrong(api.Field{Field: "viewpoint", Message: spoken(c, err)})
	}
	r := ReportRequest{Name: t.ID, Place: in.PlaceID, Status: in.Status, Viewpoint: in.Viewpoint, BodyID: in.BodyID, Today: o.today(), Href: officeCell}
	if r.Facts, err = in.facts(); err != nil {
		return r, err
	}
	r.Facts.Date = cmp.Or(r.Facts.Date, r.Today)
	cal := t.Calendar
	if in.Calendar != "" {
		cal = calendar.Calendar(in.Calendar)
	}
	if r.Period, err = calendar.ParsePeriod(cal, in.Period); err != nil {
		return r, api.Wrong(api.Field{Field: "period", Message: spoken(c, err)})
	}
	if r.Map, err = place.ParseMapSpec(in.Map, o.today()); err != nil {
		return r, api.Wrong(api.Field{Field: "map", Message: spoken(c, err)})
	}
	return r, nil
}

func (f *ReportFacts) facts() (report.Facts, error) {
	out, err := f.IssuerFacts.facts()
	out.Number = f.Number
	return out, err
}

func (f *IssuerFacts) facts() (report.Facts, error) {
	out := report.Facts{NumberSign: f.NumberSign, Authority: f.Authority, Rank: f.Rank, Signer: f.Signer, To: f.To, Copies: f.Copies,
		FileAt: f.FileAt, Drafter: f.Drafter}
	if f.Date == "" {
		return out, nil
	}
	day, err := calendar.ParseDay(f.Date)
	if err != nil {
		return out, api.Wrong(api.Field{Field: "date", Message: err.Error()})
	}
	out.Date = day
	return out, nil
}

// issue fills in for which body the caller makes the report.
func (o *Office) issue(ctx context.Context, c *api.Caller, action access.Action, r *ReportRequest) (*access.Grant, error) {
	g, err := o.grant(ctx, c, action, access.Target{PlaceID: r.Place, Day: r.Period.To})
	if err == nil && r.BodyID == "" {
		r.BodyID = g.BodyID
	}
	return g, err
}

// TemplateView is a report on offer.
type TemplateView struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Version    int    `json:"version"`
	Letterhead string `json:"letterhead" enum:"state,front,army"`
	Period     string `json:"period" enum:"month,year,range" doc:"What it is usually asked for"`
	Calendar   string `json:"calendar"`
	Status     string `json:"status"`
	Viewpoint  string `json:"viewpoint"`
	Title      string `json:"title"`
	// Closed is what may be locked now: the last period of its kind that is over.
	Closed *BoardPeriod `json:"closed,omitempty" doc:"The last period of its kind that is over, so that it may be locked; absent for a range"`
	// Correction marks the note of correction, which belongs to locked reports.
	Correction bool `json:"correction,omitempty"`
}

const correctionNote = "correction-note"

// templateOrder puts what is made often first.
var templateOrder = []string{"month", "year", "range"}

func (o *Office) templateList(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[[]TemplateView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	all, err := o.Reports.Templates(reg.Latest())
	if err != nil {
		return nil, err
	}
	out := []TemplateView{}
	for _, id := range all.IDs() {
		t := all[id]
		view := TemplateView{ID: id, Name: inLang(c, t.Name.VI, t.Name.EN), Version: t.Version, Letterhead: t.Letterhead, Period: t.Period,
			Calendar: string(t.Calendar), Status: t.Status.String(), Viewpoint: t.Viewpoint, Title: t.Title, Correction: id == correctionNote}
		if p, ok := calendar.LastOver(t.Calendar, calendar.Unit(t.Period), o.today()); ok {
			view.Closed = &BoardPeriod{p.From, p.To, calendar.FullLabel(p, c.Lang)}
		}
		out = append(out, view)
	}
	slices.SortStableFunc(out, func(a, b TemplateView) int {
		return slices.Index(templateOrder, a.Period) - slices.Index(templateOrder, b.Period)
	})
	return &Answer[[]TemplateView]{out}, nil
}

func inLang(c *api.Caller, vi, en string) string {
	if c.Lang == "en" && en != "" {
		return en
	}
	return vi
}
