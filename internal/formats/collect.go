package formats

import (
	"slices"
	"strconv"
)

// collector gathers what a reader finds and counts it against the limits. The
// points of a part are gathered in one place and copied out when it ends, so
// that many short parts cost no more than their points.
type collector struct {
	limits Limits
	raw    *Raw

	points, items, text int
	zones               zones
	skipped             int // geometries that are neither lines nor places
	clock               int // times that cannot be

	part []Point
	done counter // bytes of the file that were read
	size int64   // of the file; 0 where it does not say how much is to come
}

// zones remembers how the times of a file are written.
type zones uint8

const (
	withZone zones = 1 << iota
	withoutZone
)

// handOver is the number of points from which a part keeps the memory it was
// gathered in, if it fills it.
const handOver = 4096

// point counts a point and adds it to the current part.
func (c *collector) point(p Point) *Error {
	if err := c.count(); err != nil {
		return err
	}
	if len(c.part) == cap(c.part) {
		c.grow()
	}
	c.part = append(c.part, p)
	return nil
}

// grow doubles small parts. Large ones take at once what the rest of the file
// will need if it goes on as it began, or a quarter where that is not known;
// never more than the points that may still come.
func (c *collector) grow() {
	n := len(c.part)
	more := max(64, n)
	if n > handOver {
		more = n / 4
		if c.done > 0 && c.size > int64(c.done) {
			more = int(float64(c.points)*float64(c.size-int64(c.done))/float64(c.done)) + n/8
		}
	}
	more = min(more, c.limits.MaxPoints-c.points+1)
	grown := make([]Point, n, n+more)
	copy(grown, c.part)
	c.part = grown
}

// count counts one point of a path or place.
func (c *collector) count() *Error {
	if c.points++; c.points > c.limits.MaxPoints {
		return c.tooMany()
	}
	return nil
}

func (c *collector) tooMany() *Error {
	return refuse(CodeTooMany, "max", strconv.Itoa(c.limits.MaxPoints))
}

func (c *collector) item() *Error {
	if c.items++; c.items > c.limits.MaxItems {
		return refuse(CodeTooManyItems, "max", strconv.Itoa(c.limits.MaxItems))
	}
	return nil
}

// endPart closes the current part into a path; an empty one leaves nothing.
func (c *collector) endPart(p *Path) *Error {
	if len(c.part) == 0 {
		return nil
	}
	if err := c.item(); err != nil {
		return err
	}
	if n := len(c.part); n >= handOver && cap(c.part)-n < n/4 {
		p.Parts, c.part = append(p.Parts, c.part), nil
		return nil
	}
	p.Parts, c.part = append(p.Parts, slices.Clone(c.part)), c.part[:0]
	return nil
}

// path keeps a path that has points.
func (c *collector) path(p Path) *Error {
	if len(p.Parts) == 0 {
		return nil
	}
	if err := c.item(); err != nil {
		return err
	}
	c.raw.paths = append(c.raw.paths, p)
	return nil
}

// place keeps a place whose point was counted.
func (c *collector) place(p Place) *Error {
	if err := c.item(); err != nil {
		return err
	}
	c.raw.places = append(c.raw.places, p)
	return nil
}

// name, description and attribute tidy and count the texts of a file.
func (c *collector) name(s string) (string, *Error) {
	s, err := c.keep(s, maxNameRunes, false)
	if err == nil {
		err = modern(s)
	}
	return s, err
}

func (c *collector) description(s string) (string, *Error) { return c.keep(s, maxValueRunes, true) }

func (c *collector) keep(s string, maxRunes int, lines bool) (string, *Error) {
	s, err := tidy(s, maxRunes, lines)
	if err != nil {
		return "", err
	}
	if c.text += len(s); c.text > c.limits.MaxTextBytes {
		return "", refuse(CodeTooMuchText)
	}
	return s, nil
}

// attribute adds one to a list. Empty ones say nothing; those beyond the limit
// of one item are dropped.
func (c *collector) attribute(list []Attribute, key, value string) ([]Attribute, *Error) {
	if value == "" || key == "" || len(list) == maxAttributes {
		return list, nil
	}
	c.text += attributeBytes
	key, err := c.name(key)
	if err != nil {
		return nil, err
	}
	if value, err = c.description(value); err == nil {
		err = modern(value)
	}
	if err != nil || key == "" || value == "" {
		return list, err
	}
	return append(list, Attribute{key, value}), nil
}

// instant reads the time of a point; "" is none.
func (c *collector) instant(s string) (int64, *Error) {
	if s == "" {
		return NoTime, nil
	}
	ms, hasZone, ok := parseTime(s)
	if !ok {
		return 0, refuse(CodeInstant, "text", quoted(s))
	}
	if hasZone {
		c.zones |= withZone
	} else {
		c.zones |= withoutZone
	}
	switch {
	case c.zones == withZone|withoutZone:
		return 0, refuse(CodeMixedZones)
	case ms < minTimeMS || ms > maxTimeMS:
		c.clock++
		return NoTime, nil
	case ms < 0:
		c.clock++
	}
	return ms, nil
}

// axes reads the two coordinates of a point.
func axes(x, y string, maxX, maxY float64) (Point, *Error) {
	lon, okX := parseAxis(x, maxX)
	lat, okY := parseAxis(y, maxY)
	if !okX || !okY {
		return Point{}, refuse(CodeCoordinate, "text", quoted(x+" "+y))
	}
	return Point{Lon: lon, Lat: lat, TimeMS: NoTime, HeightMM: NoHeight}, nil
}
