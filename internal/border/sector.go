package border

import (
	"phendau/internal/border/span"
	"phendau/internal/calendar"
)

// Holding says that a body or a place holds a stretch on some days. All rows of
// one body on a day are its sector, which may cross segments and communes.
type Holding struct {
	Holder string // id of a body or a place
	Stretch
	Days Days
}

// Sector is the part of the line that is asked about, which may change from day
// to day.
type Sector struct {
	Course *Course
	rows   []Holding
}

// Sector is what one holder holds.
func (c *Course) Sector(all []Holding, holder string) Sector {
	s := Sector{Course: c}
	for _, h := range all {
		if h.Holder == holder {
			s.rows = append(s.rows, h)
		}
	}
	return s
}

// Everything is all segments on every day.
func (c *Course) Everything() Sector {
	s := Sector{Course: c}
	for _, x := range c.Stretches(c.Whole()) {
		s.rows = append(s.rows, Holding{Stretch: x, Days: Always})
	}
	return s
}

// On is the sector on a day.
func (s *Sector) On(day calendar.Day) span.Set { return s.During(Days{day, day}) }

// During is all that belonged to the sector on some day of a range.
func (s *Sector) During(days Days) span.Set {
	var all []Stretch
	for i := range s.rows {
		if s.rows[i].Days.Meets(days) {
			all = append(all, s.rows[i].Stretch)
		}
	}
	return s.Course.Set(all...)
}
