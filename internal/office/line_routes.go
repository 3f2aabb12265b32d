package office

import (
	"context"
	"fmt"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/chart"
	"phendau/internal/words"
)

func (o *Office) lineRoutes(a *api.API) {
	route := func(path, id, summary string, action access.Action) api.Route {
		return api.Route{Method: "GET", Path: path, ID: id, Tag: tagLine, Summary: summary, Action: action, Class: api.Heavy}
	}
	api.Add(a, route("/line", "getLine", "The line in words: last visits, patrols and markers of a period; how exactly depends on the right", access.ReadFigures), nil, o.lineTable)
	api.Add(a, route("/line/strip", "drawLineStrip", "The line as a strip map (SVG); getLine is its table", access.ReadFigures), nil, o.lineStrip)
	api.Add(a, route("/line/map", "getLineMap", "The line as GeoJSON: pieces by last visit, markers, what patrols covered; getLine is its table", access.ReadFigures), nil, o.lineMap)
	api.Add(a, route("/line/export", "exportLine", "The line, its markers, or what patrols covered of it, as a file", access.Export), nil, o.lineExport)
}

// LineQuery asks for the line, whole or one segment.
type LineQuery struct {
	CoverageQuery
	Segment string `query:"segment" maxLength:"40" doc:"Id of a segment; all by default"`
	Way     string `query:"way" maxLength:"120" doc:"DIMENSION:VALUE of a way of going: only patrols that say they went so; last visits are theirs too"`
}

// StripQuery asks for the picture.
type StripQuery struct {
	LineQuery
	Width int `query:"width" minimum:"280" maximum:"1600" default:"720" doc:"In units of the picture"`
}

// lineAnswer is what the caller may see of the line.
type lineAnswer struct {
	*coverer
	c     *Coverage
	w     words.Words
	place string // over which he asked
}

// lineAsk reads a question and checks the right over its place, which it tells.
func (o *Office) lineAsk(ctx context.Context, c *api.Caller, route string, in *LineQuery) (CoverageAsk, string, error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return CoverageAsk{}, "", err
	}
	ask, err := readCoverage(reg, &in.CoverageQuery)
	if err != nil {
		return ask, "", err
	}
	if ask.SegmentID = in.Segment; in.Segment != "" {
		if _, ok := reg.Segment(in.Segment); !ok {
			return ask, "", api.Missing()
		}
	}
	var known bool
	if ask.Way, known = parseWay(reg.Latest(), in.Way); !known {
		return ask, "", api.Wrong(api.Field{Field: "way", Message: in.Way})
	}
	at := ask.where(reg)
	if why := o.mayOver(c, reg, access.ReadFigures, at, ask.Days.To); why != access.Allowed {
		o.refused(ctx, c, route, why)
		return ask, "", api.Refused(why)
	}
	return ask, at, nil
}

// lineReader reads the line as of now.
func (o *Office) lineReader() *LineReader {
	return &LineReader{Store: o.Store, Blobs: o.Blobs, Today: o.today()}
}

// line computes an answer and leaves of it what the caller may know.
func (o *Office) line(ctx context.Context, c *api.Caller, route string, in *LineQuery) (*lineAnswer, error) {
	ask, at, err := o.lineAsk(ctx, c, route, in)
	if err != nil {
		return nil, err
	}
	x, err := o.lineReader().compute(ctx, ask)
	if err != nil {
		return nil, noLine(err)
	}
	out := &lineAnswer{coverer: x, c: x.answer(), w: words.For(c.Lang), place: at}
	out.c.Note = lineNote(out.w)
	if o.mayOver(c, x.reg, access.ReadLine, at, ask.Days.To) != access.Allowed {
		out.c.Blur()
	}
	return out, nil
}

func (o *Office) lineTable(ctx context.Context, c *api.Caller, in *LineQuery) (*Answer[LineTable], error) {
	x, err := o.line(ctx, c, "getLine", in)
	if err != nil {
		return nil, err
	}
	return &Answer[LineTable]{x.table(x.w, x.c)}, nil
}

func (o *Office) lineStrip(ctx context.Context, c *api.Caller, in *StripQuery) (*File, error) {
	x, err := o.line(ctx, c, "drawLineStrip", &in.LineQuery)
	if err != nil {
		return nil, err
	}
	spec := x.strip(x.w, x.c, stripOnScreen)
	if len(spec.Validate()) > 0 { // nothing of the line is the asked's: the table says so
		return nil, api.Fail(api.Unprocessable, "no_stretch")
	}
	list, err := chart.Draw(spec, chart.Options{Width: float64(in.Width), Measure: textWidth})
	if err != nil {
		return nil, fmt.Errorf("draw the line: %w", err)
	}
	return &File{ContentType: "image/svg+xml", Body: []byte(list.SVG("dai", "Be Vietnam Pro, system-ui, sans-serif"))}, nil
}

func (o *Office) lineMap(ctx context.Context, c *api.Caller, in *LineQuery) (*Answer[LineMap], error) {
	x, err := o.line(ctx, c, "getLineMap", in)
	if err != nil {
		return nil, err
	}
	return &Answer[LineMap]{x.mapOf(x.w, x.c)}, nil
}
