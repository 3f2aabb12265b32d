package office

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"phendau/internal/blobs"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/store"
	"phendau/internal/track"
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
	MissingOf int `json:"missing_of" doc:"Patrols with such pieces"`
	WalkedM   int `json:"walked_m" doc:"Walked in the period by the tracks, gaps left out, along the line or not"`
}

// recorder is one device, and apart from it what it took from files. Each track
// of a file brought to the office is a recorder of its own: it names the piece.
type recorder struct {
	device   string
	imported bool
	piece    string
	// speed is believed of the entry it belongs to, in metres a second; 0 is on
	// foot.
	speed int64
}

func recorderOf(device string, a *attachment, t *track.Track) recorder {
	if a.From != "" {
		return recorder{imported: t.Imported, piece: a.SHA256}
	}
	return recorder{device: device, imported: t.Imported}
}

// cleaning are the rules by which the fixes of the recorder are cleaned.
func (r *recorder) cleaning() walk.Params {
	if r.speed > 0 {
		return walk.V1.UpTo(float64(r.speed))
	}
	return walk.V1
}

// speedOf is how fast an entry's patrol is believed to go, by its own way of
// going: entries of one act may go differently.
func speedOf(cat *catalogue.Catalogue, c *ledger.Content) int64 {
	dims := map[string][]string{}
	for d, v := range c.Dims {
		dims[d] = v
	}
	return cat.Speed(dims)
}

// patrol is everything the entries of one act brought home.
type patrol struct {
	day     calendar.Day   // on which it ended
	entries []store.Listed // that describe it, in the order of the book
	covered span.Set
	visits  []visit.Visit // of the positions asked about; only of patrols in the period
	tracks  map[recorder][]*track.Track
	photos  []int64 // milliseconds since 1970
	stated  []string
	missing int
	pieces  int
}

// read covers the line by all patrols up to the last day, and finds the markers
// visited in the period.
func (x *coverer) read(ctx context.Context) error {
	acts, err := x.gather(ctx)
	if err != nil {
		return err
	}
	x.acts = acts
	ruler := cover.NewRuler(x.course)
	var visits [][]visit.Visit
	for _, id := range slices.Sorted(maps.Keys(acts)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		p := acts[id]
		parts := p.parts()
		if p.covered = ruler.Covered(parts...); len(p.covered) > 0 {
			x.patrols = append(x.patrols, cover.Patrol{ID: id, Day: p.day, K: p.covered})
		}
		x.count.Pieces, x.count.Missing = x.count.Pieces+p.pieces, x.count.Missing+p.missing
		if p.missing > 0 {
			x.count.MissingOf++
		}
		if x.ask.Days.Has(p.day) {
			x.tally(p)
			p.visits = visit.V1.Of(x.positions, visit.Evidence{Day: p.day, Parts: parts, Photos: placed(parts, p.photos), Stated: p.stated})
			visits = append(visits, p.visits)
		}
	}
	x.best = visit.Best(visits...)
	return nil
}

func (x *coverer) tally(p *patrol) {
	x.count.Patrols++
	switch {
	case len(p.tracks) > 0:
		x.count.Tracked++
	case p.missing == 0:
		x.count.Trackless++
	}
	for _, pieces := range p.tracks {
		x.count.WalkedM += track.Sum(pieces).Metres
	}
}

// parts are the cleaned tracks of all devices, in the order of their ids.
func (p *patrol) parts() []walk.Part {
	var out []walk.Part
	byID := func(a, b recorder) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	for _, of := range slices.SortedFunc(maps.Keys(p.tracks), byID) {
		out = append(out, of.cleaning().Clean(walk.Fixes(p.tracks[of]...)).Parts...)
	}
	return out
}

// placed finds where photos were taken: at the fix nearest in time, if one is
// no farther away than the silence that makes a gap. A photo says no place of
// its own; those were taken out of it.
func placed(parts []walk.Part, photos []int64) []visit.Photo {
	var out []visit.Photo
	for _, at := range photos {
		best, found := int64(track.GapSeconds*1000)+1, visit.Photo{At: at}
		for _, part := range parts {
			for i := range part {
				if d := max(part[i].At-at, at-part[i].At); d < best {
					best, found.Point = d, part[i].Point
				}
			}
		}
		if best <= track.GapSeconds*1000 {
			out = append(out, found)
		}
	}
	return out
}

