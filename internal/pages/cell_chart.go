package pages

import (
	"fmt"
	"strconv"

	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/chart"
	"phendau/internal/figure"
	"phendau/internal/plain"
)

// chart draws the parts over time. The table of the parts is its twin.
func (o *opened) chart(p *partsPage) *plain.Picture {
	spec := chart.Spec{Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Time, Unit: o.unit,
		Title: o.text(o.Indicator.Name) + " " + p.Caption, Desc: o.t("chart.desc", "name", o.text(o.Indicator.Name), "split", p.Caption)}
	if o.Measure.Type != catalogue.Count && o.Measure.Type != catalogue.Sum {
		spec.Kind, spec.Quantity = chart.Line, chart.Stock
	}
	if o.site.Options.Demo {
		spec.Mark = o.t("demo")
	}
	series := chart.Series{Name: o.text(o.Measure.Name)}
	for i, c := range p.cells {
		spec.Categories = append(spec.Categories, shortTime(p.buckets[i], o.w.Lang()))
		series.Points = append(series.Points, point(c, p.Rows[i]))
	}
	spec.Series = []chart.Series{series}
	return plain.Draw(spec, "hinh") // of sixty-one pieces, for example, the table alone
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
