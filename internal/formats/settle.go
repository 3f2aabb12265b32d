package formats

import (
	"fmt"
	"slices"
	"time"

	"phendau/internal/geodesy"
)

// settler turns the points of a file into WGS 84 and moments.
type settler struct {
	reading geodesy.Reading
	move    bool // times are those of clocks in zone
	zone    *time.Location
}

// path settles copies of the parts; at is the point at fault, from 0.
func (s *settler) path(p *Path) (at int, err error) {
	p.Parts = slices.Clone(p.Parts)
	for i, part := range p.Parts {
		part = slices.Clone(part)
		for j := range part {
			if err := s.point(&part[j]); err != nil {
				return at, err
			}
			if j > 0 {
				if err := geodesy.CheckStep(part[j-1].LatLon(), part[j].LatLon()); err != nil {
					return at, err
				}
			}
			at++
		}
		p.Parts[i] = part
	}
	return at, nil
}

func (s *settler) point(p *Point) error {
	at, err := s.reading.ToWGS84(p.Lon, p.Lat)
	if err != nil {
		return err
	}
	p.Lat, p.Lon = at.Lat, at.Lon
	if s.move && p.TimeMS != NoTime {
		c := time.UnixMilli(p.TimeMS).UTC()
		p.TimeMS = time.Date(c.Year(), c.Month(), c.Day(), c.Hour(), c.Minute(), c.Second(), c.Nanosecond(), s.zone).UnixMilli()
	}
	return nil
}

// refuse names the item and the point that has no place in the given system.
func (s *settler) refuse(err error, name string, item, point int) error {
	if name == "" {
		name = fmt.Sprintf("#%d", item+1)
	}
	if point >= 0 {
		name += fmt.Sprintf(" [%d]", point+1)
	}
	out := located(err, 0).(*Error) // errors of geodesy are
	if out.Code != Code(geodesy.CodeUnanswered) {
		out.What = name
	}
	return out
}