// gather reads the patrols that count, by the act they describe: entries of one
// shared act are one patrol.
func (x *coverer) gather(ctx context.Context) (map[string]*patrol, error) {
	entries, err := x.entries(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]*patrol{}
	for _, e := range entries {
		c, err := e.Entry()
		if err != nil {
			return nil, err
		}
		day := endOf(e.Record, c)
		if day > x.until {
			continue
		}
		if !x.counts(e.Record) {
			if x.ask.Days.Has(day) && e.Status != ledger.Retracted {
				x.count.Uncounted++
			}
			continue
		}
		key := e.ID
		if e.EventID != "" {
			key = e.EventID
		}
		if out[key] == nil {
			out[key] = &patrol{tracks: map[recorder][]*track.Track{}}
		}
		p := out[key]
		p.day, p.entries = max(p.day, day), append(p.entries, e)
		p.stated = append(p.stated, c.Markers...)
		if e.State.Evidence > 0 {
			if err := x.evidence(ctx, p, e, speedOf(x.reg.Latest(), c)); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
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

// entries are all of kinds that have a track or visit markers, up to the last
// day.
func (x *coverer) entries(ctx context.Context) ([]store.Listed, error) {
	cat := x.reg.Latest()
	if cat == nil {
		return nil, nil
	}
	f := store.EntryFilter{To: x.until, Limit: 1}
	for _, k := range cat.KindList() {
		if k.Roles.HasTrack || k.Roles.HasMarkerVisits {
			f.Kinds = append(f.Kinds, k.ID)
		}
	}
	for id, l := range x.reg.Ledgers {
		if l.Kind != ledger.KindRegistry {
			f.Ledgers = append(f.Ledgers, id)
		}
	}
	slices.Sort(f.Ledgers)
	var out []store.Listed
	f.Keep = func(ledgerID string, r *ledger.Record) bool {
		out = append(out, store.Listed{LedgerID: ledgerID, Record: r})
		return false
	}
	for {
		_, next, err := x.Store.Entries(ctx, f)
		if err != nil || next == (store.EntryKey{}) {
			return out, err
		}
		f.After = next
	}
}

// evidence adds the pieces of a track and the instants of photos. What was
// hidden later counts for nothing.
func (x *coverer) evidence(ctx context.Context, p *patrol, e store.Listed, speed int64) error {
	ops, err := x.Store.Operations(ctx, e.LedgerID, e.ID)
	if err != nil {
		return err
	}
	type named struct {
		attachment
		device string
		hash   string
	}
	var shown []named
	for i := range ops {
		hash, sign := ledger.AttachedHash(&ops[i].Op)
		if sign != 0 {
			shown = slices.DeleteFunc(shown, func(n named) bool { return n.hash == hash })
		}
		var a attachment
		if sign > 0 && json.Unmarshal(ops[i].Op.Body, &a) == nil {
			shown = append(shown, named{a, ops[i].Op.DeviceID, hash})
		}
	}
	for _, n := range shown {
		switch {
		case n.Type == blobs.Track:
			x.piece(p, n.device, &n.attachment, speed)
		case strings.HasPrefix(n.Type, "image/") && n.TakenMS > 0:
			p.photos = append(p.photos, n.TakenMS)
		}
	}
	return nil
}

// piece reads one piece of a track. What is not here, or is no track whatever
// its operation says, is counted as missing.
func (x *coverer) piece(p *patrol, device string, a *attachment, speed int64) {
	t := x.track(a.SHA256)
	if t == nil {
		p.missing++
		return
	}
	p.pieces++
	of := recorderOf(device, a, t)
	of.speed = speed
	p.tracks[of] = append(p.tracks[of], t)
}

func (l *LineReader) track(hash string) *track.Track {
	h, err := ledger.ParseHash(hash)
	if err != nil || l.Blobs == nil {
		return nil
	}
	b, err := l.Blobs.Get(h)
	if err != nil {
		return nil
	}
	t, err := track.Decode(b)
	if err != nil {
		return nil
	}
	return t
}
