package office

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"phendau/internal/access"
	"phendau/internal/amount"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/tip"
	"phendau/internal/tip/desk"
)

// outcomesAfter is how many days behind the end of a quarter its outcomes are
// taken: what was concluded on its last day has been looked at by then.
const outcomesAfter = 5

func (o *Office) tipOutcomeRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/tips/desks/{id}/outcomes", ID: "listTipOutcomes", Tag: tagTips, Summary: "Quarters whose outcomes are not in the figures yet, with their cases", Action: access.AnswerTips}, nil, o.tipOutcomesDue)
	api.Add(a, api.Route{Method: "POST", Path: "/tips/desks/{id}/outcomes", ID: "countTipOutcomes", Tag: tagTips, Summary: "Put the outcomes of a quarter into the figures, all at once and named by no case", Action: access.AnswerTips, Fresh: true}, nil, o.tipOutcomesTake)
}

// OutcomesDue lists quarters to count.
type OutcomesDue struct {
	Quarters []OutcomeQuarter `json:"quarters"`
}

// OutcomeQuarter is a quarter that is over.
type OutcomeQuarter struct {
	From  string   `json:"from"`
	To    string   `json:"to"`
	Day   string   `json:"day" doc:"The day its entries get: the 15th of the middle month"`
	Open  bool     `json:"open" doc:"It may be counted now"`
	Cases []string `json:"cases" doc:"Concluded in it or before, and not counted"`
}

