package office

import (
	"context"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/match"
	"phendau/internal/store"
)

// EntrySide is an entry as it stands beside another one.
type EntrySide struct {
	RecordBrief
	Facts     []Said     `json:"facts"`
	Parts     []Said     `json:"parts"`
	Bodies    []BodySaid `json:"bodies" doc:"Who took part, with the numbers of each where known"`
	Documents []string   `json:"documents"`
	Note      string     `json:"note,omitempty"`
}

// TwinPair is two entries that may tell of one act.
type TwinPair struct {
	Relation string       `json:"relation" enum:"same,parts" doc:"What the finder takes them for"`
	Reasons  []TwinReason `json:"reasons"`
	Main     EntrySide    `json:"main" doc:"Would lead"`
	Member   EntrySide    `json:"member"`
	Rows     []SideRow    `json:"rows" doc:"Numbers side by side: main, member"`
	Propose  bool         `json:"may_propose"`
	Confirm  bool         `json:"may_confirm" doc:"The caller may also answer for the member"`
}

// TwinReason is one thing that speaks for a pair.
type TwinReason struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// SideRow is one number of several entries, in their order; "" where an entry
// has none.
type SideRow struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Values []string `json:"values"`
	Equal  bool     `json:"equal"`
}

// DuplicateQuery asks for pairs.
type DuplicateQuery struct {
	Place string `query:"place"`
	From  string `query:"from" doc:"First day; 92 days before the last without it"`
	To    string `query:"to" doc:"Last day; that of the newest entry without it"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// Duplicates are the undecided pairs of a range of days, strongest first.
type Duplicates struct {
	From  string     `json:"from" format:"date"`
	To    string     `json:"to" format:"date"`
	Items []TwinPair `json:"items"`
	Total int        `json:"total"`
}

// Bounds of one search for pairs, in days.
const (
	usualTwinSpan = 92
	maxTwinSpan   = 400
)

func (o *Office) duplicateList(ctx context.Context, c *api.Caller, in *DuplicateQuery) (*Answer[Duplicates], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	out, err := r.duplicates(ctx, in)
	return &Answer[Duplicates]{out}, err
}

// duplicates are the undecided pairs the caller may read both sides of; Total
// counts them beyond the limit too.
func (r *reviewer) duplicates(ctx context.Context, in *DuplicateQuery) (Duplicates, error) {
	ledgers := r.ledgers()
	from, to, err := r.span(ctx, ledgers, in.From, in.To)
	if err != nil {
		return Duplicates{}, err
	}
	found, err := r.proposals(ctx, ledgers, from, to)
	if err != nil {
		return Duplicates{}, err
	}
	out := Duplicates{From: from.String(), To: to.String(), Items: []TwinPair{}}
	pairs, err := r.pairs(ctx, found)
	for _, p := range pairs {
		if in.Place != "" && !r.inside(in.Place, p.Main) && !r.inside(in.Place, p.Member) {
			continue
		}
		if out.Total++; len(out.Items) < in.Limit {
			out.Items = append(out.Items, p)
		}
	}
	return out, err
}

func (r *reviewer) inside(placeID string, e EntrySide) bool {
	d, err := calendar.ParseDay(e.From)
	return e.PlaceID == placeID || err == nil && r.reg.Places.Holds(placeID, e.PlaceID, d)
}

// span reads the days of a question; without them it is about the latest
// entries.
func (r *reviewer) span(ctx context.Context, ledgers []string, a, b string) (from, to calendar.Day, err error) {
	if b == "" {
		to, err = r.lastDay(ctx, ledgers)
	} else if to, err = calendar.ParseDay(b); err != nil {
		err = api.Wrong(api.Field{Field: "to", Message: err.Error()})
	}
	if err != nil {
		return 0, 0, err
	}
	from = max(to-usualTwinSpan, calendar.MinDay)
	if a != "" {
		if from, err = calendar.ParseDay(a); err != nil {
			return 0, 0, api.Wrong(api.Field{Field: "from", Message: err.Error()})
		}
	}
	if to < from || to-from > maxTwinSpan {
		return 0, 0, api.Wrong(api.Field{Field: "from", Message: r.tell.w.Text("review.span", "days", maxTwinSpan)})
	}
	return from, to, nil
}

// lastDay is the day of the newest entry, today where there is none or it lies
// ahead.
func (r *reviewer) lastDay(ctx context.Context, ledgers []string) (calendar.Day, error) {
	last, err := r.o.Store.LastDay(ctx, ledgers)
	if last == 0 || last > r.o.today() {
		last = r.o.today()
	}
	return last, err
}

// proposalsAbout are the undecided pairs with one entry, in every ledger the
// caller reads.
func (r *reviewer) proposalsAbout(ctx context.Context, rec store.LedgerRecord) ([]match.Proposal, error) {
	if rec.Type != ledger.TypeEntry || !rec.Counts() {
		return nil, nil
	}
	c, err := rec.Entry()
	if err != nil {
		return nil, err
	}
	to := rec.Day
	if c.ToDay != nil {
		to = *c.ToDay
	}
	found, err := r.proposals(ctx, r.ledgers(), max(rec.Day-twinDays, calendar.MinDay), to+twinDays)
	ref := ledger.Ref{LedgerID: rec.LedgerID, EntryID: rec.ID}
	return slices.DeleteFunc(found, func(p match.Proposal) bool { return p.Pair.A != ref && p.Pair.B != ref }), err
}

// pairs puts proposals side by side.
func (r *reviewer) pairs(ctx context.Context, found []match.Proposal) ([]TwinPair, error) {
	out := []TwinPair{}
	var refs []ledger.Ref
	for _, p := range found {
		refs = append(refs, p.Main, p.Member)
	}
	rows, err := r.rows(ctx, refs)
	if err != nil {
		return nil, err
	}
	for _, p := range found {
		a, okA := rows[p.Main]
		b, okB := rows[p.Member]
		if !okA || !okB || !r.seesRecord(a.Record) || !r.seesRecord(b.Record) {
			continue
		}
		t := TwinPair{Relation: p.Relation, Reasons: []TwinReason{}, Main: r.side(a), Member: r.side(b), Propose: r.mayPropose(a.Record), Confirm: r.verifiesAny(b.Record)}
		t.Rows = sideRows([]EntrySide{t.Main, t.Member})
		for _, x := range p.Reasons {
			t.Reasons = append(t.Reasons, TwinReason{x.Code, r.tell.text(catalogue.Text{VI: x.VI, EN: x.EN})})
		}
		out = append(out, t)
	}
	return out, nil
}

// rows reads entries of several ledgers.
func (r *reviewer) rows(ctx context.Context, refs []ledger.Ref) (map[ledger.Ref]store.LedgerRecord, error) {
	byLedger := map[string][]string{}
	for _, ref := range refs {
		byLedger[ref.LedgerID] = append(byLedger[ref.LedgerID], ref.EntryID)
	}
	out := map[ledger.Ref]store.LedgerRecord{}
	for id, ids := range byLedger {
		found, err := r.o.Store.Records(ctx, id, ids)
		if err != nil {
			return nil, err
		}
		for _, rec := range found {
			out[ledger.Ref{LedgerID: id, EntryID: rec.ID}] = store.LedgerRecord{LedgerID: id, Record: rec}
		}
	}
	return out, nil
}

func (r *reviewer) side(rec store.LedgerRecord) EntrySide {
	c := r.tell.of(rec.Record).content(rec.Record)
	return EntrySide{r.tell.brief(rec.LedgerID, rec.Record), orNone(c.facts), orNone(c.parts), orNone(c.bodies), orNone(c.documents), c.note}
}

// sideRows lays the numbers of entries side by side, in the order in which
// they come up.
func sideRows(sides []EntrySide) []SideRow {
	out := []SideRow{}
	for i, s := range sides {
		for _, m := range s.Measures {
			at := slices.IndexFunc(out, func(r SideRow) bool { return r.ID == m.ID })
			if at < 0 {
				at = len(out)
				out = append(out, SideRow{ID: m.ID, Name: m.Name, Values: make([]string, len(sides))})
			}
			out[at].Values[i] = m.Value
		}
	}
	for i := range out {
		out[i].Equal = !slices.ContainsFunc(out[i].Values, func(v string) bool { return v != out[i].Values[0] })
	}
	return out
}

// verifiesAny reports whether the caller answers for an entry at any level:
// who may confirm that it tells of a shared act.
func (r *reviewer) verifiesAny(rec *ledger.Record) bool {
	return r.rules.May(r.actor, access.VerifyEntries, r.target(rec, 0)) == access.Allowed
}

func (r *reviewer) mayPropose(rec *ledger.Record) bool {
	return r.verifiesAny(rec) || r.rules.May(r.actor, access.WriteEntries, r.target(rec, 0)) == access.Allowed
}
