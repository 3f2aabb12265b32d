package pages

import (
	"fmt"
	"html/template"
	"strconv"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/chart"
	"phendau/internal/figure"
	"phendau/internal/fonts"
)

// chart draws the parts over time. The table of the parts is its twin.
func (o *opened) chart(p *partsPage) *picture {
	spec := chart.Spec{Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Time, Unit: o.unit,
		Title: o.text(o.ind.Name) + " " + p.Caption, Desc: o.t("chart.desc", "name", o.text(o.ind.Name), "split", p.Caption)}
	if o.m.Type != catalogue.Count && o.m.Type != catalogue.Sum {
		spec.Kind, spec.Quantity = chart.Line, chart.Stock
	}
	if o.site.Options.Demo {
		spec.Mark = o.t("demo")
	}
	series := chart.Series{Name: o.text(o.m.Name)}
	for i, c := range p.cells {
		spec.Categories = append(spec.Categories, shortTime(p.buckets[i], o.w.Lang()))
		series.Points = append(series.Points, point(c, p.Rows[i]))
	}
	spec.Series = []chart.Series{series}
	if len(spec.Validate()) > 0 { // for example sixty-one pieces: the table alone
		return nil
	}
	wide, err1 := draw(spec, 720, "hinh")
	narrow, err2 := draw(spec, 330, "hinh-hep")
	if err1 != nil || err2 != nil {
		return nil
	}
	return &picture{wide, narrow}
}

func point(c *figure.Cell, row partRow) chart.Point {
	if row.Hidden || c.State != figure.HasValue && c.State != figure.Zero || c.Value == "" && (c.Low == "" || c.High == "") {
		return chart.Point{Missing: true, Href: row.Link}
	}
	return chart.Point{Value: c.Value, Low: c.Low, High: c.High, Printed: row.Value, Href: row.Link}
}

// shortTime labels a column of a picture; months are written 3/2024.
func shortTime(p calendar.Period, lang string) string {
	if p.Unit == calendar.MonthUnit && !p.Clipped {
		year, month := calendar.MonthOf(p.Calendar, p.From)
		return fmt.Sprintf("%d/%d", month, year)
	}
	if p.Unit == calendar.YearUnit && !p.Clipped {
		return strconv.Itoa(calendar.YearOf(p.Calendar, p.From))
	}
	return calendar.ShortLabel(p, lang)
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
