package office

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/vi"
)

// PlannedActivity is an activity to be carried out, with the form of the entry
// it will become.
type PlannedActivity struct {
	LedgerID   string        `json:"ledger_id"`
	ID         string        `json:"id"`
	Base       string        `json:"base" doc:"What amend, not-done and retract take"`
	Kind       string        `json:"kind"`
	Name       string        `json:"name"`
	PlaceID    string        `json:"place_id"`
	Place      string        `json:"place"`
	Day        string        `json:"day"`
	ToDay      string        `json:"to_day,omitempty"`
	State      string        `json:"state" enum:"planned,due,done,not_done" doc:"due: its days have passed and nobody recorded it"`
	Reason     string        `json:"reason,omitempty" doc:"Why it was not done"`
	ReasonName string        `json:"reason_name,omitempty"`
	Why        string        `json:"why,omitempty"`
	Status     string        `json:"status"`
	StatusName string        `json:"status_name"`
	Body       string        `json:"body" doc:"Who planned it"`
	OwnerID    string        `json:"owner_id" doc:"Body that will carry it out"`
	Owner      string        `json:"owner"`
	Measures   []MeasureText `json:"measures"`
	Parts      []MeasureText `json:"parts"`
	Facts      []FactText    `json:"facts"`
	Bodies     []BodyText    `json:"bodies"`
	Note       string        `json:"note,omitempty"`
	Along      *AlongText    `json:"along,omitempty" doc:"Where along the line it goes"`
	PartOf     []PlanRef     `json:"part_of" doc:"Planned activities it belongs to"`
	HasParts   []PlanRef     `json:"has_parts" doc:"Planned activities that belong to it"`
	Done       []LinkText    `json:"done" doc:"Entries that carried it out"`
	Content    *EntryContent `json:"content,omitempty" doc:"As planned; absent in lists for restricted kinds"`
	Entry      *EntryContent `json:"entry,omitempty" doc:"The form of the entry, filled in: links to what carried out the plans it belongs to, no basis for what was only planned"`
	Links      []LinkText    `json:"links" doc:"Names of the links of entry"`
	Acts       []string      `json:"acts" enum:"record,amend,not_done,retract" doc:"What the caller may do now"`
}

// PlanRef names a planned activity.
type PlanRef struct {
	Kind     string `json:"kind"`
	LedgerID string `json:"ledger_id"`
	ID       string `json:"id"`
	Name     string `json:"name" doc:"Kind, place and day; the kind alone where it may not be read"`
	Open     bool   `json:"open" doc:"The reader may open it"`
}

// ActivityList is planned activities, the earliest first.
type ActivityList struct {
	Items []PlannedActivity `json:"items"`
	Due   int               `json:"due" doc:"How many of them have passed without an entry"`
	More  bool              `json:"more,omitempty" doc:"There are later ones: ask for a shorter period or a smaller place"`
}

// maxActivities bounds a list of planned activities: the plans of a commune for
// a year.
const maxActivities = 500

// activities lists the planned activities of a place and period the caller may
// read.
func (o *Office) activities(ctx context.Context, c *api.Caller, in *PlanQuery) (*Answer[ActivityList], error) {
	x, err := o.planScope(ctx, c, in)
	if err != nil {
		return nil, err
	}
	r, err := o.planReader(ctx, c, x.v)
	if err != nil {
		return nil, err
	}
	var chosen []*figure.Plan
	for i := range x.v.Plans {
		if p := &x.v.Plans[i]; p.Activity != nil && p.To >= x.q.Period.From && p.From <= x.q.Period.To && x.holds(p, o.today()) && r.readable(p) {
			chosen = append(chosen, p)
		}
	}
	slices.SortFunc(chosen, func(a, b *figure.Plan) int { return cmp.Or(cmp.Compare(a.From, b.From), strings.Compare(a.ID, b.ID)) })
	out := ActivityList{Items: []PlannedActivity{}, More: len(chosen) > maxActivities}
	chosen = chosen[:min(len(chosen), maxActivities)]
	if out.Items, err = r.views(chosen); err != nil {
		return nil, err
	}
	for i := range out.Items {
		if planClass(r.sight.reg, out.Items[i].Kind) == access.Restricted {
			out.Items[i].shorten()
		}
		if out.Items[i].State == "due" {
			out.Due++
		}
	}
	slices.SortStableFunc(out.Items, func(a, b PlannedActivity) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), vi.Compare(a.Place, b.Place), strings.Compare(a.ID, b.ID))
	})
	return &Answer[ActivityList]{out}, nil
}

