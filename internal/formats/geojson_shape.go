package formats

import (
	"encoding/json"
	"strconv"
)

// shape is an array of coordinates: lists of points, and how deeply positions
// lie in them: 0 a point, 1 a line, 2 several lines, 3 several areas.
type shape struct {
	parts [][]Point
	depth int
}

// shape gathers coordinates, whatever geometry they will be.
func (g *geoReader) shape() (shape, error) {
	tok, err := g.json.token()
	if err != nil || tok != json.Delim('[') {
		return shape{}, g.json.skipAfter(tok, err)
	}
	r := shapeReader{g: g, position: -1}
	err = r.array(0)
	return shape{r.p.Parts, max(0, r.position)}, err
}

type shapeReader struct {
	g        *geoReader
	p        Path
	position int // depth of the positions; -1 while unknown
}

// array reads one level: numbers are a position, arrays the level below.
func (r *shapeReader) array(depth int) error {
	var numbers [3]string
	n, arrays := 0, 0
	err := r.g.json.rest(func(tok json.Token) error {
		switch v := tok.(type) {
		case json.Number:
			if n < len(numbers) {
				numbers[n] = v.String()
			}
			n++
			return nil
		case json.Delim:
			if v == '[' {
				arrays++
				return r.array(depth + 1)
			}
		}
		return refuse(CodeCoordinate, "text", quoted(tokenText(tok)))
	})
	switch {
	case err != nil:
		return err
	case n > 0 && arrays > 0 || n == 1:
		return refuse(CodeCoordinate, "text", quoted(numbers[0]))
	case n > 0:
		return r.point(numbers, depth)
	case depth == r.position-1 || depth == 0:
		return asError(r.g.c.endPart(&r.p))
	}
	return nil
}

func (r *shapeReader) point(numbers [3]string, depth int) error {
	if r.position == -1 {
		r.position = depth
	}
	p, bad := axes(numbers[0], numbers[1], maxAxis, maxAxis)
	if bad != nil || depth != r.position {
		return asError(refuse(CodeCoordinate, "text", quoted(numbers[0]+" "+numbers[1])))
	}
	if numbers[2] != "" {
		p.HeightMM = parseHeight(numbers[2])
	}
	if err := r.g.c.point(p); err != nil {
		return err
	}
	if depth == 0 {
		return asError(r.g.c.endPart(&r.p))
	}
	return nil
}

func tokenText(tok json.Token) string {
	switch v := tok.(type) {
	case json.Delim:
		return v.String()
	case nil:
		return "null"
	}
	s, _ := word(tok)
	return s
}

// geoKeeper turns the geometries of one feature into a path and places.
type geoKeeper struct {
	c    *collector
	o    *object
	line Path
}

func (k *geoKeeper) geometries(list []object) error {
	for _, g := range list {
		if err := k.geometry(g); err != nil {
			return err
		}
	}
	return nil
}

// depths are those of the coordinates of each type.
var depths = map[string]int{"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}

func (k *geoKeeper) geometry(g object) error {
	depth, known := depths[g.kind]
	switch {
	case g.kind == "GeometryCollection":
		return k.geometries(g.inner)
	case g.kind == "Polygon" || g.kind == "MultiPolygon":
		k.c.skipped++
		return nil
	case len(g.shape.parts) == 0:
		return nil
	case !known || depth != g.shape.depth:
		return refuse(CodeTorn).at(0, quoted(g.kind))
	case depth == 0 || g.kind == "MultiPoint":
		return k.places(g.shape)
	}
	k.line.Parts = append(k.line.Parts, g.shape.parts...)
	return nil
}

func (k *geoKeeper) places(s shape) error {
	for _, part := range s.parts {
		for _, at := range part {
			if err := k.c.place(Place{k.o.name, k.o.desc, k.o.props, at}); err != nil {
				return err
			}
		}
	}
	return nil
}

// end puts the times to the line, which makes it a track.
func (k *geoKeeper) end() *Error {
	if len(k.line.Parts) == 0 {
		return nil
	}
	if len(k.o.times) > 0 {
		k.line.Kind = Track
		if err := k.times(); err != nil {
			return err
		}
	}
	if kind := k.o.pathKind; kind == Track || kind == Route {
		k.line.Kind = kind
	}
	return k.c.path(k.line)
}

// times wants one for every point, or null where there is none.
func (k *geoKeeper) times() *Error {
	if len(k.o.times) != len(k.line.Parts) {
		return refuse(CodeCounts).at(0, "coordTimes")
	}
	for i, part := range k.line.Parts {
		if len(k.o.times[i]) != len(part) {
			return refuse(CodeCounts).at(0, "coordTimes "+strconv.Itoa(i+1))
		}
		for j := range part {
			part[j].TimeMS = k.o.times[i][j]
		}
	}
	return nil
}

// times reads the list of a line, or a list of lists.
func (g *geoReader) times(o *object) error {
	tok, err := g.json.token()
	if err != nil || tok != json.Delim('[') {
		return g.json.skipAfter(tok, err)
	}
	var flat []int64
	count := 0
	one := func(list *[]int64, tok json.Token) error {
		s, ok := word(tok)
		if count++; !ok || count > g.c.limits.MaxPoints {
			return refuse(CodeCounts).at(0, "coordTimes")
		}
		ms, bad := g.c.instant(s)
		*list = append(*list, ms)
		return asError(bad)
	}
	err = g.json.rest(func(tok json.Token) error {
		if tok != json.Delim('[') {
			return one(&flat, tok)
		}
		var list []int64
		err := g.json.rest(func(tok json.Token) error { return one(&list, tok) })
		o.times = append(o.times, list)
		return err
	})
	if len(flat) > 0 {
		o.times = append(o.times, flat)
	}
	return err
}