func (o *Office) tipOutcomesDue(ctx context.Context, c *api.Caller, in *DeskPath) (*Answer[OutcomesDue], error) {
	d, _, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	cases, err := o.uncounted(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	out := OutcomesDue{Quarters: []OutcomeQuarter{}}
	byQuarter := map[calendar.Period][]string{}
	for i := range cases {
		q := calendar.QuarterWith(calendar.Civil, calendar.DayOf(cases[i].Ended))
		byQuarter[q] = append(byQuarter[q], cases[i].ID.String())
	}
	for q, ids := range byQuarter {
		out.Quarters = append(out.Quarters, OutcomeQuarter{From: q.From.String(), To: q.To.String(), Day: middleOf(q).String(), Open: o.today() >= q.To+outcomesAfter, Cases: ids})
	}
	slices.SortFunc(out.Quarters, func(a, b OutcomeQuarter) int { return cmp.Compare(a.From, b.From) })
	return &Answer[OutcomesDue]{out}, nil
}

// uncounted are the cases of a desk that were concluded and are in no figure.
func (o *Office) uncounted(ctx context.Context, deskID string) ([]store.PlacedCase, error) {
	all, err := o.Store.TipCases(ctx, deskID, false)
	return slices.DeleteFunc(all, func(p store.PlacedCase) bool {
		return p.Owner.UUID() != deskID || p.Counted || p.Ended == 0 || p.State != desk.Concluded && p.State != desk.Closed
	}), err
}

// middleOf is the 15th of a quarter's middle month: it lies in the same quarter of
// the civil and of the official calendar.
func middleOf(q calendar.Period) calendar.Day {
	y, m, _ := q.From.Date()
	return calendar.MakeDay(y, int(m)+1, 15)
}

// OutcomesInput is the batch of a quarter.
type OutcomesInput struct {
	DeskPath
	Once
	Body struct {
		From    string         `json:"from" format:"date" doc:"First day of the quarter"`
		Cases   []string       `json:"cases" minItems:"1" maxItems:"5000" doc:"All that are due, sorted"`
		Entries []OutcomeEntry `json:"entries" maxItems:"5000" doc:"In any order; equal ones are added up"`
	}
}

// OutcomeEntry is one outcome. Its kind is one that is hidden below the commune.
type OutcomeEntry struct {
	Kind     string            `json:"kind" maxLength:"80"`
	PlaceID  string            `json:"place_id" format:"uuid" doc:"Commune it is about"`
	Dims     map[string]string `json:"dims"`
	Measures map[string]int64  `json:"measures"`
}

// Counted says what was written.
type Counted struct {
	Entries int `json:"entries"`
	Cases   int `json:"cases"`
}

// tipOutcomesTake writes the outcomes of a quarter. No entry names a case, a day, an
// officer or a device of one: this process writes them, for the body, mixed.
func (o *Office) tipOutcomesTake(ctx context.Context, c *api.Caller, in *OutcomesInput) (*Answer[Counted], error) {
	if _, err := o.tipsOpen(); err != nil {
		return nil, err
	}
	req, err := once("countTipOutcomes/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	d, reg, _, err := o.tipDesk(ctx, c, in.ID, access.AnswerTips)
	if err != nil {
		return nil, err
	}
	x := counting{o: o, reg: reg, desk: d}
	if err := x.read(ctx, in); err != nil {
		return nil, err
	}
	drafts, err := x.drafts()
	if err != nil {
		return nil, err
	}
	was, err := o.Store.Requested(ctx, c.PersonID, req.id, req.hash)
	if err == nil && !was {
		rec := audit.Record{Action: audit.TipAct, ObjectID: d.ID, Detail: audit.Facts("what", desk.Count, "quarter", in.Body.From, "cases", len(x.cases), "entries", len(x.entries))}
		_, err = o.Writer.Act(ctx, store.Batch{Atomic: true, RegistryAt: reg.Seq, Audit: o.signed(c, []audit.Record{rec}),
			Also: func(t *store.Tx) error { return t.NoteRequest(c.PersonID, req.id, req.hash) }}, drafts)
		err = refusal(err)
	}
	if err != nil {
		return nil, err
	}
	return &Answer[Counted]{Counted{len(x.entries), len(x.cases)}}, nil
}

// counting is a batch under way.
type counting struct {
	o       *Office
	reg     *registry.Registry
	desk    registry.TipDesk
	quarter calendar.Period
	cases   []store.PlacedCase
	entries []OutcomeEntry
}

// read holds the batch against what is due: with some cases left out their outcome
// could be told from two batches.
func (x *counting) read(ctx context.Context, in *OutcomesInput) error {
	from, err := calendar.ParseDay(in.Body.From)
	if err != nil {
		return api.Wrong(api.Field{Field: "from"})
	}
	x.quarter = calendar.QuarterWith(calendar.Civil, from)
	if x.quarter.From != from || x.o.today() < x.quarter.To+outcomesAfter {
		return api.Wrong(api.Field{Field: "from"})
	}
	all, err := x.o.uncounted(ctx, x.desk.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if calendar.QuarterWith(calendar.Civil, calendar.DayOf(p.Ended)) == x.quarter {
			x.cases = append(x.cases, p)
		}
	}
	if len(in.Body.Cases) != len(x.cases) {
		return api.Wrong(api.Field{Field: "cases"})
	}
	for i, p := range x.cases {
		if !slices.Contains(in.Body.Cases, p.ID.String()) {
			return api.Wrong(api.Field{Field: fmt.Sprintf("cases.%d", i)})
		}
	}
	for i, e := range in.Body.Entries {
		k := x.reg.Latest().Kinds[e.Kind]
		if k == nil || !k.Roles.HiddenBelowCommune || !x.reg.Places.Alive(e.PlaceID, middleOf(x.quarter)) {
			return api.Wrong(api.Field{Field: fmt.Sprintf("entries.%d", i)})
		}
		x.add(e)
	}
	return nil
}

// add adds equal outcomes up: one entry says how many there were.
func (x *counting) add(e OutcomeEntry) {
	for i := range x.entries {
		if have := &x.entries[i]; have.Kind == e.Kind && have.PlaceID == e.PlaceID && sameText(have.Dims, e.Dims) {
			for m, n := range e.Measures {
				have.Measures[m] += n
			}
			return
		}
	}
	own := e
	own.Measures = map[string]int64{}
	for m, n := range e.Measures {
		own.Measures[m] = n
	}
	x.entries = append(x.entries, own)
}

func sameText(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

func (x *counting) drafts() ([]ledger.Draft, error) {
	rand.Shuffle(len(x.entries), func(i, j int) { x.entries[i], x.entries[j] = x.entries[j], x.entries[i] })
	var out []ledger.Draft
	day := middleOf(x.quarter)
	for _, e := range x.entries {
		content := ledger.Content{Kind: e.Kind, PlaceID: e.PlaceID, Day: day, OwnerBodyID: x.desk.ID, Dims: map[string]ledger.Codes{}, Measures: map[string]amount.Value{}}
		for d, v := range e.Dims {
			if v != "" {
				content.Dims[d] = ledger.Codes{v}
			}
		}
		for m, n := range e.Measures {
			content.Measures[m] = amount.ExactValue(n, amount.Counted)
		}
		create := ledger.Draft{LedgerID: x.reg.LedgerOf(e.PlaceID, day), EntityType: ledger.TypeEntry, EntityID: x.o.Writer.IDs.New(), Verb: "create", BodyID: x.desk.ID, Catalogue: x.reg.CatalogueVersion, Body: content}
		submit := create
		submit.Verb, submit.Body = "submit", nil
		out = append(out, create, submit)
	}
	for i := range x.cases {
		d, err := x.count(&x.cases[i])
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

func (x *counting) count(p *store.PlacedCase) (ledger.Draft, error) {
	id, err := tip.IDOfUUID(x.desk.ID)
	if err != nil {
		return ledger.Draft{}, err
	}
	return ledger.CaseDraft(p.LedgerID, p.ID, desk.Count, &ledger.CaseBody{Desk: id})
}
