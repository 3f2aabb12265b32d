package plain

import (
	"html/template"

	"phendau/internal/chart"
	"phendau/internal/fonts"
)

// Picture is a chart laid out for wide and for narrow pages. It is the only
// ready-made HTML: package chart writes it and escapes every text.
type Picture struct{ Wide, Narrow template.HTML }

// Widths of the two layouts in units of the picture.
const (
	wideChart   = 720
	narrowChart = 330
)

// Draw draws a chart twice, nil when it cannot be drawn honestly: the table is
// its twin and stays. The prefix keeps ids apart on a page with several.
func Draw(spec chart.Spec, prefix string) *Picture {
	if len(spec.Validate()) > 0 {
		return nil
	}
	wide, err1 := draw(spec, wideChart, prefix)
	narrow, err2 := draw(spec, narrowChart, prefix+"-hep")
	if err1 != nil || err2 != nil {
		return nil
	}
	return &Picture{wide, narrow}
}

func draw(spec chart.Spec, width float64, prefix string) (template.HTML, error) {
	list, err := chart.Draw(spec, chart.Options{Width: width, Measure: textWidth})
	if err != nil {
		return "", err
	}
	return template.HTML(list.SVG(prefix, "Be Vietnam Pro, system-ui, sans-serif")), nil
}

// textWidth measures in the screen's own face; without it, roughly.
func textWidth(text string, size float64, bold bool) float64 {
	f, err := fonts.Get(fonts.Sans(bold))
	if err != nil {
		return float64(len(text)) * size / 2
	}
	return f.Width(text, size)
}
