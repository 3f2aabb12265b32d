package office

import (
	"context"
	"encoding/json"
	"slices"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/catalogue"
	"phendau/internal/doubt"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// ReviewQuery filters what waits.
type ReviewQuery struct {
	Place  string `query:"place" doc:"Place or group; everything in it"`
	Kind   string `query:"kind" doc:"Kind of an entry, indicator of a statement or plan"`
	Type   string `query:"type" enum:"entry,statement,nil,plan"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"400"`
}

// Flag is something a verifier should look at. It accuses nobody.
type Flag struct {
	Code  string `json:"code" enum:"amended,corrected,late,self_recorded,questions,no_evidence,evidence_expected,duplicates,restricted"`
	Text  string `json:"text"`
	Count int    `json:"count,omitempty"`
	// Looks keeps the record out of an approval of many at once.
	Looks bool `json:"looks" doc:"The record has to be looked at by itself"`
}

// ReviewItem is a record that waits for the caller.
type ReviewItem struct {
	RecordBrief
	Turn        int    `json:"turn" doc:"Level whose turn it is"`
	SinceMS     int64  `json:"since_ms" doc:"Since when it waits for that level"`
	DaysWaiting int    `json:"days_waiting"`
	Flags       []Flag `json:"flags"`
	Bulk        bool   `json:"bulk" doc:"May be approved together with others"`
	MayVerify   bool   `json:"may_verify" doc:"False for a record of one's own while the level has another verifier"`
}

// ReviewPage is one page of what waits, longest first.
type ReviewPage struct {
	Items []ReviewItem `json:"items"`
	Next  string       `json:"next,omitempty"`
}

// ReviewCount says how much waits; it counts up to a bound.
type ReviewCount struct {
	Waiting    int   `json:"waiting"`
	More       bool  `json:"more" doc:"There are more than were counted"`
	OldestDays int   `json:"oldest_days"`
	Levels     []int `json:"levels" doc:"Levels the caller verifies"`
}

// maxReviewCount is how far waiting records are counted: beyond it the exact
// number changes nothing for who has to look at them.
const maxReviewCount = 1000

// reviewBatch is how many rows are read at once before rights are asked.
const reviewBatch = 200

// reviewer is somebody who verifies, with all he is judged by.
type reviewer struct {
	*sight
	o      *Office
	tell   *teller
	view   *figure.View
	closed *closedReports
	levels []int
}

func (o *Office) reviewer(ctx context.Context, c *api.Caller) (*reviewer, error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	r := &reviewer{sight: s, o: o, tell: newTeller(s.reg, c.Lang), view: v, levels: []int{}}
	if r.closed, err = o.closedReports(ctx, s.reg); err != nil {
		return nil, err
	}
	for _, g := range s.rules.GrantsFor(s.actor, access.VerifyEntries) {
		if g.Level > 0 && !slices.Contains(r.levels, g.Level) {
			r.levels = append(r.levels, g.Level)
		}
	}
	slices.Sort(r.levels)
	return r, nil
}

// target is a record as the rules of access see it.
func (r *reviewer) target(rec *ledger.Record, level int) access.Target {
	return access.Target{PlaceID: rec.PlaceID, Day: rec.Day, Class: access.Class(r.tell.class(rec)), BodyID: rec.State.Owner, Level: level}
}

// verifies reports whether the caller may verify a record at a level.
func (r *reviewer) verifies(rec *ledger.Record, level int) bool {
	return level > 0 && r.rules.May(r.actor, access.VerifyEntries, r.target(rec, level)) == access.Allowed
}

// waiting walks what waits for the caller until use says stop.
func (r *reviewer) waiting(ctx context.Context, in *ReviewQuery, after store.WaitingKey, use func(store.LedgerRecord) bool) error {
	f := store.WaitingFilter{Ledgers: r.ledgers(), Levels: r.levels, After: after, Limit: reviewBatch}
	for {
		rows, err := r.o.Store.Waiting(ctx, f)
		if err != nil {
			return err
		}
		for _, rec := range rows {
			if r.asked(in, rec.Record) && r.opensRecord(rec.Record) && r.verifies(rec.Record, rec.Turn()) && !use(rec) {
				return nil
			}
		}
		if len(rows) < f.Limit {
			return nil
		}
		f.After = rows[len(rows)-1].Key()
	}
}

// asked reports whether a record passes the filters of a query.
func (r *reviewer) asked(in *ReviewQuery, rec *ledger.Record) bool {
	return (in.Type == "" || in.Type == rec.Type) && (in.Kind == "" || in.Kind == rec.Kind) &&
		(in.Place == "" || in.Place == rec.PlaceID || r.reg.Places.Holds(in.Place, rec.PlaceID, rec.Day))
}

func (o *Office) reviewList(ctx context.Context, c *api.Caller, in *ReviewQuery) (*Answer[ReviewPage], error) {
	after, err := readKey[store.WaitingKey](in.Cursor)
	if err != nil {
		return nil, err
	}
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	var rows []store.LedgerRecord
	err = r.waiting(ctx, in, after, func(rec store.LedgerRecord) bool {
		rows = append(rows, rec)
		return len(rows) <= in.Limit
	})
	if err != nil {
		return nil, err
	}
	page := ReviewPage{Items: []ReviewItem{}}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		page.Next = writeKey(rows[in.Limit-1].Key())
	}
	page.Items, err = r.items(ctx, rows)
	return &Answer[ReviewPage]{page}, err
}

