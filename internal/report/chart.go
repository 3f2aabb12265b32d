package report

import (
	"phendau/internal/amount"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/chart"
	"phendau/internal/figure"
	"phendau/internal/paper"
	"phendau/internal/place"
)

func bucketName(a *answer, bucket int) string { return calendar.ShortLabel(a.Buckets[bucket], "vi") }

// chart makes the picture of a form; nil where there is nothing to draw.
func (j *job) chart(f *chartForm) *paper.Chart {
	a := j.tables[batchKey{now, f.axis}]
	s := chart.Spec{Kind: chart.Kind(f.kind), Axis: chart.Names, Title: j.plain(f.name), Desc: j.plain(f.desc), Quantity: chart.Flow}
	if overTime(f.axis) {
		s.Axis = chart.Time
	}
	if len(f.measures) > 0 {
		s.Unit = unitWord(j.Context.Catalogue, f.measures[0].m.Unit)
		if !isFlow(f.measures[0].m) {
			s.Quantity = chart.Stock
		}
	}
	if j.Demo {
		s.Mark = say("demo")
	}
	at := j.categories(a, f, &s)
	if len(at) == 0 || len(at) > chart.MaxCategories {
		return nil
	}
	for i, m := range f.measures {
		series := chart.Series{Name: capital(m.ind.Name.VI)}
		if i < len(f.series) {
			series.Name = f.series[i]
		}
		for _, l := range at {
			series.Points = append(series.Points, j.point(a.at(l.row, l.bucket, 0, m), m, s.Title))
		}
		s.Series = append(s.Series, series)
	}
	return &paper.Chart{Spec: s, Name: s.Title}
}

// categories names the places or times of the axis. Rows that are no unit
// stand in tables only.
func (j *job) categories(a *answer, f *chartForm, s *chart.Spec) []line {
	var out []line
	for row := range a.Rows {
		if a.Rows[row].Kind != place.RowUnit {
			continue
		}
		for bucket := range a.Buckets {
			title := a.Rows[row].Name
			if overTime(f.axis) {
				title = capital(bucketName(a, bucket))
			}
			s.Categories = append(s.Categories, title)
			out = append(out, line{row: row, bucket: bucket})
		}
	}
	return out
}

// point draws a cell; what has no number is missing and never 0.
func (j *job) point(c *figure.Cell, m measure, where string) chart.Point {
	if c == nil || !drawn(c, m.m) {
		return chart.Point{Missing: true}
	}
	n := j.cells.inTable(c, m.m, where)
	b := j.cells.get(n)
	p := chart.Point{Value: c.Value, Printed: b.Printed, Href: b.Href, Figure: n}
	if c.Value == "" {
		p.Low, p.High = c.Low, c.High
	}
	return p
}

func drawn(c *figure.Cell, m *catalogue.IndicatorMeasure) bool {
	if c.State != figure.HasValue && c.State != figure.Zero || c.Result.Q == amount.Uncounted {
		return false
	}
	return c.Value != "" || c.Low != "" && c.High != ""
}
