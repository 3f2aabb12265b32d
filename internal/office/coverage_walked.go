package office

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"phendau/internal/blobs"
	"phendau/internal/border"
	"phendau/internal/border/cover"
	"phendau/internal/border/span"
	"phendau/internal/border/visit"
	"phendau/internal/border/walk"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/ledger"
	"phendau/internal/registry"
	"phendau/internal/store"
	"phendau/internal/track"
)

// outing is what one entry brought home: its tracks and photos, and what they
// show.
type outing struct {
	ledgerID, id string
	day          calendar.Day // on which it ended
	speed        int64        // up to which it is believed to have gone, metres a second; 0 is on foot
	pieces       []piece
	photos       []int64 // milliseconds since 1970

	covered span.Set
	trail   span.Set      // of the line, by a patrol path behind it
	visits  []visit.Visit // of all positions of the registers
	metres  int           // walked, gaps left out
	loop    bool          // one of its tracks went round (walk.IsLoop)
	unasked bool          // an older program kept it and did not ask whether it did
	missing int           // pieces neither here nor known from before
	gone    bool          // those were deleted by age
}

// piece names a piece of a track, the device that noted it and the file it was
// taken from.
type piece struct{ device, hash, from string }

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

// attached finds the pieces of the tracks and the instants of the photos. What was
// hidden later counts for nothing. until bounds the sequences by ledger; nil is
// everything.
func (l *LineReader) attached(ctx context.Context, all []*outing, until map[string]int64) error {
	byLedger := map[string][]string{}
	of := map[string]*outing{}
	for _, o := range all {
		byLedger[o.ledgerID], of[o.id] = append(byLedger[o.ledgerID], o.id), o
	}
	shown := map[string][]shownFile{}
	for id, entries := range byLedger {
		err := l.Store.OperationsOn(ctx, id, entries, func(op *ledger.Op, at ledger.Stamp) {
			hash, sign := ledger.AttachedHash(op)
			if sign == 0 || until != nil && at.Seq > until[id] {
				return
			}
			list := slices.DeleteFunc(shown[op.EntityID], func(f shownFile) bool { return f.hash == hash })
			var a attachment
			if sign > 0 && json.Unmarshal(op.Body, &a) == nil {
				list = append(list, shownFile{a, op.DeviceID, hash})
			}
			shown[op.EntityID] = list
		})
		if err != nil {
			return err
		}
	}
	for id, files := range shown {
		of[id].take(files)
	}
	return nil
}

// shownFile is a file of an entry that nobody hid.
type shownFile struct {
	attachment
	device, hash string
}

func (o *outing) take(files []shownFile) {
	for _, f := range files {
		switch {
		case f.Type == blobs.Track:
			o.pieces = append(o.pieces, piece{f.device, f.hash, f.From})
		case strings.HasPrefix(f.Type, "image/") && f.TakenMS > 0:
			o.photos = append(o.photos, f.TakenMS)
		}
	}
	slices.SortFunc(o.pieces, func(a, b piece) int { return cmp.Or(cmp.Compare(a.device, b.device), cmp.Compare(a.hash, b.hash)) })
	slices.Sort(o.photos)
}

// walker says what outings covered of one line, from what the book kept or from
// the raw tracks.
type walker struct {
	*LineReader
	course    *border.Course
	ruler     *cover.Ruler
	positions []border.Position // all of the registers
	stones    map[string]string // what is known of a position, by id
	line      string            // what of the course covers
	markers   string            // all positions together
	trails    []cover.Trail
}

func newWalker(l *LineReader, reg *registry.Registry, course *border.Course) (*walker, error) {
	w := &walker{LineReader: l, course: course, stones: map[string]string{}}
	var err error
	if w.trails, err = reg.TrailsOn(course); err != nil {
		return nil, err
	}
	for i := range reg.Registers {
		if p, ok := reg.Registers[i].Position(); ok {
			w.positions = append(w.positions, p)
		}
	}
	slices.SortFunc(w.positions, func(a, b border.Position) int { return cmp.Compare(a.ID, b.ID) })
	all := sha256.New()
	for i := range w.positions {
		b, _ := json.Marshal(&w.positions[i]) // plain data
		all.Write(b)
		w.stones[w.positions[i].ID] = digest(string(b))
	}
	w.markers = hex.EncodeToString(all.Sum(nil))
	text := fmt.Sprintf("%x", course.Line.Hash())
	for i := range course.Segments {
		s := &course.Segments[i]
		text += fmt.Sprintf(" %v/%d", s.Calibration.Span(), s.WidthM())
	}
	w.line = digest(text)
	return w, nil
}

// paths are what an outing of a day may have walked by trail: "" where no trail
// stood for anything, so that a new one makes nothing older unknown.
func (w *walker) paths(day calendar.Day) (text string) {
	for i := range w.trails {
		t := &w.trails[i]
		for _, l := range t.Links {
			if l.Days.Has(day) {
				text += fmt.Sprintf("%x/%v %v/%v/%v\n", t.Line.Hash(), t.WidthM, l.Trail, l.Line, l.Backward)
			}
		}
	}
	if text == "" {
		return ""
	}
	return digest(text)
}

