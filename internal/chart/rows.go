package chart

import "cmp"

import "strings"

// rows: bars that lie, one block of them for each category, names at their
// left and printed values at their end.

const (
	rowBar   = 16.0 // thickness of a bar
	rowGap   = 10.0 // between categories
	nameRoom = 0.38 // largest share of the width for names
)

func (d *drawing) rows() {
	y := d.key(pad)
	names := make([][]string, len(d.spec.Categories))
	left := 0.0
	for i, c := range d.spec.Categories {
		names[i] = d.wrap(c, textSize, d.width*nameRoom)
		for _, l := range names[i] {
			left = max(left, d.measure(l, textSize))
		}
	}
	left += 2 * pad
	room := d.valueRoom()
	d.text(left, y+smallSize, smallSize, false, Start, mutedColor, d.spec.Unit)
	y += lineStep
	d.plot.x, d.plot.y, d.plot.w = left, y, max(40, d.width-left-room-pad)
	d.plot.h = d.rowsHeight(names)
	d.lyingGrid()
	for i := range d.spec.Categories {
		y = d.row(i, y, names[i])
	}
	d.add(lineItem(d.plot.x, d.plot.y, d.plot.x, d.plot.y+d.plot.h, axisColor, 1.2))
	d.height = d.plot.y + d.plot.h + lineStep + pad
}

// blockHeight is the height of one category: its bars or its name.
func (d *drawing) blockHeight(name []string) float64 {
	bars := float64(len(d.spec.Series))
	if d.spec.Kind == StackedBar {
		bars = 1
	}
	return max(bars*rowBar, float64(len(name))*lineStep) + rowGap
}

func (d *drawing) rowsHeight(names [][]string) (h float64) {
	for _, n := range names {
		h += d.blockHeight(n)
	}
	return h
}

// valueRoom is the width kept for the longest printed value.
func (d *drawing) valueRoom() float64 {
	w := 0.0
	for i := range d.spec.Categories {
		if d.spec.Kind == StackedBar {
			w = max(w, d.measure(d.stackText(i), smallSize))
			continue
		}
		for _, se := range d.spec.Series {
			w = max(w, d.measure(valueText(se.Points[i]), smallSize))
		}
	}
	return w + pad
}

func valueText(p Point) string {
	if p.Missing {
		return cmp.Or(p.Printed, missingText)
	}
	return p.Printed
}

// stackText prints the parts of a stack in their order; the sum is a figure
// of its own and is not made up here.
func (d *drawing) stackText(i int) string {
	parts := make([]string, len(d.spec.Series))
	for j, se := range d.spec.Series {
		parts[j] = valueText(se.Points[i])
	}
	return strings.Join(parts, " + ")
}

// lyingGrid draws the grid of a lying axis, with as many labels as fit.
func (d *drawing) lyingGrid() {
	bottom := d.plot.y + d.plot.h
	free := -1e9
	for _, v := range d.scale.ticks() {
		x := d.plot.x + d.plot.w*v/d.scale.top
		if v > 0 {
			d.add(lineItem(x, d.plot.y, x, bottom, gridColor, 1))
		}
		label := d.scale.label(v)
		half := d.measure(label, smallSize) / 2
		if x-half < free {
			continue
		}
		d.text(x, bottom+smallSize+3, smallSize, false, Middle, mutedColor, label)
		free = x + half + 6
	}
}

// row draws category i with its top at y and returns the next top.
func (d *drawing) row(i int, y float64, name []string) float64 {
	h := d.blockHeight(name)
	textTop := y + (h-float64(len(name))*lineStep)/2
	for k, l := range name {
		d.text(d.plot.x-pad, textTop+float64(k)*lineStep+12, textSize, false, End, inkColor, l)
	}
	if d.spec.Kind == StackedBar {
		d.stack(i, y+(h-rowBar)/2)
		return y + h
	}
	top := y + (h-float64(len(d.spec.Series))*rowBar)/2
	for j, se := range d.spec.Series {
		d.mark(se, i, d.lyingBar(se.Points[i], top+float64(j)*rowBar, seriesFills[j])...)
	}
	return y + h
}

func (d *drawing) lyingBar(p Point, y float64, f Fill) []Item {
	x, per := d.plot.x, d.plot.w/d.scale.top
	if p.Missing {
		r := &Rect{X: x, Y: y + 1, W: 28, H: rowBar - 2, Fill: Fill{paperColor, Missing}, Stroke: mutedColor}
		return []Item{{Rect: r}, textItem(x+34, y+rowBar-4, smallSize, false, Start, mutedColor, valueText(p))}
	}
	v, low, high, ranged := p.drawn()
	items := []Item{{Rect: &Rect{X: x, Y: y + 1, W: v * per, H: rowBar - 2, Fill: f}}}
	end := v * per
	if ranged {
		mid := y + rowBar/2
		items = append(items, whisker(x+low*per, mid, x+high*per, mid, false)...)
		end = max(end, high*per)
	}
	return append(items, textItem(x+end+6, y+rowBar-4, smallSize, false, Start, inkColor, p.Printed))
}

// stack draws the parts of category i one after the other.
func (d *drawing) stack(i int, y float64) {
	x, per := d.plot.x, d.plot.w/d.scale.top
	for j, se := range d.spec.Series {
		p := se.Points[i]
		if p.Missing {
			continue // its words stand in the text at the end
		}
		v, _, _, _ := p.drawn()
		r := &Rect{X: x, Y: y + 1, W: v * per, H: rowBar - 2, Fill: seriesFills[j], Stroke: paperColor}
		d.mark(se, i, Item{Rect: r})
		x += v * per
	}
	d.text(x+6, y+rowBar-4, smallSize, false, Start, inkColor, d.stackText(i))
}
