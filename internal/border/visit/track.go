package visit

import (
	"math"

	"phendau/internal/border"
	"phendau/internal/border/geo"
	"phendau/internal/border/walk"
)

// byTrack judges what the parts show of one stone.
func (r *Rules) byTrack(position string, m *border.Monument, e *Evidence, boxes []box) Visit {
	v := Visit{Position: position, Monument: m.Number, FarM: math.Inf(1)}
	at := m.Point()
	plane := geo.PlaneAt(at)
	var stays []stay
	for i, part := range e.Parts {
		if !boxes[i].has(at) {
			continue
		}
		for j := range part {
			a, b := &part[max(0, j-1)], &part[j]
			pa, pb := plane.Project(a.Point), plane.Project(b.Point)
			far, _ := geo.FromSegment(geo.XY{}, pa, pb)
			v.FarM = min(v.FarM, far)
			if far <= r.Reach(max(a.AccuracyM, b.AccuracyM)) {
				v.Class = Passed
			}
			if s, ok := within(pa, pb, r.StayM, a.At, b.At); ok {
				stays = append(stays, s)
				v.StayMS += s.to - s.from
			}
		}
	}
	if v.Class == Passed && v.StayMS >= r.StayMS {
		v.Class = Checked
		if r.photographed(at, stays, e.Photos) {
			v.Class = Documented
		}
	}
	return v
}

// stay is a time near a stone, in milliseconds.
type stay struct{ from, to int64 }

// within is when the way from a to b led within w metres of the origin, at an
// even speed.
func within(a, b geo.XY, w float64, from, to int64) (stay, bool) {
	u := b.Minus(a)
	uu, au := u.Dot(u), a.Dot(u)
	if uu == 0 {
		return stay{from, to}, a.Length() <= w
	}
	root := au*au - uu*(a.Dot(a)-w*w)
	if root < 0 {
		return stay{}, false
	}
	root = math.Sqrt(root)
	lo, hi := max(0, (-au-root)/uu), min(1, (-au+root)/uu)
	if lo > hi {
		return stay{}, false
	}
	ms := float64(to - from)
	return stay{from + int64(math.Round(lo*ms)), from + int64(math.Round(hi*ms))}, true
}

// photographed says whether a photo was taken near the stone, not long before or
// after a stay there.
func (r *Rules) photographed(at geo.Point, stays []stay, photos []Photo) bool {
	for _, p := range photos {
		if !geo.Valid(p.Point) || geo.Distance(p.Point, at) > r.StayM {
			continue
		}
		for _, s := range stays {
			if s.from-r.PhotoMS <= p.At && p.At <= s.to+r.PhotoMS {
				return true
			}
		}
	}
	return false
}

// box holds a part and what lies within reach of it, in degrees.
type box struct{ south, west, north, east float64 }

// boxesOf leave most stones out before anything is measured.
func boxesOf(parts []walk.Part, reachM float64) []box {
	out := make([]box, len(parts))
	for i, part := range parts {
		b := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for _, f := range part {
			b = box{min(b.south, f.Lat), min(b.west, f.Lon), max(b.north, f.Lat), max(b.east, f.Lon)}
		}
		k := geo.At(max(math.Abs(b.south), math.Abs(b.north)))
		dy, dx := 1.1*reachM/k.Y, 1.1*reachM/k.X
		out[i] = box{b.south - dy, b.west - dx, b.north + dy, b.east + dx}
	}
	return out
}

func (b *box) has(p geo.Point) bool {
	return b.south <= p.Lat && p.Lat <= b.north && b.west <= p.Lon && p.Lon <= b.east
}
