package chart

import (
	"slices"
	"strconv"
	"strings"
)

const (
	laneHeight  = 8.0
	laneStep    = 10.0
	timeHeight  = 20.0 // of a time in which nobody came
	pointSize   = 6.0
	closedWidth = 6.0
	lastHeight  = 16.0
	leastBar    = 2.0 // px of a bar however short
)

var (
	barFill   = Fill{"#1f5b3f", Solid}
	trailFill = Fill{"#5e4b8b", Falling} // seen from afar it is not the line
	// bandFills are told apart by pattern on a black-and-white printer; never is
	// the bare paper, as long as it is nobody's.
	bandFills = [...]Fill{{"#1f5b3f", Solid}, {"#2f6f9f", Upright}, {"#a05f0c", Diagonal}, {"#8a3b3b", Cross}, {paperColor, Solid}}
)

// classMarks draw points from stated to documented: a hollow box, a stroke, a
// box with a core, a full box. The better shown, the more ink.
var classMarks = [...]func(x, y float64) []Item{
	func(x, y float64) []Item { return []Item{box(x, y, pointSize, paperColor)} },
	func(x, y float64) []Item {
		return []Item{{Rect: &Rect{X: x - 1, Y: y, W: 2, H: pointSize, Fill: Fill{inkColor, Solid}}}}
	},
	func(x, y float64) []Item {
		return []Item{box(x, y, pointSize, paperColor), {Rect: &Rect{X: x - 1, Y: y + pointSize/2 - 1, W: 2, H: 2, Fill: Fill{inkColor, Solid}}}}
	},
	func(x, y float64) []Item { return []Item{box(x, y, pointSize, inkColor)} },
}

func box(x, y, size float64, color string) Item {
	return Item{Rect: &Rect{X: x - size/2, Y: y, W: size, H: size, Fill: Fill{color, Solid}, Stroke: inkColor}}
}

// strip lays a strip map out.
type strip struct {
	*drawing
	*Strip
	starts []float64 // px of each segment's first place
	perDM  float64
	short  bool // segments are numbered above and named in the key
}

func (d *drawing) strip() {
	s := &strip{drawing: d, Strip: d.spec.Strip}
	s.scaleAcross()
	y := s.names(s.keyed(pad))
	y = s.markerTicks(s.places(y))
	top := y
	ground := len(d.items) // what lies under all marks is drawn before them
	y = s.rows(y)
	s.under(ground, top, y)
	y = s.chainages(y)
	d.height = s.last(y) + pad
}

// scaleAcross finds the left edge and the scale, which is the same in all
// segments.
func (s *strip) scaleAcross() {
	left := max(s.measure(s.TimeName, smallSize), s.measure(s.spec.Unit, smallSize))
	for _, t := range s.Times {
		left = max(left, s.measure(t, smallSize))
	}
	s.plot.x = left + 2*pad
	s.plot.w = s.width - s.plot.x - pad
	total := int64(0)
	for _, g := range s.Segments {
		total += g.ToDM - g.FromDM
	}
	s.perDM = s.plot.w / float64(total)
	x := s.plot.x
	for _, g := range s.Segments {
		s.starts = append(s.starts, x)
		w := float64(g.ToDM-g.FromDM) * s.perDM
		s.short = s.short || s.measure(g.Name, smallSize)+4 > w
		x += w
	}
	s.short = s.short && len(s.Segments) > 1
}

func (s *strip) x(segment int, dm int64) float64 {
	return s.starts[segment] + float64(dm-s.Segments[segment].FromDM)*s.perDM
}

// end is the right edge of a segment.
func (s *strip) end(segment int) float64 { return s.x(segment, s.Segments[segment].ToDM) }

