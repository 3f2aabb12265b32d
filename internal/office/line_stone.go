package office

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/border"
	"phendau/internal/border/visit"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/formats"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/vi"
)

func (o *Office) stoneRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/line/stones/proposals", ID: "listStoneProposals", Tag: tagLine, Summary: "States of stones that entries report and nobody has noted", Action: access.ReadLine}, nil, o.stoneProposals)
	api.Add(a, api.Route{Method: "GET", Path: "/line/markers/{id}", ID: "getLineMarker", Tag: tagLine, Summary: "A marker position: its stones with their states, visits and entries", Action: access.ReadLine, Class: api.Heavy}, nil, o.lineMarker)
	api.Add(a, api.Route{Method: "POST", Path: "/line/markers/{id}/states", ID: "noteStoneState", Tag: tagLine, Summary: "Note in which state a stone was found", Action: access.VerifyEntries}, nil, o.stoneNote)
}

// proposedFor is how long ago, in days, an entry still leads to a proposal.
const proposedFor = 400

// StoneProposals is states that wait to be noted, the latest report first.
type StoneProposals struct {
	Items []StoneProposal `json:"items"`
}

// StoneProposal is the state an entry reports of a stone.
type StoneProposal struct {
	MarkerID  string   `json:"marker_id"`
	Index     int      `json:"index" doc:"Of several stones with one number; 0 is a single one"`
	Stone     string   `json:"stone" doc:"Its number"`
	Place     string   `json:"place"`
	Now       string   `json:"now" enum:"good,damaged,lost,moved"`
	NowName   string   `json:"now_name"`
	State     string   `json:"state" enum:"good,damaged,lost,moved"`
	StateName string   `json:"state_name"`
	Day       string   `json:"day" format:"date"`
	Entry     LinkText `json:"entry" doc:"That reports it"`
	Photos    int      `json:"photos" doc:"Pictures and papers with it"`
	May       bool     `json:"may" doc:"The caller may note it"`
}

func (o *Office) stoneProposals(ctx context.Context, c *api.Caller, _ *Nothing) (*Answer[StoneProposals], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	list, err := o.proposals(ctx, c, s, "")
	if err != nil {
		return nil, err
	}
	return &Answer[StoneProposals]{StoneProposals{Items: list}}, nil
}

// speaking are the kinds with a dimension that tells the state of stones.
func speaking(cat *catalogue.Catalogue) (out []string) {
	for _, k := range cat.KindList() {
		if slices.ContainsFunc(k.Dims, func(d *catalogue.KindDim) bool {
			return slices.ContainsFunc(d.Dim.Values, func(v *catalogue.DimValue) bool { return v.Stone != "" })
		}) {
			out = append(out, k.ID)
		}
	}
	return out
}

// proposals finds what entries that the caller may read report of stones, of one
// marker or of all. A state that was noted since, from this entry or another
// one, waits no more.
func (o *Office) proposals(ctx context.Context, c *api.Caller, s *sight, marker string) ([]StoneProposal, error) {
	kinds := speaking(s.reg.Latest())
	if len(kinds) == 0 {
		return []StoneProposal{}, nil
	}
	entries, err := o.entriesWhere(ctx, store.EntryFilter{Ledgers: s.ledgers(), Kinds: kinds, From: o.today() - proposedFor}, func(_ string, r *ledger.Record) bool { return r.Counts() && s.seesRecord(r) })
	if err != nil {
		return nil, err
	}
	r := &planReader{o: o, ctx: ctx, c: c, sight: s, tell: newTeller(s.reg, c.Lang)}
	out := []StoneProposal{}
	for _, e := range entries {
		content, err := e.Entry()
		if err != nil {
			return nil, err
		}
		state := s.reg.Latest().StoneState(content.Kind, dimsOf(content))
		for _, id := range content.Markers {
			if state != "" && (marker == "" || id == marker) {
				out = append(out, r.proposed(e, id, border.State(state))...)
			}
		}
	}
	return out, nil
}

