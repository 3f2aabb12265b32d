package office

import (
	"context"
	"errors"
	"slices"

	"phendau/internal/audit"
	"phendau/internal/blobs"
	"phendau/internal/calendar"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
)

// TrackKeeper deletes raw tracks when they are old enough. What was computed from
// them stays, and so do the operations that name them.
type TrackKeeper struct {
	Store  *store.Store
	Blobs  *blobs.Dir
	Writer *store.Writer // unused at a site, which orders nothing
	Today  calendar.Day
}

// TrackExpiry is the report of a deletion by age.
type TrackExpiry struct {
	registry.TrackExpiryDoc
	// Ordered says that this run wrote the operation; else it followed earlier
	// ones, as a site does.
	Ordered bool
}

// expiring is a file that may go, and the ledger that names it.
type expiring struct {
	ledger string
	hash   ledger.Hash
	size   int64
}

// Expire deletes the pieces of tracks, and the files they came from, of patrols
// that ended before a month that lies as far back as the office keeps them. Home
// says so in the ledger first; a site deletes what home said. dry only counts.
func (k *TrackKeeper) Expire(ctx context.Context, dry bool) (*TrackExpiry, error) {
	reg, err := k.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	_, rules := reg.TrackRules()
	before := max(reg.TracksGone(), firstKept(k.Today, rules.KeepMonths))
	site := k.Store.Site() != ""
	if site {
		before = reg.TracksGone()
	}
	out := &TrackExpiry{TrackExpiryDoc: registry.TrackExpiryDoc{Before: registry.On(before), Months: rules.KeepMonths}}
	if before == 0 {
		return out, nil
	}
	old, entries, err := k.old(ctx, reg, before)
	if err != nil {
		return nil, err
	}
	out.Entries, out.Files = entries, len(old)
	for _, f := range old {
		out.Bytes += f.size
	}
	out.Ordered = !site && len(old) > 0
	if dry || len(old) == 0 {
		return out, nil
	}
	if out.Ordered {
		if err := k.order(ctx, out); err != nil {
			return nil, err
		}
	}
	for _, f := range old {
		if err := k.Store.DropFile(ctx, f.ledger, f.hash, func() error { return k.Blobs.Remove(f.hash) }); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// firstKept is the first day of the first month that is kept.
func firstKept(today calendar.Day, months int) calendar.Day {
	y, m, _ := today.Date()
	n := y*12 + m - 1 - months
	return calendar.MakeDay(n/12, n%12+1, 1)
}

// order writes the deletion with its report and its line in the log.
func (k *TrackKeeper) order(ctx context.Context, x *TrackExpiry) error {
	id, err := k.Store.RegistryID(ctx)
	if err != nil {
		return err
	}
	doc := k.Writer.IDs.New()
	line := audit.Record{ActorID: k.Writer.Author.ActorID, Action: audit.Shred, ObjectID: doc, Outcome: audit.Done,
		Detail: audit.Facts("what", "raw_tracks", "entries", x.Entries, "files", x.Files)}
	_, err = k.Writer.Act(ctx, store.Batch{Atomic: true, Audit: []audit.Record{line}}, []ledger.Draft{{LedgerID: id, EntityType: "track_expiry", EntityID: doc, Verb: "create", Body: x.TrackExpiryDoc}})
	return err
}

// old are the files that are here, say where a patrol went that ended before a
// day, and belong to no later one.
func (k *TrackKeeper) old(ctx context.Context, reg *registry.Registry, before calendar.Day) ([]expiring, int, error) {
	here, err := k.Store.FilesOf(ctx, blobs.Track, blobs.TrackFile)
	if err != nil || len(here) == 0 {
		return nil, 0, err
	}
	var out []expiring
	entries := 0
	later := map[ledger.Hash]bool{}
	x := &coverer{LineReader: &LineReader{Store: k.Store, Blobs: k.Blobs, Today: k.Today}, reg: reg, until: calendar.MaxDay}
	all, err := x.entries(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range all {
		if e.State.Evidence == 0 {
			continue
		}
		named, err := k.named(ctx, &e, here)
		if err != nil {
			return nil, 0, err
		}
		if day, err := lastDay(e.Record); err != nil || day >= before {
			for _, f := range named {
				later[f.hash] = true
			}
			continue
		}
		if out = append(out, named...); len(named) > 0 {
			entries++
		}
	}
	out = slices.DeleteFunc(out, func(f expiring) bool { return later[f.hash] })
	return out, entries, nil
}

// tracksGone reports whether the raw tracks of a record were deleted by age.
func tracksGone(reg *registry.Registry, r *ledger.Record) bool {
	if r.Type != ledger.TypeEntry {
		return false
	}
	day, err := lastDay(r)
	return err == nil && day < reg.TracksGone()
}

func lastDay(r *ledger.Record) (calendar.Day, error) {
	c, err := r.Entry()
	if err != nil {
		return r.Day, err
	}
	return endOf(r, c), nil
}

// named are the files of an entry that are here: what it hid, too.
func (k *TrackKeeper) named(ctx context.Context, e *store.Listed, here map[ledger.Hash]int64) ([]expiring, error) {
	ops, err := k.Store.Operations(ctx, e.LedgerID, e.ID)
	var out []expiring
	for i := range ops {
		text, sign := ledger.AttachedHash(&ops[i].Op)
		h, bad := ledger.ParseHash(text)
		size, ok := here[h]
		if sign > 0 && bad == nil && ok && !slices.ContainsFunc(out, func(f expiring) bool { return f.hash == h }) {
			out = append(out, expiring{e.LedgerID, h, size})
		}
	}
	return out, err
}

// SettleTracks changes what the office settled about raw tracks.
func (k *TrackKeeper) SettleTracks(ctx context.Context, set map[string]any, why string) error {
	reg, err := k.Store.Registry(ctx)
	if err != nil {
		return err
	}
	registryID, err := k.Store.RegistryID(ctx)
	if err != nil {
		return err
	}
	d := ledger.Draft{LedgerID: registryID, EntityType: "track_rules", Verb: "amend", Body: set}
	set["why"] = why
	if d.EntityID, _ = reg.TrackRules(); d.EntityID == "" {
		d.EntityID, d.Verb = ledger.DerivedID(registryID, "track_rules"), "create"
	}
	line := audit.Record{ActorID: k.Writer.Author.ActorID, Action: audit.Configuration, ObjectID: d.EntityID, Outcome: audit.Done, Reason: why, Detail: audit.Facts("what", "raw_tracks")}
	_, err = k.Writer.Act(ctx, store.Batch{Atomic: true, Audit: []audit.Record{line}}, []ledger.Draft{d})
	return err
}

// ExpireTracks is what a server does once a day.
func (o *Office) ExpireTracks(ctx context.Context) error {
	if o.Blobs == nil {
		return nil
	}
	reg, err := o.Store.Registry(ctx)
	if errors.Is(err, store.ErrNotStarted) || err == nil && reg.Demo() { // whose days grow old by themselves
		return nil
	}
	if err != nil {
		return err
	}
	k := &TrackKeeper{Store: o.Store, Blobs: o.Blobs, Writer: o.Writer, Today: o.today()}
	_, err = k.Expire(ctx, false)
	return err
}
