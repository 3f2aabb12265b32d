package intake

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"phendau/internal/border"
	"phendau/internal/catalogue"
	"phendau/internal/formats"
	"phendau/internal/geodesy"
	"phendau/internal/registry"
)

// Markers plans the import of stones: every place of the file is one, named by
// its number. Stones of one number are one position, which stands in the row of
// that number; what the file says of it replaces what was known.
func Markers(f BorderFile, env Env) (Plan, []Problem) {
	in := &markerReader{borderReader: newBorderReader(&f, &env), stones: map[border.Number][]stone{}, seen: map[border.Number]bool{}}
	in.course = in.registered()
	in.shifted()
	for i := range f.Places {
		in.read(i, &f.Places[i])
	}
	if len(f.Places) == 0 {
		in.say(Error, spot{name: f.Name}, codeNoMarker)
	}
	kind := in.register("marker")
	for _, n := range in.order {
		in.position(n, kind)
	}
	return in.plan(len(f.Places))
}

type markerReader struct {
	*borderReader
	course *border.Course // of today; nil where no line is registered
	stones map[border.Number][]stone
	order  []border.Number
	seen   map[border.Number]bool
}

type stone struct {
	at   spot
	said map[string]string
	doc  registry.MonumentDoc
}

// registered is the line of today.
func (in *markerReader) registered() *border.Course {
	versions, err := in.env.Registry.Lines()
	if err != nil {
		in.say(Error, spot{name: in.file.Name}, codeInterrupted, "why", err.Error())
		return nil
	}
	v, ok := border.VersionOn(versions, in.env.Today)
	if !ok {
		return nil
	}
	return v.Course
}

// shifted refuses a file that was read in the wrong system: its stones stand on
// no line.
func (in *markerReader) shifted() {
	if in.course == nil || len(in.file.Places) == 0 {
		return
	}
	points := func(yield func(geodesy.LatLon) bool) {
		for i := range in.file.Places {
			if !yield(in.file.Places[i].At.LatLon()) {
				return
			}
		}
	}
	far := geodesy.LooksShifted(points, func(p geodesy.LatLon) float64 {
		if near, ok := in.course.Line.Nearest(p, nearM); ok {
			return near.Metres
		}
		return math.Inf(1)
	})
	if far {
		in.say(Error, spot{name: in.file.Name}, codeFarFromLine)
	}
}

// nearM is how far from the line a stone is looked for, in metres.
const nearM = 1000

// sideM is how near a stone stands on the line where nobody says otherwise, in
// metres.
const sideM = 5

func (in *markerReader) read(i int, p *formats.Place) {
	at := in.at(i, p.Name)
	n, err := border.ParseNumber(p.Name)
	if in.refusedBorder(at, err) {
		return
	}
	if in.seen[n] {
		in.say(Error, at, codeMarkerTwice, "text", n.String())
		return
	}
	in.seen[n] = true
	if in.stones[n.Position()] == nil {
		in.order = append(in.order, n.Position())
	}
	said := attributes(p.Attributes)
	in.stones[n.Position()] = append(in.stones[n.Position()], stone{at, said, in.monument(at, n, p, said)})
}

// Words that attributes may hold, by value.
var (
	sideWords  = map[string][]string{string(border.Ours): {"ta", "ours"}, string(border.Theirs): {"bạn", "theirs"}, string(border.OnLine): {"trên đường", "on_line"}}
	setByWords = map[string][]string{string(border.Ours): {"ta", "ours"}, string(border.Theirs): {"bạn", "theirs"}}
	stateWords = map[string][]string{string(border.Good): {"tốt", "good"}, string(border.Damaged): {"hư hỏng", "damaged"}, string(border.Lost): {"mất", "lost"}, string(border.Moved): {"dịch chuyển", "moved"}}
	reachWords = map[string][]string{"yes": {"có", "yes"}, "no": {"không", "no"}}
)

// word is the value of an attribute, fallback where it is not said.
func (in *markerReader) word(at spot, text string, words map[string][]string, fallback string) string {
	if text == "" {
		return fallback
	}
	var list []string
	for value, names := range words {
		if slices.ContainsFunc(names, func(n string) bool { return same(n, text) }) {
			return value
		}
		list = append(list, names[0])
	}
	slices.Sort(list)
	in.say(Error, at, codeMarkerWord, "text", text, "list", strings.Join(list, ", "))
	return fallback
}