// proposed are the stones of a marker whose noted state is another one.
func (r *planReader) proposed(e store.Listed, id string, state border.State) (out []StoneProposal) {
	row := rowByID(r.sight.reg, id)
	if row == nil || r.o.mayOver(r.c, r.sight.reg, access.ReadLine, row.PlaceID, r.o.today()) != access.Allowed {
		return nil
	}
	p, ok := row.Position()
	if !ok {
		return nil
	}
	noted := r.sight.reg.Stones(id)
	t := r.tell.on(e.Day)
	for i, m := range p.Monuments {
		index := row.Marker.Monuments[i].Index
		since := slices.ContainsFunc(noted, func(s registry.Stone) bool { return s.Index == index && (s.EntryID == e.ID || s.Since > e.Day) })
		if now := m.StateOn(r.o.today()); !since && now != state {
			out = append(out, StoneProposal{MarkerID: id, Index: index, Stone: m.Number.String(), Place: t.place(standsAt(r.sight.reg, row, e.Day)), Now: string(now), NowName: t.stone(string(now)), State: string(state), StateName: t.stone(string(state)),
				Day: e.Day.String(), Entry: r.link(e), Photos: e.State.Evidence, May: r.o.mayNote(r.c, r.sight.reg, row)})
		}
	}
	return out
}

func (t *teller) stone(state string) string { return t.t("line.stone." + state) }

// standsAt is the place of a marker on a day: that of its row or, where that is
// no more, of who answers for the line there.
func standsAt(reg *registry.Registry, row *registry.Register, day calendar.Day) string {
	p, ok := row.Position()
	if reg.Places.Alive(row.PlaceID, day) || !ok || p.C == nil {
		return row.PlaceID
	}
	for _, r := range answering(reg, ledger.LineStretch{SegmentID: p.Segment, FromDM: int64(*p.C), ToDM: int64(*p.C) + 1}, day) {
		if reg.Places.Alive(r.PlaceID, day) {
			return r.PlaceID
		}
	}
	return row.PlaceID
}

func rowByID(reg *registry.Registry, id string) *registry.Register {
	if i := slices.IndexFunc(reg.Registers, func(x registry.Register) bool { return x.ID == id }); i >= 0 {
		return &reg.Registers[i]
	}
	return nil
}

// mayNote asks what the fold asks of who notes the state of a stone.
func (o *Office) mayNote(c *api.Caller, reg *registry.Registry, row *registry.Register) bool {
	may := func(a access.Action) bool { return o.mayOver(c, reg, a, row.PlaceID, o.today()) == access.Allowed }
	return may(access.WriteRegistry) || may(access.VerifyEntries) && may(access.ReadLine)
}

// entriesWhere reads every entry of a filter that is kept.
func (o *Office) entriesWhere(ctx context.Context, f store.EntryFilter, keep func(string, *ledger.Record) bool) ([]store.Listed, error) {
	f.Limit, f.Keep = 200, keep
	var out []store.Listed
	for {
		page, next, err := o.Store.Entries(ctx, f)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if next == (store.EntryKey{}) {
			return out, nil
		}
		f.After = next
	}
}

// MarkerPage is a marker position with its history.
type MarkerPage struct {
	ID        string          `json:"id"`
	Number    string          `json:"number"`
	Name      string          `json:"name"`
	Place     string          `json:"place"`
	Where     string          `json:"where,omitempty" doc:"Segment and kilometre"`
	Note      string          `json:"note" doc:"What the line is for, and what it is not"`
	Stones    []StoneView     `json:"stones"`
	Proposals []StoneProposal `json:"proposals"`
	Visits    []MarkerVisit   `json:"visits" doc:"Of the last year, the latest first"`
	Entries   []MarkerEntry   `json:"entries" doc:"That name it, of the last year"`
}

// StoneView is a stone with the states it was in, the latest first.
type StoneView struct {
	Index     int          `json:"index"`
	Number    string       `json:"number"`
	State     string       `json:"state" enum:"good,damaged,lost,moved"`
	StateName string       `json:"state_name"`
	Reachable bool         `json:"reachable"`
	May       bool         `json:"may" doc:"The caller may note a state"`
	States    []NotedState `json:"states"`
}

