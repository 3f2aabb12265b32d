package office

import (
	"bytes"
	"context"
	"maps"
	"slices"

	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// PatrolCount says on what the answer stands. What is missing makes coverage a
// lower bound.
type PatrolCount struct {
	Patrols   int `json:"patrols" doc:"Patrols of the period that count, wherever they went"`
	Tracked   int `json:"tracked" doc:"Of these with at least one piece of a track here"`
	Trackless int `json:"trackless" doc:"Of these without any track: they cover nothing"`
	Uncounted int `json:"uncounted" doc:"Patrols of the period that do not count yet: not far enough verified, or with a doubtful clock"`
	Pieces    int `json:"pieces" doc:"Pieces of tracks that were read, of all days that matter"`
	Missing   int `json:"missing" doc:"Pieces that are not here: still on a phone, deleted, or damaged"`
	Expired   int `json:"expired,omitempty" doc:"Pieces that were deleted by age, and of which nothing was kept; not among the missing"`
	MissingOf int `json:"missing_of" doc:"Patrols with such pieces"`
	Loops     int `json:"loops" doc:"Of these that by a track went round and came home another way"`
	WalkedM   int `json:"walked_m" doc:"Walked in the period by the tracks, gaps left out, along the line or not"`
}

// patrol is everything the entries of one act brought home.
type patrol struct {
	day     calendar.Day   // on which it ended
	entries []store.Listed // that describe it, in the order of the book
	covered span.Set
	trail   span.Set      // of the line, by a patrol path behind it
	visits  []visit.Visit // of the positions asked about; only of patrols in the period
	outings []*outing     // of its entries that have something attached
	stated  []string
	missing int
	expired int // pieces deleted by age
	pieces  int
	metres  int
	loop    bool // one of its tracks went round
}

// read covers the line by all patrols up to the last day, and finds the markers
// visited in the period.
func (x *coverer) read(ctx context.Context) error {
	acts, err := x.gather(ctx)
	if err != nil {
		return err
	}
	x.acts = acts
	if err := x.walked(ctx); err != nil {
		return err
	}
	var visits [][]visit.Visit
	for _, id := range slices.Sorted(maps.Keys(acts)) {
		p := acts[id]
		if p.unite(); len(p.covered) > 0 {
			x.patrols = append(x.patrols, cover.Patrol{ID: id, Day: p.day, K: p.covered})
		}
		if len(p.trail) > 0 {
			x.byTrail = append(x.byTrail, cover.Patrol{ID: id, Day: p.day, K: p.trail})
		}
		x.count.Pieces, x.count.Missing, x.count.Expired = x.count.Pieces+p.pieces, x.count.Missing+p.missing, x.count.Expired+p.expired
		if p.missing > 0 {
			x.count.MissingOf++
		}
		if x.ask.Days.Has(p.day) {
			x.tally(p)
			p.visits = x.visitsOf(p)
			visits = append(visits, p.visits)
		}
	}
	x.best = visit.Best(visits...)
	return nil
}

// walked finds what the outings of all acts covered and reached.
func (x *coverer) walked(ctx context.Context) error {
	w, err := newWalker(x.LineReader, x.reg, x.course)
	if err != nil {
		return err
	}
	var all []*outing
	for _, id := range slices.Sorted(maps.Keys(x.acts)) {
		all = append(all, x.acts[id].outings...)
	}
	return w.walk(ctx, all)
}

// unite adds up what the entries of an act brought home, each by itself: half a
// visit in two entries makes no whole one.
func (p *patrol) unite() {
	for _, o := range p.outings {
		p.covered, p.trail = span.Union(p.covered, o.covered), span.Union(p.trail, o.trail)
		p.loop = p.loop || o.loop
		p.pieces, p.metres = p.pieces+len(o.pieces)-o.missing, p.metres+o.metres
		if o.gone {
			p.expired += o.missing
		} else {
			p.missing += o.missing
		}
	}
}

// visitsOf are the asked positions a patrol visited, by the best evidence.
func (x *coverer) visitsOf(p *patrol) []visit.Visit {
	all := [][]visit.Visit{visit.V1.Of(x.positions, visit.Evidence{Day: p.day, Stated: p.stated})}
	for _, o := range p.outings {
		all = append(all, o.visits)
	}
	best := visit.Best(all...)
	var out []visit.Visit
	for _, position := range x.positions {
		if v, ok := best[position.ID]; ok {
			out = append(out, v)
		}
	}
	return out
}

func (x *coverer) tally(p *patrol) {
	x.count.Patrols++
	switch {
	case p.pieces > 0:
		x.count.Tracked++
	case p.missing == 0 && p.expired == 0:
		x.count.Trackless++
	}
	if p.loop {
		x.count.Loops++
	}
	x.count.WalkedM += p.metres
}

// gather reads the patrols that count, by the act they describe: entries of one
// shared act are one patrol.
func (x *coverer) gather(ctx context.Context) (map[string]*patrol, error) {
	entries, err := x.entries(ctx)
	if err != nil {
		return nil, err
	}
	out, outings := map[string]*patrol{}, []*outing{}
	for _, e := range entries {
		if e.State.Evidence == 0 && e.Day < x.ask.Days.From && !bytes.Contains(e.Content, []byte(`"to_day"`)) {
			continue // it covers nothing, and ended before the period
		}
		c, err := e.Entry()
		if err != nil {
			return nil, err
		}
		day := endOf(e.Record, c)
		if day > x.until || !x.ask.Way.went(c) {
			continue
		}
		if !x.counts(e.Record) {
			if x.ask.Days.Has(day) && e.Status != ledger.Retracted {
				x.count.Uncounted++
			}
			continue
		}
		key := actOf(e)
		if out[key] == nil {
			out[key] = &patrol{}
		}
		p := out[key]
		p.day, p.entries = max(p.day, day), append(p.entries, e)
		p.stated = append(p.stated, c.Markers...)
		if e.State.Evidence > 0 {
			o := &outing{ledgerID: e.LedgerID, id: e.ID, day: day, speed: speedOf(x.reg.Latest(), c), gone: day < x.reg.TracksGone()}
			p.outings, outings = append(p.outings, o), append(outings, o)
		}
	}
	return out, x.attached(ctx, outings, nil)
}

// actOf is the act an entry describes.
func actOf(e store.Listed) string {
	if e.EventID != "" {
		return e.EventID
	}
	return e.ID
}

func endOf(r *ledger.Record, c *ledger.Content) calendar.Day {
	if c.ToDay != nil {
		return *c.ToDay
	}
	return r.Day
}

// counts reports whether a patrol is in a counted state. One whose phone had a
// doubtful clock waits for somebody to verify it.
func (x *coverer) counts(r *ledger.Record) bool {
	if !r.Counts() || r.State.Clock != "" && r.Status != ledger.Verified {
		return false
	}
	return x.ask.Status == 0 || r.Done() || r.Status == ledger.Verified && r.Level >= int(x.ask.Status)
}

// longestOuting is how long one entry of the period may have begun before it; of
// those before only what has tracks matters.
const longestOuting = 366

// entries are those of kinds that have a track or visit markers: all of the period,
// and before it those to which something was attached.
func (x *coverer) entries(ctx context.Context) ([]store.Listed, error) {
	from := x.ask.Days.From - longestOuting
	of, err := x.listed(ctx, store.EntryFilter{From: from, To: x.until})
	if err != nil {
		return nil, err
	}
	before, err := x.listed(ctx, store.EntryFilter{To: from - 1, Evidence: true})
	return append(of, before...), err
}

// listed are all entries of a filter, of kinds with tracks or markers.
func (l *LineReader) listed(ctx context.Context, f store.EntryFilter) ([]store.Listed, error) {
	reg, err := l.Store.Registry(ctx)
	if err != nil || reg.Latest() == nil {
		return nil, err
	}
	for _, k := range reg.Latest().KindList() {
		if k.Roles.HasTrack || k.Roles.HasMarkerVisits {
			f.Kinds = append(f.Kinds, k.ID)
		}
	}
	for id, x := range reg.Ledgers {
		if x.Kind != ledger.KindRegistry {
			f.Ledgers = append(f.Ledgers, id)
		}
	}
	slices.Sort(f.Ledgers)
	var out []store.Listed
	f.Limit = 200 // of a page, and so of what is read at a time
	f.Keep = func(ledgerID string, r *ledger.Record) bool {
		out = append(out, store.Listed{LedgerID: ledgerID, Record: r})
		return false
	}
	for {
		_, next, err := l.Store.Entries(ctx, f)
		if err != nil || next == (store.EntryKey{}) {
			return out, err
		}
		f.After = next
	}
}
