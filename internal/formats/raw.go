package formats

import (
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"phendau/internal/geodesy"
)

// Raw is what a file says in its own axes, before anybody said which they are.
type Raw struct {
	Format Format
	// Hint is what the file says of its system, if it does (.prj, crs). It is
	// offered, not taken.
	Hint geodesy.Datum
	// Zoneless says that the times name no zone: it is asked, and +07:00 stands
	// in the meantime.
	Zoneless bool
	// Columns and Headings are those of a table, as they were taken.
	Columns  *Columns
	Headings []string
	// Notes are what to tell with the file.
	Notes []Note

	paths  []Path
	places []Place
	points int
}

// NoteCode names what is told with a file. The set is closed.
type NoteCode string

// The codes of notes.
const (
	NoteSkipped    NoteCode = "areas_left_out"      // geometries that are neither lines nor places
	NoteUntimed    NoteCode = "points_without_time" // in tracks that have times
	NoteClock      NoteCode = "clock_wrong"         // times before 1970 or far ahead
	NoteProjection NoteCode = "other_projection"    // the file names a system that cannot be answered
)

// Note is a thing to tell, with its number or name.
type Note struct {
	Code  NoteCode
	Count int
	What  string
}

// Text says it in "vi" or "en".
func (n Note) Text(lang string) string {
	s := noteSentences[n.Code]
	text := s[0]
	if lang == "en" {
		text = s[1]
	}
	return strings.NewReplacer("{count}", strconv.Itoa(n.Count), "{text}", n.What).Replace(text)
}

// finish closes the reading.
func (c *collector) finish() (*Raw, error) {
	r := c.raw
	r.points, r.Zoneless = c.points, c.zones == withoutZone
	if len(r.paths)+len(r.places) == 0 {
		return nil, refuse(CodeNothing)
	}
	if c.skipped > 0 {
		r.Notes = append(r.Notes, Note{Code: NoteSkipped, Count: c.skipped})
	}
	if c.clock > 0 {
		r.Notes = append(r.Notes, Note{Code: NoteClock, Count: c.clock})
	}
	if n := r.untimed(); n > 0 {
		r.Notes = append(r.Notes, Note{Code: NoteUntimed, Count: n})
	}
	return r, nil
}

func (r *Raw) untimed() (n int) {
	for i := range r.paths {
		if timed, all := r.paths[i].Timed(); timed > 0 {
			n += all - timed
		}
	}
	return n
}

// Counts says how much there is of everything.
func (r *Raw) Counts() (paths, places, points int) { return len(r.paths), len(r.places), r.points }

// Coordinates goes through all coordinates of the file in its own axes.
func (r *Raw) Coordinates() iter.Seq2[float64, float64] { return r.every(1) }

// every goes through one coordinate of each so many.
func (r *Raw) every(step int) iter.Seq2[float64, float64] {
	return func(yield func(float64, float64) bool) {
		i := -1
		for j := range r.places {
			if i++; i%step == 0 && !yield(r.places[j].At.Lon, r.places[j].At.Lat) {
				return
			}
		}
		for j := range r.paths {
			for p := range r.paths[j].Points() {
				if i++; i%step == 0 && !yield(p.Lon, p.Lat) {
					return
				}
			}
		}
	}
}

// Box is the range of the coordinates.
func (r *Raw) Box() geodesy.Box {
	b := geodesy.Box{MinX: math.Inf(1), MinY: math.Inf(1), MaxX: math.Inf(-1), MaxY: math.Inf(-1)}
	for x, y := range r.Coordinates() {
		b = geodesy.Box{MinX: min(b.MinX, x), MinY: min(b.MinY, y), MaxX: max(b.MaxX, x), MaxY: max(b.MaxY, y)}
	}
	return b
}

// Guess lists the likely answers, the best first: what the file says of itself
// before what its range allows.
func (r *Raw) Guess() []geodesy.Reading {
	out := geodesy.Guess(r.Box())
	if r.Hint.IsZero() {
		return out
	}
	hinted := geodesy.Reading{Datum: r.Hint}
	if i := slices.IndexFunc(out, func(g geodesy.Reading) bool { return g.Datum == r.Hint }); i >= 0 {
		hinted = out[i]
	}
	return append([]geodesy.Reading{hinted}, slices.DeleteFunc(out, func(g geodesy.Reading) bool { return g == hinted })...)
}

// compared is how many coordinates Compare looks at: a marker lies near some of
// any even choice of a line that passes it.
const compared = 5000

// Compare shows what each way to read the file makes of it, by the distance to
// a known marker, so that a person sees which is right.
func (r *Raw) Compare(known geodesy.LatLon, besides ...geodesy.Datum) []geodesy.Compared {
	return geodesy.Compare(known, r.every(1+r.points/compared), besides...)
}

// Answers are what a file cannot say of itself.
type Answers struct {
	// Reading is required: the system of the coordinates and, where it is so,
	// that their first axis is north.
	Reading geodesy.Reading
	// Zone is that of times that name none; nil takes +07:00 and says so in
	// File.ZoneAssumed.
	Zone *time.Location
}

// vietnam is the zone of the country, which has no other and no summer time.
var vietnam = time.FixedZone("+07:00", 7*60*60)

// Settle gives the file in WGS 84. Without a system it refuses with the
// question (geodesy.CodeUnanswered). The raw file stays as it is.
func (r *Raw) Settle(a Answers) (*File, error) {
	f := &File{Format: r.Format, Reading: a.Reading, ZoneAssumed: r.Zoneless && a.Zone == nil,
		Paths: slices.Clone(r.paths), Places: slices.Clone(r.places)}
	s := settler{reading: a.Reading, move: r.Zoneless, zone: a.Zone}
	if s.zone == nil {
		s.zone = vietnam
	}
	for i := range f.Places {
		if err := s.point(&f.Places[i].At); err != nil {
			return nil, s.refuse(err, f.Places[i].Name, i, -1)
		}
	}
	for i := range f.Paths {
		if at, err := s.path(&f.Paths[i]); err != nil {
			return nil, s.refuse(err, f.Paths[i].Name, i, at)
		}
	}
	return f, nil
}
