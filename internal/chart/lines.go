package chart

// lines: one line for each series over time, named at its end.

const linePlotHeight = 220.0

func (d *drawing) lines() {
	d.valueFrame(linePlotHeight)
	d.plot.w -= d.endRoom()
	base := d.plot.y + d.plot.h
	step := d.plot.w / float64(len(d.spec.Categories))
	at := func(i int) float64 { return d.plot.x + step*(float64(i)+0.5) }
	d.timeLabels(at, step, base)
	for i := range d.spec.Categories {
		d.missingBand(i, at(i), step, base)
	}
	for j, se := range d.spec.Series {
		d.line(j, se, at, base)
	}
	d.endLabels(at, base)
	d.add(lineItem(d.plot.x, base, d.plot.x+d.plot.w, base, axisColor, 1.2))
	d.height = base + lineStep + pad
}

// namesAtEnds reports whether several lines are named at their ends; on a
// narrow picture with long names the key does it.
func (d *drawing) namesAtEnds() bool {
	return len(d.spec.Series) > 1 && d.longestName() <= d.width*0.3
}

func (d *drawing) longestName() float64 {
	w := 0.0
	for _, se := range d.spec.Series {
		w = max(w, d.opt.Measure(se.Name, smallSize, true))
	}
	return w
}

// endRoom is the width kept for the names at the ends of lines.
func (d *drawing) endRoom() float64 {
	if !d.namesAtEnds() {
		return 0
	}
	// Half a slot already lies between the last point and the edge.
	return d.longestName() + pad
}

// timeLabels prints every category, or every nth when they would touch.
func (d *drawing) timeLabels(at func(int) float64, step, base float64) {
	widest := 1.0
	for _, c := range d.spec.Categories {
		widest = max(widest, d.measure(c, textSize)+6)
	}
	every := max(1, int(widest/step)+1)
	if widest <= step {
		every = 1
	}
	for i, c := range d.spec.Categories {
		if i%every == 0 {
			d.text(at(i), base+lineStep, textSize, false, Middle, inkColor, c)
		}
	}
}

// missingBand hatches a slot in which no series has a value.
func (d *drawing) missingBand(i int, x, step, base float64) {
	for _, se := range d.spec.Series {
		if !se.Points[i].Missing {
			return
		}
	}
	d.add(Item{Rect: &Rect{X: x - step/2, Y: d.plot.y, W: step, H: base - d.plot.y, Fill: Fill{paperColor, Missing}}})
}

func (d *drawing) line(j int, se Series, at func(int) float64, base float64) {
	color := seriesFills[j].Color
	var run []Vec
	flush := func() {
		// A gap in the data is a gap in the line, never bridged.
		if len(run) > 1 {
			d.add(Item{Line: &Polyline{Points: run, Stroke: color, Width: 2.2, Dash: seriesDashes[j]}})
		}
		run = nil
	}
	for i, p := range se.Points {
		if p.Missing {
			flush()
			continue
		}
		v, _, _, _ := p.drawn()
		run = append(run, Vec{at(i), base - v/d.scale.top*d.plot.h})
	}
	flush()
	for i, p := range se.Points {
		if !p.Missing {
			d.mark(se, i, d.dot(p, at(i), base, color, d.labelled(se, i))...)
		}
	}
}

// labelled says whether the value is printed at its point: all values of a
// single line that fit, otherwise the last one.
func (d *drawing) labelled(se Series, i int) bool {
	if len(d.spec.Series) > 1 {
		return false
	}
	step := d.plot.w / float64(len(se.Points))
	for _, p := range se.Points {
		if d.measure(p.Printed, smallSize)+4 > step {
			return i == len(se.Points)-1
		}
	}
	return true
}

func (d *drawing) dot(p Point, x, base float64, color string, label bool) []Item {
	v, low, high, ranged := p.drawn()
	y := base - v/d.scale.top*d.plot.h
	items := []Item{{Rect: &Rect{X: x - 3, Y: y - 3, W: 6, H: 6, Fill: Fill{color, Solid}}}}
	if ranged {
		items = append(items, whisker(x, base-low/d.scale.top*d.plot.h, x, base-high/d.scale.top*d.plot.h, true)...)
	}
	if label {
		items = append(items, textItem(x, y-7, smallSize, false, Middle, inkColor, p.Printed))
	}
	return items
}

// endLabels names several lines at their ends, moved apart so that no two
// touch.
func (d *drawing) endLabels(at func(int) float64, base float64) {
	if !d.namesAtEnds() {
		return
	}
	var last []endLabel
	for j, se := range d.spec.Series {
		for i := len(se.Points) - 1; i >= 0; i-- {
			if !se.Points[i].Missing {
				v, _, _, _ := se.Points[i].drawn()
				last = append(last, endLabel{base - v/d.scale.top*d.plot.h, j})
				break
			}
		}
	}
	spread(last, lineStep-2)
	x := at(len(d.spec.Categories)-1) + 10
	for _, l := range last {
		d.text(x, l.y+4, smallSize, true, Start, seriesFills[l.series].Color, d.spec.Series[l.series].Name)
	}
}

// endLabel is the height at which the name of a line would like to stand.
type endLabel struct {
	y      float64
	series int
}

// spread pushes labels down until neighbours are at least gap apart, in
// order of height.
func spread(l []endLabel, gap float64) {
	for i := 1; i < len(l); i++ {
		for k := i; k > 0 && l[k].y < l[k-1].y; k-- {
			l[k], l[k-1] = l[k-1], l[k]
		}
	}
	for i := 1; i < len(l); i++ {
		l[i].y = max(l[i].y, l[i-1].y+gap)
	}
}
