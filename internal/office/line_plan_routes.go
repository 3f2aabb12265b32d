package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/figure"
	"phendau/internal/formats"
	"phendau/internal/ledger"
	"phendau/internal/vi"
)

func (o *Office) linePlanRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/line/suggestions", ID: "listSuggestions", Tag: tagLine, Summary: "Where a patrol should go next: the stretches longest unvisited", Action: access.ReadLine, Class: api.Heavy}, nil, o.suggestions)
	api.Add(a, api.Route{Method: "GET", Path: "/line/plans", ID: "listLinePlans", Tag: tagLine, Summary: "Plans along the line of a place and period, with how much of each was done", Action: access.ReadFigures, Class: api.Heavy}, nil, o.linePlans)
	api.Add(a, api.Route{Method: "GET", Path: "/line/plans/{ledger}/{id}", ID: "getLinePlan", Tag: tagLine, Summary: "A plan along the line against what was done, by stretch and position", Action: access.ReadFigures, Class: api.Heavy}, nil, o.linePlan)
}

// noLine answers as not found where no line is registered.
func noLine(err error) error {
	if errors.Is(err, ErrNoLine) {
		return api.Fail(api.NotFound, "no_line")
	}
	return err
}

// LinePlanQuery asks for plans along the line.
type LinePlanQuery struct {
	Place  string `query:"place" maxLength:"200" doc:"Id, code or name"`
	Period string `query:"period" required:"true" maxLength:"60" example:"2026-03"`
	Status string `query:"status" maxLength:"20" doc:"Which patrols count: submitted+ or verified:1 to verified:4; verified:2 by default"`
}

// LinePlanList is plans along the line, the latest first.
type LinePlanList struct {
	Items []LinePlan `json:"items"`
	Note  string     `json:"note" doc:"What the line is for, and what it is not"`
	More  bool       `json:"more,omitempty" doc:"There are others: ask for a shorter period or a smaller place"`
}

// LinePlan is a plan along the line against what was done.
type LinePlan struct {
	Plan   PlannedActivity `json:"plan"`
	Result PlanResult      `json:"result"`
	Note   string          `json:"note,omitempty" doc:"What the line is for, and what it is not"`
}

// PlanResult is what became of a plan along the line. Lengths are decimetres of
// the declared length; walked, excused, missed and left are apart and add up to
// what was planned.
type PlanResult struct {
	Status      string       `json:"status" doc:"Which patrols count"`
	PlannedDM   int64        `json:"planned_dm"`
	WalkedDM    int64        `json:"walked_dm"`
	ExcusedDM   int64        `json:"excused_dm" doc:"Not walked, with a reason"`
	MissedDM    int64        `json:"missed_dm" doc:"Not walked, and its days have passed"`
	LeftDM      int64        `json:"left_dm" doc:"Not walked yet"`
	UnplannedDM int64        `json:"unplanned_dm" doc:"Walked beyond the plan in its days"`
	ByTrailDM   int64        `json:"by_trail_dm" doc:"Planned, not walked along the line, but by an approved path behind it; not among the walked"`
	ByTrail     string       `json:"by_trail,omitempty" doc:"The same in words; empty where there is none"`
	PerMille    int          `json:"per_mille" doc:"Completion of the line in thousandths"`
	Line        string       `json:"line" doc:"Completion of the line in words"`
	Positions   int          `json:"positions" doc:"Positions planned"`
	Kept        int          `json:"kept" doc:"Of these visited as often as planned"`
	Markers     string       `json:"markers" doc:"Completion of the markers in words"`
	Patrols     int          `json:"patrols" doc:"Patrols that count for it"`
	Missing     int          `json:"missing" doc:"Pieces of their tracks that are not here: more may have been walked"`
	Over        bool         `json:"over" doc:"Its days have passed"`
	NoLine      bool         `json:"no_line,omitempty" doc:"No version of the line is in force on its last day"`
	Detail      string       `json:"detail" enum:"intervals,bands" doc:"bands: no pieces, no marks, no patrols"`
	Pieces      []PlanPiece  `json:"pieces"`
	Marks       []PlanMark   `json:"marks"`
	Acts        []PlanPatrol `json:"acts"`
}

