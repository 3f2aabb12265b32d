package office

import (
	"context"
	"slices"

	"phendau/internal/blobs"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/track"
)

// TrackFlag is something the reviewer of one patrol may want to look at again.
// Nothing is refused for it, and nobody is counted by it.
type TrackFlag struct {
	Code string `json:"code" enum:"jump,too_regular,same_as_earlier,clock,origin,sparse"`
	Text string `json:"text"`
}

// earlierTracks is against how many tracks of the same team one is held.
const earlierTracks = 200

// trackFlags looks at the tracks of a patrol for whoever verifies it, once the
// office has said that it checked the thresholds on local tracks.
func (r *reviewer) trackFlags(ctx context.Context, rec store.LedgerRecord, all []EvidenceView) ([]TrackFlag, error) {
	_, rules := r.reg.TrackRules()
	if rules.Flags != registry.FlagsShown || rec.Type != ledger.TypeEntry || !slices.ContainsFunc(rec.State.Route, func(level int) bool { return r.verifies(rec.Record, level) }) {
		return nil, nil
	}
	var pieces []EvidenceView
	for _, e := range all {
		if e.Type == blobs.Track && !e.Hidden && !e.Waiting {
			pieces = append(pieces, e)
		}
	}
	if len(pieces) == 0 {
		return nil, nil
	}
	x := &flagger{o: r.o, reviewer: r, rec: rec, pieces: pieces}
	return x.flags(ctx)
}

// flagger gathers what the rules need to know beside the track itself.
type flagger struct {
	o *Office
	*reviewer
	rec    store.LedgerRecord
	pieces []EvidenceView
}

func (x *flagger) flags(ctx context.Context) ([]TrackFlag, error) {
	all, _, err := x.o.cleaned(&subject{reg: x.reg, rec: x.rec.Record}, x.pieces)
	if err != nil {
		return nil, err
	}
	earlier, err := x.earlier(ctx)
	if err != nil {
		return nil, err
	}
	found := map[walk.Flag]bool{}
	for i := range all {
		rec := walk.Record{Fixes: walk.Fixes(all[i].track...), Received: x.received(all[i].of), Earlier: earlier}
		for _, t := range all[i].track {
			rec.Mock, rec.Imported = rec.Mock || t.Mock, rec.Imported || t.Imported
		}
		if rec.LastSync, err = x.lastSync(ctx, all[i].of.device); err != nil {
			return nil, err
		}
		for _, f := range all[i].of.cleaning().Review(rec) {
			found[f] = true
		}
	}
	var out []TrackFlag
	for _, f := range []walk.Flag{walk.Jump, walk.TooRegular, walk.SameAsEarlier, walk.Clock, walk.Origin, walk.Sparse} {
		if found[f] {
			out = append(out, TrackFlag{string(f), x.tell.w.Text("track.flag." + string(f))})
		}
	}
	return out, nil
}

// received is when the last of the pieces of a recorder was taken in: no fix can
// be later.
func (x *flagger) received(of recorder) (ms int64) {
	for _, e := range x.pieces {
		if of.piece == e.SHA256 || of.piece == "" && of.device == e.device {
			ms = max(ms, e.AtMS)
		}
	}
	return ms
}

// lastSync is when the device was last in touch before the first day of the
// patrol; 0 is unknown. Being in touch on the day itself says nothing: it may have
// been under way.
func (x *flagger) lastSync(ctx context.Context, device string) (int64, error) {
	if device == "" {
		return 0, nil
	}
	return x.o.Store.LastFrom(ctx, device, startOfDay(x.rec.Day))
}

// startOfDay is the first millisecond of a day in Việt Nam.
func startOfDay(d calendar.Day) int64 { return int64(d)*86_400_000 - 7*3_600_000 }

// tracked are the kinds whose entries have a track.
func tracked(cat *catalogue.Catalogue) (ids []string) {
	for _, k := range cat.KindList() {
		if k.Roles.HasTrack {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// earlier are the fingerprints of the last tracks of the same body before this
// patrol.
func (x *flagger) earlier(ctx context.Context) ([]walk.Fingerprint, error) {
	f := store.EntryFilter{Ledgers: []string{x.rec.LedgerID}, Kinds: tracked(x.reg.Latest()), To: x.rec.Day, Limit: earlierTracks,
		Keep: func(_ string, r *ledger.Record) bool {
			return r.ID != x.rec.ID && r.State.Owner == x.rec.State.Owner && r.State.Evidence > 0 && r.Counts()
		}}
	rows, _, err := x.o.Store.Entries(ctx, f)
	if err != nil {
		return nil, err
	}
	var out []walk.Fingerprint
	for i := 0; i < len(rows) && len(out) < earlierTracks; i++ {
		tracks, err := x.tracksOf(ctx, rows[i].Record)
		if err != nil {
			return nil, err
		}
		for _, own := range tracks {
			out = append(out, walk.FingerprintOf(walk.Fixes(own...)))
		}
	}
	return out, nil
}

func (x *flagger) tracksOf(ctx context.Context, r *ledger.Record) (map[recorder][]*track.Track, error) {
	ops, err := x.o.Store.Operations(ctx, x.rec.LedgerID, r.ID)
	if err != nil {
		return nil, err
	}
	all, err := x.o.awaited(ctx, x.tell.of(r).evidence(ops))
	pieces := slices.DeleteFunc(all, func(e EvidenceView) bool { return e.Type != blobs.Track || e.Hidden || e.Waiting })
	tracks, _ := x.o.recorded(pieces)
	return tracks, err
}
