// Package onpng draws charts as PNG pictures for DOCX, in Tinos like the rest
// of the paper.
package onpng

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strconv"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"phendau/internal/chart"
	"phendau/internal/fonts"
)

// MaxPixels bounds a picture; a chart never needs more.
const MaxPixels = 16 << 20

// Draw returns the picture with scale image pixels for each pixel of the
// list; 2 gives 192 dots to the inch on paper. Equal lists give equal bytes.
func Draw(l chart.List, scale float64) ([]byte, error) {
	w, h := int(math.Ceil(l.Width*scale)), int(math.Ceil(l.Height*scale))
	if w < 1 || h < 1 || w*h > MaxPixels {
		return nil, fmt.Errorf("draw picture %q: size %d x %d is out of range", l.Title, w, h)
	}
	p := &painter{img: image.NewRGBA(image.Rect(0, 0, w, h)), k: scale, faces: map[faceKey]font.Face{}}
	draw.Draw(p.img, p.img.Bounds(), image.White, image.Point{}, draw.Src)
	for _, it := range l.Items {
		if err := p.item(it); err != nil {
			return nil, fmt.Errorf("draw picture %q: %w", l.Title, err)
		}
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := enc.Encode(&b, p.img); err != nil {
		return nil, fmt.Errorf("encode picture %q: %w", l.Title, err)
	}
	return b.Bytes(), nil
}

type faceKey struct {
	style fonts.Style
	size  float64
}

type painter struct {
	img   *image.RGBA
	k     float64
	faces map[faceKey]font.Face
}

func (p *painter) item(it chart.Item) error {
	switch {
	case it.Rect != nil:
		p.rect(*it.Rect)
	case it.Line != nil:
		p.line(*it.Line)
	case it.Text != nil:
		return p.text(*it.Text)
	case it.Group != nil:
		for _, g := range it.Group.Items {
			if err := p.item(g); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *painter) rect(r chart.Rect) {
	a, b := chart.Vec{X: r.X, Y: r.Y}, chart.Vec{X: r.X + max(0, r.W), Y: r.Y + max(0, r.H)}
	p.fill([]chart.Vec{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}}, rgb(r.Fill.Color))
	for _, l := range r.Hatch() {
		p.line(l)
	}
	if r.Stroke != "" {
		p.line(chart.Polyline{Points: []chart.Vec{a, {X: b.X, Y: a.Y}, b, {X: a.X, Y: b.Y}, a}, Stroke: r.Stroke, Width: 0.8})
	}
}

// fill paints a polygon given in list pixels. The rasterizer covers only the
// polygon's box, so that many small marks stay cheap.
func (p *painter) fill(points []chart.Vec, c color.Color) {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, v := range points {
		minX, maxX = min(minX, v.X*p.k), max(maxX, v.X*p.k)
		minY, maxY = min(minY, v.Y*p.k), max(maxY, v.Y*p.k)
	}
	box := image.Rect(int(math.Floor(minX)), int(math.Floor(minY)), int(math.Ceil(maxX)), int(math.Ceil(maxY))).Intersect(p.img.Bounds())
	if box.Empty() {
		return
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	for i, v := range points {
		x, y := float32(v.X*p.k-float64(box.Min.X)), float32(v.Y*p.k-float64(box.Min.Y))
		if i == 0 {
			z.MoveTo(x, y)
		} else {
			z.LineTo(x, y)
		}
	}
	z.ClosePath()
	z.Draw(p.img, box, image.NewUniform(c), image.Point{})
}

// line strokes a polyline piece by piece, cut into dashes when it has any.
func (p *painter) line(l chart.Polyline) {
	c := rgb(l.Stroke)
	phase := 0.0
	for i := 1; i < len(l.Points); i++ {
		a, b := l.Points[i-1], l.Points[i]
		if len(l.Dash) == 0 {
			p.stroke(a, b, l.Width, c)
			continue
		}
		phase = p.dashes(a, b, l, phase, c)
	}
}

// dashes strokes the drawn parts of one piece and returns how far into the
// pattern it ended.
func (p *painter) dashes(a, b chart.Vec, l chart.Polyline, phase float64, c color.Color) float64 {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	total := 0.0
	for _, v := range l.Dash {
		total += v
	}
	if total <= 0 || length == 0 {
		return phase
	}
	for at := 0.0; at < length; {
		k, rest := 0, math.Mod(phase, total)
		for rest >= l.Dash[k] {
			rest -= l.Dash[k]
			k = (k + 1) % len(l.Dash)
		}
		end := min(length, at+max(l.Dash[k]-rest, 0.01))
		if k%2 == 0 {
			p.stroke(between(a, b, at/length), between(a, b, end/length), l.Width, c)
		}
		phase += end - at
		at = end
	}
	return phase
}

func between(a, b chart.Vec, t float64) chart.Vec {
	return chart.Vec{X: a.X + (b.X-a.X)*t, Y: a.Y + (b.Y-a.Y)*t}
}

func (p *painter) stroke(a, b chart.Vec, width float64, c color.Color) {
	length := math.Hypot(b.X-a.X, b.Y-a.Y)
	if length == 0 {
		return
	}
	nx, ny := -(b.Y-a.Y)/length*width/2, (b.X-a.X)/length*width/2
	p.fill([]chart.Vec{{X: a.X + nx, Y: a.Y + ny}, {X: b.X + nx, Y: b.Y + ny}, {X: b.X - nx, Y: b.Y - ny}, {X: a.X - nx, Y: a.Y - ny}}, c)
}

func (p *painter) text(t chart.Text) error {
	if t.Text == "" {
		return nil
	}
	style := fonts.Serif(t.Bold, false)
	metrics, err := fonts.Get(style)
	if err != nil {
		return err
	}
	face, err := p.face(style, t.Size*p.k)
	if err != nil {
		return err
	}
	text := metrics.Substitute(t.Text)
	x := t.X * p.k
	switch t.Anchor {
	case chart.Middle:
		x -= metrics.Width(text, t.Size*p.k) / 2
	case chart.End:
		x -= metrics.Width(text, t.Size*p.k)
	}
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(rgb(t.Color)), Face: face,
		Dot: fixed.Point26_6{X: fixed.Int26_6(math.Round(x * 64)), Y: fixed.Int26_6(math.Round(t.Y * p.k * 64))}}
	d.DrawString(text)
	return nil
}

func (p *painter) face(style fonts.Style, size float64) (font.Face, error) {
	key := faceKey{style, size}
	if f, ok := p.faces[key]; ok {
		return f, nil
	}
	parsed, err := fonts.Get(style)
	if err != nil {
		return nil, err
	}
	f, err := opentype.NewFace(parsed.SFNT(), &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, fmt.Errorf("open font face: %w", err)
	}
	p.faces[key] = f
	return f, nil
}

// rgb reads "#rrggbb"; anything else is black.
func rgb(s string) color.Color {
	c := color.RGBA{A: 255}
	if len(s) == 7 && s[0] == '#' {
		if v, err := strconv.ParseUint(s[1:], 16, 32); err == nil {
			c.R, c.G, c.B = uint8(v>>16), uint8(v>>8), uint8(v)
		}
	}
	return c
}