// keyed writes what every sign means, and names the numbered segments.
func (s *strip) keyed(y float64) float64 {
	k := &keyRow{drawing: s.drawing, x: pad, y: y}
	w := &s.Words
	if len(s.Times) > 0 {
		k.entry(w.Bar, Item{Rect: &Rect{W: 14, H: laneHeight, Y: 3, Fill: barFill}})
		if slices.ContainsFunc(s.Bars, func(b StripBar) bool { return b.Trail }) {
			k.entry(w.Trail, Item{Rect: &Rect{W: 14, H: laneHeight, Y: 3, Fill: trailFill, Stroke: trailFill.Color}})
		}
		for i, c := range w.Classes {
			k.entry(c, classMarks[i](7, 4)...)
		}
	}
	for _, m := range s.Markers {
		if m.Closed {
			k.entry(w.Closed, Item{Rect: &Rect{X: 3, W: closedWidth + 2, H: 14, Fill: Fill{paperColor, Missing}, Stroke: mutedColor}})
			break
		}
	}
	if len(s.Places) > 0 {
		k.entry(w.Place, box(7, 4, pointSize, placeColor))
	}
	y = k.y + lineStep + 4
	if !s.short {
		return y
	}
	var names []string
	for i, g := range s.Segments {
		names = append(names, strconv.Itoa(i+1)+" "+g.Name)
	}
	for _, l := range s.fill(names, s.width-2*pad) {
		s.text(pad, y+smallSize, smallSize, false, Start, mutedColor, l)
		y += lineStep - 2
	}
	return y + 4
}

// fill sets names one after another; none is broken where it fits a line.
func (s *strip) fill(names []string, w float64) (lines []string) {
	line := ""
	for _, n := range names {
		if next := line + "; " + n; line != "" && s.measure(next, smallSize) <= w {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line+";")
		}
		parts := s.wrap(n, smallSize, w)
		lines, line = append(lines, parts[:len(parts)-1]...), parts[len(parts)-1]
	}
	return append(lines, line)
}

// keyRow sets signs with their words one after another.
type keyRow struct {
	*drawing
	x, y float64
}

func (k *keyRow) entry(word string, sign ...Item) {
	const room = 20.0
	if word == "" {
		return
	}
	w := room + k.measure(word, smallSize)
	if k.x > pad && k.x+w > k.width-pad {
		k.x, k.y = pad, k.y+lineStep+2
	}
	for _, it := range sign {
		r := *it.Rect
		r.X, r.Y = r.X+k.x, r.Y+k.y
		k.add(Item{Rect: &r})
	}
	k.text(k.x+room, k.y+11, smallSize, false, Start, inkColor, word)
	k.x += w + 14
}

// names writes the segments above their stretch, or their numbers.
func (s *strip) names(y float64) float64 {
	for i, g := range s.Segments {
		name := g.Name
		if s.short {
			name = strconv.Itoa(i + 1)
		}
		for _, l := range s.wrap(name, smallSize, s.plot.w)[:1] {
			s.text((s.starts[i]+s.end(i))/2, y+smallSize, smallSize, true, Middle, inkColor, l)
		}
	}
	return y + lineStep
}

// markerTicks writes the numbers that have room, and a tick for every marker.
func (s *strip) markerTicks(y float64) float64 {
	if len(s.Markers) == 0 {
		return y
	}
	free := -1e9
	for _, m := range s.Markers {
		x := s.x(m.Segment, m.AtDM)
		tick := 3.0
		half := s.measure(m.Number, smallSize) / 2
		if x-half >= max(free, s.plot.x-pad+2) && x+half <= s.width {
			s.text(x, y+smallSize, smallSize, false, Middle, mutedColor, m.Number)
			free, tick = x+half+6, 6
		}
		s.add(lineItem(x, y+lineStep+6-tick, x, y+lineStep+6, axisColor, 1))
	}
	return y + lineStep + 6
}

// rows draws the times with their bars and points.
func (s *strip) rows(y float64) float64 {
	points := make([][]StripPoint, len(s.Times))
	for _, p := range s.Points {
		points[p.Time] = append(points[p.Time], p)
	}
	if len(s.Times) > 0 {
		s.text(s.plot.x-pad, y-4, smallSize, false, End, mutedColor, s.TimeName)
	}
	for i, lanes := range s.lanes() {
		h := float64(len(lanes)) * laneStep
		if len(points[i]) > 0 {
			h += pointSize + 2
		}
		h = max(h+4, timeHeight)
		s.text(s.plot.x-pad, y+14, smallSize, false, End, inkColor, s.Times[i])
		for k, lane := range lanes {
			for _, b := range lane {
				s.bar(b, y+3+float64(k)*laneStep)
			}
		}
		for _, p := range points[i] {
			s.add(classMarks[p.Class](s.x(p.Segment, p.AtDM), y+3+float64(len(lanes))*laneStep)...)
		}
		y += h
		s.add(lineItem(pad, y, s.plot.x+s.plot.w, y, gridColor, 1))
	}
	return y
}