// NotedState is a state since a day, and the entry that said so.
type NotedState struct {
	From      string    `json:"from" format:"date"`
	State     string    `json:"state" enum:"good,damaged,lost,moved"`
	StateName string    `json:"state_name"`
	Entry     *LinkText `json:"entry,omitempty"`
}

// MarkerVisit is a patrol that came to the marker.
type MarkerVisit struct {
	Day   string   `json:"day" format:"date"`
	Class string   `json:"class" enum:"none,stated,passed,checked,documented"`
	Name  string   `json:"name" doc:"How it is known, in words"`
	Entry LinkText `json:"entry"`
}

// MarkerEntry is an entry that names the marker.
type MarkerEntry struct {
	Day   string   `json:"day" format:"date"`
	Entry LinkText `json:"entry"`
	State string   `json:"state,omitempty" doc:"In which state it found the stones, in words"`
}

type lineMarkerIn struct {
	ID string `path:"id" format:"uuid"`
}

func (o *Office) lineMarker(ctx context.Context, c *api.Caller, in *lineMarkerIn) (*Answer[MarkerPage], error) {
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	row := rowByID(s.reg, in.ID)
	if row == nil || row.Marker == nil || o.mayOver(c, s.reg, access.ReadLine, row.PlaceID, o.today()) != access.Allowed {
		return nil, api.Missing()
	}
	r := &planReader{o: o, ctx: ctx, c: c, sight: s, tell: newTeller(s.reg, c.Lang).on(o.today())}
	p, _ := row.Position()
	out := MarkerPage{ID: in.ID, Number: p.Number.String(), Name: r.tell.rowName(in.ID), Place: r.tell.place(standsAt(s.reg, row, o.today())), Note: formats.Disclaimer[langIndex(c.Lang)], Stones: []StoneView{}, Visits: []MarkerVisit{}, Entries: []MarkerEntry{}}
	if d, ok := s.reg.Segment(p.Segment); ok {
		out.Where = d.Name
		if p.C != nil {
			out.Where += ", " + r.tell.t("line.km") + " " + vi.DecimalDigits(int64(*p.C), 10_000, 2)
		}
	}
	for i := range p.Monuments {
		stone, err := r.stoneView(row, &p.Monuments[i], row.Marker.Monuments[i].Index)
		if err != nil {
			return nil, err
		}
		out.Stones = append(out.Stones, *stone)
	}
	if out.Proposals, err = o.proposals(ctx, c, s, in.ID); err != nil {
		return nil, err
	}
	return &Answer[MarkerPage]{out}, r.history(&out, in.ID)
}

func (r *planReader) stoneView(row *registry.Register, m *border.Monument, index int) (*StoneView, error) {
	today := r.o.today()
	now := string(m.StateOn(today))
	out := &StoneView{Index: index, Number: m.Number.String(), State: now, StateName: r.tell.stone(now), Reachable: m.Reachable(today), May: r.o.mayNote(r.c, r.sight.reg, row), States: []NotedState{}}
	noted := r.sight.reg.Stones(row.ID)
	for _, s := range m.States {
		n := NotedState{State: string(s.State), StateName: r.tell.stone(string(s.State))}
		if s.From > calendar.MinDay {
			n.From = s.From.String()
		}
		for _, x := range noted {
			if x.Index == index && x.Since == s.From && x.State == n.State && x.EntryID != "" {
				found, err := r.o.Store.Records(r.ctx, x.LedgerID, []string{x.EntryID})
				if err != nil {
					return nil, err
				}
				if e := found[x.EntryID]; r.sight.seesRecord(e) {
					l := r.link(store.Listed{LedgerID: x.LedgerID, Record: e})
					n.Entry = &l
				}
			}
		}
		out.States = append(out.States, n)
	}
	slices.Reverse(out.States)
	return out, nil
}