// PlanPiece is a stretch with what became of it.
type PlanPiece struct {
	NamedStretch
	LengthDM int64  `json:"length_dm"`
	Length   string `json:"length"`
	Is       string `json:"is" enum:"walked,excused,missed,left,unplanned"`
	Reason   string `json:"reason,omitempty" doc:"Why it was not walked, in words"`
}

// PlanMark is a planned position with its visits.
type PlanMark struct {
	NamedPosition
	Visits int  `json:"visits" doc:"Of those that passed it or better"`
	Wanted int  `json:"wanted"`
	Stated int  `json:"stated" doc:"Visits that are only said"`
	Kept   bool `json:"kept"`
}

// PlanPatrol is a patrol that counts for the plan.
type PlanPatrol struct {
	LinkText
	Day       string `json:"day" format:"date"`
	CoveredDM int64  `json:"covered_dm" doc:"Of the plan"`
	Covered   string `json:"covered"`
	Entries   int    `json:"entries" doc:"That describe it: more than one for a shared act"`
	Named     bool   `json:"named" doc:"It names this plan"`
}

// linePlans lists the plans along the line that the caller may read.
func (o *Office) linePlans(ctx context.Context, c *api.Caller, in *LinePlanQuery) (*Answer[LinePlanList], error) {
	x, err := o.planScope(ctx, c, &PlanQuery{Place: in.Place, Period: in.Period})
	if err != nil {
		return nil, err
	}
	r, err := o.planReader(ctx, c, x.v)
	if err != nil {
		return nil, err
	}
	var chosen []*figure.Plan
	for i := range x.v.Plans {
		p := &x.v.Plans[i]
		if p.Activity != nil && p.Along != nil && p.To >= x.q.Period.From && p.From <= x.q.Period.To && x.holds(p, o.today()) && r.readable(p) && planClass(r.sight.reg, p.Activity.Kind) != access.Restricted {
			chosen = append(chosen, p)
		}
	}
	slices.SortFunc(chosen, func(a, b *figure.Plan) int { return cmp.Or(cmp.Compare(b.From, a.From), strings.Compare(a.ID, b.ID)) })
	out := LinePlanList{Items: []LinePlan{}, More: len(chosen) > maxActivities, Note: formats.Disclaimer[langIndex(c.Lang)]}
	if out.Items, err = r.results(chosen[:min(len(chosen), maxActivities)], in.Status); err != nil {
		return nil, err
	}
	for i := range out.Items {
		out.Items[i].Plan.Content, out.Items[i].Plan.Entry = nil, nil
		out.Items[i].Result.blur()
	}
	return &Answer[LinePlanList]{out}, nil
}

func langIndex(lang string) int {
	if lang == "en" {
		return 1
	}
	return 0
}

type linePlanIn struct {
	ActivityPath
	Status string `query:"status" maxLength:"20" doc:"Which patrols count: submitted+ or verified:1 to verified:4; verified:2 by default"`
}

// linePlan opens a plan. Who may not know where on the line nobody was is told
// lengths and counts.
func (o *Office) linePlan(ctx context.Context, c *api.Caller, in *linePlanIn) (*Answer[LinePlan], error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	r, err := o.planReader(ctx, c, v)
	if err != nil {
		return nil, err
	}
	p := r.byID[in.ID]
	if p == nil || p.LedgerID != in.Ledger || p.Activity == nil || p.Along == nil {
		return nil, api.Missing()
	}
	list, err := r.results([]*figure.Plan{p}, in.Status)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, api.Missing()
	}
	list[0].Note = formats.Disclaimer[langIndex(c.Lang)]
	if o.mayOver(c, r.sight.reg, access.ReadLine, p.PlaceID, p.To) != access.Allowed {
		list[0].Result.blur()
	}
	x, err := o.openRecord(ctx, c, EntryPath{in.Ledger, in.ID}, (*sight).opensRecord)
	if err != nil {
		return nil, err
	}
	return &Answer[LinePlan]{list[0]}, o.noteOpened(ctx, c, x, "")
}

// blur leaves lengths and counts.
func (r *PlanResult) blur() {
	r.Detail, r.Pieces, r.Marks, r.Acts = detailBands, []PlanPiece{}, []PlanMark{}, []PlanPatrol{}
}