func (s *strip) bar(b StripBar, y float64) {
	x := s.x(b.Segment, b.FromDM)
	r := Item{Rect: &Rect{X: x, Y: y, W: max(s.x(b.Segment, b.ToDM)-x, leastBar), H: laneHeight, Fill: barFill}}
	if b.Trail {
		r.Rect.Fill, r.Rect.Stroke = trailFill, trailFill.Color
	}
	if b.Href == "" {
		s.add(r)
		return
	}
	s.add(Item{Group: &Group{Href: b.Href, Label: b.Label, Items: []Item{r}}})
}

// under draws the ends of segments and the closed places below the marks.
func (s *strip) under(at int, top, bottom float64) {
	marks := append([]Item(nil), s.items[at:]...)
	s.items = s.items[:at]
	for _, m := range s.Markers {
		if m.Closed && bottom > top {
			x := s.x(m.Segment, m.AtDM)
			s.add(Item{Rect: &Rect{X: x - closedWidth/2, Y: top, W: closedWidth, H: bottom - top, Fill: Fill{paperColor, Missing}}})
		}
	}
	for i := range s.Segments {
		s.add(lineItem(s.starts[i], top-4, s.starts[i], bottom, axisColor, 1))
	}
	s.add(lineItem(s.plot.x+s.plot.w, top-4, s.plot.x+s.plot.w, bottom, axisColor, 1))
	s.items = append(s.items, marks...)
}

// chainages writes the scale: chainage begins anew in every segment, as in all
// tables and documents.
func (s *strip) chainages(y float64) float64 {
	s.add(lineItem(s.plot.x, y, s.plot.x+s.plot.w, y, axisColor, 1.2))
	s.text(s.plot.x-pad, y+lineStep, smallSize, false, End, mutedColor, s.spec.Unit)
	step := s.step()
	free := -1e9
	for i, g := range s.Segments {
		for dm := (g.FromDM + step - 1) / step * step; dm <= g.ToDM; dm += step {
			x := s.x(i, dm)
			s.add(lineItem(x, y, x, y+4, axisColor, 1))
			label := chainage(dm)
			half := s.measure(label, smallSize) / 2
			if x-half >= free && x+half <= s.width {
				s.text(x, y+lineStep, smallSize, false, Middle, mutedColor, label)
				free = x + half + 6
			}
		}
	}
	return y + lineStep + 6
}

// step is the distance of ticks in decimetres: at least 24 px apart.
func (s *strip) step() int64 {
	for _, dm := range []int64{1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000} {
		if float64(dm)*s.perDM >= 24 {
			return dm
		}
	}
	return 1_000_000
}

// chainage prints decimetres as kilometres.
func chainage(dm int64) string {
	t := strconv.FormatFloat(float64(dm)/10_000, 'f', -1, 64)
	return strings.ReplaceAll(t, ".", ",")
}

// last draws how long ago somebody was where, and its key.
func (s *strip) last(y float64) float64 {
	if len(s.Last) == 0 {
		return y
	}
	for _, l := range s.wrap(s.Words.LastName, smallSize, s.width-2*pad) {
		s.text(pad, y+smallSize, smallSize, true, Start, inkColor, l)
		y += lineStep - 2
	}
	y += 4
	for _, l := range s.Last {
		x := s.x(l.Segment, l.FromDM)
		s.add(Item{Rect: &Rect{X: x, Y: y, W: s.x(l.Segment, l.ToDM) - x, H: lastHeight, Fill: bandFills[l.Band]}})
	}
	s.add(Item{Line: &Polyline{Points: []Vec{{s.plot.x, y}, {s.plot.x + s.plot.w, y}, {s.plot.x + s.plot.w, y + lastHeight}, {s.plot.x, y + lastHeight}, {s.plot.x, y}}, Stroke: axisColor, Width: 1}})
	for i := 1; i < len(s.Segments); i++ {
		s.add(lineItem(s.starts[i], y, s.starts[i], y+lastHeight, axisColor, 1))
	}
	k := &keyRow{drawing: s.drawing, x: pad, y: y + lastHeight + 6}
	for i, b := range s.Words.Bands {
		k.entry(b, Item{Rect: &Rect{W: 14, H: 14, Fill: bandFills[i], Stroke: axisColor}})
	}
	return k.y + lineStep
}