// widths are the half-widths of all trails, each once.
func (w *walker) widths() (out []int) {
	for i := range w.trails {
		out = append(out, int(w.trails[i].WidthM))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func digest(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// keys are the hashes of what an outing is computed from: of everything, and of
// its tracks and the rules alone.
func (w *walker) keys(o *outing) (key, from ledger.Hash) {
	text := fmt.Sprintf("walked 1\n%+v\n%+v\n%s\n%d\n%v\n%v", walk.V1, visit.V1, o.day, o.speed, o.pieces, o.photos)
	from = sha256.Sum256([]byte(text))
	text += "\n" + w.line + "\n" + w.markers
	if paths := w.paths(o.day); paths != "" {
		text += "\n" + paths
	}
	return sha256.Sum256([]byte(text)), from
}

// walk fills in what outings covered and reached. Only what was computed from all
// its pieces is kept.
func (w *walker) walk(ctx context.Context, all []*outing) error {
	all = slices.DeleteFunc(slices.Clone(all), func(o *outing) bool { return len(o.pieces) == 0 })
	keys := make([]ledger.Hash, len(all))
	for i, o := range all {
		keys[i], _ = w.keys(o)
	}
	kept, err := w.Store.Walked(ctx, keys)
	if err != nil {
		return err
	}
	var fresh []store.Walked
	for i, o := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if body, ok := kept[keys[i]]; ok && w.recall(o, body) && !o.unasked {
			continue
		}
		if w.compute(o); o.missing == 0 {
			_, from := w.keys(o)
			fresh = append(fresh, store.Walked{Key: keys[i], From: from, Body: w.body(o)})
			continue
		}
		if err := w.remember(ctx, o); err != nil {
			return err
		}
	}
	return w.Store.KeepWalked(ctx, fresh)
}

// compute reads the pieces. What is not here, or is no track whatever its
// operation says, is missing.
func (w *walker) compute(o *outing) {
	tracks := map[recorder][]*track.Track{}
	o.missing, o.metres, o.loop = 0, 0, false
	var order []recorder
	for _, p := range o.pieces {
		t := w.track(p.hash)
		if t == nil {
			o.missing++
			continue
		}
		of := recorderOf(p.device, &attachment{SHA256: p.hash, From: p.from}, t)
		of.speed = o.speed
		if tracks[of] == nil {
			order = append(order, of)
		}
		tracks[of] = append(tracks[of], t)
	}
	var parts []walk.Part
	for _, of := range order {
		// In the order of time: the sum goes on from one piece to the next.
		slices.SortStableFunc(tracks[of], func(a, b *track.Track) int { return cmp.Compare(began(a), began(b)) })
		own := of.cleaning().Clean(walk.Fixes(tracks[of]...)).Parts
		parts, o.loop = append(parts, own...), o.loop || walk.IsLoop(own)
		o.metres += track.Sum(tracks[of]).Metres
	}
	if w.ruler == nil {
		w.ruler = cover.NewRuler(w.course)
	}
	o.covered, o.trail = w.ruler.Covered(parts...), nil
	for i := range w.trails {
		o.trail = span.Union(o.trail, w.trails[i].Covered(o.day, parts...))
	}
	o.visits = visit.V1.Of(w.positions, visit.Evidence{Day: o.day, Parts: parts, Photos: placed(parts, o.photos)})
}

func began(t *track.Track) int64 {
	if len(t.Points) == 0 {
		return 0
	}
	return t.Points[0].Time
}

// walkedBody is how an outing is kept: stretches in decimetres along the line,
// visits with what was known of their position.
type walkedBody struct {
	Line   string `json:"line"`
	Trails string `json:"trails,omitempty"` // those of its day
	Metres int    `json:"metres"`
	// Loop is nil in what an older program kept.
	Loop    *bool         `json:"loop"`
	Covered [][2]int64    `json:"covered,omitempty"`
	ByTrail [][2]int64    `json:"by_trail,omitempty"`
	Visits  []walkedVisit `json:"visits,omitempty"`
}

type walkedVisit struct {
	visit.Visit
	Stones string
}

func (w *walker) body(o *outing) []byte {
	b := walkedBody{Line: w.line, Trails: w.paths(o.day), Metres: o.metres, Loop: &o.loop, Covered: pairs(o.covered), ByTrail: pairs(o.trail)}
	for _, v := range o.visits {
		b.Visits = append(b.Visits, walkedVisit{v, w.stones[v.Position]})
	}
	out, _ := json.Marshal(b) // plain data
	return out
}

func pairs(set span.Set) (out [][2]int64) {
	for _, s := range set {
		out = append(out, [2]int64{int64(s.From), int64(s.To)})
	}
	return out
}

func unpaired(all [][2]int64) (out span.Set) {
	for _, s := range all {
		out = append(out, span.Span{From: span.Decimetre(s[0]), To: span.Decimetre(s[1])})
	}
	return out
}

// recall takes what was kept of all the tracks of an outing.
func (w *walker) recall(o *outing, body []byte) bool {
	var b walkedBody
	if json.Unmarshal(body, &b) != nil || b.Line != w.line {
		return false
	}
	o.covered, o.trail, o.visits, o.metres, o.missing = unpaired(b.Covered), nil, nil, b.Metres, 0
	o.loop, o.unasked = b.Loop != nil && *b.Loop, b.Loop == nil
	if b.Trails == w.paths(o.day) {
		o.trail = unpaired(b.ByTrail)
	}
	for _, v := range b.Visits {
		if v.Stones == w.stones[v.Position] {
			o.visits = append(o.visits, v.Visit)
		}
	}
	return true
}

// remember takes what is still true of an outing whose tracks are not all here: on
// this line, by the trails of its day, at markers whose stones stand as they did. A
// position or a trail that came later was visited by nobody as far as anybody knows.
func (w *walker) remember(ctx context.Context, o *outing) error {
	_, from := w.keys(o)
	body, err := w.Store.WalkedFrom(ctx, from)
	if err == nil && body != nil {
		w.recall(o, body)
	}
	return err
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
