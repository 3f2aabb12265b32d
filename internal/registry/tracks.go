package registry

import (
	"errors"
	"fmt"
	"slices"

	"phendau/internal/ledger"
)

// keptMonths is how long a raw track is kept where the office says nothing, and
// the bounds of what it may say.
const (
	keptMonths  = 24
	leastMonths = 3
	mostMonths  = 120
)

// TrackRulesDoc is what the office settled about raw tracks. A book has one.
type TrackRulesDoc struct {
	// KeepMonths is how long a raw track is kept, in whole months from the last
	// day of its patrol; 0 is 24.
	KeepMonths int `json:"keep_months,omitempty"`
	// Flags are shown once the office has held the thresholds of the quality flags
	// against a month of local tracks; until then nobody sees one.
	Flags string `json:"flags,omitempty"` // shown, hidden
	Why   string `json:"why,omitempty"`
}

// What TrackRulesDoc says of flags; "" hides them.
const (
	FlagsShown  = "shown"
	FlagsHidden = "hidden"
)

// TrackExpiryDoc is a deletion by age with its report: the pieces of tracks, and
// the files they were taken from, of all patrols that ended before a day. It
// names no patrol: which they are follows from the ledgers. What was computed
// from them stays.
type TrackExpiryDoc struct {
	Before Bound `json:"before"`
	Months int   `json:"months"` // the rule it followed
	// What was here and is deleted with it; other sites delete their own.
	Entries int   `json:"entries"`
	Files   int   `json:"files"`
	Bytes   int64 `json:"bytes"`
}

// trackBook is what a registry says of raw tracks.
type trackBook struct {
	rulesID string
	rules   TrackRulesDoc
	gone    Day // the first day whose tracks are kept
}

func (b *trackBook) add(e ledger.Entity) error {
	if e.Type == "track_rules" {
		return readInto(e.Body, func(d TrackRulesDoc) error { b.rulesID, b.rules = e.ID, d; return nil })
	}
	return readInto(e.Body, func(d TrackExpiryDoc) error {
		p, err := d.Before.Parse()
		b.gone = max(b.gone, p.Day)
		return err
	})
}

// TrackRules is what the office settled, with its id; "" where it settled nothing.
func (r *Registry) TrackRules() (id string, d TrackRulesDoc) {
	d = r.tracks.rules
	if d.KeepMonths == 0 {
		d.KeepMonths = keptMonths
	}
	return r.tracks.rulesID, d
}

// TracksGone is the day before which raw tracks of patrols were deleted by age; 0
// for none.
func (r *Registry) TracksGone() Day { return r.tracks.gone }

func (r *Registry) checkTrackRules(e ledger.Entity) error {
	var d TrackRulesDoc
	if err := strict(e.Body, &d); err != nil {
		return err
	}
	if id := r.tracks.rulesID; id != "" && id != e.ID {
		return errors.New("a book has one set of rules of tracks")
	}
	if d.KeepMonths != 0 && (d.KeepMonths < leastMonths || d.KeepMonths > mostMonths) {
		return fmt.Errorf("tracks are kept for %d to %d months", leastMonths, mostMonths)
	}
	if !slices.Contains([]string{"", FlagsShown, FlagsHidden}, d.Flags) {
		return fmt.Errorf("flags %q", d.Flags)
	}
	return nil
}

func checkTrackExpiry(b []byte) error {
	var d TrackExpiryDoc
	if err := strict(b, &d); err != nil {
		return err
	}
	if p, err := d.Before.Parse(); err != nil || p.Day == 0 {
		return errors.New("a deletion by age names the day before which")
	}
	return nil
}