func (in *markerReader) monument(at spot, n border.Number, p *formats.Place, said map[string]string) registry.MonumentDoc {
	where := p.At.LatLon()
	d := registry.MonumentDoc{Index: n.Index, Lat: int64(math.Round(where.Lat * 1e7)), Lon: int64(math.Round(where.Lon * 1e7)), Size: said[roleSize], Source: in.file.Name,
		Side: in.word(at, said[roleSide], sideWords, in.nearSide(where)), SetBy: in.word(at, said[roleSetBy], setByWords, "")}
	if p.At.HeightMM != formats.NoHeight {
		h := int64(math.Round(float64(p.At.HeightMM) / 100))
		d.HeightDM = &h
	}
	if state := in.word(at, said[roleState], stateWords, ""); state != "" {
		d.States = []registry.StateDoc{{State: state, From: registry.Unknown}}
	}
	if in.word(at, said[roleReach], reachWords, "yes") == "no" {
		if said[roleWhy] == "" {
			in.say(Error, at, codeReasonMissing)
		}
		d.Closed = []registry.ClosureDoc{{Reason: said[roleWhy], From: registry.Unknown, To: registry.Open}}
	}
	return d
}

// nearSide is on the line where a stone stands on it; else it has to be said.
func (in *markerReader) nearSide(p geodesy.LatLon) string {
	if in.course != nil {
		if near, ok := in.course.Line.Nearest(p, nearM); ok && near.Metres <= sideM {
			return string(border.OnLine)
		}
	}
	return ""
}

// position drafts the stones of one number into its row.
func (in *markerReader) position(n border.Number, kind *catalogue.Kind) {
	stones := in.stones[n]
	first := stones[0]
	doc := &registry.MarkerDoc{Number: n.String(), SegmentID: in.segmentOf(&first.doc)}
	for _, s := range stones {
		doc.Monuments = append(doc.Monuments, s.doc)
		if c := s.said[roleChainage]; c != "" && doc.SegmentID != "" {
			dm := 10 * in.whole(s.at, c, 0)
			doc.ChainageDM = &dm
		}
	}
	slices.SortFunc(doc.Monuments, func(a, b registry.MonumentDoc) int { return a.Index - b.Index })
	rows := in.rows("marker", func(r *registry.Register) bool { return in.isOf(r, n) })
	placeID := in.placeOf(first.at, first.said[rolePlace])
	switch {
	case len(rows) == 1:
		with := rows[0].RegisterDoc
		with.Marker = doc
		in.place(first.at, rows[0], "marker", rows[0].Marker, doc, with)
	case len(rows) > 1:
		in.say(Error, first.at, codeMarkerRows, "text", n.String())
	case kind == nil || placeID == "":
		in.say(Error, first.at, codeMarkerNoRow, "text", n.String())
	default:
		in.create(first.at, "register", in.ids.named("row", n.String()), registry.RegisterDoc{Kind: kind.ID, Name: fmt.Sprintf("Mốc %s", n), PlaceID: placeID,
			Dims: map[string]string{refersTo(kind, "marker"): n.String()}, Measures: map[string]int64{kind.Counting.ID: 1}, Document: first.said[roleDocument],
			From: registry.Unknown, To: registry.Open, Marker: doc})
	}
}

// isOf reports whether a row in force stands for a number: by its position, or
// by what its reference says.
func (in *markerReader) isOf(r *registry.Register, n border.Number) bool {
	if r.Lo > in.env.Today || in.env.Today > r.Hi {
		return false
	}
	text := ""
	if r.Marker != nil {
		text = r.Marker.Number
	} else if k, ok := in.cat.Kind(r.Kind); ok {
		text = r.Dims[refersTo(k, "marker")]
	}
	m, err := border.ParseNumber(text)
	return err == nil && m == n
}

// segmentOf is the segment a stone stands at, "" for none.
func (in *markerReader) segmentOf(m *registry.MonumentDoc) string {
	if in.course == nil {
		return ""
	}
	near, ok := in.course.Line.Nearest(geodesy.LatLon{Lat: float64(m.Lat) / 1e7, Lon: float64(m.Lon) / 1e7}, nearM)
	if !ok {
		return ""
	}
	for i := range in.course.Segments {
		if s := &in.course.Segments[i]; s.Calibration.Span().Has(near.S) {
			return s.ID
		}
	}
	return ""
}
