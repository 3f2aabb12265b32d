package office

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/report"
	"phendau/internal/search"
	"phendau/internal/vi"
	"phendau/internal/words"
)

func (o *Office) searchRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/search", ID: "search", Tag: "search", Summary: "Find by name, number or code", Action: access.ReadFigures}, nil, o.search)
}

// SearchQuery is what somebody types.
type SearchQuery struct {
	Q     string `query:"q" maxLength:"200"`
	Limit int    `query:"limit" minimum:"1" maximum:"20" default:"6" doc:"Hits of each group"`
}

// SearchGroup is what was found of one type.
type SearchGroup struct {
	Type  string      `json:"type" enum:"code,entry,place,body,person,kind,indicator,report,locked,document,note"`
	Items []SearchHit `json:"items"`
}

// SearchHit is one thing found.
type SearchHit struct {
	ID       string `json:"id"`
	LedgerID string `json:"ledger_id,omitempty" doc:"Of a record"`
	Title    string `json:"title"`
	Detail   string `json:"detail,omitempty"`
}

// SearchResult is everything found, the most exact first.
type SearchResult struct {
	Groups []SearchGroup `json:"groups"`
	// Partial says that older records were not looked through.
	Partial bool `json:"partial,omitempty" doc:"Only the latest records were looked through for numbers and notes"`
}

// search finds names of places, bodies, people of the office, kinds,
// indicators and reports; locked reports and entries by their ids and printed
// codes; records by the numbers of their documents. It has no way to a
// resident: nothing is indexed but names of the registers, and the free text
// of notes, where a name could have slipped in, is looked through only for the
// people of the body that wrote it, only in what this body itself recorded, so
// that a clerk finds his own page again and nobody else's (scenario S10; the
// house's rule that no key joins entries about one resident).
func (o *Office) search(ctx context.Context, c *api.Caller, in *SearchQuery) (*Answer[SearchResult], error) {
	out := SearchResult{Groups: []SearchGroup{}}
	q := strings.TrimSpace(in.Q)
	if vi.SearchKey(q) == "" {
		return &Answer[SearchResult]{out}, nil
	}
	if in.Limit == 0 {
		in.Limit = 6
	}
	s, err := o.sight(ctx, c)
	if err != nil {
		return nil, err
	}
	f := &finder{o: o, ctx: ctx, c: c, s: s, q: q, most: in.Limit, out: &out}
	for _, step := range []func() error{f.code, f.entryCode, f.entry, f.named, f.locked, f.records} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return &Answer[SearchResult]{out}, nil
}

type finder struct {
	o    *Office
	ctx  context.Context
	c    *api.Caller
	s    *sight
	q    string
	most int
	out  *SearchResult
}

func (f *finder) group(typ string, hits []SearchHit) {
	if len(hits) > 0 {
		f.out.Groups = append(f.out.Groups, SearchGroup{typ, hits[:min(len(hits), f.most)]})
	}
}

// code leads to the cell of a paper report by its printed code, whose letters
// check themselves. Whether there is such a report is said where it opens.
func (f *finder) code() error {
	if _, _, _, ok := report.ParseCode(f.q); ok && f.s.rules.Has(f.s.actor, access.ReadReports) {
		f.group("code", []SearchHit{{ID: strings.TrimSpace(f.q), Title: strings.TrimSpace(f.q)}})
	}
	return nil
}

// entryCode opens an entry by the code printed on a paper made from it.
func (f *finder) entryCode() error {
	first, last, ok := report.ParseEntryCode(f.q)
	if !ok {
		return nil
	}
	found, err := f.o.entriesBetween(f.ctx, f.s, first, last)
	var hits []SearchHit
	for _, r := range found {
		hits = append(hits, f.hit(r, ""))
	}
	f.group("entry", hits)
	return err
}

// entry opens a record by its id.
func (f *finder) entry() error {
	if !ledger.ValidID(f.q) {
		return nil
	}
	id := strings.ToLower(f.q)
	all, err := f.o.Store.RecordsIn(f.ctx, f.s.ledgers(), []string{id})
	if err != nil || all[id] == nil || !f.s.opensRecord(all[id]) {
		return err
	}
	f.group("entry", []SearchHit{f.hit(all[id], "")})
	return nil
}

func (f *finder) hit(r *ledger.Record, detail string) SearchHit {
	h := SearchHit{ID: r.ID, Title: r.Kind, Detail: detail}
	h.LedgerID = f.s.reg.LedgerOf(r.PlaceID, r.Day)
	if cat := f.s.reg.Latest(); cat != nil {
		if k, ok := cat.Kind(r.Kind); ok {
			h.Title = k.Name.In(f.c.Lang)
		} else if i, ok := cat.Indicator(r.Kind); ok {
			h.Title = i.Name.In(f.c.Lang)
		}
	}
	at := vi.ShortDate(r.Day) + " · " + f.s.reg.Places.FullName(r.PlaceID, r.Day)
	if h.Detail != "" {
		at = h.Detail + " · " + at
	}
	h.Detail = at
	return h
}

