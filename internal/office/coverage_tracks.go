package office

import (
	"context"
	"sync"

	"phendau/internal/border"
	"phendau/internal/border/visit"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/ledger"
	"phendau/internal/store"
)

// Tracks are what figures of a view may know of tracks: those attached up to its
// position. How far entries are verified the view knows itself.
func (l *LineReader) Tracks(v *figure.View) figure.Tracks {
	return &viewTracks{l: l, v: v, of: map[string]*figure.Walks{}}
}

// viewTracks reads the tracks behind one view when a figure first asks.
type viewTracks struct {
	l *LineReader
	v *figure.View

	mu sync.Mutex
	of map[string]*figure.Walks // by version of the line
}

// On covers the version of the line of a day. What lacks a piece is read again the
// next time: files come without the ledger moving.
func (t *viewTracks) On(day calendar.Day) (*figure.Walks, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	versions, err := t.v.Registry.Lines()
	if err != nil {
		return nil, err
	}
	version, ok := border.VersionOn(versions, day)
	if !ok {
		return nil, nil
	}
	if w := t.of[version.ID]; w != nil {
		return w, nil
	}
	w, err := t.read(context.Background(), &version)
	if err == nil && !lacking(w) {
		t.of[version.ID] = w
	}
	return w, err
}

func lacking(w *figure.Walks) bool {
	for _, o := range w.Outings {
		if o.Missing > 0 {
			return true
		}
	}
	return false
}

func (t *viewTracks) read(ctx context.Context, version *border.Version) (*figure.Walks, error) {
	entries, err := t.l.listed(ctx, store.EntryFilter{Evidence: true})
	if err != nil {
		return nil, err
	}
	until := map[string]int64{}
	for _, p := range t.v.Position {
		until[p.LedgerID] = p.Seq
	}
	var all []*outing
	for _, e := range entries {
		// With a doubtful clock it waits for somebody to verify it.
		if e.State.Clock != "" && e.Status != ledger.Verified {
			continue
		}
		c, err := e.Entry()
		if err != nil {
			return nil, err
		}
		all = append(all, &outing{ledgerID: e.LedgerID, id: e.ID, day: endOf(e.Record, c), speed: speedOf(t.v.Catalogue, c)})
	}
	if err := t.l.attached(ctx, all, until); err != nil {
		return nil, err
	}
	walker, err := newWalker(t.l, t.v.Registry, version.Course)
	if err != nil {
		return nil, err
	}
	if err := walker.walk(ctx, all); err != nil {
		return nil, err
	}
	w := &figure.Walks{Line: t.v.Registry.Line(version.ID).Name, Course: version.Course, Cleaning: walk.V1.Version, Visits: visit.V1.Version, Trails: walker.widths(), Outings: map[figure.ID]*figure.Outing{}}
	for _, o := range all {
		if len(o.pieces) > 0 {
			w.Outings[figure.ParseID(o.id)] = &figure.Outing{Day: o.day, Covered: o.covered, Trail: o.trail, Visits: o.visits, Pieces: len(o.pieces) - o.missing, Missing: o.missing}
		}
	}
	return w, nil
}