func (o *Office) reviewCount(ctx context.Context, c *api.Caller, in *ReviewQuery) (*Answer[ReviewCount], error) {
	r, err := o.reviewer(ctx, c)
	if err != nil {
		return nil, err
	}
	n, err := r.count(ctx, in)
	return &Answer[ReviewCount]{n}, err
}

// count counts what waits for the caller, up to maxReviewCount.
func (r *reviewer) count(ctx context.Context, in *ReviewQuery) (ReviewCount, error) {
	n := ReviewCount{Levels: r.levels}
	err := r.waiting(ctx, in, store.WaitingKey{}, func(rec store.LedgerRecord) bool {
		if n.Waiting == 0 {
			n.OldestDays = r.daysSince(rec.TurnMS)
		}
		n.Waiting++
		n.More = n.Waiting > maxReviewCount
		return !n.More
	})
	n.Waiting = min(n.Waiting, maxReviewCount)
	return n, err
}

func (r *reviewer) daysSince(ms int64) int { return int((r.o.nowMS() - ms) / (24 * 3600 * 1000)) }

// items puts records of a list into words, with what to look at.
func (r *reviewer) items(ctx context.Context, rows []store.LedgerRecord) ([]ReviewItem, error) {
	twins, err := r.twins(ctx, rows)
	if err != nil {
		return nil, err
	}
	out := make([]ReviewItem, 0, len(rows))
	for _, rec := range rows {
		it := r.item(rec, len(twins[ledger.Ref{LedgerID: rec.LedgerID, EntryID: rec.ID}]))
		it.shorten()
		out = append(out, it)
	}
	return out, nil
}

func (r *reviewer) item(rec store.LedgerRecord, twins int) ReviewItem {
	it := ReviewItem{RecordBrief: r.tell.brief(rec.LedgerID, rec.Record), Turn: rec.Turn(), SinceMS: rec.TurnMS, Flags: r.flags(rec, twins)}
	if rec.TurnMS > 0 {
		it.DaysWaiting = r.daysSince(rec.TurnMS)
	}
	it.MayVerify = r.verifies(rec.Record, it.Turn) && !r.ownWithOthers(rec.Record)
	it.Bulk = it.MayVerify && !slices.ContainsFunc(it.Flags, func(f Flag) bool { return f.Looks })
	return it
}

// ownWithOthers reports whether the caller recorded it himself while somebody
// else verifies at its level.
func (r *reviewer) ownWithOthers(rec *ledger.Record) bool {
	return rec.State.Recorder == r.actor.PersonID && r.reg.OtherVerifier(rec.Turn(), rec.PlaceID, rec.Day, r.o.today(), r.actor.PersonID)
}

// flags are what a verifier should look at.
func (r *reviewer) flags(rec store.LedgerRecord, twins int) []Flag {
	out := []Flag{}
	add := func(code string, count int, looks bool) {
		out = append(out, Flag{code, r.tell.w.Text("review.flag."+code, "n", count), count, looks})
	}
	st := &rec.State
	for _, f := range []struct {
		code string
		set  bool
	}{{"amended", st.Amended}, {"corrected", st.Corrected}, {"late", st.Late || len(r.closed.without(rec.Record)) > 0}, {"self_recorded", st.Recorder == r.actor.PersonID},
		{"restricted", r.tell.class(rec.Record) == string(access.Restricted)}} {
		if f.set {
			add(f.code, 0, true)
		}
	}
	if n := len(r.questions(rec)); n > 0 {
		add("questions", n, true)
	}
	if twins > 0 {
		add("duplicates", twins, true)
	}
	if k := r.tell.kindOf(rec.Record); k != nil && st.Evidence == 0 && !hasDocuments(rec.Record) {
		switch {
		case requiresEvidence(k, rec.Record):
			add("no_evidence", 0, true)
		case len(k.Evidence) > 0:
			add("evidence_expected", 0, false)
		}
	}
	return out
}

// requiresEvidence reports whether an entry must have evidence; one that
// cannot be read is asked as its kind is.
func requiresEvidence(k *catalogue.Kind, rec *ledger.Record) bool {
	var dims map[string][]string
	if c, err := rec.Entry(); err == nil {
		dims = map[string][]string{}
		for dim, values := range c.Dims {
			dims[dim] = values
		}
	}
	return len(k.RequiredOf(dims)) > 0
}

func hasDocuments(rec *ledger.Record) bool {
	c, err := rec.Entry()
	return err == nil && len(c.Documents) > 0
}

// questions are what deserves a second look about a record's numbers. Late is
// a flag of its own.
func (r *reviewer) questions(rec store.LedgerRecord) []doubt.Finding {
	switch rec.Type {
	case ledger.TypeEntry:
		if c, err := rec.Entry(); err == nil {
			return doubt.OnEntry(r.view, rec.LedgerID, rec.ID, c)
		}
	case ledger.TypeStatement:
		var b ledger.StatementBody
		if json.Unmarshal(rec.Content, &b) == nil {
			return doubt.OnStatement(r.view, doubt.Declared{ID: rec.ID, LedgerID: rec.LedgerID, Verified: rec.Status == ledger.Verified, StatementBody: b})
		}
	}
	return nil
}
