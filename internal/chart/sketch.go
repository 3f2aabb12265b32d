package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Sketch is a small map without a ground: paths and places in metres from one
// origin, east and north. It has a scale bar and says in its foot what is drawn
// how.
type Sketch struct {
	Title, Desc string
	Mark        string // printed on the picture itself
	Note        string // the fixed sentence below it
	Paths       []SketchPath
	Dots        []SketchDot
	Keys        []SketchKey
	// Kilometre and Metre are the units of the scale bar in words.
	Kilometre, Metre string
}

// SketchStyle says how a path is drawn: told apart by dashes and width as well
// as by colour.
type SketchStyle int

// The styles.
const (
	SketchTrack SketchStyle = iota // where somebody was
	SketchLine                     // what it is held against
)

// SketchPath is a run of places; one alone is a dot.
type SketchPath struct {
	Points     []Vec // metres east, metres north
	Style      SketchStyle
	Background bool // drawn where the map is, and does not make it larger
}

// SketchDot is a named place.
type SketchDot struct {
	At    Vec
	Label string
}

// SketchKey explains a style.
type SketchKey struct {
	Style SketchStyle
	Dot   bool
	Text  string
}

const (
	sketchPad    = 18.0
	sketchHeight = 420.0 // at most
	sketchLeast  = 180.0
	sketchSpan   = 400.0 // metres that are shown at least
	sketchSize   = 13.0
)

// DrawSketch lays a map out. It fails where there is nothing to draw.
func DrawSketch(s Sketch, o Options) (List, error) {
	if !slices.ContainsFunc(s.Paths, func(p SketchPath) bool { return !p.Background && len(p.Points) > 0 }) {
		return List{}, errors.New("a map without a path")
	}
	lo, hi := s.bounds()
	width := max(o.Width, MinWidth)
	spanX, spanY := max(sketchSpan, hi.X-lo.X), max(sketchSpan/2, hi.Y-lo.Y)
	scale := min((width-2*sketchPad)/spanX, (sketchHeight-2*sketchPad)/spanY)
	high := max(sketchLeast, spanY*scale+2*sketchPad)
	mid := Vec{(lo.X + hi.X) / 2, (lo.Y + hi.Y) / 2}
	d := &sketcher{o: o, frame: Rect{W: width, H: high, Fill: Fill{Color: paperColor}, Stroke: gridColor},
		at: func(v Vec) Vec { return Vec{width/2 + (v.X-mid.X)*scale, high/2 - (v.Y-mid.Y)*scale} }}
	d.add(Item{Rect: &d.frame})
	for _, background := range []bool{true, false} {
		for i := range s.Paths {
			if s.Paths[i].Background == background {
				d.path(&s.Paths[i])
			}
		}
	}
	for i := range s.Dots {
		d.dot(&s.Dots[i])
	}
	if s.Mark != "" {
		d.text(Vec{width - 8, sketchSize + 5}, End, mutedColor, s.Mark)
	}
	y := high + sketchSize + 8
	d.bar(y, scale, s.Kilometre, s.Metre)
	for i := range s.Keys {
		y += sketchSize + 8
		y = d.key(&s.Keys[i], y)
	}
	if s.Note != "" {
		for _, line := range (&drawing{opt: o}).wrap(s.Note, sketchSize, width-8) {
			y += sketchSize + 6
			d.text(Vec{4, y}, Start, mutedColor, line)
		}
	}
	return List{Width: width, Height: y + 8, Title: s.Title, Desc: s.Desc, Items: d.items}, nil
}

// bounds are those of what is looked at.
func (s *Sketch) bounds() (lo, hi Vec) {
	lo, hi = Vec{math.Inf(1), math.Inf(1)}, Vec{math.Inf(-1), math.Inf(-1)}
	for _, p := range s.Paths {
		for _, v := range p.Points {
			if !p.Background {
				lo, hi = Vec{min(lo.X, v.X), min(lo.Y, v.Y)}, Vec{max(hi.X, v.X), max(hi.Y, v.Y)}
			}
		}
	}
	for _, d := range s.Dots {
		lo, hi = Vec{min(lo.X, d.At.X), min(lo.Y, d.At.Y)}, Vec{max(hi.X, d.At.X), max(hi.Y, d.At.Y)}
	}
	return lo, hi
}

type sketcher struct {
	o     Options
	frame Rect
	at    func(Vec) Vec
	items []Item
}

func (d *sketcher) add(i Item) { d.items = append(d.items, i) }

func (d *sketcher) text(at Vec, anchor Anchor, color, text string) {
	d.add(Item{Text: &Text{X: at.X, Y: at.Y, Size: sketchSize, Anchor: anchor, Color: color, Text: text}})
}