// history adds who came to the marker and what names it, of the last year.
func (r *planReader) history(out *MarkerPage, id string) error {
	today := r.o.today()
	l := &LineReader{Store: r.o.Store, Blobs: r.o.Blobs, Today: today}
	x, err := l.compute(r.ctx, CoverageAsk{Days: border.Days{From: today - 365, To: today}, Status: defaultStatus})
	if err != nil {
		return noLine(err)
	}
	for _, act := range x.acts {
		for _, v := range act.visits {
			if v.Position == id && v.Class != visit.None {
				out.Visits = append(out.Visits, MarkerVisit{act.day.String(), classNames[v.Class], r.tell.t("line.visit." + classNames[v.Class]), r.link(act.entries[0])})
			}
		}
	}
	slices.SortFunc(out.Visits, func(a, b MarkerVisit) int {
		return cmp.Or(strings.Compare(b.Day, a.Day), strings.Compare(a.Entry.EntryID, b.Entry.EntryID))
	})
	entries, err := r.o.entriesWhere(r.ctx, store.EntryFilter{Ledgers: r.sight.ledgers(), From: today - 365}, func(_ string, e *ledger.Record) bool {
		if !e.Counts() || !strings.Contains(string(e.Content), id) || !r.sight.seesRecord(e) {
			return false
		}
		c, err := e.Entry()
		return err == nil && slices.Contains(c.Markers, id)
	})
	if err != nil {
		return err
	}
	for _, e := range entries {
		c, err := e.Entry()
		if err != nil {
			return err
		}
		m := MarkerEntry{Day: e.Day.String(), Entry: r.link(e)}
		if state := r.sight.reg.Latest().StoneState(c.Kind, dimsOf(c)); state != "" {
			m.State = r.tell.stone(state)
		}
		out.Entries = append(out.Entries, m)
	}
	return nil
}

type stoneNoteIn struct {
	Once
	ID   string `path:"id" format:"uuid"`
	Body StoneForm
}

// StoneForm is a state to be noted.
type StoneForm struct {
	ID       string       `json:"id" format:"uuid" doc:"Made by the client"`
	Index    int          `json:"index" minimum:"0"`
	State    string       `json:"state" enum:"good,damaged,lost,moved"`
	From     calendar.Day `json:"from"`
	LedgerID string       `json:"ledger_id,omitempty" format:"uuid" doc:"Of the entry that reported it"`
	EntryID  string       `json:"entry_id,omitempty" format:"uuid"`
}

// stoneNote notes a state. Its source is an entry the caller may read that names
// the marker.
func (o *Office) stoneNote(ctx context.Context, c *api.Caller, in *stoneNoteIn) (*Answer[MarkerPage], error) {
	req, err := once("noteStoneState/"+in.ID, in.Once, in.Body)
	if err != nil {
		return nil, err
	}
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	row := rowByID(s.reg, in.ID)
	if row == nil || row.Marker == nil || o.mayOver(c, s.reg, access.ReadLine, row.PlaceID, o.today()) != access.Allowed {
		return nil, api.Missing()
	}
	b := &in.Body
	if b.EntryID != "" {
		found, err := o.Store.Records(ctx, b.LedgerID, []string{b.EntryID})
		if err != nil {
			return nil, err
		}
		e := found[b.EntryID]
		if !s.seesRecord(e) {
			return nil, api.Missing()
		}
		content, err := e.Entry()
		if err != nil || !slices.Contains(content.Markers, in.ID) {
			return nil, api.Missing()
		}
	}
	g, err := o.grant(ctx, c, access.VerifyEntries, access.Target{PlaceID: row.PlaceID, Day: o.today(), Class: access.Internal})
	if err != nil {
		return nil, err
	}
	registryID, err := o.Store.RegistryID(ctx)
	if err != nil {
		return nil, err
	}
	doc := registry.StoneDoc{RowID: in.ID, Index: b.Index, State: b.State, From: registry.On(b.From), LedgerID: b.LedgerID, EntryID: b.EntryID}
	d := ledger.Draft{LedgerID: registryID, EntityType: "stone_state", EntityID: b.ID, Verb: "create", Body: doc, ActorID: c.PersonID, BodyID: g.BodyID}
	if _, err := o.do(ctx, c, act{request: req, drafts: []ledger.Draft{d}}); err != nil {
		return nil, err
	}
	return o.lineMarker(ctx, c, &lineMarkerIn{ID: in.ID})
}
