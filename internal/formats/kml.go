package formats

import (
	"encoding/xml"
	"slices"
	"strings"

	"phendau/internal/foreign"
)

// kmlReader reads the placemarks of KML, wherever they stand: lines, points,
// gx:Track and collections of them. Styles, overlays and links are passed over.
type kmlReader struct {
	*xmlReader
	mark *placemark
}

// placemark is one feature while it is read.
type placemark struct {
	name, description string
	attributes        []Attribute
	lines             Path // all lines of the feature are its parts
	tracks            Path
	points            []Point
	kind              Kind // of our own files; "" elsewhere
}

// kindKey is the attribute by which our own files tell routes and tracks without
// times from lines.
const kindKey = "phendau:kind"

func (r *kmlReader) read() error {
	r.c.raw.Format = KML
	return r.children(r.container)
}

// container goes down to the placemarks.
func (r *kmlReader) container(e xml.StartElement) error {
	switch e.Name.Local {
	case "Document", "Folder":
		return r.children(r.container)
	case "Placemark":
		return r.placemark()
	}
	return r.skip()
}

func (r *kmlReader) placemark() error {
	r.mark = &placemark{lines: Path{Kind: Line}, tracks: Path{Kind: Track}}
	err := r.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "name":
			return r.into(&r.mark.name, r.c.name)
		case "description":
			return r.into(&r.mark.description, r.c.description)
		case "ExtendedData":
			return r.children(r.extended)
		}
		return r.geometry(e)
	})
	if err != nil {
		return err
	}
	return r.here(r.keep())
}

// keep makes a path of the lines, another of the tracks, and places.
func (r *kmlReader) keep() *Error {
	m := r.mark
	for _, p := range []Path{m.lines, m.tracks} {
		if m.kind != "" {
			p.Kind = m.kind
		}
		p.Name, p.Description, p.Attributes = m.name, m.description, m.attributes
		if err := r.c.path(p); err != nil {
			return err
		}
	}
	for _, at := range m.points {
		if err := r.c.place(Place{m.name, m.description, m.attributes, at}); err != nil {
			return err
		}
	}
	return nil
}

// extended reads both ways to write further data.
func (r *kmlReader) extended(e xml.StartElement) error {
	key := foreign.Attr(e, "name")
	switch e.Name.Local {
	case "Data":
		return r.children(func(v xml.StartElement) error {
			if v.Name.Local == "value" {
				return r.data(key)
			}
			return r.skip()
		})
	case "SchemaData":
		return r.children(r.extended)
	case "SimpleData":
		return r.data(key)
	}
	return r.skip()
}

func (r *kmlReader) data(key string) error {
	if key != kindKey {
		return r.attribute(&r.mark.attributes, key)
	}
	var word string
	if err := r.into(&word, r.c.name); err != nil {
		return err
	}
	if k := Kind(word); k == Route || k == Track {
		r.mark.kind = k
	}
	return nil
}

// geometry takes what a feature is made of.
func (r *kmlReader) geometry(e xml.StartElement) error {
	switch e.Name.Local {
	case "MultiGeometry", "MultiTrack":
		return r.children(r.geometry)
	case "LineString":
		return r.line()
	case "Point":
		return r.children(r.pointOf)
	case "Track":
		return r.track()
	case "Polygon", "LinearRing", "Model":
		r.c.skipped++
	}
	return r.skip()
}

func (r *kmlReader) line() error {
	err := r.children(func(e xml.StartElement) error {
		if e.Name.Local != "coordinates" {
			return r.skip()
		}
		return r.coordinates(r.c.point)
	})
	if err != nil {
		return err
	}
	return r.here(r.c.endPart(&r.mark.lines))
}

func (r *kmlReader) pointOf(e xml.StartElement) error {
	if e.Name.Local != "coordinates" {
		return r.skip()
	}
	return r.coordinates(func(p Point) *Error {
		r.mark.points = append(r.mark.points, p)
		return r.c.count()
	})
}

// coordinates reads tuples "lon,lat[,height]" with white space between them.
// Spaces behind a comma, which people type, are forgiven.
func (r *kmlReader) coordinates(take func(Point) *Error) error {
	var t tuples
	err := r.chunks(func(b []byte) error { return r.here(t.read(b, take)) })
	if err != nil {
		return err
	}
	return r.here(t.end(take))
}

// tuples splits the text of coordinates. Its pieces may be cut anywhere.
type tuples struct {
	field  []byte
	fields []string
	comma  bool // the last thing but space was a comma
}

func (t *tuples) read(b []byte, take func(Point) *Error) *Error {
	for _, ch := range b {
		switch {
		case ch == ',':
			t.close()
			t.comma = true
		case ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r':
			if t.close(); !t.comma {
				if err := t.end(take); err != nil {
					return err
				}
			}
		case len(t.field) < maxTextBytes:
			t.field, t.comma = append(t.field, ch), false
		}
	}
	return nil
}

func (t *tuples) close() {
	if len(t.field) > 0 && len(t.fields) < 4 {
		t.fields = append(t.fields, string(t.field))
	}
	t.field = t.field[:0]
}

// end gives the tuple at hand.
func (t *tuples) end(take func(Point) *Error) *Error {
	t.close()
	fields := t.fields
	t.fields, t.comma = t.fields[:0], false
	switch len(fields) {
	case 0:
		return nil
	case 2, 3:
	default:
		return refuse(CodeCoordinate, "text", quoted(strings.Join(fields, ",")))
	}
	p, err := axes(fields[0], fields[1], maxAxis, maxAxis)
	if err != nil {
		return err
	}
	if len(fields) == 3 {
		p.HeightMM = parseHeight(fields[2])
	}
	return take(p)
}

// track reads a gx:Track: as many times as places, in two lists.
func (r *kmlReader) track() error {
	var times []int64
	places := 0
	err := r.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "when":
			return r.when(&times)
		case "coord":
			places++
			return r.coord()
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	if len(times) != places {
		return r.here(refuse(CodeCounts))
	}
	return r.here(r.endTrack(times))
}

func (r *kmlReader) when(times *[]int64) error {
	s, err := r.text()
	if err != nil {
		return err
	}
	if len(*times) >= r.c.limits.MaxPoints {
		return r.here(refuse(CodeCounts))
	}
	ms, bad := r.c.instant(strings.TrimSpace(s))
	*times = append(*times, ms)
	return r.here(bad)
}

// coord is one place; an empty one has no fix.
func (r *kmlReader) coord() error {
	s, err := r.text()
	if err != nil {
		return err
	}
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return r.here(r.c.point(Point{TimeMS: missing}))
	}
	if len(fields) != 2 && len(fields) != 3 {
		return r.here(refuse(CodeCoordinate, "text", quoted(s)))
	}
	p, bad := axes(fields[0], fields[1], maxAxis, maxAxis)
	if bad != nil {
		return r.here(bad)
	}
	if len(fields) == 3 {
		p.HeightMM = parseHeight(fields[2])
	}
	return r.here(r.c.point(p))
}

// missing marks a moment without a place; nothing is known there.
const missing = NoTime + 1

// endTrack puts the times to their places. Where a place is missing the track
// has a gap.
func (r *kmlReader) endTrack(times []int64) *Error {
	gathered, from := r.c.part, 0
	for i := range gathered {
		if gathered[i].TimeMS != missing {
			gathered[i].TimeMS = times[i]
			continue
		}
		r.c.part = slices.Clone(gathered[from:i])
		if err := r.c.endPart(&r.mark.tracks); err != nil {
			return err
		}
		from = i + 1
	}
	r.c.part = gathered[from:]
	return r.c.endPart(&r.mark.tracks)
}