// named finds names in the registers and the catalogue.
func (f *finder) named() error {
	people := map[string]bool{}
	if f.s.rules.Has(f.s.actor, access.ReadPeople) {
		people = f.o.reach(f.c, f.s.reg, access.ReadPeople)
	}
	registers, reports := f.s.rules.Has(f.s.actor, access.ReadRegistry), f.s.rules.Has(f.s.actor, access.ReadReports)
	index := f.o.names(f.s.reg)
	var all []SearchGroup
	var costs []int
	for _, typ := range []string{foundPlace, foundBody, foundPerson, foundKind, foundIndicator, foundReport} {
		hits := index.Find(f.q, f.most, func(k found) bool {
			switch {
			case k.typ != typ:
				return false
			case typ == foundPerson:
				return people[k.id]
			case typ == foundReport:
				return reports
			case typ == foundIndicator:
				return true
			}
			return registers
		})
		if len(hits) == 0 {
			continue
		}
		// Of equal names the one in force comes first.
		slices.SortStableFunc(hits, func(a, b search.Hit[found]) int {
			return cmp.Or(cmp.Compare(a.Cost, b.Cost), cmp.Compare(f.ended(a.Key), f.ended(b.Key)))
		})
		g := SearchGroup{Type: typ}
		for _, h := range hits {
			g.Items = append(g.Items, f.namedHit(h.Key, h.Text))
		}
		all, costs = append(all, g), append(costs, hits[0].Cost)
	}
	for i, g := range all {
		// Beside a name that fits, guesses at others are noise.
		if !search.Guess(costs[i]) || search.Guess(slices.Min(costs)) {
			f.group(g.Type, g.Items)
		}
	}
	return nil
}

// ended is the last day of a place, or of the place of a body, as a number
// that sorts what is in force first.
func (f *finder) ended(k found) int {
	id := k.id
	if k.typ == foundBody {
		id = f.s.reg.Bodies[k.id].PlaceID
	}
	if life, ok := f.s.reg.Places.Life(id); ok && life.To.Day != 0 && life.To.Day < f.o.today() {
		return int(life.To.Day)
	}
	return 0
}

func (f *finder) namedHit(k found, text string) SearchHit {
	h := SearchHit{ID: k.id, Title: text}
	reg, today := f.s.reg, f.o.today()
	cat := reg.Latest()
	switch k.typ {
	case foundPlace:
		h.Title, h.Detail = reg.Places.FullName(k.id, calendar.MaxDay), above(reg, k.id, today)
	case foundBody:
		h.Title = reg.BodyName(k.id, today)
		if p := reg.Bodies[k.id].PlaceID; p != "" {
			h.Detail = reg.Places.FullName(p, today)
		}
	case foundPerson:
		h.Detail = reg.People[k.id].Title
	case foundKind:
		h.Title = cat.Kinds[k.id].Name.In(f.c.Lang)
	case foundIndicator:
		h.Title = cat.Indicators[k.id].Name.In(f.c.Lang)
	}
	if last := f.ended(k); (k.typ == foundPlace || k.typ == foundBody) && last != 0 {
		until := words.For(f.c.Lang).Text("search.ended", "day", vi.ShortDate(calendar.Day(last)))
		h.Detail = strings.TrimPrefix(h.Detail+" · "+until, " · ")
	}
	return h
}

// snapshots are the locked reports the caller may read.
func (f *finder) snapshots() ([]*ledger.Snapshot, error) {
	if !f.s.rules.Has(f.s.actor, access.ReadReports) {
		return nil, nil
	}
	all, err := f.o.Store.Snapshots(f.ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(s *ledger.Snapshot) bool {
		return f.s.rules.May(f.s.actor, access.ReadReports, access.Target{PlaceID: s.Body.PlaceID, Day: s.Body.To}) != access.Allowed
	}), nil
}

// locked finds locked reports by title or id, the newest first.
func (f *finder) locked() error {
	snaps, err := f.snapshots()
	if err != nil {
		return err
	}
	key := vi.SearchKey(f.q)
	var hits []SearchHit
	for _, s := range slices.Backward(snaps) {
		if s.ID == strings.ToLower(f.q) || strings.Contains(vi.SearchKey(s.Body.Title), key) {
			hits = append(hits, SearchHit{ID: s.ID, LedgerID: s.LedgerID, Title: s.Body.Title,
				Detail: f.s.reg.Places.FullName(s.Body.PlaceID, s.Body.To) + " · " + vi.ShortDate(s.Body.To)})
		}
	}
	f.group("locked", hits)
	return nil
}
