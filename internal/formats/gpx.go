package formats

import (
	"encoding/xml"

	"phendau/internal/foreign"
)

// gpxReader reads GPX 1.0 and 1.1. Tracks, routes and waypoints stay apart;
// extensions are passed over. Names of elements count, not their namespaces:
// receivers write those wrong.
type gpxReader struct{ *xmlReader }

func (r *gpxReader) read() error {
	r.c.raw.Format = GPX
	return r.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "trk":
			return r.path(Track)
		case "rte":
			return r.path(Route)
		case "wpt":
			return r.waypoint(e)
		}
		return r.skip()
	})
}

func (r *gpxReader) path(kind Kind) error {
	p := Path{Kind: kind}
	err := r.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "name":
			return r.into(&p.Name, r.c.name)
		case "desc":
			return r.into(&p.Description, r.c.description)
		case "type":
			return r.kind(&p)
		case "trkseg":
			return r.segment(&p)
		case "rtept":
			return r.point(e)
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	if err := r.c.endPart(&p); err != nil { // the points of a route
		return r.here(err)
	}
	return r.here(r.c.path(p))
}

// kind takes the type by which our own files tell lines and routes in parts
// from tracks. Elsewhere a type is any word.
func (r *gpxReader) kind(p *Path) error {
	var word string
	if err := r.into(&word, r.c.name); err != nil {
		return err
	}
	if k := Kind(word); k == Line || k == Route || k == Track {
		p.Kind = k
	}
	return nil
}

func (r *gpxReader) segment(p *Path) error {
	err := r.children(func(e xml.StartElement) error {
		if e.Name.Local == "trkpt" {
			return r.point(e)
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	return r.here(r.c.endPart(p))
}

// position is the place an element names; both attributes must be there.
func (r *gpxReader) position(e xml.StartElement) (Point, error) {
	p, err := axes(foreign.Attr(e, "lon"), foreign.Attr(e, "lat"), 180, 90)
	return p, r.here(err)
}

func (r *gpxReader) point(e xml.StartElement) error {
	p, err := r.position(e)
	if err != nil {
		return err
	}
	err = r.children(func(e xml.StartElement) error {
		if done, err := r.detail(e, &p); done {
			return err
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	return r.here(r.c.point(p))
}

// detail takes what every point may say; done is false for anything else.
func (r *gpxReader) detail(e xml.StartElement, p *Point) (done bool, err error) {
	switch e.Name.Local {
	case "ele":
		s, err := r.text()
		p.HeightMM = parseHeight(s)
		return true, err
	case "time":
		s, err := r.text()
		if err != nil {
			return true, err
		}
		var bad *Error
		p.TimeMS, bad = r.c.instant(s)
		return true, r.here(bad)
	}
	return false, nil
}

func (r *gpxReader) waypoint(e xml.StartElement) error {
	var place Place
	at, err := r.position(e)
	if err != nil {
		return err
	}
	if bad := r.c.count(); bad != nil {
		return r.here(bad)
	}
	place.At = at
	err = r.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "name":
			return r.into(&place.Name, r.c.name)
		case "desc":
			return r.into(&place.Description, r.c.description)
		case "cmt", "sym", "type":
			return r.attribute(&place.Attributes, e.Name.Local)
		}
		if done, err := r.detail(e, &place.At); done {
			return err
		}
		return r.skip()
	})
	if err != nil {
		return err
	}
	return r.here(r.c.place(place))
}

// attribute keeps the text of the element just begun under a key.
func (r *xmlReader) attribute(list *[]Attribute, key string) error {
	s, err := r.text()
	if err != nil {
		return err
	}
	kept, bad := r.c.attribute(*list, key, s)
	if bad != nil {
		return r.here(bad)
	}
	*list = kept
	return nil
}
