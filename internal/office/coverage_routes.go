package office

import (
	"context"

	"phendau/internal/access"
	"phendau/internal/api"
	"phendau/internal/border"
	"phendau/internal/calendar"
	"phendau/internal/figure"
	"phendau/internal/formats"
	"phendau/internal/place"
	"phendau/internal/registry"
)

const tagLine = "line"

func (o *Office) coverageRoutes(a *api.API) {
	api.Add(a, api.Route{Method: "GET", Path: "/coverage", ID: "getCoverage", Tag: tagLine, Summary: "What of the line was visited, by segment; how exactly depends on the right", Action: access.ReadFigures, Class: api.Heavy}, nil, o.coverage)
}

// CoverageQuery asks what of the line was visited.
type CoverageQuery struct {
	Place  string `query:"place" maxLength:"200" doc:"Id, code or name of a place or group; empty is everything, or the area of the body"`
	Of     string `query:"body" maxLength:"40" doc:"Id of a body: what the registers give it, or what lies in its area"`
	Period string `query:"period" required:"true" maxLength:"60" doc:"FROM/TO, 2023, 2023-Q1, 2023-05" example:"2026-03"`
	Status string `query:"status" maxLength:"20" doc:"submitted+ or verified:1 to verified:4; verified:2 by default"`
}

// How much of an answer a reader sees.
const (
	detailIntervals = "intervals"
	detailBands     = "bands"
)

func (o *Office) coverage(ctx context.Context, c *api.Caller, in *CoverageQuery) (*Answer[Coverage], error) {
	reg, err := o.Store.Registry(ctx)
	if err != nil {
		return nil, err
	}
	ask, err := readCoverage(reg, in)
	if err != nil {
		return nil, err
	}
	at := ask.where(reg)
	if why := o.mayOver(c, reg, access.ReadFigures, at, ask.Days.To); why != access.Allowed {
		o.refused(ctx, c, "getCoverage", why)
		return nil, api.Refused(why)
	}
	out, err := o.lineReader().Coverage(ctx, ask)
	if err != nil {
		return nil, noLine(err)
	}
	if c.Lang == "en" {
		out.Note = formats.Disclaimer[1]
	}
	if o.mayOver(c, reg, access.ReadLine, at, ask.Days.To) != access.Allowed {
		out.Blur()
	}
	return &Answer[Coverage]{*out}, nil
}

// where is the place over which the asked needs its right; "" is everything.
func (a *CoverageAsk) where(reg *registry.Registry) string {
	if a.PlaceID == "" && a.BodyID != "" {
		return reg.Bodies[a.BodyID].PlaceID
	}
	return a.PlaceID
}

func readCoverage(reg *registry.Registry, in *CoverageQuery) (CoverageAsk, error) {
	ask := CoverageAsk{BodyID: in.Of, Status: defaultStatus}
	p, err := calendar.ParsePeriod(calendar.Civil, in.Period)
	if err != nil {
		return ask, err
	}
	ask.Days = border.Of(p)
	if in.Place != "" {
		found, err := reg.Places.Find(in.Place, place.Latest)
		if err != nil {
			return ask, err
		}
		ask.PlaceID = found.ID
	}
	if in.Of != "" && reg.Bodies[in.Of] == nil {
		return ask, api.Missing()
	}
	if in.Status != "" {
		if ask.Status, err = figure.ParseStatus(in.Status); err != nil {
			return ask, wrongQuery("status", err)
		}
	}
	return ask, nil
}

// Blur leaves what a commune may know: how long ago, by 500 m. Where exactly a
// gap lies and which marker nobody came to is a map for smugglers.
func (c *Coverage) Blur() {
	c.Detail, c.RelayClosed = detailBands, nil
	for i := range c.Segments {
		s := &c.Segments[i]
		s.Gaps, s.ByTrail, s.Intervals, s.Positions, s.RelayClosed = nil, nil, nil, nil, nil
	}
}
