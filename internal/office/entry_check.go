package office

import (
	"context"
	"fmt"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/doubt"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/vi"
	"phendau/internal/words"
)

// CheckInput is an entry as it is being written.
type CheckInput struct {
	Body struct {
		LedgerID string       `json:"ledger_id,omitempty" doc:"With entry_id: of an entry that is being changed"`
		EntryID  string       `json:"entry_id,omitempty"`
		Content  EntryContent `json:"content"`
	}
}

// Problem is something that must be put right before the entry is taken.
type Problem struct {
	Field   string `json:"field"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Warning is a question about numbers; it never blocks.
type Warning struct {
	Key     string      `json:"key" doc:"Recognises the question as long as the numbers stay the same"`
	Code    string      `json:"code"`
	Field   string      `json:"field,omitempty"`
	Message string      `json:"message"`
	Answer  string      `json:"answer,omitempty" doc:"Given before"`
	Records []RecordRef `json:"records" doc:"Entries it stands beside"`
}

// RecordRef names a record.
type RecordRef struct {
	Type     string `json:"type"`
	LedgerID string `json:"ledger_id"`
	ID       string `json:"id"`
}

// CheckView is what can be said of an entry before it is stored.
type CheckView struct {
	Problems []Problem `json:"problems"`
	Warnings []Warning `json:"warnings"`
	LedgerID string    `json:"ledger_id,omitempty" doc:"Ledger it will go into"`
	Locked   string    `json:"locked,omitempty" doc:"Reports of its day that are locked, and what becomes of it; absent where none is"`
	Missing  []string  `json:"missing_evidence" doc:"Evidence the kind asks for, without what the form has; blocks nothing"`
}

func (o *Office) entryCheck(ctx context.Context, c *api.Caller, in *CheckInput) (*Answer[CheckView], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	f := &in.Body.Content
	day, ok := calendar.ParseDay(f.Day)
	list, err := o.entryProblems(ctx, reg, c, f, in.Body.LedgerID, in.Body.EntryID)
	if err != nil {
		return nil, err
	}
	v := CheckView{Problems: list, Warnings: []Warning{}, Missing: []string{}}
	if ok == nil {
		v.LedgerID = reg.LedgerOf(f.PlaceID, day)
		closed, err := o.closedReports(ctx, reg)
		if err != nil {
			return nil, err
		}
		v.Locked = closed.said(closed.over(f.PlaceID, day), c.Lang)
	}
	if k := reg.Latest().Kinds[f.Kind]; k != nil {
		var have []string
		for _, d := range f.Documents {
			have = append(have, d.Type)
		}
		v.Missing = orNone(k.MissingEvidence(have, f.Dims))
	}
	if len(v.Problems) > 0 {
		return &Answer[CheckView]{v}, nil
	}
	content, err := f.content()
	if err != nil {
		return nil, err
	}
	v.Warnings, err = o.warnings(ctx, c, in.Body.LedgerID, in.Body.EntryID, content)
	return &Answer[CheckView]{v}, err
}

// problems lists what keeps a form from being taken, in the caller's language:
// the catalogue's rules, and where and for whom the caller may record.
func (o *Office) problems(reg *registry.Registry, c *api.Caller, f *EntryContent) []Problem {
	out := []Problem{}
	add := func(field, key string, pairs ...any) {
		out = append(out, Problem{field, key, words.For(c.Lang).Text("api.entry."+key, pairs...)})
	}
	day, err := calendar.ParseDay(f.Day)
	switch {
	case err != nil:
		add("day", "day_missing")
		day = o.today() // the rest is judged too, so that everything is named at once
	case day > o.today():
		add("day", "day_ahead")
	}
	if to, err := calendar.ParseDay(f.ToDay); f.ToDay != "" && (err != nil || to < day) {
		add("to_day", "to_day_before")
	}
	if f.FromMin > 0 && f.ToMin > 0 && f.ToMin < f.FromMin && f.ToDay == "" {
		add("to_min", "to_min_before")
	}
	k := reg.Latest().Kinds[f.Kind]
	switch {
	case f.PlaceID == "":
		add("place_id", "place_missing")
	case !reg.PlaceAlive(f.PlaceID, day) || reg.LedgerOf(f.PlaceID, day) == "":
		add("place_id", "place_not_alive", "day", vi.ShortDate(day))
	case k != nil && !o.mayRecord(reg, c, k, f, day):
		add("place_id", "place_not_yours")
	}
	for i, b := range f.Bodies {
		if b.BodyID == "" {
			add(fmt.Sprintf("bodies.%d", i), "body_missing")
		} else if reg.Bodies[b.BodyID] == nil {
			add(fmt.Sprintf("bodies.%d", i), "body_unknown")
		}
	}
	for _, p := range reg.Latest().CheckEntry(f.shape(reg, day)) {
		out = append(out, Problem{p.Field, p.Code, catalogue.Text{VI: p.VI, EN: p.EN}.In(c.Lang)})
	}
	return out
}

// entryProblems are the problems of a form, and that it names a plan its writer
// may not know, or one of another kind: an entry nobody asked for would carry
// the plan out. What the stored entry named before stays.
func (o *Office) entryProblems(ctx context.Context, reg *registry.Registry, c *api.Caller, f *EntryContent, ledgerID, entryID string) ([]Problem, error) {
	list := o.problems(reg, c, f)
	if f.PlanID == "" {
		return list, nil
	}
	found, err := o.Store.Records(ctx, ledgerID, []string{entryID})
	if err != nil {
		return nil, err
	}
	ok, err := o.mayCarry(ctx, c, carrier{f.PlanID, f.Kind}, found[entryID])
	if err != nil || ok {
		return list, err
	}
	return append(list, Problem{"plan_id", "plan_unknown", words.For(c.Lang).Text("api.plan.other")}), nil
}

// carrier is an entry of a kind that carries out a plan.
type carrier struct{ plan, kind string }

// mayCarry reports whether somebody may let an entry carry out a plan; was is
// the entry as it is stored, nil when it is new.
func (o *Office) mayCarry(ctx context.Context, c *api.Caller, e carrier, was *ledger.Record) (bool, error) {
	v, err := o.view(ctx)
	if err != nil {
		return false, err
	}
	r, err := o.planReader(ctx, c, v)
	if err != nil {
		return false, err
	}
	return r.carries(e) || r.sight.seesRecord(was) && names(was, e), nil
}

// carries reports whether an entry may carry out the plan it names.
func (r *planReader) carries(e carrier) bool {
	p := r.byID[e.plan]
	return p != nil && p.Activity != nil && p.Activity.Kind == e.kind && r.readable(p)
}

// names reports whether a stored entry carries out the same plan already.
func names(rec *ledger.Record, e carrier) bool {
	c, err := rec.Entry()
	return err == nil && c.PlanID == e.plan && c.Kind == e.kind
}

// mayRecord reports whether the caller may record at the place, for the body
// named or any of his.
func (o *Office) mayRecord(reg *registry.Registry, c *api.Caller, k *catalogue.Kind, f *EntryContent, day calendar.Day) bool {
	t := access.Target{PlaceID: f.PlaceID, Day: day, Class: access.Class(k.Release), BodyID: f.OwnerBodyID}
	return reg.Rules(o.today()).May(&c.Actor, access.WriteEntries, t) == access.Allowed
}

// warnings asks about the numbers of one entry.
func (o *Office) warnings(ctx context.Context, c *api.Caller, ledgerID, entryID string, content *ledger.Content) ([]Warning, error) {
	v, err := o.view(ctx)
	if err != nil {
		return nil, err
	}
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	out := []Warning{}
	for _, f := range doubt.OnEntry(v, ledgerID, entryID, content) {
		w := Warning{Key: f.Key(), Code: f.Code, Field: f.Field, Message: f.Text(c.Lang), Records: []RecordRef{}}
		for _, d := range content.Doubts {
			if d.Key == w.Key {
				w.Answer = d.Answer
			}
		}
		if w.Records, err = o.knownRefs(ctx, s, f.Links, entryID); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// knownRefs keeps the entries that the reader may open.
func (o *Office) knownRefs(ctx context.Context, s *sight, links []doubt.Link, self string) ([]RecordRef, error) {
	out := []RecordRef{}
	for _, l := range links {
		if l.ID == "" || l.ID == self || l.Type != ledger.TypeEntry {
			continue
		}
		r, err := o.Store.Records(ctx, l.LedgerID, []string{l.ID})
		if err != nil {
			return nil, err
		}
		if s.seesRecord(r[l.ID]) {
			out = append(out, RecordRef{l.Type, l.LedgerID, l.ID})
		}
	}
	return out, nil
}

// wrong are problems as the answer to a request that is refused for them.
func wrong(list []Problem) error {
	fields := make([]api.Field, len(list))
	for i, p := range list {
		fields[i] = api.Field{Field: p.Field, Message: p.Message}
	}
	return api.Wrong(fields...)
}
