package chart

// columns: vertical bars over time.

const (
	columnPlotHeight = 220.0
	slotFill         = 0.8 // share of a category's slot covered by its bars
)

// axisWidth is the room for tick labels left of the plot.
func (d *drawing) axisWidth() float64 {
	w := 0.0
	for _, v := range d.scale.ticks() {
		w = max(w, d.measure(d.scale.label(v), smallSize))
	}
	return w + 2*pad
}

// columnsFit reports whether every printed value and category fits its
// vertical slot; otherwise the bars lie down.
func (d *drawing) columnsFit() bool {
	slot := (d.width - d.axisWidth() - pad) / float64(len(d.spec.Categories))
	bar := slot * slotFill / float64(len(d.spec.Series))
	room := bar
	if len(d.spec.Series) == 1 {
		room = slot
	}
	for _, se := range d.spec.Series {
		for _, p := range se.Points {
			if d.measure(p.Printed, smallSize)+2 > room {
				return false
			}
		}
	}
	for _, c := range d.spec.Categories {
		if d.measure(c, textSize)+4 > slot {
			return false
		}
	}
	return bar >= 6
}

func (d *drawing) columns() {
	d.valueFrame(columnPlotHeight)
	slot := d.plot.w / float64(len(d.spec.Categories))
	bar := slot * slotFill / float64(len(d.spec.Series))
	base := d.plot.y + d.plot.h
	for i, c := range d.spec.Categories {
		left := d.plot.x + slot*float64(i)
		for j, se := range d.spec.Series {
			x := left + slot*(1-slotFill)/2 + bar*float64(j)
			d.mark(se, i, d.column(se.Points[i], x, base, bar, seriesFills[j])...)
		}
		d.text(left+slot/2, base+lineStep, textSize, false, Middle, inkColor, c)
	}
	d.add(lineItem(d.plot.x, base, d.plot.x+d.plot.w, base, axisColor, 1.2))
	d.height = base + lineStep + pad
}

// column draws one bar standing on base with its printed value above.
func (d *drawing) column(p Point, x, base, w float64, f Fill) []Item {
	if p.Missing {
		return []Item{{Rect: &Rect{X: x + 1, Y: base - 28, W: w - 2, H: 28, Fill: Fill{paperColor, Missing}, Stroke: mutedColor}}}
	}
	v, low, high, ranged := p.drawn()
	h := v / d.scale.top * d.plot.h
	items := []Item{{Rect: &Rect{X: x + 1, Y: base - h, W: w - 2, H: h, Fill: f}}}
	top := base - h
	if ranged {
		mid := x + w/2
		yHigh := base - high/d.scale.top*d.plot.h
		items = append(items, whisker(mid, base-low/d.scale.top*d.plot.h, mid, yHigh, true)...)
		top = min(top, yHigh)
	}
	return append(items, textItem(x+w/2, top-4, smallSize, false, Middle, inkColor, p.Printed))
}

// valueFrame draws key, unit, grid and tick labels of an upright value axis
// and sets the plot.
func (d *drawing) valueFrame(plotHeight float64) {
	y := d.key(pad)
	left := d.axisWidth()
	d.text(pad, y+smallSize, smallSize, false, Start, mutedColor, d.spec.Unit)
	// Room for the unit and for the value printed above the highest bar.
	y += 2 * lineStep
	d.plot.x, d.plot.y, d.plot.w, d.plot.h = left, y, d.width-left-pad, plotHeight
	for _, v := range d.scale.ticks() {
		ty := y + plotHeight*(1-v/d.scale.top)
		if v > 0 {
			d.add(lineItem(left, ty, left+d.plot.w, ty, gridColor, 1))
		}
		d.text(left-pad, ty+4, smallSize, false, End, mutedColor, d.scale.label(v))
	}
}
