package pages

import (
	"net/http"
	"slices"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/figure"
	"phendau/internal/ledger"
)

// Reader is what the person before the page may see (organisation.md
// section 3). Rights are asked for every place and entry shown; nothing is
// kept between requests.
type Reader interface {
	// SeesPlace reports whether figures over a place or group may be opened;
	// "" is everything.
	SeesPlace(placeID string) bool
	// SeesEntry reports whether an entry at a place and day may be opened.
	// release is the class of its kind: public, internal or restricted.
	SeesEntry(placeID string, day calendar.Day, release string) bool
}

// everybody is the reader of a site without sign-in.
type everybody struct{}

func (everybody) SeesPlace(string) bool { return true }

func (everybody) SeesEntry(string, calendar.Day, string) bool { return true }

// Release classes as the catalogue writes them. Restricted entries open only
// to a reader the program knows.
const (
	internal   = "internal"
	restricted = "restricted"
)

// readerOf asks the hook once a request.
func (s *site) readerOf(r *http.Request) (Reader, error) {
	if s.Reader == nil {
		return everybody{}, nil
	}
	return s.Reader(r)
}

// mustSee refuses a place outside the reader's.
func (r *request) mustSee(placeID string) error {
	if r.reader.SeesPlace(placeID) {
		return nil
	}
	return &problem{status: http.StatusForbidden, key: "page.error.no_right", variant: ".right"}
}

// firstSeen is the place a page without a question starts at: the site's own
// where the reader sees it, else the first of the reader's in order of the map.
func (r *request) firstSeen(v *figure.View, asked string) string {
	if r.reader.SeesPlace(asked) {
		return asked
	}
	places := v.Registry.Places
	for o := range places.Len() {
		if id := places.ID(o); r.reader.SeesPlace(id) {
			return id
		}
	}
	return asked
}

// releaseOf is the class of a kind; one the catalogue does not know is kept
// closest.
func releaseOf(k *catalogue.Kind) string {
	if k == nil {
		return restricted
	}
	return k.Release
}

// seesRecord answers for entries by their kind, for all else as internal.
func (r *request) seesRecord(v *figure.View, rec *ledger.Record) bool {
	release := internal
	if rec.Type == ledger.TypeEntry {
		release = releaseOf(v.Catalogue.Kinds[rec.Kind])
	}
	return r.reader.SeesEntry(rec.PlaceID, rec.Day, release)
}

// opens reports whether an entry of a kind may be opened where it may be seen:
// without a sign-in nobody is known well enough for a restricted one.
func (r *request) opens(k *catalogue.Kind) bool {
	return k != nil && !hidden(k) && (k.Release != restricted || r.site.Reader != nil)
}

// onlySeen splits lines into those the reader may see and the number of the
// others.
func (r *request) onlySeen(v *figure.View, lines []figure.Line) ([]figure.Line, int) {
	seen := slices.DeleteFunc(slices.Clone(lines), func(l figure.Line) bool {
		return !r.reader.SeesEntry(l.PlaceID, l.Day, releaseOf(v.Catalogue.Kinds[l.Kind]))
	})
	return seen, len(lines) - len(seen)
}