func (st SketchStyle) line(points []Vec) *Polyline {
	if st == SketchLine {
		return &Polyline{Points: points, Stroke: seriesFills[1].Color, Width: 2, Dash: []float64{10, 3, 2, 3}}
	}
	return &Polyline{Points: points, Stroke: seriesFills[0].Color, Width: 2.5}
}

// path draws what of a path lies on the map.
func (d *sketcher) path(p *SketchPath) {
	points := make([]Vec, len(p.Points))
	for i, v := range p.Points {
		points[i] = d.at(v)
	}
	if len(points) == 1 {
		d.square(points[0], 2.5, p.Style.line(nil).Stroke)
		return
	}
	for _, run := range inside(points, &d.frame) {
		d.add(Item{Line: p.Style.line(run)})
	}
	if p.Style == SketchTrack { // where it begins and ends: between two parts nothing is known
		d.square(points[0], 2, p.Style.line(nil).Stroke)
		d.square(points[len(points)-1], 2, p.Style.line(nil).Stroke)
	}
}

func (d *sketcher) square(at Vec, half float64, color string) {
	d.add(Item{Rect: &Rect{X: at.X - half, Y: at.Y - half, W: 2 * half, H: 2 * half, Fill: Fill{Color: color}}})
}

func (d *sketcher) dot(p *SketchDot) {
	at := d.at(p.At)
	if f := &d.frame; at.X < 4 || at.X > f.W-4 || at.Y < 4 || at.Y > f.H-4 {
		return
	}
	d.add(Item{Rect: &Rect{X: at.X - 4, Y: at.Y - 4, W: 8, H: 8, Fill: Fill{Color: paperColor}, Stroke: inkColor}})
	anchor, x := Start, at.X+8
	if at.X > d.frame.W*0.8 {
		anchor, x = End, at.X-8
	}
	d.text(Vec{x, at.Y + 4}, anchor, inkColor, p.Label)
}

// bar is a round number of metres, below the map.
func (d *sketcher) bar(y, scale float64, km, m string) {
	most := d.frame.W / 4 / scale
	unit := math.Pow(10, math.Floor(math.Log10(most)))
	for _, f := range []float64{5, 2} {
		if f*unit <= most {
			unit *= f
			break
		}
	}
	label := fmt.Sprintf("%.0f %s", unit, m)
	if unit >= 1000 {
		label = fmt.Sprintf("%.0f %s", unit/1000, km)
	}
	x := 4.0
	d.add(Item{Line: &Polyline{Points: []Vec{{x, y - 9}, {x, y - 4}, {x + unit*scale, y - 4}, {x + unit*scale, y - 9}}, Stroke: inkColor, Width: 1.5}})
	d.text(Vec{x + unit*scale + 8, y}, Start, inkColor, label)
}

// key explains a style from y on and answers where its last line stands.
func (d *sketcher) key(k *SketchKey, y float64) float64 {
	if k.Dot {
		d.add(Item{Rect: &Rect{X: 12, Y: y - 9, W: 8, H: 8, Fill: Fill{Color: paperColor}, Stroke: inkColor}})
	} else {
		d.add(Item{Line: k.Style.line([]Vec{{4, y - 4}, {30, y - 4}})})
	}
	for i, line := range (&drawing{opt: d.o}).wrap(k.Text, sketchSize, d.frame.W-42) {
		if i > 0 {
			y += sketchSize + 4
		}
		d.text(Vec{38, y}, Start, inkColor, line)
	}
	return y
}

// inside cuts a line to a frame: what lies on it, in runs.
func inside(points []Vec, f *Rect) (out [][]Vec) {
	var run []Vec
	end := func() {
		if len(run) > 1 {
			out = append(out, run)
		}
		run = nil
	}
	for i := 1; i < len(points); i++ {
		a, b, ok := cut(points[i-1], points[i], f)
		if !ok {
			end()
			continue
		}
		if len(run) == 0 || run[len(run)-1] != a {
			end()
			run = []Vec{a}
		}
		run = append(run, b)
	}
	end()
	return out
}

// cut is what of a straight piece lies within a frame (Liang and Barsky).
func cut(a, b Vec, f *Rect) (Vec, Vec, bool) {
	lo, hi := 0.0, 1.0
	d := Vec{b.X - a.X, b.Y - a.Y}
	for _, e := range [4][2]float64{{-d.X, a.X - f.X}, {d.X, f.X + f.W - a.X}, {-d.Y, a.Y - f.Y}, {d.Y, f.Y + f.H - a.Y}} {
		switch p, q := e[0], e[1]; {
		case p == 0 && q < 0:
			return a, b, false
		case p < 0:
			lo = max(lo, q/p)
		case p > 0:
			hi = min(hi, q/p)
		}
	}
	at := func(t float64) Vec { return Vec{a.X + t*d.X, a.Y + t*d.Y} }
	x, y := a, b
	if lo > 0 {
		x = at(lo)
	}
	if hi < 1 {
		y = at(hi)
	}
	return x, y, lo <= hi
}
