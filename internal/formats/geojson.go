package formats

import (
	"encoding/json"
	"errors"
	"io"

	"phendau/internal/geodesy"
)

// readGeoJSON reads features and bare geometries. Members may come in any
// order, so coordinates are gathered before it is known what they are.
func (s *source) readGeoJSON(in io.Reader) error {
	s.c.raw.Format = GeoJSON
	r := newJSON(in)
	g := &geoReader{c: s.c, json: r}
	_, err := g.document()
	if err == nil {
		_, err = r.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = refuse(CodeTorn)
		}
	}
	return located(err, s.lineOf(r.offset()))
}

type geoReader struct {
	c    *collector
	json *jsonReader
}

// object is what the members of one GeoJSON object say.
type object struct {
	kind       string // type
	shape      shape
	inner      []object // geometry, geometries
	props      []Attribute
	name, desc string
	times      [][]int64
	pathKind   Kind // of our own files
}

// document reads the one value of the file; features are kept as they come.
func (g *geoReader) document() (object, error) {
	tok, err := g.json.token()
	if err != nil {
		return object{}, err
	}
	if tok != json.Delim('{') {
		return object{}, refuse(CodeUnknownFormat)
	}
	o, err := g.object()
	if err != nil {
		return o, err
	}
	switch o.kind {
	case "FeatureCollection":
		return o, nil
	case "Feature":
		return o, g.keep(o)
	case "":
		return o, refuse(CodeUnknownFormat)
	}
	return o, g.keep(object{inner: []object{o}})
}

// object reads the members of an object just begun.
func (g *geoReader) object() (o object, err error) {
	err = g.json.members(func(key string) error { return g.member(&o, key) })
	return o, err
}

func (g *geoReader) member(o *object, key string) (err error) {
	switch key {
	case "type":
		o.kind, err = g.json.text()
	case "features":
		err = g.json.items(g.feature)
	case "geometry", "geometries":
		o.inner, err = g.geometries()
	case "coordinates":
		o.shape, err = g.shape()
	case "properties":
		err = g.properties(o)
	case "crs":
		err = g.crs()
	case kindKey:
		var word string
		word, err = g.json.text()
		o.pathKind = Kind(word)
	default:
		err = g.json.skip()
	}
	return err
}

func (g *geoReader) feature(tok json.Token) error {
	if tok != json.Delim('{') {
		return g.json.skipFrom(tok)
	}
	o, err := g.object()
	if err != nil {
		return err
	}
	return g.keep(o)
}

// geometries reads one geometry, a list of them, or null.
func (g *geoReader) geometries() (out []object, err error) {
	tok, err := g.json.token()
	if err != nil {
		return nil, err
	}
	one := func(tok json.Token) error {
		if tok != json.Delim('{') {
			return g.json.skipFrom(tok)
		}
		if err := g.c.item(); err != nil { // bounds what an endless list would hold
			return err
		}
		o, err := g.object()
		out = append(out, o)
		return err
	}
	if tok == json.Delim('[') {
		return out, g.json.rest(one)
	}
	return out, one(tok)
}

// properties reads the flat ones; what holds more than a word is passed over,
// but for the times of a track.
func (g *geoReader) properties(o *object) error {
	tok, err := g.json.token()
	if err != nil || tok != json.Delim('{') {
		return g.json.skipAfter(tok, err)
	}
	return g.json.members(func(key string) error {
		if key == "coordTimes" {
			return g.times(o)
		}
		tok, err := g.json.token()
		if err != nil {
			return err
		}
		value, flat := word(tok)
		if !flat {
			return g.json.skipFrom(tok)
		}
		return g.property(o, key, value)
	})
}

func (g *geoReader) property(o *object, key, value string) error {
	var bad *Error
	switch key {
	case "name":
		o.name, bad = g.c.name(value)
	case "description", "desc":
		o.desc, bad = g.c.description(value)
	default:
		o.props, bad = g.c.attribute(o.props, key, value)
	}
	if bad != nil {
		return bad
	}
	return nil
}

// word is a value as text; null is none.
func word(tok json.Token) (s string, flat bool) {
	switch v := tok.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	}
	return "", tok == nil
}

// crs reads the member that older files name their system with.
func (g *geoReader) crs() error {
	tok, err := g.json.token()
	if err != nil || tok != json.Delim('{') {
		return g.json.skipAfter(tok, err)
	}
	return g.json.members(func(key string) error {
		tok, err := g.json.token()
		if err != nil {
			return err
		}
		if name, ok := tok.(string); ok && key == "name" {
			g.c.raw.hint(crsOf(name))
		}
		if key == "properties" && tok == json.Delim('{') {
			return g.json.members(func(key string) error {
				name, err := g.json.text()
				if key == "name" {
					g.c.raw.hint(crsOf(name))
				}
				return err
			})
		}
		return g.json.skipFrom(tok)
	})
}

// keep makes paths and places of a feature.
func (g *geoReader) keep(o object) error {
	k := geoKeeper{c: g.c, o: &o, line: Path{Kind: Line, Name: o.name, Description: o.desc, Attributes: o.props}}
	if err := k.geometries(o.inner); err != nil {
		return err
	}
	return asError(k.end())
}

// asError keeps a nil *Error from becoming an error.
func asError(err *Error) error {
	if err == nil {
		return nil
	}
	return err
}

// hint keeps what a file says of its system; what cannot be an answer becomes
// a note.
func (r *Raw) hint(d geodesy.Datum, foreignName string) {
	switch {
	case !d.IsZero():
		r.Hint = d
	case foreignName != "":
		r.Notes = append(r.Notes, Note{Code: NoteProjection, What: quoted(foreignName)})
	}
}