// results sets plans against what was done, in their order.
func (r *planReader) results(plans []*figure.Plan, status string) ([]LinePlan, error) {
	asked := defaultStatus
	if status != "" {
		var err error
		if asked, err = figure.ParseStatus(status); err != nil {
			return nil, wrongQuery("status", err)
		}
	}
	views, err := r.views(plans)
	if err != nil {
		return nil, err
	}
	l := &LineReader{Store: r.o.Store, Blobs: r.o.Blobs, Today: r.o.today()}
	courses, err := l.planCourses(r.ctx, plans, asked)
	if err != nil {
		return nil, err
	}
	out := make([]LinePlan, 0, len(views))
	for _, v := range views {
		p := r.byID[v.ID]
		res := PlanResult{NoLine: true}
		if x := courses[p.ID]; x != nil {
			d, err := x.compare(p, r.recs[p.ID])
			if err != nil {
				return nil, err
			}
			res = r.result(d)
		}
		res.Status, res.Over = asked.String(), p.To < r.o.today()
		if res.NoLine {
			res.blur()
		}
		out = append(out, LinePlan{Plan: v, Result: res})
	}
	return out, nil
}

// result puts what became of a plan into words.
func (r *planReader) result(d *doneOf) PlanResult {
	t, course := r.tell.on(d.of.From), d.x.course
	out := PlanResult{PlannedDM: int64(d.Planned), WalkedDM: int64(d.Covered), ExcusedDM: int64(course.Declared(d.Excused)), UnplannedDM: int64(course.Declared(d.Unplanned)),
		Positions: len(d.Positions), Kept: d.Kept(), Patrols: len(d.patrols), Missing: d.missing, Detail: detailIntervals, Pieces: []PlanPiece{}, Marks: []PlanMark{}, Acts: []PlanPatrol{}}
	rest := out.PlannedDM - out.WalkedDM - out.ExcusedDM
	if d.of.To < r.o.today() {
		out.MissedDM = rest
	} else {
		out.LeftDM = rest
	}
	if d.Planned > 0 {
		out.PerMille = int(out.WalkedDM * 1000 / out.PlannedDM)
	}
	out.Line = t.t("line.done", "walked", vi.DecimalDigits(out.WalkedDM, 10_000, 2), "planned", t.kilometres(out.PlannedDM), "share", vi.Percent(out.WalkedDM, max(out.PlannedDM, 1), 1))
	if out.ByTrailDM = d.byTrail(); out.ByTrailDM > 0 {
		out.ByTrail = t.t("line.done_trail", "km", t.kilometres(out.ByTrailDM))
	}
	out.Markers = t.t("line.kept", "kept", out.Kept, "of", out.Positions)
	for _, p := range d.pieces(r.o.today()) {
		piece := PlanPiece{NamedStretch: t.stretch(p.LineStretch), LengthDM: p.ToDM - p.FromDM, Length: t.kilometres(p.ToDM - p.FromDM), Is: p.is}
		if p.reason != nil {
			piece.Reason = t.excuse(p.reason)
		}
		out.Pieces = append(out.Pieces, piece)
	}
	for _, p := range d.Positions {
		out.Marks = append(out.Marks, PlanMark{NamedPosition{p.Position, t.rowName(p.Position)}, p.Visits, p.Wanted, d.stated[p.Position], p.Visits >= p.Wanted})
	}
	for _, id := range d.patrols {
		out.Acts = append(out.Acts, r.patrol(d, id))
	}
	return out
}

// excuse says why a stretch was not walked: a reason of the ledger, or a value
// of the patrol that stopped.
func (t *teller) excuse(e *reasonOf) string {
	if e.dim == "" {
		return joinWhy(t.reasonOf(e.reason), e.why)
	}
	return t.dimName(e.dim) + ": " + t.dimValue(e.dim, e.reason) + " (" + vi.ShortDate(e.day) + ")"
}

func (r *planReader) patrol(d *doneOf, id string) PlanPatrol {
	act := d.x.acts[id]
	main := act.entries[0]
	for _, e := range act.entries {
		if e.PlanID == d.of.ID || e.Role == ledger.RoleMain {
			main = e
		}
	}
	covered := int64(d.x.course.Declared(act.covered.Common(d.Walked)))
	out := PlanPatrol{LinkText: r.link(main), Day: act.day.String(), CoveredDM: covered, Covered: r.tell.kilometres(covered), Entries: len(act.entries)}
	for _, e := range act.entries {
		out.Named = out.Named || e.PlanID == d.of.ID
	}
	return out
}
