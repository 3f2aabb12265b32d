package intake

import (
	"math"
	"strconv"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/formats"
	"phendau/internal/geodesy"
	"phendau/internal/ledger"
	"phendau/internal/track"
	"phendau/internal/vi"
)

// TrackFile is a map file with tracks, and the entry they belong to.
type TrackFile struct {
	*formats.File
	Name  string // for messages
	Bytes []byte // as it came: it is kept beside what was taken from it

	// Entry is the one to attach to, in a ledger, with the hashes of what it
	// shows; nil begins a new one from Content, whose days are the track's.
	Entry    *ledger.Record
	LedgerID string
	Shown    map[string]bool
	Content  ledger.Content
	// Elsewhere says that the file is in the book already.
	Elsewhere func(hash string) (bool, error)
}

// TrackPlan is what an import of tracks would write: the plan, and the files that
// its operations name.
type TrackPlan struct {
	Plan
	Files  [][]byte
	Tracks []TrackSum
}

// TrackSum is one track of a file before anybody confirms it.
type TrackSum struct {
	Name string
	track.Walked
	FromMS, ToMS int64
	// NearM is how near it comes to the line, -1 without a line or farther than
	// FarM; OffShare how many of a hundred points lie outside the corridor.
	NearM, OffShare int
	Shifted         bool // it looks read under a wrong datum
}

// maxPiece is the largest piece the directory of files takes, in bytes.
const maxPiece = 12 << 20

// FarM is how far from the line a track is looked for, in metres.
const FarM = 5000

// Tracks plans to attach the timed tracks of files to entries. What has no times
// is no walk. Points are kept as they came; the file is kept too.
func Tracks(files []TrackFile, env Env) (TrackPlan, []Problem) {
	in := &trackReader{run: &run{env: &env}, cat: env.catalogue()}
	for i := range files {
		in.file(&files[i])
	}
	in.checkKnown(in.news)
	p := TrackPlan{Plan: Plan{Rows: len(in.tracks), Records: len(files), Drafts: in.drafts}, Files: in.kept, Tracks: in.tracks}
	in.fill(&p.Plan)
	return p, in.sorted()
}

type trackReader struct {
	*run
	cat    *catalogue.Catalogue
	drafts []ledger.Draft
	kept   [][]byte
	tracks []TrackSum
	news   []drafted // new entries
}

// reading one file.
type tracksOf struct {
	*trackReader
	*TrackFile
	whole       spot
	pieces      [][]byte
	first, last calendar.Day
}

func (in *trackReader) file(f *TrackFile) {
	x := &tracksOf{trackReader: in, TrackFile: f, whole: spot{name: f.Name}}
	untimed := 0
	for i := range f.Paths {
		p := &f.Paths[i]
		at := spot{name: f.Name, row: i + 1, head: p.Name}
		if timed, _ := p.Timed(); timed == 0 {
			untimed++
			in.say(Warning, at, codeUntimedTrack, "text", pathName(p, i))
			continue
		}
		x.path(at, p, pathName(p, i))
	}
	switch {
	case len(x.pieces) > 0 || in.count[Error] > 0:
	case untimed > 0:
		in.say(Error, x.whole, codeUntimedTrack, "text", f.Name)
	default:
		in.say(Error, x.whole, codeNoTrack)
	}
	if len(f.Bytes) > track.MaxFileBytes {
		in.say(Error, x.whole, codeTrackTooLong, "text", f.Name)
	}
	if f.ZoneAssumed {
		in.say(Warning, x.whole, codeZoneAssumed)
	}
	if len(x.pieces) > 0 && in.cat != nil {
		x.attach()
	}
}