// shorten leaves of a restricted plan what a list shows: what it says is read on
// its own page, which notes who opened it.
func (a *PlannedActivity) shorten() {
	a.Measures, a.Parts, a.Facts, a.Bodies = []MeasureText{}, []MeasureText{}, []FactText{}, []BodyText{}
	a.Note, a.Why, a.Along, a.Content, a.Entry = "", "", nil, nil, nil
}

// ActivityPath names a planned activity.
type ActivityPath struct {
	Ledger string `path:"ledger" format:"uuid"`
	ID     string `path:"id" format:"uuid"`
}

type activityIn struct{ ActivityPath }

// activityGet opens a planned activity. Who opens a restricted one leaves a
// line, as with the entry it becomes.
func (o *Office) activityGet(ctx context.Context, c *api.Caller, in *activityIn) (*Answer[PlannedActivity], error) {
	a, err := o.activityAnswer(ctx, c, in.Ledger, in.ID)
	if err != nil {
		return nil, err
	}
	x, err := o.openRecord(ctx, c, EntryPath{in.Ledger, in.ID}, (*sight).opensRecord)
	if err != nil {
		return nil, err
	}
	return a, o.noteOpened(ctx, c, x, "")
}

func (o *Office) activityAnswer(ctx context.Context, c *api.Caller, ledgerID, id string) (*Answer[PlannedActivity], error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	r, err := o.planReader(ctx, c, v)
	if err != nil {
		return nil, err
	}
	p := r.byID[id]
	if p == nil || p.LedgerID != ledgerID || p.Activity == nil {
		return nil, api.Missing()
	}
	list, err := r.views([]*figure.Plan{p})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, api.Missing()
	}
	return &Answer[PlannedActivity]{list[0]}, nil
}

// planReader puts planned activities into words for one caller.
type planReader struct {
	o     *Office
	ctx   context.Context
	c     *api.Caller
	v     *figure.View
	sight *sight
	tell  *teller
	byID  map[string]*figure.Plan
	parts map[string][]*figure.Plan // planned activities by the one they belong to
	recs  map[string]*ledger.Record // of the plans that are told
	done  map[string][]store.Listed // entries by the plan they carry out
}

func (o *Office) planReader(ctx context.Context, c *api.Caller, v *figure.View) (*planReader, error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	r := &planReader{o: o, ctx: ctx, c: c, v: v, sight: s, tell: newTeller(s.reg, c.Lang), byID: map[string]*figure.Plan{}, parts: map[string][]*figure.Plan{}}
	for i := range v.Plans {
		p := &v.Plans[i]
		r.byID[p.ID] = p
		for _, l := range p.PartOf { // numbers are part of nothing
			r.parts[l.PlanID] = append(r.parts[l.PlanID], p)
		}
	}
	return r, nil
}

func (r *planReader) readable(p *figure.Plan) bool {
	return r.sight.readsActivity(p.PlaceID, p.From, p.Owner, p.Activity)
}

func (r *planReader) views(plans []*figure.Plan) ([]PlannedActivity, error) {
	var seen []*figure.Plan
	for _, p := range plans {
		if r.readable(p) {
			seen = append(seen, p)
		}
	}
	about := slices.Clone(seen)
	for _, p := range seen { // an entry is linked to what carried out the plan above
		for _, l := range p.PartOf {
			if up := r.byID[l.PlanID]; up != nil && up.Activity != nil {
				about = append(about, up)
			}
		}
	}
	var err error
	if r.recs, err = r.o.planRecords(r.ctx, seen); err != nil {
		return nil, err
	}
	if r.done, err = r.carriedOut(about); err != nil {
		return nil, err
	}
	out := make([]PlannedActivity, 0, len(seen))
	for _, p := range seen {
		a, err := r.view(p)
		if err != nil {
			return nil, err
		}
		out = append(out, *a)
	}
	return out, nil
}

// planRecords reads the stored plans, one question for each ledger.
func (o *Office) planRecords(ctx context.Context, plans []*figure.Plan) (map[string]*ledger.Record, error) {
	ids := map[string][]string{}
	for _, p := range plans {
		ids[p.LedgerID] = append(ids[p.LedgerID], p.ID)
	}
	out := map[string]*ledger.Record{}
	for id, list := range ids {
		found, err := o.Store.Records(ctx, id, list)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, found)
	}
	return out, nil
}

