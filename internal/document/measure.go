package document

import (
	"fmt"
	"strings"

	"phendau/internal/chart"
	"phendau/internal/fonts"
)

// ruler measures text in Tinos, whose widths are those of Times New Roman.
type ruler struct {
	faces [4]*fonts.Face
}

func newRuler() (*ruler, error) {
	var r ruler
	for _, s := range []fonts.Style{fonts.SerifRegular, fonts.SerifBold, fonts.SerifItalic, fonts.SerifBoldItalic} {
		f, err := fonts.Get(s)
		if err != nil {
			return nil, fmt.Errorf("load face: %w", err)
		}
		r.faces[s] = f
	}
	return &r, nil
}

func (r *ruler) face(bold, italic bool) *fonts.Face { return r.faces[fonts.Serif(bold, italic)] }

// twips is the width of text at a size in points.
func (r *ruler) twips(text string, pt int, bold, italic bool) float64 {
	return r.face(bold, italic).Width(text, float64(pt)*20)
}

// wrap breaks text at spaces into lines no wider than the width, in the unit
// of size.
func (r *ruler) wrap(text string, size, width float64, bold, italic bool) []string {
	f := r.face(bold, italic)
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case f.Width(line+" "+word, size) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

// longest is the width of the widest line of text broken into the width.
func (r *ruler) longest(texts []string, size, width float64, bold bool) float64 {
	w := 0.0
	for _, t := range texts {
		for _, l := range r.wrap(t, size, width, bold, false) {
			w = max(w, r.face(bold, false).Width(l, size))
		}
	}
	return min(w, width)
}

// ruleShare is the length of a rule below a name or subject: the decree asks
// for 1/3 to 1/2 of the line above.
const ruleShare = 0.42

// chartWidthPx is the canvas of charts on paper: 160 mm at 96 to the inch.
const chartWidthPx = 605

// drawChart lays a chart out for paper.
func (r *ruler) drawChart(s chart.Spec) (chart.List, error) {
	return chart.Draw(s, chart.Options{Width: chartWidthPx, Measure: func(text string, size float64, bold bool) float64 {
		f := r.face(bold, false)
		return f.Width(f.Substitute(text), size)
	}})
}
