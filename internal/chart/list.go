package chart

// List is a picture as an ordered list of marks on a canvas. Lengths are in
// CSS pixels (96 to the inch); y grows downward. Writers draw it without
// further decisions.
type List struct {
	Width, Height float64
	Title, Desc   string
	Items         []Item
}

// Item is one mark; exactly one field is set.
type Item struct {
	Rect  *Rect
	Line  *Polyline
	Text  *Text
	Group *Group
}

// Group joins marks under one link with its own label.
type Group struct {
	Href  string // empty: no link
	Label string // what opens, for screen readers
	Items []Item
}

// Rect is a filled box. Stroke "" draws no border.
type Rect struct {
	X, Y, W, H float64
	Fill       Fill
	Stroke     string // "#rrggbb"
}

// Polyline is a stroked line through points.
type Polyline struct {
	Points []Vec
	Stroke string
	Width  float64
	Dash   []float64
}

// Vec is a point on the canvas.
type Vec struct{ X, Y float64 }

// Anchor says which part of a text stands at its X.
type Anchor string

// The anchors of a text.
const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// Text is one line of text; Y is the baseline.
type Text struct {
	X, Y   float64
	Size   float64
	Bold   bool
	Anchor Anchor
	Color  string
	Text   string
}

// Pattern makes series distinct without colour.
type Pattern int

// The patterns of a fill. Solid is a plain fill; the others are drawn as
// white lines over it, except Missing, which is grey lines on white.
const (
	Solid    Pattern = iota
	Diagonal         // lines rising to the right
	Upright          // vertical lines
	Level            // horizontal lines
	Falling          // lines falling to the right
	Cross            // both diagonals
	Missing          // "chưa có số liệu"
)

// Fill is a colour with a pattern.
type Fill struct {
	Color   string
	Pattern Pattern
}

// hatch returns the lines that draw a pattern inside r, already clipped, so
// that every writer draws the same picture without clip paths.
func (r Rect) hatch() (lines []Polyline) {
	const step = 6
	stroke, width := "#ffffff", 1.4
	if r.Fill.Pattern == Missing {
		stroke, width = "#8a8f87", 1
	}
	add := func(a, b Vec) {
		lines = append(lines, Polyline{Points: []Vec{a, b}, Stroke: stroke, Width: width})
	}
	p := r.Fill.Pattern
	if p == Diagonal || p == Cross || p == Missing {
		for c := step / 2.0; c < r.W+r.H; c += step {
			// x + y = c, from the left or bottom edge to the top or right one.
			a := Vec{max(0, c-r.H), min(c, r.H)}
			b := Vec{min(c, r.W), max(0, c-r.W)}
			add(Vec{r.X + a.X, r.Y + a.Y}, Vec{r.X + b.X, r.Y + b.Y})
		}
	}
	if p == Falling || p == Cross {
		for c := step / 2.0; c < r.W+r.H; c += step {
			// x - y = c - H, mirrored.
			a := Vec{max(0, c-r.H), r.H - min(c, r.H)}
			b := Vec{min(c, r.W), r.H - max(0, c-r.W)}
			add(Vec{r.X + a.X, r.Y + a.Y}, Vec{r.X + b.X, r.Y + b.Y})
		}
	}
	if p == Upright {
		for x := step / 2.0; x < r.W; x += step {
			add(Vec{r.X + x, r.Y}, Vec{r.X + x, r.Y + r.H})
		}
	}
	if p == Level {
		for y := step / 2.0; y < r.H; y += step {
			add(Vec{r.X, r.Y + y}, Vec{r.X + r.W, r.Y + y})
		}
	}
	return lines
}

// Hatch returns the pattern lines of the box for writers.
func (r Rect) Hatch() []Polyline { return r.hatch() }

// seriesFills are told apart by lightness and pattern as well as by hue, so
// that they survive a black-and-white printer. Deep green is the house's
// accent.
var seriesFills = [MaxSeries]Fill{
	{"#1f5b3f", Solid}, {"#a05f0c", Diagonal}, {"#2f6f9f", Upright},
	{"#8a3b3b", Level}, {"#5e4b8b", Falling}, {"#4b5320", Cross},
}

// seriesDashes tell lines apart without colour.
var seriesDashes = [MaxSeries][]float64{nil, {8, 4}, {2, 3}, {12, 3, 2, 3}, {5, 2, 2, 2, 2, 2}, {16, 4}}

const (
	inkColor   = "#1d231f"
	mutedColor = "#4c544e"
	gridColor  = "#d9dccf"
	axisColor  = "#1d231f"
	paperColor = "#ffffff"
)