// carriedOut finds the entries that count, are of the plans' kinds and name the
// plans as theirs, latest first: in the ledgers of the plans and in those of the
// reader, since what was planned here may be done next door. A draft carries out
// nothing.
func (r *planReader) carriedOut(plans []*figure.Plan) (map[string][]store.Listed, error) {
	ledgers, ids := r.sight.ledgers(), make([]string, 0, len(plans))
	for _, p := range plans {
		ids = append(ids, p.ID)
		ledgers = append(ledgers, p.LedgerID)
	}
	slices.Sort(ledgers)
	slices.Sort(ids)
	found, err := r.o.Store.EntriesOfPlans(r.ctx, slices.Compact(ledgers), slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	out := map[string][]store.Listed{}
	for _, e := range found {
		if e.Counts() && e.Kind == r.byID[e.PlanID].Activity.Kind {
			out[e.PlanID] = append(out[e.PlanID], e)
		}
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b store.Listed) int { return cmp.Or(cmp.Compare(b.Day, a.Day), strings.Compare(a.ID, b.ID)) })
	}
	return out, nil
}

func (r *planReader) view(p *figure.Plan) (*PlannedActivity, error) {
	rec := r.recs[p.ID]
	act := activityOf(rec)
	if act == nil {
		return nil, fmt.Errorf("planned activity %s says nothing", p.ID)
	}
	t := r.tell.on(rec.Day)
	t.kind = t.cat.Kinds[act.Kind]
	a := &PlannedActivity{LedgerID: p.LedgerID, ID: p.ID, Base: rec.State.LastOp, Kind: act.Kind, Name: t.kindName(act.Kind), PlaceID: p.PlaceID, Place: t.place(p.PlaceID),
		Day: p.From.String(), Status: string(rec.Status), StatusName: t.status(rec), Body: r.v.Registry.BodyName(rec.State.Owner, p.From), OwnerID: cmp.Or(act.OwnerBodyID, rec.State.Owner),
		Measures: t.measures(act.Measures), Parts: []MeasureText{}, Facts: t.facts(act), Bodies: []BodyText{}, Note: act.Note, PartOf: []PlanRef{}, HasParts: []PlanRef{},
		Done: []LinkText{}, Links: []LinkText{}}
	a.Owner, a.Along = r.v.Registry.BodyName(a.OwnerID, p.From), t.along(p.Along, rec.State.Excused)
	a.Facts = append(a.Facts, t.alongFacts(a.Along)...)
	if act.ToDay != nil {
		a.ToDay = act.ToDay.String()
	}
	for _, x := range act.Parts {
		a.Parts = append(a.Parts, t.part(x))
	}
	for _, b := range act.Bodies {
		a.Bodies = append(a.Bodies, BodyText{b.BodyID, t.reg.BodyName(b.BodyID, act.Day), t.role(b.Role), t.measures(b.Measures)})
	}
	var err error
	if a.Content, err = formOf(act); err != nil {
		return nil, err
	}
	r.family(a, p)
	r.state(a, p, rec)
	r.acts(a, rec)
	return a, r.entry(a, t, p, act)
}

// family names the plans above and below, as far as the caller may know them.
func (r *planReader) family(a *PlannedActivity, p *figure.Plan) {
	for _, l := range p.PartOf {
		a.PartOf = append(a.PartOf, r.ref(l.Kind, l.LedgerID, l.PlanID))
	}
	for _, q := range r.parts[p.ID] {
		if ref := r.ref(q.Activity.Kind, q.LedgerID, q.ID); ref.Open {
			a.HasParts = append(a.HasParts, ref)
		}
	}
	slices.SortStableFunc(a.HasParts, func(x, y PlanRef) int { return vi.Compare(x.Name, y.Name) })
}

func (r *planReader) ref(kind, ledgerID, id string) PlanRef {
	out := PlanRef{Kind: kind, LedgerID: ledgerID, ID: id, Name: r.tell.kindName(kind)}
	if p := r.byID[id]; p != nil && p.Activity != nil && r.readable(p) {
		out.Name, out.Open = r.tell.on(p.From).planName(p), true
	}
	return out
}

// planName is kind, place and day.
func (t *teller) planName(p *figure.Plan) string {
	return t.kindName(p.Activity.Kind) + ", " + t.place(p.PlaceID) + ", " + vi.ShortDate(p.From)
}

