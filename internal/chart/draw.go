package chart

import (
	"fmt"
	"strings"
)

// Options says how large and with which typeface a picture is laid out.
type Options struct {
	// Width of the canvas in CSS pixels, at least MinWidth. The height
	// follows from the content.
	Width float64
	// Measure returns the width of a text in pixels at a size in pixels.
	Measure func(text string, size float64, bold bool) float64
}

// MinWidth is the narrowest picture that is laid out: a phone of 320 px less
// its margins.
const MinWidth = 280

const (
	textSize  = 13.0
	smallSize = 11.0
	lineStep  = 16.0 // from baseline to baseline of labels
	pad       = 8.0
)

// missingText is printed for a value that is not known and does not say itself
// why; it is never 0.
const missingText = "chưa có số liệu"

// Draw lays the spec out. It fails for a spec that Validate refuses.
func Draw(s Spec, o Options) (List, error) {
	if errs := s.Validate(); len(errs) > 0 {
		return List{}, fmt.Errorf("draw chart %q: %w", s.Title, errs[0])
	}
	if o.Measure == nil {
		return List{}, fmt.Errorf("draw chart %q: no measure for text", s.Title)
	}
	d := &drawing{spec: s, opt: o, width: max(o.Width, MinWidth)}
	d.scale = newScale(s)
	switch {
	case s.Kind == StripMap:
		d.strip()
	case s.Kind == Line:
		d.lines()
	case s.Kind == Bar && s.Axis == Time && d.columnsFit():
		d.columns()
	default:
		d.rows()
	}
	d.footer()
	return List{Width: d.width, Height: d.height, Title: s.Title, Desc: s.Desc, Items: d.items}, nil
}

type drawing struct {
	spec          Spec
	opt           Options
	scale         scale
	width, height float64
	items         []Item
	// plot is the area of the marks.
	plot struct{ x, y, w, h float64 }
}

func (d *drawing) add(items ...Item) { d.items = append(d.items, items...) }

func (d *drawing) text(x, y, size float64, bold bool, a Anchor, color, text string) {
	if text != "" {
		d.add(textItem(x, y, size, bold, a, color, text))
	}
}

func textItem(x, y, size float64, bold bool, a Anchor, color, text string) Item {
	return Item{Text: &Text{X: x, Y: y, Size: size, Bold: bold, Anchor: a, Color: color, Text: text}}
}

func lineItem(x1, y1, x2, y2 float64, color string, width float64) Item {
	return Item{Line: &Polyline{Points: []Vec{{x1, y1}, {x2, y2}}, Stroke: color, Width: width}}
}

func (d *drawing) measure(text string, size float64) float64 { return d.opt.Measure(text, size, false) }

// mark adds the items of one value, joined to a link when it has one.
func (d *drawing) mark(se Series, i int, items ...Item) {
	p := se.Points[i]
	if p.Href == "" {
		d.add(items...)
		return
	}
	printed := valueText(p)
	if !p.Missing && d.spec.Unit != "" {
		printed += " " + d.spec.Unit
	}
	label := d.spec.Categories[i] + ": " + printed
	if len(d.spec.Series) > 1 {
		label = se.Name + ", " + label
	}
	d.add(Item{Group: &Group{Href: p.Href, Label: label, Items: items}})
}

// key writes the row of series names with their fills, wrapped, and returns
// the y below it. One series alone needs no key; a missing value always does.
func (d *drawing) key(y float64) float64 {
	type entry struct {
		name string
		fill Fill
	}
	var entries []entry
	if len(d.spec.Series) > 1 && !(d.spec.Kind == Line && d.namesAtEnds()) {
		for i, se := range d.spec.Series {
			f := seriesFills[i]
			if d.spec.Kind == Line {
				f.Pattern = Solid
			}
			entries = append(entries, entry{se.Name, f})
		}
	}
	if d.anyHatched() {
		entries = append(entries, entry{d.missingName(), Fill{paperColor, Missing}})
	}
	if len(entries) == 0 {
		return y
	}
	const box = 14.0
	x := pad
	for _, e := range entries {
		w := box + 6 + d.measure(e.name, textSize)
		if x > pad && x+w > d.width-pad {
			x, y = pad, y+lineStep+4
		}
		d.add(Item{Rect: &Rect{X: x, Y: y, W: box, H: box, Fill: e.fill, Stroke: axisColor}})
		d.text(x+box+6, y+box-3, textSize, false, Start, inkColor, e.name)
		x += w + 18
	}
	return y + lineStep + pad
}

// missingName is what the hatched places say: their own word where all have
// the same, else that there is no figure.
func (d *drawing) missingName() string {
	name := ""
	for _, se := range d.spec.Series {
		for _, p := range se.Points {
			switch text := valueText(p); {
			case !p.Missing || text == name:
			case name == "":
				name = text
			default:
				return missingText
			}
		}
	}
	return name
}

// anyHatched reports whether the picture holds a hatched place: any missing
// bar, or for lines a time at which no series has a value.
func (d *drawing) anyHatched() bool {
	for i := range d.spec.Categories {
		missing := 0
		for _, se := range d.spec.Series {
			if se.Points[i].Missing {
				missing++
			}
		}
		if missing == len(d.spec.Series) || missing > 0 && d.spec.Kind != Line {
			return true
		}
	}
	return false
}

// footer prints the note and the mark of the picture, for example
// "dữ liệu minh họa".
func (d *drawing) footer() {
	if d.spec.Note != "" {
		for _, l := range d.wrap(d.spec.Note, smallSize, d.width-2*pad) {
			d.height += lineStep
			d.text(pad, d.height-5, smallSize, false, Start, mutedColor, l)
		}
	}
	if d.spec.Mark == "" {
		return
	}
	d.height += lineStep
	d.text(d.width-pad, d.height-5, smallSize, false, End, mutedColor, d.spec.Mark)
}

// wrap breaks a label at spaces into lines no wider than w; a single long
// word is left whole.
func (d *drawing) wrap(text string, size, w float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case d.measure(line+" "+word, size) <= w:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// whisker draws the range of a value along a bar's axis.
func whisker(x1, y1, x2, y2 float64, upright bool) []Item {
	const cap = 4
	items := []Item{lineItem(x1, y1, x2, y2, axisColor, 1.2)}
	if upright {
		return append(items, lineItem(x1-cap, y1, x1+cap, y1, axisColor, 1.2), lineItem(x2-cap, y2, x2+cap, y2, axisColor, 1.2))
	}
	return append(items, lineItem(x1, y1-cap, x1, y1+cap, axisColor, 1.2), lineItem(x2, y2-cap, x2, y2+cap, axisColor, 1.2))
}
