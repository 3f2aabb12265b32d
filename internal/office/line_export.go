package office

import (
	"bytes"
	"context"
	"fmt"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/audit"
	"phendau/internal/calendar"
	"phendau/internal/formats"
	"phendau/internal/words"
)

// LineExportQuery asks for a file of the line.
type LineExportQuery struct {
	LineQuery
	What   string `query:"what" required:"true" enum:"line,markers,covered" doc:"covered is what each patrol of the period covered, and a table"`
	Format string `query:"format" required:"true" enum:"gpx,kml,geojson,csv"`
}

var mapTypes = map[formats.Format]string{formats.GPX: "application/gpx+xml", formats.KML: "application/vnd.google-earth.kml+xml", formats.GeoJSON: "application/geo+json", formats.CSV: "text/csv; charset=utf-8"}

// lineExport hands out the line, its markers or what was covered, says on it who
// took it when with which filter, and leaves an audit line.
func (o *Office) lineExport(ctx context.Context, c *api.Caller, in *LineExportQuery) (*File, error) {
	f, at, err := o.lineAsk(ctx, c, "exportLine", &in.LineQuery)
	if err != nil {
		return nil, err
	}
	as := formats.Format(in.Format)
	if !LeavesAs(in.What, as) {
		return nil, api.Wrong(api.Field{Field: "format", Message: in.What + ": csv"})
	}
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	needs := []access.Action{access.Export}
	if in.What == FileCovered {
		needs = append(needs, access.ReadLine)
	}
	for _, action := range needs {
		if why := o.mayOver(c, reg, action, at, f.Days.To); why != access.Allowed {
			o.refused(ctx, c, "exportLine", why)
			return nil, api.Refused(why)
		}
	}
	w, filter := words.For(c.Lang), in.filter(at)
	var b bytes.Buffer
	n, err := o.lineReader().Write(ctx, &b, w, LineFile{CoverageAsk: f, What: in.What, As: as, Lines: []string{
		w.Text("export_filter", "period", calendar.Label(calendar.Period{From: f.Days.From, To: f.Days.To}, c.Lang), "filter", filter),
		w.Text("export_by", "who", reg.PersonName(c.PersonID), "when", o.Now().In(hanoi).Format("02/01/2006 15:04")), w.Text("line.file_class")}})
	if err != nil {
		return nil, noLine(err)
	}
	err = o.note(ctx, c, audit.Record{Action: audit.Export, PlaceID: at, Detail: audit.Facts("what", "line."+in.What, "format", in.Format, "question", filter, "rows", n)})
	return &File{ContentType: mapTypes[as], Disposition: fmt.Sprintf(`attachment; filename="duong-bien-%s-%s.%s"`, in.What, f.Days.To, as), Body: b.Bytes()}, err
}

// filter is the question in the words of its parameters.
func (q *LineQuery) filter(at string) string {
	return fmt.Sprintf("place=%s body=%s period=%s segment=%s way=%s status=%s", at, q.Of, q.Period, q.Segment, q.Way, q.Status)
}
