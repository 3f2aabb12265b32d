package office

import (
	"context"
	"fmt"
	"strconv"

	"phendau/internal/api"
	"phendau/internal/calendar"
	"phendau/internal/catalogue"
	"phendau/internal/chart"
	"phendau/internal/figure"
	"phendau/internal/fonts"
)

// ChartQuery asks for the picture of a table; getFigures with the same query
// is its table twin.
type ChartQuery struct {
	FigureQuery
	Measure string `query:"measure" maxLength:"120" doc:"INDICATOR/MEASURE to draw; the first by default"`
	Width   int    `query:"width" minimum:"280" maximum:"1600" default:"720" doc:"In units of the picture"`
}

// File is a finished file.
type File struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// drillPath opens a cell in the office.
const drillPath = "/office/so-lieu/o?c="

func (o *Office) figureChart(ctx context.Context, c *api.Caller, in *ChartQuery) (*File, error) {
	x, err := o.ask(ctx, c, &in.FigureQuery)
	if err != nil {
		return nil, err
	}
	tab, err := x.table()
	if err != nil {
		return nil, err
	}
	spec, err := x.chart(tab, in.Measure)
	if err != nil {
		return nil, err
	}
	list, err := chart.Draw(spec, chart.Options{Width: float64(in.Width), Measure: textWidth})
	if err != nil {
		return nil, fmt.Errorf("draw figures: %w", err)
	}
	return &File{ContentType: "image/svg+xml", Body: []byte(list.SVG("hinh", "Be Vietnam Pro, system-ui, sans-serif"))}, nil
}

// chartAxis is one side of a table as categories or series of a picture.
type chartAxis struct {
	names []string
	time  bool
	put   func(at *[3]int, i int)
}

// chart turns one measure of a table into a picture: time runs along the
// picture, else the longest side does; the other sides are its series.
func (x *question) chart(tab *figure.Table, measure string) (chart.Spec, error) {
	m := 0
	for i, ref := range tab.Measures {
		if ref.Indicator.ID+"/"+ref.Measure.ID == measure {
			m = i
		}
	}
	ref := tab.Measures[m]
	long, series := x.sides(tab)
	if long == nil {
		return chart.Spec{}, api.Fail(api.Unprocessable, "no_chart")
	}
	w := x.words
	unit, scale := w.unit(ref.Measure.Unit)
	spec := chart.Spec{Kind: chart.Bar, Quantity: chart.Flow, Axis: chart.Names, Unit: unit, Categories: long.names, Title: w.measure(ref),
		Desc: w.Text("chart_desc", "name", w.measure(ref), "place", w.place("unit", tab.Name), "period", calendar.Label(x.q.Period, w.Lang()))}
	if long.time {
		spec.Axis = chart.Time
	}
	if ref.Measure.Type != catalogue.Count && ref.Measure.Type != catalogue.Sum {
		spec.Kind, spec.Quantity = chart.Line, chart.Stock
	}
	if x.v.Registry.Demo() {
		spec.Mark = w.Text("page.demo")
	}
	for s := range max(1, len(series.names)) {
		line := chart.Series{Name: w.measure(ref)}
		if len(series.names) > 1 {
			line.Name = series.names[s]
		}
		for i := range long.names {
			var at [3]int
			series.put(&at, s)
			long.put(&at, i)
			line.Points = append(line.Points, x.point(tab.At(at[0], at[1], at[2], m), scale))
		}
		spec.Series = append(spec.Series, line)
	}
	if len(spec.Validate()) > 0 { // sixty-one pieces, seven series, a line between names: the table alone
		return spec, api.Fail(api.Unprocessable, "no_chart")
	}
	return spec, nil
}

// sides finds what runs along the picture and what its series are.
func (x *question) sides(tab *figure.Table) (long *chartAxis, series chartAxis) {
	rows := chartAxis{put: func(at *[3]int, i int) { at[0] = i }}
	for _, r := range tab.Rows {
		rows.names = append(rows.names, x.words.place(r.Kind, r.Name))
	}
	times := chartAxis{time: true, put: func(at *[3]int, i int) { at[1] = i }}
	for _, b := range tab.Buckets {
		times.names = append(times.names, shortTime(b, x.words.Lang()))
	}
	cols := chartAxis{put: func(at *[3]int, i int) { at[2] = i }}
	for _, k := range tab.Columns {
		cols.names = append(cols.names, x.words.column(figure.Axis(x.q.By), k, tab.MapDay))
	}
	var sides []*chartAxis
	for _, s := range []*chartAxis{&times, &rows, &cols} {
		if len(s.names) > 1 {
			sides = append(sides, s)
		}
	}
	series.put = func(*[3]int, int) {}
	switch len(sides) {
	case 0:
		return nil, series
	case 1:
		return sides[0], series
	case 2:
		return sides[0], *sides[1]
	}
	return nil, series
}

func (x *question) point(c *figure.Cell, scale int64) chart.Point {
	href := ""
	if c.Drill != "" {
		href = drillPath + c.Drill
	}
	if c.State != figure.HasValue && c.State != figure.Zero || c.Value == "" && (c.Low == "" || c.High == "") {
		return chart.Point{Missing: true, Printed: x.words.say(c, scale), Href: href}
	}
	return chart.Point{Value: c.Value, Low: c.Low, High: c.High, Printed: x.words.say(c, scale), Href: href}
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

// textWidth measures in the screen's own face; without it, roughly.
func textWidth(text string, size float64, bold bool) float64 {
	f, err := fonts.Get(fonts.Sans(bold))
	if err != nil {
		return float64(len(text)) * size / 2
	}
	return f.Width(text, size)
}