// state tells done from due by the entries there are.
func (r *planReader) state(a *PlannedActivity, p *figure.Plan, rec *ledger.Record) {
	for _, e := range r.done[p.ID] {
		a.Done = append(a.Done, r.link(e))
	}
	if n := rec.State.NotDone; n != nil {
		a.Reason, a.ReasonName, a.Why = n.Reason, r.tell.t("not_done."+n.Reason), n.Why
	}
	switch {
	case len(a.Done) > 0:
		a.State = "done"
	case a.Reason != "":
		a.State = "not_done"
	case p.To < r.o.today():
		a.State = "due"
	default:
		a.State = "planned"
	}
}

// link names an entry as far as the caller may know it.
func (r *planReader) link(e store.Listed) LinkText {
	l := LinkText{LinkForm: LinkForm{Kind: e.Kind, LedgerID: e.LedgerID, EntryID: e.ID}, Name: r.tell.kindName(e.Kind)}
	if r.sight.seesRecord(e.Record) {
		t := r.tell.on(e.Day)
		l.Name, l.Open = l.Name+", "+t.place(e.PlaceID)+", "+vi.ShortDate(e.Day), true
	}
	return l
}

// entry fills in the form of the entry to come. What was planned is a number to
// be confirmed: how it is known is for the recorder to say.
func (r *planReader) entry(a *PlannedActivity, t *teller, p *figure.Plan, act *ledger.Content) error {
	f, err := formOf(act)
	if err != nil {
		return err
	}
	f.PlanID, f.Doubts = p.ID, nil
	if p.Along != nil { // its days are those in which several patrols may go
		f.Day, f.ToDay = max(p.From, min(p.To, r.o.today())).String(), ""
	}
	unknown := func(m string, v ValueForm) ValueForm {
		if v.Basis = ""; t.kind != nil && t.kind.Counting != nil && t.kind.Counting.ID == m {
			v.Basis = catalogue.BasisCounted
		}
		return v
	}
	for m, v := range f.Measures {
		f.Measures[m] = unknown(m, v)
	}
	for i := range f.Parts {
		f.Parts[i].Value = unknown("", f.Parts[i].Value)
	}
	for i := range f.Bodies {
		for m, v := range f.Bodies[i].Measures {
			f.Bodies[i].Measures[m] = unknown("", v)
		}
	}
	for _, l := range p.PartOf {
		link := LinkText{LinkForm: LinkForm{Kind: l.Kind, LedgerID: l.LedgerID}, Name: t.kindName(l.Kind)}
		if done := r.done[l.PlanID]; len(done) > 0 {
			link = r.link(done[0])
		}
		f.Links = append(f.Links, link.LinkForm)
		a.Links = append(a.Links, link)
	}
	a.Entry = f
	return nil
}

// acts lists what the caller may do now. What goes along the line may take
// several patrols, and single stretches of it are excused whatever was done.
func (r *planReader) acts(a *PlannedActivity, rec *ledger.Record) {
	a.Acts = []string{}
	x := &subject{reg: r.sight.reg, sight: r.sight, ledger: a.LedgerID, rec: rec, today: r.o.today(), person: r.c.PersonID}
	k := r.tell.cat.Kinds[a.Kind]
	goesOn := a.Along != nil && !a.over(r.o.today())
	if k != nil && (len(a.Done) == 0 || goesOn) && rec.Day <= r.o.today() && r.o.mayRecord(r.sight.reg, r.c, k, &EntryContent{PlaceID: a.PlaceID}, rec.Day) {
		a.Acts = append(a.Acts, "record")
	}
	change := "amend"
	if rec.Status == ledger.Verified {
		change = "correct"
	}
	for _, act := range [][2]string{{"amend", change}, {"not_done", "not_done"}, {"retract", "retract"}} {
		open := len(a.Done) == 0
		if act[0] == "not_done" {
			open = (open || a.Along != nil) && rec.Counts() && rec.Day <= r.o.today()
		}
		if _, ok := x.bodyFor(r.c, act[1], 0); ok && open && r.sight.mayWritePlans(rec) {
			a.Acts = append(a.Acts, act[0])
		}
	}
}

// over reports whether the days of the plan have passed.
func (a *PlannedActivity) over(today calendar.Day) bool {
	to, err := calendar.ParseDay(cmp.Or(a.ToDay, a.Day))
	return err == nil && to < today
}

// mayWritePlans asks whether the reader may write plans like this one.
func (s *sight) mayWritePlans(rec *ledger.Record) bool {
	return s.rules.May(s.actor, access.WritePlans, planTarget(s.reg, rec)) == access.Allowed
}