// path becomes one piece: it is one device's walk, whatever else the file holds.
func (x *tracksOf) path(at spot, p *formats.Path, name any) {
	t, untimed := pieceOf(p)
	if untimed > 0 {
		x.say(Warning, at, codeUntimedPoints, "count", strconv.Itoa(untimed), "text", name)
	}
	first, last := extent(t)
	if first < 0 || x.env.Today > 0 && civilDay(last) > x.env.Today {
		x.say(Error, at, codeTrackClock, "text", name, "day", vi.ShortDate(civilDay(max(0, min(first, last)))))
		return
	}
	b, err := track.Encode(t)
	if err != nil || len(b) > maxPiece {
		x.say(Error, at, codeTrackTooLong, "text", name)
		return
	}
	if len(x.pieces) == 0 || civilDay(first) < x.first {
		x.first = civilDay(first)
	}
	x.last = max(x.last, civilDay(last))
	x.pieces = append(x.pieces, b)
	s := TrackSum{Name: p.Name, Walked: track.Sum([]*track.Track{t}), FromMS: first * 1000, ToMS: last * 1000}
	x.measure(&s, t)
	if s.Shifted {
		x.say(Warning, at, codeTrackShifted)
	}
	x.tracks = append(x.tracks, s)
}

// pathName is how a path is called in sentences: by its place in the file where it
// has no name.
func pathName(p *formats.Path, i int) any {
	if p.Name != "" {
		return p.Name
	}
	n := strconv.Itoa(i + 1)
	return [2]string{"đường thứ " + n, "path " + n}
}

// pieceOf keeps the timed points of a path; what has no time leaves a gap, and so
// does the end of a part.
func pieceOf(p *formats.Path) (t *track.Track, untimed int) {
	t = &track.Track{Imported: true, Height: true}
	gap := false
	for _, part := range p.Parts {
		gap = gap || len(t.Points) > 0
		for i := range part {
			at := &part[i]
			if at.TimeMS == formats.NoTime {
				untimed, gap = untimed+1, len(t.Points) > 0
				continue
			}
			q := track.Point{Lat: micro(at.Lat), Lon: micro(at.Lon), Time: floorDiv(at.TimeMS, 1000), Accuracy: track.ClassOf(float64(at.AccuracyMM) / 1000), Gap: gap}
			if gap, t.Height = false, t.Height && at.HeightMM != formats.NoHeight; t.Height {
				q.Height = int32(math.Round(float64(at.HeightMM) / 1000))
			}
			t.Accuracy = t.Accuracy || q.Accuracy != track.Unknown
			t.Points = append(t.Points, q)
		}
	}
	if !t.Height { // the form has no word for a missing number
		for i := range t.Points {
			t.Points[i].Height = 0
		}
	}
	return t, untimed
}

func micro(degree float64) int32 { return int32(math.Round(degree * 1e6)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// extent is the first and last second of a piece; it need not be in order.
func extent(t *track.Track) (first, last int64) {
	first, last = math.MaxInt64, math.MinInt64
	for i := range t.Points {
		first, last = min(first, t.Points[i].Time), max(last, t.Points[i].Time)
	}
	return first, last
}

// civilDay is the civil day in Việt Nam of an instant in seconds.
func civilDay(seconds int64) calendar.Day { return calendar.Day(floorDiv(seconds+7*3600, 86400)) }

// measure holds a track against the line of its last day.
func (x *tracksOf) measure(s *TrackSum, t *track.Track) {
	s.NearM = -1
	versions, err := x.env.Registry.Lines()
	if err != nil {
		return
	}
	v, ok := border.VersionOn(versions, civilDay(s.ToMS/1000))
	if !ok {
		return
	}
	near, seen, off := math.Inf(1), 0, 0
	s.Shifted = geodesy.LooksShifted(points(t), func(p geodesy.LatLon) float64 {
		m := math.Inf(1)
		seen++
		if n, ok := v.Course.Line.Nearest(geo.Point(p), FarM); ok {
			m = n.Metres
		}
		if near = min(near, m); m > geodesy.ShiftedM {
			off++
		}
		return m
	})
	if near <= FarM {
		s.NearM = int(math.Round(near))
	}
	s.OffShare = int(math.Round(100 * float64(off) / float64(seen)))
}

// sampled is how many points of a track are held against the line at most.
const sampled = 2000

func points(t *track.Track) func(func(geodesy.LatLon) bool) {
	step := max(1, len(t.Points)/sampled)
	return func(yield func(geodesy.LatLon) bool) {
		for i := 0; i < len(t.Points); i += step {
			if !yield(geodesy.LatLon{Lat: float64(t.Points[i].Lat) / 1e6, Lon: float64(t.Points[i].Lon) / 1e6}) {
				return
			}
		}
	}
}
