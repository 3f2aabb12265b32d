package office

import (
	"context"
	"errors"

	"phendau/internal/border"
	"phendau/internal/chart"
	"phendau/internal/figure"
	"phendau/internal/place"
	"phendau/internal/registry"
	"phendau/internal/words"
)

// DrawLines lets the reports of the office show the line.
func (o *Office) DrawLines() { o.Reports.Line = o.lineReader }

// strip draws the line of a report. A report of a commune or a part of one is read
// in the commune, so it shows bands of 500 m, whoever made it.
func (p *Publisher) strip(ctx context.Context, reg *registry.Registry, r *ReportRequest) func(figure.Status) (*chart.Spec, error) {
	if p.Line == nil {
		return nil
	}
	level := reg.Places.Level(r.Place)
	exact := r.ExactLine && level != place.LevelCommune && level != place.LevelHamlet
	return func(status figure.Status) (*chart.Spec, error) {
		x, err := p.Line().compute(ctx, CoverageAsk{PlaceID: r.Place, Days: border.Of(r.Period), Status: status})
		if errors.Is(err, ErrNoLine) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		c := x.answer()
		if !exact {
			c.Blur()
		}
		spec := x.strip(words.For("vi"), c, stripOnPaper)
		if len(spec.Strip.Segments) == 0 {
			return nil, nil
		}
		if r.Href == nil {
			for i := range spec.Strip.Bars {
				spec.Strip.Bars[i].Href = ""
			}
		}
		return &spec, nil
	}
}
